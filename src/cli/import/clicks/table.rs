//! Click logs that are tables: a click a line.

use csv::ByteRecord;

use super::super::columns::squeeze;
use super::super::open::Source;
use super::super::problem::Problem;
use super::super::records::Records;
use super::super::text::{collapse, decode};
use super::columns::{Columns, Field};
use super::done::Done;
use crate::learn::clicks::{Fault, Log, Who, seconds};

/// Reads a whole table.
pub(super) fn read(source: Source, said: &[(Field, String)], log: &mut Log) -> Result<(), Problem> {
    let name = source.name.clone();
    let mut records = Records::of(source);
    let mut record = ByteRecord::new();
    records.next(&mut record)?;
    let header: Vec<String> = record.iter().map(|field| collapse(&decode(field))).collect();
    let columns = Columns::find(&name, &header, said)?;
    while let Some(number) = records.next(&mut record)? {
        log.tally.lines += 1;
        if let Err(fault) = line(&record, &columns, log) {
            log.tally.unreadable(fault, number);
        }
    }
    Ok(())
}

fn line(record: &ByteRecord, columns: &Columns, log: &mut Log) -> Result<(), Fault> {
    if record.len() != columns.width {
        return Err(Fault::Ragged);
    }
    let field = |at: usize| decode(record.get(at).unwrap_or_default());
    let named = |at: Option<usize>| at.map(field).filter(|text| !is_nothing(text));
    if let Some(event) = columns.event {
        match Done::of(&squeeze(&field(event))) {
            Done::View => {}
            other => {
                other.count(&mut log.tally);
                return Ok(());
            }
        }
    }
    let (session, visitor) = (named(columns.session), named(columns.visitor));
    let who = match (&session, &visitor) {
        (Some(session), _) => Who::Session(session),
        (None, Some(visitor)) => Who::Visitor(visitor),
        (None, None) => return Err(Fault::Session),
    };
    let product = named(Some(columns.item)).ok_or(Fault::Product)?;
    let time = seconds(&field(columns.time)).ok_or(Fault::Time)?;
    log.click(who, &product, time);
    Ok(())
}

/// How tables write that there is nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(text, "" | "null" | "NULL" | "nan" | "NaN" | "None" | "(not set)")
}
