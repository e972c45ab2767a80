//! The baskets of an export in the order in which they were bought, for `segue evaluate --baskets`: read with the import's
//! own reader and cleaned by its rules. Who bought is a number that the export does not hold.

use super::columns::Layout;
use super::ledger::{Line, NOBODY};
use super::problem::Problem;
use super::{Orders, catalogue, open, read, report};
use crate::learn::baskets::Basket;

/// The baskets, oldest first, and how many products there are.
pub(in crate::cli) fn baskets(args: &Orders) -> Result<(Vec<Basket>, usize), Problem> {
    let mut export = read::read(open::open(&args.file)?, args)?;
    if export.rules.currency.is_none() && export.rules.layout == Layout::OnlineRetail {
        export.rules.currency = Some("GBP".into());
    }
    let ledger = std::mem::take(&mut export.ledger);
    let catalogue = catalogue::build(ledger, &export.rules, &mut export.tally, &mut export.bookkeeping);
    let mut lines: Vec<Line> = catalogue.lines;
    if lines.is_empty() {
        let what = format!("none of the lines of `{}` can be used", args.file.display());
        return Err(Problem::new(what).help(report::nothing_left(&export)));
    }
    lines.sort_by_key(|line| (line.order, line.product));
    let one = |lines: &[Line]| {
        let mut products: Vec<u32> = lines.iter().map(|line| line.product).collect();
        products.dedup();
        let customer = lines.first().map(|line| line.customer).filter(|customer| *customer != NOBODY);
        let day = lines.iter().map(|line| line.day.0).max().unwrap_or_default();
        Basket { customer, day, products }
    };
    let mut baskets: Vec<Basket> = lines.chunk_by(|a, b| a.order == b.order).map(one).collect();
    // Orders are numbered as they come in the export, so that those of one day keep their order.
    baskets.sort_by_key(|basket| basket.day);
    Ok((baskets, catalogue.products.len()))
}
