//! Each customer in numbers: when they bought first and last, how often, and for how much.

use super::date::Day;
use super::ledger::{Line, NOBODY};

/// One customer. Who it is, only the number in the ledger says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Buyer {
    /// The number in the ledger.
    pub(in crate::cli) customer: u32,
    /// The day of the first purchase.
    pub(in crate::cli) first: Day,
    /// The day of the last.
    pub(in crate::cli) last: Day,
    /// Orders.
    pub(in crate::cli) orders: i64,
    /// Hundredths of the currency, for products.
    pub(in crate::cli) spent: i64,
    /// Days with a purchase, but for the first: several orders on one day are one purchase.
    pub(in crate::cli) repeats: i64,
    /// Hundredths of the currency, on those days.
    pub(in crate::cli) spent_again: i64,
}

impl Buyer {
    /// Days from the last purchase to the observation date.
    pub(in crate::cli) fn days_since(&self, observed: Day) -> i64 {
        i64::from(observed.0) - i64::from(self.last.0)
    }
}

/// All customers that a line names, by their number.
pub(super) fn buyers(lines: &[Line]) -> Vec<Buyer> {
    let mut known: Vec<&Line> = lines.iter().filter(|line| line.customer != NOBODY).collect();
    known.sort_by_key(|line| (line.customer, line.order));
    known.chunk_by(|a, b| a.customer == b.customer).filter_map(buyer).collect()
}

fn buyer(of_one: &[&Line]) -> Option<Buyer> {
    let mut days: Vec<Day> = of_one.iter().map(|line| line.day).collect();
    days.sort_unstable();
    days.dedup();
    let (first, last) = (*days.first()?, *days.last()?);
    let sum = |lines: &mut dyn Iterator<Item = &&Line>| lines.fold(0, |sum: i64, line| sum.saturating_add(line.value));
    Some(Buyer {
        customer: of_one.first()?.customer,
        first,
        last,
        orders: of_one.chunk_by(|a, b| a.order == b.order).count() as i64,
        spent: sum(&mut of_one.iter()),
        repeats: days.len() as i64 - 1,
        spent_again: sum(&mut of_one.iter().filter(|line| line.day > first)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bought(customer: u32, order: u32, day: i32, value: i64) -> Line {
        Line { order, product: 0, customer, day: Day(day), price: 100, value }
    }

    #[test]
    fn each_customer_once_and_each_day_once() {
        let lines = [
            bought(1, 12, 99, 450),
            bought(1, 10, 90, 1_000),
            bought(1, 10, 90, 550),
            bought(1, 11, 90, 200),
            bought(2, 13, 50, 100),
            bought(NOBODY, 14, 99, 999_999),
        ];
        let one =
            Buyer { customer: 1, first: Day(90), last: Day(99), orders: 3, spent: 2_200, repeats: 1, spent_again: 450 };
        let two =
            Buyer { customer: 2, first: Day(50), last: Day(50), orders: 1, spent: 100, repeats: 0, spent_again: 0 };
        assert_eq!(buyers(&lines), [one, two]);
        assert_eq!(one.days_since(Day(100)), 1);
        assert_eq!(buyers(&[bought(NOBODY, 1, 1, 1)]), []);
    }
}
