//! A product as a shard holds it. Text is borrowed from the shard's bytes: reading a product copies nothing.

use crate::visitor::Band;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// A product's place in the snapshot: its rank among all products, sorted by key. It holds for one snapshot only, so it
/// never goes into a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProductRef(pub u32);

/// What a list of products shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card<'a> {
    /// The id, as the shop writes it.
    pub id: &'a str,
    /// The title.
    pub title: &'a str,
    /// The page; empty means the shop's pattern.
    pub url: &'a str,
    /// The picture; empty means the shop's pattern.
    pub image: &'a str,
    /// The category's place in the core.
    pub category: u16,
    /// The price in hundredths of the shop's currency.
    pub price: u32,
    /// The price before the sale in hundredths; 0 when it is not on sale.
    pub list_price: u32,
    /// The price band.
    pub band: Band,
    /// Whether it can be had.
    pub in_stock: bool,
    /// Whether it is bought again.
    pub bought_again: bool,
    /// What the shop earns on it, in percent of the price; 0 when that is not said.
    pub margin: u8,
    /// The head of its family of variants; itself when it has none.
    pub family: ProductRef,
}

impl Card<'_> {
    /// Whether it is on sale.
    #[must_use]
    pub fn on_sale(&self) -> bool {
        self.list_price > self.price
    }
}

/// What only the product's own page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail<'a> {
    /// What visitors look at next: a list of `crate::neighbours`, or nothing. It comes first, so that [`Product::next`]
    /// reads nothing else.
    pub next: &'a [u8],
    /// The brand, or empty.
    pub brand: &'a str,
    /// Stars times ten; 0 when nobody rated it.
    pub rating: u8,
    /// How many reviews.
    pub reviews: u32,
    /// A line of a review, or empty.
    pub review: &'a str,
    /// Specifications, in the shop's order.
    #[serde(borrow)]
    pub specs: Vec<(&'a str, &'a str)>,
    /// What it is good for.
    #[serde(borrow)]
    pub use_cases: Vec<&'a str>,
    /// Days until it arrives, if known.
    pub ships_in_days: Option<u8>,
    /// Days after which it is usually bought again; 0 when it is not.
    pub reorder_days: u16,
    /// The others of its family.
    pub variants: Vec<ProductRef>,
    /// What replaces it.
    pub successor: Option<ProductRef>,
    /// What it holds, if it is a bundle.
    pub bundle: Vec<ProductRef>,
    /// Bundles that hold it.
    pub bundles: Vec<ProductRef>,
    /// Bought together with it, best first.
    pub bought_together: Vec<ProductRef>,
    /// What completes it, best first.
    pub complements: Vec<ProductRef>,
    /// Alternatives in its category, closest first.
    pub similar: Vec<ProductRef>,
    /// Its listings: the channel (its place in the core) and its number there.
    #[serde(borrow)]
    pub listings: Vec<(u8, &'a str)>,
}

/// A product in a loaded shard.
#[derive(Debug, Clone, Copy)]
pub struct Product<'a> {
    /// Its place in the snapshot.
    pub at: ProductRef,
    /// Its key in cookies.
    pub key: crate::key::ProductKey,
    /// What a list shows.
    pub card: Card<'a>,
    /// The rest of the record.
    pub(super) rest: &'a [u8],
}

impl<'a> Product<'a> {
    /// What only its own page shows; `None` when the record is damaged.
    #[must_use]
    pub fn detail(&self) -> Option<Detail<'a>> {
        postcard::from_bytes(self.rest).ok()
    }

    /// What visitors look at next: a list of `crate::neighbours`, or nothing. The other details are not decoded.
    #[must_use]
    pub fn next(&self) -> &'a [u8] {
        postcard::take_from_bytes(self.rest).map_or(&[], |(next, _)| next)
    }
}

/// The record of a product as [`write_shard`](super::write_shard) takes it.
#[must_use]
pub fn write_record(card: &Card<'_>, detail: &Detail<'_>) -> Vec<u8> {
    let mut record = postcard::to_allocvec(card).unwrap_or_default();
    record.extend(postcard::to_allocvec(detail).unwrap_or_default());
    record
}
