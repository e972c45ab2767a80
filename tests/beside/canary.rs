//! What a canary promises: its share of the remembered visitors, each always the same, and nothing shared.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")]

use crate::sample::{at, sample_snapshot};
use segue::consent::{Choice, Purpose, PurposeSet, Record};
use segue::cookie::{self, Keys};
use segue::day::Now;
use segue::edge::{Beside, Edge, Request, Response, Rung, Step, Trial, handle};
use segue::snapshot::Snapshot;
use segue::visitor::{Profile, VisitorId};

const NOW: Now = Now { unix_seconds: 20_780 * 86_400 };

fn other() -> Snapshot {
    let mut folder = segue::shop::read(&at("fixtures/shop")).unwrap();
    folder.products.iter_mut().for_each(|product| product.title.push_str(" (canary)"));
    let compiled = segue::shop::compile(&folder).unwrap();
    let (mut snapshot, _) = Snapshot::open(&compiled.core).unwrap();
    for (at, (_, bytes)) in compiled.shards.into_iter().enumerate() {
        snapshot.load(u16::try_from(at).unwrap(), bytes, usize::MAX).unwrap();
    }
    snapshot
}

fn keys() -> Keys {
    Keys::parse("d1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0").unwrap()
}

/// The cookies of a visitor with this number.
fn cookies(number: u16) -> String {
    let (keys, today) = (keys(), NOW.day());
    let mut id = [0; 16];
    id[..2].copy_from_slice(&number.to_le_bytes());
    let mut own = Choice { day: today, stated: PurposeSet::ALL, ..Choice::default() };
    own.say(Purpose::Personalization, true);
    let policy = 1;
    let record = Record { day: today, policy, own, ..Record::default() }.seal(&keys).unwrap();
    let profile = cookie::seal_profile(&Profile::new(VisitorId(id), today), &keys, today).unwrap();
    format!("{}={record}; {}={profile}", cookie::CONSENT, cookie::PROFILE)
}

fn ask(live: &Snapshot, trial: Option<Trial<'_>>, path: &str, cookies: &str) -> Response {
    let keys = keys();
    let edge = Edge {
        snapshot: Some(live),
        published: 0,
        rung: Rung::Memory,
        keys: &keys,
        now: NOW,
        entropy: &|| Some([7; 16]),
        fallback_url: "/",
        read_ms: None,
        last_try: true,
        beside: Beside { trial, ..Beside::default() },
    };
    let request = Request { method: "GET", path, cookies, country: Some("DE"), ..Request::default() };
    let Step::Answer(response) = handle(&edge, &request) else { panic!("everything is at hand") };
    response
}

#[test]
fn a_share_of_the_remembered_gets_it_and_keeps_it() {
    let (live, canary) = (sample_snapshot(), other());
    assert_ne!(live.id(), canary.id());
    let at = |percent, cookies: &str| {
        let trial = Trial { snapshot: &canary, percent };
        let response = ask(&live, Some(trial), "/_segue/pdp/K-101", cookies);
        let on_trial = response.header("Segue-Snapshot") == Some(canary.id().to_string().as_str());
        assert_eq!(response.body.contains("(canary)"), on_trial, "an answer is of one snapshot");
        on_trial
    };
    let visitors: Vec<String> = (0..2_000).map(cookies).collect();
    let five: Vec<bool> = visitors.iter().map(|cookies| at(5, cookies)).collect();
    let twenty: Vec<bool> = visitors.iter().map(|cookies| at(20, cookies)).collect();
    let count = |share: &[bool]| share.iter().filter(|on| **on).count();
    // Six standard deviations to either side; the visitors are fixed, so this either always passes or never.
    assert!((42..=158).contains(&count(&five)), "{}", count(&five));
    assert!((292..=508).contains(&count(&twenty)), "{}", count(&twenty));
    assert!(five.iter().zip(&twenty).all(|(five, twenty)| !five || *twenty), "a larger share keeps who is in");
    assert_eq!(five, visitors.iter().map(|cookies| at(5, cookies)).collect::<Vec<_>>(), "each always the same");
    assert!(!at(99, ""), "who is not remembered stays on the live snapshot");
}

/// What a trial says of consent counts when it is live, and not before: no share of the visitors loses its profile to a draft.
#[test]
fn consent_is_that_of_the_live_snapshot() {
    let mut folder = segue::shop::read(&at("fixtures/shop")).unwrap();
    folder.shop.consent.policy_version = Some(9);
    let compiled = segue::shop::compile(&folder).unwrap();
    let (mut canary, _) = Snapshot::open(&compiled.core).unwrap();
    for (at, (_, bytes)) in compiled.shards.into_iter().enumerate() {
        canary.load(u16::try_from(at).unwrap(), bytes, usize::MAX).unwrap();
    }
    assert_eq!(canary.core().shop.consent.policy_version, Some(9));
    let live = sample_snapshot();
    let mut tried = 0;
    for number in 0..40 {
        let response =
            ask(&live, Some(Trial { snapshot: &canary, percent: 50 }), "/_segue/pdp/K-101", &cookies(number));
        tried += u32::from(response.header("Segue-Snapshot") == Some(canary.id().to_string().as_str()));
        assert_eq!(response.header("Segue-Basis"), Some("full"));
        let dropped = response.headers.iter().any(|(_, value)| value.contains("Max-Age=0"));
        assert!(!dropped, "the profile stays: {:?}", response.headers);
    }
    assert!(tried > 5, "{tried} of 40 were on trial");
}

#[test]
fn what_is_shared_is_of_the_live_snapshot() {
    let (live, canary) = (sample_snapshot(), other());
    for number in 0..40 {
        let response =
            ask(&live, Some(Trial { snapshot: &canary, percent: 99 }), "/_segue/recs/most-loved", &cookies(number));
        assert_eq!(response.header("Segue-Snapshot"), Some(live.id().to_string().as_str()));
        assert_eq!(response.body, ask(&live, None, "/_segue/recs/most-loved", "").body);
    }
}

#[test]
fn health_says_that_there_is_one() {
    let (live, canary) = (sample_snapshot(), other());
    let response = ask(&live, Some(Trial { snapshot: &canary, percent: 5 }), "/_segue/health", "");
    let health: serde_json::Value = serde_json::from_str(&response.body).unwrap();
    assert_eq!(health["snapshot"], live.id().to_string());
    assert_eq!(health["canary"], serde_json::json!({ "snapshot": canary.id().to_string(), "percent": 5 }));
}
