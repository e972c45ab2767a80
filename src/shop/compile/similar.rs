//! Alternatives within a category: what says the same of itself, costs about as much, is liked as much, is in stock and of
//! another family. Nothing of it is learned, so that a product of today has its alternatives too.

use super::catalogue::{Catalogue, Row};
use super::content::Content;
use crate::snapshot::ProductRef;

/// Alternatives of a product, at most.
const MOST: usize = 12;
/// Neighbours by price that are looked at on either side.
const WINDOW: usize = 40;

/// The alternatives of every product, closest first, made on as many processors as there are.
pub(super) fn all(catalogue: &Catalogue<'_>) -> Vec<Vec<ProductRef>> {
    let mut found = vec![Vec::new(); catalogue.rows.len()];
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut done: Vec<(ProductRef, Vec<ProductRef>)> = Vec::new();
        while let Some(category) = catalogue.by_category.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            of_category(catalogue, category, &mut done);
        }
        done
    };
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    for (at, list) in parts.into_iter().flatten() {
        found.get_mut(at.0 as usize).into_iter().for_each(|slot| slot.clone_from(&list));
    }
    found
}

fn of_category(catalogue: &Catalogue<'_>, category: &[ProductRef], done: &mut Vec<(ProductRef, Vec<ProductRef>)>) {
    let rows: Vec<(ProductRef, &Row<'_>)> = category.iter().filter_map(|at| Some((*at, catalogue.row(*at)?))).collect();
    let mut content = Content::of(rows.iter().map(|(_, row)| (row.product, row.in_stock)));
    // What can be had, by price, as the category is.
    let there: Vec<usize> = (0..).zip(&rows).filter(|(_, (_, row))| row.in_stock).map(|(place, _)| place).collect();
    for (place, (at, row)) in rows.iter().enumerate() {
        let dearer = there.partition_point(|other| *other < place);
        let near = there.get(dearer.saturating_sub(WINDOW)..(dearer + WINDOW).min(there.len())).unwrap_or_default();
        let mut scored: Vec<(u64, ProductRef, ProductRef)> = Vec::new();
        for (other, cosine) in content.near(place, near) {
            let Some((other, its)) = rows.get(other) else { continue };
            if its.family != row.family {
                scored.push((distance(row, its, cosine), *other, its.family));
            }
        }
        // Only the few that are closest are put in order: there are enough families among them, as a rule.
        let few = scored.len().min(MOST * 4);
        if few < scored.len() {
            scored.select_nth_unstable(few);
        }
        let families = one_of_each(&mut scored, few);
        let list = if families.len() < MOST { one_of_each(&mut scored, usize::MAX) } else { families };
        done.push((*at, list));
    }
}

/// The closest of each family, closest first, among the first `few`: a shelf shows no two of one.
fn one_of_each(scored: &mut [(u64, ProductRef, ProductRef)], few: usize) -> Vec<ProductRef> {
    let end = few.min(scored.len());
    let closest = scored.get_mut(..end).unwrap_or_default();
    closest.sort_unstable();
    let mut list: Vec<ProductRef> = Vec::with_capacity(MOST);
    let mut families: Vec<ProductRef> = Vec::with_capacity(MOST);
    for (_, other, family) in closest {
        if list.len() < MOST && !families.contains(family) {
            families.push(*family);
            list.push(*other);
        }
    }
    list
}

/// How far apart two products are, least first: a tenth in price counts as much as half a star, and as much as a tenth of
/// all that the two could say alike. A price that is more than twice the other counts no further.
fn distance(one: &Row<'_>, other: &Row<'_>, cosine: u32) -> u64 {
    let (a, b) = (u64::from(one.product.price.max(1)), u64::from(other.product.price.max(1)));
    let price = (a.max(b) * 1_000 / a.min(b) - 1_000).min(1_000);
    let alike = 1_000_u64.saturating_sub(u64::from(cosine));
    price + alike + u64::from(one.product.rating.abs_diff(other.product.rating)) * 20
}
