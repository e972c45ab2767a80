//! The case files, run natively, on three days: a case must not depend on the day on which it is run.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::common::sample::sample_compiled;
use crate::common::{cases, sample_snapshot};
use crate::{CASE_DAYS, KEYS};
use segue::case::run_with;
use segue::cookie::Keys;
use segue::day::Now;

#[test]
fn cases_hold_natively() {
    let (snapshot, keys) = (sample_snapshot(), Keys::parse(KEYS).unwrap());
    let compiled = sample_compiled();
    let audience = |id| compiled.audience_shards.iter().find(|(shard, _)| *shard == id).map(|(_, bytes)| bytes.clone());
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 40, "only {} cases were found", cases.len());
    for (file, case) in &cases {
        for day in CASE_DAYS {
            let noon = Now::from_unix_seconds(day * 86_400 + 43_200);
            for sentence in run_with(case, Some(&snapshot), &audience, &keys, noon) {
                wrong.push(format!("{file} (day {day}): {}: {sentence}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} expectations do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

/// Files are numbered without gaps, so that a case can be spoken of by its number.
#[test]
fn cases_are_numbered() {
    for (at, (file, _)) in cases().iter().enumerate() {
        assert!(file.starts_with(&format!("{:03}-", at + 1)), "{file} should begin with {:03}-", at + 1);
    }
}
