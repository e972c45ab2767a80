//! What goes with a product: the marketer's own list, then what is bought with it from another category, then the
//! bestsellers of what completes its category, one of each in turn.
//!
//! What shoppers look at side by side are alternatives, also across categories: of what is bought with a product, and of
//! what completes its category, nothing is taken that is strongly co-viewed with it. The marketer's own list is left alone.

use super::catalogue::{Catalogue, Row};
use super::relations::{MOST, others, places};
use crate::shop::load::Folder;
use crate::shop::source::CategoryEntry;
use crate::snapshot::ProductRef;
use std::collections::HashMap;

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
    let one = |((at, row), together): ((ProductRef, &Row<'_>), &Vec<ProductRef>)| {
        let elsewhere = |other: &ProductRef| catalogue.row(*other).is_some_and(|it| it.category != row.category);
        let completing = of_category.get(usize::from(row.category));
        let mut list = places(catalogue, &row.product.complements);
        list.extend(together.iter().filter(|other| elsewhere(other)));
        list.extend(completing.into_iter().flatten());
        others(catalogue, at, row, list)
    };
    catalogue.refs().zip(&catalogue.rows).zip(together).map(one).collect()
}
