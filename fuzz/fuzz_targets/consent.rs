//! Consent strings: whatever the cookies hold, nothing unreadable grants, no word undoes a no, and what a TC string is said
//! to grant stands in its bits by a second reading.
//!
//! The first byte chooses where somebody is, and whether Global Privacy Control is on; the rest is a `Cookie` header.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segue::cli::consent::{Format, decode};
use segue::consent::gpp::Gpp;
use segue::consent::tcf::Tcf;
use segue::consent::usp::Usp;
use segue::consent::{Purpose, Raw, Settings, Source, Standing, admit};
use segue::cookie::{Keys, Plain, find_all};
use segue::day::Now;
use segue_fuzz::{NOON, keys};

const NAMES: [&str; 4] = ["euconsent-v2", "eupubconsent-v2", "__gpp", "usprivacy"];

/// How much a standing lets: nothing, for this visit, for good.
fn lets(standing: Standing) -> u8 {
    match standing {
        Standing::Granted => 2,
        Standing::ForThisVisit => 1,
        Standing::Refused | Standing::Unreadable(_) | Standing::Unasked => 0,
    }
}

struct Asked<'a> {
    keys: &'a Keys,
    country: &'a str,
    gpc: bool,
    settings: Settings,
}

impl Asked<'_> {
    /// What is let for each purpose, and whose word it is.
    fn grants(&self, cookies: &str, gpc: bool) -> Vec<(Purpose, u8, Source)> {
        let raw = Raw { cookies, country: Some(self.country), gpc: gpc.then_some("1"), ..Raw::default() };
        let admitted = admit(raw, self.keys, &self.settings, Now::from_unix_seconds(NOON));
        let verdict = |purpose| {
            let verdict = admitted.visitor.grants().verdict(purpose);
            (purpose, lets(verdict.standing), verdict.source)
        };
        Purpose::ALL.into_iter().map(verdict).collect()
    }
}

/// The purposes that a TC string consents to, or names a legitimate interest for, by the standard's table alone: bits 152
/// to 175 and 176 to 199 of the core segment.
fn naive(text: &str) -> Option<(u32, u32)> {
    let core = text.split('.').next()?;
    let mut bits = Vec::new();
    for letter in core.bytes().take(60) {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits.extend((0..6).rev().map(|at| value >> at & 1 == 1));
    }
    let number =
        |from: usize| bits.get(from..from + 24).map(|bits| bits.iter().fold(0, |n, bit| n << 1 | u32::from(*bit)));
    Some((number(152)?, number(176)?))
}

fn stands_in_the_bits(purpose: Purpose, (consents, interests): (u32, u32)) -> bool {
    let has = |set: u32, n: u32| set >> (24 - n) & 1 == 1;
    let either = |n| has(consents, n) || has(interests, n);
    let profile = has(consents, 5) && has(consents, 6);
    has(consents, 1)
        && match purpose {
            Purpose::Necessary => true,
            Purpose::Preferences | Purpose::Personalization => profile || either(11),
            Purpose::Analytics => either(8) && either(9),
            Purpose::Advertising => either(2) && has(consents, 3) && has(consents, 4) && either(7),
        }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, rest)) = bytes.split_first() else { return };
    let (keys, text) = (keys(), String::from_utf8_lossy(rest));
    let country = ["DE", "US", "GB", "XX"][usize::from(chosen & 3)];
    let vendor = (chosen & 8 != 0).then_some(755);
    let asked =
        Asked { keys: &keys, country, gpc: chosen & 4 != 0, settings: Settings { vendor, ..Settings::default() } };
    let found = find_all(&text, NAMES);
    let now = asked.grants(&text, asked.gpc);
    for (purpose, lets, source) in &now {
        if *lets == 0 {
            continue;
        }
        let european =
            || found.iter().take(2).filter_map(|cookie| if let Plain::One(text) = cookie { Some(*text) } else { None });
        let [_, _, gpp, usp] = found;
        match source {
            Source::Tcf => assert!(
                european().any(|text| Tcf::decode(text).is_ok()
                    && naive(text).is_some_and(|bits| stands_in_the_bits(*purpose, bits))),
                "TCF grants {purpose:?}, and no readable string says so"
            ),
            Source::Gpp => {
                assert!(matches!(gpp, Plain::One(text) if Gpp::decode(text).is_ok()), "GPP that cannot be read grants")
            }
            Source::Usp => assert!(
                matches!(usp, Plain::One(text) if Usp::decode(text).is_ok_and(|usp| !usp.any_opt_out())),
                "US privacy grants against its own no"
            ),
            _ => {}
        }
    }
    // Whatever else comes: what cannot be read grants nothing, and what says no takes nothing less away.
    let more = |cookies: &str, gpc: bool, what: &str| {
        for ((purpose, before, ..), (_, after, ..)) in now.iter().zip(asked.grants(cookies, gpc)) {
            assert!(after <= *before, "{purpose:?} is granted by {what}");
        }
    };
    for (name, found) in NAMES.into_iter().zip(found) {
        if found == Plain::Absent && !text.is_empty() {
            let garbled = format!("{text}; {name}=~garbled");
            more(&garbled, asked.gpc, "a garbled cookie");
            // Of advertising every one of them speaks.
            let let_ =
                asked.grants(&garbled, asked.gpc).into_iter().find(|(purpose, ..)| *purpose == Purpose::Advertising);
            assert!(let_.is_some_and(|(_, lets, _)| lets == 0), "advertising is let beside a garbled `{name}`");
        }
        if let Plain::One(value) = found {
            more(&format!("{text}; {name}={value}"), asked.gpc, "a cookie that came twice");
        }
    }
    more(&text, true, "Global Privacy Control");
    // What the privacy officer is shown can be read by a program.
    for (format, found) in [Format::Tcf, Format::Tcf, Format::Gpp, Format::Usp].into_iter().zip(found) {
        if let Plain::One(value) = found {
            let said = decode(format, value);
            assert!(serde_json::from_str::<serde_json::Value>(&said).is_ok(), "{said}");
        }
    }
});
