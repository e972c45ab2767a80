//! The methods that the lists are compared with, as they were published. Each is written from its paper and its published
//! program's behaviour, tuned by the same search on the same held-back sessions, and learned from the same clicks.

mod index;
mod near;
mod popularity;
mod rules;
mod stan;
mod vmis;
mod vsknn;

pub use index::Trained;
pub use popularity::Popularity;
pub use rules::{Association, Sequential};
pub use stan::Stan;
pub use vmis::Vmis;
pub use vsknn::Vsknn;

use super::evaluate::{Recommender, Settings, Space};

/// A published method.
pub trait Method: Sync {
    /// As reports name it.
    fn name(&self) -> &'static str;
    /// What there is to tune, the published default first.
    fn space(&self) -> Space;
    /// Learns.
    fn learn<'a>(&self, on: &'a Trained, settings: &Settings) -> Box<dyn Recommender + 'a>;
}

/// All of them, the simplest first.
#[must_use]
pub fn all() -> Vec<&'static dyn Method> {
    vec![&Popularity, &Association, &Sequential, &Vmis, &Vsknn, &Stan]
}

#[cfg(test)]
mod tests;
