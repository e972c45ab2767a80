//! A Google Merchant feed: what its attributes mean, and its table of tabs. `xml` reads the other form.

use super::gather::{Gather, Offer, Remark};
use super::{Feed, Setting};
use crate::shop::code::Code;
use crate::shop::fields::{PRICE, Reader};
use crate::shop::place::{At, Place};
use crate::shop::source::table::{Line, Table};
use crate::shop::values;

/// The attributes that are read.
pub(super) const KNOWN: [&str; 13] = [
    "id",
    "title",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "availability",
    "image_link",
    "link",
    "product_type",
    "google_product_category",
    "brand",
    "item_group_id",
    "cost_of_goods_sold",
];

const DATED_SALE: Remark = (
    "sale price holds on some days alone, and is not taken: the full price is shown",
    "sale prices hold on some days alone, and are not taken: the full prices are shown",
    "leave `sale_price_effective_date` out of the feed for Segue, and make the feed anew when a sale begins or ends",
);

/// What stands in a feed about one product.
#[derive(Default)]
pub(super) struct Record {
    /// The attributes in the order of the feed, those that count most first.
    pub(super) fields: Vec<(&'static str, At<String>)>,
}

impl Record {
    fn get(&self, name: &str) -> Option<&At<String>> {
        self.fields.iter().find(|(known, value)| *known == name && !value.value.is_empty()).map(|(_, value)| value)
    }

    fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = At<String>> + 's {
        let named = self.fields.iter().filter(move |(known, value)| *known == name && !value.value.is_empty());
        named.map(|(_, value)| value.clone())
    }
}

/// The attribute that a header or an element names: `g:image_link`, `image link`, `Image_Link`.
pub(super) fn attribute(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase().replace(' ', "_");
    let name = name.strip_prefix("g:").unwrap_or(&name);
    KNOWN.into_iter().find(|known| *known == name)
}

/// Reads a table of tabs.
pub(in crate::shop) fn read_tsv(reader: Reader<'_>, text: &str, setting: Setting<'_>) -> Option<Feed> {
    let table = Table::open(reader, text, b'\t', "a product")?;
    let columns: Vec<Option<&'static str>> = table.header().iter().map(|cell| attribute(&cell.value)).collect();
    let mut ok = true;
    for needed in ["id", "title", "price"] {
        if !columns.contains(&Some(needed)) {
            let help = "a Google Merchant feed has `id`, `title`, `price` and more, separated by tabs";
            reader.notes.say(Code::MissingField, table.beginning(), format!("the column `{needed}` is missing"), help);
            ok = false;
        }
    }
    if !ok {
        return None;
    }
    let mut gather = Gather::new(reader, setting, "/categories");
    for line in table.rows() {
        let Line::Row(row) = line else {
            gather.broken();
            continue;
        };
        let mut record = Record::default();
        for (at, name) in columns.iter().enumerate() {
            if let (Some(name), Some(cell)) = (name, row.at(at)) {
                record.fields.push((name, At { value: cell.value.trim().to_string(), place: cell.place }));
            }
        }
        take(reader, &mut gather, &record, row.place());
    }
    Some(gather.finish("product_type"))
}

/// Takes one product.
pub(super) fn take(reader: Reader<'_>, gather: &mut Gather<'_, '_>, record: &Record, place: Place) {
    let missing: Vec<&str> = ["id", "title", "price"].into_iter().filter(|name| record.get(name).is_none()).collect();
    for name in &missing {
        reader.notes.say(
            Code::MissingField,
            place,
            format!("a product needs `{name}`"),
            "fill it in where the feed is made",
        );
    }
    let (Some(id), Some(title), Some(price_text)) = (record.get("id"), record.get("title"), record.get("price")) else {
        gather.broken();
        return;
    };
    // XML may break a long title into lines, which a page shows as spaces.
    reader.notes.shown_in_lines(title);
    let Some(price) = price(reader, gather, price_text) else { return };
    let dated = record.get("sale_price_effective_date").is_some();
    let sale = record.get("sale_price").filter(|_| !dated);
    if dated && record.get("sale_price").is_some() {
        gather.remark(DATED_SALE);
    }
    let sale = sale.and_then(|text| self::price(reader, gather, text));
    let cost = record.get("cost_of_goods_sold").and_then(|text| self::price(reader, gather, text));
    let stock = match record.get("availability") {
        None => None,
        Some(text) => match text.value.to_lowercase().replace([' ', '-'], "_").as_str() {
            "in_stock" | "preorder" | "backorder" | "available_for_order" => None,
            "out_of_stock" => Some(0),
            _ => {
                let message = format!("`{}` is no availability", text.value);
                let help = "write `in_stock`, `out_of_stock`, `preorder` or `backorder`";
                reader.notes.error(text.place, message, help);
                None
            }
        },
    };
    gather.take(Offer {
        id: id.clone(),
        title: title.value.clone(),
        shelf: record.all("product_type").chain(record.all("google_product_category")).collect(),
        price: sale.map_or(price, |sale| sale.min(price)),
        list_price: price,
        brand: record.get("brand").map(|brand| brand.value.clone()).unwrap_or_default(),
        stock,
        link: record.get("link").cloned(),
        image: record.get("image_link").cloned(),
        // A feed says when something can be had, not since when.
        added: None,
        cost,
        family: record.get("item_group_id").map(|group| group.value.clone()),
    });
}

/// A price with its currency: `79.00 EUR`. `None` where it is none, which is noted, or one of another currency.
fn price(reader: Reader<'_>, gather: &mut Gather<'_, '_>, text: &At<String>) -> Option<u32> {
    let is_code = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let words: Vec<&str> = text.value.split_whitespace().collect();
    let (amount, code) = match words.as_slice() {
        [amount, code] if is_code(code) => (*amount, *code),
        [code, amount] if is_code(code) => (*amount, *code),
        _ => {
            let message = format!("`{}` is not a price with its currency", text.value);
            reader.notes.error(text.place, message, "write the price, a space and the currency: `79.00 EUR`");
            gather.broken();
            return None;
        }
    };
    let cents = reader.or_note(text.place, PRICE, amount, values::cents(amount));
    if cents.is_none() {
        gather.broken();
    }
    let code = At { value: code.to_ascii_uppercase(), place: text.place };
    // The currency is asked either way, so that it is said even where the amount is wrong.
    if gather.is_ours(&code) { cents } else { None }
}
