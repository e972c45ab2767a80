//! `products.json`.

use super::channels;
use crate::day::Day;
use crate::shop::code::Code;
use crate::shop::fields::{PRICE, Reader};
use crate::shop::place::{At, Place};
use crate::shop::values;
use jsonc_parser::ast::Value;

/// Most characters of a product's id.
pub(in crate::shop) const LONGEST_ID: usize = 64;

/// A product of the catalogue.
#[derive(Debug)]
pub struct ProductEntry {
    /// The id, as the shop writes it.
    pub id: At<String>,
    /// The title.
    pub title: String,
    /// The id of the category.
    pub category: At<String>,
    /// In hundredths of the shop's currency.
    pub price: u32,
    /// The price before the sale in hundredths; 0 when there is none.
    pub list_price: u32,
    /// The brand, or empty.
    pub brand: String,
    /// How many there are; absent means that it can be had.
    pub stock: Option<u32>,
    /// The page, where it is not the shop's pattern.
    pub url: Option<At<String>>,
    /// The picture, where it is not the shop's pattern.
    pub image: Option<At<String>>,
    /// Stars times ten; 0 when nobody rated it.
    pub rating: u8,
    /// How many reviews.
    pub reviews: u32,
    /// A line of a review, or empty.
    pub review: String,
    /// Specifications in the shop's order.
    pub specs: Vec<(String, String)>,
    /// What it is good for.
    pub use_cases: Vec<String>,
    /// Days until it arrives.
    pub ships_in_days: Option<u8>,
    /// Days after which it is bought again; absent when the marketer says nothing.
    pub reorder_days: Option<u16>,
    /// The head of its family.
    pub variant_of: Option<At<String>>,
    /// What replaces it.
    pub successor: Option<At<String>>,
    /// What it holds, if it is a bundle.
    pub bundle: Vec<At<String>>,
    /// What is bought with it, best first.
    pub complements: Vec<At<String>>,
    /// Since when the shop has it.
    pub added: Option<At<Day>>,
    /// What the shop earns on it, in percent of the price, 0 to 100; 0 when it does not say.
    pub margin: u8,
    /// Its listings: the id of the channel, and its number there.
    pub listings: Vec<(At<String>, At<String>)>,
}

/// The catalogue as far as it could be read.
#[derive(Debug, Default)]
pub(in crate::shop) struct Products {
    /// The products that have an id, in the order of the file.
    pub(in crate::shop) sound: Vec<ProductEntry>,
    /// Whether these are all, so that a product that is not among them can be called unknown.
    pub(in crate::shop) whole: bool,
}

impl Products {
    /// All products, where each of them could be read.
    pub(in crate::shop) fn all(&self) -> Option<&[ProductEntry]> {
        self.whole.then_some(self.sound.as_slice())
    }
}

impl FromIterator<Option<ProductEntry>> for Products {
    fn from_iter<I: IntoIterator<Item = Option<ProductEntry>>>(products: I) -> Self {
        let mut read = Self { sound: Vec::new(), whole: true };
        for product in products {
            read.whole &= product.is_some();
            read.sound.extend(product);
        }
        read
    }
}

/// Reads the catalogue: a list, or an object that holds it as `products`.
pub(in crate::shop) fn read_all(reader: Reader<'_>, value: &Value<'_>) -> Products {
    match value {
        Value::Object(_) => {
            let Some(mut fields) = reader.file(value, "the catalogue") else { return Products::default() };
            let products = fields.need("products", "[]", |r, v| Some(list(r, v)));
            fields.finish();
            products.unwrap_or_default()
        }
        bare => list(reader, bare),
    }
}

fn list(reader: Reader<'_>, value: &Value<'_>) -> Products {
    let entries = reader.list(value, |reader, value| Some(read(reader, value)));
    entries.map(Products::from_iter).unwrap_or_default()
}

fn read(reader: Reader<'_>, value: &Value<'_>) -> Option<ProductEntry> {
    let mut fields = reader.fields(value, "a product")?;
    let id = fields.need("id", "\"K-101\"", |r, v| product_id(r, r.text(v)?));
    let title = fields.need("title", "\"Gooseneck kettle\"", Reader::line);
    let category = fields.need("category", "\"kettles\"", Reader::text);
    let price = fields.need("price", "79.00", money);
    let list_price = fields.may("list_price", money).unwrap_or_default();
    let brand = fields.may("brand", Reader::words).unwrap_or_default();
    let stock = fields.may("stock", |r, v| r.whole(v, 0..=u32::MAX));
    let url = fields.may("url", Reader::text);
    let image = fields.may("image", Reader::text);
    let rating = fields.may("rating", |r, v| {
        let tenths = r.number(v, "stars from 0 to 5", values::tenths)?;
        stars(r, r.place(v), tenths)
    });
    let reviews = fields.may("reviews", |r, v| r.whole(v, 0..=u32::MAX)).unwrap_or_default();
    let review = fields.may("review", Reader::words).unwrap_or_default();
    let specs = fields.may("specs", specs).unwrap_or_default();
    let use_cases = fields.may("use_cases", |r, v| r.list(v, Reader::words)).unwrap_or_default();
    let ships_in_days = fields.may("ships_in_days", |r, v| r.byte(v, 0..=u8::MAX));
    let reorder_days = fields.may("reorder_days", |r, v| r.days(v, 0));
    let variant_of = fields.may("variant_of", Reader::text);
    let successor = fields.may("successor", Reader::text);
    let bundle = fields.may("bundle", Reader::texts).unwrap_or_default();
    let complements = fields.may("complements", Reader::texts).unwrap_or_default();
    let added = fields.may("added", |r, v| Some(At { value: r.day(v)?, place: r.place(v) }));
    let margin = fields.may("margin", |r, v| r.byte(v, 0..=100)).unwrap_or_default();
    let listings = fields.may("listings", channels::listings).unwrap_or_default();
    let fields_place = fields.place();
    fields.finish();
    Some(ProductEntry {
        // What is missing was noted and fails the whole; the rest is still worth checking.
        id: id?,
        title: title.unwrap_or_default(),
        category: category.unwrap_or_else(|| At { value: String::new(), place: fields_place }),
        price: price.unwrap_or_default(),
        list_price,
        brand,
        stock,
        url,
        image,
        rating: rating.unwrap_or_default(),
        reviews,
        review,
        specs,
        use_cases,
        ships_in_days,
        reorder_days,
        variant_of,
        successor,
        bundle,
        complements,
        added,
        margin,
        listings,
    })
}

fn money(reader: Reader<'_>, value: &Value<'_>) -> Option<u32> {
    reader.number(value, PRICE, values::cents)
}

/// Checks the shape of a product's id.
pub(super) fn product_id(reader: Reader<'_>, id: At<String>) -> Option<At<String>> {
    let length = id.value.chars().count();
    let (message, help) = if length > LONGEST_ID {
        (format!("this product id has {length} characters"), "shorten it to 64 characters at most")
    } else if id.value.chars().any(char::is_control) {
        ("this product id holds a control character".into(), "take out line breaks, tabs and the like")
    } else if id.value.trim() != id.value {
        (format!("the product id `{}` begins or ends with a space", id.value), "take the space away")
    } else {
        return Some(id);
    };
    reader.notes.say(Code::NotAnId, id.place, message, help);
    None
}

/// Checks the range of a rating in tenths.
pub(super) fn stars(reader: Reader<'_>, place: Place, tenths: u32) -> Option<u8> {
    if tenths > 50 {
        let message = format!("a rating of {}.{} is more than five stars", tenths / 10, tenths % 10);
        reader.notes.error(place, message, "write stars from 0 to 5, such as `4.6`");
        return None;
    }
    u8::try_from(tenths).ok()
}

/// Specifications: a name and what it says, text or a number as it is written.
fn specs(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<(String, String)>> {
    let entries = reader.entries(value, "specifications by name")?;
    let read = |value: &Value<'_>| match value {
        Value::NumberLit(number) => Some(number.value.to_string()),
        other => reader.words(other),
    };
    Some(entries.filter_map(|entry| Some((entry.name.as_str().to_string(), read(&entry.value)?))).collect())
}
