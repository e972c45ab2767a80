//! What clicks told, on its way from the import's files to the snapshot.

use super::{Shop, compile, read};
use crate::learn::written::{Counted, sessions, viewed_next};
use crate::learn::{Kept, Params, Quantized};
use crate::neighbours::{Scale, decode};
use crate::shop::{kept, product_ids, tuned};
use crate::snapshot::{Core, Lookup, ProductRef, Snapshot};
use proptest::prelude::*;
use std::collections::BTreeMap;

const LISTS: &str = "derived/viewed-next.tsv";
const SESSIONS: &str = "derived/sessions.json";

/// What is said of a folder with these lists, and on which line.
fn said(lists: &str) -> Vec<(usize, String)> {
    let problems = match read(Shop::new().with(LISTS, lists).write().path()) {
        Ok(folder) => folder.warnings,
        Err(problems) => problems,
    };
    problems.into_iter().map(|problem| (problem.position().0, problem.message)).collect()
}

#[test]
fn lists_that_are_wrong_are_said_by_line() {
    let sound = "T-1\t36863\tT-2\t255\tP-1\t3\n\nT-2\t9\tT-1\t255\n";
    assert_eq!(said(sound), []);
    for (from, to, line, message) in [
        ("\t36863", "", 1, "expected a scale from 1 to 36863, found `T-2`"),
        ("36863", "36864", 1, "expected a scale from 1 to 36863, found `36864`"),
        ("P-1\t3", "P-1\t0", 1, "expected a weight from 1 to 255, found `0`"),
        ("P-1\t3", "P-1\t256", 1, "expected a weight from 1 to 255, found `256`"),
        ("P-1\t3", "P-1", 1, "this neighbour has no weight"),
        ("P-1\t3", "T-2\t3", 1, "the neighbour `T-2` stands in this list twice"),
        ("T-2\t9", "T-1\t9", 3, "the product `T-1` stands here and further up"),
        ("T-2\t9\tT-1\t255", "T-2", 3, "this line holds no list"),
        ("T-2\t9", "\"T-2\t9", 3, "the quotes that open here are not closed"),
    ] {
        assert!(sound.contains(from), "{from}");
        assert_eq!(said(&sound.replacen(from, to, 1)), [(line, message.to_string())], "{to}");
    }
    let long: String = (0..51).map(|n| format!("\tX-{n}\t255")).collect();
    assert_eq!(said(&format!("T-1\t1{long}\n")), [(1, "this list has more than 50 neighbours".to_string())]);
    let gone = "T-1\t36863\tgone\t255\tT-2\t4\nalso-gone\t9\tT-1\t255\n";
    let message = "1 list of products, and 1 neighbours in others, are not in the catalogue and are left out";
    assert_eq!(said(gone), [(1, message.to_string())]);
}

/// Each product's list in the snapshot, by ids; and the weights of what was viewed.
fn published(shop: &Shop) -> (BTreeMap<String, (u32, Vec<(String, u8)>)>, Vec<u16>) {
    let compiled = compile(&read(shop.write().path()).unwrap()).unwrap();
    let (core, _) = Core::read(&compiled.core).unwrap();
    let (decay, products) = (core.blend.decay.clone(), core.products);
    let (mut snapshot, _) = Snapshot::open(&compiled.core).unwrap();
    for (at, (_, bytes)) in (0_u16..).zip(compiled.shards) {
        snapshot.load(at, bytes, usize::MAX).unwrap();
    }
    let product = |at| match snapshot.by_ref(at) {
        Lookup::Found(product) => product,
        other => panic!("{other:?}"),
    };
    let all = (0..products).map(ProductRef).map(|at| {
        let list = decode(product(at).detail().unwrap().next);
        let mut neighbours: Vec<(String, u8)> =
            list.map(|(at, weight)| (product(at).card.id.to_string(), weight)).collect();
        neighbours.sort();
        (product(at).card.id.to_string(), (list.scale().value(), neighbours))
    });
    (all.collect(), decay)
}

/// Parameters that nobody tuned.
fn made(params: Params) -> Kept {
    Kept { params, tuned: false }
}

#[test]
fn lists_and_parameters_are_in_the_snapshot() {
    let parameters = sessions(&made(Params { k: 2, tau: 1.0, ..Params::default() }), &Counted::default());
    let shop = Shop::new()
        .with(LISTS, "T-1\t36863\tP-1\t255\tgone\t90\tT-2\t3\nP-1\t2048\tT-1\t255\n")
        .with(SESSIONS, parameters);
    let (lists, decay) = published(&shop);
    let named = |list: &[(&str, u8)]| list.iter().map(|(id, weight)| ((*id).to_string(), *weight)).collect::<Vec<_>>();
    assert_eq!(lists["T-1"], (Scale::MAX.value(), named(&[("P-1", 255), ("T-2", 3)])));
    assert_eq!(lists["P-1"], (Scale(2048).value(), named(&[("T-1", 255)])));
    assert_eq!(lists["T-2"], (0, Vec::new()));
    assert_eq!(decay, [4096, 1507]);
    let (lists, decay) = published(&Shop::new());
    assert!(lists.values().all(|(_, neighbours)| neighbours.is_empty()));
    assert_eq!(
        decay,
        Params::default().blend().decay,
        "without clicks there is nothing to combine, and nothing is odd"
    );
}

#[test]
fn parameters_are_kept_and_wrong_ones_are_said() {
    let found = Params { beta: 0.123, k: 3, top: 17, ..Params::default() };
    let counted = Counted { sessions: 3, last_day: Some("2026-03-31".into()), ..Counted::default() };
    let dir = Shop::new().with(SESSIONS, sessions(&Kept { params: found, tuned: true }, &counted)).write();
    assert_eq!(tuned(dir.path()), Ok(Some(found)));
    assert_eq!(kept(Shop::new().write().path()), Ok(None));
    let few = Shop::new().with(SESSIONS, r#"{ "parameters": { "beta": 0.5 } }"#).write();
    assert_eq!(kept(few.path()), Ok(Some(made(Params { beta: 0.5, ..Params::default() }))));
    assert_eq!(tuned(few.path()), Ok(None), "nobody tuned them");
    for (text, message) in [
        (r#"{ "parameters": { "beta": 1.5 } }"#, "expected a number from 0 to 1, found `1.5`"),
        (r#"{ "parameters": { "k": 2.5 } }"#, "expected a whole number from 1 to 8, found `2.5`"),
        (r#"{ "parameters": { "gama": 0.1 } }"#, "the parameters has no field `gama`"),
        ("{ }", "the parameters of sessions needs `parameters`"),
    ] {
        let problem = tuned(Shop::new().with(SESSIONS, text).write().path()).unwrap_err();
        assert!(problem.starts_with("`derived/sessions.json:1:") && problem.ends_with(message), "{problem}");
    }
}

#[test]
fn products_are_known_from_any_catalogue_however_the_rest_stands() {
    let ids = |shop: &Shop| product_ids(shop.write().path());
    assert_eq!(ids(&Shop::new().with("blocks/b.json", "{")).unwrap(), ["T-1", "T-2", "P-1"]);
    let csv = "id,title,category,price\nA-1,Tea,tea,1\n";
    assert_eq!(ids(&Shop::new().without("products.json").with("products.csv", csv)).unwrap(), ["A-1"]);
    let broken = ids(&Shop::new().with("products.json", "[ { \"id\": 1 } ]")).unwrap_err();
    assert!(broken.starts_with("`products.json:1:"), "{broken}");
    assert!(ids(&Shop::new().without("products.json")).is_err());
}

proptest! {
    /// What the import writes is what `segue check` reads, whatever ids hold.
    #[test]
    fn lists_come_back_as_they_were_written(
        ids in proptest::collection::btree_set("[a-z\"';,# \u{e9}]{0,3}[a-z\"]", 1..6),
        lists in proptest::collection::vec((1..=36_863_u16, proptest::collection::btree_map(0..6_u32, 1..=255_u8, 1..6)), 1..6),
    ) {
        let ids: Vec<String> = ids.into_iter().filter(|id| id.trim() == id).collect();
        let known = |(item, weight): (u32, u8)| ((item as usize) < ids.len()).then_some((item, weight));
        let lists: Vec<Quantized> = lists
            .into_iter()
            .take(ids.len())
            .map(|(scale, list)| Quantized { scale: Scale(scale), neighbours: list.into_iter().filter_map(known).collect() })
            .collect();
        let products: Vec<serde_json::Value> = ids
            .iter()
            .map(|id| serde_json::json!({ "id": id, "title": "T", "category": "tea", "price": 1 }))
            .collect();
        let dir = Shop::new()
            .with("products.json", serde_json::to_string(&products).unwrap())
            .with(LISTS, viewed_next(&ids, &lists))
            .write();
        let folder = read(dir.path()).unwrap();
        let read: Vec<(usize, Quantized)> = folder
            .derived
            .viewed_next
            .into_iter()
            .map(|list| (list.product as usize, Quantized { scale: list.scale, neighbours: list.neighbours }))
            .collect();
        let written: Vec<(usize, Quantized)> =
            lists.into_iter().enumerate().filter(|(_, list)| !list.neighbours.is_empty()).collect();
        prop_assert_eq!(read, written);
    }
}
