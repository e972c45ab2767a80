//! `segue import --clicks`: from click logs to the lists of what is looked at next.
//!
//! `table` and `json` read, `crate::learn::clicks` cleans, `crate::learn` makes the lists, `report` says what was found,
//! `folder` puts it into a shop folder that is there already. `docs/import.md` says it in full.

mod columns;
mod done;
mod folder;
mod json;
pub(super) mod report;
#[cfg(test)]
mod sample;
mod table;
mod viewed;

pub(crate) use columns::Field;
pub(in crate::cli) use folder::write;
pub(super) use folder::{FILES, REPORT, carried, import};
pub(in crate::cli) use report::nothing_left;

use std::path::PathBuf;

use super::open::{self, Kind};
use super::problem::Problem;
use crate::day::Now;
use crate::learn::clicks::{Cleaned, Log, Tally, clean};
use crate::learn::written::{Counted, LISTS, SESSIONS, sessions, viewed_next};
use crate::learn::{Fitted, Kept, Params, Quantized, build, fit};
use std::collections::BTreeMap;

const KIND: Kind = Kind { doing: "reading clicks", lines: "the clicks", may_be_empty: true };

/// Reads click logs, as they are. For everything that works on clicks.
pub(in crate::cli) fn read(files: &[PathBuf], columns: &[(Field, String)]) -> Result<Log, Problem> {
    let mut log = Log::default();
    for path in files {
        let mut source = open::open_as(path, &KIND)?;
        let name = source.name.clone();
        let start = source.bytes.start().map_err(|error| open::cannot_read(&name, &error, None))?;
        let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
        let first = start.first().copied();
        log.tally.files += 1;
        match first {
            None => log.tally.empty_files += 1,
            Some(b'{') => json::read(source, &mut log)?,
            Some(b'[') => {
                return Err(Problem::new(format!("`{name}` is one JSON list"))
                    .help("write its events one a line, as `bq extract` and `jq -c '.[]'` do"));
            }
            Some(_) => table::read(source, columns, &mut log)?,
        }
    }
    Ok(log)
}

/// What the clicks of a shop say.
#[derive(Debug)]
pub(super) struct Learned {
    pub(super) lists: Vec<Quantized>,
    pub(super) products: Vec<String>,
    pub(super) kept: Kept,
    /// What fitting the default parameters to these clicks did, where none were tuned.
    pub(super) fitted: Option<Fitted>,
    pub(super) tally: Tally,
    /// What is looked at most of late, most first.
    viewed: Vec<u32>,
}

impl Learned {
    /// Makes the lists, of products that are `known`.
    pub(super) fn of(log: Log, known: &[String], tuned: Option<Params>) -> Self {
        let Cleaned { sessions, products, tally } = clean(log, Some(known));
        let (params, fitted) = tuned.map_or_else(
            || {
                let (params, fitted) = fit(&sessions, &Params::default());
                (params, Some(fitted))
            },
            |tuned| (tuned, None),
        );
        let lists = build(&sessions, &params).quantize();
        let viewed = viewed::most_viewed(&sessions);
        Self { lists, products, kept: Kept { params, tuned: tuned.is_some() }, fitted, tally, viewed }
    }

    /// Path and text of what is written.
    pub(super) fn files(&self) -> BTreeMap<String, String> {
        BTreeMap::from([
            (LISTS.to_owned(), viewed_next(&self.products, &self.lists)),
            (SESSIONS.to_owned(), sessions(&self.kept, &self.counted())),
            (viewed::MOST_VIEWED.to_owned(), viewed::text(&self.products, &self.viewed)),
        ])
    }

    /// What is said of them there.
    fn counted(&self) -> Counted {
        let (first, last) = self.days().unzip();
        Counted {
            sessions: self.tally.sessions,
            clicks: self.tally.kept,
            products: self.tally.products,
            lists: self.with_list() as u64,
            first_day: first,
            last_day: last,
        }
    }

    fn with_list(&self) -> usize {
        self.lists.iter().filter(|list| !list.neighbours.is_empty()).count()
    }

    /// The bytes of all lists as a snapshot has them.
    fn bytes(&self) -> usize {
        self.lists.iter().map(|list| list.encode().len()).sum()
    }

    /// The first and the last day of a click that counts.
    fn days(&self) -> Option<(String, String)> {
        let day = |seconds: f64| Now::from_unix_seconds(seconds as u64).day().to_string();
        self.tally.span.map(|(first, last)| (day(first), day(last)))
    }
}

#[cfg(test)]
mod tests;
