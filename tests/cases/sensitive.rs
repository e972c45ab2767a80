//! What a visitor is told is remembered, after an event about something of a sensitive category.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")]

use crate::common::sample_snapshot;
use crate::{CASE_DAYS, KEYS};
use segue::case::{Case, parts};
use segue::cookie::Keys;
use segue::day::Now;
use segue::edge::{Body, Edge, Request, Response, Rung, Step, handle};

/// What the visitor's own page says is remembered after this event.
fn remembered(visitor: &str, event: &str) -> String {
    let (snapshot, keys) = (sample_snapshot(), Keys::parse(KEYS).unwrap());
    let now = Now::from_unix_seconds(CASE_DAYS[1] * 86_400 + 43_200);
    let case = format!(
        r#"{{ "name": "n", {visitor} "consent": {{ "personalization": true }}, "request": {{ "path": "/_segue/events",
        "country": "DE", "method": "POST", "body": {{ "events": [{event}] }} }}, "expect": {{}} }}"#
    );
    let case: Case = serde_json::from_str(&case).unwrap();
    let parts = parts(&case, Some(&snapshot), &keys, now.day()).unwrap();
    let cookies = parts.headers.iter().find(|(name, _)| name == "cookie").map(|(_, value)| value.clone()).unwrap();
    let edge = Edge {
        snapshot: Some(&snapshot),
        published: 0,
        rung: Rung::Memory,
        keys: &keys,
        now,
        entropy: &|| Some([7; 16]),
        fallback_url: "/",
        read_ms: None,
        last_try: true,
        beside: segue::edge::Beside::default(),
    };
    let answer = |request: &Request<'_>| -> Response {
        match handle(&edge, request) {
            Step::Answer(response) => response,
            Step::Read(_) => panic!("all shards are at hand"),
        }
    };
    let usual = Request { country: Some("DE"), accept: "application/json", ..Request::default() };
    let body = parts.body.unwrap();
    let posted = answer(&Request {
        method: "POST",
        path: "/_segue/events",
        cookies: &cookies,
        body: Body::Bytes(body.as_bytes()),
        ..usual
    });
    assert_eq!(posted.status, 204);
    let set = posted.headers.iter().find(|(name, value)| *name == "Set-Cookie" && value.starts_with("__Host-segue="));
    let profile = set.and_then(|(_, value)| value.split(';').next()).unwrap_or_default();
    let consent = cookies.split("; ").find(|pair| pair.starts_with("__Host-segue-consent=")).unwrap();
    let cookies = format!("{consent}; {profile}");
    let page = answer(&Request { method: "GET", path: "/_segue/privacy", cookies: &cookies, ..usual });
    let page: serde_json::Value = serde_json::from_str(&page.body).unwrap();
    let lines = page["remembered"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
    lines.collect::<Vec<_>>().join(" ")
}

fn order(items: &str) -> String {
    remembered("", &format!(r#"{{ "name": "purchase", "value": 100, "currency": "EUR", "items": [{items}] }}"#))
}

#[test]
fn an_order_counts_and_what_is_sensitive_in_it_does_not() {
    let plain = order(r#"{ "item_id": "T-301" }"#);
    assert!(plain.contains("You ordered 1 time, for about 100 EUR") && plain.contains("breakfast blend"), "{plain}");
    let mixed = order(r#"{ "item_id": "T-301" }, { "item_id": "H-952" }"#);
    assert!(mixed.contains("You ordered 1 time, for about 0 EUR") && mixed.contains("breakfast blend"), "{mixed}");
    assert!(!mixed.contains("Nursing") && !mixed.contains("nursing"), "{mixed}");
}

#[test]
fn what_was_remembered_before_goes_with_the_next_event() {
    let visitor = r#""visitor": { "viewed": [{ "product": "H-952", "days_ago": 3 }, { "product": "K-101" }] },"#;
    let event = r#"{ "name": "view_item", "items": [{ "item_id": "T-301" }] }"#;
    let words = remembered(visitor, event);
    assert!(words.contains("breakfast blend") && words.contains("gooseneck"), "{words}");
    assert!(!words.contains("Nursing"), "{words}");
}
