//! A click lands where its receipt says, though of the segments only those are answered that its campaign asks about, and
//! those that these name: on made-up campaigns of twenty candidates, whose segments name one another.

use super::super::synth;
use super::compile_dir;
use crate::case::{Case, parts};
use crate::consent::{Raw, admit};
use crate::cookie::{Keys, Plain};
use crate::day::Now;
use crate::engine::{Link, Placement, Truth, decide, land};
use crate::snapshot::Snapshot;
use serde_json::json;

const KEYS: &str = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";

#[test]
fn a_click_lands_where_every_segment_would_have_it() {
    let dir = tempfile::tempdir().unwrap();
    synth::write(dir.path(), 300, 30).unwrap();
    synth::write_campaigns(dir.path(), 300, 30, 24).unwrap();
    let compiled = compile_dir(dir.path());
    let (mut snapshot, _) = Snapshot::open(&compiled.core).unwrap();
    for (at, (_, bytes)) in (0_u16..).zip(&compiled.shards) {
        snapshot.load(at, bytes.clone(), usize::MAX).unwrap();
    }
    let now = Now::from_unix_seconds(20_780 * 86_400 + 43_200);
    let keys = Keys::parse(KEYS).unwrap();
    let all_yes = json!({ "personalization": true, "preferences": true, "analytics": true, "advertising": true });
    let history = |days: u32, orders: u32| {
        let viewed: Vec<_> = (0..4).map(|n| json!({ "product": format!("S-{n:06}"), "days_ago": days })).collect();
        let orders: Vec<_> = (0..orders).map(|n| json!({ "days_ago": 20 + n, "value": 60 })).collect();
        json!({ "first_visit_days_ago": 200, "visits": 9, "viewed": viewed, "orders": orders })
    };
    let (mut left_out, mut in_one, mut steps) = (0, 0, std::collections::BTreeSet::new());
    for (visitor, consent) in [
        (json!(null), json!(null)),
        (history(1, 2), all_yes.clone()),
        (history(5, 0), all_yes.clone()),
        (history(80, 3), all_yes),
        (history(1, 2), json!({ "personalization": true })),
    ] {
        let mut case = json!({ "name": "a click", "request": { "path": "/" }, "expect": {} });
        for (name, value) in [("visitor", visitor), ("consent", consent)] {
            if !value.is_null() {
                case.as_object_mut().unwrap().insert(name.into(), value);
            }
        }
        let case: Case = serde_json::from_value(case).unwrap();
        let made = parts(&case, Some(&snapshot), &keys, now.day()).unwrap();
        let cookies = made.headers.iter().find(|(name, _)| name == "cookie").map_or("", |(_, value)| value.as_str());
        for search in ["best copper kettle", "how to clean a grinder", "cheap mug set", ""] {
            let raw = Raw {
                cookies,
                gpc: None,
                user_agent: "Mozilla/5.0 (Linux; Android 15) Mobile",
                accept_language: "de",
                country: Some("DE"),
                region: None,
                search,
                campaign: "",
                story: Plain::Absent,
                arms: None,
            };
            let admitted = admit(raw, &keys, &snapshot.core().shop.consent, now);
            for (campaign, product) in snapshot.core().campaigns.keys().zip(["S-000001", "", "S-000049"].iter().cycle())
            {
                let link = Link { product, draw: Some(4_711), ..Link::default() };
                let all = decide(&snapshot, &admitted.visitor, &Placement::Landing { campaign, link }, now);
                let few = land(&snapshot, &admitted.visitor, campaign, link, now);
                assert_eq!(
                    (&few.landing, few.landed(), few.basis),
                    (&all.landing, all.landed(), all.basis),
                    "{campaign}"
                );
                assert_eq!((&few.experiments, &few.missing), (&all.experiments, &all.missing), "{campaign}");
                assert_eq!(few.about_sensitive, all.about_sensitive, "{campaign}");
                left_out += all.segments.len() - few.segments.iter().filter(|truth| **truth != Truth::Off).count();
                in_one += few.in_segments().count();
                steps.extend(few.landed().map(|landed| landed.step));
            }
        }
    }
    assert!(left_out > 5_000 && in_one > 100 && steps.len() >= 3, "{left_out}, {in_one}, {steps:?}");
}
