//! `segue simulate`: a population visits one snapshot, or two.
//!
//! `population` reads who comes, `pages` draws what they open, `visit` lets one of them through the door and asks the
//! engine, `crowd` does that for all, `tally` and `compare` count, `report` says what may be said of that, and `sections`
//! lays it out for `terminal` and `html`; `shelves` looks at twenty product pages. `docs/simulate.md` is the manual.

mod args;
mod chance;
mod compare;
mod crowd;
mod html;
mod open;
mod pages;
mod population;
mod progress;
mod report;
mod sections;
mod shelves;
mod tally;
mod terminal;
#[cfg(test)]
mod tests;
mod visit;
mod words;

pub(super) use args::Args;

use super::Failure;
use crate::cookie::Keys;
use crate::day::Now;
use args::Format;
use open::Source;
use population::Population;
use report::{Made, Report};

/// A key that seals nothing but the cookies of simulated visitors, which never leave this program.
const KEYS: &str = "sim:c2ltdWxhdGVkLXZpc2l0b3JzLW9ubHktYW5kLW5vLXNlY3JldA";

/// So many product pages the report shows the shelves of.
const MOST_SHELVES: usize = 20;

fn keys() -> Result<Keys, Failure> {
    Keys::parse(KEYS).map_err(|error| Failure::outside(error.to_string()))
}

/// Simulates, and says what came of it.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let report = simulate(args)?;
    if let Some(file) = &args.html {
        std::fs::write(file, html::page(&report)).map_err(|error| {
            Failure::outside(format!("`{}` cannot be written: {}", file.display(), crate::shop::plain_io(&error)))
        })?;
    }
    match args.format {
        Format::Table => print!("{}", terminal::print(&report, &terminal::Style::of_stdout())),
        Format::Json => {
            let json = serde_json::to_string_pretty(&report).map_err(|error| Failure::outside(error.to_string()))?;
            println!("{json}");
        }
    }
    if let Some(file) = &args.html {
        eprintln!("the report is in `{}`", file.display());
    }
    Ok(())
}

/// Simulates.
fn simulate(args: &Args) -> Result<Report, Failure> {
    let source = Source::read(&args.dir)?;
    let other = args.against.as_deref().map(Source::read).transpose()?;
    let snapshot = source.open()?;
    let against = other.as_ref().map(Source::open).transpose()?;
    let population = Population::read(args, &source, &snapshot)?;
    let noon = |day: crate::day::Day| Now::from_unix_seconds(u64::from(day.0) * 86_400 + 43_200);
    let now = args.on.map_or_else(super::expect::now, noon);
    let outcome = crowd::run(args, now, &population, &source, other.as_ref())?;
    let keys = keys()?;
    let shelves = shelves::look(&visit::Stage { snapshot: &snapshot, keys: &keys, now }, &args.dir)?;
    let made = Made {
        snapshot: &snapshot,
        against: against.as_ref(),
        population: &population,
        outcome: &outcome,
        day: now.day(),
        seed: args.seed,
    };
    Ok(Report::of(&made, shelves))
}
