//! A product as a shard holds it. Text is borrowed from the shard's bytes: reading a product copies nothing.

use crate::packed::Packed;
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

impl<'a> Card<'a> {
    /// Reads one as [`write_record`] wrote it, in the order of the fields.
    pub(super) fn read(packed: &mut Packed<'a>) -> Option<Self> {
        Some(Self {
            id: packed.text()?,
            title: packed.text()?,
            url: packed.text()?,
            image: packed.text()?,
            category: packed.short()?,
            price: packed.number()?,
            list_price: packed.number()?,
            band: Band::read(packed)?,
            in_stock: packed.flag()?,
            bought_again: packed.flag()?,
            margin: packed.byte()?,
            family: ProductRef(packed.number()?),
        })
    }

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

impl<'a> Detail<'a> {
    /// Reads one as [`write_record`] wrote it, in the order of the fields.
    fn read(packed: &mut Packed<'a>) -> Option<Self> {
        let places = |packed: &mut Packed<'a>| packed.list(|packed| packed.number().map(ProductRef));
        Some(Self {
            next: packed.bytes()?,
            brand: packed.text()?,
            rating: packed.byte()?,
            reviews: packed.number()?,
            review: packed.text()?,
            specs: packed.list(|packed| Some((packed.text()?, packed.text()?)))?,
            use_cases: packed.list(Packed::text)?,
            ships_in_days: packed.maybe(Packed::byte)?,
            reorder_days: packed.short()?,
            variants: places(packed)?,
            successor: packed.maybe(|packed| packed.number().map(ProductRef))?,
            bundle: places(packed)?,
            bundles: places(packed)?,
            bought_together: places(packed)?,
            complements: places(packed)?,
            similar: places(packed)?,
            listings: packed.list(|packed| Some((packed.byte()?, packed.text()?)))?,
        })
    }
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
        Detail::read(&mut Packed(self.rest))
    }

    /// What visitors look at next: a list of `crate::neighbours`, or nothing. The other details are not decoded.
    #[must_use]
    pub fn next(&self) -> &'a [u8] {
        Packed(self.rest).bytes().unwrap_or_default()
    }
}

/// The record of a product as [`write_shard`](super::write_shard) takes it.
#[must_use]
pub fn write_record(card: &Card<'_>, detail: &Detail<'_>) -> Vec<u8> {
    let mut record = postcard::to_allocvec(card).unwrap_or_default();
    record.extend(postcard::to_allocvec(detail).unwrap_or_default());
    record
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;
    use alloc::string::String;
    use proptest::prelude::*;

    fn numbers() -> impl Strategy<Value = Vec<ProductRef>> {
        prop::collection::vec(any::<u32>().prop_map(ProductRef), 0..4)
    }

    proptest! {
        /// What is read by hand is what `serde` reads, of whole records and of damaged ones.
        #[test]
        fn a_record_is_read_as_it_was_written(
            texts in prop::collection::vec("\\PC{0,9}|[a-z]{120,140}", 6),
            numbers in (any::<u16>(), any::<u32>(), any::<u32>(), any::<u8>(), any::<u32>(), any::<u16>()),
            flags in (any::<bool>(), any::<bool>(), 0..3_usize, any::<Option<u8>>(), any::<Option<u32>>()),
            lists in (numbers(), numbers(), numbers(), numbers(), numbers(), numbers()),
            pairs in prop::collection::vec(("\\PC{0,5}", "\\PC{0,5}", any::<u8>()), 0..4),
            next in prop::collection::vec(any::<u8>(), 0..200),
            damage in any::<prop::sample::Index>(),
            by in any::<u8>(),
        ) {
            let text = |at: usize| texts.get(at).map_or("", String::as_str);
            let (category, price, list_price, margin, family, reorder_days) = numbers;
            let (in_stock, bought_again, band, ships_in_days, successor) = flags;
            let band = [Band::Value, Band::Mid, Band::Premium].into_iter().nth(band).unwrap();
            let card = Card {
                id: text(0), title: text(1), url: text(2), image: text(3), category, price, list_price, band, in_stock,
                bought_again, margin, family: ProductRef(family),
            };
            let (variants, bundle, bundles, bought_together, complements, similar) = lists;
            let detail = Detail {
                next: &next, brand: text(4), rating: margin, reviews: price, review: text(5),
                specs: pairs.iter().map(|(name, value, _)| (name.as_str(), value.as_str())).collect(),
                use_cases: pairs.iter().map(|(name, ..)| name.as_str()).collect(),
                ships_in_days, reorder_days, variants, successor: successor.map(ProductRef), bundle, bundles,
                bought_together, complements, similar,
                listings: pairs.iter().map(|(name, _, channel)| (*channel, name.as_str())).collect(),
            };
            let mut record = write_record(&card, &detail);
            let mut packed = Packed(&record);
            prop_assert_eq!(Card::read(&mut packed), Some(card));
            prop_assert_eq!(Packed(packed.0).bytes(), Some(detail.next));
            prop_assert_eq!(Detail::read(&mut packed), Some(detail));
            prop_assert!(packed.0.is_empty());

            *damage.get_mut(&mut record) = by;
            let mut packed = Packed(&record);
            let read = Card::read(&mut packed).and_then(|card| Some((card, Detail::read(&mut packed)?)));
            let by_serde = postcard::take_from_bytes::<Card<'_>>(&record).ok();
            let by_serde = by_serde.and_then(|(card, rest)| Some((card, postcard::from_bytes::<Detail<'_>>(rest).ok()?)));
            prop_assert_eq!(read, by_serde);
        }
    }
}
