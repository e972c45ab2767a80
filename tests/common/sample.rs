//! The sample shop's snapshot.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use segue::shop::Compiled;
use segue::snapshot::{Lookup, Snapshot};
use std::path::{Path, PathBuf};

/// The path of something in the repository.
pub(crate) fn at(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The sample shop, compiled.
pub(crate) fn sample_compiled() -> Compiled {
    compiled(&at("fixtures/shop"))
}

/// The shop in this folder, compiled.
pub(crate) fn compiled(folder: &Path) -> Compiled {
    let folder = segue::shop::read(folder).map_err(|_| "run `segue check fixtures/shop`").unwrap();
    segue::shop::compile(&folder).map_err(|_| "run `segue check fixtures/shop`").unwrap()
}

/// The sample shop with every shard at hand.
pub(crate) fn sample_snapshot() -> Snapshot {
    opened(sample_compiled())
}

/// A shop with every shard at hand.
pub(crate) fn opened(compiled: Compiled) -> Snapshot {
    let (mut snapshot, warnings) = Snapshot::open(&compiled.core).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    for (at, (_, bytes)) in compiled.shards.into_iter().enumerate() {
        snapshot.load(u16::try_from(at).unwrap(), bytes, usize::MAX).unwrap();
    }
    assert!(matches!(snapshot.by_id("no such product"), Lookup::Absent));
    snapshot
}
