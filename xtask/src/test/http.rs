//! The HTTP tests (`tests/http/`) against the real runtime.

use super::attacked::Attacked;
use super::faults::Faults;
use super::forgeries::Forgeries;
use super::sessions::Sessions;
use super::told::Told;
use super::workers::{Serves, Workers};
use crate::error::{Context, Result};
use crate::paths::Paths;
use crate::proc;

/// Starts a Worker with the sample shop, one with nothing, one that a test publishes to, and those in which something is
/// wrong, and runs the tests.
pub(crate) fn run(paths: &Paths) -> Result<()> {
    let workers = Workers::new(paths, "http")?;
    let (shop, empty) = (workers.start("shop", Serves::Shop)?, workers.start("empty", Serves::Nothing)?);
    let publish = workers.start_in("publish", Serves::Shop, None)?;
    let canary = workers.start_in("canary", Serves::Shop, Some("DE"))?;
    let key = workers.state("publisher.key");
    let signed = workers.start_signed("signed", &key)?;
    let faults = Faults::start(paths, &workers, &paths.at("build"))?;
    let forgeries = Forgeries::start(paths, &workers, &key, &paths.at("build"))?;
    let attacked = Attacked::start(paths, &workers, &paths.at("build"))?;
    let told = Told::start(paths, &workers)?;
    let sessions = Sessions::start(paths, &workers)?;
    let redirects = workers.state("redirects.jsonl");
    let mut cargo = proc::cargo(paths);
    cargo.args(["test", "--package", "segue", "--test", "http"]);
    cargo.env("SEGUE_URL", shop.url()).env("SEGUE_EMPTY_URL", empty.url()).env("SEGUE_KEYS", &workers.keys);
    cargo.env("SEGUE_PUBLISH_URL", publish.url()).env("SEGUE_PUBLISH_STATE", workers.state("publish"));
    cargo.env("SEGUE_SIGNED_URL", signed.url()).env("SEGUE_SIGNED_STATE", workers.state("signed"));
    cargo.env("SEGUE_PUBLISHER_KEY_FILE", &key);
    cargo.env("SEGUE_CANARY_URL", canary.url()).env("SEGUE_CANARY_STATE", workers.state("canary"));
    cargo.env("SEGUE_FAULTS", faults.told()).env("SEGUE_FORGERIES", forgeries.told());
    cargo.env("SEGUE_TOLD", told.told());
    cargo.env("SEGUE_SESSIONS_URL", sessions.worker.url());
    cargo.env("SEGUE_SESSIONS_SHOP", &sessions.folder).env("SEGUE_SESSIONS_CLICKS", &sessions.clicks);
    cargo.env("SEGUE_ATTACKED", attacked.told()).env("SEGUE_REDIRECTS", &redirects);
    proc::run(&mut cargo).context(|| format!("{}{}", "the HTTP tests", shop.log()))?;
    // What the tests wrote down, judged by the rules that browsers use.
    let mut node = proc::command(paths, paths.npm_bin("node"));
    proc::run(node.arg("tests/redirects/judge.mjs").arg(&redirects).arg("fixtures/shop/shop.json"))
}
