//! `segue schema`: the JSON Schemas of a shop folder's files. Hidden, since `segue new` writes them where they are used.

use super::Failure;
use super::output::plain;
use crate::shop::schema;
use std::path::{Path, PathBuf};

/// What `segue schema` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to write them
    #[arg(long, default_value = "schemas")]
    out: PathBuf,
}

/// Writes the schemas.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let schemas = write(&args.out)?;
    println!("{schemas} schemas are in `{}`", args.out.display());
    Ok(())
}

/// Writes every schema into a directory, and says how many there are.
pub(super) fn write(out: &Path) -> Result<usize, Failure> {
    let cannot = |path: &Path, error: &std::io::Error| {
        Failure::outside(format!("`{}` cannot be written: {}", path.display(), plain(error)))
    };
    std::fs::create_dir_all(out).map_err(|error| cannot(out, &error))?;
    let schemas = schema::all();
    for (name, schema) in &schemas {
        let path = out.join(name);
        std::fs::write(&path, schema::text(schema)).map_err(|error| cannot(&path, &error))?;
    }
    Ok(schemas.len())
}
