//! What visitors look at next: for each product a short list of neighbours, and how the lists of the products viewed last
//! are combined into one.
//!
//! This is the session recommender, whole: `segue evaluate` scores these functions and the Worker runs them, so that what
//! was measured is what is served. Integers alone: native and Wasm cannot differ. The lists are made by `crate::learn`,
//! outside the Wasm.

mod blend;
mod combine;
mod list;

pub use blend::{Blend, ONCE, VIEWS, WHOLE};
pub use combine::{Combined, MOST_BYTES, Scored};
pub use list::{List, MOST, Scale, decode, encode};

#[cfg(test)]
mod tests;
