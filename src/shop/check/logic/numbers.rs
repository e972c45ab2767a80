//! The numbers that a signal can have, and what one signal's number tells of another's.

use crate::snapshot::{CategoryArg, NumberSignal, Want};
use crate::visitor::LIMITS;

/// The numbers that a signal can still have, given what is known: ascending ranges, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbers {
    /// Whether there may be no number at all ("days since the last order" without an order).
    pub(super) none: bool,
    ranges: Vec<(u32, u32)>,
}

impl Numbers {
    /// Every number that the signal can have at all; `src/engine/signals.rs` and the bounds of a profile say which.
    pub(super) fn of(signal: &NumberSignal) -> Self {
        let most = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (least, most) = match signal {
            NumberSignal::CategoryViews { .. }
            | NumberSignal::ViewedProducts { .. }
            | NumberSignal::TopCategoryViews { .. }
            | NumberSignal::DiscountedViews { .. }
            | NumberSignal::BandViews { .. } => (0, most(LIMITS.viewed)),
            NumberSignal::ViewedThis { .. } => (0, 1),
            NumberSignal::CartItems => (0, most(LIMITS.cart)),
            NumberSignal::ReboughtProducts | NumberSignal::DueForReorder => (0, most(LIMITS.bought)),
            NumberSignal::Orders | NumberSignal::Affinity { .. } => (0, u32::from(u8::MAX)),
            NumberSignal::Spend => (0, u32::from(u16::MAX) * 10),
            NumberSignal::RecencyQuintile | NumberSignal::FrequencyQuintile | NumberSignal::MonetaryQuintile => (1, 5),
            NumberSignal::Visits => (1, u32::from(u16::MAX)),
            NumberSignal::CartAgeDays | NumberSignal::DaysSinceOrder | NumberSignal::DaysSinceFirstVisit => {
                (0, u32::from(u16::MAX))
            }
            NumberSignal::PageReviews => (0, u32::MAX),
            NumberSignal::PageRating => (0, u32::from(u8::MAX)),
        };
        let none = match signal {
            NumberSignal::CategoryViews { category, .. } | NumberSignal::Affinity { category } => {
                *category == CategoryArg::This
            }
            NumberSignal::ViewedThis { .. }
            | NumberSignal::CartAgeDays
            | NumberSignal::DaysSinceOrder
            | NumberSignal::RecencyQuintile
            | NumberSignal::FrequencyQuintile
            | NumberSignal::MonetaryQuintile
            | NumberSignal::PageReviews
            | NumberSignal::PageRating => true,
            _ => false,
        };
        Self { none, ranges: vec![(least, most)] }
    }

    /// Only what is within `want` remains.
    pub(super) fn keep(&mut self, want: Want) {
        self.none = false;
        let (low, high) = bounds(want);
        self.ranges.iter_mut().for_each(|range| *range = (range.0.max(low), range.1.min(high)));
        self.ranges.retain(|(low, high)| low <= high);
    }

    /// What is within `want` goes.
    pub(super) fn drop(&mut self, want: Want) {
        let (low, high) = bounds(want);
        let mut left = Vec::with_capacity(self.ranges.len() + 1);
        for (from, to) in self.ranges.drain(..) {
            if from < low {
                left.push((from, to.min(low - 1)));
            }
            if to > high {
                left.push((from.max(high + 1), to));
            }
        }
        self.ranges = left;
    }

    /// What both allow.
    pub(super) fn meet(&mut self, other: &Self) {
        self.none &= other.none;
        let both = |a: &(u32, u32), b: &(u32, u32)| (a.0.max(b.0), a.1.min(b.1));
        let pairs = self.ranges.iter().flat_map(|a| other.ranges.iter().map(move |b| both(a, b)));
        self.ranges = pairs.filter(|(low, high)| low <= high).collect();
    }

    /// Whether nothing is left.
    pub(super) fn is_impossible(&self) -> bool {
        !self.none && self.ranges.is_empty()
    }

    /// Whether every number left is within `want`, and there is one.
    pub(super) fn are_within(&self, want: Want) -> bool {
        !self.none && !self.ranges.is_empty() && self.ranges.iter().all(|(a, b)| want.holds(*a) && want.holds(*b))
    }

    /// Whether no number left is within `want`.
    pub(super) fn are_outside(&self, want: Want) -> bool {
        let (low, high) = bounds(want);
        self.ranges.iter().all(|(from, to)| *to < low || *from > high)
    }

    /// The least number, where there has to be one.
    pub(super) fn least(&self) -> Option<u32> {
        if self.none { None } else { self.ranges.first().map(|(low, _)| *low) }
    }
}

fn bounds(want: Want) -> (u32, u32) {
    (want.at_least.unwrap_or(0), want.at_most.unwrap_or(u32::MAX))
}

/// Whether the number of `a` is never above that of `b`: views of fewer kinds, or within fewer days, are not more.
pub(super) fn never_above(a: &NumberSignal, b: &NumberSignal) -> bool {
    use NumberSignal::{BandViews, CategoryViews, DiscountedViews, TopCategoryViews, ViewedProducts, ViewedThis};
    let days = |signal: &NumberSignal| match signal {
        CategoryViews { within_days, .. }
        | ViewedProducts { within_days }
        | TopCategoryViews { within_days }
        | DiscountedViews { within_days }
        | BandViews { within_days, .. }
        | ViewedThis { within_days } => Some(*within_days),
        _ => None,
    };
    let (Some(short), Some(long)) = (days(a), days(b)) else { return false };
    let narrower = match (a, b) {
        (CategoryViews { category: one, .. }, CategoryViews { category: other, .. }) => one == other,
        (BandViews { band: one, .. }, BandViews { band: other, .. }) => one == other,
        (DiscountedViews { .. }, DiscountedViews { .. }) | (ViewedThis { .. }, ViewedThis { .. }) => true,
        (CategoryViews { .. } | TopCategoryViews { .. }, TopCategoryViews { .. }) | (_, ViewedProducts { .. }) => true,
        _ => false,
    };
    short <= long && narrower
}

/// Whether a number of this signal means that there was an order.
pub(super) fn needs_an_order(signal: &NumberSignal) -> bool {
    matches!(
        signal,
        NumberSignal::DaysSinceOrder
            | NumberSignal::RecencyQuintile
            | NumberSignal::FrequencyQuintile
            | NumberSignal::MonetaryQuintile
    )
}
