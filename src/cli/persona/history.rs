//! What somebody viewed, put in the cart and bought, as flags say it.

use super::Flags;
use crate::case::{Order, Touched, Visitor};
use crate::cli::Failure;
use crate::day::Day;
use crate::shop::source::ProductEntry;
use crate::shop::{Folder, instead};
use crate::snapshot::Snapshot;
use crate::visitor::{Lifecycle, Purchases};

/// Days between two orders that a number alone asks for.
const BETWEEN_ORDERS: u16 = 30;

/// The value of an order of which nothing is said, in the shop's currency.
const USUAL_ORDER: f64 = 50.0;

/// Adds to `visitor` what the flags say of the past.
pub(super) fn add(
    flags: &Flags,
    folder: &Folder,
    snapshot: &Snapshot,
    here: Option<&str>,
    today: Day,
    visitor: &mut Option<Visitor>,
) -> Result<(), Failure> {
    let nothing = flags.viewed.is_empty() && flags.cart.is_empty() && flags.bought.is_empty();
    if nothing && flags.orders.is_none() && flags.lifecycle.is_none() {
        return Ok(());
    }
    let visitor = visitor.get_or_insert_with(Visitor::default);
    let mut viewed = Vec::new();
    for flag in &flags.viewed {
        viewed.extend(views(flag, folder, here)?);
    }
    viewed.append(&mut visitor.viewed);
    viewed.sort_by_key(|view| view.days_ago);
    visitor.viewed = viewed;
    for flag in &flags.cart {
        let (product, days_ago) = product_and_days(flag, folder)?;
        visitor.cart.push(Touched {
            product: product.id.value.clone(),
            days_ago: days_ago.unwrap_or(0),
            quantity: None,
        });
    }
    for flag in &flags.bought {
        let (product, days_ago) = product_and_days(flag, folder)?;
        let Some(days_ago) = days_ago else {
            return Err(Failure::Report(miette::miette!(
                help = "write the days since, as in `K-101:200`",
                "`{flag}` does not say when it was bought"
            )));
        };
        let order = visitor.orders.iter_mut().find(|order| order.days_ago == days_ago);
        let value = f64::from(product.price) / 100.0;
        match order {
            Some(order) => {
                order.value += value;
                order.products.push(product.id.value.clone());
            }
            None => visitor.orders.push(Order { days_ago, value, products: vec![product.id.value.clone()] }),
        }
    }
    orders(flags, snapshot, today, visitor)?;
    visitor.orders.sort_by_key(|order| order.days_ago);
    come(visitor);
    Ok(())
}

/// The visits that such a past needs.
fn come(visitor: &mut Visitor) {
    let touched = visitor.viewed.iter().chain(&visitor.cart).map(|touched| touched.days_ago);
    let mut days: Vec<u16> = touched.chain(visitor.orders.iter().map(|order| order.days_ago)).chain([0]).collect();
    days.sort_unstable();
    days.dedup();
    let first = days.last().copied().unwrap_or(0);
    visitor.first_visit_days_ago = visitor.first_visit_days_ago.max(first);
    let visits = u16::try_from(days.len()).unwrap_or(u16::MAX);
    visitor.visits = Some(visitor.visits.unwrap_or(1).max(visits));
}

/// Adds orders up to a number, or those that make a lifecycle.
fn orders(flags: &Flags, snapshot: &Snapshot, today: Day, visitor: &mut Visitor) -> Result<(), Failure> {
    let days = snapshot.core().rfm.lifecycle;
    let order = |days_ago| Order { days_ago, value: USUAL_ORDER, products: Vec::new() };
    if let (Some(lifecycle), true, None) = (&flags.lifecycle, flags.bought.is_empty(), flags.orders) {
        let recent = days.at_risk.min(days.lapsed) / 3;
        let ago: &[u16] = match lifecycle.as_str() {
            "first_time_buyer" => &[recent],
            "repeat_buyer" => &[recent, recent.saturating_add(BETWEEN_ORDERS)],
            "at_risk" => &[days.at_risk, days.at_risk.saturating_add(BETWEEN_ORDERS)],
            "lapsed" => &[days.lapsed, days.lapsed.saturating_add(BETWEEN_ORDERS)],
            _ => &[],
        };
        visitor.orders = ago.iter().copied().map(order).collect();
    }
    let wanted = usize::from(flags.orders.unwrap_or(0));
    if flags.orders.is_some() && visitor.orders.len() > wanted {
        let message = format!("`--orders {wanted}` is fewer than the {} that are named", visitor.orders.len());
        return Err(Failure::Report(miette::miette!(help = "raise the number, or name fewer", "{message}")));
    }
    while visitor.orders.len() < wanted {
        let last = visitor.orders.iter().map(|order| order.days_ago).max();
        let next = match (last, flags.lifecycle.as_deref()) {
            (Some(last), _) => last.saturating_add(BETWEEN_ORDERS),
            (None, Some("lapsed")) => days.lapsed,
            (None, Some("at_risk")) => days.at_risk,
            (None, _) => BETWEEN_ORDERS.min(days.at_risk / 3),
        };
        visitor.orders.push(order(next));
    }
    let Some(wanted) = &flags.lifecycle else { return Ok(()) };
    let last = visitor.orders.iter().map(|order| order.days_ago).min().unwrap_or(0);
    let made = u8::try_from(visitor.orders.len()).unwrap_or(u8::MAX);
    let purchases = Purchases { orders: made, spend_tens: 0, last: today.minus(last) };
    let is = Lifecycle::of(&purchases, today, days).name();
    if is == wanted {
        return Ok(());
    }
    let message = format!("with these orders the visitor is `{is}` and not `{wanted}`");
    Err(Failure::Report(miette::miette!(help = "leave out `--bought`, `--orders` or `--lifecycle`", "{message}")))
}

/// The products of `--viewed`.
fn views(flag: &str, folder: &Folder, here: Option<&str>) -> Result<Vec<Touched>, Failure> {
    let view =
        |product: &ProductEntry, days_ago| Touched { product: product.id.value.clone(), days_ago, quantity: None };
    let (name, number) = split(flag);
    let is_product = find(folder, flag).is_some() || find(folder, name).is_some();
    if is_product {
        let (product, days_ago) = product_and_days(flag, folder)?;
        return Ok(vec![view(product, days_ago.unwrap_or(0))]);
    }
    if !folder.categories.iter().any(|category| category.id.value == name) {
        let categories = folder.categories.iter().map(|category| category.id.value.as_str());
        let products = folder.products.iter().map(|product| product.id.value.as_str());
        let help = instead(name, categories.chain(products), "write `kettles:4` or `K-101`");
        return Err(unknown("product or category", name, help));
    }
    let wanted = usize::from(number.unwrap_or(1));
    // Always the first of the catalogue, so that the same words are the same visitor.
    let of_it = folder.products.iter().filter(|product| {
        product.category.value == name && product.stock != Some(0) && Some(product.id.value.as_str()) != here
    });
    let found: Vec<Touched> = of_it.take(wanted).map(|product| view(product, 0)).collect();
    if found.len() < wanted {
        let message = format!("`{name}` has {} products in stock beside the page's own, not {wanted}", found.len());
        return Err(Failure::Report(miette::miette!(help = "write a smaller number", "{message}")));
    }
    Ok(found)
}

/// A product with the days behind the colon, if there are any.
fn product_and_days<'f>(flag: &str, folder: &'f Folder) -> Result<(&'f ProductEntry, Option<u16>), Failure> {
    if let Some(product) = find(folder, flag) {
        return Ok((product, None));
    }
    let (name, number) = split(flag);
    match find(folder, name) {
        Some(product) => Ok((product, number)),
        None => {
            let known = folder.products.iter().map(|product| product.id.value.as_str());
            Err(unknown("product", name, instead(name, known, "the folder has no products")))
        }
    }
}

/// A name and the number behind its last colon.
fn split(flag: &str) -> (&str, Option<u16>) {
    match flag.rsplit_once(':').map(|(name, number)| (name, number.parse::<u16>())) {
        Some((name, Ok(number))) => (name, Some(number)),
        _ => (flag, None),
    }
}

fn find<'f>(folder: &'f Folder, id: &str) -> Option<&'f ProductEntry> {
    folder.products.iter().find(|product| product.id.value == id)
}

/// That nobody knows this name, and what to write instead.
pub(in crate::cli) fn unknown(what: &str, name: &str, help: String) -> Failure {
    Failure::Report(miette::miette!(help = help, "unknown {what} `{name}`"))
}
