//! The table: a stream of rows, each of which gets two columns more.

use super::row::{COLUMNS, Row};
use crate::cli::Failure;
use crate::cli::lines::Lines;
use crate::cli::output::plain;
use crate::cli::stream::{Bounded, Stream, broken, delimiter};
use csv::{ByteRecord, Reader, ReaderBuilder};
use miette::miette;
use std::cell::Cell;
use std::fs::File;
use std::io::Chain;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Other names of columns, as mail tools and feeds have them.
const ALSO: [(&str, &str); 5] = [
    ("product", "product_id"),
    ("source", "utm_source"),
    ("medium", "utm_medium"),
    ("content", "utm_content"),
    ("term", "utm_term"),
];

/// Columns that are only kept are named, up to so many.
const NAMED: usize = 12;

/// What is added, unless the table has it from an earlier run.
const ADDED: [&str; 2] = ["link", "problem"];

/// A table that is read row by row.
pub(super) struct Table {
    path: PathBuf,
    reader: Reader<Chain<Bounded, &'static [u8]>>,
    since_line: Rc<Cell<usize>>,
    delimiter: u8,
    lines: Lines,
    heading: ByteRecord,
    /// Where each of [`COLUMNS`] stands.
    places: [Option<usize>; 11],
    /// Where each of [`ADDED`] stands.
    added: [Option<usize>; 2],
    record: ByteRecord,
    written: ByteRecord,
}

impl Table {
    /// Opens a table and reads its first line.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let unreadable =
            |error: std::io::Error| Failure::outside(format!("`{}` cannot be read: {}", path.display(), plain(&error)));
        let file = File::open(path).map_err(unreadable)?;
        let Stream { mut bytes, since_line, .. } = Stream::of(file, "making links").map_err(unreadable)?;
        let start = bytes.start().map_err(unreadable)?;
        if start.contains(&0) || start.starts_with(&[0xFF, 0xFE]) || start.starts_with(b"PK\x03\x04") {
            return Err(refused(path, "is no text in UTF-8", "save it as CSV in UTF-8, plain or gzipped"));
        }
        let (delimiter, lines) = (delimiter(start), Lines::of(start));
        let reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(lines.ended(bytes));
        let mut table = Self {
            path: path.into(),
            reader,
            since_line,
            delimiter,
            lines,
            heading: ByteRecord::new(),
            places: [None; 11],
            added: [None; 2],
            record: ByteRecord::new(),
            written: ByteRecord::new(),
        };
        table.next()?;
        table.heading = std::mem::take(&mut table.record);
        table.places = COLUMNS.map(|name| table.place(name));
        table.added = ADDED.map(|name| table.place(name));
        let [campaign, ..] = table.places;
        if campaign.is_none() {
            let help = format!("the first line names the columns: {}", COLUMNS.join(", "));
            return Err(refused(path, "has no column `campaign`", &help));
        }
        for (nth, name) in COLUMNS.iter().enumerate() {
            let twice = table.heading.iter().filter(|cell| is(cell, name)).count() > 1;
            if twice && table.places.get(nth).is_some() {
                let also = ALSO.iter().find(|(column, _)| column == name);
                let also = also.map_or_else(String::new, |(_, also)| format!("; `{also}` is another name of it"));
                let help = format!("take one of them away{also}");
                return Err(refused(path, &format!("has the column `{name}` twice"), &help));
            }
        }
        Ok(table)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.heading.iter().position(|cell| is(cell, name))
    }

    /// Whether rows may ask for a signature.
    pub(super) fn signs(&self) -> bool {
        let [.., to, _] = self.places;
        to.is_some()
    }

    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The names of the columns that say nothing of a link: they are kept as they are.
    pub(super) fn kept(&self) -> Option<String> {
        let known = |cell: &[u8]| COLUMNS.iter().chain(&ADDED).any(|name| is(cell, name));
        let kept: Vec<&[u8]> = self.heading.iter().filter(|cell| !known(cell)).collect();
        let names = kept.iter().take(NAMED).map(|cell| {
            let name: String = String::from_utf8_lossy(cell).chars().filter(|c| !c.is_control()).take(64).collect();
            format!("`{}`", name.trim_matches(['\u{feff}', ' ']))
        });
        let names: Vec<String> = names.collect();
        let more = match kept.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (!kept.is_empty()).then(|| format!("{}{more}", names.join(", ")))
    }

    /// The first line, with the columns that are added.
    pub(super) fn heading(&self) -> ByteRecord {
        let mut heading = self.heading.clone();
        for (name, place) in ADDED.iter().zip(self.added) {
            if place.is_none() {
                heading.push_field(name.as_bytes());
            }
        }
        heading
    }

    /// Reads on to the next row that is not empty; its line.
    pub(super) fn next(&mut self) -> Result<Option<u64>, Failure> {
        loop {
            self.since_line.set(0);
            match self.reader.read_byte_record(&mut self.record) {
                Ok(false) => return Ok(None),
                Ok(true) if self.record.iter().all(|cell| cell.trim_ascii().is_empty()) => {}
                Ok(true) => return Ok(Some(self.lines.line(&self.reader, &self.record))),
                Err(error) => {
                    let line = self.reader.position().line();
                    let what = format!("cannot be read after line {line}: {}", broken(&error));
                    let help = "the file is damaged, or a quotation mark is opened there and never closed";
                    return Err(refused(&self.path, &what, help));
                }
            }
        }
    }

    /// The row's cells.
    pub(super) fn row(&self) -> Row<'_> {
        self.places.map(|place| {
            let cell = place.and_then(|at| self.record.get(at)).unwrap_or_default();
            str::from_utf8(cell.trim_ascii()).map_err(|_| ())
        })
    }

    /// The row as it came, with its link and what is wrong with it.
    pub(super) fn with(&mut self, link: &str, problem: &str) -> &ByteRecord {
        self.written.clear();
        let said = [link, problem];
        for at in 0..self.heading.len().max(self.record.len()) {
            let own = self.added.iter().position(|place| *place == Some(at)).and_then(|nth| said.get(nth));
            let cell = self.record.get(at).unwrap_or_default();
            self.written.push_field(own.map_or(cell, |own| own.as_bytes()));
        }
        for (place, said) in self.added.iter().zip(said) {
            if place.is_none() {
                self.written.push_field(said.as_bytes());
            }
        }
        &self.written
    }
}

fn is(cell: &[u8], name: &str) -> bool {
    let cell = cell.strip_prefix("\u{feff}".as_bytes()).unwrap_or(cell);
    // `Product ID` is `product_id`.
    let letter = |byte: &u8| if matches!(byte, b' ' | b'-') { b'_' } else { byte.to_ascii_lowercase() };
    let says = |name: &str| cell.trim_ascii().iter().map(letter).eq(name.bytes());
    says(name) || ALSO.iter().any(|(column, also)| *column == name && says(also))
}

fn refused(path: &Path, what: &str, help: &str) -> Failure {
    miette!(help = help, "`{}` {what}", path.display()).into()
}
