//! A list of purchases: a customer, a day and an amount on each line, as till systems and studies have them. Nothing tells
//! two purchases from one that was written twice, so every line counts; one without an amount above zero is a purchase too,
//! and one with an amount below it took something back.

use std::collections::BTreeMap;

use csv::ByteRecord;

use super::Orders;
use super::clean::cents;
use super::columns::Field;
use super::date;
use super::ledger::{Line, NOBODY, Names, Numbered};
use super::lines::customer;
use super::number;
use super::open::Source;
use super::problem::Problem;
use super::records::Records;
use super::text::{collapse, decode};
use crate::cli::figures::grouped;

/// The purchases, as lines of orders with one line each.
pub(super) struct Purchases {
    pub(super) lines: Vec<Line>,
    /// Hundredths that were taken back, by the customer's number.
    pub(super) returned: Vec<i64>,
    pub(super) names: Names,
    /// What was left out, in words.
    pub(super) left_out: String,
}

/// The columns by the names that are known, best first.
const KNOWN: [(Field, &[&str]); 3] = [
    (Field::Customer, &["customer", "customerid", "userid", "email", "id"]),
    (Field::Date, &["date", "day", "createdat", "invoicedate", "time", "timestamp"]),
    (Field::Price, &["amount", "value", "dollarvalue", "monetaryvalue", "total", "spent", "price"]),
];

/// Reads the list.
pub(super) fn read(source: Source, args: &Orders, named: bool) -> Result<Purchases, Problem> {
    let (name, delimiter) = (source.name.clone(), source.delimiter);
    let mut records = Records::of(source);
    let mut record = ByteRecord::new();
    records.next(&mut record)?;
    let header: Vec<String> = record.iter().map(|field| collapse(&decode(field))).collect();
    let [who, when, much] = columns(&name, &header, &args.columns)?;
    let mut customers = Numbered::default();
    let mut found =
        Purchases { lines: Vec::new(), returned: Vec::new(), names: Names::default(), left_out: String::new() };
    let mut left_out: BTreeMap<&str, u64> = BTreeMap::new();
    while records.next(&mut record)?.is_some() {
        let field = |at: usize| record.get(at).map(decode).unwrap_or_default();
        let line = (|| {
            let customer = customer(&field(who)).ok_or("without a customer")?;
            let day = date::read(&field(when), args.day_first).map_err(|_| "without a date that can be read")?.day;
            let amount = number::read(&field(much), delimiter == b';').ok_or("without an amount that can be read")?;
            if args.observed.is_some_and(|observed| day > observed) {
                return Err("after the observation date");
            }
            Ok((customer, day, cents(amount)))
        })();
        let (customer, day, value) = match line {
            Ok(line) => line,
            Err(reason) => {
                *left_out.entry(reason).or_default() += 1;
                continue;
            }
        };
        let customer = customers.of(&customer);
        found.returned.resize(found.returned.len().max(customer as usize + 1), 0);
        if value < 0 {
            *left_out.entry("returns").or_default() += 1;
            if let Some(returned) = found.returned.get_mut(customer as usize) {
                *returned = returned.saturating_sub(value);
            }
            continue;
        }
        let order = u32::try_from(found.lines.len()).unwrap_or(NOBODY);
        found.lines.push(Line { order, product: 0, customer, day, price: 0, value });
    }
    if named {
        found.names = Names::of(customers);
    }
    let left_out = left_out.iter().map(|(reason, lines)| format!("{} {reason}", grouped(*lines)));
    found.left_out = left_out.collect::<Vec<_>>().join("; ");
    Ok(found)
}

/// Where customer, date and amount stand.
fn columns(name: &str, header: &[String], said: &[(Field, String)]) -> Result<[usize; 3], Problem> {
    let squeezed: Vec<String> = header.iter().map(|name| super::columns::squeeze(name)).collect();
    let mut missing = Vec::new();
    let found = KNOWN.map(|(field, known)| {
        let said = said.iter().rev().find(|(of, _)| *of == field).map(|(_, column)| super::columns::squeeze(column));
        let at = match &said {
            Some(said) => squeezed.iter().position(|column| column == said),
            None => known.iter().find_map(|name| squeezed.iter().position(|column| column == name)),
        };
        at.unwrap_or_else(|| {
            missing.push(field);
            0
        })
    });
    if missing.is_empty() {
        return Ok(found);
    }
    let names: Vec<&str> = missing.iter().map(|field| field.name()).collect();
    let options: Vec<String> = names.iter().map(|name| format!("--column {name}=NAME")).collect();
    Err(Problem::new(format!("`{name}` has no column that is known to hold: {}", names.join(", "))).help(format!(
        "{}; say which it is: `{}`",
        super::columns::found(header),
        options.join(" ")
    )))
}
