#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::super::mutate::{Random, mutate};
use super::*;
use crate::consent::Settings;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// As Shopify writes it, escaped by `encodeURIComponent`.
const JSON: &str = r#"{"con":{"CMP":{"a":"1","m":"1","p":"1","s":"1"}},"v":"2.1","region":"DEBE","reg":"","purposes":{"a":true,"p":true,"m":true,"t":true},"display_banner":false,"sale_of_data_region":false,"consent_id":"E708A820-2b28-4800-9f36-baa464cb2bf9"}"#;

fn escaped(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn answers(a: &str, m: &str, p: &str, s: &str) -> String {
    JSON.replace(r#""a":"1","m":"1","p":"1","s":"1""#, &format!(r#""a":"{a}","m":"{m}","p":"{p}","s":"{s}""#))
}

fn map() -> CategoryMap {
    Settings::default().shopify
}

fn said(value: &str, map: &CategoryMap) -> Option<Statement> {
    read(value, map)
}

/// The words about preferences, analytics, personalization and advertising, as letters.
fn letters(value: &str) -> String {
    let Some(statement) = said(value, &map()) else { return "none".to_string() };
    assert_eq!(statement.source, Source::Shopify);
    let letter = |purpose: &Purpose| match statement.word(*purpose) {
        Word::Refused => 'r',
        Word::Unreadable(_) => 'u',
        Word::ForThisVisit => 'v',
        Word::Granted => 'g',
        Word::Silent => '-',
    };
    Purpose::ALL.iter().skip(1).map(letter).collect()
}

#[test]
fn version_2_1_as_it_is_written() {
    for (json, words) in [
        (JSON.to_string(), "gggg"),
        (answers("1", "1", "1", ""), "gggg"),
        (answers("1", "0", "1", ""), "gggr"),
        (answers("0", "1", "1", ""), "grgg"),
        (answers("1", "1", "0", ""), "rgrg"),
        (answers("0", "0", "0", "0"), "rrrr"),
        (answers("1", "", "", ""), "-g--"),
        // What Shopify infers from the region is nobody's choice.
        (answers("", "", "", ""), "none"),
        // A no to the sale of data, also by Global Privacy Control, is a no to advertising; a yes is none.
        (answers("", "", "", "0"), "---r"),
        (answers("1", "1", "1", "0"), "gggr"),
        (answers("", "", "", "1"), "----"),
        (
            r#"{"lim":["CMP"],"region":"INGJ","v":"2.1","reg":"","con":{"CMP":{"p":"1","s":"","m":"0","a":"1"}}}"#
                .into(),
            "gggr",
        ),
        // What the cookie does not mention cannot be granted.
        (r#"{"con":{"CMP":{"a":"1"}},"v":"2.1"}"#.into(), "rgrr"),
        (r#"{"con":{"CMP":{}},"v":"2.1"}"#.into(), "none"),
    ] {
        assert_eq!(letters(&escaped(&json)), words, "{json}");
        assert_eq!(letters(&json), words, "{json}");
    }
}

#[test]
fn version_2_0_as_it_is_written() {
    for (json, words) in [
        (r#"{"v":"2.0","lim":["GDPR"],"reg":"GDPR","con":{"GDPR":"1"}}"#, "gggg"),
        (r#"{"v":"2.0","lim":["GDPR"],"reg":"GDPR","con":{"GDPR":"0"}}"#, "rrrr"),
        (r#"{"reg":"","v":"2.0","con":{"GDPR":""},"lim":["CCPA_BLOCK_ALL","GDPR"]}"#, "none"),
        (r#"{"con":{"CCPA":"","GDPR":""},"v":"2.0","lim":["CCPA","GDPR"],"reg":""}"#, "none"),
        (r#"{"con":{"CCPA":"0","GDPR":""},"v":"2.0","lim":["CCPA"],"reg":"CCPA"}"#, "---r"),
        (r#"{"con":{"CCPA":"0","GDPR":"1"},"v":"2.0"}"#, "gggr"),
        (r#"{"con":{"CCPA":"1"},"v":"2.0"}"#, "----"),
    ] {
        assert_eq!(letters(&escaped(json)), words, "{json}");
    }
}

#[test]
fn version_3_as_it_is_written() {
    for (value, words) in [
        ("3AMPS._USCA_f_f_2NpoNTtHSQ6-6O0gWgEiwA", "gggg"),
        ("3AMPS._USCA_f_f_3B03J3isR829Ctrs-auQCg_%7B%7D", "gggg"),
        ("3amps._DEBE_f_f_2NpoNTtHSQ6-6O0gWgEiwA", "rrrr"),
        ("3AmPs._DEBE_f_f_2NpoNTtHSQ6-6O0gWgEiwA", "gggr"),
        ("3s.AMP_USCA_f_t_KXF2JnoSTyu-JygdTJZRAA", "---r"),
        ("3A.MPS_USVA_f_f_-DlBBsijT9252dNjR-wT4w", "-g--"),
        // What is allowed where nobody answered is nobody's choice.
        ("3.AMPS_INBR_f_f_pBL0gReESdWelrypdLDbSg", "none"),
        ("3.AMPS_ILJM_f_f_cmTqaElVQReO*YOuoTirbg", "none"),
        ("3._DEBE_t_f_", "none"),
        ("3.__t_f", "none"),
    ] {
        assert_eq!(letters(value), words, "{value}");
    }
}

#[test]
fn a_map_may_ask_for_the_sale_of_data_or_for_nothing() {
    let list = |categories: &[&str]| categories.iter().map(ToString::to_string).collect();
    let map = CategoryMap { advertising: list(&["marketing", "sale_of_data"]), ..CategoryMap::default() };
    let word = |json: &str, map: &CategoryMap| said(json, map).map(|said| said.word(Purpose::Advertising));
    assert_eq!(word(&answers("", "1", "", "1"), &map), Some(Word::Granted));
    assert_eq!(word(&answers("", "1", "", ""), &map), Some(Word::Silent));
    assert_eq!(word(&answers("", "1", "", "0"), &map), Some(Word::Refused));
    assert_eq!(word(&answers("1", "1", "1", "0"), &CategoryMap::default()), Some(Word::Silent));
    let strange = CategoryMap { advertising: list(&["email"]), ..CategoryMap::default() };
    assert_eq!(word(&answers("", "1", "", ""), &strange), Some(Word::Refused));
}

#[test]
fn what_is_malformed_grants_nothing_and_says_why() {
    let (json, version) = ("it is not the JSON that Shopify writes", "its version is not one that can be read here");
    let (form, twice) = ("it is not of a form that Shopify writes", "it says the same thing twice");
    let value = "it holds something else where only `1`, `0` or nothing can stand";
    for (text, words) in [
        (String::new(), "there is nothing to read"),
        ("%7".into(), "it ends within an escape"),
        (JSON.replace("DEBE", "%00"), "it holds a control character"),
        (JSON.replace("DEBE", "%FF"), "an escape in it is not UTF-8"),
        (JSON.replace("DEBE", &"D".repeat(8192)), "it is 8 KB or longer"),
        (format!("{JSON}x"), json),
        ("{".into(), json),
        ("{}".into(), version),
        ("{\"con\":{\"CMP\":{\"m\":\"1\"}}}".into(), version),
        ("{\"v\":\"2.1\"}".into(), "its version says other things"),
        (JSON.replace("\"m\":\"1\"", "\"m\":1"), json),
        (JSON.replace("\"m\":\"1\"", "\"m\":true"), json),
        (JSON.replace("\"m\":\"1\"", "\"m\":\"\\u0031\""), json),
        // Duplicate keys, of which readers take different ones.
        (JSON.replace("\"m\":\"1\"", "\"m\":\"0\",\"m\":\"1\""), json),
        (JSON.replace("\"con\":", "\"con\":{\"CMP\":{\"m\":\"0\"}},\"con\":"), json),
        (JSON.replace("\"CMP\":", "\"CMP\":{\"m\":\"0\"},\"CMP\":"), json),
        (JSON.replace("\"v\":", "\"v\":\"2.0\",\"v\":"), json),
        (r#"{"v":"2.1","con":{"CMP":{"a":"1"}},"con":{"CMP":{"m":"1"}}}"#.into(), json),
        (r#"{"v":"2.1","con":{"CMP":{"a":"1"},"CMP":{"m":"1"}}}"#.into(), json),
        (r#"{"v":"2.0","con":{"GDPR":"1"},"con":{"CCPA":"1"}}"#.into(), json),
        (r#"{"v":"2.1","con":{"CMP":{"m":"0","\u006d":"1"}}}"#.into(), json),
        (JSON.replace("\"m\":\"1\"", "\"m\":null"), json),
        // Arrays are no objects.
        (r#"{"v":"2.1","con":[["1","1","1","1"],null,null]}"#.into(), json),
        (r#"{"v":"2.1","con":{"CMP":["1","1","1","1"]}}"#.into(), json),
        (r#"["2.1",{"CMP":{"a":"1","m":"1","p":"1","s":"1"}}]"#.into(), version),
        (r#"{"v":"2.1","con":{"CMP":{"m":{"1":null}}}}"#.into(), json),
        (JSON.replace("\"m\":\"1\"", "\"m\":\"yes\""), value),
        (JSON.replace("\"s\":\"1\"", "\"s\":\"2\""), value),
        (JSON.replace("2.1", "2.2"), version),
        (JSON.replace("2.1", "2.0"), "its version says other things"),
        (r#"{"v":"2.1","con":{"GDPR":"1"}}"#.into(), "its version says other things"),
        (r#"{"v":"2.0","con":{}}"#.into(), "its version says other things"),
        (r#"{"v":"2.0","con":{"CMP":{"m":"0"},"GDPR":"1"}}"#.into(), "its version says other things"),
        ("4AMPS._USCA_f_f_x".into(), version),
        ("yes".into(), version),
        ("3".into(), form),
        ("3AMPS".into(), form),
        ("3AMPS._USCA_f".into(), form),
        ("3AMPS.x_USCA_f_f".into(), form),
        ("3AMPS.amps_USCA_f_f".into(), form),
        ("3AMPS._us_f_f".into(), form),
        ("3AMPS._USCA_1_f".into(), form),
        ("3AMPS._USCA_f_".into(), form),
        ("3AMPS._USCA_f_f_x=y".into(), form),
        ("3AMPX._USCA_f_f".into(), form),
        ("3 AMPS._USCA_f_f".into(), form),
        ("3AMPSm._USCA_f_f".into(), twice),
        ("3AA._USCA_f_f".into(), twice),
        ("3.AMPS.consent".into(), form),
    ] {
        let statement = said(&text, &map()).unwrap();
        assert!(Purpose::ALL.iter().all(|p| statement.word(*p) == Word::Unreadable(words)), "{text}: {statement:?}");
    }
}

/// The categories that a cookie can grant at most, read apart from the reader.
fn most(value: &str) -> Vec<String> {
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned();
    let on: [bool; 3] = if let Ok(json) = serde_json::from_str::<serde_json::Value>(&decoded) {
        let consent = json.get("con");
        let all = consent.and_then(|consent| consent.get("GDPR")).is_some_and(|gdpr| gdpr == "1");
        ["a", "m", "p"].map(|key| all || consent.and_then(|con| con.get("CMP")?.get(key)).is_some_and(|one| one == "1"))
    } else {
        let answered = decoded.strip_prefix('3').and_then(|rest| rest.split('.').next()).unwrap_or_default();
        ['A', 'M', 'P'].map(|letter| answered.contains(letter) && !answered.contains(letter.to_ascii_lowercase()))
    };
    let categories = ["analytics", "marketing", "preferences"].into_iter().zip(on);
    categories.filter(|(_, on)| *on).map(|(category, _)| category.to_string()).collect()
}

fn grants_no_more_than(value: &str, most: &[String]) {
    let statement = said(value, &map());
    for purpose in Purpose::ALL.into_iter().skip(1) {
        let granted = statement.is_some_and(|statement| statement.word(purpose) == Word::Granted);
        let may = map().of(purpose).iter().all(|category| most.contains(category));
        assert!(may || !granted, "{value}: {purpose:?}");
    }
}

#[test]
fn mutations_grant_nothing_that_is_not_there() {
    let mut random = Random::new(13);
    let (all, some) = (escaped(JSON), escaped(&answers("0", "0", "1", "")));
    let (bare, old) = (answers("1", "0", "0", ""), r#"{"v":"2.0","reg":"GDPR","con":{"GDPR":"0"}}"#);
    let compact =
        ["3AMPS._USCA_f_f_2NpoNTtHSQ6-6O0gWgEiwA", "3Amps._DEBE_t_f_x", "3.AMPS_INBR_f_f_pBL0gReESdWelrypdLDbSg"];
    let values = [&all, &some, &bare, old, compact[0], compact[1], compact[2]];
    let mut granted = 0_u32;
    for _ in 0..20_000 {
        let value = random.pick(&values);
        let value = mutate(value, &mut random);
        grants_no_more_than(&value, &most(&value));
        granted += u32::from(letters(&value).contains('g'));
    }
    assert!(granted > 1000, "the mutations leave something to read: {granted}");
}

#[test]
fn truncations_grant_only_what_was_read_whole() {
    for value in [JSON.to_string(), escaped(JSON), escaped(r#"{"v":"2.0","con":{"GDPR":"1"}}"#)] {
        for (end, _) in value.char_indices() {
            grants_no_more_than(value.get(..end).unwrap(), &[]);
        }
        assert_eq!(letters(&value), "gggg");
    }
    // The compact form says its answers first: with the consent's id cut off they are all there.
    let whole = "3AMPS._USCA_f_f_2NpoNTtHSQ6-6O0gWgEiwA";
    for (end, _) in whole.char_indices() {
        let words = letters(whole.get(..end).unwrap());
        assert_eq!(words, if end < "3AMPS._USCA_f_f".len() { "uuuu" } else { "gggg" }, "{end}");
    }
}
