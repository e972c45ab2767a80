//! The value of each customer, for `segue value`: read from order lines with the import's own reader and cleaned by its
//! rules, or from a list of purchases.

use super::buyers::{Buyer, buyers};
use super::columns::Layout;
use super::date::Day;
use super::ledger::{Line, Names};
use super::problem::Problem;
use super::rfm::Rfm;
use super::{Orders, catalogue, open, purchases, read, report};

/// All customers, measured.
pub(in crate::cli) struct Measured {
    /// The fifths, the lifecycle and the observation date.
    pub(in crate::cli) rfm: Rfm,
    /// The customers.
    pub(in crate::cli) buyers: Vec<Buyer>,
    /// What lines of a negative quantity or amount took back, by the customer's number: hundredths of the currency.
    pub(in crate::cli) returned: Vec<i64>,
    /// Who they are, where that was asked for.
    pub(in crate::cli) names: Names,
    /// The currency, where it is known.
    pub(in crate::cli) currency: String,
    /// What was left out, in words.
    pub(in crate::cli) left_out: String,
}

/// Measures the customers of an export of order lines. The customers' own numbers are kept where
/// `named`.
pub(in crate::cli) fn of_orders(args: &Orders, named: bool) -> Result<Measured, Problem> {
    let mut export = read::read_all(open::open(&args.file)?, args, named)?;
    let mut ledger = std::mem::take(&mut export.ledger);
    let (names, returned) = (std::mem::take(&mut ledger.names), std::mem::take(&mut ledger.returned));
    let catalogue = catalogue::build(ledger, &export.rules, &mut export.tally, &mut export.bookkeeping);
    let help = match export.tally.kept {
        0 => report::nothing_left(&export),
        _ => "name the column of the customers, such as `--column customer=\"Customer No\"`".to_owned(),
    };
    let currency = match (&export.rules.currency, export.rules.layout) {
        (None, Layout::OnlineRetail) => "GBP".to_owned(),
        (currency, _) => currency.clone().unwrap_or_default(),
    };
    let found = Found { names, returned, currency, left_out: report::nothing_left(&export) };
    found.measured(&catalogue.lines, args).map_err(|problem| problem.help(help))
}

/// Measures the customers of a list of purchases: a customer, a day and an amount on each line.
pub(in crate::cli) fn of_purchases(args: &Orders, named: bool) -> Result<Measured, Problem> {
    let purchases = purchases::read(open::open(&args.file)?, args, named)?;
    let found = Found {
        names: purchases.names,
        returned: purchases.returned,
        currency: args.currency.clone().unwrap_or_default(),
        left_out: purchases.left_out.clone(),
    };
    found.measured(&purchases.lines, args).map_err(|problem| problem.help(purchases.left_out))
}

/// What is known beside the lines.
struct Found {
    names: Names,
    returned: Vec<i64>,
    currency: String,
    left_out: String,
}

impl Found {
    fn measured(self, lines: &[Line], args: &Orders) -> Result<Measured, Problem> {
        let Self { names, returned, currency, left_out } = self;
        let buyers = buyers(lines);
        let last = lines.iter().map(|line| line.day.0).max().unwrap_or_default();
        let rfm = Rfm::of(&buyers, args.observed.unwrap_or(Day(last + 1)));
        let nobody = || Problem::new(format!("no line of `{}` can be used and says who bought", args.file.display()));
        Ok(Measured { rfm: rfm.ok_or_else(nobody)?, buyers, returned, names, currency, left_out })
    }
}
