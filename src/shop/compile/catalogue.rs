//! The catalogue in the order of the snapshot: by key.

use super::bands;
use crate::key::{ProductKey, scale};
use crate::shop::check::LONGEST_CHAIN;
use crate::shop::load::Folder;
use crate::shop::source::ProductEntry;
use crate::snapshot::ProductRef;
use crate::visitor::Band;
use std::collections::HashMap;

/// A product and its place.
pub(super) struct Row<'f> {
    pub(super) key: ProductKey,
    pub(super) product: &'f ProductEntry,
    /// Its place in the file: the marketer's own order.
    pub(super) order: usize,
    /// The category's place in the core.
    pub(super) category: u16,
    pub(super) band: Band,
    pub(super) in_stock: bool,
    pub(super) reorder_days: u16,
    /// The head of its family.
    pub(super) family: ProductRef,
}

/// All products, by key.
pub(super) struct Catalogue<'f> {
    pub(super) rows: Vec<Row<'f>>,
    places: Places,
    /// The places of the channels in the core.
    channels: HashMap<&'f str, u8>,
    /// The products of each category, by price and then by key.
    pub(super) by_category: Vec<Vec<ProductRef>>,
}

impl<'f> Catalogue<'f> {
    pub(super) fn of(folder: &'f Folder, categories: &HashMap<&str, u16>) -> Self {
        let mut rows: Vec<Row<'f>> = folder.products.iter().enumerate().map(|at| row(folder, categories, at)).collect();
        rows.sort_unstable_by_key(|row| row.key);
        let places = Places::of(rows.iter().map(|row| row.key.0).collect());
        let channels = folder.shop.channels.iter().flatten().map(|channel| channel.id.value.as_str());
        let channels = channels.zip(0_u8..).collect();
        let mut catalogue = Self { rows, places, channels, by_category: vec![Vec::new(); folder.categories.len()] };
        catalogue.sort_categories();
        catalogue.find_families();
        catalogue
    }

    /// The product's place.
    pub(super) fn place(&self, id: &str) -> Option<ProductRef> {
        self.places.find(ProductKey::of(id).0)
    }

    /// The product at a place.
    pub(super) fn row(&self, at: ProductRef) -> Option<&Row<'f>> {
        self.rows.get(at.0 as usize)
    }

    /// The places of these products.
    pub(super) fn all<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> Vec<ProductRef> {
        ids.into_iter().filter_map(|id| self.place(id)).collect()
    }

    /// The channel's place in the core.
    pub(super) fn channel(&self, id: &str) -> Option<u8> {
        self.channels.get(id).copied()
    }

    /// The listings of a product, in the order of the channels.
    pub(super) fn listings(&self, product: &'f ProductEntry) -> Vec<(u8, &'f str)> {
        let named = product.listings.iter();
        let mut found: Vec<(u8, &str)> = named
            .filter_map(|(channel, number)| Some((self.channel(&channel.value)?, number.value.as_str())))
            .collect();
        found.sort_unstable();
        found
    }

    /// Whether something of this category, or of any, is in stock and has this use.
    pub(super) fn has_use(&self, category: Option<u16>, use_case: &str) -> bool {
        let wanted = use_case.to_lowercase();
        self.rows.iter().any(|row| {
            row.in_stock
                && category.is_none_or(|at| at == row.category)
                && row.product.use_cases.iter().any(|one| one.to_lowercase() == wanted)
        })
    }

    pub(super) fn in_stock(&self, at: ProductRef) -> bool {
        self.row(at).is_some_and(|row| row.in_stock)
    }

    /// Every product's place.
    pub(super) fn refs(&self) -> impl Iterator<Item = ProductRef> + use<> {
        (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).map(ProductRef)
    }

    fn sort_categories(&mut self) {
        for (at, row) in (0_u32..).map(ProductRef).zip(&self.rows) {
            self.by_category.get_mut(usize::from(row.category)).into_iter().for_each(|list| list.push(at));
        }
        for list in &mut self.by_category {
            let price =
                |at: &ProductRef| self.rows.get(at.0 as usize).map(|row| (row.product.price, row.product.rating));
            list.sort_by_key(|at| (price(at), *at));
            let prices: Vec<u32> = list.iter().filter_map(price).map(|(price, _)| price).collect();
            for at in &*list {
                if let Some(row) = self.rows.get_mut(at.0 as usize) {
                    row.band = bands::of(&prices, row.product.price);
                }
            }
        }
    }

    fn find_families(&mut self) {
        let heads: Vec<ProductRef> = self.refs().map(|at| self.head(at)).collect();
        self.rows.iter_mut().zip(heads).for_each(|(row, head)| row.family = head);
    }

    /// The end of the chain of `variant_of`.
    fn head(&self, from: ProductRef) -> ProductRef {
        let mut at = from;
        for _ in 0..LONGEST_CHAIN {
            let next =
                self.row(at).and_then(|row| row.product.variant_of.as_ref()).and_then(|id| self.place(&id.value));
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }
}

/// Where each key is. Relations name products a million times, so that this is two looks into short tables and none at the
/// products themselves. Two products with one key were refused.
struct Places {
    /// Ascending.
    keys: Vec<u64>,
    /// For each of as many even ranges as there are keys: the place of its first key.
    starts: Vec<u32>,
}

impl Places {
    fn of(keys: Vec<u64>) -> Self {
        let ranges = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        let mut starts = Vec::with_capacity(keys.len() + 1);
        let mut at = 0;
        for range in 0..ranges {
            starts.push(at);
            while keys.get(at as usize).is_some_and(|key| scale(*key, ranges) == range) {
                at += 1;
            }
        }
        starts.push(ranges);
        Self { keys, starts }
    }

    fn find(&self, key: u64) -> Option<ProductRef> {
        let range = scale(key, u32::try_from(self.keys.len()).ok()?) as usize;
        let (from, to) = (*self.starts.get(range)?, *self.starts.get(range + 1)?);
        let range = self.keys.get(from as usize..to as usize)?;
        (from..to).zip(range).find(|(_, one)| **one == key).map(|(at, _)| ProductRef(at))
    }
}

fn row<'f>(folder: &'f Folder, categories: &HashMap<&str, u16>, at: (usize, &'f ProductEntry)) -> Row<'f> {
    let (order, product) = at;
    let derived = folder.derived.reorder.get(&product.id.value).copied();
    Row {
        key: ProductKey::of(&product.id.value),
        product,
        order,
        category: categories.get(product.category.value.as_str()).copied().unwrap_or_default(),
        band: Band::Mid,
        in_stock: product.stock != Some(0),
        reorder_days: product.reorder_days.or(derived).unwrap_or_default(),
        family: ProductRef(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_where_it_is_and_no_other() {
        for count in [0_u32, 1, 2, 7, 1_000] {
            let mut keys: Vec<u64> = (0..count).map(|n| ProductKey::of(&n.to_string()).0).collect();
            keys.sort_unstable();
            let places = Places::of(keys.clone());
            for (at, key) in (0..).map(ProductRef).zip(&keys) {
                assert_eq!(places.find(*key), Some(at));
            }
            for absent in [0, u64::MAX, ProductKey::of("x").0] {
                assert_eq!(places.find(absent), None);
            }
        }
        // Also where the keys are not spread evenly at all.
        let places = Places::of(vec![1, 2, 3, u64::MAX]);
        assert_eq!(
            [1, 2, 3, 4, u64::MAX].map(|key| places.find(key).map(|at| at.0)),
            [Some(0), Some(1), Some(2), None, Some(3)]
        );
    }
}
