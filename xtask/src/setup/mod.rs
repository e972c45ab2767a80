//! Everything that has to be on the machine before the Worker can be built and run. What is there is left alone.

mod npm;
mod target;
mod tools;

use std::path::PathBuf;

use crate::apt;
use crate::error::Result;
use crate::paths::{Paths, find_program};

/// Finds or adds the Wasm target, the Rust tools and the npm packages.
pub(crate) fn run(paths: &Paths) -> Result<()> {
    target::ensure(paths)?;
    npm::ensure(paths)?;
    tools::ensure(paths)
}

/// Finds or adds what fuzzing needs. The fuzzer itself is C++, compiled with the targets.
pub(crate) fn cargo_fuzz(paths: &Paths) -> Result<()> {
    if cfg!(target_os = "linux") && find_program("c++").is_none() {
        apt::install(paths, &["g++"], "compiling the fuzzer")?;
    }
    tools::ensure_fuzzing(paths)
}

/// Compiles cargo-deny, where it is not there yet.
pub(crate) fn cargo_deny(paths: &Paths) -> Result<PathBuf> {
    tools::ensure_denying(paths)?;
    Ok(paths.tool("cargo-deny"))
}

/// Compiles cargo-mutants, where it is not there yet.
pub(crate) fn cargo_mutants(paths: &Paths) -> Result<PathBuf> {
    tools::ensure_mutating(paths)?;
    Ok(paths.tool("cargo-mutants"))
}
