//! What can be typed after `segue simulate`.

use crate::cli::import::{Field, currency_code, mapping};
use crate::day::Day;
use clap::ValueEnum;
use std::path::PathBuf;

/// What `segue simulate` is told.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The shop folder, or a snapshot that `segue build --out` wrote
    pub(super) dir: PathBuf,
    /// Compare with this: the shop folder or built snapshot as it was before
    #[arg(long, value_name = "OTHER")]
    pub(super) against: Option<PathBuf>,
    /// The population: the customers of this export of order lines (CSV, plain or gzipped)
    #[arg(long, value_name = "FILE", conflicts_with = "samples")]
    pub(super) orders: Option<PathBuf>,
    /// The population: visitors who agreed to be a sample, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(super) samples: Option<PathBuf>,
    /// Who agrees: `all`, `none`, or a share such as 0.6 (default: all customers of an export; samples and personas as their
    /// files say)
    #[arg(long, value_parser = consent)]
    pub(super) consent: Option<Consent>,
    /// How many product pages each visitor opens
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=50))]
    pub(super) pages: u8,
    /// Deals the pages and the consents; the same number deals the same
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// The day of the visit, such as 2026-12-24; without it, today
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) on: Option<Day>,
    /// Write the report with charts to this file: HTML, with nothing outside it
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
    /// How many threads (default: as many as the machine has); the result is the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(super) threads: Option<u8>,

    /// Orders after this day are not looked at (default: none)
    #[arg(long, value_name = "DAY", value_parser = day, requires = "orders")]
    pub(super) until: Option<Day>,
    /// Which column of the export holds what, as for `segue import`, such as `product=SKU`
    #[arg(long = "column", value_name = "FIELD=COLUMN", value_parser = mapping, requires = "orders")]
    pub(super) columns: Vec<(Field, String)>,
    /// The currency of the export's prices, such as GBP
    #[arg(long, value_name = "CODE", value_parser = currency_code, requires = "orders")]
    pub(super) currency: Option<String>,
    /// Dates such as 3/12/2010 in the export mean 3 December (default: 12 March)
    #[arg(long, requires = "orders")]
    pub(super) day_first: bool,
    /// Treat this code of the export as a product although the rules say that it is none (may be repeated)
    #[arg(long = "keep", value_name = "CODE", requires = "orders")]
    pub(super) keep: Vec<String>,
}

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Table,
    /// For machines
    Json,
}

/// Who agrees to all purposes; everyone else refuses all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Consent {
    /// The share in millionths.
    pub(super) millionths: u32,
}

impl Consent {
    /// Everyone.
    pub(super) const ALL: Self = Self { millionths: 1_000_000 };
}

fn consent(text: &str) -> Result<Consent, String> {
    let share = match text {
        "all" => 1.0,
        "none" => 0.0,
        number => number.parse::<f64>().unwrap_or(f64::NAN),
    };
    if !(0.0..=1.0).contains(&share) {
        return Err("write `all`, `none`, or the share that agrees, from 0 to 1, such as 0.6".into());
    }
    Ok(Consent { millionths: (share * 1_000_000.0).round() as u32 })
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "no such day; write it as `2026-12-24`".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_from_none_to_all() {
        assert_eq!(consent("all"), Ok(Consent::ALL));
        assert_eq!(consent("none"), Ok(Consent { millionths: 0 }));
        assert_eq!(consent("0.6"), Ok(Consent { millionths: 600_000 }));
        for bad in ["1.1", "-0.1", "NaN", "some", ""] {
            assert!(consent(bad).is_err(), "{bad}");
        }
    }
}
