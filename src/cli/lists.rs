//! `segue lists`: the lists that clicks make, with weights that are not rounded to bytes yet. Hidden, since it is for tests
//! and measurements alone.

use super::Failure;
use super::import::clicks;
use super::output::plain;
use crate::learn::clicks::clean;
use crate::learn::{Lists, Params, build};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// What `segue lists` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A log of clicks (may be repeated)
    #[arg(long, value_name = "FILE", required = true)]
    clicks: Vec<PathBuf>,
}

/// Prints product, neighbour, rank and weight, with tabs between, in the order of the products.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let log = clicks::read(&args.clicks, &[]).map_err(miette::Report::from)?;
    let cleaned = clean(log, None);
    let lists = build(&cleaned.sessions, &Params::default());
    print(&cleaned.products, &lists)
        .map_err(|error| Failure::outside(format!("the lists cannot be printed: {}", plain(&error))))
}

fn print(products: &[String], lists: &Lists) -> std::io::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let name = |item: u32| products.get(item as usize).map(String::as_str).unwrap_or_default();
    for (product, list) in products.iter().zip(&lists.0) {
        for (rank, (neighbour, weight)) in (1_u32..).zip(list) {
            writeln!(out, "{product}\t{}\t{rank}\t{weight}", name(*neighbour))?;
        }
    }
    out.flush()
}
