//! The customers of an order export as visitors: each comes back, once, with everything that was bought remembered.

use super::super::args::Args;
use super::{Kind, Person, Population, number};
use crate::case::{Order, Persona, Visitor};
use crate::cli::Failure;
use crate::cli::import::{self, Customer, Histories, histories};
use crate::cookie::PROFILE_DAYS;
use crate::snapshot::{Lookup, Snapshot};
use std::path::Path;

/// Reads the export. The visit is on the day after the last order, from which the import counts recency as well.
pub(super) fn read(file: &Path, args: &Args, snapshot: &Snapshot) -> Result<Population, Failure> {
    let told = import::Orders {
        file: file.to_path_buf(),
        columns: args.columns.clone(),
        currency: args.currency.clone().or_else(|| Some(snapshot.core().shop.currency.clone())),
        observed: args.until.map(|day| import::Day(i32::from(day.0))),
        day_first: args.day_first,
        keep: args.keep.clone(),
    };
    let found = histories(&told).map_err(|problem| Failure::Report(problem.into()))?;
    let known = |id: &String| matches!(snapshot.by_id(id), Lookup::Found(_));
    let strange = found.products.iter().filter(|id| !known(id)).count();
    if strange == found.products.len() {
        let what = format!("none of the {strange} products of `{}` is in `{}`", file.display(), args.dir.display());
        return Err(Failure::outside(format!(
            "{what}; name the export of this shop, or import it with `segue import`"
        )));
    }
    let people = (0_u64..).zip(&found.customers).map(|(who, customer)| person(who, customer, &found, args)).collect();
    Ok(Population { kind: Kind::Orders, people, notes: notes(&found, strange) })
}

fn person(who: u64, customer: &Customer, found: &Histories, args: &Args) -> Person {
    let ago = |day: import::Day| u16::try_from(found.observed.0.saturating_sub(day.0)).unwrap_or(u16::MAX);
    let id = |at: &u32| found.products.get(*at as usize).cloned();
    let orders = customer.orders.iter().map(|order| Order {
        days_ago: ago(order.day),
        value: order.value as f64 / 100.0,
        products: order.products.iter().filter_map(id).collect(),
    });
    let first = customer.orders.last().map_or(0, |order| ago(order.day));
    let days = customer.orders.chunk_by(|a, b| a.day == b.day).count();
    let visitor = Visitor {
        first_visit_days_ago: first,
        // Each day of an order was a visit, and today is one.
        visits: Some(u16::try_from(days + 1).unwrap_or(u16::MAX)),
        orders: orders.collect(),
        ..Visitor::default()
    };
    let country = customer.country.and_then(|code| String::from_utf8(code.to_vec()).ok());
    let who_it_is = Persona { visitor: Some(visitor), country, ..Persona::default() };
    Person { who: who_it_is, search: None, product: None, weight: 1, id: Some(number(args.seed, who)) }
}

fn notes(found: &Histories, strange: usize) -> Vec<String> {
    let mut notes = vec![
        format!("the visit is on the day after the last order of the export, {}", found.observed),
        "orders do not tell what was looked at, put in a cart or searched for, nor by which campaign somebody came: whatever \
         asks for that finds nothing"
            .to_string(),
    ];
    let newest = |customer: &&Customer| {
        customer.orders.first().is_some_and(|order| found.observed.0 - order.day.0 > i32::from(PROFILE_DAYS))
    };
    let gone = found.customers.iter().filter(newest).count();
    if gone > 0 {
        let share = percent(gone, found.customers.len());
        notes.push(format!(
            "{share} of the customers bought last more than {PROFILE_DAYS} days ago: the shop knows them only if they came by \
             in between, since the cookie ends by itself"
        ));
    }
    if strange > 0 {
        let all = found.products.len();
        notes.push(format!("{strange} of the {all} products of the export are not in the shop, and left out"));
    }
    if found.nameless > 0 {
        notes.push(format!("{} order lines do not say who bought, and are left out", found.nameless));
    }
    notes
}

fn percent(part: usize, of: usize) -> String {
    format!("{:.0} %", part as f64 * 100.0 / of.max(1) as f64)
}
