//! The two cookies that Segue signs, and the ad's story: what is believed was sealed with a key of ours for this very name
//! and day, and comes back as it was within 1,500 bytes.
//!
//! The first byte chooses: the text is a whole `Cookie` header (0), a payload under a seal of ours (1), or changes to a
//! cookie of ours, two bytes each: where, and to what (2).
#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use libfuzzer_sys::fuzz_target;
use segue::consent::{Record, RecordState};
use segue::cookie::{self, CONSENT, Found, Keys, MAX_BYTES, PROFILE, Plain, Unverified, find, find_all, seal_profile};
use segue::story::{self, Carrier, Story};
use segue_fuzz::{KEYS, TODAY, keys, profile_in, within_bounds};
use sha2::Sha256;

/// A cookie of ours to be changed, from `fixtures/cookies`.
const OURS: &str = include_str!("../../fixtures/cookies/one-view.txt");
/// The key of that cookie, and the day on which it was sealed.
const GOLDEN: &str = "gold:Z29sZGVuLWtleS1mb3ItdGVzdHMtb25seS0wMTIzNDU2Nzg";
const GOLDEN_DAY: segue::day::Day = segue::day::Day(20_700);

/// The seal once more, written from the words in `src/cookie/seal.rs`: HMAC-SHA256 over name, `=` and all before the last dot.
fn is_ours(name: &str, value: &str) -> bool {
    let Some((signed, mac)) = value.rsplit_once('.') else { return false };
    let (Some((_, secret)), Ok(mac)) = (KEYS.split_once(':'), URL_SAFE_NO_PAD.decode(mac)) else { return false };
    let secret = URL_SAFE_NO_PAD.decode(secret).expect("a key");
    let mut check = Hmac::<Sha256>::new_from_slice(&secret).expect("a key");
    check.update(format!("{name}={signed}").as_bytes());
    let parts: Vec<&str> = signed.split('.').collect();
    let unexpired = parts.get(2).and_then(|day| day.parse::<u16>().ok()).is_some_and(|day| day >= TODAY.0);
    check.verify_slice(&mac).is_ok() && unexpired && parts.len() == 4 && parts[0] == "1"
}

fn one<'a>(found: Plain<'a>) -> Option<&'a str> {
    if let Plain::One(value) = found { Some(value) } else { None }
}

/// What is believed of a header must be ours, and there once.
fn header(text: &str, keys: &Keys) {
    let [profile, consent, story] = find_all(text, [PROFILE, CONSENT, story::COOKIE]);
    if let Ok(Some(believed)) = cookie::verify_profile(find(text, PROFILE), keys, TODAY) {
        assert!(one(profile).is_some_and(|value| is_ours(PROFILE, value)), "a profile is believed that is not ours");
        comes_back(&believed, keys);
    }
    if let RecordState::Chosen(record) | RecordState::Outdated(record) =
        Record::read(find(text, CONSENT), keys, Some(1), TODAY)
    {
        assert!(one(consent).is_some_and(|value| is_ours(CONSENT, value)), "a record is believed that is not ours");
        let sealed = record.seal(keys).expect("a record always fits");
        assert!(CONSENT.len() + 1 + sealed.len() <= MAX_BYTES);
    }
    if let Ok(Some(_)) = Story::read(Carrier::Cookie, story, keys, TODAY) {
        assert!(one(story).is_some_and(|value| is_ours(story::COOKIE, value)), "a story is believed that is not ours");
    }
}

fn comes_back(profile: &segue::visitor::Profile, keys: &Keys) {
    within_bounds(profile);
    let sealed = seal_profile(profile, keys, TODAY).expect("a profile always fits");
    assert!(profile_in(&sealed, keys) == *profile, "the profile does not come back as it was");
    for other in [CONSENT, story::COOKIE] {
        assert!(Unverified::new(other, &sealed).verify(keys, TODAY).is_err(), "it passes as another cookie");
    }
}

fn changed(changes: &[u8]) {
    let ours = OURS.trim().as_bytes();
    let mut bytes = ours.to_vec();
    for change in changes.chunks_exact(2) {
        let at = usize::from(change[0]) * bytes.len() / 256;
        match change[1] {
            0 if !bytes.is_empty() => drop(bytes.remove(at)),
            byte if byte.is_ascii_graphic() => bytes[at] = byte,
            byte => bytes.insert(at, b'0' + byte % 10),
        }
        if bytes.is_empty() {
            break;
        }
    }
    let keys = Keys::parse(GOLDEN).expect("a key");
    let text = String::from_utf8(bytes).expect("ASCII");
    let believed = cookie::verify_profile(Found::One(Unverified::new(PROFILE, &text)), &keys, GOLDEN_DAY);
    assert_eq!(believed.is_ok(), text.as_bytes() == ours, "a changed cookie is believed");
}

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, rest)) = bytes.split_first() else { return };
    let keys = keys();
    match chosen % 3 {
        0 => header(&String::from_utf8_lossy(rest), &keys),
        1 => {
            for name in [PROFILE, CONSENT, story::COOKIE] {
                let Some(value) = cookie::seal(&keys, name, TODAY, rest) else { continue };
                assert!(is_ours(name, &value), "our own seal does not fit");
                header(&format!("a=b; {name}={value}; c=d"), &keys);
                // Sent twice, neither counts.
                let header = format!("{name}={value}; {name}={value}");
                let twice = find(&header, PROFILE);
                assert!(!matches!(cookie::verify_profile(twice, &keys, TODAY), Ok(Some(_))), "one of two is believed");
            }
        }
        _ => changed(rest),
    }
});
