//! What several tests need: the case files and the sample shop's snapshot.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

#[path = "sample.rs"]
mod sample;

use segue::case::Case;
use std::path::PathBuf;

pub(crate) use sample::{at, sample_snapshot};

/// The case files, by number.
pub(crate) fn cases() -> Vec<(String, Case)> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(at("fixtures/cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort_by_key(|file| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        (name.split('-').next().and_then(|number| number.parse::<u32>().ok()), name)
    });
    let read = |file: PathBuf| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let case = serde_json::from_slice(&std::fs::read(&file).unwrap());
        let case = case.map_err(|error| format!("{name}: {error}")).unwrap();
        (name, case)
    };
    files.into_iter().map(read).collect()
}
