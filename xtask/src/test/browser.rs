//! The browser tests (`tests/browser/`): Chromium walks through the development storefront.

use super::chromium;
use super::workers::Workers;
use crate::error::Result;
use crate::paths::Paths;
use crate::proc;

/// Starts a Worker with the storefront and runs the tests against it.
pub(crate) fn run(paths: &Paths) -> Result<()> {
    let chromium = chromium::ensure(paths)?;
    let workers = Workers::new(paths, "browser")?;
    let key = workers.state("publisher.key");
    let shop = workers.start_signed("shop", &key)?;
    let one = workers.preview(&shop, &key, &["--persona", "cart-abandoner"])?;
    let gallery = workers.preview(&shop, &key, &[])?;
    let mut node = proc::command(paths, paths.npm_bin("node"));
    node.arg("tests/browser/run.mjs").env("SEGUE_URL", shop.url()).env("CHROMIUM", chromium);
    node.env("SEGUE_PREVIEW", one).env("SEGUE_GALLERY", gallery);
    proc::run(&mut node)
}
