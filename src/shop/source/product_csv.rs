//! `products.csv`: RFC 4180, with a header. It is read here rather than by a library since every field has to know its
//! bytes.

use super::product::{ProductEntry, product_id, stars};
use crate::shop::code::Code;
use crate::shop::fields::{PRICE, Reader, quoted};
use crate::shop::names::nearest;
use crate::shop::place::{At, Place};
use crate::shop::values::{self, Bad};
use std::borrow::Cow;
use std::collections::HashMap;

const COLUMNS: [&str; 19] = [
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
];

/// A field of a row and its bytes.
type Cell<'t> = At<Cow<'t, str>>;

/// Reads the catalogue. `None` when the header cannot be used or a product has no id that can be read, so that none
/// can be called unknown.
pub(in crate::shop) fn read_all(reader: Reader<'_>, text: &str) -> Option<Vec<ProductEntry>> {
    let mut rows = Rows { text, at: 0, file: reader.file };
    let header = rows.next().unwrap_or_default();
    let columns = columns(reader, &header)?;
    let mut products: Vec<Option<ProductEntry>> = Vec::new();
    for row in rows {
        if row.len() == 1 && row.iter().all(|cell| cell.value.trim().is_empty()) {
            continue;
        }
        if row.len() != header.len() {
            let place = row.first().map_or(Place { file: reader.file, start: 0, end: 0 }, |cell| cell.place);
            let message = format!("this row has {} fields, and the header has {}", row.len(), header.len());
            reader.notes.say(Code::Syntax, place, message, "put a field that holds a comma into double quotes");
            products.push(None);
            continue;
        }
        products.push(Row { reader, columns: &columns, header: &header, cells: row }.product());
    }
    products.into_iter().collect()
}

fn columns(reader: Reader<'_>, header: &[Cell<'_>]) -> Option<HashMap<String, usize>> {
    let mut columns = HashMap::new();
    let mut ok = true;
    for (at, cell) in header.iter().enumerate() {
        let name = cell.value.trim();
        let specs = name.strip_prefix("specs.").is_some_and(|name| !name.is_empty());
        if !specs && !COLUMNS.contains(&name) {
            let help = match nearest(name, COLUMNS) {
                Some(name) => format!("did you mean `{name}`?"),
                None if name.contains(';') => "separate columns by commas, not by semicolons".into(),
                None => format!("columns are {} and `specs.NAME`", quoted(&COLUMNS)),
            };
            reader.notes.say(Code::UnknownField, cell.place, format!("unknown column `{name}`"), help);
            ok = false;
        }
        if columns.insert(name.to_string(), at).is_some() {
            reader.notes.say(
                Code::NameTwice,
                cell.place,
                format!("the column `{name}` stands here twice"),
                "keep one of the two",
            );
            ok = false;
        }
    }
    for needed in ["id", "title", "category", "price"] {
        if ok && !columns.contains_key(needed) {
            let place = header.first().map_or(Place { file: reader.file, start: 0, end: 0 }, |cell| cell.place);
            reader.notes.say(
                Code::MissingField,
                place,
                format!("the column `{needed}` is missing"),
                "add it to the first line",
            );
            ok = false;
        }
    }
    ok.then_some(columns)
}

struct Row<'r, 't> {
    reader: Reader<'r>,
    columns: &'r HashMap<String, usize>,
    header: &'r [Cell<'t>],
    cells: Vec<Cell<'t>>,
}

impl Row<'_, '_> {
    fn product(&self) -> Option<ProductEntry> {
        let id = self.needed("id").and_then(|id| product_id(self.reader, id));
        let title = self.needed("title");
        let category = self.needed("category");
        let price = self.needed("price").and_then(|cell| self.read(&cell, PRICE, values::cents));
        let list_price = self.number("list_price", PRICE, values::cents).unwrap_or_default();
        let stars = self.cell("rating").and_then(|cell| {
            let tenths = self.read(&cell, "stars from 0 to 5", values::tenths)?;
            stars(self.reader, cell.place, tenths)
        });
        let whole = |name, most| self.number(name, "a whole number", |text| bounded(values::whole(text), most));
        Some(ProductEntry {
            list_price,
            brand: self.words("brand"),
            stock: whole("stock", u32::MAX),
            url: self.cell("url"),
            image: self.cell("image"),
            rating: stars.unwrap_or_default(),
            reviews: whole("reviews", u32::MAX).unwrap_or_default(),
            review: self.words("review"),
            specs: self.specs(),
            use_cases: self.list("use_cases").into_iter().map(|part| part.value).collect(),
            ships_in_days: whole("ships_in_days", u32::from(u8::MAX)).and_then(|n| u8::try_from(n).ok()),
            reorder_days: whole("reorder_days", 3_650).and_then(|n| u16::try_from(n).ok()),
            variant_of: self.cell("variant_of"),
            successor: self.cell("successor"),
            bundle: self.list("bundle"),
            complements: self.list("complements"),
            id: id?,
            title: title.map(|cell| cell.value).unwrap_or_default(),
            category: category.unwrap_or_else(|| At { value: String::new(), place: self.place() }),
            price: price.unwrap_or_default(),
        })
    }

    /// The beginning of the row.
    fn place(&self) -> Place {
        self.cells.first().map_or(Place { file: self.reader.file, start: 0, end: 0 }, |cell| cell.place)
    }

    /// A field that says something.
    fn cell(&self, name: &str) -> Option<At<String>> {
        let cell = self.cells.get(*self.columns.get(name)?)?;
        let text = cell.value.trim();
        (!text.is_empty()).then(|| At { value: text.to_string(), place: cell.place })
    }

    fn needed(&self, name: &str) -> Option<At<String>> {
        let found = self.cell(name);
        if found.is_none()
            && let Some(place) = self.columns.get(name).and_then(|at| self.cells.get(*at)).map(|cell| cell.place)
        {
            self.reader.notes.say(Code::MissingField, place, format!("a product needs `{name}`"), "fill in the field");
        }
        found
    }

    fn words(&self, name: &str) -> String {
        self.cell(name).map(|cell| cell.value).unwrap_or_default()
    }

    fn number(&self, name: &str, what: &str, read: impl FnOnce(&str) -> Result<u32, Bad>) -> Option<u32> {
        self.read(&self.cell(name)?, what, read)
    }

    fn read(&self, cell: &At<String>, what: &str, read: impl FnOnce(&str) -> Result<u32, Bad>) -> Option<u32> {
        self.reader.or_note(cell.place, what, &cell.value, read(&cell.value))
    }

    fn list(&self, name: &str) -> Vec<At<String>> {
        let Some(cell) = self.cell(name) else { return Vec::new() };
        let parts = cell.value.split('|').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| At { value: part.to_string(), place: cell.place }).collect()
    }

    fn specs(&self) -> Vec<(String, String)> {
        let named = |(header, cell): (&Cell<'_>, &Cell<'_>)| {
            let name = header.value.trim().strip_prefix("specs.")?.to_string();
            let text = cell.value.trim();
            (!text.is_empty()).then(|| (name, text.to_string()))
        };
        self.header.iter().zip(&self.cells).filter_map(named).collect()
    }
}

fn bounded(number: Result<u32, Bad>, most: u32) -> Result<u32, Bad> {
    number.and_then(|number| if number > most { Err(Bad::TooLarge) } else { Ok(number) })
}

/// The rows of a text, each with its fields.
struct Rows<'t> {
    text: &'t str,
    at: usize,
    file: u32,
}

impl<'t> Iterator for Rows<'t> {
    type Item = Vec<Cell<'t>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        let mut row = Vec::new();
        loop {
            let (cell, end) = self.field();
            row.push(cell);
            self.at = end;
            match self.byte(end) {
                Some(b',') => self.at += 1,
                Some(b'\r') if self.byte(end + 1) == Some(b'\n') => {
                    self.at += 2;
                    return Some(row);
                }
                _ => {
                    self.at += 1;
                    return Some(row);
                }
            }
        }
    }
}

impl<'t> Rows<'t> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The field that begins here, and where it ends.
    fn field(&self) -> (Cell<'t>, usize) {
        let start = self.at;
        if self.byte(start) != Some(b'"') {
            let rest = self.text.get(start..).unwrap_or_default();
            let end = start + rest.find([',', '\n', '\r']).unwrap_or(rest.len());
            return (self.cell(start, end, Cow::Borrowed(self.text.get(start..end).unwrap_or_default())), end);
        }
        let mut end = start + 1;
        let mut doubled = false;
        loop {
            match self.byte(end) {
                Some(b'"') if self.byte(end + 1) == Some(b'"') => {
                    doubled = true;
                    end += 2;
                }
                Some(b'"') | None => break,
                Some(_) => end += 1,
            }
        }
        let inner = self.text.get(start + 1..end).unwrap_or_default();
        let value = if doubled { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) };
        // What stands between the closing quote and the next comma is no part of the field.
        let rest = self.text.get(end..).unwrap_or_default();
        let close = end + rest.find([',', '\n', '\r']).unwrap_or(rest.len());
        (self.cell(start, close, value), close)
    }

    fn cell(&self, start: usize, end: usize, value: Cow<'t, str>) -> Cell<'t> {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        At { value, place: Place { file: self.file, start: narrow(start), end: narrow(end) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let rows = Rows { text, at: 0, file: 0 };
        rows.map(|row| row.into_iter().map(|cell| cell.value.into_owned()).collect()).collect()
    }

    #[test]
    fn fields_are_cut_as_rfc_4180_says() {
        assert_eq!(rows("a,b\r\nc,\"d,\"\"e\"\"\nf\"\n"), [vec!["a", "b"], vec!["c", "d,\"e\"\nf"]]);
        assert_eq!(rows("a,\n,b"), [vec!["a", ""], vec!["", "b"]]);
        assert_eq!(rows(""), Vec::<Vec<String>>::new());
        assert_eq!(rows("a,\"open"), [vec!["a", "open"]]);
        assert_eq!(rows("ü,\"ö\""), [vec!["ü", "ö"]]);
    }
}
