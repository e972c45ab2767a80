//! What products have to do with one another, as places in the snapshot.

use super::catalogue::{Catalogue, Row};
use super::{complements, next, similar};
use crate::shop::At;
use crate::shop::load::Folder;
use crate::snapshot::ProductRef;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Entries of a product's list, at most.
pub(super) const MOST: usize = 12;
/// Bestsellers of a category and of the shop, at most.
const MOST_BESTSELLERS: usize = 24;
/// Days before the latest addition in which a product is new.
pub(in crate::shop) const NEW_DAYS: u16 = 90;

/// Everything that is derived from the catalogue and from orders. The lists lie in the order of the catalogue.
pub(super) struct Relations {
    pub(super) bestsellers: Vec<ProductRef>,
    pub(super) category_bestsellers: Vec<Vec<ProductRef>>,
    pub(super) variants: Vec<Vec<ProductRef>>,
    pub(super) bundles: Vec<Vec<ProductRef>>,
    pub(super) bought_together: Vec<Vec<ProductRef>>,
    pub(super) complements: Vec<Vec<ProductRef>>,
    pub(super) similar: Vec<Vec<ProductRef>>,
    /// What is looked at next, in bytes.
    pub(super) next: Vec<Vec<u8>>,
    pub(super) popular: Ranked,
    pub(super) newest: Ranked,
}

/// A list over all, and one for each category.
pub(super) struct Ranked {
    pub(super) all: Vec<ProductRef>,
    pub(super) by_category: Vec<Vec<ProductRef>>,
}

impl Relations {
    pub(super) fn of(folder: &Folder, catalogue: &Catalogue<'_>) -> Self {
        // The alternatives take as long as everything else together.
        let (category_bestsellers, others, similar) = std::thread::scope(|scope| {
            let similar = scope.spawn(|| similar::all(catalogue));
            let best = by_category(folder, catalogue);
            let together = bought_together(folder, catalogue);
            let complements = complements::all(folder, catalogue, &together, &best);
            (best, (together, complements), similar.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let (bought_together, complements) = others;
        Self {
            bestsellers: best(catalogue, &folder.derived.bestsellers, catalogue.refs()),
            variants: variants(catalogue),
            bundles: bundles(catalogue),
            bought_together,
            complements,
            similar,
            next: next::lists(folder, catalogue),
            category_bestsellers,
            popular: popular(folder, catalogue),
            newest: newest(catalogue, folder.categories.len()),
        }
    }
}

fn by_category(folder: &Folder, catalogue: &Catalogue<'_>) -> Vec<Vec<ProductRef>> {
    let none = Vec::new();
    let one = |(category, list): (&crate::shop::source::CategoryEntry, &Vec<ProductRef>)| {
        let sold = folder.derived.by_category.get(&category.id.value).unwrap_or(&none);
        best(catalogue, sold, list.iter().copied())
    };
    folder.categories.iter().zip(&catalogue.by_category).map(one).collect()
}

/// What sold best and can be had, then the best reviewed of the rest, then in the marketer's order.
fn best(catalogue: &Catalogue<'_>, sold: &[String], all: impl Iterator<Item = ProductRef>) -> Vec<ProductRef> {
    let mut list: Vec<ProductRef> = Vec::new();
    let mut seen = HashSet::new();
    let sold = catalogue.all(sold.iter().map(String::as_str));
    for at in sold.into_iter().filter(|at| catalogue.in_stock(*at)) {
        if list.len() < MOST_BESTSELLERS && seen.insert(at) {
            list.push(at);
        }
    }
    let rest = all.filter(|at| catalogue.in_stock(*at) && !seen.contains(at));
    let mut rest: Vec<_> = rest.filter_map(|at| Some((standing(catalogue.row(at)?), at))).collect();
    rest.sort_unstable();
    list.extend(rest.into_iter().map(|(_, at)| at).take(MOST_BESTSELLERS - list.len()));
    list
}

/// Reviews times stars, most first.
fn standing(row: &Row<'_>) -> (Reverse<u64>, usize) {
    (Reverse(u64::from(row.product.reviews) * u64::from(row.product.rating)), row.order)
}

/// The others of each family, in stock first.
fn variants(catalogue: &Catalogue<'_>) -> Vec<Vec<ProductRef>> {
    let mut families: HashMap<ProductRef, Vec<ProductRef>> = HashMap::new();
    for (at, row) in catalogue.refs().zip(&catalogue.rows) {
        families.entry(row.family).or_default().push(at);
    }
    for family in families.values_mut() {
        family.sort_by_key(|at| catalogue.row(*at).map(|row| (!row.in_stock, row.order)));
    }
    let others = |(at, row): (ProductRef, &Row<'_>)| {
        let family = families.get(&row.family).map_or(&[][..], Vec::as_slice);
        family.iter().copied().filter(|other| *other != at).take(MOST).collect()
    };
    catalogue.refs().zip(&catalogue.rows).map(others).collect()
}

/// The bundles that hold each product, in stock first.
fn bundles(catalogue: &Catalogue<'_>) -> Vec<Vec<ProductRef>> {
    let mut lists: Vec<Vec<ProductRef>> = vec![Vec::new(); catalogue.rows.len()];
    for (bundle, row) in catalogue.refs().zip(&catalogue.rows) {
        for part in places(catalogue, &row.product.bundle).into_iter().filter(|part| *part != bundle) {
            lists.get_mut(part.0 as usize).into_iter().for_each(|list| list.push(bundle));
        }
    }
    for list in &mut lists {
        list.sort_by_key(|at| catalogue.row(*at).map(|row| (!row.in_stock, row.order)));
        list.dedup();
        list.truncate(MOST);
    }
    lists
}

fn bought_together(folder: &Folder, catalogue: &Catalogue<'_>) -> Vec<Vec<ProductRef>> {
    let one = |(at, row): (ProductRef, &Row<'_>)| {
        let with = folder.derived.bought_together.get(&row.product.id.value);
        let ids = with.into_iter().flatten().map(String::as_str);
        others(catalogue, at, row, catalogue.all(ids))
    };
    catalogue.refs().zip(&catalogue.rows).map(one).collect()
}

/// What is looked at and bought most of late and can be had. Without orders and clicks nothing is.
fn popular(folder: &Folder, catalogue: &Catalogue<'_>) -> Ranked {
    let derived = &folder.derived;
    let list = |bought: &[String], wanted: &dyn Fn(ProductRef) -> bool| -> Vec<ProductRef> {
        // A product may have moved, or gone, since its orders and clicks were counted.
        let there = |id: &str| catalogue.place(id).filter(|at| catalogue.in_stock(*at) && wanted(*at));
        let ranked = derived.popular(bought, |id| there(id).is_some());
        ranked.into_iter().filter_map(there).take(MOST_BESTSELLERS).collect()
    };
    let none = Vec::new();
    let of = |(at, category): (u16, &crate::shop::source::CategoryEntry)| {
        let bought = derived.by_category.get(&category.id.value).unwrap_or(&none);
        list(bought, &|product| catalogue.row(product).is_some_and(|row| row.category == at))
    };
    Ranked {
        all: list(&derived.bestsellers, &|_| true),
        by_category: (0_u16..).zip(&folder.categories).map(of).collect(),
    }
}

/// What was added within [`NEW_DAYS`] before what was added last, and can be had: the latest first, then in the marketer's
/// order.
fn newest(catalogue: &Catalogue<'_>, categories: usize) -> Ranked {
    let day = |row: &Row<'_>| row.product.added.as_ref().map(|added| added.value);
    let mut ranked = Ranked { all: Vec::new(), by_category: vec![Vec::new(); categories] };
    let Some(last) = catalogue.rows.iter().filter_map(day).max() else { return ranked };
    let dated = catalogue.refs().zip(&catalogue.rows).filter_map(|(at, row)| Some((day(row)?, row.order, at, row)));
    let mut dated: Vec<_> =
        dated.filter(|(day, _, _, row)| row.in_stock && last.0.saturating_sub(day.0) < NEW_DAYS).collect();
    dated.sort_unstable_by_key(|(day, order, ..)| (Reverse(*day), *order));
    for (_, _, at, row) in dated {
        let of_category = ranked.by_category.get_mut(usize::from(row.category));
        for list in of_category.into_iter().chain([&mut ranked.all]) {
            if list.len() < MOST_BESTSELLERS {
                list.push(at);
            }
        }
    }
    ranked
}

/// What can be had, each once, without the product itself and its family.
pub(super) fn others(
    catalogue: &Catalogue<'_>,
    at: ProductRef,
    row: &Row<'_>,
    list: Vec<ProductRef>,
) -> Vec<ProductRef> {
    let mut kept: Vec<ProductRef> = Vec::new();
    for other in list {
        let fits = catalogue.row(other).is_some_and(|other| other.in_stock && other.family != row.family);
        if kept.len() < MOST && fits && other != at && !kept.contains(&other) {
            kept.push(other);
        }
    }
    kept
}

/// The places of products that were checked to exist.
pub(super) fn places(catalogue: &Catalogue<'_>, ids: &[At<String>]) -> Vec<ProductRef> {
    catalogue.all(ids.iter().map(|id| id.value.as_str()))
}
