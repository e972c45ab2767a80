//! Which baskets are learned from and which are held out.

use super::Basket;
use std::collections::BTreeMap;

/// A basket that is held out, and what its customer had bought before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The basket.
    pub basket: Basket,
    /// The customer's earlier baskets that are learned from, oldest first.
    pub before: Vec<Basket>,
}

/// What is learned from, and what is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The baskets that are learned from.
    pub train: Vec<Basket>,
    /// One basket of each customer who has an earlier one.
    pub held: Vec<Held>,
}

/// Splits baskets, the oldest first. `last` counts from the end: 0 holds out every customer's last basket, 1 the one before
/// it and learns from what came before that; the later ones are then left out, as though they had not been bought yet.
#[must_use]
pub fn split(baskets: &[Basket], last: usize) -> Split {
    let mut of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, basket) in baskets.iter().enumerate() {
        if let Some(customer) = basket.customer {
            of.entry(customer).or_default().push(at);
        }
    }
    let mut out = vec![false; baskets.len()];
    let mut held = Vec::new();
    for places in of.values().filter(|places| places.len() >= 2) {
        let Some(at) = places.len().checked_sub(last + 1) else { continue };
        let (before, later) = places.split_at_checked(at.max(1)).unwrap_or((places, &[]));
        later.iter().for_each(|at| out.iter_mut().skip(*at).take(1).for_each(|out| *out = true));
        let basket = places.get(at).filter(|_| at > 0).and_then(|at| baskets.get(*at));
        let before = before.iter().filter_map(|at| baskets.get(*at).cloned()).collect();
        held.extend(basket.map(|basket| Held { basket: basket.clone(), before }));
    }
    let train = baskets.iter().zip(out).filter(|(_, out)| !out).map(|(basket, _)| basket.clone()).collect();
    Split { train, held }
}
