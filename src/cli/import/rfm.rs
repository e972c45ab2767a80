//! Recency, frequency and monetary value: where the fifths of the customers lie, and how many are in which part of
//! their life as customers.

use std::fmt::Write;

use serde::Serialize;

use super::buyers::Buyer;
use super::date::Day;
use super::files::line;

/// `derived/rfm.json`: for each measure the values that part the customers into fifths, as pandas' `quantile` has them.
/// Where many customers are equal several fall on one value; it stands once, so that equal customers are in the same fifth.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) struct Rfm {
    /// The day from which recency is counted.
    pub(in crate::cli) observed: Day,
    /// Customers with a line that counts.
    pub(in crate::cli) customers: usize,
    /// Days since the last order; here the first fifth is the best.
    pub(in crate::cli) recency_days: Vec<i64>,
    /// Orders.
    pub(in crate::cli) frequency: Vec<i64>,
    /// Spent on products, in hundredths of the shop's currency.
    pub(in crate::cli) monetary: Vec<i64>,
    /// When a customer is at risk, and lapsed.
    pub(in crate::cli) lifecycle: LifecycleDays,
}

/// After how many days without an order a customer is at risk, and lapsed: `lifecycle` in `shop.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(in crate::cli) struct LifecycleDays {
    /// At risk from this day on.
    pub(in crate::cli) at_risk: i64,
    /// Lapsed from this day on.
    pub(in crate::cli) lapsed: i64,
}

impl LifecycleDays {
    /// Where the orders name no customers.
    pub(super) const USUAL: Self = Self { at_risk: 90, lapsed: 180 };

    /// The part of their life as customers in which somebody is.
    pub(in crate::cli) fn part(self, days_since: i64, orders: i64) -> Part {
        match orders {
            _ if days_since >= self.lapsed => Part::Lapsed,
            _ if days_since >= self.at_risk => Part::AtRisk,
            ..=1 => Part::FirstTimeBuyer,
            _ => Part::RepeatBuyer,
        }
    }
}

/// A part of a customer's life, by the names of the segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::cli) enum Part {
    /// One order, not long ago.
    FirstTimeBuyer,
    /// Two orders or more, the last not long ago.
    RepeatBuyer,
    /// Last order longer ago than for three fifths of the customers.
    AtRisk,
    /// Last order longer ago than for four fifths.
    Lapsed,
}

/// How many customers are in which part of their life, on the observation date.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(in crate::cli) struct Lifecycle {
    first_time_buyer: usize,
    repeat_buyer: usize,
    at_risk: usize,
    lapsed: usize,
}

impl Rfm {
    /// Measures all customers; nothing where there are none. `observed` is the day after the last order unless the marketer
    /// says otherwise; who bought on the last day then has a recency of one day.
    pub(super) fn of(buyers: &[Buyer], observed: Day) -> Option<Self> {
        if buyers.is_empty() {
            return None;
        }
        let sorted = |of: &dyn Fn(&Buyer) -> i64| {
            let mut values: Vec<i64> = buyers.iter().map(of).collect();
            values.sort_unstable();
            values
        };
        let days = sorted(&|buyer| buyer.days_since(observed));
        let at_risk = quantile(&days, 3) + 1;
        Some(Self {
            observed,
            customers: buyers.len(),
            recency_days: cuts(&days),
            frequency: cuts(&sorted(&|buyer| buyer.orders)),
            monetary: cuts(&sorted(&|buyer| buyer.spent)),
            // At risk is who has waited longer than three fifths of the customers, lapsed who has longer than four.
            lifecycle: LifecycleDays { at_risk, lapsed: (quantile(&days, 4) + 1).max(at_risk + 1) },
        })
    }

    /// How many of these customers are in which part of their life.
    pub(in crate::cli) fn lifecycle_of(&self, buyers: &[Buyer]) -> Lifecycle {
        let mut lifecycle = Lifecycle::default();
        for buyer in buyers {
            let part = match self.lifecycle.part(buyer.days_since(self.observed), buyer.orders) {
                Part::FirstTimeBuyer => &mut lifecycle.first_time_buyer,
                Part::RepeatBuyer => &mut lifecycle.repeat_buyer,
                Part::AtRisk => &mut lifecycle.at_risk,
                Part::Lapsed => &mut lifecycle.lapsed,
            };
            *part += 1;
        }
        lifecycle
    }

    /// The file's text.
    pub(super) fn text(&self) -> String {
        let Self { observed, customers, recency_days, frequency, .. } = self;
        format!(
            "{{\n  \"observed_on\": \"{observed}\", \"customers\": {customers},\n  \"recency_days\": {},\n  \"frequency\": {},\n  \
             \"monetary\": {}\n}}\n",
            line(recency_days),
            line(frequency),
            line(&self.money())
        )
    }

    /// The cut points of money in the currency's own unit.
    pub(in crate::cli) fn money(&self) -> Vec<f64> {
        self.monetary.iter().map(|cents| *cents as f64 / 100.0).collect()
    }

    /// The fifths and the lifecycle in words, a line each.
    pub(in crate::cli) fn words(&self, lifecycle: &Lifecycle, currency: &str) -> String {
        let mut out = String::new();
        let whole = |cuts: &[i64]| cuts.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let money: Vec<String> = self.money().iter().map(|cut| format!("{cut:.2}")).collect();
        let Lifecycle { first_time_buyer, repeat_buyer, at_risk, lapsed } = lifecycle;
        let _ = writeln!(out, "fifths of the customers, on {}", self.observed);
        let _ = writeln!(out, "  days since the last order   {}", whole(&self.recency_days));
        let _ = writeln!(out, "  orders                      {}", whole(&self.frequency));
        let _ =
            writeln!(out, "{}", format!("  spent                       {} {currency}", money.join(", ")).trim_end());
        let _ = writeln!(
            out,
            "  {first_time_buyer} first-time buyers, {repeat_buyer} repeat buyers, {at_risk} at risk, {lapsed} lapsed"
        );
        out
    }
}

/// The fifth of a value, 1 to 5, as the Worker has it.
pub(in crate::cli) fn fifth(cuts: &[i64], value: i64) -> u32 {
    let above = cuts.iter().filter(|cut| value > **cut).count();
    crate::snapshot::fifth(above as u32, cuts.len() as u32)
}

/// One to four cut points, each greater than the one before.
fn cuts(sorted: &[i64]) -> Vec<i64> {
    let mut cuts: Vec<i64> = (1..=4).map(|fifths| quantile(sorted, fifths)).collect();
    cuts.dedup();
    cuts
}

/// The value below which so many fifths of the sorted values lie, as pandas' and NumPy's `quantile` have it: on the straight
/// line between the two values next to the place `(n - 1) * fifths / 5`. It is rounded down to a whole number; since the
/// values are whole, none lies between the two, and each is on the same side of both.
fn quantile(sorted: &[i64], fifths: usize) -> i64 {
    let place = sorted.len().saturating_sub(1) * fifths;
    let at = |place: usize| sorted.get(place).or(sorted.last()).copied().unwrap_or_default();
    let (below, above) = (at(place / 5), at(place / 5 + 1));
    below + (above - below) * (place % 5) as i64 / 5
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use super::*;

    fn buyer(days_ago: i32, orders: i64, spent: i64) -> Buyer {
        let last = Day(100 - days_ago);
        Buyer { customer: 0, first: last, last, orders, spent, repeats: 0, spent_again: 0 }
    }

    /// `pandas.Series(...).quantile([.2, .4, .6, .8])`, rounded down.
    #[test]
    fn fifths_are_those_of_pandas() {
        assert_eq!(cuts(&(1..=100).collect::<Vec<_>>()), [20, 40, 60, 80], "20.8, 40.6, 60.4, 80.2");
        assert_eq!(cuts(&(1..=6).collect::<Vec<_>>()), [2, 3, 4, 5]);
        assert_eq!(cuts(&[10, 20, 40, 80]), [16, 24, 36, 56]);
    }

    #[test]
    fn no_cut_stands_twice() {
        assert_eq!(cuts(&[[1; 70].to_vec(), [2; 20].to_vec(), [5; 10].to_vec()].concat()), [1, 2]);
        assert_eq!(cuts(&[1; 10]), [1]);
        assert_eq!(cuts(&[3]), [3]);
    }

    #[test]
    fn equal_customers_are_in_the_same_fifth_and_the_best_is_five() {
        let cuts = cuts(&[[1; 70].to_vec(), [2; 20].to_vec(), [5; 10].to_vec()].concat());
        assert_eq!([1, 2, 3, 5].map(|value| fifth(&cuts, value)), [1, 3, 5, 5]);
    }

    #[test]
    fn lifecycle_goes_by_recency_first() {
        let buyers: Vec<Buyer> = (1..=11).map(|days| buyer(days, if days % 2 == 0 { 2 } else { 1 }, 100)).collect();
        let rfm = Rfm::of(&buyers, Day(100)).unwrap();
        assert_eq!((rfm.customers, rfm.recency_days.as_slice()), (11, &[3, 5, 7, 9][..]));
        assert_eq!((rfm.frequency.as_slice(), rfm.monetary.as_slice()), (&[1, 2][..], &[100][..]));
        assert_eq!(rfm.lifecycle, LifecycleDays { at_risk: 8, lapsed: 10 });
        let found = rfm.lifecycle_of(&buyers);
        assert_eq!(found, Lifecycle { first_time_buyer: 4, repeat_buyer: 3, at_risk: 2, lapsed: 2 });
        assert_eq!(Rfm::of(&[], Day(2)), None);
    }

    #[test]
    fn lapsed_is_later_than_at_risk_even_where_all_are_equal() {
        let rfm = Rfm::of(&[buyer(5, 1, 1), buyer(5, 1, 1)], Day(100)).unwrap();
        assert_eq!(rfm.lifecycle, LifecycleDays { at_risk: 6, lapsed: 7 });
    }
}
