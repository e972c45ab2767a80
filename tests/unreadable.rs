//! What cannot be read grants nothing, whatever else grants and wherever the visitor is; and it is found out in time that
//! grows no faster than the text.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

#[path = "common/strings.rs"]
mod strings;

use proptest::prelude::*;
use proptest::sample::select;
use segue::consent::gpp::{Applicable, Gpp};
use segue::consent::tcf::Tcf;
use segue::consent::usp::Usp;
use segue::consent::{Admitted, Choice, Purpose, PurposeSet, Raw, Record, Settings, Standing, admit};
use segue::cookie::{self, Keys, seal_profile};
use segue::day::{Day, Now};
use segue::visitor::{Profile, VisitorId};
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use strings::{EVERYTHING, tc_string};

const TODAY: Day = Day(20_780);
const NOON: u64 = 20_780 * 86_400 + 43_200;

/// The standards' cookies. `__gpp_sid` says only which sections of `__gpp` apply.
const STANDARDS: [&str; 5] = ["euconsent-v2", "eupubconsent-v2", "__gpp", "usprivacy", "__gpp_sid"];

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::parse("t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0").unwrap());

/// The cookies of a visitor who said yes to everything here, and is known.
static KNOWN: LazyLock<String> = LazyLock::new(|| {
    let own = Choice { day: TODAY, stated: PurposeSet::ALL, granted: PurposeSet::ALL };
    let record = Record { day: TODAY, policy: 1, own, ..Record::default() }.seal(&KEYS).unwrap();
    let profile = seal_profile(&Profile::new(VisitorId([7; 16]), TODAY), &KEYS, TODAY).unwrap();
    format!("{}={record}; {}={profile}", cookie::CONSENT, cookie::PROFILE)
});

/// Takes a visitor through the door who said yes here, and of whom these cookies say something as well.
fn admitted(cookies: &str, country: &str) -> Admitted {
    let header = format!("{}; {cookies}", *KNOWN);
    let raw = Raw { cookies: &header, country: Some(country), ..Raw::default() };
    admit(raw, &KEYS, &Settings::default(), Now::from_unix_seconds(NOON))
}

/// Whether the value of a cookie of a standard cannot be read, by the standard's own reader.
fn is_unreadable(name: &str, value: &str) -> bool {
    match name {
        "__gpp" => Gpp::decode(value).is_err(),
        "__gpp_sid" => Applicable::parse(value).is_err(),
        "usprivacy" => Usp::decode(value).is_err(),
        _ => Tcf::decode(value).is_err(),
    }
}

/// What a cookie's value can be: no semicolon, no blanks around it.
fn as_value(text: &str) -> String {
    text.replace(';', ",").trim_matches([' ', '\t']).to_owned()
}

/// Values from granting to nonsense, short and long.
fn value() -> impl Strategy<Value = String> {
    let granting = vec![
        tc_string(NOON, &EVERYTHING),
        tc_string(NOON, &[1]),
        "DBABTA~1YNN".to_owned(),
        "DBABLA~BVVqAAEABAA.QA".to_owned(),
        "1YNN".to_owned(),
        "6".to_owned(),
        "groups=C0001:1,C0002:1,C0003:1,C0004:1".to_owned(),
    ];
    let whole = || select(granting.clone());
    let cut = (whole(), any::<prop::sample::Index>()).prop_map(|(text, at)| text.chars().take(at.index(64)).collect());
    let changed = (whole(), any::<prop::sample::Index>(), any::<char>()).prop_map(|(text, at, to)| {
        let at = at.index(text.len());
        text.chars().enumerate().map(|(n, letter)| if n == at { to } else { letter }).collect::<String>()
    });
    let long = (whole(), 0_usize..64, 8_000_usize..90_000).prop_map(|(text, from, length)| {
        let turned: String = text.chars().cycle().skip(from).take(text.len()).collect();
        turned.repeat(length / text.len() + 1)
    });
    prop_oneof![
        4 => whole(),
        2 => cut,
        3 => changed,
        2 => any::<String>(),
        2 => "[\\x00-\\x20%A-Za-z0-9+/=~._-]{0,60}",
        1 => prop::collection::vec(any::<u8>(), 0..200).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        1 => long,
    ]
    .prop_map(|text| as_value(&text))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_cannot_be_read_grants_nothing(
        said in prop::collection::vec((select(STANDARDS.to_vec()), value()), 1..5),
        country in select(vec!["US", "DE", "AU"]),
    ) {
        let cookies: Vec<String> = said.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let admitted = admitted(&cookies.join("; "), country);
        let of = |wanted: &str| said.iter().filter(|(name, _)| *name == wanted).map(|(_, value)| value).collect::<Vec<_>>();
        // `__gpp_sid` without `__gpp` says nothing.
        let counts = |name: &str| name != "__gpp_sid" || !of("__gpp").is_empty();
        let unreadable = |name: &str| match of(name).as_slice() {
            [] => false,
            [one] => is_unreadable(name, one),
            _ => true,
        };
        let grants = admitted.visitor.grants();
        if STANDARDS.iter().any(|name| counts(name) && unreadable(name)) {
            for purpose in Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Necessary) {
                prop_assert!(!grants.has(purpose), "{purpose:?} is {}", grants.verdict(purpose).words());
                let standing = grants.verdict(purpose).standing;
                prop_assert!(matches!(standing, Standing::Unreadable(_) | Standing::Refused), "{standing:?}");
            }
            prop_assert!(admitted.visitor.profile().is_none());
        }
    }
}

/// The same over values that nobody should be able to read, so that the property above cannot pass by reading everything.
#[test]
fn the_yes_of_this_shop_does_not_outweigh_what_cannot_be_read() {
    assert!(admitted("a=b", "DE").visitor.profile().is_some(), "the yes alone is enough");
    assert!(admitted("usprivacy=1YNN", "US").visitor.grants().has(Purpose::Advertising));
    let long = "A".repeat(8_192);
    for name in ["euconsent-v2", "eupubconsent-v2", "__gpp", "usprivacy"] {
        for value in ["", "%", "%2", "\u{1}", "é", "1YN\u{7f}", "{}", &long] {
            let admitted = admitted(&format!("{name}={value}"), "US");
            assert!(admitted.visitor.profile().is_none(), "{name}={value:?}");
            assert!(!admitted.visitor.grants().has(Purpose::Advertising), "{name}={value:?}");
        }
    }
}

/// The same for what consent platforms write in forms of their own.
#[test]
fn what_no_platform_writes_grants_nothing() {
    let long = "A".repeat(8_192);
    for name in ["OptanonConsent", "CookieConsent", "_tracking_consent"] {
        for value in ["", "%", "%2", "\u{1}", "é", "{}", "x=%FF", &long] {
            let admitted = admitted(&format!("{name}={value}"), "US");
            assert!(admitted.visitor.profile().is_none(), "{name}={value:?}");
            assert!(!admitted.visitor.grants().has(Purpose::Advertising), "{name}={value:?}");
        }
    }
}

/// The shortest of many runs, so that what else the machine does counts least.
fn time(cookies: &str) -> Duration {
    let once = || {
        let started = Instant::now();
        black_box(admitted(black_box(cookies), "US"));
        started.elapsed()
    };
    (0..40).map(|_| once()).min().unwrap_or_default()
}

/// Makes a `Cookie` header of about so many bytes.
type OfLength<'a> = Box<dyn Fn(usize) -> String + 'a>;

/// Ten times the text takes about ten times as long at most. Were it the square, it would take a hundred times as long.
#[test]
fn time_grows_no_faster_than_the_text() {
    let long = |name: &str, unit: &str, length: usize| format!("{name}={}", unit.repeat(length / unit.len()));
    let tc = tc_string(NOON, &EVERYTHING);
    let kinds: Vec<(&str, OfLength<'_>)> = vec![
        ("one letter", Box::new(|length| long("euconsent-v2", "C", length))),
        ("a whole string and a tail", Box::new(move |length| format!("euconsent-v2={tc}.{}", "I".repeat(length)))),
        ("GPP sections", Box::new(|length| long("__gpp", "DBABMA~", length))),
        ("GPP header", Box::new(|length| format!("__gpp=DB{}", "_".repeat(length)))),
        ("section ids", Box::new(|length| format!("__gpp=DBABTA~1YNN; {}", long("__gpp_sid", "6,", length)))),
        ("escapes", Box::new(|length| long("OptanonConsent", "%25", length))),
        ("parts", Box::new(|length| long("OptanonConsent", "a=b&", length))),
        ("braces", Box::new(|length| long("_tracking_consent", "{\"a\":", length))),
        ("quotes", Box::new(|length| long("CookieConsent", "{a:'", length))),
        ("many cookies", Box::new(|length| "a=b; ".repeat(length / 5))),
        ("the same cookie many times", Box::new(|length| "__gpp=x; ".repeat(length / 9))),
        ("nothing but semicolons", Box::new(|length| ";".repeat(length))),
        ("a profile that is none", Box::new(|length| long(cookie::PROFILE, "1.", length))),
    ];
    let floor = time("");
    for (name, of) in kinds {
        // Below what is looked at, just above it, and ten times that: none of the steps may be steeper than the text.
        let times: Vec<Duration> = [800, 8_000, 80_000].into_iter().map(|length| time(&of(length))).collect();
        println!("{name}: {times:?}, {floor:?} without");
        for pair in times.windows(2) {
            let [short, long] = pair else { continue };
            assert!(*long < (*short + floor) * 40, "{name}: {times:?}");
        }
    }
}
