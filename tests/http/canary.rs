//! A canary in the running Worker: tried out by a share of the remembered visitors, made live, and taken back.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use crate::cases::{agent, keys, now};
use crate::common::at;
use crate::publish::copy;
use crate::workers;
use segue::consent::{Choice, Purpose, PurposeSet, Record};
use segue::cookie::{self, CONSENT, PROFILE};
use segue::visitor::{Profile, VisitorId};
use std::process::Command;
use std::time::{Duration, Instant};

fn segue(args: &[&str]) -> String {
    let (_, state) = workers::to_try_out();
    let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
    command.args(args).args(["--local", "--persist-to", &state]).current_dir(at(""));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The cookies of a remembered visitor.
fn visitor(number: u8) -> String {
    let (keys, today) = (keys(), now().day());
    let mut own = Choice { day: today, stated: PurposeSet::ALL, ..Choice::default() };
    own.say(Purpose::Personalization, true);
    let policy = crate::common::sample_snapshot().core().shop.consent.policy_version.unwrap();
    let record = Record { day: today, policy, own, ..Record::default() }.seal(&keys).unwrap();
    let id = VisitorId([number; 16]);
    let profile = cookie::seal_profile(&Profile::new(id, today), &keys, today).unwrap();
    format!("{CONSENT}={record}; {PROFILE}={profile}")
}

/// The snapshot that answers.
fn snapshot(path: &str, cookies: &str) -> String {
    let url = format!("{}{path}", workers::to_try_out().0);
    let answer = agent().get(url).header("accept", "application/json").header("cookie", cookies).call().unwrap();
    answer.headers().get("segue-snapshot").unwrap().to_str().unwrap().to_owned()
}

fn health() -> serde_json::Value {
    let url = format!("{}/_segue/health", workers::to_try_out().0);
    agent().get(url).call().unwrap().body_mut().read_json().unwrap()
}

/// Waits for the Worker to look at the pointer.
fn wait(what: &str, is: impl Fn(&serde_json::Value) -> bool) {
    let started = Instant::now();
    while !is(&health()) {
        assert!(started.elapsed() < Duration::from_secs(90), "{what}: {}", health());
        // A page as well: what it reads has to be there before a snapshot takes over.
        snapshot("/_segue/pdp/K-101", "");
        std::thread::sleep(Duration::from_millis(500));
    }
}

#[test]
fn a_canary_is_tried_out_made_live_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    copy(&at("fixtures/shop"), folder.path());
    let file = folder.path().join("blocks/shipping-clarity.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("\"priority\": 94", "\"priority\": 93")).unwrap();
    let page = "/_segue/pdp/K-101";
    let live = snapshot(page, "");

    segue(&["push", folder.path().to_str().unwrap(), "--canary", "50"]);
    wait("the canary is taken", |health| health.get("canary").is_some());
    let canary = health()["canary"]["snapshot"].as_str().unwrap().to_owned();
    assert_ne!(canary, live);
    let visitors: Vec<String> = (0..60).map(visitor).collect();
    let given: Vec<String> = visitors.iter().map(|cookies| snapshot(page, cookies)).collect();
    let on_trial = given.iter().filter(|id| **id == canary).count();
    // The visitors are fixed and the id of the canary is not: six standard deviations.
    assert!((7..=53).contains(&on_trial), "{on_trial} of 60");
    assert!(given.iter().all(|id| *id == canary || *id == live));
    let again: Vec<String> = visitors.iter().map(|cookies| snapshot(page, cookies)).collect();
    assert_eq!(given, again, "each always the same");
    assert_eq!(snapshot(page, ""), live, "who is not remembered stays on what is live");
    assert!(visitors.iter().all(|cookies| snapshot("/_segue/recs/most-loved", cookies) == live), "shared answers");

    segue(&["promote"]);
    wait("the canary is live", |health| health["snapshot"] == canary.as_str());
    assert_eq!(snapshot(page, ""), canary);
    segue(&["rollback"]);
    wait("what was before is live again", |health| health["snapshot"] == live.as_str());
    assert!(health().get("canary").is_none());
}
