//! Reads clicks in the format of session recommendation: columns `SessionId`, `ItemId` and `Time`, or
//! names for them that an import of clicks knows.

use crate::cli::Failure;
use crate::cli::import::clicks::Field;
use crate::cli::import::squeeze;
use crate::cli::lines::Lines;
use crate::cli::stream::{Stream, broken, delimiter};
use crate::learn::Click;
use crate::learn::clicks::seconds;
use crate::learn::evaluate::Log;
use csv::{ByteRecord, ReaderBuilder};
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;

/// So many lines that cannot be used are named; the others are counted.
const NAMED: usize = 5;

/// Names and their numbers, in the order in which they come.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<Box<[u8]>, u32>,
    pub(super) names: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &[u8]) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.numbers.insert(name.into(), number);
        self.names.push(String::from_utf8_lossy(name).into_owned());
        number
    }
}

/// A file, read.
#[derive(Debug)]
pub(super) struct Clicks {
    pub(super) log: Log,
    /// Lines that are no click.
    pub(super) unreadable: u64,
    /// Where the first of them are.
    pub(super) named: Vec<u64>,
}

/// Reads the file at `path`. Items get the numbers of `items`.
///
/// # Errors
/// When it cannot be read, has not the columns, or has no click.
pub(super) fn read(path: &Path, items: &mut Names) -> Result<Clicks, Failure> {
    let name = path.display();
    let cannot =
        |error: &io::Error| Failure::outside(format!("`{name}` cannot be read: {}", crate::shop::plain_io(error)));
    if path.is_dir() {
        return Err(refused(path, "is a folder", "name the file with the clicks"));
    }
    let file = File::open(path).map_err(|error| cannot(&error))?;
    let Stream { mut bytes, since_line, .. } = Stream::of(file, "reading clicks").map_err(|error| cannot(&error))?;
    let start = bytes.start().map_err(|error| cannot(&error))?;
    if start.iter().all(u8::is_ascii_whitespace) {
        return Err(refused(path, "is empty", COLUMNS));
    }
    if start.contains(&0) || start.starts_with(&[0xFF, 0xFE]) || start.starts_with(b"PK\x03\x04") {
        return Err(refused(path, "is no text in UTF-8", "save it as CSV in UTF-8, plain or gzipped"));
    }
    let (delimiter, lines) = (delimiter(start), Lines::of(start));
    let mut reader = ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(delimiter);
    let mut reader = reader.from_reader(lines.ended(bytes));
    let mut record = ByteRecord::new();
    let mut columns: Option<[usize; 3]> = None;
    let mut sessions = Names::default();
    let mut read = Clicks { log: Log::default(), unreadable: 0, named: Vec::new() };
    loop {
        since_line.set(0);
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let what = format!("cannot be read after line {}: {}", reader.position().line(), broken(&error));
                return Err(refused(
                    path,
                    &what,
                    "the file is damaged, or a quotation mark is opened there and never closed",
                ));
            }
        }
        let Some(at) = columns else {
            columns = Some(heading(path, &record)?);
            continue;
        };
        match click(&record, at) {
            Some((session, item, time)) => {
                let (session, item) = (sessions.number(session), items.number(item));
                read.log.clicks.push(Click { session, item, time });
            }
            None => {
                read.unreadable += 1;
                if read.named.len() < NAMED {
                    read.named.push(lines.line(&reader, &record));
                }
            }
        }
    }
    if read.log.clicks.is_empty() {
        let what = if read.unreadable > 0 { "has no line that is a click" } else { "has no clicks" };
        return Err(refused(
            path,
            what,
            "`Time` is a number of seconds, or a date and time such as 2014-04-07T10:51:09Z",
        ));
    }
    read.log.sessions = sessions.names;
    Ok(read)
}

const COLUMNS: &str =
    "the first line has to name the columns `SessionId`, `ItemId` and `Time`, separated by tabs or commas";

/// Where the three columns are, by the names that an import of clicks knows.
fn heading(path: &Path, record: &ByteRecord) -> Result<[usize; 3], Failure> {
    let names: Vec<String> = record.iter().map(|cell| squeeze(&String::from_utf8_lossy(cell))).collect();
    let at = |field: Field, wanted: &str| {
        field.among(&names).ok_or_else(|| refused(path, &format!("has no column `{wanted}`"), COLUMNS))
    };
    Ok([at(Field::Session, "SessionId")?, at(Field::Item, "ItemId")?, at(Field::Time, "Time")?])
}

fn click(record: &ByteRecord, [session, item, time]: [usize; 3]) -> Option<(&[u8], &[u8], f64)> {
    let cell = |at| record.get(at).map(<[u8]>::trim_ascii).filter(|cell| !cell.is_empty());
    Some((cell(session)?, cell(item)?, seconds(std::str::from_utf8(cell(time)?).ok()?)?))
}

fn refused(path: &Path, what: &str, help: &str) -> Failure {
    Failure::from(miette::miette!(help = help.to_owned(), "`{}` {what}", path.display()))
}
