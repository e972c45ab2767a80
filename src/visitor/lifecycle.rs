//! The lifecycle of a customer, from the orders that the profile holds as buckets.

use super::Purchases;
use crate::day::Day;
use serde::{Deserialize, Serialize};

/// Where a customer stands. Exactly one holds for every visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// No order yet.
    NewVisitor,
    /// One order, not long ago.
    FirstTimeBuyer,
    /// Two orders or more, the last not long ago.
    RepeatBuyer,
    /// The last order is longer ago than is usual.
    AtRisk,
    /// The last order is so long ago that the customer is as good as gone.
    Lapsed,
}

/// After how many days without an order a customer is at risk, and lapsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifecycleDays {
    /// At risk from this day on.
    pub at_risk: u16,
    /// Lapsed from this day on.
    pub lapsed: u16,
}

impl Default for LifecycleDays {
    fn default() -> Self {
        Self { at_risk: 90, lapsed: 180 }
    }
}

impl Lifecycle {
    /// Where a customer with these orders stands on `today`.
    #[must_use]
    pub fn of(purchases: &Purchases, today: Day, days: LifecycleDays) -> Self {
        if purchases.orders == 0 {
            return Self::NewVisitor;
        }
        let since = today.since(purchases.last);
        if since >= days.lapsed {
            Self::Lapsed
        } else if since >= days.at_risk {
            Self::AtRisk
        } else if purchases.orders == 1 {
            Self::FirstTimeBuyer
        } else {
            Self::RepeatBuyer
        }
    }

    /// The name as rules write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NewVisitor => "new_visitor",
            Self::FirstTimeBuyer => "first_time_buyer",
            Self::RepeatBuyer => "repeat_buyer",
            Self::AtRisk => "at_risk",
            Self::Lapsed => "lapsed",
        }
    }
}
