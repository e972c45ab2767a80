//! Catalogues that other systems export, read as they are: a Shopify products export (CSV) and a Google Merchant feed (tabs
//! or XML). What they call a product, a price or a category becomes ours; what is not for the shop is left out and counted.

mod gather;
mod merchant;
mod shelves;
mod shopify;
mod xml;

pub(in crate::shop) use merchant::read_tsv;
pub(in crate::shop) use shelves::Shelf;
pub(in crate::shop) use shopify::{is_shopify, read as read_shopify};
pub(in crate::shop) use xml::read as read_xml;

use super::{CategoryEntry, Products};

/// What the shop says about itself, as far as it is known. Where nothing is known, the feed's own words are taken.
#[derive(Clone, Copy, Default)]
pub(in crate::shop) struct Setting<'s> {
    /// The shop's currency.
    pub(in crate::shop) currency: Option<&'s str>,
    /// The shop's categories.
    pub(in crate::shop) categories: Option<&'s [CategoryEntry]>,
    /// The hosts that are the shop's own.
    pub(in crate::shop) hosts: &'s [String],
}

/// A feed as far as it could be read.
#[derive(Default)]
pub(in crate::shop) struct Feed {
    /// The products.
    pub(in crate::shop) products: Products,
    /// The categories that it names and the shop does not know.
    pub(in crate::shop) shelves: Vec<Shelf>,
    /// The currency of its prices, where it says so.
    pub(in crate::shop) currency: Option<String>,
    /// The hosts of its links.
    pub(in crate::shop) hosts: Vec<String>,
}
