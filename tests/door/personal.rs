//! What counts against the restraint cap: blocks that read what is remembered of somebody.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::{TODAY, keys, now};
use segue::case::{Case, parts};
use segue::consent::{Purpose, PurposeSet, Raw, Settings, Visitor, admit};
use segue::engine::is_personal;
use segue::snapshot::Kind;
use serde_json::json;

/// Somebody who consented and came once.
fn remembered() -> Visitor {
    let case = json!({ "name": "", "consent": { "personalization": true }, "visitor": { "number": 1, "visits": 1 },
        "request": { "path": "/" }, "expect": {} });
    let case: Case = serde_json::from_value(case).unwrap();
    let headers = parts(&case, Some(&super::common::sample_snapshot()), &keys(), TODAY).unwrap().headers;
    let (_, cookies) = headers.into_iter().find(|(name, _)| name == "cookie").unwrap();
    admit(Raw { cookies: &cookies, ..Raw::default() }, &keys(), &Settings::default(), now()).visitor
}

#[test]
fn what_reads_what_is_remembered_is_personal() {
    let stranger = admit(Raw::default(), &keys(), &Settings::default(), now()).visitor;
    let plain = remembered();
    assert!(stranger.profile().is_none() && plain.profile().is_some_and(|profile| profile.affinities.is_empty()));
    for visitor in [&stranger, &plain] {
        for purpose in Purpose::ALL {
            let reads = [Purpose::Personalization, Purpose::Advertising].contains(&purpose);
            assert_eq!(is_personal(visitor, PurposeSet::NONE.with(purpose), Kind::CuratedPicks), reads, "{purpose:?}");
        }
        assert!(is_personal(visitor, PurposeSet::NONE, Kind::ViewedProducts));
        assert!(is_personal(visitor, PurposeSet::NONE, Kind::ReorderPrompt));
    }
    let path = |visitor| is_personal(visitor, PurposeSet::NONE, Kind::CategoryPath);
    assert_eq!([path(&stranger), path(&plain)], [false; 2], "a path follows affinities only where there are some");
}
