#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::super::mutate::{Random, mutate};
use super::*;
use crate::consent::Settings;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

const TODAY: &str = "2025-06-01";

/// As version 202503.2.0 writes it, in Germany.
const ALL: &str = "isGpcEnabled=0&datestamp=Wed+May+14+2025+10%3A00%3A00+GMT%2B0200+(Mitteleurop%C3%A4ische+Sommerzeit)&\
    version=202503.2.0&browserGpcFlag=0&isIABGlobal=false&hosts=&consentId=0c737b02-e9a0-4211-a8f2-d5ba02e29d69&\
    interactionCount=1&isAnonUser=1&landingPath=NotLandingPage&\
    groups=C0001%3A1%2CC0003%3A1%2CC0002%3A1%2CC0004%3A1%2CV2STACK42%3A1&intType=1&geolocation=DE%3BBE&AwaitingReconsent=false";

const CLOSED: &str = "2025-05-14T08:00:00.000Z";

fn map() -> CategoryMap {
    Settings::default().onetrust
}

fn today() -> Day {
    Day::parse(TODAY).unwrap()
}

fn both(consent: &str, closed: Option<&str>) -> [Option<Statement>; 2] {
    read(consent, closed, &map(), today())
}

/// The words about preferences, analytics, personalization and advertising, as letters.
fn letters(consent: &str, closed: Option<&str>) -> String {
    let [statement, _] = both(consent, closed);
    let Some(statement) = statement else { return "none".to_string() };
    assert_eq!(statement.source, Source::Onetrust);
    Purpose::ALL.iter().skip(1).map(|purpose| letter(statement.word(*purpose))).collect()
}

fn letter(word: Word) -> char {
    match word {
        Word::Refused => 'r',
        Word::Unreadable(_) => 'u',
        Word::ForThisVisit => 'v',
        Word::Granted => 'g',
        Word::Silent => '-',
    }
}

fn why(consent: &str) -> &'static str {
    let [statement, gpc] = both(consent, None);
    assert_eq!(gpc, None, "{consent}");
    match statement.unwrap().word(Purpose::Advertising) {
        Word::Unreadable(why) => why,
        word => unreachable!("{consent}: {word:?}"),
    }
}

#[test]
fn cookies_as_they_are_written() {
    let in_time = "Wed+May+14+2025+10%3A00%3A00";
    for (consent, closed, words) in [
        (ALL.to_string(), Some(CLOSED), "gggg"),
        (ALL.to_string(), None, "gggg"),
        (ALL.replace("C0004%3A1", "C0004%3A0"), Some(CLOSED), "gggr"),
        (ALL.replace("C0002%3A1", "C0002%3A0"), Some(CLOSED), "grgg"),
        (ALL.replace("C0003%3A1", "C0003%3A0"), Some(CLOSED), "rgrg"),
        // 6.20.0, with the zone's name in Chinese and no consent model noted.
        (
            format!(
                "isIABGlobal=false&datestamp={in_time}+GMT%2B0800+(%E5%8F%B0%E5%8C%97)&version=6.20.0&hosts=H1%3A1%2CH2%3A0&\
                 consentId=5e6f&interactionCount=2&landingPath=NotLandingPage&groups=C0001%3A1%2CC0002%3A0&geolocation=TW%3BTPE"
            ),
            Some(CLOSED),
            "rrrr",
        ),
        // The landing page's own query is escaped twice.
        (
            format!(
                "datestamp={in_time}&interactionCount=1&landingPath=https%3A%2F%2Fshop.example%2F%3Fq%3D%26groups%3DC0004%253A1\
                 &groups=C0003%3A0%2CC0004%3A0%2CC0002%3A0%2CC0001%3A1"
            ),
            Some(CLOSED),
            "rrrr",
        ),
        // Ids that the shop gave itself are not in the default's map.
        ("groups=1%3A1%2C3%3A1%2C2%3A1%2C4%3A1&AwaitingReconsent=false".to_string(), Some(CLOSED), "rrrr"),
        // Closed, and nothing chosen at all.
        ("isGpcEnabled=0&groups=&AwaitingReconsent=false".to_string(), Some(CLOSED), "rrrr"),
        ("isGpcEnabled=0&landingPath=NotLandingPage".to_string(), Some(CLOSED), "rrrr"),
        // Written by other scripts: no count, no escapes.
        ("EU=false&groups=C0002:1,C0003:0,C0004:1,101:1".to_string(), None, "rgrg"),
        ("groups=C0002:1,C0003:1,C0004:1".to_string(), Some("garbage"), "gggg"),
    ] {
        assert_eq!(letters(&consent, closed), words, "{consent}");
    }
}

#[test]
fn before_a_choice_what_is_on_says_nothing_and_what_is_off_is_refused() {
    let waiting = ALL.replace("interactionCount=1", "interactionCount=0").replace("C0004%3A1", "C0004%3A0");
    let reconsent = ALL.replace("AwaitingReconsent=false", "AwaitingReconsent=true");
    for (consent, closed, words) in [
        (waiting.as_str(), None, "---r"),
        (waiting.as_str(), Some("garbage"), "---r"),
        (waiting.as_str(), Some(""), "---r"),
        (waiting.as_str(), Some(CLOSED), "gggr"),
        (reconsent.as_str(), Some(CLOSED), "----"),
        ("isGpcEnabled=0&version=6.13.0&landingPath=NotLandingPage", None, "----"),
        ("groups=&version=6.13.0", None, "----"),
        ("groups=C0001%3A1&interactionCount=0", None, "----"),
        ("groups=C0001%3A1&interactionCount=1", None, "rrrr"),
    ] {
        assert_eq!(letters(consent, closed), words, "{consent}");
    }
}

#[test]
fn every_group_of_a_purpose_has_to_be_on_and_a_purpose_without_groups_is_not_spoken_of() {
    let all = ["C0002", "C0004"].map(ToString::to_string).to_vec();
    let map = CategoryMap { advertising: all, ..CategoryMap::default() };
    let words = |consent: &str| {
        let [statement, _] = read(consent, None, &map, today());
        let statement = statement.unwrap();
        (statement.word(Purpose::Advertising), statement.word(Purpose::Analytics))
    };
    assert_eq!(words("groups=C0002:1,C0004:1"), (Word::Granted, Word::Silent));
    assert_eq!(words("groups=C0002:1,C0004:0"), (Word::Refused, Word::Silent));
    assert_eq!(words("groups=C0002:1,C00041:1,C004:1"), (Word::Refused, Word::Silent));
    assert_eq!(words("groups=C0002:1,C0004:1,C0002:0"), (Word::Refused, Word::Silent), "off wins");
    assert_eq!(words("groups=C0002:0,C0004:1,C0002:1"), (Word::Refused, Word::Silent), "off wins");
}

#[test]
fn a_noted_gpc_is_a_statement_of_its_own() {
    let refuses = Statement::only(Source::GlobalPrivacyControl, Purpose::Advertising, Word::Refused);
    for consent in [
        ALL.replace("isGpcEnabled=0", "isGpcEnabled=1"),
        ALL.replace("browserGpcFlag=0", "browserGpcFlag=1"),
        "browserGpcFlag=1&groups=C0004:1&datestamp=2019-01-01".to_string(),
    ] {
        assert_eq!(both(&consent, None)[1], Some(refuses), "{consent}");
    }
    assert_eq!(both(ALL, None)[1], None);
}

#[test]
fn a_choice_has_its_day() {
    let on = |date: &str| format!("datestamp={date}&groups=C0002:1,C0003:1,C0004:1");
    for (date, closed, words) in [
        ("Wed+May+14+2025+10:00:00+GMT%2B0200", None, "gggg"),
        ("Mon+Jun+02+2025+01:00:00+GMT%2B0200", None, "gggg"),
        ("Tue+Jun+03+2025+01:00:00+GMT%2B0200", None, "none"),
        ("Sun+Jun+01+2149+01:00:00+GMT%2B0200", None, "none"),
        ("2024-05-02", None, "gggg"),
        ("2024-04-30", None, "none"),
        ("Wed%20May%2014%202025%2010%3A00%3A00%20GMT%2B0200", None, "gggg"),
        ("undefined", None, "uuuu"),
        ("", None, "gggg"),
        // The day of the choice counts, not that of the last visit.
        ("2025-05-14", Some("2023-05-14T08:00:00.000Z"), "none"),
        ("2023-05-14", Some(CLOSED), "gggg"),
        ("2025-05-14", Some("2026-05-14T08%3A00%3A00.000Z"), "none"),
        ("2025-05-14", Some("Sun%20Apr%2019%202026%2000%3A00%3A00%20GMT%2B0000"), "none"),
        ("2023-05-14", Some("2025-05"), "none"),
    ] {
        assert_eq!(letters(&on(date), closed), words, "{date} {closed:?}");
    }
    let endless = "9".repeat(10_000);
    assert_eq!(letters(ALL, Some(&endless)), "gggg", "what is no date is as good as not sent");
}

#[test]
fn what_is_malformed_grants_nothing_and_says_why() {
    let form = "its `groups` are not ids, each with `:0` or `:1`";
    for (consent, words) in [
        ("", "there is nothing to read"),
        ("groups=C0004%3A1%2", "it ends within an escape"),
        ("groups=C0004%3A1&x=%", "it ends within an escape"),
        ("groups=C0004:1&x=%zz", "an escape in it is not two hexadecimal digits"),
        ("groups=C0004:1&x=%00", "it holds a control character"),
        ("groups=C0004:1&x=%E9", "an escape in it is not UTF-8"),
        ("groups=C0004:1&", "a part of it has no `=`"),
        ("groups%3DC0004%3A1", "a part of it has no `=`"),
        ("groups=C0004:1&groups=C0004:1", TWICE),
        ("groups=C0004:1&%67roups=C0004:1", TWICE),
        ("groups=&groups=C0004:1", TWICE),
        ("groups=C0004:1&interactionCount=0&interactionCount=1", TWICE),
        ("groups=C0004:1&interactionCount=x", NO_NUMBER),
        ("groups=C0004:1&interactionCount=", NO_NUMBER),
        ("groups=C0004:1&interactionCount=-1", NO_NUMBER),
        ("groups=C0004:1&interactionCount=99999999999", NO_NUMBER),
        ("groups=C0004:1&AwaitingReconsent=1", NEITHER),
        ("groups=C0004:1&isGpcEnabled=2", NEITHER),
        ("groups=C0004:1&browserGpcFlag=", NEITHER),
        ("groups=C0004:2", form),
        ("groups=C0004:", form),
        ("groups=C0004", form),
        ("groups=C0004:1,", form),
        ("groups=,C0004:1", form),
        ("groups=:1", form),
        ("groups=C0004:1:1", form),
        ("groups=C0004:1;C0002:1", form),
        ("groups=C0004:+1", form),
        ("groups=C0004:%31 ", form),
    ] {
        assert_eq!(why(consent), words, "{consent}");
        let [statement, _] = both(consent, Some(CLOSED));
        assert!(Purpose::ALL.iter().all(|purpose| statement.unwrap().word(*purpose) == Word::Unreadable(words)));
    }
    let long = format!("groups=C0004:1&x={}", "a".repeat(8192));
    assert_eq!(why(&long), "it is 8 KB or longer");
    assert_eq!(letters(&long.replace(&"a".repeat(8192), &"a".repeat(8000)), None), "rrrg");
}

/// The categories that `consent` can grant at most, read apart from the reader: exactly one list of groups in what a
/// query string's own parser gives, with the group on and nowhere off.
fn most(consent: &str) -> Vec<String> {
    let parts: Vec<(String, String)> =
        form_urlencoded::parse(consent.as_bytes()).map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
    let lists: Vec<&String> = parts.iter().filter(|(key, _)| key == "groups").map(|(_, value)| value).collect();
    let [list] = lists.as_slice() else { return Vec::new() };
    let items: Vec<&str> = list.split(',').collect();
    let on = |id: &&&str| items.contains(&format!("{id}:1").as_str()) && !items.contains(&format!("{id}:0").as_str());
    ["C0002", "C0003", "C0004"].iter().filter(|id| on(id)).map(ToString::to_string).collect()
}

fn grants_no_more_than(consent: &str, most: &[String]) {
    let [statement, _] = both(consent, Some(CLOSED));
    for purpose in Purpose::ALL.into_iter().skip(1) {
        let granted = statement.is_some_and(|statement| statement.word(purpose) == Word::Granted);
        let may = map().of(purpose).iter().all(|category| most.contains(category));
        assert!(may || !granted, "{consent}: {purpose:?}");
    }
}

#[test]
fn mutations_grant_nothing_that_is_not_there() {
    let mut random = Random::new(7);
    let refused = ALL.replace("C0002%3A1", "C0002%3A0").replace("C0004%3A1", "C0004%3A0");
    let short = "interactionCount=1&groups=C0001:1,C0002:0,C0003:0,C0004:0";
    let values = [ALL, refused.as_str(), short, "groups=C0002%3A0%2CC0004%3A0"];
    let mut granted = 0_u32;
    for _ in 0..20_000 {
        let value = random.pick(&values);
        let consent = mutate(value, &mut random);
        let _never_panics = read(short, Some(&consent), &map(), today());
        grants_no_more_than(&consent, &most(&consent));
        granted += u32::from(letters(&consent, None).contains('g'));
    }
    assert!(granted > 1000, "the mutations leave something to read: {granted}");
}

#[test]
fn truncations_grant_only_what_was_read_whole() {
    let head = "isGpcEnabled=0&datestamp=Wed+May+14+2025+10%3A00%3A00+GMT%2B0200&interactionCount=1&groups=";
    for groups in ["C0001%3A1%2CC0003%3A1%2CC0002%3A1%2CC0004%3A1", "C0001:1,C0003:1,C0002:1,C0004:1"] {
        let whole = format!("{head}{groups}");
        for (end, _) in whole.char_indices() {
            let consent = whole.get(..end).unwrap();
            let read = consent.replace("%3A", ":");
            let most: Vec<String> = ["C0002", "C0003", "C0004"]
                .map(ToString::to_string)
                .into_iter()
                .filter(|id| read.contains(&format!("{id}:1")))
                .collect();
            grants_no_more_than(consent, &most);
        }
        assert_eq!(letters(&whole, None), "gggg");
    }
}
