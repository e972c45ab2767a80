//! When the question of consent is asked: what cannot be said by one request alone.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

use crate::KEYS;
use crate::common::sample_snapshot;
use segue::consent::{Choice, Purpose, Record};
use segue::cookie::{CONSENT, CONSENT_DAYS, Keys};
use segue::day::Now;
use segue::edge::{Body, Edge, Request, Response, Rung, Step, handle};
use segue::snapshot::Snapshot;

const NOW: Now = Now { unix_seconds: 20_780 * 86_400 };

fn ask(snapshot: &Snapshot, keys: &Keys, request: &Request<'_>) -> Response {
    let edge = Edge {
        snapshot: Some(snapshot),
        published: 0,
        rung: Rung::Memory,
        keys,
        now: NOW,
        entropy: &|| Some([7; 16]),
        fallback_url: "/",
        read_ms: None,
        last_try: true,
        beside: segue::edge::Beside::default(),
    };
    let Step::Answer(response) = handle(&edge, request) else { panic!("everything is at hand") };
    response
}

/// The status of the question for somebody with these cookies.
fn question(keys: &Keys, cookies: &str) -> u16 {
    let snapshot = sample_snapshot();
    let path = "/_segue/consent";
    ask(&snapshot, keys, &Request { method: "GET", path, cookies, country: Some("DE"), ..Request::default() }).status
}

fn keys() -> Keys {
    Keys::parse(KEYS).unwrap()
}

/// The cookie of a choice about personalization, so many days old, under a policy version.
fn chosen(yes: bool, days_ago: u16, policy: u16) -> String {
    let day = NOW.day().minus(days_ago);
    let mut own = Choice { day, ..Choice::default() };
    own.say(Purpose::Personalization, yes);
    let record = Record { day: NOW.day(), policy, own, ..Record::default() };
    format!("{CONSENT}={}", record.seal(&keys()).unwrap())
}

/// A choice that cannot be signed cannot be kept, so nobody is bothered with the question.
#[test]
fn without_a_key_nothing_is_asked() {
    assert_eq!(question(&keys(), ""), 200);
    assert_eq!(question(&Keys::none(), ""), 204);
}

#[test]
fn a_choice_counts_for_its_policy_and_its_time() {
    let policy = sample_snapshot().core().shop.consent.policy_version.unwrap();
    assert_eq!(question(&keys(), &chosen(true, 0, policy)), 204);
    assert_eq!(question(&keys(), &chosen(true, CONSENT_DAYS, policy)), 204);
    assert_eq!(question(&keys(), &chosen(true, CONSENT_DAYS + 1, policy)), 200, "it has lapsed");
    assert_eq!(question(&keys(), &chosen(false, CONSENT_DAYS + 1, policy)), 200, "so has a no");
    assert_eq!(question(&keys(), &chosen(true, 0, policy + 1)), 200, "a yes to another policy");
    assert_eq!(question(&keys(), &chosen(false, 0, policy + 1)), 204, "a no stays one");
}

/// Whoever chose on the page about one purpose has looked at all of them.
#[test]
fn who_chose_about_anything_is_not_asked_again() {
    let (snapshot, keys) = (sample_snapshot(), keys());
    let post = Request {
        method: "POST",
        path: "/_segue/privacy",
        body: Body::Bytes(br#"{"purposes":{"advertising":false}}"#),
        country: Some("DE"),
        ..Request::default()
    };
    let answer = ask(&snapshot, &keys, &post);
    let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap();
    assert_eq!(question(&keys, cookie), 204);
}

/// A form leads back to the page of the shop on which it stood, and its answer already holds there.
#[test]
fn a_form_leads_back_and_holds() {
    let (snapshot, keys) = (sample_snapshot(), keys());
    let post = Request {
        method: "POST",
        path: "/_segue/privacy",
        host: "shop.example",
        referer: "https://shop.example/products/K-101?a=b#c",
        origin: Some("https://shop.example"),
        content_type: "application/x-www-form-urlencoded",
        body: Body::Bytes(b"all=no"),
        country: Some("DE"),
        ..Request::default()
    };
    let answer = ask(&snapshot, &keys, &post);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/products/K-101?a=b")));
    assert_eq!(question(&keys, answer.header("set-cookie").unwrap().split(';').next().unwrap()), 204);
}
