//! Reads hashed ids out of a file of any length: line by line, and of each line only the hash of the hash is kept, 8 bytes.
//! No message holds anything of a line but its number.

use super::unreadable;
use crate::cli::Failure;
use crate::cli::stream::{Stream, broken, delimiter};
use crate::shop::MOST_MEMBERS;
use crate::snapshot::MemberKey;
use csv::{ByteRecord, ReaderBuilder};
use std::fs::File;
use std::io;
use std::path::Path;

/// So many wrong lines are named; the others are counted.
const NAMED: usize = 10;
/// With more ids than this, those that stand there twice are put together: 96 MB.
const TOGETHER_AT: usize = MOST_MEMBERS + MOST_MEMBERS / 5;

/// What was read.
pub(super) struct Collected {
    /// The members, some perhaps more than once.
    pub(super) keys: Vec<MemberKey>,
    /// How many ids were read.
    pub(super) lines: u64,
    /// Lines without an id.
    pub(super) empty: u64,
}

/// Reads the file at `path`; `column` is the name of the column with the ids.
pub(super) fn read(path: &Path, column: Option<&str>) -> Result<Collected, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let cannot = |error: io::Error| unreadable(path, &error);
    let Stream { mut bytes, since_line, .. } = Stream::of(file, "reading ids").map_err(cannot)?;
    let start = bytes.start().map_err(cannot)?;
    if start.contains(&0) || start.starts_with(&[0xFF, 0xFE]) || start.starts_with(b"PK\x03\x04") {
        return Err(refused(path, "is no text in UTF-8", "save it as CSV in UTF-8, plain or gzipped"));
    }
    let delimiter = delimiter(start);
    let mut lines = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let mut ids =
        Ids { read: Collected { keys: Vec::new(), lines: 0, empty: 0 }, column: None, wrong: Wrong::default() };
    let mut record = ByteRecord::new();
    let mut first = true;
    loop {
        since_line.set(0);
        match lines.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let line = lines.position().line();
                let help = "the file is damaged, or a quotation mark is opened there and never closed";
                return Err(refused(path, &format!("cannot be read after line {line}: {}", broken(&error)), help));
            }
        }
        let line = record.position().map_or(0, csv::Position::line);
        if first && !record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            first = false;
            match heading(path, &record, column)? {
                Heading::None => {}
                Heading::Of(at) => {
                    ids.column = at;
                    continue;
                }
            }
        }
        ids.take(path, &record, line)?;
    }
    ids.finish(path)
}

enum Heading {
    /// The first line holds an id.
    None,
    /// It names columns; the one with the ids, if it is known yet.
    Of(Option<usize>),
}

fn heading(path: &Path, record: &ByteRecord, column: Option<&str>) -> Result<Heading, Failure> {
    let is = |cell: &[u8], name: &str| cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes());
    if let Some(name) = column {
        let at = record.iter().position(|cell| is(cell, name));
        let help = "the first line names the columns; write one of them as it stands there";
        return match at {
            Some(at) => Ok(Heading::Of(Some(at))),
            None => Err(refused(path, &format!("has no column `{name}`"), help)),
        };
    }
    let looks_like_data = |cell: &[u8]| key(cell).is_some() || cell.contains(&b'@');
    if record.iter().any(looks_like_data) || record.iter().all(|cell| cell.len() > 40) {
        return Ok(Heading::None);
    }
    Ok(Heading::Of((record.len() == 1).then_some(0)))
}

/// What is collected.
struct Ids {
    read: Collected,
    column: Option<usize>,
    wrong: Wrong,
}

/// Lines that hold something else.
#[derive(Default)]
struct Wrong {
    lines: Vec<u64>,
    count: u64,
    address: bool,
}

impl Ids {
    fn take(&mut self, path: &Path, record: &ByteRecord, line: u64) -> Result<(), Failure> {
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            self.read.empty += 1;
            return Ok(());
        }
        let at = match self.column {
            Some(at) => at,
            None => *self.column.insert(only_hash(path, record)?),
        };
        let cell = record.get(at).unwrap_or_default();
        match key(cell) {
            Some(key) => self.keep(path, key)?,
            None if cell.trim_ascii().is_empty() => self.read.empty += 1,
            None => {
                self.wrong.count += 1;
                self.wrong.address |= cell.contains(&b'@');
                if self.wrong.lines.len() < NAMED {
                    self.wrong.lines.push(line);
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, path: &Path, key: MemberKey) -> Result<(), Failure> {
        self.read.lines += 1;
        self.read.keys.push(key);
        if self.read.keys.len() < TOGETHER_AT {
            return Ok(());
        }
        self.read.keys.sort_unstable();
        self.read.keys.dedup();
        self.bounded(path)
    }

    fn bounded(&self, path: &Path) -> Result<(), Failure> {
        if self.read.keys.len() <= MOST_MEMBERS {
            return Ok(());
        }
        let help = "make several audiences of it";
        Err(refused(path, &format!("holds more than {MOST_MEMBERS} members"), help))
    }

    fn finish(mut self, path: &Path) -> Result<Collected, Failure> {
        if self.wrong.count > 0 {
            return Err(self.wrong.said(path));
        }
        if self.read.keys.is_empty() {
            return Err(refused(path, "holds no ids", "write one SHA-256 of a customer's id a line"));
        }
        self.read.keys.sort_unstable();
        self.read.keys.dedup();
        self.bounded(path)?;
        Ok(self.read)
    }
}

impl Wrong {
    fn said(&self, path: &Path) -> Failure {
        let lines: Vec<String> = self.lines.iter().map(u64::to_string).collect();
        let noun = if self.count == 1 { "line" } else { "lines" };
        let more = self.count - self.lines.len() as u64;
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let what = if self.address { "an address, and addresses are never read" } else { "no SHA-256" };
        let message = format!("holds {what}: {noun} {}{more}; nothing was written", lines.join(", "));
        let help = "hash it first: SHA-256 of the id in lower case without spaces, in 64 hexadecimal digits or base64";
        refused(path, &message, help)
    }
}

/// The only cell that holds a hash.
fn only_hash(path: &Path, record: &ByteRecord) -> Result<usize, Failure> {
    if record.len() == 1 {
        return Ok(0);
    }
    let mut found = record.iter().enumerate().filter(|(_, cell)| key(cell).is_some()).map(|(at, _)| at);
    let line = record.position().map_or(0, csv::Position::line);
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(at),
        (Some(_), Some(_)) => {
            let help = "name the column with `--column NAME`, as the first line names it";
            Err(refused(path, &format!("has several columns of hashes (line {line})"), help))
        }
        (None, _) => {
            let address = record.iter().any(|cell| cell.contains(&b'@'));
            Err(Wrong { lines: vec![line], count: 1, address }.said(path))
        }
    }
}

fn key(cell: &[u8]) -> Option<MemberKey> {
    MemberKey::read(std::str::from_utf8(cell.trim_ascii()).ok()?)
}

fn refused(path: &Path, what: &str, help: &str) -> Failure {
    miette::miette!(help = help, "`{}` {what}", path.display()).into()
}
