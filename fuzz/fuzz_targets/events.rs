//! What a browser posts, to `/_segue/events` and to `/_segue/privacy`: whatever the body, the profile stays within its
//! bounds, nothing is remembered without consent, and no choice is recorded that the body does not make.
//!
//! The first byte chooses where it goes (1: privacy), who sends it (2: somebody who said yes; 4: somebody who said no), with
//! which profile (8: the fullest there can be), and whether as a form (16).
#![no_main]

use libfuzzer_sys::fuzz_target;
use segue::consent::{Purpose, Record};
use segue::cookie::{CONSENT, Found, PROFILE, Unverified, seal_profile};
use segue::edge::{Body, Request, Response};
use segue::key::{NameKey, ProductKey};
use segue::visitor::Band;
use segue::visitor::{Event, EventName, Item, Profile, VisitorId, apply};
use segue_fuzz::{TODAY, World, answer, is_whole, profile_in, set_cookie};
use serde_json::Value;

thread_local! {
    static WORLD: World = World::new();
}

/// As much as a profile can hold.
fn fullest() -> Profile {
    let mut profile = Profile::new(VisitorId([0xFF; 16]), TODAY.minus(100));
    let item = |n: u64| Item {
        product: ProductKey(u64::MAX - n),
        category: NameKey(u32::MAX - (n % 40) as u32),
        band: Band::Premium,
        on_sale: true,
        quantity: u8::MAX,
        again_after: u16::MAX,
    };
    let names = [EventName::ViewItemList, EventName::ViewItem, EventName::Purchase, EventName::AddToCart];
    for (round, name) in (0..).zip(names.into_iter().cycle().take(40)) {
        let items = (0..25).map(|n| item(round * 25 + n)).collect();
        apply(&mut profile, &Event { name, items, value: u32::MAX }, TODAY);
    }
    for n in 0..20 {
        profile.note_exposure(NameKey(u32::MAX - n), TODAY, 30);
    }
    profile
}

fn send(world: &World, path: &str, cookies: &str, form: bool, body: &[u8]) -> Response {
    let request = Request {
        method: "POST",
        path,
        host: "own.test",
        accept: "application/json",
        accept_language: "en",
        content_type: if form { "application/x-www-form-urlencoded" } else { "application/json" },
        sec_fetch_site: Some("same-origin"),
        country: Some("DE"),
        cookies,
        body: Body::Bytes(body),
        ..Request::default()
    };
    let response = answer(Some(&world.snapshot), &world.keys, &request);
    is_whole(&response);
    response
}

/// Whether a body says yes to a purpose, by a second reading of it.
fn says_yes(body: &[u8], form: bool, purpose: &str) -> bool {
    if form {
        let mut fields = url::form_urlencoded::parse(body);
        return fields.any(|(name, value)| (name == purpose || name == "all") && value == "yes");
    }
    let Ok(json) = serde_json::from_slice::<Value>(body) else { return false };
    json["purposes"][purpose] == true || json["all"] == true
}

fn events(world: &World, consents: Option<bool>, mut cookie: Option<String>, record: &str, body: &[u8]) {
    // The same once more on top of what came of it: a profile must not grow by repetition either.
    for _ in 0..3 {
        let held = cookie.as_ref().map_or_else(String::new, |value| format!("; {PROFILE}={value}"));
        let response = send(world, "/_segue/events", &format!("{record}{held}"), false, body);
        assert!(matches!(response.status, 204 | 400), "{}", response.status);
        match set_cookie(&response, PROFILE) {
            Some("") => cookie = None,
            Some(value) => {
                assert!(consents == Some(true), "something is remembered without consent");
                assert!(response.status == 204, "something is remembered of what was not understood");
                profile_in(value, &world.keys);
                cookie = Some(value.to_owned());
            }
            None => {}
        }
    }
}

fn privacy(world: &World, consents: Option<bool>, cookie: Option<String>, record: &str, form: bool, body: &[u8]) {
    let held = cookie.map_or_else(String::new, |value| format!("; {PROFILE}={value}"));
    let response = send(world, "/_segue/privacy", &format!("{record}{held}"), form, body);
    let profile =
        set_cookie(&response, PROFILE).filter(|value| !value.is_empty()).map(|value| profile_in(value, &world.keys));
    let Some(value) = set_cookie(&response, CONSENT) else { return };
    let found = Found::One(Unverified::new(CONSENT, value));
    // Of another policy's record, which is what the bridge begins with, the yes does not count: it is read all the same.
    let state = Record::read(found, &world.keys, Some(1), TODAY);
    let Some(record) = state.record() else { panic!("the record that was just written cannot be read") };
    for purpose in Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Necessary) {
        let before = consents == Some(true);
        let own = record.own.about(purpose) == Some(true);
        let bridged = record.bridged.is_some_and(|(_, choice)| choice.about(purpose) == Some(true));
        assert!(
            before || !(own || bridged) || says_yes(body, form, purpose.name()),
            "{purpose:?} is granted, and nobody said so"
        );
    }
    if let Some(profile) = profile {
        assert!(profile.binding == record.binding, "a profile is written that the record does not bind");
        assert!(record.own.about(Purpose::Personalization) != Some(false), "a profile outlives a no");
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, body)) = bytes.split_first() else { return };
    WORLD.with(|world| {
        let consents = match chosen & 6 {
            2 => Some(true),
            4 => Some(false),
            _ => None,
        };
        let record = match consents {
            Some(true) => &world.yes,
            Some(false) => &world.no,
            None => "",
        };
        let cookie = (chosen & 8 != 0).then(|| seal_profile(&fullest(), &world.keys, TODAY).expect("a key"));
        if chosen & 1 == 0 {
            events(world, consents, cookie, record, body);
        } else {
            privacy(world, consents, cookie, record, chosen & 16 != 0, body);
        }
    });
});
