//! `segue check`.

use super::{Failure, style};
use crate::shop::{self, Compiled, render};
use std::path::{Path, PathBuf};

/// What `segue check` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    dir: PathBuf,
}

/// Checks a folder.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let compiled = compile(&args.dir)?;
    println!("`{}` is in order: {}, snapshot {}", args.dir.display(), size(&compiled), compiled.id);
    Ok(())
}

/// Reads, checks and compiles a folder, and says what is hardly as it was meant.
pub(super) fn compile(dir: &Path) -> Result<Compiled, Failure> {
    let folder = shop::read(dir).map_err(Failure::Folder)?;
    let compiled = shop::compile(&folder).map_err(Failure::Folder)?;
    if !compiled.warnings.is_empty() {
        eprint!("{}", render(&compiled.warnings, style()));
    }
    Ok(compiled)
}

/// How large a snapshot is, in words.
pub(super) fn size(compiled: &Compiled) -> String {
    let bytes: usize = compiled.shards.iter().map(|(_, shard)| shard.len()).sum();
    let count = |n: usize, noun: &str| if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") };
    let shards = count(compiled.shards.len(), "shard");
    let kib = |bytes: usize| bytes.div_ceil(1024);
    let core = kib(compiled.core.len());
    format!("{}, a core of {core} KiB, {shards} of {} KiB in all", count(compiled.products, "product"), kib(bytes))
}
