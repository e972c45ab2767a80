//! The steps that are one call of cargo.

use crate::error::Result;
use crate::paths::Paths;
use crate::proc;
use crate::segue::{Profile, Segue};

/// `cargo fmt --check`.
pub(crate) fn format(paths: &Paths) -> Result<()> {
    proc::run(proc::cargo(paths).args(["fmt", "--all", "--check"]))
}

/// Clippy over everything that runs on this machine, the tests too.
pub(crate) fn lints(paths: &Paths) -> Result<()> {
    proc::run(proc::cargo(paths).args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    // No target of a plain `cargo test`, so the line above passes it over.
    proc::run(proc::cargo(paths).args(["clippy", "--package", "segue", "--test", "http", "--", "-D", "warnings"]))
}

/// Clippy over everything that runs in the Worker, in both of its files; natively its code is not even compiled.
pub(crate) fn lints_wasm(paths: &Paths) -> Result<()> {
    let clippy = |packages: &[&str]| {
        let mut cargo = proc::cargo(paths);
        cargo.args(["clippy", "--lib", "--test", "cases_wasm", "--target", "wasm32-unknown-unknown"]).args(packages);
        proc::run(cargo.args(["--", "-D", "warnings"]))
    };
    clippy(&["--package", "segue", "--package", "segue-wasm", "--package", "segue-bench-hello"])?;
    // The request path alone: what only the pages need is not there, and nothing is left over.
    clippy(&["--package", "segue", "--package", "segue-wasm", "--no-default-features"])
}

/// The native tests, and the doctests that must not compile.
pub(crate) fn tests(paths: &Paths) -> Result<()> {
    proc::run(proc::cargo(paths).args(["test", "--workspace"]))
}

/// The case files, run in Wasm by Node. They read the sample shop's snapshot, which only the native command can compile.
pub(crate) fn tests_wasm(paths: &Paths) -> Result<()> {
    let segue = Segue::build(paths, Profile::Dev)?;
    proc::run(segue.call("build").arg("fixtures/shop").args(["--out", "target/cases"]))?;
    // What the Wasm answers is compared with what is answered natively, byte for byte.
    let written = ["test", "--package", "segue", "--test", "cases", "answers_are_written_down"];
    proc::run(proc::cargo(paths).args(written))?;
    let run = |features: &[&str]| {
        let mut cargo = proc::cargo(paths);
        cargo.args(["test", "--package", "segue", "--target", "wasm32-unknown-unknown", "--test", "cases_wasm"]);
        let runner = paths.tool("wasm-bindgen-test-runner");
        proc::run(cargo.args(features).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner))
    };
    run(&[])?;
    // The request path alone passes over the cases that are for the pages.
    run(&["--no-default-features"])
}
