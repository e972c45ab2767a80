//! What may stand in a table as well as in JSON: the catalogue, the sets and the audiences.

use super::code::Code;
use super::fields::Reader;
use super::load::{Directory, json};
use super::place::{At, Notes, Place};
use super::source::{self, Feed, Products, SetFile, Setting, ShopFile};
use super::text;
use std::collections::HashMap;
use std::path::Path;

/// Where a catalogue may stand.
pub(super) const CATALOGUES: [&str; 4] = ["products.json", "products.csv", "products.tsv", "products.xml"];

/// Reads the catalogue, in whichever form it is. `None` where nothing of it could be read.
pub(super) fn products(notes: &Notes, dir: &Path, shop: Option<&ShopFile>) -> Option<Products> {
    let found: Vec<&str> = CATALOGUES.into_iter().filter(|name| dir.join(name).exists()).collect();
    match found.as_slice() {
        [] => {
            let message = "`products.json` is missing";
            notes.missing("products.json", message, "write the catalogue there, or into `products.csv`");
            None
        }
        ["products.json"] => {
            json(notes, dir, "products.json", |reader, value| Some(source::read_products(reader, value)))
        }
        [name] => {
            let hosts: Vec<String> =
                shop.map(|shop| shop.allowed_hosts.iter().map(|host| host.value.clone()).collect()).unwrap_or_default();
            let setting = Setting {
                currency: shop.map(|shop| shop.currency.as_str()).filter(|currency| !currency.is_empty()),
                categories: shop.and_then(|shop| shop.categories.as_deref()),
                hosts: &hosts,
            };
            let (number, file) = text::read(notes, &dir.join(name), name)?;
            Some(table(Reader { notes, file: number }, name, &file.text, setting)?.products)
        }
        [first, .., second] => {
            let message = format!("the catalogue stands in `{first}` and in `{second}`");
            notes.missing(second, message, "keep one of the two");
            None
        }
    }
}

/// Reads a catalogue that is a table or a feed.
pub(super) fn table(reader: Reader<'_>, name: &str, text: &str, setting: Setting<'_>) -> Option<Feed> {
    if name.ends_with(".xml") {
        source::read_xml(reader, text, setting)
    } else if name.ends_with(".tsv") {
        source::read_tsv(reader, text, setting)
    } else if source::is_shopify(text) {
        source::read_shopify(reader, text, setting)
    } else {
        Some(Feed { products: source::read_products_csv(reader, text)?, ..Feed::default() })
    }
}

/// Adds the sets of `sets.csv` to those of `sets/`.
pub(super) fn sets(notes: &Notes, dir: &Path, sets: &mut Directory<SetFile>) {
    let name = "sets.csv";
    if !dir.join(name).exists() {
        return;
    }
    let rows = text::read(notes, &dir.join(name), name)
        .and_then(|(number, file)| source::read_sets_csv(Reader { notes, file: number }, &file.text));
    let Some(rows) = rows else {
        // Something could not be read, so that no set can be called unknown.
        sets.ids.push(At { value: String::new(), place: Place { file: u32::MAX, start: 0, end: 0 } });
        return;
    };
    let mut seen: HashMap<String, bool> = sets.ids.iter().map(|id| (id.value.clone(), true)).collect();
    for id in rows.ids {
        let other = if id.value.is_empty() { None } else { seen.insert(id.value.clone(), false) };
        if let Some(in_file) = other {
            let other = if in_file { format!("in `sets/{}.json`", id.value) } else { "further up".into() };
            let message = format!("the set `{}` stands here and {other}", id.value);
            notes.say(Code::DuplicateId, id.place, message, "keep one of the two");
        }
        sets.ids.push(id);
    }
    sets.files.extend(rows.files);
    sets.files.sort_by(|a, b| a.id.cmp(&b.id));
}

/// Reads the names of the audiences. `None` when the file cannot be read.
pub(super) fn audiences(notes: &Notes, dir: &Path) -> Option<Vec<At<String>>> {
    let (in_json, in_csv) = ("audiences.json", "audiences.csv");
    match (dir.join(in_json).exists(), dir.join(in_csv).exists()) {
        (true, true) => {
            let message = format!("the audiences stand in `{in_json}` and in `{in_csv}`");
            notes.missing(in_csv, message, "keep one of the two");
            None
        }
        (false, true) => {
            let (number, file) = text::read(notes, &dir.join(in_csv), in_csv)?;
            source::read_audiences_csv(Reader { notes, file: number }, &file.text)
        }
        (true, false) => json(notes, dir, in_json, source::read_audiences),
        (false, false) => Some(Vec::new()),
    }
}
