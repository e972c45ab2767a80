//! A products export of Shopify: one row a variant or a picture, the rows of a product one after the other and with one
//! handle. The headers of 2025 and those before are both known.

use super::gather::{Gather, Offer, Remark, handle_path, word};
use super::{Feed, Setting};
use crate::day::Day;
use crate::shop::code::Code;
use crate::shop::fields::{PRICE, Reader, WHOLE};
use crate::shop::place::At;
use crate::shop::source::table::{Line, Row, Table};
use crate::shop::values;
use std::collections::{HashMap, HashSet};

/// What is read of an export: our word, and the headers that have it, in lower case.
const COLUMNS: [(&str, &[&str]); 19] = [
    ("handle", &["handle", "url handle"]),
    ("title", &["title"]),
    ("vendor", &["vendor"]),
    ("type", &["type", "product type"]),
    ("category", &["product category", "standard product type", "custom product type"]),
    ("published", &["published", "published on online store"]),
    ("status", &["status"]),
    ("option1", &["option1 value"]),
    ("option2", &["option2 value"]),
    ("option3", &["option3 value"]),
    ("sku", &["variant sku", "sku"]),
    ("price", &["variant price", "price"]),
    ("compare", &["variant compare at price", "compare-at price", "compare at price"]),
    ("tracker", &["variant inventory tracker", "inventory tracker"]),
    ("quantity", &["variant inventory qty", "inventory quantity"]),
    ("policy", &["variant inventory policy", "continue selling when out of stock"]),
    ("image", &["image src", "product image url"]),
    ("cost", &["cost per item", "variant cost"]),
    ("added", &["published at", "created at"]),
];

/// Whether a table is such an export, by the words of its header.
pub(in crate::shop) fn is_shopify(text: &str) -> bool {
    let header = text.lines().next().unwrap_or_default().to_lowercase();
    let names: HashSet<&str> = header.split(',').map(|name| name.trim().trim_matches('"')).collect();
    let has = |name: &str| {
        COLUMNS.iter().filter(|(own, _)| *own == name).flat_map(|(_, all)| *all).any(|n| names.contains(n))
    };
    has("handle") && has("title") && has("price") && !names.contains("id")
}

const SHARED_SKU: Remark = (
    "variant shares its SKU with another, and is called after its handle",
    "variants share their SKU with another, and are called after their handle",
    "give each variant a SKU of its own, so that orders and carts tell them apart",
);

/// What the rows of one product have in common.
struct Product {
    handle: String,
    title: String,
    vendor: String,
    shelf: Vec<At<String>>,
    /// Why none of its rows is taken.
    left_out: Option<&'static str>,
    variants: u32,
    image: Option<At<String>>,
    added: Option<At<Day>>,
}

/// Reads an export.
pub(in crate::shop) fn read(reader: Reader<'_>, text: &str, setting: Setting<'_>) -> Option<Feed> {
    let table = Table::open(reader, text, b',', "a product")?;
    let mut names: HashMap<&'static str, String> = HashMap::new();
    let mut picture_of_variant = None;
    for cell in table.header() {
        let name = cell.value.trim().to_lowercase();
        if let Some((own, _)) = COLUMNS.iter().find(|(_, all)| all.contains(&name.as_str())) {
            names.entry(own).or_insert_with(|| cell.value.trim().to_string());
        }
        if ["variant image", "variant image url"].contains(&name.as_str()) {
            picture_of_variant = Some(cell.value.trim().to_string());
        }
    }
    let get = |row: &Row<'_, '_>, own: &str| names.get(own).and_then(|name| row.cell(name));
    let mut gather = Gather::new(reader, setting, "/collections");
    let mut seen: HashSet<String> = HashSet::new();
    let mut product: Option<Product> = None;
    for line in table.rows() {
        let Line::Row(row) = line else {
            gather.broken();
            continue;
        };
        let Some(handle) = get(&row, "handle") else {
            reader.notes.say(Code::MissingField, row.place(), "a product needs its handle", "fill in the field");
            gather.broken();
            continue;
        };
        if product.as_ref().is_none_or(|product| product.handle != handle.value) {
            product = first_row(reader, &row, &handle, &get);
            match &product {
                Some(Product { left_out: Some(why), .. }) => gather.leave_out(why),
                Some(_) => {}
                None => gather.broken(),
            }
        }
        let Some(product) = &mut product else { continue };
        // A row without a price is one more picture.
        let Some(cell) = get(&row, "price") else { continue };
        if product.left_out.is_some() {
            continue;
        }
        let Some(price) = row.read(&cell, PRICE, values::cents) else {
            gather.broken();
            continue;
        };
        product.variants += 1;
        let options: Vec<String> = ["option1", "option2", "option3"]
            .iter()
            .filter_map(|option| get(&row, option))
            .inspect(|option| reader.notes.shown(option))
            .map(|option| option.value)
            .filter(|option| option != "Default Title")
            .collect();
        let id = match get(&row, "sku") {
            Some(sku) if seen.insert(sku.value.clone()) => sku,
            sku => {
                if sku.is_some() {
                    gather.remark(SHARED_SKU);
                }
                let value = match (product.variants, word(&options.join(" "))) {
                    (1, _) => product.handle.clone(),
                    (n, options) if options.is_empty() => format!("{}-{n}", product.handle),
                    (_, options) => format!("{}-{options}", product.handle),
                };
                seen.insert(value.clone());
                At { value, place: handle.place }
            }
        };
        let title = match options.is_empty() {
            true => product.title.clone(),
            false => format!("{}, {}", product.title, options.join(" / ")),
        };
        let own_picture = picture_of_variant.as_ref().and_then(|name| row.cell(name));
        gather.take(Offer {
            id,
            title,
            shelf: product.shelf.clone(),
            price,
            list_price: get(&row, "compare").and_then(|cell| row.read(&cell, PRICE, values::cents)).unwrap_or_default(),
            brand: product.vendor.clone(),
            stock: stock(&row, &get),
            link: Some(At { value: handle_path(&product.handle), place: handle.place }),
            image: own_picture.or_else(|| product.image.clone()),
            added: product.added.clone(),
            cost: get(&row, "cost").and_then(|cell| row.read(&cell, PRICE, values::cents)),
            family: Some(product.handle.clone()),
        });
    }
    Some(gather.finish("Type"))
}

fn first_row(
    reader: Reader<'_>,
    row: &Row<'_, '_>,
    handle: &At<String>,
    get: &impl Fn(&Row<'_, '_>, &str) -> Option<At<String>>,
) -> Option<Product> {
    let Some(title) = get(row, "title") else {
        let message = format!("the product `{}` has no title", handle.value);
        reader.notes.say(
            Code::MissingField,
            handle.place,
            message,
            "the rows of a product stand together, and the first has its title",
        );
        return None;
    };
    reader.notes.shown(&title);
    let lower = |name: &str| get(row, name).map(|cell| cell.value.to_lowercase());
    let left_out = match (lower("status").as_deref(), lower("published").as_deref()) {
        (Some("draft"), _) => Some("in draft"),
        (Some("archived"), _) => Some("archived"),
        (_, Some("false")) => Some("not published"),
        _ => None,
    };
    Some(Product {
        handle: handle.value.clone(),
        title: title.value,
        vendor: get(row, "vendor").map(|cell| cell.value).unwrap_or_default(),
        shelf: ["type", "category"].iter().filter_map(|name| get(row, name)).collect(),
        left_out,
        variants: 0,
        image: get(row, "image"),
        added: get(row, "added").and_then(|cell| added(reader, cell)),
    })
}

/// The day of a moment, as `2026-03-31 09:30:00 +0100` has it.
fn added(reader: Reader<'_>, moment: At<String>) -> Option<At<Day>> {
    let day = moment.value.split([' ', 'T']).next().unwrap_or_default().to_string();
    Some(At { value: reader.day_of(&At { value: day, place: moment.place })?, place: moment.place })
}

/// How many there are, where Shopify counts them and stops selling at none.
fn stock(row: &Row<'_, '_>, get: &impl Fn(&Row<'_, '_>, &str) -> Option<At<String>>) -> Option<u32> {
    let sells_on =
        get(row, "policy").is_some_and(|cell| ["continue", "true"].contains(&cell.value.to_lowercase().as_str()));
    let quantity = get(row, "quantity")?;
    if sells_on || get(row, "tracker").is_none() {
        return None;
    }
    // Shopify counts below zero what was sold without being there.
    match quantity.value.strip_prefix('-') {
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => Some(0),
        _ => row.read(&quantity, WHOLE, values::whole),
    }
}
