//! The npm packages, exactly as the lock file has them.

use std::fs;
use std::time::Instant;

use crate::error::{Context, Error, Result};
use crate::paths::{Paths, find_program};
use crate::{proc, say};

/// The lock file that was installed, kept beside what it installed.
const INSTALLED: &str = "node_modules/.segue-lock.json";

/// Makes sure that `node_modules` is what `package-lock.json` says.
pub(crate) fn ensure(paths: &Paths) -> Result<()> {
    let lock = paths.at("package-lock.json");
    let wanted = fs::read(&lock).context(|| "cannot read `package-lock.json`".into())?;
    if fs::read(paths.at(INSTALLED)).is_ok_and(|installed| installed == wanted) && paths.npm_bin("wrangler").exists() {
        return Ok(());
    }
    if find_program("npm").is_none() {
        return Err(Error::new(
            "npm is not on this machine: install Node.js, which brings it, and run this command again",
        ));
    }
    say::now("installing the npm packages of package-lock.json (once, about half a minute)");
    let started = Instant::now();
    // Wrangler asks for a newer Node than many machines have; the lock file brings it along, so that isn't a warning.
    proc::run(proc::command(paths, "npm").args(["ci", "--loglevel=error", "--no-progress"]))?;
    let node = paths.npm_bin("node");
    if !node.exists() {
        return Err(Error::new(
            "npm brought no Node for this machine: the lock file has it for Linux and macOS on x64 and arm64; install \
             Node 22.12 or newer as `node` in node_modules/.bin and run this command again",
        ));
    }
    fs::write(paths.at(INSTALLED), wanted).context(|| format!("cannot write `{INSTALLED}`"))?;
    say::now(&format!("the npm packages are ready ({})", say::time(started.elapsed())));
    Ok(())
}
