//! A shop with a vendor id of its own: the TC string has to name it.

use super::{TODAY, through};
use segue::case::TcString;
use segue::consent::{Purpose, Settings};
use serde_json::{Value, json};

/// Whether analytics, personalization and advertising are granted to vendor 755.
fn granted(tcf: Value) -> [bool; 3] {
    let settings = Settings { vendor: Some(755), ..Settings::default() };
    let cookies = format!("euconsent-v2={}", super::tc_string(tcf));
    let grants = *through(&cookies, "DE", false, &settings).visitor.grants();
    [Purpose::Analytics, Purpose::Personalization, Purpose::Advertising].map(|purpose| grants.keeps(purpose))
}

const ALL: [u8; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

#[test]
fn the_vendor_needs_consent_and_disclosure() {
    assert_eq!(granted(json!({ "purposes": ALL, "vendors": [755], "disclosed": [755] })), [true; 3]);
    assert_eq!(granted(json!({ "purposes": ALL, "vendors": [754, 756], "disclosed": [755] })), [false; 3]);
    assert_eq!(granted(json!({ "purposes": ALL, "vendors": [755], "disclosed": [754] })), [false; 3]);
    assert_eq!(granted(json!({ "purposes": ALL, "vendors": [755] })), [false; 3], "v2.3 has to say who was disclosed");
}

/// TCF v2.2 did not ask for it, but strings made since March 2026 have to be of v2.3 whatever they say of themselves.
#[test]
fn older_strings_need_no_disclosure() {
    let before = i64::from(TODAY.0) - 20_512;
    let older = |days_ago: i64, version: u8| {
        granted(json!({ "purposes": ALL, "vendors": [755], "policy_version": version, "days_ago": days_ago }))
    };
    assert_eq!(older(before, 4), [true; 3], "2026-02-28");
    assert_eq!(older(before - 1, 4), [false; 3], "2026-03-01");
    assert_eq!(older(before, 5), [false; 3], "v2.3 before it was asked of everybody");
}

#[test]
fn legitimate_interest_counts_for_counting_alone() {
    let interests = |vendors: [u16; 1]| {
        granted(json!({ "purposes": [1], "vendors": [755], "interests": ALL, "interest_vendors": vendors,
            "disclosed": [755] }))
    };
    assert_eq!(interests([755]), [true, false, false], "8 and 9, but never 3 to 6");
    assert_eq!(interests([1]), [false; 3], "the vendor's interest was objected to");
    let advertising = json!({ "purposes": [1, 3, 4], "vendors": [755], "interests": [2, 7], "interest_vendors": [755],
        "disclosed": [755] });
    assert_eq!(granted(advertising), [false, false, true], "2 and 7 may be measured on legitimate interest");
}

#[test]
fn publishers_may_restrict() {
    let restricted = |purpose: u8, kind: u8, vendor: u16| {
        granted(json!({ "purposes": ALL, "vendors": [755], "interests": [8, 9], "interest_vendors": [755],
            "disclosed": [755], "restrictions": [[purpose, kind, vendor]] }))
    };
    assert_eq!(restricted(5, 0, 755), [true, false, true], "5 is not allowed");
    assert_eq!(restricted(5, 0, 754), [true; 3], "to another vendor");
    assert_eq!(restricted(5, 1, 755), [true; 3], "5 needs consent, and has it");
    assert_eq!(restricted(5, 2, 755), [true, false, true], "5 on legitimate interest is not possible");
    assert_eq!(restricted(8, 2, 755), [true; 3], "8 on legitimate interest is");
    assert_eq!(restricted(8, 0, 755), [false, true, true]);
    assert_eq!(restricted(1, 0, 755), [false; 3], "nothing is stored");
}

#[test]
fn a_string_of_a_case_is_a_string_that_everyone_reads() {
    let tcf: TcString = serde_json::from_value(json!({ "purposes": [1, 11], "disclosed": [2] })).unwrap_or_else(|_| {
        unreachable!("the literal above is a TC string");
    });
    assert_eq!(tcf.text(TODAY).split('.').count(), 2);
}

#[test]
fn each_purpose_needs_all_of_its_own() {
    for vendor in [true, false] {
        for missing in ALL {
            let purposes: Vec<u8> = ALL.into_iter().filter(|purpose| *purpose != missing && *purpose != 11).collect();
            let (analytics, personalization, advertising) = match missing {
                1 => (false, false, false),
                2 | 3 | 4 | 7 => (true, true, false),
                5 | 6 => (true, false, true),
                8 | 9 => (false, true, true),
                _ => (true, true, true),
            };
            let tcf = json!({ "purposes": purposes, "vendors": [755], "disclosed": [755] });
            let found = if vendor { granted(tcf) } else { of_no_vendor(tcf) };
            assert_eq!(found, [analytics, personalization, advertising], "without {missing}");
        }
    }
}

/// Of a shop that is in no list of vendors.
fn of_no_vendor(tcf: Value) -> [bool; 3] {
    let cookies = format!("euconsent-v2={}", super::tc_string(tcf));
    let grants = *through(&cookies, "DE", false, &Settings::default()).visitor.grants();
    [Purpose::Analytics, Purpose::Personalization, Purpose::Advertising].map(|purpose| grants.keeps(purpose))
}
