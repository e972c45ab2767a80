//! Lists that a warehouse has made with `sql/lists.sql`, read from Parquet: the order is that of the weights, so that what
//! a warehouse rounds, renames or writes into several files does not matter.

mod guard;
mod rows;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::problem::Problem;
use crate::learn::Lists;
use crate::neighbours::MOST;
use rows::Opened;

/// What the files say.
#[derive(Debug, Default, PartialEq)]
pub struct Warehouse {
    /// The product of each number, ascending, so that equal weights stand in the order of the ids.
    pub products: Vec<String>,
    /// The lists of those numbers.
    pub lists: Lists,
    /// What was read, and what of it was left out.
    pub read: Read,
}

/// Rows, counted. Each is counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Read {
    /// Files.
    pub files: u64,
    /// All rows.
    pub rows: u64,
    /// Rows without a product, a neighbour or a weight.
    pub incomplete: u64,
    /// Rows whose weight is no number above 0.
    pub weightless: u64,
    /// Rows that name a product as its own neighbour.
    pub own: u64,
    /// Rows whose product and neighbour stood in another one with a higher or the same weight.
    pub repeated: u64,
    /// Rows beyond the number of neighbours that a product may have.
    pub beyond: u64,
}

impl Read {
    /// Rows that count.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.rows - self.incomplete - self.weightless - self.own - self.repeated - self.beyond
    }
}

/// A row: product, neighbour, weight, where they are there.
type Row = (Option<String>, Option<String>, Option<f64>);

/// Reads files, and in folders all files named `*.parquet`.
///
/// # Errors
/// When one cannot be read or lacks a column, and when no row can be used.
pub fn read(paths: &[PathBuf]) -> Result<Warehouse, Problem> {
    let mut opened = Vec::new();
    for path in paths {
        for file in files(path)? {
            opened.push(guard::guarded(&file.display().to_string(), || Opened::of(&file))?);
        }
    }
    let progress = ProgressBar::new(opened.iter().map(Opened::rows).sum());
    let mut gathered = Gathered::default();
    for file in opened {
        gathered.read.files += 1;
        let take = |row| {
            progress.inc(1);
            gathered.add(row);
        };
        guard::guarded(file.name(), || file.each(take))?;
    }
    progress.finish_and_clear();
    let named = paths.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", ");
    let warehouse = gathered.settle();
    if warehouse.read.used() == 0 {
        return Err(Problem::new(format!("no row of {named} can be used")).help(
            "each needs a `product`, another product as its `neighbour`, and a `weight` above 0; `sql/lists.sql` makes them",
        ));
    }
    Ok(warehouse)
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

/// What was read so far, by numbers in the order in which the products came.
#[derive(Default)]
struct Gathered {
    numbers: HashMap<String, u32>,
    lists: Vec<Vec<(u32, f64)>>,
    read: Read,
}

impl Gathered {
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
        if product == neighbour {
            self.read.own += 1;
            return;
        }
        let (product, neighbour) = (self.number(product), self.number(neighbour));
        if let Some(list) = self.lists.get_mut(product as usize) {
            list.push((neighbour, weight));
        }
    }

    fn number(&mut self, product: String) -> u32 {
        let next = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(product).or_insert(next);
        if number == next {
            self.lists.push(Vec::new());
        }
        number
    }

    /// Numbers the products by their ids and puts every list in order.
    fn settle(mut self) -> Warehouse {
        let mut named: Vec<(String, u32)> = self.numbers.into_iter().collect();
        named.sort_unstable();
        let mut places = vec![0_u32; named.len()];
        for (place, (_, number)) in (0_u32..).zip(&named) {
            places.iter_mut().skip(*number as usize).take(1).for_each(|slot| *slot = place);
        }
        let mut lists = Vec::with_capacity(named.len());
        for (_, number) in &named {
            let mut list = self.lists.get_mut(*number as usize).map(std::mem::take).unwrap_or_default();
            for (neighbour, _) in &mut list {
                *neighbour = places.get(*neighbour as usize).copied().unwrap_or_default();
            }
            lists.push(self.read.ordered(list));
        }
        Warehouse {
            products: named.into_iter().map(|(product, _)| product).collect(),
            lists: Lists(lists),
            read: self.read,
        }
    }
}

impl Read {
    /// A list in order, each neighbour once, with its highest weight.
    fn ordered(&mut self, mut list: Vec<(u32, f64)>) -> Vec<(u32, f64)> {
        let rows = list.len();
        list.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        list.dedup_by_key(|(neighbour, _)| *neighbour);
        self.repeated += (rows - list.len()) as u64;
        list.sort_by(|a, b| b.1.total_cmp(&a.1));
        self.beyond += list.len().saturating_sub(MOST) as u64;
        list.truncate(MOST);
        list.shrink_to_fit();
        list
    }
}
