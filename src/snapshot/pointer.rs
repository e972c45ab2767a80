//! The pointer: the one key whose value changes. Publishing writes new keys and moves it last.

use super::SnapshotId;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// The pointer's key.
pub const POINTER_KEY: &str = "pointer";

/// Which snapshot is live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// The live snapshot.
    pub snapshot: SnapshotId,
    /// The snapshot that was live before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<SnapshotId>,
    /// When it was published, in seconds since 1970-01-01 00:00 UTC.
    pub published: u64,
    /// What the publisher says about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

impl Pointer {
    /// Reads the pointer's JSON. `None` for anything else.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// The pointer's JSON.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }
}
