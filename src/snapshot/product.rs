//! A product as a shard holds it. Text is borrowed from the shard's bytes: reading a product copies nothing.

use super::record::{ProductRecord, Reading};
use crate::packed::Packed;
use crate::visitor::Band;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// A product's place in the snapshot: its rank among all products, sorted by key. It holds for one snapshot only, so it
/// never goes into a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProductRef(pub u32);

/// What a list of products shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    pub(super) fn read(from: &mut Reading<'a>) -> Option<Self> {
        let (id, title, url, image) = (from.text()?, from.text()?, from.text()?, from.text()?);
        let packed = &mut from.packed;
        Some(Self {
            id,
            title,
            url,
            image,
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

    /// The category of a record, without the rest of its card.
    pub(super) fn category(mut from: Reading<'a>) -> Option<u16> {
        for _ in 0..4 {
            from.skip_text()?;
        }
        from.packed.short()
    }

    fn write(&self, to: &mut ProductRecord) {
        [self.id, self.title, self.url, self.image].into_iter().for_each(|text| to.text(text));
        to.put(&(self.category, self.price, self.list_price, self.band));
        to.put(&(self.in_stock, self.bought_again, self.margin, self.family));
    }

    /// Whether it is on sale.
    #[must_use]
    pub fn on_sale(&self) -> bool {
        self.list_price > self.price
    }
}

/// What only the product's own page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub specs: Vec<(&'a str, &'a str)>,
    /// What it is good for.
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
    pub listings: Vec<(u8, &'a str)>,
}

impl<'a> Detail<'a> {
    /// Reads one as [`write_record`] wrote it, in the order of the fields.
    fn read(from: &mut Reading<'a>) -> Option<Self> {
        let places = |from: &mut Reading<'a>| from.packed.list(|packed| packed.number().map(ProductRef));
        Some(Self {
            next: from.packed.bytes()?,
            brand: from.text()?,
            rating: from.packed.byte()?,
            reviews: from.packed.number()?,
            review: from.text()?,
            specs: from.list(|from| Some((from.text()?, from.text()?)))?,
            use_cases: from.list(Reading::text)?,
            ships_in_days: from.packed.maybe(Packed::byte)?,
            reorder_days: from.packed.short()?,
            variants: places(from)?,
            successor: from.packed.maybe(|packed| packed.number().map(ProductRef))?,
            bundle: places(from)?,
            bundles: places(from)?,
            bought_together: places(from)?,
            complements: places(from)?,
            similar: places(from)?,
            listings: from.list(|from| Some((from.packed.byte()?, from.text()?)))?,
        })
    }

    fn write(&self, to: &mut ProductRecord) {
        to.put(&self.next);
        to.text(self.brand);
        to.put(&(self.rating, self.reviews));
        to.text(self.review);
        to.list(&self.specs, |to, (name, text)| [name, text].into_iter().for_each(|text| to.text(text)));
        to.list(&self.use_cases, |to, text| to.text(text));
        to.put(&(self.ships_in_days, self.reorder_days, &self.variants, self.successor));
        to.put(&(&self.bundle, &self.bundles, &self.bought_together, &self.complements, &self.similar));
        to.list(&self.listings, |to, (channel, number)| {
            to.put(channel);
            to.text(number);
        });
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
    pub(super) rest: Reading<'a>,
}

impl<'a> Product<'a> {
    /// What only its own page shows; `None` when the record is damaged.
    #[must_use]
    pub fn detail(&self) -> Option<Detail<'a>> {
        let mut rest = self.rest;
        Detail::read(&mut rest)
    }

    /// What visitors look at next: a list of `crate::neighbours`, or nothing. The other details are not decoded.
    #[must_use]
    pub fn next(&self) -> &'a [u8] {
        let mut rest = self.rest.packed;
        rest.bytes().unwrap_or_default()
    }
}

/// The record of a product as [`write_shard`](super::write_shard) takes it.
#[must_use]
pub fn write_record(card: &Card<'_>, detail: &Detail<'_>) -> ProductRecord {
    let mut record = ProductRecord::default();
    card.write(&mut record);
    detail.write(&mut record);
    record
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::super::{Shard, write_shard};
    use super::*;
    use crate::key::ProductKey;
    use alloc::string::String;
    use proptest::prelude::*;

    fn numbers() -> impl Strategy<Value = Vec<ProductRef>> {
        prop::collection::vec(any::<u32>().prop_map(ProductRef), 0..4)
    }

    proptest! {
        /// What is read is what was written, whatever texts records share with others, and a damaged shard is read or is not.
        #[test]
        fn a_record_is_read_as_it_was_written(
            texts in prop::collection::vec("\\PC{0,9}|[a-z]{60,70}|[a-z]{120,140}", 6),
            numbers in (any::<u16>(), any::<u32>(), any::<u32>(), any::<u8>(), any::<u32>(), any::<u16>()),
            flags in (any::<bool>(), any::<bool>(), 0..3_usize, any::<Option<u8>>(), any::<Option<u32>>()),
            lists in (numbers(), numbers(), numbers(), numbers(), numbers(), numbers()),
            pairs in prop::collection::vec(("\\PC{0,5}", "\\PC{0,5}", any::<u8>()), 0..4),
            next in prop::collection::vec(any::<u8>(), 0..200),
            of_all in 0..6_usize,
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
            // Others that have all of its texts, one of them, or none.
            let other = Detail { brand: text(of_all), specs: Vec::new(), use_cases: Vec::new(), listings: Vec::new(), ..detail.clone() };
            let kinds = [(card, detail.clone()), (Card { id: "other", ..card }, other), (card, detail)];
            let shared = kinds.iter().cycle().take(6).zip(1..).map(|((card, detail), key)| (ProductKey(key), write_record(card, detail)));
            let mut bytes = write_shard(&shared.collect::<Vec<_>>());
            let shard = Shard::open(bytes.clone()).unwrap();
            for (slot, (card, detail)) in kinds.iter().cycle().take(6).enumerate() {
                let product = shard.product(slot, ProductRef(7)).unwrap();
                prop_assert_eq!(product.card, *card);
                prop_assert_eq!(product.next(), detail.next);
                prop_assert_eq!(product.detail(), Some(detail.clone()));
                prop_assert_eq!(shard.category(slot), Some(category));
            }

            *damage.get_mut(&mut bytes) = by;
            if let Ok(shard) = Shard::open(bytes) {
                for slot in 0..6 {
                    let product = shard.product(slot, ProductRef(7));
                    let _ = product.map(|product| (product.next().len(), product.detail()));
                }
            }
        }
    }
}
