//! A withdrawal takes effect in the answer to the request that carries it, and what was copied before it is worth nothing
//! after it.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::browser::{Browser, drops, header, seconds, sets};
use crate::cases::{keys, now, send};
use crate::common::{cases, sample_snapshot};
use crate::strings::{EVERYTHING, tc_string};
use crate::workers;
use segue::case::{Seen, parts};
use segue::cookie::{CONSENT, Found, PROFILE, Unverified, verify_profile};

const PAGE: &str = "/_segue/pdp/K-101";
const EVENTS: &str = "/_segue/events";
const PRIVACY: &str = "/_segue/privacy";
const YES: &str = r#"{"purposes":{"personalization":true}}"#;
const NO: &str = r#"{"purposes":{"personalization":false}}"#;
const LOOKED: &str = r#"{"events":[{"name":"view_item","items":[{"item_id":"K-104"}]},{"name":"add_to_cart","items":[{"item_id":"F-201"}]}]}"#;

/// A browser that said yes and looked around.
fn known() -> Browser {
    let mut browser = Browser::default();
    assert!(sets(&browser.post(PRIVACY, YES), CONSENT));
    look_around(&mut browser);
    browser
}

/// Looks at something, after which the visitor is known.
fn look_around(browser: &mut Browser) {
    let seen = browser.post(EVENTS, LOOKED);
    assert_eq!(seen.status, 204);
    assert!(sets(&seen, PROFILE), "something is remembered: {:?}", seen.headers);
    let seen = browser.get(PAGE);
    assert_eq!(header(&seen, "segue-basis"), "full");
    assert!(!drops(&seen, PROFILE));
}

/// The page and every other fragment know nothing of the profile, and tell it to go. An ad link may put a new one in its
/// place, which holds nothing of the old one.
fn is_unknown(browser: &Browser) {
    let unshared = ["/_segue/recs/because-you-looked?product=K-101", "/r/tea-season?product=K-101&gclid=x", PRIVACY];
    for target in [PAGE].into_iter().chain(unshared) {
        let mut browser = browser.clone();
        let seen = browser.get(target);
        assert_ne!(header(&seen, "segue-basis"), "full", "{target}");
        if target.starts_with("/r/") && sets(&seen, PROFILE) {
            let value = browser.cookie(PROFILE);
            let found = Found::One(Unverified::new(PROFILE, &value));
            let new = verify_profile(found, &keys(), now().day()).unwrap().unwrap();
            assert!(new.viewed.is_empty() && new.cart.is_empty() && new.visits == 1);
        } else {
            assert!(drops(&seen, PROFILE) && !sets(&seen, PROFILE), "{target}: {:?}", seen.headers);
        }
        assert!(!seen.body.contains("You looked at"), "{target}: {}", seen.body);
        assert_eq!(header(&seen, "cache-control"), "private, no-store");
    }
}

/// The number that binds a profile to the record in this browser.
fn binding(browser: &Browser) -> u16 {
    let value = browser.cookie(CONSENT);
    let found = Found::One(Unverified::new(CONSENT, &value));
    segue::consent::Record::read(found, &keys(), None, now().day()).record().unwrap().binding
}

#[test]
fn a_no_takes_effect_in_its_own_answer_and_a_copy_is_worth_nothing() {
    let mut browser = known();
    let copy = browser.cookie(PROFILE);

    let seen = browser.post(PRIVACY, NO);
    assert!(drops(&seen, PROFILE) && sets(&seen, CONSENT), "{:?}", seen.headers);
    assert!(
        seen.body.contains(r#""remembered":[]"#) && seen.body.contains(r#""personalization":false"#),
        "{}",
        seen.body
    );
    assert_eq!(browser.cookie(PROFILE), "", "the browser has nothing left");
    assert_ne!(header(&browser.get(PAGE), "segue-basis"), "full");
    assert!(!sets(&browser.post(EVENTS, LOOKED), PROFILE), "after a no nothing is remembered");

    is_unknown(&browser.with(PROFILE, &copy));

    // The old copy stays worthless after a new yes, and what is remembered from then on counts.
    assert!(sets(&browser.post(PRIVACY, YES), CONSENT));
    is_unknown(&browser.with(PROFILE, &copy));
    look_around(&mut browser);
}

#[test]
fn what_was_forgotten_does_not_come_back_from_a_copy() {
    let mut browser = known();
    let copy = browser.cookie(PROFILE);
    let before = binding(&browser);
    let seen = browser.post(PRIVACY, r#"{"forget":true}"#);
    assert!(drops(&seen, PROFILE) && seen.body.contains(r#""remembered":[]"#), "{:?}", seen.headers);
    assert_ne!(binding(&browser), before, "the record has a new number");
    is_unknown(&browser.with(PROFILE, &copy));
    // To forget is not to refuse: the yes still holds.
    look_around(&mut browser);
}

#[test]
fn a_no_in_a_consent_string_takes_effect_with_any_fragment() {
    let said = |purposes: &[usize], ago| tc_string(seconds() - ago, purposes);
    let yes = Browser::default().with("euconsent-v2", &said(&EVERYTHING, 7_200));
    for target in [PAGE, "/_segue/recs/because-you-looked", "/r/tea-season?product=K-101", PRIVACY] {
        let mut browser = yes.clone();
        look_around(&mut browser);
        let copy = browser.cookie(PROFILE);
        assert_eq!(browser.cookie(CONSENT), "", "the platform's word is not copied into a record");

        let mut browser = browser.with("euconsent-v2", &said(&[1], 3_600));
        let seen = browser.get(target);
        assert_ne!(header(&seen, "segue-basis"), "full", "{target}");
        assert!(drops(&seen, PROFILE) && sets(&seen, CONSENT), "{target}: {:?}", seen.headers);
        assert_ne!(binding(&browser), 0, "{target}: the withdrawal is noted");

        // A later string that grants again does not bring the copy back.
        let mut browser = browser.with("euconsent-v2", &said(&EVERYTHING, 0));
        is_unknown(&browser.with(PROFILE, &copy));
        look_around(&mut browser);
    }
}

#[test]
fn a_no_in_a_consent_string_takes_effect_with_events_too() {
    let mut browser = Browser::default().with("euconsent-v2", &tc_string(seconds() - 60, &EVERYTHING));
    look_around(&mut browser);
    let mut browser = browser.with("euconsent-v2", &tc_string(seconds(), &[1]));
    let seen = browser.post(EVENTS, LOOKED);
    assert!(drops(&seen, PROFILE) && sets(&seen, CONSENT) && !sets(&seen, PROFILE), "{:?}", seen.headers);
}

#[test]
fn exposures_stop_with_the_withdrawal() {
    let (snapshot, keys) = (sample_snapshot(), keys());
    let (_, case) = cases().into_iter().find(|(file, _)| file.ends_with("-capped-block-is-counted.json")).unwrap();
    let sent = parts(&case, Some(&snapshot), &keys, now().day()).unwrap();
    let ask = |cookies: &str| -> Seen {
        let mut sent = sent.clone();
        sent.headers.iter_mut().filter(|(name, _)| name == "cookie").for_each(|(_, value)| *value = cookies.to_owned());
        send(&workers::with_shop(), &sent, Some("DE"))
    };
    let (_, cookies) = sent.headers.iter().find(|(name, _)| name == "cookie").unwrap();
    assert!(sets(&ask(cookies), PROFILE), "a block with a cap is counted");

    let pairs = cookies.split("; ").filter_map(|pair| pair.split_once('='));
    let mut browser = Browser(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
    let copy = browser.cookie(PROFILE);
    assert!(drops(&browser.post(PRIVACY, NO), PROFILE));
    let after = format!("{CONSENT}={}; {PROFILE}={copy}", browser.cookie(CONSENT));
    let seen = ask(&after);
    assert!(!sets(&seen, PROFILE) && drops(&seen, PROFILE), "nothing is counted after it: {:?}", seen.headers);
    assert!(!seen.body.contains("shipping-clarity"), "nor is the block shown that the cart was the reason for");
}
