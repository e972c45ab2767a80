//! Which lines count, and for what reason the others don't. Each line has exactly one outcome: the first reason that
//! applies, in the order of [`Reason`].

use super::codes;
use super::columns::Layout;
use super::date::Day;
use super::lines::OrderLine;

/// Why a line is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// The line can't be read.
    Malformed,
    /// Its price is in another currency than the shop's.
    OtherCurrency,
    /// A cancellation, or a line of a cancelled order.
    Cancelled,
    /// A quantity of zero or less without a cancellation: a return or a correction of the stock.
    Quantity,
    /// No product: postage, fees, vouchers, tests.
    NonProduct,
    /// A price of zero or less: given away, or a correction of the stock.
    Price,
    /// On or after the day from which recency is counted.
    AfterObserved,
    /// The same line, field for field, once more.
    Duplicate,
}

impl Reason {
    /// All reasons, in the order in which they are looked for.
    pub(super) const ALL: [Self; 8] = [
        Self::Malformed,
        Self::OtherCurrency,
        Self::Cancelled,
        Self::Quantity,
        Self::NonProduct,
        Self::Price,
        Self::AfterObserved,
        Self::Duplicate,
    ];

    /// The reason's key in the report file.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::OtherCurrency => "other_currency",
            Self::Cancelled => "cancelled",
            Self::Quantity => "quantity_not_positive",
            Self::NonProduct => "non_product",
            Self::Price => "price_not_positive",
            Self::AfterObserved => "after_observed",
            Self::Duplicate => "duplicate",
        }
    }

    /// The reason in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Malformed => "can't be read",
            Self::OtherCurrency => "price in another currency",
            Self::Cancelled => "cancelled or refunded",
            Self::Quantity => "quantity zero or negative (returns, stock corrections)",
            Self::NonProduct => "no product (postage, fees, vouchers, tests)",
            Self::Price => "price zero or negative",
            Self::AfterObserved => "after the observation date",
            Self::Duplicate => "exact repetition of a line",
        }
    }
}

/// What cleaning needs to know besides the line.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) layout: Layout,
    /// The shop's currency, once known.
    pub(super) currency: Option<String>,
    pub(super) observed: Option<Day>,
    /// Codes that are products whatever the rules say.
    pub(super) keep: Vec<String>,
}

impl Rules {
    /// The reason to drop a line that can be read, repetition aside.
    pub(super) fn reason(&self, line: &OrderLine<'_>) -> Option<Reason> {
        let foreign = matches!((&self.currency, &line.currency), (Some(shop), Some(line)) if shop != line);
        if foreign {
            Some(Reason::OtherCurrency)
        } else if line.cancelled || self.is_cancellation(line) {
            Some(Reason::Cancelled)
        } else if line.quantity <= 0.0 {
            Some(Reason::Quantity)
        } else if codes::is_bookkeeping(&line.product) && !self.keeps(&line.product) {
            Some(Reason::NonProduct)
        } else if cents(line.price) <= 0 {
            Some(Reason::Price)
        } else if self.is_late(line) {
            Some(Reason::AfterObserved)
        } else {
            None
        }
    }

    /// Whether a line that is dropped for this reason takes a product back that counted when it was sold.
    pub(super) fn takes_back(&self, line: &OrderLine<'_>, reason: Reason) -> bool {
        let back = matches!(reason, Reason::Cancelled | Reason::Quantity) && line.quantity < 0.0;
        back && (!codes::is_bookkeeping(&line.product) || self.keeps(&line.product)) && !self.is_late(line)
    }

    fn is_late(&self, line: &OrderLine<'_>) -> bool {
        self.observed.is_some_and(|observed| line.day > observed)
    }

    /// Whether the shop insists that this code is a product.
    pub(super) fn keeps(&self, code: &str) -> bool {
        self.keep.iter().any(|kept| kept.eq_ignore_ascii_case(code))
    }

    /// Online Retail writes a `C` before the number of a cancellation. Elsewhere a `C` may be part of every order's
    /// number, so there it only counts when the quantity is negative as well.
    fn is_cancellation(&self, line: &OrderLine<'_>) -> bool {
        let mut bytes = line.order.bytes();
        let marked = matches!(bytes.next(), Some(b'C' | b'c')) && bytes.next().is_some_and(|b| b.is_ascii_digit());
        marked && (self.layout == Layout::OnlineRetail || line.quantity < 0.0)
    }
}

/// A price or an amount in hundredths of the currency, rounded.
pub(super) fn cents(amount: f64) -> i64 {
    (amount * 100.0).round() as i64
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn line(order: &'static str, product: &'static str, quantity: f64, price: f64) -> OrderLine<'static> {
        OrderLine {
            order: Cow::Borrowed(order),
            product: Cow::Borrowed(product),
            title: Cow::Borrowed("Mug"),
            category: Cow::Borrowed(""),
            customer: None,
            currency: None,
            country: Cow::Borrowed(""),
            quantity,
            price,
            day: Day(100),
            cancelled: false,
        }
    }

    fn rules(layout: Layout) -> Rules {
        Rules { layout, currency: Some("GBP".to_owned()), observed: None, keep: Vec::new() }
    }

    #[test]
    fn the_first_reason_counts() {
        let rules = rules(Layout::OnlineRetail);
        assert_eq!(rules.reason(&line("536365", "85123A", 1.0, 2.55)), None);
        assert_eq!(rules.reason(&line("C536365", "POST", -1.0, 0.0)), Some(Reason::Cancelled));
        assert_eq!(rules.reason(&line("536365", "POST", -1.0, 0.0)), Some(Reason::Quantity));
        assert_eq!(rules.reason(&line("536365", "POST", 1.0, 0.0)), Some(Reason::NonProduct));
        assert_eq!(rules.reason(&line("536365", "85123A", 1.0, 0.004)), Some(Reason::Price));
        assert_eq!(rules.reason(&line("536365", "85123A", 1.0, -1.0)), Some(Reason::Price));
        let foreign = OrderLine { currency: Some("EUR".to_owned()), ..line("536365", "85123A", 1.0, 2.55) };
        assert_eq!(rules.reason(&foreign), Some(Reason::OtherCurrency));
    }

    #[test]
    fn a_c_before_every_order_number_cancels_nothing() {
        let rules = rules(Layout::Other);
        assert_eq!(rules.reason(&line("C1001", "85123A", 1.0, 2.55)), None);
        assert_eq!(rules.reason(&line("C1001", "85123A", -1.0, 2.55)), Some(Reason::Cancelled));
        let cancelled = OrderLine { cancelled: true, ..line("#1", "85123A", 1.0, 2.55) };
        assert_eq!(rules.reason(&cancelled), Some(Reason::Cancelled));
    }

    #[test]
    fn the_observation_day_is_the_last_that_counts() {
        let rules = Rules { observed: Some(Day(100)), ..rules(Layout::Other) };
        assert_eq!(rules.reason(&line("1", "85123A", 1.0, 2.55)), None);
        let day_after = OrderLine { day: Day(101), ..line("1", "85123A", 1.0, 2.55) };
        assert_eq!(rules.reason(&day_after), Some(Reason::AfterObserved));
        let rules = Rules { keep: vec!["M".to_owned()], ..rules };
        let takes_back = |line: &OrderLine<'_>| rules.reason(line).is_some_and(|reason| rules.takes_back(line, reason));
        assert!(takes_back(&line("C1", "85123A", -1.0, 2.55)) && takes_back(&line("1", "M", -1.0, 2.55)));
        for kept in [line("1", "85123A", 1.0, 2.55), line("C1", "POST", -1.0, 2.55), line("1", "POST", 1.0, 2.55)] {
            assert!(!takes_back(&kept));
        }
        assert!(!takes_back(&OrderLine { day: Day(101), ..line("C1", "85123A", -1.0, 2.55) }));
        assert!(!takes_back(&OrderLine { cancelled: true, ..line("1", "85123A", 1.0, 2.55) }), "it never counted");
    }

    #[test]
    fn a_kept_code_is_a_product() {
        let rules = Rules { keep: vec!["pads".to_owned()], ..rules(Layout::OnlineRetail) };
        assert_eq!(rules.reason(&line("1", "PADS", 1.0, 2.55)), None);
    }
}
