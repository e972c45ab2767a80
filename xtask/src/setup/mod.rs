//! Everything that has to be on the machine before the Worker can be built and run. What is there is left alone.

mod npm;
mod target;
mod tools;

use crate::error::Result;
use crate::paths::Paths;

/// Finds or adds the Wasm target, the Rust tools and the npm packages.
pub(crate) fn run(paths: &Paths) -> Result<()> {
    target::ensure(paths)?;
    npm::ensure(paths)?;
    tools::ensure(paths)
}
