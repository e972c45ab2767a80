//! From the stream of bytes to the ledger, one line at a time.

use std::collections::{BTreeMap, HashSet};

use csv::ByteRecord;
use xxhash_rust::xxh64::xxh64;

use super::args::Orders;
use super::clean::{Reason, Rules, cents};
use super::columns::Columns;
use super::ledger::{Bookkeeper, Ledger, NOBODY};
use super::lines::{Fault, Lines};
use super::open::Source;
use super::problem::Problem;
use super::records::Records;
use super::tally::Tally;
use super::text::{collapse, decode};

/// An export, read.
pub(super) struct Export {
    pub(super) ledger: Ledger,
    pub(super) tally: Tally,
    pub(super) rules: Rules,
    pub(super) columns: Columns,
    /// How many lines of bookkeeping each code has.
    pub(super) bookkeeping: BTreeMap<String, u64>,
}

/// Reads the whole export; nobody in it has a name.
pub(super) fn read(source: Source, args: &Orders) -> Result<Export, Problem> {
    read_all(source, args, false)
}

/// Reads the whole export, and keeps the customers' own numbers where they are to be `named`.
pub(super) fn read_all(source: Source, args: &Orders, named: bool) -> Result<Export, Problem> {
    let Source { name, delimiter, .. } = &source;
    let (name, delimiter) = (name.clone(), *delimiter);
    let mut records = Records::of(source);
    let mut record = ByteRecord::new();
    records.next(&mut record)?;
    let header: Vec<String> = record.iter().map(|field| collapse(&decode(field))).collect();
    let columns = Columns::find(&args.file, &header, &args.columns)?;
    let mut rules = Rules {
        layout: columns.layout,
        currency: args.currency.clone(),
        observed: args.observed,
        keep: args.keep.clone(),
    };

    let mut lines = Lines::new(&columns, delimiter, args.day_first);
    let mut books = Bookkeeper::default();
    let mut tally = Tally::default();
    let mut seen = HashSet::new();
    let mut bookkeeping = BTreeMap::new();
    while let Some(number) = records.next(&mut record)? {
        tally.read += 1;
        let line = match lines.read(&record) {
            Ok(line) => line,
            Err(fault) => {
                tally.malformed(fault, number);
                continue;
            }
        };
        let customer = books.customer(&line);
        let nobody = u64::from(customer == NOBODY);
        tally.without_customer += nobody;
        if rules.currency.is_none() {
            rules.currency.clone_from(&line.currency);
        }
        let reason = rules.reason(&line).or_else(|| (!seen.insert(print(&record))).then_some(Reason::Duplicate));
        match reason {
            None => {
                books.enter(&line, customer);
                tally.kept += 1;
                tally.kept_without_customer += nobody;
            }
            Some(reason) => {
                if reason == Reason::Cancelled {
                    tally.cancelled_value += cents(line.price * line.quantity).abs();
                }
                if rules.takes_back(&line, reason) && seen.insert(print(&record)) {
                    books.take_back(&line, customer);
                }
                if reason == Reason::NonProduct {
                    *bookkeeping.entry(collapse(&line.product)).or_default() += 1;
                }
                tally.drop_lines(reason, 1);
            }
        }
    }
    refuse_the_other_order(&name, &tally, lines.certain_dates, args.day_first)?;
    if tally.read == 0 {
        return Err(Problem::new(format!("`{name}` has column names but no lines"))
            .help("export the order lines again, with the orders in it"));
    }
    let ledger = books.close(named);
    Ok(Export { ledger, tally, rules, columns, bookkeeping })
}

/// A number that equal lines share. That any two different lines among 10 million share one has a chance of three in a
/// million.
fn print(record: &ByteRecord) -> u64 {
    let ends = record.iter().fold(record.len() as u64, |seed, field| {
        seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(field.len() as u64)
    });
    xxh64(record.as_slice(), ends)
}

/// Dates with day and month the other way round are not guessed at: half of them would silently be wrong.
fn refuse_the_other_order(name: &str, tally: &Tally, certain: u64, day_first: bool) -> Result<(), Problem> {
    if tally.with_fault(Fault::DateOrder) <= certain {
        return Ok(());
    }
    let first =
        tally.faults.get(&Fault::DateOrder).and_then(|faulty| faulty.first.first()).copied().unwrap_or_default();
    let problem = if day_first {
        Problem::new(format!("the dates of `{name}` put the month first, as on line {first}"))
            .help("leave `--day-first` out")
    } else {
        Problem::new(format!("the dates of `{name}` put the day first, as on line {first}")).help("add `--day-first`")
    };
    Err(problem)
}
