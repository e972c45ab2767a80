//! The histories of an export's customers, for `segue simulate`: read again with the import's own reader and cleaned by its
//! rules. A customer is a place in a list; the number that the export gave is forgotten when the last line is read.

use super::args::Orders;
use super::columns::Layout;
use super::date::Day;
use super::ledger::{Line, NOBODY};
use super::problem::Problem;
use super::{catalogue, open, read, report};

/// One order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Order {
    /// The day that the export writes.
    pub(in crate::cli) day: Day,
    /// Hundredths of the currency, for products.
    pub(in crate::cli) value: i64,
    /// What was bought, by its place in [`Histories::products`]; each once.
    pub(in crate::cli) products: Vec<u32>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Customer {
    /// Orders, newest first; never empty.
    pub(in crate::cli) orders: Vec<Order>,
    /// ISO 3166-1 alpha-2, where the export says it.
    pub(in crate::cli) country: Option<[u8; 2]>,
}

/// What an export says of its customers.
#[derive(Debug)]
pub(in crate::cli) struct Histories {
    /// The ids of the products, as `segue import` writes them.
    pub(in crate::cli) products: Vec<String>,
    /// The customers. Their order says nothing of them: it goes by what they bought.
    pub(in crate::cli) customers: Vec<Customer>,
    /// The day after the last order or the last day that counts: as the import has it.
    pub(in crate::cli) observed: Day,
    /// Lines that count but do not say who bought.
    pub(in crate::cli) nameless: u64,
}

/// Reads the histories.
pub(in crate::cli) fn histories(args: &Orders) -> Result<Histories, Problem> {
    let mut export = read::read(open::open(&args.file)?, args)?;
    if export.rules.currency.is_none() && export.rules.layout == Layout::OnlineRetail {
        export.rules.currency = Some("GBP".into());
    }
    let ledger = std::mem::take(&mut export.ledger);
    let homes = ledger.homes.clone();
    let catalogue = catalogue::build(ledger, &export.rules, &mut export.tally, &mut export.bookkeeping);
    let mut lines: Vec<Line> = catalogue.lines.into_iter().filter(|line| line.customer != NOBODY).collect();
    if lines.is_empty() {
        let what = format!("no line of `{}` can be used and says who bought", args.file.display());
        return Err(Problem::new(what).help(match export.tally.kept {
            0 => report::nothing_left(&export),
            _ => "name the column of the customers, such as `--column customer=\"Customer No\"`".to_owned(),
        }));
    }
    lines.sort_by_key(|line| (line.customer, std::cmp::Reverse(line.day), line.order));
    let last = lines.iter().map(|line| line.day.0).max().unwrap_or_default();
    let of_one = |lines: &[Line]| Customer {
        country: lines.first().and_then(|line| homes.get(line.customer as usize).copied().flatten()),
        orders: lines.chunk_by(|a, b| a.order == b.order).map(order).collect(),
    };
    let mut customers: Vec<Customer> = lines.chunk_by(|a, b| a.customer == b.customer).map(of_one).collect();
    customers.sort_by(|a, b| sorts(a).cmp(&sorts(b)));
    Ok(Histories {
        products: catalogue.products.into_iter().map(|product| product.id).collect(),
        customers,
        observed: Day(args.observed.map_or(last, |observed| observed.0) + 1),
        nameless: export.tally.kept_without_customer,
    })
}

fn order(lines: &[Line]) -> Order {
    let mut products: Vec<u32> = lines.iter().map(|line| line.product).collect();
    products.sort_unstable();
    products.dedup();
    Order {
        day: lines.first().map_or(Day(0), |line| line.day),
        value: lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.value)),
        products,
    }
}

/// What the order of the list goes by.
fn sorts(customer: &Customer) -> impl Ord + '_ {
    let orders: Vec<_> = customer.orders.iter().map(|order| (order.day, order.value, &order.products)).collect();
    (orders, customer.country)
}
