//! The shop folder as the pages need it: what stands on which page, and where each page is.

use super::leads::{self, Lead};
use super::path;
use crate::engine::{fill_pattern, money};
use crate::shop::Folder;
use crate::shop::source::{CategoryEntry, ProductEntry};
use std::collections::{HashMap, HashSet};

/// Wrangler serves at most 20,000 files. Each product is a page and a picture, and other pages need room too.
const MOST_PRODUCTS: usize = 9_000;

/// A shop of static pages.
pub(super) struct Site<'a> {
    /// Everything that was read.
    pub(super) folder: &'a Folder,
    /// The products that have a page here.
    pub(super) products: Vec<Item<'a>>,
    /// The categories that have products, in the shop's order.
    pub(super) shelves: Vec<Shelf<'a>>,
    /// The best sellers of the shop, best first, as places in `products`.
    pub(super) bestsellers: Vec<usize>,
    /// The other pages that something leads to, by their address.
    pub(super) leads: Vec<Lead<'a>>,
    /// What the person who runs this should know.
    pub(super) notes: Vec<String>,
    by_id: HashMap<&'a str, usize>,
    families: HashMap<&'a str, Vec<usize>>,
}

/// A product with its addresses.
pub(super) struct Item<'a> {
    /// As the shop folder has it.
    pub(super) entry: &'a ProductEntry,
    /// The address of its page.
    pub(super) url: String,
    /// The address of its picture.
    pub(super) image: String,
    /// Its place in `shelves`.
    pub(super) shelf: usize,
}

/// A category with its products.
pub(super) struct Shelf<'a> {
    /// As the shop folder has it.
    pub(super) entry: &'a CategoryEntry,
    /// Its products, best sellers first.
    pub(super) items: Vec<usize>,
}

impl<'a> Site<'a> {
    /// Arranges a folder.
    pub(super) fn of(folder: &'a Folder) -> Self {
        let mut site = Self {
            folder,
            products: Vec::new(),
            shelves: folder.categories.iter().map(|entry| Shelf { entry, items: Vec::new() }).collect(),
            bestsellers: Vec::new(),
            leads: Vec::new(),
            notes: Vec::new(),
            by_id: HashMap::new(),
            families: HashMap::new(),
        };
        site.take_products();
        site.sort_shelves();
        site.leads = leads::find(&site);
        site
    }

    fn take_products(&mut self) {
        let shop = &self.folder.shop;
        let product_url = shop.product_url.as_ref().map_or("/products/{id}", |url| &url.value);
        let image_url = shop.image_url.as_ref().map_or("/images/{id}.svg", |url| &url.value);
        let own = |url: &'a Option<crate::shop::At<String>>| url.as_ref().map_or("", |url| &url.value);
        let shelves: HashMap<&str, usize> =
            self.folder.categories.iter().enumerate().map(|(at, category)| (category.id.value.as_str(), at)).collect();
        let (mut elsewhere, mut too_many) = (0_usize, 0_usize);
        for entry in self.in_order() {
            let url = fill_pattern(own(&entry.url), product_url, &entry.id.value);
            let Some(shelf) = shelves.get(entry.category.value.as_str()).copied() else { continue };
            if path::page(&url).is_none_or(|page| page == "/") {
                elsewhere += 1;
                continue;
            }
            if self.products.len() == MOST_PRODUCTS {
                too_many += 1;
                continue;
            }
            let place = self.products.len();
            self.by_id.insert(&entry.id.value, place);
            let head = entry.variant_of.as_ref().unwrap_or(&entry.id);
            self.families.entry(&head.value).or_default().push(place);
            if let Some(shelf) = self.shelves.get_mut(shelf) {
                shelf.items.push(place);
            }
            let image = fill_pattern(own(&entry.image), image_url, &entry.id.value);
            self.products.push(Item { entry, url, image, shelf });
        }
        if elsewhere > 0 {
            self.notes.push(format!("{elsewhere} products have their pages on another host, so links to them leave"));
        }
        if too_many > 0 {
            self.notes.push(format!(
                "Wrangler serves 20,000 files at most, so {too_many} products that sell least have no page here; they are \
                 in the snapshot all the same"
            ));
        }
    }

    /// The catalogue with the best sellers first.
    fn in_order(&self) -> Vec<&'a ProductEntry> {
        let all: HashMap<&str, &ProductEntry> =
            self.folder.products.iter().map(|entry| (entry.id.value.as_str(), entry)).collect();
        let best = self.folder.derived.bestsellers.iter().filter_map(|id| all.get(id.as_str()).copied());
        let mut taken = HashSet::new();
        best.chain(&self.folder.products).filter(|entry| taken.insert(entry.id.value.as_str())).collect()
    }

    fn sort_shelves(&mut self) {
        for shelf in &mut self.shelves {
            let best = self.folder.derived.by_category.get(&shelf.entry.id.value);
            let rank: HashMap<usize, usize> = best
                .into_iter()
                .flatten()
                .enumerate()
                .filter_map(|(rank, id)| Some((*self.by_id.get(id.as_str())?, rank)))
                .collect();
            shelf.items.sort_by_key(|place| rank.get(place).copied().unwrap_or(usize::MAX));
        }
        let best: Vec<usize> =
            self.folder.derived.bestsellers.iter().filter_map(|id| self.by_id.get(id.as_str()).copied()).collect();
        // Without orders: the first of each shelf, then the second of each.
        let longest = self.shelves.iter().map(|shelf| shelf.items.len()).max().unwrap_or_default();
        let turns =
            (0..longest).flat_map(|turn| self.shelves.iter().filter_map(move |shelf| shelf.items.get(turn).copied()));
        self.bestsellers = if best.is_empty() { turns.collect() } else { best };
    }

    /// The product at a place of `products`.
    pub(super) fn at(&self, place: usize) -> Option<&Item<'a>> {
        self.products.get(place)
    }

    /// The products at these places.
    pub(super) fn items<'s>(&'s self, places: impl IntoIterator<Item = usize>) -> impl Iterator<Item = &'s Item<'a>> {
        places.into_iter().filter_map(|place| self.at(place))
    }

    /// The place of a product with a page here.
    pub(super) fn place_of(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The shelf of a category.
    pub(super) fn shelf(&self, id: &str) -> Option<&Shelf<'a>> {
        self.shelves.iter().find(|shelf| shelf.entry.id.value == id)
    }

    /// The shelves that hold something.
    pub(super) fn full_shelves(&self) -> impl Iterator<Item = &Shelf<'a>> {
        self.shelves.iter().filter(|shelf| !shelf.items.is_empty())
    }

    /// The variants of a product, itself among them.
    pub(super) fn family(&self, item: &Item<'a>) -> &[usize] {
        let head = item.entry.variant_of.as_ref().unwrap_or(&item.entry.id);
        self.families.get(head.value.as_str()).map_or(&[], Vec::as_slice)
    }

    /// A price in hundredths, as people read it.
    pub(super) fn money(&self, hundredths: u32) -> String {
        money(hundredths, &self.folder.shop.currency)
    }
}

impl Item<'_> {
    /// Whether it can be had.
    pub(super) fn in_stock(&self) -> bool {
        self.entry.stock != Some(0)
    }

    /// Whether it costs less than it did.
    pub(super) fn on_sale(&self) -> bool {
        self.entry.list_price > self.entry.price
    }
}
