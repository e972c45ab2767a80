//! A product that a strategy names, before it is known whether it can be shown.

use crate::engine::Tie;
use crate::key::sort;
use crate::snapshot::{ProductRef, Strategy};
use alloc::vec::Vec;

/// What speaks for a strategy's first product.
pub(super) const FIRST: u32 = 1 << 20;
/// How slowly ranks fall: the first counts 1/10, the second 1/11, and so on.
const SLOW: u32 = 10;
/// Where a second list begins to rank, so that no move brings it before the first, which has 24 products at most.
pub(super) const BEHIND: usize = 120;

/// A product that a strategy names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) product: ProductRef,
    pub(super) strategy: Strategy,
    /// What speaks for it, at most [`FIRST`] times 255; the list that it stands in falls by it.
    pub(super) score: u32,
    pub(super) because: Option<ProductRef>,
    pub(super) tie: Tie,
}

impl Candidate {
    /// Of a list that says no more than an order: the product at this rank, from zero.
    pub(super) fn ranked(product: ProductRef, strategy: Strategy, rank: usize) -> Self {
        let rank = u32::try_from(rank).unwrap_or(u32::MAX).min(1 << 16);
        let score = FIRST * SLOW / (SLOW + rank);
        Self { product, strategy, score, because: None, tie: Tie::Listed }
    }
}

/// A list of which nothing is known but its order.
pub(super) fn ranked<'a>(strategy: Strategy, products: impl Iterator<Item = &'a ProductRef>) -> Vec<Candidate> {
    products.enumerate().map(|(rank, at)| Candidate::ranked(*at, strategy, rank)).collect()
}

/// Mixes the lists of several strategies: the product at rank r of a list counts the list's weight divided by r, and what
/// stands in several counts all of them. So of two lists that share nothing and weigh 3 and 1, each four places go three to
/// one (the method of D'Hondt). A product comes from the list that counts most for it, or the earlier one.
pub(super) fn blend(lists: Vec<(u8, Vec<Candidate>)>) -> Vec<Candidate> {
    // Each with the most that a single list counts for it.
    let mut all: Vec<(Candidate, u32)> = Vec::new();
    for (weight, list) in lists {
        for (rank, candidate) in (1_u32..).zip(list) {
            let votes = FIRST / rank * u32::from(weight);
            match all.iter_mut().find(|(one, _)| one.product == candidate.product) {
                Some((one, most)) => {
                    let score = one.score.saturating_add(votes);
                    if votes > *most {
                        (*one, *most) = (candidate, votes);
                    }
                    one.score = score;
                }
                None => all.push((Candidate { score: votes, ..candidate }, votes)),
            }
        }
    }
    let mut order: Vec<u64> =
        (0_u64..).zip(&all).map(|(at, (one, _))| u64::from(u32::MAX - one.score) << 32 | at).collect();
    sort(&mut order);
    order.into_iter().filter_map(|order| Some(all.get((order & 0xFFFF_FFFF) as usize)?.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Strategy::{New, Popular};
    use proptest::prelude::{prop, prop_assert, proptest};

    fn list(strategy: Strategy, from: u32, count: u32) -> Vec<Candidate> {
        let places: Vec<ProductRef> = (from..from + count).map(ProductRef).collect();
        ranked(strategy, places.iter())
    }

    proptest! {
        /// Of lists that share nothing each gets its share of the first places, rounded down, as long as it lasts.
        #[test]
        fn a_blend_gives_each_list_its_share(weights in prop::collection::vec(1_u8..=255, 1..5), places in 1_usize..12) {
            let lists: Vec<_> = (0_u32..).zip(&weights).map(|(nth, weight)| (*weight, list(New, nth * 100, 12))).collect();
            let mixed = blend(lists);
            prop_assert!(mixed.is_sorted_by(|a, b| a.score >= b.score));
            let sum: usize = weights.iter().map(|weight| usize::from(*weight)).sum();
            for (nth, weight) in (0_u32..).zip(&weights) {
                let of_list = mixed.iter().take(places).filter(|one| one.product.0 / 100 == nth);
                prop_assert!(of_list.clone().is_sorted_by_key(|one| one.product));
                prop_assert!(of_list.count() >= places * usize::from(*weight) / sum);
            }
        }
    }

    #[test]
    fn what_stands_in_two_lists_counts_twice_and_comes_from_the_stronger() {
        let (one, other) = (list(New, 0, 3), list(Popular, 2, 3));
        let mixed = blend(alloc::vec![(1, one), (2, other)]);
        let said: Vec<_> = mixed.iter().map(|one| (one.product.0, one.strategy)).collect();
        assert_eq!(said, [(2, Popular), (0, New), (3, Popular), (4, Popular), (1, New),]);
        assert_eq!(blend(Vec::new()), []);
    }
}
