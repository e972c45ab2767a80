//! The page's product with what goes best with it, as one offer.

use super::candidate::Candidate;
use super::order::{Found, Moved};
use super::shelf::Filling;
use crate::engine::facts::Facts;
use crate::engine::{Reason, Shelf};
use crate::snapshot::{Product, ProductRef, Set, Strategy};
use alloc::vec::Vec;

/// Products that are offered with the page's, at most, where the shop has no bundle of its own that holds it.
const COMPANIONS: usize = 2;

/// The other parts of the shop's first bundle that holds the page's product, if all can be had; else its best companions,
/// each of another category. With what all of it costs together.
///
/// # Errors
/// Why there is nothing to offer.
#[inline(never)]
pub(super) fn fill(facts: &Facts<'_>, set: &Set, size: usize, taken: &[ProductRef]) -> Result<Shelf, Reason> {
    let (Some(page), Some(detail)) = (facts.page, &facts.detail) else { return Err(Reason::NothingToShow) };
    if !page.card.in_stock {
        return Err(Reason::OutOfStock);
    }
    for bundle in &detail.bundles {
        let Some(bundle) = facts.by_ref(*bundle).filter(|bundle| bundle.card.in_stock) else { continue };
        let parts = bundle.detail().map(|detail| detail.bundle).unwrap_or_default();
        let others: Vec<ProductRef> = parts.iter().copied().filter(|part| *part != page.at).collect();
        if others.is_empty() || others.len() > size || others.len() == parts.len() {
            continue;
        }
        let mut filling = Filling::new(facts, set, size, taken);
        let mut total = Some(page.card.price);
        // Every part is looked for, so that all that are missing are read at once.
        for part in others.iter().filter_map(|part| filling.look(*part)).collect::<Vec<_>>() {
            if filling.fits(&part, Strategy::BoughtTogether) {
                add(&mut filling, &mut total, &part);
            }
        }
        if filling.shelf.items.len() == others.len() {
            return Ok(Shelf { total, ..filling.shelf });
        }
    }
    let mut filling = Filling::new(facts, set, size.min(COMPANIONS), taken);
    let mut total = Some(page.card.price);
    for at in detail.complements.iter().chain(&detail.bought_together) {
        if filling.has_enough() {
            break;
        }
        let Some(product) = filling.look(*at) else { continue };
        if filling.fits(&product, Strategy::Bundle) && !filling.has_category(product.card.category) {
            add(&mut filling, &mut total, &product);
        }
    }
    if filling.is_empty() { Err(filling.why_empty()) } else { Ok(Shelf { total, ..filling.shelf }) }
}

fn add(filling: &mut Filling<'_, '_>, total: &mut Option<u32>, product: &Product<'_>) {
    let card = &product.card;
    *total = total.and_then(|total| total.checked_add(card.price));
    let found = Found::kept(Candidate::ranked(product.at, Strategy::Bundle, 0), card);
    filling.place(&found, Moved::default());
}
