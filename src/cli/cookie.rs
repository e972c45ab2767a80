//! `segue cookie`: the cookies of a visitor with a long history, as the Worker would have sealed them.

use super::Failure;
use super::check::compile;
use super::expect::{now, open};
use crate::cookie::Keys;
use crate::shop;
use crate::visitor::LIMITS;
use std::path::PathBuf;

/// What `segue cookie` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder whose products fill the history
    #[arg(long)]
    shop: PathBuf,
    /// The Worker's `SEGUE_KEYS`
    #[arg(long)]
    keys: String,
    /// Fill every list to its bound
    #[arg(long)]
    full: bool,
}

/// Prints one line: `name=value; name=value`.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let snapshot = open(&compile(&args.shop)?)?;
    let keys = Keys::parse(&args.keys).map_err(|error| Failure::outside(error.to_string()))?;
    let folder = shop::read(&args.shop).map_err(Failure::Folder)?;
    let most = if args.full { LIMITS.viewed } else { 2 };
    let cookies = shop::known_visitor(&folder, &snapshot, most, &keys, now().day()).map_err(Failure::outside)?;
    println!("{cookies}");
    Ok(())
}
