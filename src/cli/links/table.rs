//! CSV and TSV with a heading.

use super::columns::{Column, Record, Unknown};
use super::read::{Take, broken};
use crate::cli::lines::Lines;
use crate::cli::stream::Stream;
use csv::{ByteRecord, ReaderBuilder};

/// Reads every row; whether the heading has the columns of a redirect.
///
/// # Errors
/// What is wrong, as the rest of a sentence about the file.
pub(super) fn read(mut stream: Stream, unknown: &mut Unknown, take: Take<'_>) -> Result<bool, String> {
    let start = stream.bytes.start().map_err(|error| format!("cannot be read: {}", broken(&error)))?;
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| line.iter().filter(|byte| **byte == wanted).count();
    let delimiter = [b';', b'\t', b','].into_iter().max_by_key(|wanted| count(*wanted)).unwrap_or(b',');
    let lines = Lines::of(start);
    let Stream { bytes, since_line, .. } = stream;
    // TSV of the API has no quotation marks: a tab within a value is written as `\t`.
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).quoting(delimiter != b'\t');
    let mut reader = builder.from_reader(lines.ended(bytes));
    let mut columns: Option<Vec<Option<Column>>> = None;
    let mut row = ByteRecord::new();
    loop {
        since_line.set(0);
        match reader.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return Ok(columns.into_iter().flatten().flatten().any(Column::is_of_redirect)),
            Err(error) => {
                let line = reader.position().line();
                return Err(match error.kind() {
                    csv::ErrorKind::Io(error) => format!("cannot be read after line {line}: {}", broken(error)),
                    _ => format!("cannot be read after line {line}"),
                });
            }
        }
        let line = lines.line(&reader, &row);
        let cell = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let Some(columns) = &columns else {
            let named = row.iter().map(|name| {
                let column = Column::named(&cell(name));
                if column.is_none() {
                    unknown.note(&cell(name));
                }
                column
            });
            columns = Some(named.collect());
            continue;
        };
        if row.len() != columns.len() {
            return Err(format!("has {} cells in line {line}, and {} in its heading", row.len(), columns.len()));
        }
        let mut record = Record::default();
        for (column, value) in columns.iter().zip(&row) {
            if let Some(column) = column {
                record.set(*column, &cell(value)).map_err(|why| format!("cannot be read in line {line}: {why}"))?;
            }
        }
        take(record);
    }
}
