//! `products.csv` with our own columns.

use super::channels::listings_of;
use super::product::{ProductEntry, Products, product_id, stars};
use super::table::{Line, Row, Table};
use crate::shop::fields::{LONGEST_DAYS, PRICE, Reader};
use crate::shop::place::At;
use crate::shop::values;

const COLUMNS: [&str; 22] = [
    "id",
    "title",
    "category",
    "price",
    "list_price",
    "brand",
    "stock",
    "url",
    "image",
    "rating",
    "reviews",
    "review",
    "ships_in_days",
    "reorder_days",
    "variant_of",
    "successor",
    "bundle",
    "complements",
    "use_cases",
    "added",
    "margin",
    "listings",
];

/// Reads the catalogue. `None` when the header cannot be used.
pub(in crate::shop) fn read_all(reader: Reader<'_>, text: &str) -> Option<Products> {
    let table = Table::open(reader, text, b',', "a product")?;
    if !table.expect(&COLUMNS, &["id", "title", "category", "price"], Some("specs.")) {
        return None;
    }
    let products = table.rows().map(|line| match line {
        Line::Row(row) => product(reader, &row),
        Line::Broken => None,
    });
    Some(products.collect())
}

fn product(reader: Reader<'_>, row: &Row<'_, '_>) -> Option<ProductEntry> {
    let id = row.needed("id").and_then(|id| product_id(reader, id));
    let title = row.needed("title").inspect(|title| reader.notes.shown(title));
    let category = row.needed("category");
    let price = row.needed("price").and_then(|cell| row.read(&cell, PRICE, values::cents));
    let list_price = row.number("list_price", PRICE, values::cents).unwrap_or_default();
    let stars = row.cell("rating").and_then(|cell| {
        let tenths = row.read(&cell, "stars from 0 to 5", values::tenths)?;
        stars(reader, cell.place, tenths)
    });
    Some(ProductEntry {
        list_price,
        brand: row.words("brand"),
        stock: row.whole("stock", u32::MAX),
        url: row.cell("url"),
        image: row.cell("image"),
        rating: stars.unwrap_or_default(),
        reviews: row.whole("reviews", u32::MAX).unwrap_or_default(),
        review: row.words("review"),
        specs: row.below("specs."),
        use_cases: row.list("use_cases").into_iter().map(|part| part.value).collect(),
        ships_in_days: row.whole("ships_in_days", u32::from(u8::MAX)).and_then(|n| u8::try_from(n).ok()),
        reorder_days: row.whole("reorder_days", u32::from(LONGEST_DAYS)).and_then(|n| u16::try_from(n).ok()),
        variant_of: row.cell("variant_of"),
        successor: row.cell("successor"),
        bundle: row.list("bundle"),
        complements: row.list("complements"),
        added: row.cell("added").and_then(|day| Some(At { value: reader.day_of(&day)?, place: day.place })),
        margin: row.whole("margin", 100).and_then(|n| u8::try_from(n).ok()).unwrap_or_default(),
        listings: listings_of(reader, row.list("listings")),
        id: id?,
        title: title.map(|cell| cell.value).unwrap_or_default(),
        category: category.unwrap_or_else(|| At { value: String::new(), place: row.place() }),
        price: price.unwrap_or_default(),
    })
}
