//! `GET /_segue/health`: says what is served, and answers even when nothing is published.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::workers;

fn health(base: &str) -> (u16, serde_json::Value) {
    let mut answer = ureq::get(format!("{base}/_segue/health")).call().unwrap();
    (answer.status().as_u16(), answer.body_mut().read_json().unwrap())
}

#[test]
fn a_published_shop_is_served_from_a_snapshot() {
    let (status, body) = health(&workers::with_shop());
    assert_eq!(status, 200);
    assert!(body.get("snapshot").and_then(|id| id.as_str()).is_some_and(|id| !id.is_empty()), "{body}");
    assert_ne!(body.get("rung").and_then(|rung| rung.as_str()), Some("baseline"), "{body}");
}

#[test]
fn without_a_snapshot_the_baseline_answers() {
    let (status, body) = health(&workers::without_snapshot());
    assert_eq!(status, 200);
    assert_eq!(body.get("rung").and_then(|rung| rung.as_str()), Some("baseline"), "{body}");
}

#[test]
fn health_tells_no_secrets() {
    let (_, body) = health(&workers::with_shop());
    let keys = std::env::var("SEGUE_KEYS").unwrap();
    let secret = keys.split([':', ',']).nth(1).unwrap();
    assert!(secret.len() > 40, "the test key is a real one");
    assert!(!body.to_string().contains(secret), "{body}");
}
