//! Recency, frequency and monetary value: where the fifths of the customers lie, and how many are in which part of
//! their life as customers.

use serde::Serialize;

use super::date::Day;
use super::files::line;
use super::ledger::{Line, NOBODY};

/// `derived/rfm.json`: for each measure the four values up to which a customer is in the first, second, third and fourth
/// fifth. No value stands twice, so customers who are equal are in the same fifth.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rfm {
    /// The day from which recency is counted.
    pub(super) observed_on: String,
    /// Customers with a line that counts.
    pub(super) customers: usize,
    /// Days since the last order; here the first fifth is the best.
    pub(super) recency_days: [i64; 4],
    /// Orders.
    pub(super) frequency: [i64; 4],
    /// Money spent on products, in the shop's currency.
    pub(super) monetary: [f64; 4],
}

/// After how many days without an order a customer is at risk, and lapsed: `lifecycle` in `shop.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct LifecycleDays {
    /// At risk from this day on.
    pub(super) at_risk: i64,
    /// Lapsed from this day on.
    pub(super) lapsed: i64,
}

impl LifecycleDays {
    /// Where the orders name no customers.
    pub(super) const USUAL: Self = Self { at_risk: 90, lapsed: 180 };
}

impl Rfm {
    /// At risk is who has waited longer than three fifths of the customers, lapsed who has longer than four.
    pub(super) fn lifecycle_days(&self) -> LifecycleDays {
        let [_, _, recent, fading] = self.recency_days;
        LifecycleDays { at_risk: recent + 1, lapsed: fading + 1 }
    }

    /// The file's text.
    pub(super) fn text(&self) -> String {
        let Self { observed_on, customers, recency_days, frequency, monetary } = self;
        format!(
            "{{\n  \"observed_on\": \"{observed_on}\", \"customers\": {customers},\n  \"recency_days\": {},\n  \"frequency\": {},\n  \
             \"monetary\": {}\n}}\n",
            line(recency_days),
            line(frequency),
            line(monetary)
        )
    }
}

/// How many customers are in which part of their life, on the observation date.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Lifecycle {
    /// One order, not long ago.
    pub(super) first_time_buyer: usize,
    /// Two orders or more, the last not long ago.
    pub(super) repeat_buyer: usize,
    /// Last order longer ago than for three fifths of the customers.
    pub(super) at_risk: usize,
    /// Last order longer ago than for four fifths.
    pub(super) lapsed: usize,
}

/// One customer, without a name.
#[derive(Debug, Clone, Copy)]
struct Buyer {
    days: i64,
    orders: i64,
    spent: i64,
}

/// Measures all customers; nothing when no line says who bought. `observed` is the day after the last order unless the
/// marketer says otherwise; who bought on the last day has a recency of one day.
pub(super) fn measure(lines: &[Line], observed: Day) -> Option<(Rfm, Lifecycle)> {
    let mut known: Vec<&Line> = lines.iter().filter(|line| line.customer != NOBODY).collect();
    known.sort_by_key(|line| (line.customer, line.order));
    let buyers: Vec<Buyer> = known
        .chunk_by(|a, b| a.customer == b.customer)
        .map(|of_one| Buyer {
            days: i64::from(observed.0) - i64::from(of_one.iter().map(|line| line.day.0).max().unwrap_or(observed.0)),
            orders: of_one.chunk_by(|a, b| a.order == b.order).count() as i64,
            spent: of_one.iter().fold(0, |sum: i64, line| sum.saturating_add(line.value)),
        })
        .collect();
    if buyers.is_empty() {
        return None;
    }
    let recency_days = cuts(buyers.iter().map(|buyer| buyer.days).collect());
    let rfm = Rfm {
        observed_on: observed.to_string(),
        customers: buyers.len(),
        recency_days,
        frequency: cuts(buyers.iter().map(|buyer| buyer.orders).collect()),
        monetary: cuts(buyers.iter().map(|buyer| buyer.spent).collect()).map(|cents| cents as f64 / 100.0),
    };
    let LifecycleDays { at_risk, lapsed } = rfm.lifecycle_days();
    let mut lifecycle = Lifecycle::default();
    for buyer in buyers {
        let part = match buyer {
            Buyer { days, .. } if days >= lapsed => &mut lifecycle.lapsed,
            Buyer { days, .. } if days >= at_risk => &mut lifecycle.at_risk,
            Buyer { orders: 1, .. } => &mut lifecycle.first_time_buyer,
            _ => &mut lifecycle.repeat_buyer,
        };
        *part += 1;
    }
    Some((rfm, lifecycle))
}

/// The four cut points: the least value that one, two, three, four fifths of the values do not exceed. Where that is no
/// more than the cut before it (many customers with one order), it is the next greater value there is, or one more.
fn cuts(mut values: Vec<i64>) -> [i64; 4] {
    values.sort_unstable();
    let count = values.len();
    let mut before: Option<i64> = None;
    [1, 2, 3, 4].map(|fifth| {
        let rank = (count * fifth).div_ceil(5).max(1) - 1;
        let fair = values.get(rank).copied().unwrap_or_default();
        let cut = match before {
            Some(before) if fair <= before => {
                let greater = values.partition_point(|value| *value <= before);
                values.get(greater).copied().unwrap_or(before.saturating_add(1))
            }
            _ => fair,
        };
        before = Some(cut);
        cut
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bought(customer: u32, order: u32, day: i32, value: i64) -> Line {
        Line { order, product: 0, customer, day: Day(day), price: 100, value }
    }

    #[test]
    fn fifths() {
        assert_eq!(cuts((1..=100).collect()), [20, 40, 60, 80]);
        assert_eq!(cuts((1..=5).collect()), [1, 2, 3, 4]);
        assert_eq!(cuts((1..=7).collect()), [2, 3, 5, 6]);
    }

    #[test]
    fn no_cut_stands_twice() {
        assert_eq!(cuts([[1; 70].to_vec(), [2; 20].to_vec(), [5; 10].to_vec()].concat()), [1, 2, 5, 6]);
        assert_eq!(cuts(vec![1; 10]), [1, 2, 3, 4]);
        assert_eq!(cuts(vec![3]), [3, 4, 5, 6]);
    }

    #[test]
    fn each_customer_once() {
        let lines = [
            bought(1, 10, 90, 1_000),
            bought(1, 10, 90, 550),
            bought(1, 11, 99, 450),
            bought(2, 12, 50, 100),
            bought(NOBODY, 13, 99, 999_999),
        ];
        let (rfm, lifecycle) = measure(&lines, Day(100)).unwrap_or_else(|| unreachable!("two customers"));
        assert_eq!(rfm.customers, 2);
        assert_eq!(rfm.recency_days, [1, 50, 51, 52]);
        assert_eq!(rfm.frequency, [1, 2, 3, 4]);
        assert_eq!(rfm.monetary, [1.0, 20.0, 20.01, 20.02]);
        assert_eq!(lifecycle, Lifecycle { first_time_buyer: 1, repeat_buyer: 1, ..Lifecycle::default() });
        assert_eq!(measure(&[bought(NOBODY, 1, 1, 1)], Day(2)), None);
    }

    #[test]
    fn lifecycle_goes_by_recency_first() {
        let lines: Vec<Line> = (1..=10).map(|n: u32| bought(n, n, 100 - n as i32, 100)).collect();
        let (rfm, lifecycle) = measure(&lines, Day(100)).unwrap_or_else(|| unreachable!("ten customers"));
        assert_eq!(rfm.recency_days, [2, 4, 6, 8]);
        assert_eq!(lifecycle, Lifecycle { first_time_buyer: 6, repeat_buyer: 0, at_risk: 2, lapsed: 2 });
    }
}
