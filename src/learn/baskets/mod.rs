//! What goes into one basket: how good the lists of what is bought together are, measured on baskets that they were not
//! learned from, beside association rules and popularity.
//!
//! The last basket of every customer who has at least two is held out. Two questions are asked of it: which product
//! completes it, when all others are given; and what is in it, when the earlier baskets are given. Parameters are chosen on
//! the baskets before the last ones, for every method the same way.

mod counts;
mod measure;
mod methods;
mod split;

pub use counts::Counts;
pub use measure::{Answer, Measured, compare};
pub use methods::{Method, Setting, settings};
pub use split::{Held, Split, split};

/// One order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basket {
    /// Whose it is, where that is known.
    pub customer: Option<u32>,
    /// Days since any day.
    pub day: i32,
    /// Its products by number, ascending, each once.
    pub products: Vec<u32>,
}

#[cfg(test)]
mod tests;
