//! The browser tests (`tests/browser/`): Chromium walks through the development storefront.

use super::chromium;
use super::workers::{Serves, Workers};
use crate::error::Result;
use crate::paths::Paths;
use crate::proc;

/// Starts a Worker with the storefront and runs the tests against it.
pub(crate) fn run(paths: &Paths) -> Result<()> {
    let chromium = chromium::ensure(paths)?;
    let workers = Workers::new(paths, "browser")?;
    let shop = workers.start("shop", Serves::ShopAndStorefront)?;
    let mut node = proc::command(paths, paths.npm_bin("node"));
    node.arg("tests/browser/run.mjs").env("SEGUE_URL", shop.url()).env("CHROMIUM", chromium);
    proc::run(&mut node)
}
