//! The Wasm target of the toolchain that builds this workspace.

use std::path::Path;

use crate::error::{Error, Result};
use crate::paths::{Paths, find_program};
use crate::{proc, say};

/// What the Worker is compiled for.
const TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that the toolchain can compile for Wasm.
pub(crate) fn ensure(paths: &Paths) -> Result<()> {
    if is_there(paths) {
        return Ok(());
    }
    let by_hand = format!(
        "the Rust toolchain here can't compile for `{TARGET}`: install rustup and run `rustup target add {TARGET}` in \
         this folder, or add your distribution's package of Rust's standard library for that target, and run this \
         command again"
    );
    if find_program("rustup").is_none() {
        return Err(Error::new(by_hand));
    }
    say::now(&format!("adding the Wasm target `{TARGET}` with rustup (once, a few seconds)"));
    let added = proc::run(proc::command(paths, "rustup").args(["target", "add", TARGET]));
    if added.is_ok() && is_there(paths) { Ok(()) } else { Err(Error::new(by_hand)) }
}

fn is_there(paths: &Paths) -> bool {
    let mut rustc = proc::command(paths, std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let folder = proc::output(rustc.args(["--target", TARGET, "--print", "target-libdir"]));
    folder.is_some_and(|folder| Path::new(folder.trim()).is_dir())
}
