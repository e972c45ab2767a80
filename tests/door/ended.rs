//! When a consent has ended under which a profile stood, and when the record has to draw another number for it.

use super::{TODAY, keys, tc_string, through};
use segue::consent::{Choice, Purpose, PurposeSet, Record, Settings};
use segue::cookie;
use segue::key::NameKey;
use segue::visitor::{Brought, Profile, VisitorId};
use serde_json::json;

fn record(personalization: Option<bool>) -> String {
    let mut own = Choice { day: TODAY, stated: PurposeSet::NONE, granted: PurposeSet::NONE };
    if let Some(yes) = personalization {
        own.say(Purpose::Personalization, yes);
    }
    let record = Record { day: TODAY, own, ..Record::default() };
    format!("{}={}", cookie::CONSENT, record.seal(&keys()).unwrap_or_default())
}

/// A profile that holds a campaign, which needs consent to advertising.
fn profile() -> String {
    let mut profile = Profile::new(VisitorId([1; 16]), TODAY);
    profile.brought = Some(Brought { campaign: NameKey::of("tea-season"), day: TODAY });
    format!("{}={}", cookie::PROFILE, cookie::seal_profile(&profile, &keys(), TODAY).unwrap_or_default())
}

/// What of this holds: a consent ended, the profile lost a part, the record draws another number.
fn of(cookies: &[&str], country: &str) -> [bool; 3] {
    under(cookies, country, &Settings::default())
}

fn under(cookies: &[&str], country: &str, settings: &Settings) -> [bool; 3] {
    let admitted = through(&cookies.join("; "), country, false, settings);
    [admitted.ended, admitted.stripped, admitted.must_renew()]
}

const NOTHING: [bool; 3] = [false; 3];

#[test]
fn a_no_that_was_said_here_drew_its_number_then() {
    for country in ["DE", "US"] {
        assert_eq!(of(&[&record(Some(false)), &profile()], country), NOTHING, "{country}");
        assert_eq!(of(&[&record(Some(false))], country), NOTHING, "{country}");
    }
}

#[test]
fn a_platforms_no_ends_what_there_was_and_nothing_else() {
    let no = format!("euconsent-v2={}", tc_string(json!({ "purposes": [] })));
    assert_eq!(of(&[&no, &profile()], "DE"), [true, false, true]);
    assert_eq!(of(&[&no], "DE"), NOTHING, "there was no profile");
    assert_eq!(of(&[&no, &record(None)], "DE"), NOTHING, "nor is there one with a record");
    assert_eq!(of(&[&no, &record(None), &profile()], "DE"), [true, false, true]);
}

#[test]
fn what_cannot_be_read_ends_nothing() {
    assert_eq!(of(&["euconsent-v2=garbled", &profile()], "DE"), NOTHING);
}

#[test]
fn where_nobody_chose_nothing_is_stored() {
    assert_eq!(of(&[&profile()], "DE"), [true, false, false], "nobody was asked yet");
    // Personalization is granted, and nobody says anything of advertising: a part of the profile goes, and nobody said no.
    let mut settings = Settings::default();
    settings.onetrust.advertising.clear();
    let yes = "OptanonConsent=interactionCount=1&groups=C0003%3A1";
    assert_eq!(under(&[yes, &profile()], "DE", &settings), [true, true, false]);
    // A no is worth a record.
    assert_eq!(of(&["usprivacy=1YYN", &profile()], "US"), [true, true, true]);
}

#[test]
fn a_consent_for_this_visit_ends_what_was_kept_for_longer() {
    let visit = format!("euconsent-v2={}", tc_string(json!({ "purposes": [1, 2, 3, 4, 7, 11] })));
    assert_eq!(of(&[&visit, &profile()], "DE"), [true, false, true]);
    assert_eq!(of(&[&visit], "DE"), NOTHING);
}
