//! A thousand visitors click through their sessions: the cookie carries what they viewed, the shards what comes next, and
//! what they get is, product for product, what the lists say that `segue evaluate` scores.
//!
//! The sessions are real where real ones are (`cargo xtask test` says so where they are made up), the lists are made here
//! once more from the clicks themselves, and nothing of the engine is asked for what to expect.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::cases::agent;
use crate::workers;
use flate2::read::MultiGzDecoder;
use segue::learn::clicks::{Log, Who, clean};
use segue::learn::{Params, Sessions, build};
use segue::neighbours::{Blend, Combined};
use segue::snapshot::{Lookup, ProductRef, Snapshot};
use serde_json::Value;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Sessions that are gone through.
const SESSIONS: usize = 1_000;
/// Products that a set may be asked for.
const MOST: usize = 20;
/// Connections at once.
const VISITORS: usize = 4;

struct Lists {
    blend: Blend,
    /// Each product's list, by its place in the snapshot.
    lists: HashMap<ProductRef, Vec<u8>>,
    /// The ids of the clicks' products, and their places in the snapshot.
    products: Vec<(String, ProductRef)>,
    ids: HashMap<ProductRef, String>,
}

impl Lists {
    /// What comes next after these products, newest first.
    fn next(&self, latest: &[ProductRef]) -> Vec<&str> {
        let list = |at: &ProductRef| (*at, self.lists.get(at).map_or(&[][..], Vec::as_slice));
        let best = Combined::of(&self.blend, latest.iter().map(list)).best(MOST, |_| true);
        best.iter().map(|one| self.ids.get(&one.product).unwrap().as_str()).collect()
    }
}

/// A shop folder's snapshot with every shard at hand.
fn opened(folder: &Path) -> Snapshot {
    let problem = |_| format!("run `segue check {}`", folder.display());
    let compiled = segue::shop::read(folder).and_then(|folder| segue::shop::compile(&folder)).map_err(problem).unwrap();
    let (mut snapshot, warnings) = Snapshot::open(&compiled.core).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    for (at, (_, bytes)) in compiled.shards.into_iter().enumerate() {
        snapshot.load(u16::try_from(at).unwrap(), bytes, usize::MAX).unwrap();
    }
    snapshot
}

/// The sessions of a file, and their lists as they are learned from it.
fn learned(file: &Path, snapshot: &Snapshot) -> (Sessions, Lists) {
    let (mut bytes, mut text) = (File::open(file).unwrap(), String::new());
    if file.extension().is_some_and(|ending| ending == "gz") {
        MultiGzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    } else {
        bytes.read_to_string(&mut text).unwrap();
    }
    let mut log = Log::default();
    for line in text.lines().skip(1) {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().unwrap();
        let (session, item, time) = (cell(), cell(), cell());
        log.click(Who::Session(session), item, time.parse().unwrap());
    }
    let cleaned = clean(log, None);
    let (params, _) = segue::learn::fit(&cleaned.sessions, &Params::default());
    let place = |id: &String| match snapshot.by_id(id) {
        Lookup::Found(product) => (id.clone(), product.at),
        Lookup::Absent | Lookup::NotLoaded(_) => (id.clone(), ProductRef(u32::MAX)),
    };
    let products: Vec<(String, ProductRef)> = cleaned.products.iter().map(place).collect();
    assert!(products.iter().all(|(_, at)| *at != ProductRef(u32::MAX)), "the shop has every product that was clicked");
    let placed = |(item, weight): &(u32, u8)| (products.get(*item as usize).unwrap().1, *weight);
    let quantized = build(&cleaned.sessions, &params).quantize();
    let encoded = quantized.iter().zip(&products).map(|(list, (_, at))| {
        let neighbours: Vec<_> = list.neighbours.iter().map(placed).collect();
        (*at, segue::neighbours::encode(list.scale, &neighbours))
    });
    let lists = encoded.collect();
    let ids = products.iter().map(|(id, at)| (*at, id.clone())).collect();
    (cleaned.sessions, Lists { blend: params.blend(), lists, products, ids })
}

/// A browser that keeps its connections.
struct Visitor<'a> {
    base: &'a str,
    agent: &'a ureq::Agent,
    cookies: HashMap<String, String>,
}

impl Visitor<'_> {
    fn post(&mut self, target: &str, body: &str) -> u16 {
        let request = self.agent.post(format!("{}{target}", self.base)).header("cookie", self.cookie());
        let request = request.header("segue-country", "DE").header("content-type", "application/json");
        let answer = request.send(body).unwrap();
        for line in answer.headers().get_all("set-cookie") {
            let (name, value) = line.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer.status().as_u16()
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// The products of the set, in order.
    fn next(&self, most: usize) -> Vec<String> {
        let request = self.agent.get(format!("{}/_segue/recs/next?limit={most}", self.base));
        let request = request.header("cookie", self.cookie()).header("segue-country", "DE");
        let mut answer = request.header("accept", "application/json").call().unwrap();
        let body: Value = serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap_or_default();
        let products = body.get("products").and_then(|products| products.as_array()).cloned().unwrap_or_default();
        products.iter().map(|product| product["id"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn a_thousand_sessions_get_what_the_lists_say() {
    let (base, folder, clicks) = workers::of_sessions();
    let snapshot = opened(Path::new(&folder));
    let (sessions, lists) = learned(Path::new(&clicks), &snapshot);
    assert!(sessions.len() >= SESSIONS, "only {} sessions", sessions.len());
    // The last ones: what the lists say of them is not only what they did themselves.
    let last: Vec<&[u32]> = sessions.iter().map(|(_, items)| items).skip(sessions.len() - SESSIONS).collect();
    let (next, answers, products, back) =
        (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..VISITORS {
            scope.spawn(|| {
                let agent = agent();
                while let Some(session) = last.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut visitor = Visitor { base: &base, agent: &agent, cookies: HashMap::new() };
                    assert_eq!(visitor.post("/_segue/privacy", r#"{"purposes":{"personalization":true}}"#), 200);
                    let mut latest: Vec<ProductRef> = Vec::new();
                    for item in *session {
                        let (id, at) = lists.products.get(*item as usize).unwrap();
                        let items = serde_json::json!([{ "item_id": id }]);
                        let body = serde_json::json!({ "events": [{ "name": "view_item", "items": items }] });
                        assert_eq!(visitor.post("/_segue/events", &body.to_string()), 204);
                        latest.retain(|other| other != at);
                        latest.insert(0, *at);
                        let wanted = lists.next(&latest);
                        let found = if wanted.is_empty() { Vec::new() } else { visitor.next(wanted.len()) };
                        assert_eq!(found, wanted, "after {latest:?}");
                        answers.fetch_add(1, Ordering::Relaxed);
                        products.fetch_add(found.len(), Ordering::Relaxed);
                        let viewed = |id: &&str| latest.iter().any(|at| lists.ids.get(at).unwrap() == id);
                        back.fetch_add(wanted.iter().filter(|id| viewed(id)).count(), Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let (answers, products, back) = (answers.into_inner(), products.into_inner(), back.into_inner());
    println!("{SESSIONS} sessions of `{clicks}`: {answers} answers, {products} products, {back} of them viewed before");
    assert!(products > answers * 10 && back > answers / 2, "{products} products in {answers} answers, {back} viewed");
}
