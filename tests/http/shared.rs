//! What may be shared by a cache is the same for everyone, byte for byte; what is not the same may not be shared.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::cases::{agent, keys, now, send};
use crate::common::{cases, sample_snapshot};
use crate::workers;
use segue::case::{Case, parts};
use std::collections::BTreeMap;

#[test]
fn shared_answers_are_the_same_for_everyone() {
    let (snapshot, keys) = (sample_snapshot(), keys());
    let shared: Vec<String> = snapshot
        .core()
        .sets
        .iter()
        .filter(|rule| rule.body.as_ref().is_some_and(|set| set.shared))
        .map(|rule| rule.id.clone())
        .collect();
    assert!(!shared.is_empty(), "the sample shop has a shared set");
    let visitors: Vec<Case> = cases().into_iter().map(|(_, case)| case).filter(|case| case.visitor.is_some()).collect();
    assert!(visitors.len() >= 10, "only {} cases have a visitor", visitors.len());
    let mut bodies: BTreeMap<String, String> = BTreeMap::new();
    let mut compared = 0;
    for set in &shared {
        for product in ["K-101", "no-such-product"] {
            for mut case in visitors.clone() {
                case.request.path = format!("/_segue/recs/{set}?product={product}");
                case.request.method = None;
                case.request.body = None;
                case.request.headers.clear();
                let sent = parts(&case, Some(&snapshot), &keys, now().day()).unwrap();
                let seen = send(&workers::with_shop(), &sent, case.request.country.as_deref());
                let header = |name: &str| seen.headers.iter().find(|(other, _)| other == name).map(|(_, v)| v.as_str());
                if !header("cache-control").unwrap().contains("public") {
                    assert_eq!(header("cache-control"), Some("private, no-store"));
                    continue;
                }
                assert_eq!(header("set-cookie"), None, "a shared answer sets no cookie");
                let first = bodies.entry(case.request.path.clone()).or_insert_with(|| seen.body.clone());
                assert_eq!(*first, seen.body, "{}", case.request.path);
                compared += 1;
            }
        }
    }
    assert!(compared >= 20, "only {compared} answers were compared");
}

#[test]
fn answers_that_may_be_shared_are_few() {
    let (snapshot, keys) = (sample_snapshot(), keys());
    for (file, case) in cases() {
        if case.snapshot.as_deref() == Some("none") {
            continue;
        }
        let sent = parts(&case, Some(&snapshot), &keys, now().day()).unwrap();
        let seen = send(&workers::with_shop(), &sent, case.request.country.as_deref());
        let header = |name: &str| seen.headers.iter().find(|(other, _)| other == name).map(|(_, v)| v.as_str());
        let kept = header("cache-control").unwrap_or_default();
        let files = [
            "/_segue/tag.js",
            "/_segue/segue.css",
            "/_segue/bridge.js",
            "/_segue/consent-mode.js",
            "/_segue/receipt.js",
            "/.well-known/gpc.json",
        ];
        let everyones = (files.contains(&sent.target.as_str()) && header("set-cookie").is_none())
            || (sent.target.starts_with("/_segue/recs/") && header("set-cookie").is_none());
        assert!(kept == "private, no-store" || everyones, "{file}: {kept}");
    }
}

#[test]
fn a_deployed_worker_takes_no_country_from_a_request() {
    let ask = |country: &str| {
        let request = agent().get(format!("{}/_segue/privacy", workers::to_publish_to().0));
        let mut answer = request.header("accept", "application/json").header("segue-country", country).call().unwrap();
        answer.body_mut().read_to_string().unwrap()
    };
    assert_eq!(ask("DE"), ask("US"), "`Segue-Country` is for development");
}
