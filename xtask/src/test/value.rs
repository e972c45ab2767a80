//! The comparison of value segments with pandas and Lifetimes (`tests/value/`).

use crate::error::Result;
use crate::paths::Paths;
use crate::segue::{Profile, Segue};
use crate::{proc, python};

/// Builds the command and lets Python ask it and the packages the same.
pub(crate) fn run(paths: &Paths) -> Result<()> {
    let python = python::ensure(paths, "value", "tests/value/requirements.txt", "comparing with pandas and Lifetimes")?;
    let segue = Segue::build(paths, Profile::Dev)?;
    let mut command = proc::command(paths, python);
    // Lifetimes uses what its own dependencies warn of.
    command.args(["-W", "ignore", "tests/value/run.py"]).env("SEGUE", segue.program());
    proc::run(command.env("PYTHONDONTWRITEBYTECODE", "1"))
}
