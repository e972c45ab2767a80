//! `segue link` and `segue links`, run as people run them.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

mod bulk;
mod came;
mod check;
mod docs;
#[path = "../common/folder.rs"]
mod folder;
mod make;
mod qr;
mod report;

use std::path::Path;
use std::process::{Command, Output};

/// `cases:` and 32 bytes, as `segue::case::LINK_KEYS`.
const KEYS: &str = segue::case::LINK_KEYS;
/// 2026-11-22, noon.
const NOON: &str = "1795348800";

/// What a run said, and its exit code.
struct Said {
    out: String,
    err: String,
    code: i32,
}

impl Said {
    fn line(&self, at: usize) -> &str {
        self.out.lines().nth(at).unwrap_or_default()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap()
    }

    /// What it complained of, without the folding of lines.
    fn complained(&self) -> String {
        self.err.replace(['│', '×'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Runs it in the root of the repository, on one day, with the keys of the cases.
fn segue(args: &[&str]) -> Said {
    with(args, Some(KEYS), Path::new(env!("CARGO_MANIFEST_DIR")))
}

fn with(args: &[&str], keys: Option<&str>, dir: &Path) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
    command
        .args(args)
        .current_dir(dir)
        .env("SOURCE_DATE_EPOCH", NOON)
        .env_remove("SEGUE_LINK_KEYS")
        .env("NO_COLOR", "1");
    if let Some(keys) = keys {
        command.env("SEGUE_LINK_KEYS", keys);
    }
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Said { out: text(stdout), err: text(stderr), code: status.code().unwrap() }
}
