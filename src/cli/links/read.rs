//! Opens an export and gives its rows one by one: none is kept.

use super::columns::{Record, Unknown};
use super::{json, table};
use crate::cli::Failure;
use crate::cli::output::plain;
use crate::cli::stream::{Break, Stream};
use miette::miette;
use std::fs::File;
use std::io;
use std::path::Path;

/// What takes the rows.
pub(super) type Take<'t> = &'t mut dyn FnMut(Record);

/// Reads the export at `path`.
pub(super) fn read(path: &Path, take: Take<'_>) -> Result<(), Failure> {
    let unreadable =
        |error: &io::Error| Failure::outside(format!("`{}` cannot be read: {}", path.display(), plain(error)));
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut stream = Stream::of(file, "reading redirects").map_err(|error| unreadable(&error))?;
    let start = stream.bytes.start().map_err(|error| unreadable(&error))?;
    if start.contains(&0) || start.starts_with(&[0xFF, 0xFE]) || start.starts_with(b"PK\x03\x04") {
        let help = "save the answer of the SQL API as it comes: JSON, CSV or TSV in UTF-8";
        return Err(miette!(help = help, "`{}` is no text in UTF-8", path.display()).into());
    }
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace()).copied();
    let mut unknown = Unknown::default();
    let mut known = false;
    let mut give = |record: Record| {
        known |= record.is_known;
        take(record);
    };
    let read = match first {
        None => Err("is empty".to_string()),
        Some(b'{' | b'[') => json::read(stream, &mut unknown, &mut give),
        Some(_) => table::read(stream, &mut unknown, &mut give),
    };
    let named = read.map_err(|what| {
        let help = "export it again; docs/links.md has the SQL and the command";
        miette!(help = help, "`{}` {what}", path.display())
    })?;
    if let Some(said) = unknown.said() {
        eprintln!("note: {said}");
    }
    if !known && !named {
        let help = "docs/links.md has the SQL; a campaign is in `blob1` or `campaign`, a step in `blob3` or `step`";
        return Err(miette!(help = help, "`{}` has no column of a redirect", path.display()).into());
    }
    Ok(())
}

/// What an error of the stream says.
pub(super) fn broken(error: &io::Error) -> &'static str {
    match Break::of(error) {
        Break::LineTooLong => "a row of more than a million bytes follows",
        Break::GzipEnds => "the gzip data ends too early",
        Break::GzipDamaged => "the gzip data is damaged",
        Break::System => "the file cannot be read on",
    }
}
