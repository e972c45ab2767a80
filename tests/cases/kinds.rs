//! When a block of a kind has nothing to show, whatever its rule says. A shop with one block at a time.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use crate::common::{at, sample};
use crate::{CASE_DAYS, KEYS, folder};
use segue::case::{Case, receipt_json_of, run};
use segue::cookie::Keys;
use segue::day::Now;
use segue::snapshot::Snapshot;
use serde_json::{Value, json};
use std::fs;

/// The sample shop with one block of this kind for everyone, and its product K-101 as it is changed here.
fn shop(kind: &str, changes: &Value) -> Snapshot {
    shop_with(kind, "K-101", changes)
}

fn shop_with(kind: &str, id: &str, changes: &Value) -> Snapshot {
    let place = tempfile::tempdir().unwrap();
    folder::copy(&at("fixtures/shop"), place.path());
    for below in ["blocks", "sets", "experiments", "tests", "personas", "campaigns"] {
        fs::remove_dir_all(place.path().join(below)).unwrap();
        fs::create_dir(place.path().join(below)).unwrap();
    }
    let file = place.path().join("products.json");
    let mut products: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let product = products.as_array_mut().unwrap().iter_mut().find(|product| product["id"] == id).unwrap();
    product.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    fs::write(&file, products.to_string()).unwrap();
    let block = json!({ "kind": kind, "need": "I wonder.", "title": "Here" });
    fs::write(place.path().join("blocks/probe.json"), block.to_string()).unwrap();
    sample::opened(sample::compiled(place.path()))
}

/// Whether somebody sees the block on the page of K-101; `case` is what a case file says of them.
fn shows(shop: &Snapshot, case: &Value) -> bool {
    let keys = Keys::parse(KEYS).unwrap();
    let now = Now::from_unix_seconds(CASE_DAYS[1] * 86_400 + 43_200);
    let wrong = |list: &str| {
        let mut whole = json!({ "name": "", "consent": { "personalization": true },
            "request": { "path": "/_segue/pdp/K-101", "country": "DE" }, "expect": { "status": 200, list: ["probe"] } });
        whole.as_object_mut().unwrap().extend(case.as_object().unwrap().clone());
        run(&serde_json::from_value::<Case>(whole).unwrap(), Some(shop), &keys, now)
    };
    let (with, without) = (wrong("blocks"), wrong("not_blocks"));
    assert!(with.is_empty() != without.is_empty(), "{with:?} {without:?}");
    with.is_empty()
}

#[test]
fn nobody_is_reminded_who_does_not_want_to_be() {
    let shop = shop("reorder_prompt", &json!({}));
    let tin = |ago: u16| json!({ "days_ago": ago, "value": 9.9, "products": ["C-412"] });
    let buys = json!({ "first_visit_days_ago": 300, "visits": 20, "orders": [tin(60), tin(120), tin(180)] });
    assert!(shows(&shop, &json!({ "visitor": buys })));
    assert!(!shows(&shop, &json!({ "visitor": buys, "no_reminders": true })));
    assert!(!shows(&shop, &json!({ "visitor": { "first_visit_days_ago": 300, "visits": 20 } })));
}

#[test]
fn a_product_that_nobody_rated_has_no_proof() {
    let rated = |reviews: u32, rating: f64| {
        shows(&shop("review_proof", &json!({ "reviews": reviews, "rating": rating })), &json!({}))
    };
    assert!(rated(1, 0.1));
    assert!(!rated(0, 4.5) && !rated(7, 0.0) && !rated(0, 0.0));
}

#[test]
fn a_product_that_says_no_use_and_one_without_specifications_have_nothing_to_show() {
    let shown = |kind: &str, changes: &Value| shows(&shop(kind, changes), &json!({}));
    assert!(shown("use_case", &json!({ "use_cases": ["Tea for one"] })));
    assert!(!shown("use_case", &json!({ "use_cases": [] })));
    assert!(shown("comparison", &json!({})));
    assert!(!shown("comparison", &json!({ "specs": {} })));
}

/// The products that the block shows to somebody on the page of K-101.
fn shown(shop: &Snapshot, case: &Value) -> Vec<String> {
    let products = &receipt(shop, case)["products"];
    products.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// What the receipt says of the block.
fn receipt(shop: &Snapshot, case: &Value) -> Value {
    let keys = Keys::parse(KEYS).unwrap();
    let now = Now::from_unix_seconds(CASE_DAYS[1] * 86_400 + 43_200);
    let mut whole = json!({ "name": "", "consent": { "personalization": true },
        "request": { "path": "/_segue/pdp/K-101", "country": "DE" }, "expect": {} });
    whole.as_object_mut().unwrap().extend(case.as_object().unwrap().clone());
    let case = serde_json::from_value::<Case>(whole).unwrap();
    let receipt: Value = serde_json::from_str(&receipt_json_of(&case, shop, &keys, now).unwrap().unwrap()).unwrap();
    receipt["blocks"].as_array().unwrap().iter().find(|block| block["id"] == "probe").unwrap().clone()
}

#[test]
fn what_is_compared_can_be_had_is_another_product_and_has_a_specification_in_common() {
    let all = shown(&shop("comparison", &json!({})), &json!({}));
    assert!(all.len() > 2 && all[0] == "K-101", "{all:?}");
    for changes in
        [json!({ "stock": 0 }), json!({ "specs": { "Other": "than all" } }), json!({ "variant_of": "K-101" })]
    {
        let fewer = shown(&shop_with("comparison", &all[1], &changes), &json!({}));
        assert!(fewer[0] == "K-101" && !fewer.contains(&all[1]) && fewer.contains(&all[2]), "{changes}: {fewer:?}");
    }
    let spurned = json!({ "preferences": { "dislikes": ["kettles"] } });
    assert_eq!(shown(&shop("comparison", &json!({})), &spurned), all, "whoever is here wants to know of these");
}

#[test]
fn no_set_is_shown_that_cannot_be_had() {
    let sets = shown(&shop("bundle", &json!({})), &json!({}));
    assert!(sets.len() > 2 && sets[0].starts_with("SET-") && sets[1..].contains(&"K-101".into()), "{sets:?}");
    let others = receipt(&shop_with("bundle", &sets[0], &json!({ "stock": 0 })), &json!({}));
    assert_eq!((&others["chosen"], &others["code"]), (&json!(false), &json!("out of stock")), "{others}");
}
