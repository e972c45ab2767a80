//! What an isolate answers must not depend on which shards it happens to have read.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")]

use crate::common::at;
use crate::{CASE_DAYS, KEYS};
use segue::cookie::Keys;
use segue::day::Now;
use segue::edge::{Edge, Request, Response, Rung, Step, handle};
use segue::isolate::ROUNDS;
use segue::shop::{Compiled, compile_into, read};
use segue::snapshot::Snapshot;

/// More rounds than any request of the sample shop needs.
const ENOUGH: usize = 9;

/// The answer, and in how many rounds what it needs was read.
fn answer(snapshot: &mut Snapshot, compiled: &Compiled, request: &Request<'_>) -> (Response, usize) {
    let keys = Keys::parse(KEYS).unwrap();
    for round in 0..=ENOUGH {
        let edge = Edge {
            snapshot: Some(snapshot),
            published: 0,
            rung: Rung::Memory,
            keys: &keys,
            now: Now::from_unix_seconds(CASE_DAYS[1] * 86_400),
            entropy: &|| Some([7; 16]),
            fallback_url: "/",
            read_ms: None,
            last_try: round == ENOUGH,
            beside: segue::edge::Beside::default(),
        };
        match handle(&edge, request) {
            Step::Answer(response) => return (response, round),
            Step::Read(need) => {
                assert!(!need.shards.is_empty());
                for shard in need.shards {
                    snapshot.load(shard, compiled.shards[usize::from(shard)].1.clone(), usize::MAX).unwrap();
                }
            }
        }
    }
    unreachable!("the last try answers")
}

#[test]
fn a_cold_isolate_answers_like_a_warm_one() {
    let folder = read(&at("fixtures/shop")).unwrap_or_else(|_| panic!("run `segue check fixtures/shop`"));
    // All of the sample shop would fit into one.
    let compiled = compile_into(&folder, 4096).unwrap_or_else(|_| panic!("run `segue check fixtures/shop`"));
    assert!(compiled.shards.len() > 8, "{} shards", compiled.shards.len());
    let cold = || Snapshot::open(&compiled.core).unwrap().0;
    let mut warm = cold();
    for shard in 0..compiled.shards.len() {
        warm.load(u16::try_from(shard).unwrap(), compiled.shards[shard].1.clone(), usize::MAX).unwrap();
    }
    let some = folder.products.iter().step_by(5).map(|product| product.id.value.as_str());
    let products: Vec<&str> = some.chain(["K-102", "T-301", "no such product"]).collect();
    let mut asked = Vec::new();
    for product in &products {
        asked.push((format!("/_segue/pdp/{product}"), String::new()));
        for campaign in &folder.campaigns {
            asked.push((format!("/r/{}", campaign.id), format!("product={product}&utm_term=limescale")));
        }
        for set in &folder.sets {
            asked.push((format!("/_segue/recs/{}", set.id), format!("product={product}")));
        }
    }
    let mut late = 0;
    for (path, query) in &asked {
        let request = Request { method: "GET", path, query, country: Some("DE"), ..Request::default() };
        let (first, rounds) = answer(&mut cold(), &compiled, &request);
        assert_eq!((first, 0), answer(&mut warm, &compiled, &request), "{path}?{query}");
        late += usize::from(rounds > ROUNDS);
    }
    // An isolate reads in so many rounds and no more: then it answers with what is there.
    assert!(late * 100 < asked.len(), "{late} of {} requests need more than {ROUNDS} rounds", asked.len());
}
