//! What can be typed after `segue value`.

use crate::cli::import::{self, Day, Field, currency_code, mapping, observation_day};
use std::path::PathBuf;

/// What `segue value` is told.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("input").required(true).args(["orders", "purchases"])))]
pub(in crate::cli) struct Args {
    /// An export of order lines, as `segue import` reads it: CSV, plain or gzipped
    #[arg(long, value_name = "FILE")]
    orders: Option<PathBuf>,
    /// A list of purchases instead: a customer, a date and an amount on each line, and every line counts
    #[arg(long, value_name = "FILE")]
    pub(super) purchases: Option<PathBuf>,
    /// The last day that is looked at, from which everything is counted (default: the day after the last order)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = observation_day)]
    observed: Option<Day>,
    /// Print a row for each customer, as CSV, in an order that says nothing of who they are
    #[arg(long, conflicts_with = "json")]
    pub(super) csv: bool,
    /// Print the same as one JSON object, with the cut points
    #[arg(long)]
    pub(super) json: bool,
    /// Begin each row with the customer's number or address as the file writes it. This is personal data: nothing else that
    /// Segue prints holds any
    #[arg(long)]
    pub(super) customers: bool,
    /// Which column holds what, such as `customer=Email` (of a list of purchases: customer, date, price)
    #[arg(long = "column", value_name = "FIELD=COLUMN", value_parser = mapping)]
    columns: Vec<(Field, String)>,
    /// The currency of the prices, such as GBP: lines in another are left out
    #[arg(long, value_name = "CODE", value_parser = currency_code)]
    currency: Option<String>,
    /// Dates such as 3/12/2010 mean 3 December (default: 12 March)
    #[arg(long)]
    day_first: bool,
    /// Treat this code as a product although the rules say that it is none (may be repeated)
    #[arg(long = "keep", value_name = "CODE")]
    keep: Vec<String>,
}

impl Args {
    /// The same, as the import is told it.
    pub(super) fn import(&self) -> import::Orders {
        import::Orders {
            file: self.orders.clone().or(self.purchases.clone()).unwrap_or_default(),
            columns: self.columns.clone(),
            currency: self.currency.clone(),
            observed: self.observed,
            day_first: self.day_first,
            keep: self.keep.clone(),
        }
    }
}
