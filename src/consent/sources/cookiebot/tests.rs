#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::super::mutate::{Random, mutate};
use super::*;
use crate::consent::{Purpose, Settings};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// As Cookiebot writes it, in Germany: the stamp as it came, the quotes and commas escaped.
const ALL: &str = "{stamp:%27g2rvM5TK90YFjtxdtmCTe3UfQvtokA5c28JlKZpJzqjq3nnUwLTN1w==%27%2Cnecessary:true%2Cpreferences:true%2C\
    statistics:true%2Cmarketing:true%2Cmethod:%27explicit%27%2Cver:1%2Cutc:1747209600000%2Cregion:%27de%27}";

fn map() -> CategoryMap {
    Settings::default().cookiebot
}

fn today() -> Day {
    Day::parse("2025-06-01").unwrap()
}

/// The words about preferences, analytics, personalization and advertising, as letters.
fn letters(value: &str, opt_in: bool) -> String {
    let Some(statement) = read(value, &map(), opt_in, today()) else { return "none".to_string() };
    assert_eq!(statement.source, Source::Cookiebot);
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
fn cookies_as_they_are_written() {
    let iab = "{stamp:%27bsbAh0S+8GJxApxrZ0vTRlMm4vdAjbb28/R2BJ1175X//1yp8tvPYg==%27%2Cnecessary:true%2Cpreferences:false%2C\
        statistics:true%2Cmarketing:false%2Cmethod:%27explicit%27%2Cver:2%2Cutc:1747209600000%2C\
        iab2:%27CP-mp8AP-mp8ACGABBENAzEgAAAAAEPgAAAAAAAUVALMNCog.YAAAAAAAAAAA%27%2Cgacm:%272~AA==fmR2Lg==AAAA%27%2Cregion:%27de%27}";
    for (value, words) in [
        (ALL.to_string(), "gggg"),
        (ALL.replace("marketing:true", "marketing:false"), "gggr"),
        (ALL.replace("statistics:true", "statistics:false"), "grgg"),
        (ALL.replace("preferences:true", "preferences:false"), "rgrg"),
        (iab.to_string(), "rgrr"),
        // Escaped as a whole, and not at all.
        (ALL.replace('{', "%7B").replace('}', "%7D").replace(':', "%3A").replace('=', "%3D"), "gggg"),
        (ALL.replace("%27", "'").replace("%2C", ","), "gggg"),
        // A category that the cookie does not have cannot be granted.
        (ALL.replace("marketing:true%2C", ""), "gggr"),
    ] {
        assert_eq!(letters(&value, true), words, "{value}");
        assert_eq!(letters(&value, false), words, "{value}");
    }
}

#[test]
fn what_nobody_was_asked_about_is_no_yes_where_the_law_asks_first() {
    let implied = ALL.replace("explicit", "implied").replace("preferences:true", "preferences:false");
    let old = ALL.replace("method:%27explicit%27%2C", "").replace("preferences:true", "preferences:false");
    for value in [implied, old] {
        assert_eq!(letters(&value, true), "r-r-", "{value}");
        assert_eq!(letters(&value, false), "rgrg", "{value}");
    }
    for opt_in in [true, false] {
        assert_eq!(letters("-1", opt_in), "none");
        assert_eq!(letters("0", opt_in), "rrrr");
    }
}

#[test]
fn a_choice_has_its_day() {
    let begins = |day: Day| u64::from(day.0) * 86_400_000;
    let oldest = begins(today().minus(super::super::LIFETIME_DAYS));
    let future = begins(today().plus(2));
    for (utc, words) in [
        (begins(today()), "gggg"),
        (future - 1, "gggg"),
        (future, "none"),
        (oldest, "gggg"),
        (oldest - 1, "none"),
        (0, "none"),
        (u64::MAX, "none"),
    ] {
        assert_eq!(letters(&ALL.replace("1747209600000", &utc.to_string()), true), words, "{utc}");
    }
}

#[test]
fn a_text_may_hold_anything_and_grants_nothing() {
    let refused = ALL.replace("marketing:true", "marketing:false");
    for stamp in [
        "x%2Cmarketing:true",
        "%7Bmarketing:true%7D",
        "%2Cmarketing:true%2Cmethod:explicit%2Cutc:1%7D",
        "marketing:true",
        "%2527%2Cmarketing:true%2C%2527",
    ] {
        let value = refused.replace("g2rvM5TK90YFjtxdtmCTe3UfQvtokA5c28JlKZpJzqjq3nnUwLTN1w==", stamp);
        assert_eq!(letters(&value, true), "gggr", "{value}");
    }
}

#[test]
fn what_is_malformed_grants_nothing_and_says_why() {
    let whole = ALL.replace("%27", "'").replace("%2C", ",");
    for (value, words) in [
        (String::new(), "there is nothing to read"),
        ("-2".to_string(), "it does not begin with `{`"),
        ("1".to_string(), "it does not begin with `{`"),
        ("true".to_string(), "it does not begin with `{`"),
        ("necessary:true,marketing:true".to_string(), "it does not begin with `{`"),
        (format!("{ALL}%2"), "it ends within an escape"),
        (format!("{ALL}%0A"), "it holds a control character"),
        (format!("{ALL}%FF"), "an escape in it is not UTF-8"),
        (format!("{ALL};"), "it goes on with something else than `,` or a last `}`"),
        (whole.replace("region:'de'}", "region:'de'"), "it goes on with something else than `,` or a last `}`"),
        (whole.replace("region:'de'", "region:'de"), "a text in it has no end"),
        (whole.replace("region:'de'", "region:'d\\'e'"), "a text in it has a backslash"),
        (whole.replace("region:'de'", "marketing:true"), "it says the same thing twice"),
        (whole.replace("marketing:true", "marketing:'true'"), "a category in it is neither `true` nor `false`"),
        (whole.replace("marketing:true", "marketing:1"), "a category in it is neither `true` nor `false`"),
        (whole.replace("explicit", "Explicit"), "its method is neither `explicit` nor `implied`"),
        (whole.replace("'explicit'", "true"), "its method is neither `explicit` nor `implied`"),
        (whole.replace("utc:1747209600000,", ""), "it does not say when the choice was made"),
        (whole.replace("1747209600000", "'1747209600000'"), "it does not say when the choice was made"),
        (
            "{\"stamp\":\"x\",\"marketing\":true,\"utc\":1747209600000}".to_string(),
            "a name with its `:` is missing in it",
        ),
        (whole.replace("de'", &"d".repeat(8192)), "it is 8 KB or longer"),
    ] {
        for opt_in in [true, false] {
            let statement = read(&value, &map(), opt_in, today()).unwrap();
            assert!(
                Purpose::ALL.iter().all(|p| statement.word(*p) == Word::Unreadable(words)),
                "{value}: {statement:?}"
            );
        }
    }
}

/// The categories that a cookie can grant at most, read apart from the reader: what stands outside of quotes, cut at the
/// commas, has the category with `true` once and nothing else of it.
fn most(value: &str) -> Vec<String> {
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned();
    let outside: String = decoded.split('\'').step_by(2).collect();
    let Some(inside) = outside.strip_prefix('{').and_then(|text| text.strip_suffix('}')) else { return Vec::new() };
    let on = |category: &&str| {
        let of_it: Vec<&str> = inside.split(',').filter(|pair| pair.starts_with(category)).collect();
        of_it == [format!("{category}:true")]
    };
    ["preferences", "statistics", "marketing"].into_iter().filter(on).map(ToString::to_string).collect()
}

fn grants_no_more_than(value: &str, most: &[String]) {
    for opt_in in [true, false] {
        let statement = read(value, &map(), opt_in, today());
        for purpose in Purpose::ALL.into_iter().skip(1) {
            let granted = statement.is_some_and(|statement| statement.word(purpose) == Word::Granted);
            let may = map().of(purpose).iter().all(|category| most.contains(category));
            assert!(may || !granted, "{value}: {purpose:?}");
        }
    }
}

#[test]
fn mutations_grant_nothing_that_is_not_there() {
    let mut random = Random::new(11);
    let refused = ALL.replace("statistics:true", "statistics:false").replace("marketing:true", "marketing:false");
    let bare = refused.replace("%27", "'").replace("%2C", ",");
    let planted = refused.replace("g2rv", "%2Cmarketing:true%2C");
    let values = [ALL, refused.as_str(), bare.as_str(), planted.as_str()];
    let mut granted = 0_u32;
    for _ in 0..20_000 {
        let value = random.pick(&values);
        let value = mutate(value, &mut random);
        grants_no_more_than(&value, &most(&value));
        granted += u32::from(letters(&value, true).contains('g'));
    }
    assert!(granted > 1000, "the mutations leave something to read: {granted}");
}

#[test]
fn truncations_grant_nothing() {
    for value in [ALL.to_string(), ALL.replace("%27", "'").replace("%2C", ",")] {
        for (end, _) in value.char_indices() {
            grants_no_more_than(value.get(..end).unwrap(), &[]);
        }
        assert_eq!(letters(&value, true), "gggg");
    }
}
