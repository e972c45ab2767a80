//! A login against the real runtime: one shard of the audiences is read from KV, once, and the cookie carries the answer.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::browser::{Browser, drops, header, sets};
use crate::cases::{keys, now};
use crate::workers;
use segue::cookie::{CONSENT, Found, PROFILE, Unverified, verify_profile};
use segue::key::NameKey;
use segue::visitor::Profile;

/// SHA-256 of `fake-customer-01`, who is on the sample shop's list, and of `fake-stranger-01`, who is not.
const MEMBER: &str = "52c61be34200aa36b10a6aa4ab81bd4ad6d9feb62a4898dc21c6724cf215845e";
const STRANGER: &str = "2e2b6a217ec4e71fcee717478ac974dfd305b807fe1d6c4270530e5c568a0cc6";
const EVENTS: &str = "/_segue/events";
const PRIVACY: &str = "/_segue/privacy";
const ALL: &str = r#"{"purposes":{"personalization":true,"advertising":true}}"#;

fn login(id: &str) -> String {
    format!(r#"{{"events":[{{"name":"login","user_id":"{id}"}}]}}"#)
}

fn agreed_at(base: &str) -> Browser {
    let mut browser = Browser::default();
    assert!(sets(&browser.post_to(base, PRIVACY, ALL), CONSENT));
    browser
}

fn remembered(browser: &Browser) -> Option<Profile> {
    let value = browser.cookie(PROFILE);
    let found = if value.is_empty() { Found::Absent } else { Found::One(Unverified::new(PROFILE, &value)) };
    verify_profile(found, &keys(), now().day()).unwrap()
}

fn is_vip(browser: &Browser) -> bool {
    remembered(browser).unwrap().audiences.iter().any(|member| member.audience == NameKey::of("vip"))
}

#[test]
fn a_login_reads_once_and_the_cookie_carries_the_answer() {
    for (id, vip) in [(MEMBER, true), (STRANGER, false)] {
        let mut browser = agreed_at(&workers::with_shop());
        let first = browser.post(EVENTS, &login(id));
        assert_eq!((first.status, header(&first, "segue-rung")), (204, "kv"), "{:?}", first.headers);
        assert_eq!(header(&first, "cache-control"), "private, no-store");
        assert!(!format!("{first:?}").contains(id));
        assert_eq!(is_vip(&browser), vip);
        let second = browser.post(EVENTS, &login(id));
        assert_eq!((second.status, header(&second, "segue-rung")), (204, "memory"), "nothing is read");
        assert!(!sets(&second, PROFILE), "and nothing is new");
        assert_eq!(browser.get("/_segue/pdp/K-101").body.contains(r#""vip""#), vip);
    }
}

#[test]
fn without_consent_to_advertising_or_with_an_address_nothing_is_read() {
    let base = workers::with_shop();
    let some = r#"{"purposes":{"personalization":true,"advertising":false}}"#;
    let mut narrow = Browser::default();
    narrow.post(PRIVACY, some);
    for (mut browser, id) in
        [(Browser::default(), MEMBER), (narrow, MEMBER), (agreed_at(&base), "fake.customer@shop.example")]
    {
        browser.get("/_segue/pdp/K-101");
        let seen = browser.post(EVENTS, &login(id));
        assert_eq!((seen.status, header(&seen, "segue-rung")), (204, "memory"));
        assert!(!sets(&seen, PROFILE) && !format!("{seen:?}").contains(id), "{:?}", seen.headers);
    }
}

#[test]
fn a_withdrawal_of_advertising_takes_the_membership_away() {
    let mut browser = agreed_at(&workers::with_shop());
    browser.post(EVENTS, &login(MEMBER));
    assert!(is_vip(&browser));
    let seen = browser.post(PRIVACY, r#"{"purposes":{"advertising":false}}"#);
    assert!(sets(&seen, PROFILE) && !drops(&seen, PROFILE), "{:?}", seen.headers);
    assert!(!is_vip(&browser) && !browser.get("/_segue/pdp/K-101").body.contains(r#""vip""#));
}

#[test]
fn a_shard_that_cannot_be_read_leaves_nothing_behind_and_a_list_that_has_ended_nobody() {
    for (fault, base, log) in workers::with_faults() {
        if fault == "shard" {
            let mut browser = agreed_at(&base);
            for _ in 0..2 {
                let seen = browser.post_to(&base, EVENTS, &login(MEMBER));
                assert_eq!((seen.status, header(&seen, "segue-rung")), (204, "kv"), "tried with each login");
                assert!(remembered(&browser).is_none());
            }
            std::thread::sleep(std::time::Duration::from_secs(1));
            let log = std::fs::read_to_string(log).unwrap();
            assert!(log.contains("a shard of the audiences cannot be read; the next login asks again"), "{log}");
            assert!(!log.contains(MEMBER));
        } else if fault == "ended" {
            let mut browser = agreed_at(&base);
            let seen = browser.post_to(&base, EVENTS, &login(MEMBER));
            assert_eq!((seen.status, header(&seen, "segue-rung")), (204, "kv"));
            assert!(!is_vip(&browser), "the list is there, and has ended");
        }
    }
}
