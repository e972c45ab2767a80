//! A click lands where its receipt says, though of the segments only those are answered that its campaign asks about.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod common;

use common::{cases, sample_snapshot};
use segue::case::parts;
use segue::consent::{Raw, admit};
use segue::cookie::{Keys, Plain};
use segue::day::Now;
use segue::engine::{Link, Placement, Truth, decide, land};

const KEYS: &str = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";

#[test]
fn a_click_lands_where_every_segment_would_have_it() {
    let (snapshot, keys) = (sample_snapshot(), Keys::parse(KEYS).unwrap());
    let now = Now::from_unix_seconds(20_780 * 86_400 + 43_200);
    let (mut compared, mut left_out, mut in_one) = (0, 0, 0);
    for (_, case) in cases().into_iter().filter(|(_, case)| case.visitor.is_some()) {
        let Ok(made) = parts(&case, Some(&snapshot), &keys, now.day()) else { continue };
        let header = |name: &str| made.headers.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value);
        let raw = Raw {
            cookies: header("cookie"),
            gpc: None,
            user_agent: header("user-agent"),
            accept_language: header("accept-language"),
            country: case.request.country.as_deref(),
            region: None,
            search: "best kettle set",
            campaign: "",
            story: Plain::Absent,
            arms: None,
        };
        let admitted = admit(raw, &keys, &snapshot.core().shop.consent, now);
        for (campaign, product) in snapshot.core().campaigns.keys().zip(["K-101", "", "G-210"].iter().cycle()) {
            let link = Link { product, draw: Some(4_711), ..Link::default() };
            let all = decide(&snapshot, &admitted.visitor, &Placement::Landing { campaign, link }, now);
            let few = land(&snapshot, &admitted.visitor, campaign, link, now);
            assert_eq!((&few.landing, few.landed(), few.basis), (&all.landing, all.landed(), all.basis), "{campaign}");
            assert_eq!((&few.experiments, &few.missing), (&all.experiments, &all.missing), "{campaign}");
            assert_eq!(few.about_sensitive, all.about_sensitive, "{campaign}");
            compared += 1;
            left_out += all.segments.len() - few.segments.iter().filter(|truth| **truth != Truth::Off).count();
            in_one += few.in_segments().count();
        }
    }
    assert!(compared > 500 && left_out > compared && in_one > 50, "{compared}, {left_out}, {in_one}");
}
