//! The HTTP tests (`tests/http/`) against the real runtime.

use super::workers::{Serves, Workers};
use crate::error::{Context, Result};
use crate::paths::Paths;
use crate::proc;

/// Starts a Worker with the sample shop, one with nothing, and one that a test publishes to, and runs the tests.
pub(crate) fn run(paths: &Paths) -> Result<()> {
    let workers = Workers::new(paths, "http")?;
    let (shop, empty) = (workers.start("shop", Serves::Shop)?, workers.start("empty", Serves::Nothing)?);
    let publish = workers.start_in("publish", Serves::Shop, None)?;
    let mut cargo = proc::cargo(paths);
    cargo.args(["test", "--package", "segue", "--test", "http"]);
    cargo.env("SEGUE_URL", shop.url()).env("SEGUE_EMPTY_URL", empty.url()).env("SEGUE_KEYS", &workers.keys);
    cargo.env("SEGUE_PUBLISH_URL", publish.url()).env("SEGUE_PUBLISH_STATE", workers.state("publish"));
    proc::run(&mut cargo).context(|| format!("{}{}", "the HTTP tests", shop.log()))
}
