//! A no takes effect in the answer to the request that carries it, and no copy of a profile from before comes back.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::{TODAY, keys, now, tc_string};
use crate::common::sample_snapshot;
use segue::case::warm;
use segue::consent::{Choice, Purpose, PurposeSet, Record};
use segue::cookie;
use segue::edge::{self, Body, Request, Response, Step};
use segue::snapshot::Snapshot;
use segue::visitor::{Profile, VisitorId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A browser: its cookies, and what it draws as chance.
struct Browser<'a> {
    snapshot: &'a Snapshot,
    country: &'static str,
    gpc: bool,
    jar: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    fn new(snapshot: &'a Snapshot, country: &'static str) -> Self {
        Self { snapshot, country, gpc: false, jar: BTreeMap::new() }
    }

    fn send(&mut self, method: &str, path: &str, body: Option<Value>) -> Response {
        let keys = keys();
        let cookies: Vec<String> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let body = body.map(|body| body.to_string());
        let edge = warm(Some(self.snapshot), &keys, now());
        let request = Request {
            method,
            path,
            host: "shop.example",
            accept: "application/json",
            content_type: "application/json",
            cookies: &cookies,
            country: Some(self.country),
            gpc: self.gpc.then_some("1"),
            body: body.as_ref().map_or(Body::None, |body| Body::Bytes(body.as_bytes())),
            ..Request::default()
        };
        let Step::Answer(response) = edge::handle(&edge, &request) else { unreachable!("all shards are at hand") };
        for (_, cookie) in response.headers.iter().filter(|(name, _)| *name == "Set-Cookie") {
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0;") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.into(), value.into());
            }
        }
        response
    }

    fn basis(&mut self) -> String {
        self.send("GET", "/_segue/pdp/K-101", None).header("segue-basis").unwrap().into()
    }

    fn view(&mut self, product: &str) {
        let event = json!({ "events": [{ "name": "view_item", "items": [{ "item_id": product }] }] });
        assert_eq!(self.send("POST", "/_segue/events", Some(event)).status, 204);
    }

    fn choose(&mut self, purposes: Value) -> Value {
        let answer = self.send("POST", "/_segue/privacy", Some(json!({ "purposes": purposes })));
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    fn profile(&self) -> Option<String> {
        self.jar.get(cookie::PROFILE).cloned()
    }

    fn replay(&mut self, copy: &str) {
        self.jar.insert(cookie::PROFILE.into(), copy.into());
    }
}

#[test]
fn a_no_forgets_at_once_and_for_good() {
    let snapshot = sample_snapshot();
    let mut browser = Browser::new(&snapshot, "DE");
    browser.choose(json!({ "personalization": true, "advertising": true }));
    browser.view("K-101");
    assert_eq!(browser.basis(), "full");
    let copy = browser.profile().unwrap();

    let after = browser.choose(json!({ "personalization": false }));
    assert_eq!(browser.profile(), None, "the answer that carries the no drops the profile");
    assert_eq!(after.get("remembered"), Some(&json!([])));
    browser.replay(&copy);
    assert_eq!(browser.basis(), "contextual");
    assert_eq!(browser.profile(), None, "and so is a copy of it");

    browser.choose(json!({ "personalization": true }));
    browser.replay(&copy);
    assert_eq!(browser.basis(), "contextual", "a later yes does not bring the copy back");
    assert_eq!(browser.profile(), None);
    browser.view("K-104");
    assert_eq!(browser.basis(), "full");
    browser.replay(&copy);
    assert_eq!(browser.basis(), "contextual");
}

#[test]
fn forgetting_is_for_good_as_well() {
    let snapshot = sample_snapshot();
    for country in ["DE", "US"] {
        let mut browser = Browser::new(&snapshot, country);
        if country == "DE" {
            browser.choose(json!({ "personalization": true }));
        }
        browser.view("K-101");
        assert_eq!(browser.basis(), "full");
        let copy = browser.profile().unwrap();
        assert_eq!(browser.send("POST", "/_segue/privacy", Some(json!({ "forget": true }))).status, 200);
        assert_eq!(browser.profile(), None);
        browser.replay(&copy);
        assert_eq!(browser.basis(), "contextual", "{country}");
        browser.view("K-104");
        assert_eq!(browser.basis(), "full", "what comes after is remembered again");
    }
}

#[test]
fn a_platforms_no_is_noted() {
    let snapshot = sample_snapshot();
    let mut browser = Browser::new(&snapshot, "DE");
    let all: Vec<u8> = (1..=11).collect();
    let yes = tc_string(json!({ "purposes": all }));
    browser.jar.insert("euconsent-v2".into(), yes.clone());
    browser.view("K-101");
    assert_eq!(browser.basis(), "full");
    let copy = browser.profile().unwrap();

    browser.jar.insert("euconsent-v2".into(), tc_string(json!({ "purposes": [] })));
    assert_eq!(browser.basis(), "contextual");
    assert_eq!(browser.profile(), None);
    assert!(browser.jar.contains_key(cookie::CONSENT), "the withdrawal is noted");

    browser.jar.insert("euconsent-v2".into(), yes);
    browser.replay(&copy);
    assert_eq!(browser.basis(), "contextual", "a later yes of the platform does not bring the copy back");
    browser.view("K-101");
    assert_eq!(browser.basis(), "full");
}

#[test]
fn a_no_to_advertising_takes_its_part_of_the_profile() {
    let snapshot = sample_snapshot();
    let mut browser = Browser::new(&snapshot, "DE");
    browser.choose(json!({ "personalization": true, "advertising": true }));
    browser.send("GET", "/r/tea-season", None);
    let remembered = |browser: &mut Browser<'_>| browser.send("GET", "/_segue/privacy", None).body;
    assert!(remembered(&mut browser).contains("campaign"));
    let copy = browser.profile().unwrap();
    browser.choose(json!({ "advertising": false }));
    assert_ne!(browser.profile().unwrap(), copy, "the rest is written anew");
    assert!(!remembered(&mut browser).contains("campaign"));
    browser.choose(json!({ "advertising": true }));
    browser.replay(&copy);
    assert_eq!(browser.basis(), "contextual", "the copy with the campaign in it is worth nothing");
}

/// The browser's own signal takes the part away as well, with the next answer of any kind.
#[test]
fn global_privacy_control_takes_its_part_too() {
    let snapshot = sample_snapshot();
    let mut browser = Browser::new(&snapshot, "US");
    browser.send("GET", "/r/tea-season", None);
    let before = browser.profile().unwrap();
    browser.gpc = true;
    assert_eq!(browser.basis(), "full");
    assert_ne!(browser.profile().unwrap(), before);
    browser.gpc = false;
    assert!(!browser.send("GET", "/_segue/privacy", None).body.contains("campaign"));
}

#[test]
fn for_this_visit_is_not_for_longer() {
    let snapshot = sample_snapshot();
    let mut browser = Browser::new(&snapshot, "DE");
    browser.jar.insert("euconsent-v2".into(), tc_string(json!({ "purposes": [1, 11] })));
    let event = json!({ "events": [{ "name": "view_item", "items": [{ "item_id": "K-101" }] }] });
    let answer = browser.send("POST", "/_segue/events", Some(event));
    let set = answer.headers.iter().find(|(name, _)| *name == "Set-Cookie").unwrap();
    assert!(!set.1.contains("Max-Age"), "it ends with the browser's session");
    assert_eq!(browser.basis(), "session");
    // With a full yes it goes on, and lasts.
    let all: Vec<u8> = (1..=11).collect();
    browser.jar.insert("euconsent-v2".into(), tc_string(json!({ "purposes": all })));
    assert_eq!(browser.basis(), "full");
    // And a full profile is not used for a visit instead.
    browser.view("K-104");
    browser.jar.insert("euconsent-v2".into(), tc_string(json!({ "purposes": [1, 11] })));
    assert_eq!(browser.basis(), "contextual");
    assert_eq!(browser.profile(), None);
}

/// What remains possible, as ARCHITECTURE.md says: both cookies of one moment, brought back together, are believed.
#[test]
fn both_cookies_together_are_the_bound_that_remains() {
    let snapshot = sample_snapshot();
    let mut browser = Browser::new(&snapshot, "DE");
    browser.choose(json!({ "personalization": true }));
    browser.view("K-101");
    let both = browser.jar.clone();
    browser.choose(json!({ "personalization": false }));
    browser.jar = both;
    assert_eq!(browser.basis(), "full");
}

/// Everyone's ways to end a consent: after each, no copy of the profile from before counts, not even after a later yes.
#[test]
fn however_a_consent_ends_no_copy_comes_back() {
    let snapshot = sample_snapshot();
    let all: Vec<u8> = (1..=11).collect();
    let yes = || tc_string(json!({ "purposes": all }));
    let no = |purposes: &[u8]| tc_string(json!({ "purposes": purposes }));
    let privacy = |body: Value| ("POST", "/_segue/privacy", Some(body));
    let page = || ("GET", "/_segue/pdp/K-101", None);
    let nonsense = || ("POST", "/_segue/events", Some(json!("nonsense")));
    let ways = [
        ("a no with the page", no(&[]), page()),
        ("a no with wishes", no(&[]), privacy(json!({ "preferences": { "reminders": false } }))),
        ("a no with nothing", no(&[]), privacy(json!({}))),
        ("a no with what is malformed", no(&[]), privacy(json!({ "purposes": { "nonsense": true } }))),
        ("a no with a category that is none", no(&[]), privacy(json!({ "preferences": { "likes": ["nonsense"] } }))),
        ("a no with an event that is malformed", no(&[]), nonsense()),
        ("for this visit only", no(&[1, 11]), page()),
        ("no to advertising", no(&[1, 5, 6, 8, 9, 11]), page()),
        ("no to advertising with wishes", no(&[1, 5, 6, 8, 9, 11]), privacy(json!({ "preferences": {} }))),
    ];
    for (name, string, (method, path, body)) in ways {
        let mut browser = Browser::new(&snapshot, "DE");
        browser.jar.insert("euconsent-v2".into(), yes());
        browser.send("GET", "/r/tea-season", None);
        browser.view("K-101");
        assert_eq!(browser.basis(), "full", "{name}");
        let copy = browser.profile().unwrap();
        browser.jar.insert("euconsent-v2".into(), string);
        browser.send(method, path, body);
        assert_ne!(browser.profile().as_ref(), Some(&copy), "{name}: in its own answer");
        browser.jar.insert("euconsent-v2".into(), yes());
        browser.replay(&copy);
        assert_eq!(browser.basis(), "contextual", "{name}");
        assert_eq!(browser.profile(), None, "{name}");
        browser.view("K-104");
        assert_eq!(browser.basis(), "full", "{name}: what comes after is remembered");
    }
}

/// The part of the profile that a no to advertising leaves goes on, under the new number.
#[test]
fn what_is_left_goes_on() {
    let snapshot = sample_snapshot();
    let mut browser = Browser::new(&snapshot, "US");
    browser.view("K-101");
    browser.send("GET", "/r/tea-season", None);
    browser.gpc = true;
    assert_eq!(browser.basis(), "full");
    browser.view("K-104");
    assert_eq!(browser.basis(), "full");
    let remembered = browser.send("GET", "/_segue/privacy", None).body;
    assert!(remembered.contains("“"), "{remembered}");
}

#[test]
fn a_bridge_that_takes_its_word_back_ends_the_profile() {
    let snapshot = sample_snapshot();
    let mut browser = Browser::new(&snapshot, "DE");
    let post = |browser: &mut Browser<'_>, purposes: Value| {
        browser.send("POST", "/_segue/privacy", Some(json!({ "platform": "didomi", "purposes": purposes })))
    };
    post(&mut browser, json!({ "personalization": true }));
    browser.view("K-101");
    assert_eq!(browser.basis(), "full");
    let copy = browser.profile().unwrap();
    post(&mut browser, json!({}));
    assert_eq!(browser.profile(), None);
    post(&mut browser, json!({ "personalization": true }));
    browser.replay(&copy);
    assert_eq!(browser.basis(), "contextual");
}

/// A no, or a yes to one thing, does not bring back a yes to another that had lapsed or was given to another policy.
#[test]
fn an_answer_revives_no_other() {
    let snapshot = sample_snapshot();
    let sealed = |policy: u16, ago: u16| {
        let granted = Purpose::ALL.into_iter().fold(PurposeSet::NONE, PurposeSet::with);
        let own = Choice { day: TODAY.minus(ago), stated: PurposeSet::ALL, granted };
        Record { day: TODAY.minus(ago.min(300)), policy, own, ..Record::default() }.seal(&keys()).unwrap()
    };
    for (policy, ago) in [(1, 396), (7, 1), (1, 500)] {
        let mut browser = Browser::new(&snapshot, "DE");
        browser.jar.insert(cookie::CONSENT.into(), sealed(policy, ago));
        let after = browser.choose(json!({ "analytics": false }));
        let purposes = after.get("purposes").unwrap();
        assert_eq!(purposes.get("personalization"), Some(&json!(false)), "policy {policy}, {ago} days ago");
        assert_eq!(purposes.get("advertising"), Some(&json!(false)), "policy {policy}, {ago} days ago");
    }
    // Within its time it stays, and grows no younger by another answer.
    let mut browser = Browser::new(&snapshot, "DE");
    browser.jar.insert(cookie::CONSENT.into(), sealed(1, 390));
    let after = browser.choose(json!({ "analytics": false }));
    assert_eq!(after.get("purposes").unwrap().get("personalization"), Some(&json!(true)));
    let value = browser.jar.get(cookie::CONSENT).unwrap();
    let found = cookie::Found::One(cookie::Unverified::new(cookie::CONSENT, value));
    let record = Record::read(found, &keys(), Some(1), TODAY);
    assert_eq!(record.record().unwrap().own.day, TODAY.minus(390));
}

/// A browser may restore its session for ever; a visit ends all the same.
#[test]
fn a_visit_ends() {
    let snapshot = sample_snapshot();
    let mut browser = Browser::new(&snapshot, "DE");
    browser.jar.insert("euconsent-v2".into(), tc_string(json!({ "purposes": [1, 11] })));
    for (first, basis) in [(0, "session"), (1, "session"), (2, "contextual")] {
        let mut profile = Profile::new(VisitorId([1; 16]), TODAY.minus(first));
        profile.for_this_visit = true;
        browser.jar.insert(cookie::PROFILE.into(), cookie::seal_profile(&profile, &keys(), TODAY).unwrap());
        assert_eq!(browser.basis(), basis, "{first} days ago");
    }
}
