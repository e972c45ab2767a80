//! What a request says of itself, and who is believed when the shop's settings are not at hand.

use super::{TODAY, keys, now, tc_string, through};
use segue::consent::{Choice, Purpose, PurposeSet, Raw, Record, Settings, admit};
use segue::cookie;
use serde_json::json;

#[test]
fn a_country_is_two_capital_letters() {
    for (country, taken) in [("DE", "DE"), ("de", ""), ("De", ""), ("DEU", ""), ("D", ""), ("D1", ""), ("", "")] {
        let admitted = through("", country, false, &Settings::default());
        assert_eq!(admitted.visitor.context().country, taken, "{country}");
    }
}

#[test]
fn a_language_is_two_or_three_letters() {
    let of = |accept_language| {
        let raw = Raw { accept_language, ..Raw::default() };
        admit(raw, &keys(), &Settings::default(), now()).visitor.context().language.clone()
    };
    for (header, taken) in [("de-AT,en;q=0.5", "de"), ("GSW", "gsw"), ("d", ""), ("germ", ""), ("12", ""), ("*", "")] {
        assert_eq!(of(header), taken, "{header}");
    }
}

#[test]
fn a_device_is_known_by_the_words_of_browsers() {
    let of = |user_agent| {
        let context = admit(Raw { user_agent, ..Raw::default() }, &keys(), &Settings::default(), now());
        context.visitor.context().device.name()
    };
    for (agent, device) in [
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Mobile/15E148", "tablet"),
        ("Mozilla/5.0 (Android 14; Tablet; rv:128.0) Gecko/128.0", "tablet"),
        ("Mozilla/5.0 (compatible; Windows NT 6.1; Tablet PC 2.0)", "tablet"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X710)", "tablet"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile Safari/537.36", "mobile"),
        ("Mozilla/5.0 (Mobile; rv:48.0) Gecko/48.0 KAIOS/2.5", "mobile"),
        ("iPhone", "mobile"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "desktop"),
        ("", "desktop"),
    ] {
        assert_eq!(of(agent), device, "{agent}");
    }
}

/// A platform may refuse then and not grant; what the visitor said here counts both ways.
#[test]
fn without_settings_a_platform_grants_nothing_and_the_visitor_does() {
    let settings = Settings { unknown: true, ..Settings::default() };
    let has = |cookies: &str| through(cookies, "DE", false, &settings).visitor.grants().has(Purpose::Personalization);
    let all: Vec<u8> = (1..=11).collect();
    assert!(!has(&format!("euconsent-v2={}", tc_string(json!({ "purposes": all })))));
    let mut own = Choice { day: TODAY, stated: PurposeSet::NONE, granted: PurposeSet::NONE };
    own.say(Purpose::Personalization, true);
    let record = Record { day: TODAY, own, ..Record::default() };
    assert!(has(&format!("{}={}", cookie::CONSENT, record.seal(&keys()).unwrap_or_default())));
}
