//! What a shared cache may keep: the same for everyone, byte for byte, and nothing of anybody. Generated visitors send
//! generated requests, and a strict reading of RFC 9111 says what a cache could do with each answer.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

#[path = "../common/mod.rs"]
mod common;
mod requests;
mod rfc9111;
#[path = "../common/strings.rs"]
mod strings;
mod visitors;

use common::{at, sample_snapshot};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use requests::{Asked, asked};
use rfc9111::{key, may_be_stored};
use segue::cookie::Keys;
use segue::day::{Day, Now};
use segue::edge::{Body, Edge, Request, Response, Rung, Step, handle};
use segue::snapshot::Snapshot;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use visitors::{Visitor, visitor};

/// The day of every request, in November 2026.
const TODAY: Day = Day(20_780);

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::parse("t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0").unwrap());

/// In which state the isolate is that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// Everything is in memory.
    Warm,
    /// The snapshot has just been read from KV.
    Fresh,
    /// A shard cannot be read, so that answers are cut short.
    Short,
    /// There is no snapshot.
    Empty,
}

/// What the Worker says about itself, as far as it differs between isolates: nothing in it comes from a visitor.
const OF_THE_ISOLATE: [&str; 2] = ["Segue-Rung", "Server-Timing"];

struct World {
    whole: Snapshot,
    bare: Snapshot,
}

impl World {
    fn new() -> Self {
        let folder =
            segue::shop::read(&at("fixtures/shop")).unwrap_or_else(|_| panic!("run `segue check fixtures/shop`"));
        let compiled = segue::shop::compile(&folder).unwrap_or_else(|_| panic!("run `segue check fixtures/shop`"));
        Self { whole: sample_snapshot(), bare: Snapshot::open(&compiled.core).unwrap().0 }
    }

    fn answer(&self, state: State, asked: &Asked, visitor: &Visitor) -> (Request<'static>, Response) {
        let request = request(asked, visitor);
        let (snapshot, rung, read_ms) = match state {
            State::Warm => (Some(&self.whole), Rung::Memory, None),
            State::Fresh => (Some(&self.whole), Rung::Kv, Some(5)),
            State::Short => (Some(&self.bare), Rung::Kv, Some(2_000)),
            State::Empty => (None, Rung::Baseline, None),
        };
        let edge = Edge {
            snapshot,
            published: 0,
            rung,
            keys: &KEYS,
            now: Now::from_unix_seconds(u64::from(TODAY.0) * 86_400 + 43_200),
            entropy: &|| Some([7; 16]),
            fallback_url: "/",
            read_ms,
            last_try: true,
            beside: segue::edge::Beside::default(),
        };
        let Step::Answer(response) = handle(&edge, &request) else { panic!("the last try answers") };
        (request, response)
    }
}

/// The request of a visitor. What it borrows lives as long as the test.
fn request(asked: &Asked, visitor: &Visitor) -> Request<'static> {
    Request {
        method: asked.method,
        path: asked.path.clone().leak(),
        query: asked.query,
        host: "shop.example",
        accept: asked.accept,
        accept_language: visitor.language,
        content_type: asked.kind,
        cookies: visitor.cookies.clone().leak(),
        referer: if visitor.site.is_some() { "https://shop.example/products/K-101?q=secret" } else { "" },
        origin: visitor.origin,
        if_none_match: "",
        sec_fetch_site: visitor.site,
        gpc: visitor.gpc,
        sec_purpose: visitor.purpose,
        purpose: "",
        user_agent: visitor.agent,
        country: visitor.country,
        region: visitor.region,
        body: if asked.method == "POST" { Body::Bytes(asked.body.as_bytes()) } else { Body::None },
    }
}

/// Somebody of whom nothing is known.
const NOBODY: Visitor = Visitor {
    cookies: String::new(),
    gpc: None,
    country: None,
    region: None,
    language: "",
    agent: "",
    purpose: "",
    site: None,
    origin: None,
};

/// Status, headers and body, without what the isolate says about itself.
fn bytes(response: &Response) -> (u16, Vec<(&'static str, String)>, String) {
    let headers = response.headers.iter().filter(|(name, _)| !OF_THE_ISOLATE.contains(name));
    let headers = headers.map(|(name, value)| (*name, value.to_string())).collect();
    (response.status, headers, response.body.clone())
}

/// What was seen on the way, so that a test that compared nothing cannot pass.
#[derive(Default)]
struct Seen {
    /// The first answer under each key that a shared cache would use, and the states in which it was given.
    shared: BTreeMap<(bool, String), (Response, BTreeSet<State>)>,
    /// Whether what was asked for may be shared, by method, address and `Accept`.
    storable: BTreeMap<(bool, String), bool>,
    /// How many answers were compared with an earlier one of the same key, given to another visitor.
    compared: usize,
    /// How many answers were for one visitor only, and how many set cookies.
    private: usize,
    with_cookies: usize,
    statuses: BTreeSet<u16>,
}

#[test]
fn what_may_be_shared_is_the_same_for_everyone() {
    let world = World::new();
    let states = prop::sample::select(vec![State::Warm, State::Warm, State::Fresh, State::Short, State::Empty]);
    let visitors = prop::collection::vec((visitor(&world.whole, &KEYS), states), 2..5);
    let seen = RefCell::new(Seen::default());
    let config = ProptestConfig { cases: 6_000, failure_persistence: None, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(&(asked(&world.whole), visitors), |(asked, visitors)| {
        for (visitor, state) in visitors {
            let (request, response) = world.answer(state, &asked, &visitor);
            let mut seen = seen.borrow_mut();
            seen.statuses.insert(response.status);
            let stored = may_be_stored(&response);
            if response.header("set-cookie").is_some() {
                seen.with_cookies += 1;
                prop_assert!(!stored, "a cookie could be given to others: {:?}", response.headers);
            }
            // A cache that kept it for one would give it to the others: it is for everyone or for nobody. Only an answer
            // that was cut short is for nobody when a whole one is for everyone.
            if state != State::Short {
                let what = format!("{} {}?{} {}", asked.method, asked.path, asked.query, asked.accept);
                let other = *seen.storable.entry((state == State::Empty, what)).or_insert(stored);
                prop_assert_eq!(other, stored, "one visitor's answer may be shared, another's may not");
            }
            if !stored {
                seen.private += 1;
                continue;
            }
            // Nothing in it is the visitor's: it is what somebody of whom nothing is known gets.
            let (_, usual) = world.answer(state, &asked, &NOBODY);
            prop_assert_eq!(&response.headers, &usual.headers);
            prop_assert_eq!(bytes(&response), bytes(&usual));
            let Some(key) = key(&request, &response) else { continue };
            // Publishing changes the answer; without a snapshot it is another shop, so to speak.
            let key = (state == State::Empty, key);
            let compared = match seen.shared.get_mut(&key) {
                None => {
                    seen.shared.insert(key, (response, BTreeSet::from([state])));
                    0
                }
                Some((first, states)) => {
                    prop_assert_eq!(bytes(first), bytes(&response), "{:?} and {:?}", states, state);
                    states.insert(state);
                    1
                }
            };
            seen.compared += compared;
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let seen = seen.into_inner();
    let several = seen.shared.values().filter(|(_, states)| states.len() > 1).count();
    println!(
        "{} compared under {} keys, {several} of them in several states; {} private, {} with cookies; {:?}",
        seen.compared,
        seen.shared.len(),
        seen.private,
        seen.with_cookies,
        seen.statuses
    );
    assert!(seen.compared >= 2_000, "only {} answers were compared", seen.compared);
    assert!(seen.shared.len() >= 40 && several >= 20, "{} keys, {several} in several states", seen.shared.len());
    assert!(seen.private >= 5_000 && seen.with_cookies >= 1_000, "{} private, {}", seen.private, seen.with_cookies);
    for status in [200, 204, 302, 303, 400, 403, 404, 405] {
        assert!(seen.statuses.contains(&status), "no answer had the status {status}: {:?}", seen.statuses);
    }
}
