//! One customer as a row.

use crate::cli::import::{Buyer, Measured, Part, fifth};
use serde::Serialize;

/// A row. The last four columns are those of the Python package Lifetimes, by its names.
#[derive(Serialize)]
pub(super) struct Row {
    /// The customer as the file writes it, where somebody asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    recency_days: i64,
    orders: i64,
    spent: f64,
    given_back: f64,
    recency_quintile: u32,
    frequency_quintile: u32,
    monetary_quintile: u32,
    lifecycle: Part,
    /// Days with a purchase, but for the first.
    frequency: i64,
    /// Days from the first purchase to the last.
    recency: i64,
    /// Days from the first purchase to the observation date.
    #[serde(rename = "T")]
    age: i64,
    /// What was spent on a day with a purchase on average, but for the first.
    monetary_value: f64,
}

debug_says_presence!(Row);

impl Row {
    /// All rows: by the customer's own number where it is shown, else by what they say, so that their order says no more.
    pub(super) fn all(measured: &Measured, named: bool) -> Vec<Self> {
        let mut buyers: Vec<&Buyer> = measured.buyers.iter().collect();
        let returned = |buyer: &Buyer| measured.returned.get(buyer.customer as usize).copied().unwrap_or_default();
        let name = |buyer: &Buyer| measured.names.get(buyer.customer).unwrap_or_default();
        if named {
            buyers.sort_by(|a, b| name(a).len().cmp(&name(b).len()).then_with(|| name(a).cmp(name(b))));
        } else {
            buyers.sort_by_key(|buyer| {
                let Buyer { customer: _, first, last, orders, spent, repeats, spent_again } = **buyer;
                (first, last, orders, spent, repeats, spent_again, returned(buyer))
            });
        }
        let row = |buyer: &&Buyer| {
            let customer = named.then(|| name(buyer).to_string());
            Self::of(buyer, customer, returned(buyer), measured)
        };
        buyers.iter().map(row).collect()
    }

    fn of(buyer: &Buyer, customer: Option<String>, returned: i64, measured: &Measured) -> Self {
        let rfm = &measured.rfm;
        let recency_days = buyer.days_since(rfm.observed);
        let days = |from: i32, to: i32| i64::from(to) - i64::from(from);
        let money = |cents: i64| cents as f64 / 100.0;
        let monetary_value = if buyer.repeats == 0 { 0.0 } else { money(buyer.spent_again) / buyer.repeats as f64 };
        Self {
            customer,
            recency_days,
            orders: buyer.orders,
            spent: money(buyer.spent),
            given_back: money(returned),
            // Fewer days are better, so the fifths are turned round.
            recency_quintile: 6 - fifth(&rfm.recency_days, recency_days),
            frequency_quintile: fifth(&rfm.frequency, buyer.orders),
            monetary_quintile: fifth(&rfm.monetary, buyer.spent),
            lifecycle: rfm.lifecycle.part(recency_days, buyer.orders),
            frequency: buyer.repeats,
            recency: days(buyer.first.0, buyer.last.0),
            age: days(buyer.first.0, rfm.observed.0),
            monetary_value,
        }
    }
}
