//! `segue new`: a first shop folder, in order from the first line.

mod files;

use super::Failure;
use super::output::plain;
use super::schema;
use crate::shop;
use std::fs;
use std::path::{Path, PathBuf};

/// What `segue new` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to write the folder; it has to be empty or not there yet
    dir: PathBuf,
    /// The shop's name, as shoppers know it; without it, that of the directory
    #[arg(long)]
    name: Option<String>,
    /// The currency of its prices; without it, that of the products, or EUR
    #[arg(long, value_parser = currency)]
    currency: Option<String>,
    /// The products: products.json or .csv of Segue, a products export of Shopify (.csv), a Google Merchant feed (.tsv, .xml)
    #[arg(long, value_name = "FILE")]
    products: Option<PathBuf>,
}

fn currency(text: &str) -> Result<String, String> {
    let code = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    if code { Ok(text.into()) } else { Err("write three capital letters, such as `EUR`".into()) }
}

/// Writes the folder, and checks it.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    refuse_others(&args.dir)?;
    let catalogue = match &args.products {
        Some(path) => Some(shop::catalogue(path, args.currency.as_deref()).map_err(Failure::Folder)?),
        None => None,
    };
    let name = args.name.clone().unwrap_or_else(|| named_after(&args.dir));
    if name.trim().is_empty() {
        return Err(Failure::outside("a shop needs a name; write one behind `--name`"));
    }
    let today = super::expect::now().day();
    for (path, text) in files::all(&name, args.currency.as_deref(), catalogue.as_ref(), today) {
        write(&args.dir.join(path), &text)?;
    }
    schema::write(&args.dir.join("schemas"))?;
    let compiled = super::check::compile(&args.dir)?;
    println!("`{}` is a shop of {} products and in order", args.dir.display(), compiled.products);
    println!("next: read `{}`, then `segue test {}`", args.dir.join("README.md").display(), args.dir.display());
    Ok(())
}

fn refuse_others(dir: &Path) -> Result<(), Failure> {
    match fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => {
                let message = format!("`{}` is not empty, and nothing in it is overwritten", dir.display());
                Err(Failure::outside(format!("{message}; name a new directory")))
            }
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::outside(format!("`{}` cannot be read: {}", dir.display(), plain(&error)))),
    }
}

fn named_after(dir: &Path) -> String {
    let last = dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf());
    let name = last.file_name().map(|name| name.to_string_lossy().replace(['-', '_'], " ")).unwrap_or_default();
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_else(|| "My shop".into())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    made.map_err(|error| Failure::outside(format!("`{}` cannot be written: {}", path.display(), plain(&error))))
}
