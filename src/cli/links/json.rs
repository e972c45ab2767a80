//! JSON as the SQL API writes it: one object with the rows in `data`, or a row a line (JSONEachRow), or a list of rows.

use super::columns::{Column, Record, Unknown, plain};
use super::read::{Take, broken};
use crate::cli::stream::{Bounded, Stream};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Deserializer, Value};
use std::cell::Cell;
use std::fmt;
use std::io::BufReader;

/// Most cells of a row that are looked at.
const MOST_CELLS: usize = 200;

/// Reads every row; whether an answer without rows has the columns of a redirect.
///
/// # Errors
/// What is wrong, as the rest of a sentence about the file.
pub(super) fn read(stream: Stream, unknown: &mut Unknown, take: Take<'_>) -> Result<bool, String> {
    let Stream { bytes, since_line, .. } = stream;
    let mut json = Deserializer::from_reader(BufReader::<Bounded>::new(bytes));
    let mut rows = Rows { unknown, take, since_line: &since_line, count: 0, is_known: false };
    loop {
        match json.end() {
            Ok(()) => return Ok(rows.is_known),
            Err(error) if error.is_io() => return Err(said(error)),
            // There is more.
            Err(_) => Top(&mut rows).deserialize(&mut json).map_err(said)?,
        }
    }
}

fn said(error: serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    if error.is_io() {
        let error = std::io::Error::from(error);
        return format!("cannot be read on: {}", broken(&error));
    }
    if error.is_eof() {
        return format!("ends in the middle, at line {line}, column {column}");
    }
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    format!("cannot be read at line {line}, column {column}: {}", plain(text))
}

struct Rows<'r> {
    unknown: &'r mut Unknown,
    take: Take<'r>,
    since_line: &'r Cell<usize>,
    count: u64,
    is_known: bool,
}

impl Rows<'_> {
    /// Takes a cell; what is neither text nor a number is none.
    fn cell(&mut self, record: &mut Record, name: &str, value: &Value) -> Result<(), String> {
        let Some(column) = Column::named(name) else {
            self.unknown.note(name);
            return Ok(());
        };
        let told = match value {
            Value::String(text) => record.set(column, text),
            Value::Number(number) => record.set(column, &number.to_string()),
            Value::Null => record.set(column, if column == Column::Redirects { "1" } else { "" }),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => Err(format!("`{}` is no text", plain(name))),
        };
        told.map_err(|why| format!("row {}: {why}", self.count + 1))
    }

    fn finish(&mut self, record: Record) {
        self.count += 1;
        self.since_line.set(0);
        (self.take)(record);
    }
}

/// A value at the top: a row, an answer with rows, or a list of rows.
struct Top<'t, 'r>(&'t mut Rows<'r>);

impl<'de> DeserializeSeed<'de> for Top<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows of an export")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Row(&mut *self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let rows = self.0;
        let mut record = Record::default();
        let (mut cells, mut is_answer) = (0, false);
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "data" => {
                    is_answer = true;
                    map.next_value_seed(Data(&mut *rows))?;
                }
                "meta" => {
                    let columns: Value = map.next_value()?;
                    let named = |column: &Value| Column::named(column.get("name")?.as_str()?);
                    let mut columns = columns.as_array().into_iter().flatten().filter_map(named);
                    rows.is_known |= columns.any(Column::is_of_redirect);
                }
                "rows" | "rows_before_limit_at_least" | "statistics" | "success" => {
                    map.next_value::<IgnoredAny>()?;
                }
                "errors" | "messages" | "error" => {
                    is_answer = true;
                    let value: Value = map.next_value()?;
                    if let Some(message) = message(&value) {
                        return Err(serde::de::Error::custom(format!("the API answered: {message}")));
                    }
                }
                _ => cell::<A>(rows, &mut record, &name, map.next_value()?, &mut cells)?,
            }
        }
        if !is_answer {
            rows.finish(record);
        }
        Ok(())
    }
}

/// What an answer without rows says.
fn message(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => Some(text.as_str()),
        Value::Array(list) => list.first().and_then(|one| one.get("message").unwrap_or(one).as_str()),
        _ => value.get("message").and_then(Value::as_str),
    };
    text.filter(|text| !text.is_empty()).map(plain)
}

fn cell<'de, A: MapAccess<'de>>(
    rows: &mut Rows<'_>,
    record: &mut Record,
    name: &str,
    value: Value,
    cells: &mut usize,
) -> Result<(), A::Error> {
    *cells += 1;
    if *cells > MOST_CELLS {
        return Err(serde::de::Error::custom(format!("a row has more than {MOST_CELLS} columns")));
    }
    rows.cell(record, name, &value).map_err(serde::de::Error::custom)
}

/// The rows of an answer.
struct Data<'t, 'r>(&'t mut Rows<'r>);

impl<'de> DeserializeSeed<'de> for Data<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(Top(self.0))
    }
}

/// One row.
struct Row<'t, 'r>(&'t mut Rows<'r>);

impl<'de> DeserializeSeed<'de> for Row<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row with named columns")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let rows = self.0;
        let mut record = Record::default();
        let mut cells = 0;
        while let Some(name) = map.next_key::<String>()? {
            cell::<A>(rows, &mut record, &name, map.next_value()?, &mut cells)?;
        }
        rows.finish(record);
        Ok(())
    }
}
