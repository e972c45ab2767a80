//! Lists that a warehouse has made with `sql/lists.sql`, read from Parquet: the order is that of the weights, so that what
//! a warehouse rounds, renames or writes into several files does not matter.

mod folder;
mod guard;
mod rows;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

pub(super) use folder::import;

use super::problem::Problem;
use crate::learn::{Known, Lists};
use crate::neighbours::MOST;
use rows::Opened;

/// What the files say.
#[derive(Debug, Default, PartialEq)]
struct Warehouse {
    /// The product of each number, ascending, so that equal weights stand in the order of the ids.
    products: Vec<String>,
    /// The lists of those numbers.
    lists: Lists,
    /// What was read, and what of it was left out.
    read: Read,
}

/// Rows, counted. Each is counted once, as the first of these that it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Read {
    /// Files.
    files: u64,
    /// All rows.
    rows: u64,
    /// Rows without a product, a neighbour or a weight.
    incomplete: u64,
    /// Rows whose weight is no number above 0.
    weightless: u64,
    /// Rows of which one product is not in the catalogue.
    vanished: u64,
    /// Rows whose product and neighbour stood in another one with a higher or the same weight.
    repeated: u64,
    /// Rows beyond the number of neighbours that a product may have.
    beyond: u64,
}

impl Read {
    /// Rows that don't count: the key in the report file, how many, and why.
    fn dropped(&self) -> [(&'static str, u64, &'static str); 5] {
        [
            ("incomplete", self.incomplete, "no product, no neighbour or no weight"),
            ("weightless", self.weightless, "a weight that is no number above 0"),
            ("vanished_product", self.vanished, "of products not in the catalogue"),
            ("repeated", self.repeated, "the same product and neighbour as another, with no higher weight"),
            ("beyond", self.beyond, "more neighbours than a list holds"),
        ]
    }

    /// Rows that count.
    fn used(&self) -> u64 {
        self.dropped().iter().fold(self.rows, |rest, (_, count, _)| rest.saturating_sub(*count))
    }
}

/// A row: product, neighbour, weight, where they are there.
type Row = (Option<String>, Option<String>, Option<f64>);

/// Reads files, and in folders all files named `*.parquet`, for the products that are `known`.
fn read(paths: &[PathBuf], mut known: Vec<String>) -> Result<Warehouse, Problem> {
    known.sort_unstable();
    known.dedup();
    let mut opened = Vec::new();
    for path in paths {
        for file in files(path)? {
            opened.push(guard::guarded(&file.display().to_string(), || Opened::of(&file))?);
        }
    }
    let progress = ProgressBar::new(opened.iter().map(Opened::rows).fold(0, u64::saturating_add));
    let mut gathered =
        Gathered { known: Known::of(&known), lists: vec![Vec::new(); known.len()], read: Read::default() };
    for file in opened {
        gathered.read.files += 1;
        let take = |row| {
            progress.inc(1);
            gathered.add(row);
        };
        guard::guarded(file.name(), || file.each(take))?;
    }
    progress.finish_and_clear();
    let Gathered { mut lists, mut read, .. } = gathered;
    lists.iter_mut().for_each(|list| read.settle(list));
    Ok(Warehouse { products: known, lists: Lists(lists), read })
}

/// The file itself, or the Parquet files of a folder in the order of their names. Engines leave files of their own
/// beside them, whose names begin with a dot or a `_`.
fn files(path: &Path) -> Result<Vec<PathBuf>, Problem> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let cannot = |error| Problem::new(format!("`{}` can't be read: {error}", path.display()));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".parquet") && !name.starts_with(['.', '_']) {
            found.push(entry.path());
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Problem::new(format!("there is no file `*.parquet` in `{}`", path.display()))
            .help("name the folder into which the warehouse has written the lists, or its files"));
    }
    Ok(found)
}

/// What was read so far.
struct Gathered<'a> {
    known: Known<'a>,
    lists: Vec<Vec<(u32, f64)>>,
    read: Read,
}

impl Gathered<'_> {
    fn add(&mut self, row: Row) {
        self.read.rows += 1;
        let (Some(product), Some(neighbour), Some(weight)) = row else {
            self.read.incomplete += 1;
            return;
        };
        if !(weight.is_finite() && weight > 0.0) {
            self.read.weightless += 1;
            return;
        }
        let (Some(product), Some(neighbour)) = (self.known.find(&product), self.known.find(&neighbour)) else {
            self.read.vanished += 1;
            return;
        };
        // A product stands in its own list: that is how often visitors come back to it.
        self.lists.get_mut(product as usize).into_iter().for_each(|list| list.push((neighbour, weight)));
    }
}

impl Read {
    /// Puts a list in order: each neighbour once, with its highest weight, and no more than a list holds.
    fn settle(&mut self, list: &mut Vec<(u32, f64)>) {
        let rows = list.len();
        list.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        list.dedup_by_key(|(neighbour, _)| *neighbour);
        self.repeated += (rows - list.len()) as u64;
        list.sort_by(|a, b| b.1.total_cmp(&a.1));
        self.beyond += list.len().saturating_sub(MOST) as u64;
        list.truncate(MOST);
        list.shrink_to_fit();
    }
}
