//! What combines in one candidate: its condition, its window and its arm.

use super::{ADVERTISING, BUYER, Click, shop, to, with};

const EXPERIMENT: &str = r#"{ "name": "Where to", "hypothesis": "A set sells more.", "unit": "click", "holdout_percent": 20,
    "arms": [ { "id": "control", "weight": 50 }, { "id": "set", "weight": 50 } ] }"#;

const CANDIDATES: &str = r#""candidates": [ { "to": { "bundle": "K" }, "arm": { "experiment": "e", "is": "set" } },
    { "to": { "url": "/page" } } ]"#;

/// A draw whose upper four bytes are these, of which the number is made.
fn drawn(n: u32) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[4..8].copy_from_slice(&n.to_le_bytes());
    bytes
}

#[test]
fn a_click_is_dealt_by_chance_and_the_shares_are_exact() {
    let shop = with(CANDIDATES, &[], &[("experiments/e.json", EXPERIMENT)]);
    let (mut set, mut held_out) = (0, 0);
    for n in 0..1_000_u32 {
        // In the middle of every tenth bucket.
        let number = u32::try_from(((u64::from(n) * 10 + 5) << 32) / 10_000).unwrap() + 1;
        let came = Click { drawn: drawn(number), ..to("/r/c") }.at(&shop);
        assert!(came.cookies().is_empty());
        let experiment = came.lines.iter().find(|line| line.kind == "experiment").unwrap();
        match (experiment.code, came.step()) {
            ("chosen", "bundle") => set += 1,
            ("chosen", "page") => assert_eq!(experiment.words, "the click's bucket is in the arm `control`"),
            ("holdout", "page") => held_out += 1,
            other => panic!("{other:?}"),
        }
        if came.step() == "page" {
            assert_eq!(came.codes(), ["bucket miss", "chosen"]);
            assert_eq!(came.words(1), "the experiment `e` shows this in another arm than the click's");
        }
    }
    // A fifth is held out, and what is left is halved.
    assert!((390..=410).contains(&set) && (190..=210).contains(&held_out), "{set} {held_out}");
}

#[test]
fn a_visitors_arm_needs_who_is_remembered_for_advertising() {
    let visitors = EXPERIMENT.replace(
        "\"unit\": \"click\", \"holdout_percent\": 20",
        "\"purposes\": [\"personalization\", \"advertising\"]",
    );
    let all = visitors.replace(
        "\"weight\": 50 }, { \"id\": \"set\", \"weight\": 50",
        "\"weight\": 0 }, { \"id\": \"set\", \"weight\": 100",
    );
    let shop = with(CANDIDATES, &[], &[("experiments/e.json", &all)]);
    let of = |case: &str| Click { case, ..to("/r/c") }.at(&shop);
    let said = |case: &str| {
        let came = of(case);
        (came.step().to_owned(), came.lines.iter().find(|line| line.kind == "experiment").unwrap().code)
    };
    assert_eq!(said(""), ("page".into(), "withheld"));
    let no_ads = format!(r#"{BUYER} "consent": {{ "personalization": true }},"#);
    assert_eq!(said(&no_ads), ("page".into(), "withheld"));
    assert_eq!(said(ADVERTISING), ("page".into(), "nothing remembered"));
    assert_eq!(said(&format!("{BUYER} {ADVERTISING}")), ("bundle".into(), "chosen"));
}

#[test]
fn only_experiments_of_the_campaign_are_dealt() {
    let other = EXPERIMENT.replace("Where to", "Other");
    let files = [
        ("experiments/e.json", EXPERIMENT),
        ("experiments/f.json", other.as_str()),
        (
            "campaigns/d.json",
            r#"{ "name": "D", "candidates": [ { "to": { "home": true }, "arm": { "experiment": "f", "is": "set" } }, { "to": { "home": true } } ] }"#,
        ),
    ];
    let shop = with(CANDIDATES, &[], &files);
    let dealt = |link: &str| -> Vec<String> {
        let came = to(link).at(&shop);
        came.lines.into_iter().filter(|line| line.kind == "experiment").map(|line| line.id).collect()
    };
    assert_eq!((dealt("/r/c"), dealt("/r/d"), dealt("/r/x")), (vec!["e".into()], vec!["f".into()], Vec::new()));
}

#[test]
fn all_that_a_candidate_asks_for_has_to_hold() {
    let candidate = |window: &str, language: &str, arm: &str| {
        format!(
            r#""candidates": [ {{ "to": {{ "url": "/one" }}, "window": {{ {window} }},
            "when": {{ "signal": "language", "is": "{language}" }}, "arm": {{ "experiment": "e", "is": "{arm}" }} }},
            {{ "to": {{ "url": "/two" }} }} ]"#
        )
    };
    let sure = EXPERIMENT.replace(", \"holdout_percent\": 20", "").replace(
        "\"weight\": 50 }, { \"id\": \"set\", \"weight\": 50",
        "\"weight\": 0 }, { \"id\": \"set\", \"weight\": 100",
    );
    let tried = |campaign: String| {
        let came = to("/r/c").at(&with(&campaign, &[], &[("experiments/e.json", &sure)]));
        (came.place(), came.codes().first().copied().unwrap().to_owned())
    };
    let open = r#""from": "2026-01-01", "to": "2037-12-31""#;
    assert_eq!(tried(candidate(open, "en", "set")), ("/one".into(), "chosen".into()));
    assert_eq!(tried(candidate(r#""from": "2037-01-01""#, "en", "set")), ("/two".into(), "outside window".into()));
    assert_eq!(tried(candidate(open, "de", "set")), ("/two".into(), "condition not met".into()));
    assert_eq!(tried(candidate(open, "en", "control")), ("/two".into(), "bucket miss".into()));
}

#[test]
fn a_visitors_segment_counts_with_consent_to_advertising_alone() {
    let shop = with(
        r#""purposes": ["personalization", "advertising"], "candidates": [ { "to": { "url": "/again" }, "when": { "segment": "buyers" } },
        { "to": { "url": "/first" } } ]"#,
        &[],
        &[],
    );
    let of = |case: &str| Click { case, ..to("/r/c") }.at(&shop);
    assert_eq!(of(&format!("{BUYER} {ADVERTISING}")).place(), "/again");
    let no_ads = of(&format!(r#"{BUYER} "consent": {{ "personalization": true }},"#));
    assert_eq!((no_ads.place().as_str(), no_ads.codes()[0]), ("/first", "withheld"));
    assert_eq!(of("").place(), "/first");
}

#[test]
fn the_system_of_the_device_is_a_signal() {
    let shop = shop(
        r#"{ "to": { "url": "/droid" }, "when": { "signal": "os", "is": "android" } }, { "to": { "url": "/apple" },
        "when": { "signal": "os", "is": "ios" } }, { "to": { "url": "/else" } }"#,
        &[],
    );
    for (device, place) in [("mobile", "/droid"), ("tablet", "/apple"), ("desktop", "/else")] {
        let device = format!(r#""device": "{device}","#);
        assert_eq!(Click { request: &device, ..to("/r/c") }.at(&shop).place(), place);
    }
}
