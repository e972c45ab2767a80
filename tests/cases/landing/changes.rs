//! What would have to change for a link to land on a candidate, as the receipt says it.
#![expect(clippy::indexing_slicing, reason = "tests may fail loudly")]

use super::{Click, NOW, link_keys, shop, to, with};
use serde_json::Value;

/// The changes of the n-th candidate, from 1.
fn changes(receipt: &Value, nth: usize) -> Vec<String> {
    let changes = receipt["candidates"][nth - 1]["change"].as_array().unwrap();
    changes.iter().map(|change| change["words"].as_str().unwrap().to_owned()).collect()
}

const EXPERIMENT: &str = r#"{ "name": "Where to", "hypothesis": "A set sells more.", "unit": "click",
    "arms": [ { "id": "control", "weight": 100 }, { "id": "set", "weight": 0 } ] }"#;

#[test]
fn each_thing_that_is_missing_is_named() {
    let candidates = r#""candidates": [
        { "to": { "product": "K" } },
        { "to": { "product": "from_link", "channel": "walmart" } },
        { "to": { "bundle": "K" }, "window": { "from": "2037-01-01" } },
        { "to": { "category": "tea" }, "arm": { "experiment": "e", "is": "set" } },
        { "to": { "url": "/a" } } ]"#;
    let shop = with(candidates, &["K"], &[("experiments/e.json", EXPERIMENT)]);
    let receipt = to("/r/c").explained(&shop);
    assert_eq!(changes(&receipt, 1), ["what it would show would have to be in stock"]);
    assert_eq!(changes(&receipt, 2), ["the link would have to name a product that leads there"]);
    assert_eq!(changes(&receipt, 3), ["its window opens on 2037-01-01"]);
    assert_eq!(changes(&receipt, 4), ["the experiment `e` would have to deal the click the arm `set`"]);
    assert_eq!(changes(&receipt, 5), Vec::<String>::new());
    assert_eq!(receipt["decision"]["step"], "page");
    assert_eq!(receipt["experiments"][0]["words"], "the click's bucket is in the arm `control`");
    // Where nothing could make it land, nothing is promised.
    let caught = to("/r/c?product=K").explained(&shop);
    assert_eq!(changes(&caught, 2), ["what it would show would have to be in stock"]);
}

#[test]
fn an_experiment_says_what_would_deal_an_arm() {
    let candidates = r#""candidates": [ { "to": { "url": "/a" }, "arm": { "experiment": "e", "is": "set" } }, { "to": { "url": "/b" } } ]"#;
    let experiment = EXPERIMENT.replace("\"unit\"", "\"holdout_percent\": 50, \"unit\"");
    let shop = with(candidates, &[], &[("experiments/e.json", &experiment)]);
    let held_out = (0..=255).map(|byte| Click { drawn: [byte; 16], ..to("/r/c") }.explained(&shop));
    let held_out = held_out.map(|receipt| receipt["experiments"][0].clone()).find(|dealt| dealt["code"] == "holdout");
    assert_eq!(held_out.unwrap()["change"][0]["words"], "the click would have to draw another number, as the next may");
}

#[test]
fn the_signed_place_would_have_to_step_aside() {
    let query = link_keys().sign("Shop", "c", NOW.unix_seconds + 60, "/mail").unwrap();
    let shop = shop(r#"{ "to": { "url": "/a" } }"#, &[]);
    let receipt = to(&format!("/r/c?{query}")).explained(&shop);
    assert_eq!(changes(&receipt, 1), ["the place that the link was signed for would have to step aside"]);
    assert_eq!(receipt["one_off"]["words"], "it is signed for `/mail`");
    assert_eq!(receipt["decision"]["step"], "signed");
    let unsigned = to("/r/c").explained(&shop);
    assert_eq!(unsigned.get("one_off"), None);
    assert_eq!(unsigned["decision"].get("fallback"), None);
    let nothing = to("/r/x").explained(&shop);
    assert_eq!(nothing["decision"]["fallback"], "unknown-campaign");
}
