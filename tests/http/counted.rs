//! How many requests there were, as it arrives through the runtime's own binding of Workers Analytics Engine: every one of
//! them, in few data points, with nothing of a request.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::wire::Wire;
use crate::workers;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// The requests, over and over, and how each is counted: route, rung, basis and status.
const ROUND: [(&str, &str, [&str; 4]); 5] = [
    ("GET", "/_segue/pdp/K-101?q=planted-word", ["pdp", "memory", "contextual", "2xx"]),
    ("HEAD", "/_segue/recs/most-loved", ["recs", "memory", "default", "2xx"]),
    ("GET", "/_segue/planted-word", ["nothing", "memory", "default", "4xx"]),
    ("GET", "/r/gifts?product=planted-word", ["r", "memory", "contextual", "3xx"]),
    ("DELETE", "/_segue/events", ["nothing", "memory", "default", "4xx"]),
];

/// What arrived, as it is: a data point a line.
fn arrived() -> Vec<String> {
    let text = ureq::get(&format!("{}/arrived", workers::telling("counts"))).call().unwrap();
    text.into_body().read_to_string().unwrap().lines().map(str::to_owned).collect()
}

/// A text of a data point, which the runtime writes as a list of bytes.
fn text(point: &Value, name: &str) -> String {
    let bytes = point.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let bytes: Vec<u8> = bytes.iter().map(|byte| u8::try_from(byte.as_u64().unwrap()).unwrap()).collect();
    String::from_utf8(bytes).unwrap()
}

fn number(point: &Value, name: &str) -> u64 {
    point.get(name).and_then(Value::as_f64).map_or(0, |number| number as u64)
}

#[test]
fn every_request_is_counted_in_few_data_points() {
    let mut wire = Wire::to(&workers::telling("counted"));
    // One that reads KV: it is told at once, and the last on this rung.
    let first = wire.ask("GET", b"/_segue/pdp/K-101", &[]);
    assert_eq!((first.status, first.header("segue-rung")), (200, "kv".into()));
    // All that the round needs is read.
    let mut warm = 1_u64;
    for (method, target, _) in ROUND {
        while wire.ask(method, target.as_bytes(), &[]).header("segue-rung") != "memory" {
            warm += 1;
        }
        warm += 1;
    }
    // Until something was told again: after 10,000 requests, or a minute.
    let mut sent = 0_u64;
    while arrived().len() < 3 {
        for _ in 0..100 {
            for (method, target, [_, rung, basis, class]) in ROUND {
                let answer = wire.ask(method, target.as_bytes(), &[]);
                let seen = (answer.header("segue-rung"), answer.header("segue-basis"), answer.status / 100);
                assert_eq!(
                    seen,
                    (rung.to_owned(), basis.to_owned(), class.get(..1).unwrap().parse().unwrap()),
                    "{target}"
                );
                sent += 1;
            }
        }
        assert!(sent < 100_000, "nothing was told of {sent} requests");
    }
    std::thread::sleep(Duration::from_millis(500));
    let lines = arrived();
    let (mut told, mut all) = (BTreeMap::<[String; 4], u64>::new(), 0);
    for line in &lines {
        let point: Value = serde_json::from_str(line).unwrap();
        let blob = |n: usize| text(&point, &format!("blob{n}"));
        assert!((7..=20).all(|n| blob(n).is_empty()) && text(&point, "index1") == blob(1), "{line}");
        assert_eq!((blob(4), blob(6)), (first.header("segue-snapshot"), env!("CARGO_PKG_VERSION").to_owned()));
        let count = number(&point, "double1");
        assert_eq!(count, (2..=7).map(|n| number(&point, &format!("double{n}"))).sum::<u64>(), "{line}");
        assert_eq!(blob(2) == "memory", number(&point, "double2") == count, "who read nothing: {line}");
        *told.entry([blob(1), blob(2), blob(3), blob(5)]).or_default() += count;
        all += count;
    }
    // The round is as it is, so that the number of all tells how many there were of each.
    assert!(all <= warm + sent && all > 1 && lines.len() <= 12, "{all} of {} in {lines:?}", warm + sent);
    assert!(all >= 10_000 || all >= sent / 2, "{all} of {sent}");
    let rounds = all.saturating_sub(warm) / 5;
    for (_, _, [route, rung, basis, class]) in ROUND {
        let times = ROUND.iter().filter(|(_, _, other)| *other == [route, rung, basis, class]).count() as u64;
        let key = [route, rung, basis, class].map(str::to_owned);
        let count = told.get(&key).copied().unwrap_or_default();
        let wanted = rounds * times..=(rounds + 1) * times + warm;
        assert!(wanted.contains(&count), "{key:?}: {count} and not {wanted:?} in {told:?}");
    }
    assert!(!format!("{told:?}").contains("planted"), "{told:?}");
}

/// A dataset that takes nothing is in nobody's way.
#[test]
fn a_dataset_that_takes_nothing_is_in_nobodys_way() {
    let mut wire = Wire::to(&workers::telling("broken"));
    for _ in 0..20 {
        for (method, target, [_, _, _, class]) in ROUND {
            let answer = wire.ask(method, target.as_bytes(), &[]);
            assert_eq!(format!("{}xx", answer.status / 100), class, "{target}");
        }
    }
}
