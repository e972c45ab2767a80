//! Who publishes, and from which commit, as Git knows it. Without Git both stay empty.

use std::path::Path;
use std::process::{Command, Stdio};

/// The name that Git signs commits with.
pub(super) fn author() -> String {
    ask(Path::new("."), &["config", "user.name"]).unwrap_or_default()
}

/// The commit of the repository that holds `dir`, with `-dirty` when files of `dir` differ from it.
pub(super) fn commit(dir: &Path) -> String {
    let Some(commit) = ask(dir, &["rev-parse", "HEAD"]).filter(|commit| !commit.is_empty()) else {
        return String::new();
    };
    let changed = ask(dir, &["status", "--porcelain", "--", "."]).is_none_or(|list| !list.is_empty());
    if changed { format!("{commit}-dirty") } else { commit }
}

fn ask(dir: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(dir).args(args).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}
