//! What an event says was done.

use crate::learn::clicks::Tally;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// Somebody looked at a product.
    View,
    /// Something went into a cart.
    Cart,
    /// Something was bought.
    Purchase,
    /// Anything else.
    Other,
}

impl Done {
    /// By the event's name in small letters, with nothing but letters and digits. The names of GA4, and those that public
    /// logs have.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "viewitem" | "view" | "views" | "click" | "clicks" | "productview" | "detail" | "pv" => Self::View,
            "addtocart" | "cart" => Self::Cart,
            "purchase" | "transaction" | "buy" | "order" => Self::Purchase,
            _ => Self::Other,
        }
    }

    /// Counts an event that is no click.
    pub(super) fn count(self, tally: &mut Tally) {
        match self {
            Self::View => {}
            Self::Cart => tally.carts += 1,
            Self::Purchase => tally.purchases += 1,
            Self::Other => tally.others += 1,
        }
    }
}
