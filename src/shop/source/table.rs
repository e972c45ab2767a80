//! Tables: RFC 4180, with a header; tabs instead of commas where the file is one of tabs. They are read here rather than
//! by a library since every cell has to know its bytes.

use crate::shop::code::Code;
use crate::shop::fields::{Reader, WHOLE, quoted};
use crate::shop::names::nearest;
use crate::shop::place::{At, Place};
use crate::shop::values::{self, Bad};
use std::borrow::Cow;
use std::collections::HashMap;

/// A cell and its bytes.
pub(super) type Cell<'t> = At<Cow<'t, str>>;

/// Most columns of a table.
const MOST_COLUMNS: usize = 2_000;

/// A table whose header was read.
pub(super) struct Table<'r, 't> {
    reader: Reader<'r>,
    header: Vec<Cell<'t>>,
    columns: HashMap<String, usize>,
    rows: Rows<'t>,
    /// What a row holds, such as `a product`.
    what: &'static str,
}

/// A row, or the place of one that cannot be used, which was noted.
pub(super) enum Line<'r, 't> {
    Row(Row<'r, 't>),
    Broken,
}

/// One row, by the names of its columns.
pub(super) struct Row<'r, 't> {
    reader: Reader<'r>,
    columns: &'r HashMap<String, usize>,
    header: &'r [Cell<'t>],
    cells: Vec<Cell<'t>>,
    what: &'static str,
}

impl<'r, 't> Table<'r, 't> {
    /// Reads the header. `None` where a column is named twice, which is noted.
    pub(super) fn open(reader: Reader<'r>, text: &'t str, between: u8, what: &'static str) -> Option<Self> {
        let mut rows = Rows { text, at: 0, file: reader.file, between, fault: None };
        let header = rows.next().unwrap_or_default();
        rows.note_fault(reader);
        let mut columns = HashMap::with_capacity(header.len());
        let mut ok = true;
        if header.len() > MOST_COLUMNS {
            let place = header.first().map_or(Place { file: reader.file, start: 0, end: 0 }, |cell| cell.place);
            let message = format!("this table has {} columns, and {MOST_COLUMNS} is the most", header.len());
            reader.notes.say(Code::TooMany, place, message, "take away what is not used");
            return None;
        }
        for (at, cell) in header.iter().enumerate() {
            let name = cell.value.trim();
            if columns.insert(name.to_string(), at).is_some() {
                let message = format!("the column `{name}` stands here twice");
                reader.notes.say(Code::NameTwice, cell.place, message, "keep one of the two");
                ok = false;
            }
        }
        ok.then_some(Self { reader, header, columns, rows, what })
    }

    /// Notes columns that are none of `known`, and those of `needed` that are missing. False where there are any.
    pub(super) fn expect(&self, known: &[&str], needed: &[&str], free: Option<&str>) -> bool {
        let mut ok = true;
        for cell in &self.header {
            let name = cell.value.trim();
            let is_free = free.is_some_and(|free| name.strip_prefix(free).is_some_and(|rest| !rest.is_empty()));
            if is_free || known.contains(&name) {
                continue;
            }
            let help = match nearest(name, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None if name.contains(';') => "separate columns by commas, not by semicolons".into(),
                None => match free {
                    Some(free) => format!("columns are {} and `{free}NAME`", quoted(known)),
                    None => format!("columns are {}", quoted(known)),
                },
            };
            self.reader.notes.say(Code::UnknownField, cell.place, format!("unknown column `{name}`"), help);
            ok = false;
        }
        for needed in needed {
            if ok && !self.columns.contains_key(*needed) {
                let message = format!("the column `{needed}` is missing");
                self.reader.notes.say(Code::MissingField, self.beginning(), message, "add it to the first line");
                ok = false;
            }
        }
        ok
    }

    /// The header's names with their places.
    pub(super) fn header(&self) -> &[Cell<'t>] {
        &self.header
    }

    /// The beginning of the header.
    pub(super) fn beginning(&self) -> Place {
        self.header.first().map_or(Place { file: self.reader.file, start: 0, end: 0 }, |cell| cell.place)
    }

    /// Every row that is not empty.
    pub(super) fn rows<'s>(&'s self) -> impl Iterator<Item = Line<'s, 't>>
    where
        'r: 's,
    {
        let mut rows = self.rows.clone();
        std::iter::from_fn(move || {
            loop {
                let cells = rows.next()?;
                let broken = rows.note_fault(self.reader);
                if cells.len() == 1 && cells.iter().all(|cell| cell.value.trim().is_empty()) && !broken {
                    continue;
                }
                if broken {
                    return Some(Line::Broken);
                }
                if cells.len() != self.header.len() {
                    let place = cells.first().map_or(self.beginning(), |cell| cell.place);
                    let (have, want) = (cells.len(), self.header.len());
                    let fields = if have == 1 { "field" } else { "fields" };
                    let message = format!("this row has {have} {fields}, and the header has {want}");
                    let sign = if self.rows.between == b'\t' { "tab" } else { "comma" };
                    let help = if have > want {
                        format!("put a field that holds a {sign} into double quotes")
                    } else {
                        format!("add what is missing, or leave fields empty between {sign}s")
                    };
                    self.reader.notes.say(Code::Syntax, place, message, help);
                    return Some(Line::Broken);
                }
                let (reader, columns, header, what) = (self.reader, &self.columns, &self.header[..], self.what);
                return Some(Line::Row(Row { reader, columns, header, cells, what }));
            }
        })
    }
}

impl<'t> Row<'_, 't> {
    /// The beginning of the row.
    pub(super) fn place(&self) -> Place {
        self.cells.first().map_or(Place { file: self.reader.file, start: 0, end: 0 }, |cell| cell.place)
    }

    /// A field that says something.
    pub(super) fn cell(&self, name: &str) -> Option<At<String>> {
        let cell = self.cells.get(*self.columns.get(name)?)?;
        let text = cell.value.trim();
        (!text.is_empty()).then(|| At { value: text.to_string(), place: cell.place })
    }

    /// A field that has to say something.
    pub(super) fn needed(&self, name: &str) -> Option<At<String>> {
        let found = self.cell(name);
        if found.is_none()
            && let Some(place) = self.columns.get(name).and_then(|at| self.cells.get(*at)).map(|cell| cell.place)
        {
            self.reader.notes.say(
                Code::MissingField,
                place,
                format!("{} needs `{name}`", self.what),
                "fill in the field",
            );
        }
        found
    }

    pub(super) fn words(&self, name: &str) -> String {
        self.cell(name).map(|cell| cell.value).unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str, what: &str, read: impl FnOnce(&str) -> Result<u32, Bad>) -> Option<u32> {
        self.read(&self.cell(name)?, what, read)
    }

    pub(super) fn read(
        &self,
        cell: &At<String>,
        what: &str,
        read: impl FnOnce(&str) -> Result<u32, Bad>,
    ) -> Option<u32> {
        self.reader.or_note(cell.place, what, &cell.value, read(&cell.value))
    }

    /// A whole number of at most `most`.
    pub(super) fn whole(&self, name: &str, most: u32) -> Option<u32> {
        let bounded = |number: u32| if number > most { Err(Bad::TooLarge) } else { Ok(number) };
        self.number(name, WHOLE, |text| values::whole(text).and_then(bounded))
    }

    /// A list: what stands between `|`.
    pub(super) fn list(&self, name: &str) -> Vec<At<String>> {
        let Some(cell) = self.cell(name) else { return Vec::new() };
        let parts = cell.value.split('|').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| At { value: part.to_string(), place: cell.place }).collect()
    }

    /// `yes` or `no`, `true` or `false`.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        let cell = self.cell(name)?;
        match cell.value.to_lowercase().as_str() {
            "yes" | "true" | "1" => Some(true),
            "no" | "false" | "0" => Some(false),
            _ => {
                let message = format!("expected `yes` or `no`, found `{}`", cell.value);
                self.reader.notes.error(cell.place, message, "write `yes` or `no`, or leave it empty");
                None
            }
        }
    }

    /// What the columns whose names begin with `prefix` say, by the rest of their names.
    pub(super) fn below(&self, prefix: &str) -> Vec<(String, String)> {
        let named = |(header, cell): (&Cell<'_>, &Cell<'_>)| {
            let name = header.value.trim().strip_prefix(prefix)?.to_string();
            let text = cell.value.trim();
            (!text.is_empty()).then(|| (name, text.to_string()))
        };
        self.header.iter().zip(&self.cells).filter_map(named).collect()
    }

    /// The cell at this column, whatever it says.
    pub(super) fn at(&self, column: usize) -> Option<&Cell<'t>> {
        self.cells.get(column)
    }
}

/// The rows of a table without a header, which may be of different lengths; `None` for one that cannot be used, which was
/// noted. Empty ones are passed over.
pub(super) fn lines<'t>(reader: Reader<'_>, text: &'t str, between: u8) -> impl Iterator<Item = Option<Vec<Cell<'t>>>> {
    let mut rows = Rows { text, at: 0, file: reader.file, between, fault: None };
    std::iter::from_fn(move || {
        loop {
            let cells = rows.next()?;
            if rows.note_fault(reader) {
                return Some(None);
            }
            if cells.len() > 1 || cells.iter().any(|cell| !cell.value.is_empty()) {
                return Some(Some(cells));
            }
        }
    })
}

/// The rows of a text, each with its cells.
#[derive(Clone)]
struct Rows<'t> {
    text: &'t str,
    at: usize,
    file: u32,
    between: u8,
    /// What was wrong with the row that came last.
    fault: Option<(Place, &'static str, &'static str)>,
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
                Some(byte) if byte == self.between => self.at += 1,
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

    /// Notes what was wrong with the last row, once.
    fn note_fault(&mut self, reader: Reader<'_>) -> bool {
        let fault = self.fault.take();
        if let Some((place, message, help)) = fault {
            reader.notes.say(Code::Syntax, place, message, help);
        }
        fault.is_some()
    }

    /// How far it is to the end of the field, from here.
    fn ends(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        from + rest.find([char::from(self.between), '\n', '\r']).unwrap_or(rest.len())
    }

    /// The field that begins here, and where it ends.
    fn field(&mut self) -> (Cell<'t>, usize) {
        let start = self.at;
        if self.byte(start) != Some(b'"') {
            let end = self.ends(start);
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
        let close = self.ends(end);
        let cell = self.cell(start, close, value);
        let after = self.text.get(end + 1..close).unwrap_or_default();
        if self.byte(end).is_none() {
            let narrow = Place { end: cell.place.start.saturating_add(1), ..cell.place };
            self.fault = Some((narrow, "the quotes that open here are not closed", "close them with `\"`"));
        } else if !after.trim().is_empty() {
            let help = "write a quote within quotes twice: `\"\"`";
            self.fault = Some((cell.place, "something stands here behind the closing quotes", help));
        }
        (cell, close)
    }

    fn cell(&self, start: usize, end: usize, value: Cow<'t, str>) -> Cell<'t> {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        At { value, place: Place { file: self.file, start: narrow(start), end: narrow(end) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, between: u8) -> Vec<Vec<String>> {
        let rows = Rows { text, at: 0, file: 0, between, fault: None };
        rows.map(|row| row.into_iter().map(|cell| cell.value.into_owned()).collect()).collect()
    }

    #[test]
    fn fields_are_cut_as_rfc_4180_says() {
        assert_eq!(rows("a,b\r\nc,\"d,\"\"e\"\"\nf\"\n", b','), [vec!["a", "b"], vec!["c", "d,\"e\"\nf"]]);
        assert_eq!(rows("a,\n,b", b','), [vec!["a", ""], vec!["", "b"]]);
        assert_eq!(rows("", b','), Vec::<Vec<String>>::new());
        assert_eq!(rows("a,\"open", b','), [vec!["a", "open"]]);
        assert_eq!(rows("ü,\"ö\"", b','), [vec!["ü", "ö"]]);
        assert_eq!(rows("a,b\tc\r\"d\te\"\tf", b'\t'), [vec!["a,b", "c"], vec!["d\te", "f"]]);
    }
}
