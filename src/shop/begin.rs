//! What a file of products says to somebody who has no shop folder yet: its categories, its currency, and its hosts.

use super::catalogue::table;
use super::code::Code;
use super::fields::Reader;
use super::names::is_id;
use super::place::Notes;
use super::problem::Problem;
use super::source::{self, Feed, Setting, is_shopify};
use super::text;
use std::path::Path;

/// A file of products.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// What the file is called in a shop folder.
    pub file: &'static str,
    /// What it holds.
    pub text: String,
    /// The currency of its prices, where it says so.
    pub currency: Option<String>,
    /// The hosts that its links lead to.
    pub hosts: Vec<String>,
    /// Its categories: the id and the title.
    pub categories: Vec<(String, String)>,
    /// How the pages of its categories begin.
    pub below: &'static str,
    /// The id of a product that can be had, or the first.
    pub product: String,
    /// Whether something of it is not taken, or not as it stands.
    pub left_out: bool,
    /// How many products it has.
    pub products: usize,
}

/// Reads a file of products in any form that a shop folder takes.
///
/// # Errors
/// What is wrong with it.
pub fn catalogue(path: &Path, currency: Option<&str>) -> Result<Catalogue, Vec<Problem>> {
    let notes = Notes::default();
    let shown = path.display().to_string();
    let file = match path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase).as_deref() {
        Some("json") => "products.json",
        Some("csv") => "products.csv",
        Some("tsv" | "txt") => "products.tsv",
        Some("xml" | "rss" | "atom") => "products.xml",
        _ => {
            let help = "name a file that ends in `.json`, `.csv`, `.tsv` or `.xml`";
            notes.missing(&shown, format!("`{shown}` is no file of products"), help);
            return Err(notes.take());
        }
    };
    let read = text::read(&notes, path, &shown).and_then(|(number, kept)| {
        let reader = Reader { notes: &notes, file: number };
        let feed = match file {
            "products.json" => {
                let value = text::parse(&notes, number, &kept.text)?;
                Feed { products: source::read_products(reader, &value), ..Feed::default() }
            }
            name => table(reader, name, &kept.text, Setting { currency, ..Setting::default() })?,
        };
        Some((kept.text.clone(), feed))
    });
    let Some((text, feed)) = read else { return Err(notes.take()) };
    let (Some(products), false) = (feed.products.all(), notes.failed(&[])) else { return Err(notes.take()) };
    let mut categories: Vec<(String, String)> =
        feed.shelves.iter().map(|shelf| (shelf.id.clone(), shelf.title.clone())).collect();
    if categories.is_empty() {
        for product in products {
            let id = &product.category.value;
            if is_id(id) && !categories.iter().any(|(known, _)| known == id) {
                categories.push((id.clone(), title(id)));
            }
        }
    }
    let can_be_had = products.iter().find(|product| product.stock != Some(0)).or(products.first());
    Ok(Catalogue {
        file,
        below: if file == "products.csv" && is_shopify(&text) { "/collections" } else { "/categories" },
        currency: feed.currency,
        hosts: feed.hosts,
        categories,
        product: can_be_had.map(|product| product.id.value.clone()).unwrap_or_default(),
        left_out: notes.has(Code::LeftOut),
        products: products.len(),
        text,
    })
}

/// An id as a title.
fn title(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
