//! What goes with a product: the marketer's own list, then what is bought with it from another category, then the
//! bestsellers of what completes its category, one of each in turn.
//!
//! What shoppers look at side by side are alternatives, also across categories: of what is bought with a product, and of
//! what completes its category, nothing is taken that is strongly co-viewed with it: that is among the ten best of what is
//! looked at next, of either of the two, with at least a quarter of the weight of the best. The marketer's own list is left
//! alone.

use super::catalogue::{Catalogue, Row};
use super::relations::{MOST, others, places};
use crate::shop::load::Folder;
use crate::shop::source::CategoryEntry;
use crate::snapshot::ProductRef;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Of a product's list, so many may be strongly co-viewed with it.
const BEST: usize = 10;

/// The complements of every product, best first.
pub(super) fn all(
    folder: &Folder,
    catalogue: &Catalogue<'_>,
    together: &[Vec<ProductRef>],
    best: &[Vec<ProductRef>],
) -> Vec<Vec<ProductRef>> {
    let places_of: HashMap<&str, usize> =
        folder.categories.iter().enumerate().map(|(at, category)| (category.id.value.as_str(), at)).collect();
    let in_turn = |category: &CategoryEntry| -> Vec<ProductRef> {
        let completing = category.complements.iter().filter_map(|id| best.get(*places_of.get(id.value.as_str())?));
        let completing: Vec<&Vec<ProductRef>> = completing.collect();
        (0..MOST).flat_map(|nth| completing.iter().filter_map(move |list| list.get(nth).copied())).collect()
    };
    let of_category: Vec<Vec<ProductRef>> = folder.categories.iter().map(in_turn).collect();
    let co_viewed = co_viewed(folder);
    let one = |((at, row), together): ((ProductRef, &Row<'_>), &Vec<ProductRef>)| {
        let elsewhere = |other: &ProductRef| catalogue.row(*other).is_some_and(|it| it.category != row.category);
        let completing = of_category.get(usize::from(row.category));
        let compared =
            |other: &ProductRef| catalogue.row(*other).is_some_and(|it| co_viewed.contains(&pair(row.order, it.order)));
        let mut list = places(catalogue, &row.product.complements);
        let found = together.iter().filter(|other| elsewhere(other)).chain(completing.into_iter().flatten());
        list.extend(found.filter(|other| !compared(other)));
        others(catalogue, at, row, list)
    };
    catalogue.refs().zip(&catalogue.rows).zip(together).map(one).collect()
}

/// The pairs that are strongly co-viewed, as places in the catalogue's file. Weights are roots, so that half of the best is a
/// quarter of what it stands for.
fn co_viewed(folder: &Folder) -> HashSet<(usize, usize)> {
    let mut found = HashSet::new();
    for list in &folder.derived.viewed_next {
        // A list may hold the product itself: that is a way back, and no pair.
        let mut others: Vec<(u32, u8)> = list.neighbours.clone();
        others.retain(|(at, _)| *at != list.product);
        others.sort_by_key(|(at, weight)| (Reverse(*weight), *at));
        let least = others.first().map_or(0, |(_, best)| best.div_ceil(2));
        let strong = others.into_iter().take(BEST).filter(|(_, weight)| *weight >= least);
        found.extend(strong.map(|(at, _)| pair(list.product as usize, at as usize)));
    }
    found
}

fn pair(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}
