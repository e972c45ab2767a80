//! What several tests need: the case files and the sample shop's snapshot.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use segue::case::Case;
use segue::shop::Compiled;
use segue::snapshot::{Lookup, Snapshot};
use std::path::PathBuf;

/// The path of something in the repository.
pub(crate) fn at(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

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

/// The sample shop, compiled.
pub(crate) fn sample_compiled() -> Compiled {
    let folder = segue::shop::read(&at("fixtures/shop")).map_err(|_| "run `segue check fixtures/shop`").unwrap();
    segue::shop::compile(&folder).map_err(|_| "run `segue check fixtures/shop`").unwrap()
}

/// The sample shop with every shard at hand.
pub(crate) fn sample_snapshot() -> Snapshot {
    let compiled = sample_compiled();
    let (mut snapshot, warnings) = Snapshot::open(&compiled.core).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    for (at, (_, bytes)) in compiled.shards.into_iter().enumerate() {
        snapshot.load(u16::try_from(at).unwrap(), bytes, usize::MAX).unwrap();
    }
    assert!(matches!(snapshot.by_id("no such product"), Lookup::Absent));
    snapshot
}
