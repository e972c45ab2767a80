//! Alternatives within a category: close in price, close in rating, in stock, of another family.

use super::catalogue::{Catalogue, Row};
use crate::snapshot::ProductRef;

/// Alternatives of a product, at most.
const MOST: usize = 12;
/// Neighbours by price that are looked at on either side. A category is sorted by price, so nothing further away can
/// be much closer.
const WINDOW: usize = 40;

/// The alternatives of every product, closest first.
pub(super) fn all(catalogue: &Catalogue<'_>) -> Vec<Vec<ProductRef>> {
    let mut found = vec![Vec::new(); catalogue.rows.len()];
    for category in &catalogue.by_category {
        let there: Vec<ProductRef> = category.iter().copied().filter(|at| catalogue.in_stock(*at)).collect();
        // `there` is sorted as `category` is, so the place of a product in it only moves forward.
        let mut place = 0;
        for at in category {
            if let (Some(row), Some(list)) = (catalogue.row(*at), found.get_mut(at.0 as usize)) {
                *list = one(catalogue, row, &there, place);
            }
            if there.get(place) == Some(at) {
                place += 1;
            }
        }
    }
    found
}

fn one(catalogue: &Catalogue<'_>, row: &Row<'_>, there: &[ProductRef], place: usize) -> Vec<ProductRef> {
    let window = there.get(place.saturating_sub(WINDOW)..(place + WINDOW).min(there.len())).unwrap_or_default();
    let of_others = window.iter().filter_map(|at| Some((at, catalogue.row(*at)?)));
    let others = of_others.filter(|(_, other)| other.family != row.family);
    let mut scored: Vec<(u64, ProductRef)> = others.map(|(at, other)| (distance(row, other), *at)).collect();
    scored.sort_unstable();
    scored.into_iter().take(MOST).map(|(_, at)| at).collect()
}

/// How far apart two products are: a tenth in price counts as much as half a star.
fn distance(one: &Row<'_>, other: &Row<'_>) -> u64 {
    let (a, b) = (u64::from(one.product.price.max(1)), u64::from(other.product.price.max(1)));
    let price = a.max(b) * 1_000 / a.min(b) - 1_000;
    price + u64::from(one.product.rating.abs_diff(other.product.rating)) * 20
}
