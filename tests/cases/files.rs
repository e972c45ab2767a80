//! The case files, run natively, on three days: a case must not depend on the day on which it is run.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::common::sample::sample_compiled;
use crate::common::{at, cases, sample_snapshot};
use crate::{CASE_DAYS, KEYS};
use segue::case::{run_with, whole};
use segue::cookie::Keys;
use segue::day::Now;
use segue::snapshot::SnapshotId;

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

/// What every case is answered, whole, as a digest: `cases_hold_in_wasm` compares with it what the Wasm answers, so that the two
/// agree to the byte and not only in what a case names.
#[test]
fn answers_are_written_down() {
    let (snapshot, keys) = (sample_snapshot(), Keys::parse(KEYS).unwrap());
    let compiled = sample_compiled();
    let audience = |id| compiled.audience_shards.iter().find(|(shard, _)| *shard == id).map(|(_, bytes)| bytes.clone());
    let mut lines = String::new();
    for (file, case) in &cases() {
        for day in CASE_DAYS {
            let noon = Now::from_unix_seconds(day * 86_400 + 43_200);
            let answer = whole(case, Some(&snapshot), &audience, &keys, noon).unwrap();
            assert!(answer.contains("Segue-Rung: "), "{file}: {answer}");
            lines.push_str(&format!("{file} {day} {}\n", SnapshotId::of(answer.as_bytes())));
        }
    }
    std::fs::create_dir_all(at("target/answers")).unwrap();
    std::fs::write(at("target/answers/native.txt"), lines).unwrap();
}

/// Files are numbered without gaps, so that a case can be spoken of by its number.
#[test]
fn cases_are_numbered() {
    for (at, (file, _)) in cases().iter().enumerate() {
        assert!(file.starts_with(&format!("{:03}-", at + 1)), "{file} should begin with {:03}-", at + 1);
    }
}
