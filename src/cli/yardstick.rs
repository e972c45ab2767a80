//! `segue yardstick`: reads what a shop folder holds and does nothing with it: the JSON files with serde alone, the lists of
//! members as bytes. Hidden: it is what the bench compares `segue check` and `segue build` with.

use super::Failure;
use super::output::plain;
use std::path::{Path, PathBuf};

/// What `segue yardstick` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    dir: PathBuf,
}

/// Reads the folder.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let mut read = (0_usize, 0_usize);
    folder(&args.dir, &mut read)?;
    println!("{} files, {} bytes", read.0, read.1);
    Ok(())
}

fn folder(dir: &Path, read: &mut (usize, usize)) -> Result<(), Failure> {
    let cannot = |path: &Path, error: &std::io::Error| {
        Failure::outside(format!("`{}` cannot be read: {}", path.display(), plain(error)))
    };
    for entry in std::fs::read_dir(dir).map_err(|error| cannot(dir, &error))?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            folder(&path, read)?;
            continue;
        }
        let bytes = std::fs::read(&path).map_err(|error| cannot(&path, &error))?;
        if path.extension().is_some_and(|ending| ending == "json") {
            let value: Result<serde_json::Value, _> = serde_json::from_slice(&bytes);
            // Not freed: the command ends with it.
            value.map(std::mem::forget).map_err(|error| Failure::outside(format!("`{}`: {error}", path.display())))?;
        }
        *read = (read.0 + 1, read.1 + bytes.len());
    }
    Ok(())
}
