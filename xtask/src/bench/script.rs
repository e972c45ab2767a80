//! Workers in JavaScript: the floors, the one written by hand, and the peers, bundled to one file each.

use std::path::{Path, PathBuf};

use super::rows::Script;
use crate::error::Result;
use crate::paths::Paths;
use crate::proc;

/// Bundles the Worker into `work`; gives back where it is. `key` is that of the cookies, as base64url.
pub(super) fn bundle(paths: &Paths, script: Script, work: &Path, key: &str) -> Result<PathBuf> {
    let source = match script {
        Script::Floor(name) => format!("bench/floors/{name}.js"),
        Script::ByHand => "bench/floors/by-hand.js".into(),
        Script::Peer(name) => format!("bench/peers/{name}.js"),
    };
    let out = work.join("bundle.js");
    let mut esbuild = proc::command(paths, paths.npm_bin("esbuild"));
    esbuild.arg(&source).arg(format!("--outfile={}", out.display()));
    esbuild.args(["--bundle", "--format=esm", "--minify-syntax", "--minify-whitespace", "--log-level=warning"]);
    esbuild.args(["--platform=node", "--conditions=workerd,worker,browser"]);
    match script {
        Script::ByHand => {
            let catalogue = work.join("catalogue.json");
            let mut node = proc::command(paths, paths.npm_bin("node"));
            proc::run(node.arg("bench/floors/catalogue.mjs").arg("fixtures/shop").arg(&catalogue))?;
            esbuild.arg(format!("--alias:catalogue={}", catalogue.display()));
            esbuild.arg(format!("--define:SIGNING_KEY=\"{key}\""));
        }
        Script::Peer("unleash") => {
            // It is CommonJS that asks for Node's own modules, which the runtime has.
            let banner = "import { createRequire } from 'node:module'; const require = createRequire('/');";
            esbuild.arg(format!("--banner:js={banner}"));
        }
        Script::Floor(_) | Script::Peer(_) => {}
    }
    proc::run(&mut esbuild)?;
    Ok(out)
}
