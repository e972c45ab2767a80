//! What the bridge posts, from one request to the next: what a platform said stands beside the visitor's own choice, a
//! withdrawal is a withdrawal, and a copy of what was taken away is worth nothing.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

#[path = "common/mod.rs"]
#[expect(dead_code, reason = "the case files are not read here")]
mod common;

use segue::case::warm;
use segue::cookie::Keys;
use segue::day::Now;
use segue::edge::{Body, Edge, Request, Step, handle};
use segue::snapshot::Snapshot;
use serde_json::Value;
use std::cell::Cell;
use std::collections::BTreeMap;

/// Keys for tests only.
const KEYS: &str = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";
const PROFILE: &str = "__Host-segue";
const DAY: u64 = 20_780;

/// A browser in Germany: it keeps cookies, and its clock can be set.
struct Browser {
    snapshot: Snapshot,
    keys: Keys,
    cookies: BTreeMap<String, String>,
    day: u64,
    drawn: Cell<u8>,
}

impl Browser {
    fn new() -> Self {
        let snapshot = common::sample_snapshot();
        let keys = Keys::parse(KEYS).unwrap();
        Self { snapshot, keys, cookies: BTreeMap::new(), day: DAY, drawn: Cell::new(0) }
    }

    fn ask(&mut self, method: &str, path: &str, body: &str) -> (String, Value) {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let entropy = || {
            self.drawn.set(self.drawn.get() + 1);
            Some([self.drawn.get(); 16])
        };
        let now = Now::from_unix_seconds(self.day * 86_400 + 3_600);
        let edge = Edge { entropy: &entropy, ..warm(Some(&self.snapshot), &self.keys, now) };
        let request = Request {
            method,
            path,
            host: "shop.example",
            accept: "application/json",
            content_type: "application/json",
            cookies: &cookies,
            sec_fetch_site: Some("same-origin"),
            country: Some("DE"),
            body: if body.is_empty() { Body::None } else { Body::Bytes(body.as_bytes()) },
            ..Request::default()
        };
        let Step::Answer(answer) = handle(&edge, &request) else { panic!("something is to be read") };
        assert!(answer.status < 300, "{path}: {}", answer.body);
        for (_, cookie) in answer.headers.iter().filter(|(name, _)| *name == "Set-Cookie") {
            let (name, rest) = cookie.split_once('=').unwrap();
            if rest.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), rest.split(';').next().unwrap().into());
            }
        }
        let basis = answer.header("segue-basis").unwrap().to_owned();
        (basis, serde_json::from_str(&answer.body).unwrap_or_default())
    }

    /// What the bridge posts; the words about personalization.
    fn bridge(&mut self, platform: &str, purposes: &str) -> String {
        let body = format!(r#"{{"platform":"{platform}","purposes":{purposes}}}"#);
        words(&self.ask("POST", "/_segue/privacy", &body).1)
    }

    /// The visitor's own choice.
    fn choose(&mut self, yes: bool) -> String {
        words(&self.ask("POST", "/_segue/privacy", &format!(r#"{{"purposes":{{"personalization":{yes}}}}}"#)).1)
    }

    fn privacy(&mut self) -> Value {
        self.ask("GET", "/_segue/privacy", "").1
    }

    fn view(&mut self, product: &str) {
        let event = format!(r#"{{"events":[{{"name":"view_item","items":[{{"item_id":"{product}"}}]}}]}}"#);
        self.ask("POST", "/_segue/events", &event);
    }

    /// The basis of a product's page.
    fn basis(&mut self) -> String {
        self.ask("GET", "/_segue/pdp/K-104", "").0
    }
}

fn words(privacy: &Value) -> String {
    privacy.pointer("/sources/personalization").unwrap().as_str().unwrap().to_owned()
}

const YES: &str = r#"{"personalization":true}"#;
const NO: &str = r#"{"personalization":false}"#;

#[test]
fn a_platforms_yes_makes_the_page_personal_and_its_no_ends_it() {
    let mut browser = Browser::new();
    browser.view("K-101");
    assert_eq!((browser.basis().as_str(), browser.cookies.len()), ("contextual", 0), "nobody has chosen");

    assert_eq!(browser.bridge("usercentrics", YES), "granted by the choice that Usercentrics keeps");
    browser.view("K-101");
    assert_eq!(browser.basis(), "full");
    let copy = browser.cookies.get(PROFILE).unwrap().clone();

    assert_eq!(browser.bridge("usercentrics", NO), "refused by the choice that Usercentrics keeps");
    assert!(!browser.cookies.contains_key(PROFILE), "in the same answer");
    assert_eq!(browser.basis(), "contextual");

    // An old copy is not honoured: not while it is refused, and not after a later yes.
    browser.cookies.insert(PROFILE.into(), copy.clone());
    assert_eq!(browser.basis(), "contextual");
    assert!(!browser.cookies.contains_key(PROFILE), "the copy is told to go");
    assert_eq!(browser.bridge("usercentrics", YES), "granted by the choice that Usercentrics keeps");
    browser.cookies.insert(PROFILE.into(), copy);
    assert_ne!(browser.basis(), "full", "sealed before the withdrawal");
    assert_eq!(browser.privacy().get("remembered").unwrap().as_array().unwrap().len(), 0);

    browser.view("K-105");
    assert_eq!(browser.basis(), "full", "the later yes begins anew");
    let remembered = browser.privacy().get("remembered").unwrap().to_string();
    assert!(!remembered.contains("Fjord gooseneck kettle 1.0 l, brushed steel"), "{remembered}");
}

#[test]
fn the_strictest_of_a_platform_and_the_visitor_wins_whoever_speaks_last() {
    let mut browser = Browser::new();
    browser.choose(true);
    assert_eq!(browser.bridge("didomi", NO), "refused by the choice that Didomi keeps");
    assert_eq!(browser.choose(true), "refused by the choice that Didomi keeps", "the platform stays authoritative");
    assert_eq!(browser.bridge("didomi", YES), "granted by the visitor's own choice in this shop");
    assert_eq!(browser.choose(false), "refused by the visitor's own choice in this shop");
    assert_eq!(browser.bridge("didomi", YES), "refused by the visitor's own choice in this shop");
    assert_eq!(browser.choose(true), "granted by the visitor's own choice in this shop");
}

#[test]
fn what_a_platform_says_replaces_what_it_said_before() {
    let mut browser = Browser::new();
    browser.bridge("google_consent_mode", r#"{"personalization":true,"advertising":false}"#);
    browser.view("K-101");
    let privacy = browser.privacy();
    assert_eq!(privacy.pointer("/purposes/advertising"), Some(&Value::Bool(false)));
    // The platform asks again: what it said no longer holds, neither its yes nor its no.
    let unsaid = browser.bridge("google_consent_mode", "{}");
    assert!(unsaid.starts_with("not granted: nobody has chosen yet"), "{unsaid}");
    assert!(!browser.cookies.contains_key(PROFILE), "the profile went with the yes");
    let advertising = browser.privacy().pointer("/sources/advertising").unwrap().to_string();
    assert!(advertising.contains("nobody has chosen yet"), "{advertising}");
}

#[test]
fn what_a_platform_said_lapses_after_13_months_unless_it_says_so_again() {
    let mut browser = Browser::new();
    browser.bridge("shopify_customer_privacy", YES);
    browser.day += 200;
    assert_eq!(words(&browser.privacy()), "granted by the choice that Shopify keeps");
    browser.bridge("shopify_customer_privacy", YES);
    browser.day += 300;
    assert_eq!(words(&browser.privacy()), "granted by the choice that Shopify keeps", "said again after 200 days");
    browser.day += 100;
    assert!(words(&browser.privacy()).starts_with("not granted: nobody has chosen yet"));
}
