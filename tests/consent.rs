//! Consent strings: the standards' own examples, any text at all, and hostile strings in bounded time. What every valid
//! string means is compared with the IAB's libraries in `tests/oracle/`.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use proptest::prelude::*;
use segue::cli::consent::{Format, decode};
use segue::consent::gpp::{Applicable, Gpp};
use segue::consent::tcf::{Tcf, VendorList};
use segue::consent::usp::Usp;
use segue::consent::{MAX_BYTES, Unreadable};
use serde_json::Value;
use std::time::{Duration, Instant};

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn answer(format: Format, text: &str) -> Value {
    serde_json::from_str(&decode(format, text)).unwrap()
}

/// Every field that `wanted` names is the same in `found`.
fn holds(found: &Value, wanted: &Value, path: &str) {
    match wanted {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| holds(&found[name], value, &format!("{path}.{name}")))
        }
        _ => assert_eq!(found, wanted, "{path}"),
    }
}

#[test]
fn the_standards_own_examples() {
    let golden: Vec<Value> = serde_json::from_str(include_str!("../fixtures/consent/golden.json")).unwrap();
    assert!(golden.len() >= 11);
    for case in golden {
        let format = match case["format"].as_str().unwrap() {
            "tcf" => Format::Tcf,
            "gpp" => Format::Gpp,
            _ => Format::Usp,
        };
        holds(&answer(format, case["text"].as_str().unwrap()), &case["says"], case["from"].as_str().unwrap());
    }
}

#[test]
fn one_vendor_is_looked_up_without_the_others() {
    let text = "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACEAAAAAgAQBAAAAAAAGBAAgAAAAAAAFAAECAAAgAAQARAEQAAAAAJAAIAAgAAAYQEAAAQmAgBC3ZAYzUw";
    let tcf = Tcf::decode(text).unwrap();
    assert!(tcf.core.vendor_consents.has(6) && !tcf.core.vendor_consents.has(7) && !tcf.core.vendor_consents.has(0));
    assert!(tcf.vendors_disclosed.unwrap().has(720) && !tcf.vendors_disclosed.unwrap().has(721));
    assert!(tcf.vendors_allowed.is_none() && tcf.publisher.is_none());
}

#[test]
fn debug_does_not_say_what_was_chosen() {
    let text = "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA";
    let shown =
        format!("{:?} {:?}", Tcf::decode(text).unwrap().core.vendor_consents, Gpp::decode(text).unwrap().unknown);
    assert!(shown.contains("Bits(") && !shown.contains("COvF") && !shown.contains("79"), "{shown}");
}

/// `bits` as base64url, padded with zeros and cut to what is still read.
fn text(bits: &str) -> String {
    let six = |six: &str| ALPHABET[usize::from_str_radix(&format!("{six:0<6}"), 2).unwrap()];
    let chunk = |at: usize| &bits[at..(at + 6).min(bits.len())];
    let all: Vec<u8> = (0..bits.len()).step_by(6).map(|at| six(chunk(at))).take(MAX_BYTES).collect();
    String::from_utf8(all).unwrap()
}

/// A core segment's bits before its lists of vendors.
fn head() -> String {
    format!("000010{}{:012b}{}0101{:06b}10{}0{}", "0".repeat(72), 31, "0".repeat(38), 5, "1".repeat(60), "0".repeat(12))
}

/// Strings of nearly 8 KB in which everything is well-formed, plentiful and overlapping.
fn heavy() -> Vec<(&'static str, Format, String)> {
    let head = head();
    let everybody = |count: usize| format!("{count:012b}{}", "100000000000000011111111111111111".repeat(count));
    let list = |count| format!("{:016b}1{}", 65535, everybody(count));
    let (none, no_restriction) = ("0".repeat(17), "0".repeat(12));
    let restriction = format!("00000101{}", everybody(1));
    let header = |tail: &str| format!("DB__{}", tail.repeat(MAX_BYTES))[..MAX_BYTES].to_owned();
    let canada = format!("000001{}{:016b}1{:012b}{}", "0".repeat(199), 65535, 4000, "000011".repeat(8000));
    vec![
        ("ranges of everybody", Format::Tcf, text(&format!("{head}{}{none}{no_restriction}", list(1450)))),
        (
            "a bit for 40000 vendors",
            Format::Tcf,
            text(&format!("{head}{:016b}0{}{none}{no_restriction}", 40000, "1".repeat(40000))),
        ),
        (
            "880 restrictions of everybody",
            Format::Tcf,
            text(&format!("{head}{none}{none}{:012b}{}", 880, restriction.repeat(880))),
        ),
        (
            "one restriction of everybody, 1450 times",
            Format::Tcf,
            text(&format!("{head}{none}{none}000000000001{}{}", "00000101", everybody(1450))),
        ),
        ("a header of ones", Format::Gpp, header("_")),
        ("a header of distances", Format::Gpp, header("k")),
        ("a header of zeros", Format::Gpp, header("A")),
        ("8000 sections", Format::Gpp, format!("DBAA{}", "~".repeat(MAX_BYTES - 4))),
        ("4000 segments", Format::Gpp, format!("DBABMA~{}", "C.".repeat(4000))),
        ("Canada's distances", Format::Gpp, format!("DBABGA~{}", text(&canada))),
    ]
}

/// What the Worker does with a string: read it, look one vendor up everywhere, and ask for opt-outs.
fn use_of(format: Format, text: &str) -> bool {
    let listed = |list: &VendorList<'_>| list.has(0) | list.has(65535);
    let all = |tcf: &Tcf<'_>| {
        let core = &tcf.core;
        let restricted = (1..=11).any(|purpose| core.restrictions.on(purpose, 0).is_some());
        listed(&core.vendor_consents)
            | listed(&core.vendor_legitimate_interests)
            | restricted
            | tcf.vendors_disclosed.as_ref().is_some_and(listed)
    };
    match format {
        Format::Tcf => Tcf::decode(text).is_ok_and(|tcf| all(&tcf)),
        Format::Gpp => {
            Gpp::decode(text).is_ok_and(|gpp| gpp.any_opt_out() | gpp.any_gpc() | gpp.tcf_eu().is_some_and(all))
        }
        Format::Usp => Usp::decode(text).is_ok_and(|usp| usp.any_opt_out()),
    }
}

#[test]
fn hostile_strings_take_bounded_time() {
    const TIMES: u32 = 20;
    for (name, format, text) in heavy() {
        assert!(text.len() <= MAX_BYTES, "{name} has {} bytes", text.len());
        let started = Instant::now();
        for _ in 0..TIMES {
            std::hint::black_box(use_of(format, std::hint::black_box(&text)));
        }
        let each = started.elapsed() / TIMES;
        println!("{name}: {} bytes, {} microseconds", text.len(), each.as_micros());
        // Optimized it is a hundredth of this; what must not happen is seconds.
        assert!(each < Duration::from_millis(200), "{name} takes {each:?}");
    }
}

#[test]
fn the_heavy_strings_are_read_and_not_only_refused() {
    let read =
        heavy().into_iter().filter(|(_, format, text)| *format == Format::Tcf && Tcf::decode(text).is_ok()).count();
    assert_eq!(read, 4);
}

#[test]
fn what_is_too_long_is_refused_before_it_is_read() {
    for text in ["C".repeat(8192), "\u{0}".repeat(9000), "DBABMA~".repeat(1200), "é".repeat(100_000)] {
        assert_eq!(Tcf::decode(&text).err(), Some(Unreadable::TooLong));
        assert_eq!(Gpp::decode(&text).err(), Some(Unreadable::TooLong));
        assert_eq!(Usp::decode(&text).err(), Some(Unreadable::TooLong));
    }
}

#[test]
fn a_string_that_ends_early_is_never_read_as_less() {
    let tcf = "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA";
    // The last of its 47 characters is padding.
    for length in 0..46 {
        assert!(Tcf::decode(&tcf[..length]).is_err(), "{length}");
    }
    assert!(Tcf::decode(&tcf[..46]).is_ok());
}

/// Texts from nothing like a consent string to nearly one.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,300}",
        "[A-Za-z0-9_.~-]{0,300}",
        "C[A-Za-z0-9_-]{30,120}(\\.[A-Za-z0-9_-]{0,80}){0,4}",
        "CP[A-Za-f]{14}AfKAB[A-Za-z0-9_-]{5,200}(\\.[IQYaf][A-Za-z0-9_-]{0,60}){0,3}",
        "DB[A-Za-z0-9_-]{0,12}(~[A-Za-z0-9_.-]{0,60}){0,6}",
        "DB(ABMA|ABGA|ABL|ABBg|ABzw|ACNYA)(~[BC][A-Za-z0-9_-]{0,200}(\\.[A-Za-z0-9_-]{0,40}){0,2}){1,2}",
        "[0-3][YNyn-]{0,5}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_gets_an_answer(text in anything()) {
        for format in [Format::Tcf, Format::Gpp, Format::Usp] {
            let answer = answer(format, &text);
            prop_assert!(answer["ok"] == true || answer["error"].is_string(), "{answer}");
            use_of(format, &text);
        }
        let _ = Applicable::parse(&text);
    }

    #[test]
    fn looking_a_vendor_up_finds_the_vendors_that_were_written(
        bits in prop::collection::vec(any::<bool>(), 0..300),
        ranges in prop::collection::vec((1_u16..400, 0_u16..30), 0..20),
        vendor in 0_u16..450,
    ) {
        let flag = |set: bool| if set { '1' } else { '0' };
        let as_bits = format!("{:016b}0{}", bits.len(), bits.iter().copied().map(flag).collect::<String>());
        let range = |(start, more): &(u16, u16)| format!("1{start:016b}{:016b}", start + more);
        let as_ranges = format!("{:016b}1{:012b}{}", 500, ranges.len(), ranges.iter().map(range).collect::<String>());
        let text = text(&format!("{}{as_bits}{as_ranges}{}", head(), "0".repeat(12)));
        let core = Tcf::decode(&text).unwrap().core;
        let in_bits = vendor > 0 && bits.get(usize::from(vendor).wrapping_sub(1)) == Some(&true);
        let in_ranges = ranges.iter().any(|(start, more)| (*start..=start + more).contains(&vendor));
        prop_assert_eq!(core.vendor_consents.has(vendor), in_bits);
        prop_assert_eq!(core.vendor_legitimate_interests.has(vendor), in_ranges);
        let listed = core.vendor_consents.ranges().any(|(start, end)| (start..=end).contains(&vendor));
        prop_assert_eq!(listed, in_bits);
    }
}
