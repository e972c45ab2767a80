//! The whole corpus, natively; and that the judge sees what is wrong.

use crate::common::sample_snapshot;
use crate::files::all;
use crate::inputs::attacks;
use crate::judge::judge;
use crate::world::{KEYS, answer, is_link, request};
use segue::consent::{Choice, PurposeSet, Record};
use segue::cookie::{self, Keys};
use segue::day::Day;
use segue::snapshot::Snapshot;
use std::collections::BTreeMap;

/// Devices for which something else may be done.
pub(crate) const AGENTS: [&str; 3] = [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
];

/// The campaigns of a snapshot, and one that is not there.
pub(crate) fn campaigns(snapshot: &Snapshot) -> Vec<String> {
    snapshot.core().campaigns.keys().cloned().chain(["no-such-campaign".to_owned()]).collect()
}

/// The cookie of somebody who said yes to everything.
pub(crate) fn yes_to_everything(keys: &Keys) -> String {
    let own = Choice { day: Day(20_780), stated: PurposeSet::ALL, granted: PurposeSet::ALL };
    let record = Record { day: Day(20_780), policy: 1, own, ..Record::default() };
    format!("{}={}", cookie::CONSENT, record.seal(keys).unwrap())
}

#[test]
fn no_hostile_text_in_any_input_leads_away() {
    let (snapshot, keys) = (sample_snapshot(), Keys::parse(KEYS).unwrap());
    let (campaigns, yes) = (campaigns(&snapshot), yes_to_everything(&keys));
    let mut wrong = Vec::new();
    let mut judged: BTreeMap<&str, usize> = BTreeMap::new();
    let mut landed: BTreeMap<String, usize> = BTreeMap::new();
    for (number, payload) in all().into_iter().enumerate() {
        // Every text meets every input; campaigns, devices and consents go round.
        let campaign = campaigns.get(number % campaigns.len()).unwrap();
        let product = if number % 2 == 0 { "K-101" } else { "" };
        for (at, mut attack) in attacks(&payload.bytes, campaign, product).into_iter().enumerate() {
            let agent = AGENTS.get((number + at) % AGENTS.len()).unwrap();
            let mut more = vec![("User-Agent", agent.as_bytes().to_vec())];
            if (number + at) % 4 == 0 {
                more.push(("Cookie", yes.as_bytes().to_vec()));
            }
            attack.headers.extend(more);
            let Some(request) = request(attack.method, &attack.target, &attack.headers, Some("DE".into())) else {
                continue;
            };
            if attack.may_leave && !is_link(&request) {
                continue;
            }
            let Some(response) = answer(Some(&snapshot), &keys, &request) else {
                wrong.push(format!("{} {}: no answer", payload.family, payload.line));
                continue;
            };
            let headers = response.headers.iter().map(|(name, value)| (*name, value.as_ref()));
            if let Err(why) = judge(Some(snapshot.core()), response.status, headers) {
                wrong.push(format!("{}.txt, line {}, in {}: {why}", payload.family, payload.line, attack.input));
            }
            *judged.entry(attack.input).or_default() += 1;
            *landed.entry(response.header("Segue-Landing").unwrap_or_default().to_owned()).or_default() += 1;
        }
    }
    wrong.truncate(30);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let few: Vec<_> = judged.iter().filter(|(input, count)| **count < 200 && **input != "whole target").collect();
    assert!(few.is_empty(), "these inputs were hardly tried: {few:?}");
    let steps = ["product", "category", "page", "home", "fallback"];
    assert!(steps.iter().all(|step| landed.get(*step).is_some_and(|count| *count > 100)), "{landed:?}");
}

#[test]
fn the_judge_sees_what_is_wrong() {
    let snapshot = sample_snapshot();
    let judged = |location: &str, more: &[(&str, &str)], status| {
        let plain = [
            ("Cache-Control", "private, no-store"),
            ("Location", location),
            ("Referrer-Policy", "strict-origin"),
            ("Segue-Landing", "page"),
        ];
        judge(Some(snapshot.core()), status, plain.into_iter().chain(more.iter().copied()))
    };
    for good in ["/gifts", "/products/K-101?utm_source=%2F%2Fevil.example", "/categories/tea#x", "/"] {
        assert_eq!(judged(good, &[], 302), Ok(()), "{good}");
    }
    assert!(judged("/gifts", &[], 301).is_err() && judged("/gifts", &[], 404).is_err());
    for header in [("X-Evil", "1"), ("Location", "/gifts"), ("Set-Cookie", "evil=1"), ("Segue-Basis", "evil")] {
        assert!(judged("/gifts", &[header], 302).is_err(), "{header:?}");
    }
    let missing = judge(Some(snapshot.core()), 302, [("Location", "/gifts")].into_iter());
    assert!(missing.is_err());
    for bad in [
        "/r/gifts",
        "/r/gifts?utm_source=x",
        "/evil",
        "/gifts?next=x",
        "/gifts?to=x",
        "/products/a/b",
        "gifts",
        "?x",
        "",
        "intent://hearthandfield.example/gifts#Intent;scheme=https;package=evil;end",
        "https://hearthandfield.example:443/gifts",
        "https://HEARTHANDFIELD.example/gifts",
        "https://hearthandfield.example@own.test/",
    ] {
        assert!(judged(bad, &[], 302).is_err(), "{bad}");
    }
}

/// Whatever a browser takes to another host is refused as a destination, whichever the allowed hosts.
#[test]
fn what_leads_away_is_never_allowed() {
    let snapshot = sample_snapshot();
    let shop = &snapshot.core().shop;
    for payload in all() {
        let Ok(text) = String::from_utf8(payload.bytes) else { continue };
        if !segue::engine::allowed(&text, &shop.allowed_hosts) {
            continue;
        }
        let base = url::Url::parse("https://own.test/r/gifts").unwrap();
        let url = base.join(&text).unwrap_or_else(|error| panic!("`{text}` is allowed, and no address: {error}"));
        let host = url.host_str().unwrap_or_default();
        let is_ours =
            ["own.test", "hearthandfield.example"].contains(&host) || host.ends_with(".hearthandfield.example");
        assert!(is_ours && url.scheme() == "https" && url.port().is_none(), "`{text}` is allowed, and leads to {url}");
    }
}
