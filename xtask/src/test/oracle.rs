//! The comparison of the consent decoders with the IAB's JavaScript libraries (`tests/oracle/`).

use crate::error::Result;
use crate::paths::Paths;
use crate::proc;
use crate::segue::{Profile, Segue};

/// Builds the command and lets Node ask it and the libraries the same.
pub(crate) fn run(paths: &Paths) -> Result<()> {
    let segue = Segue::build(paths, Profile::Dev)?;
    let mut node = proc::command(paths, paths.npm_bin("node"));
    node.arg("tests/oracle/run.mjs").env("SEGUE", segue.program());
    proc::run(&mut node)
}
