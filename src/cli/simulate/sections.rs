//! The report in sections, each a heading, a sentence, a table and, for the HTML, a chart of the same numbers.

mod changes;
mod shown;
mod who;

use super::report::Report;

/// A part of the report.
pub(super) struct Section {
    /// For links within the page.
    pub(super) id: &'static str,
    pub(super) title: String,
    /// What it says, in a sentence or two.
    pub(super) lead: String,
    pub(super) table: Table,
    pub(super) chart: Option<Chart>,
    /// Sentences behind it.
    pub(super) notes: Vec<String>,
}

/// A table.
#[derive(Default)]
pub(super) struct Table {
    pub(super) head: Vec<Column>,
    pub(super) rows: Vec<Vec<String>>,
}

/// A column.
pub(super) struct Column {
    pub(super) name: &'static str,
    /// Numbers stand at the right.
    pub(super) number: bool,
}

/// A chart. Every number in it stands in the table beside it as well.
pub(super) enum Chart {
    /// One bar a row, and perhaps a second one.
    Bars { series: Vec<&'static str>, bars: Vec<Bar> },
    /// One bar a row, cut into parts.
    Parts { rows: Vec<(String, Vec<PartOf>)> },
    /// What was lost to the left, and what was gained to the right.
    Moves { rows: Vec<(String, Side, Side)> },
    /// Segments against each other: the shade, and what stands in the cell.
    Matrix { names: Vec<String>, cells: Vec<Vec<(f64, String)>> },
}

/// A row of bars.
pub(super) struct Bar {
    pub(super) label: String,
    /// Each 0 to 1, or not said, and how it is said.
    pub(super) values: Vec<(Option<f64>, String)>,
}

/// A part of a bar.
pub(super) struct PartOf {
    pub(super) name: String,
    /// 0 to 1.
    pub(super) share: f64,
    /// How it looks: a number from 0.
    pub(super) look: usize,
}

/// One side of a move: the share, and how it is said.
pub(super) struct Side {
    pub(super) share: f64,
    pub(super) said: String,
}

/// All sections, the changes first where there are some.
pub(super) fn sections(report: &Report) -> Vec<Section> {
    let mut all = Vec::new();
    if let Some(changed) = &report.changes {
        all.extend(changes::sections(changed));
    }
    all.extend(who::sections(report));
    all.extend(shown::sections(report));
    all
}

fn text(name: &'static str) -> Column {
    Column { name, number: false }
}

fn number(name: &'static str) -> Column {
    Column { name, number: true }
}

/// `a`, `b` and `c`.
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The first few of many, and how many more.
fn few(words: &[String], most: usize) -> String {
    match words.get(most..) {
        Some(more) if !more.is_empty() => {
            format!("{} and {} more", words.get(..most).unwrap_or_default().join(", "), more.len())
        }
        _ => list(words),
    }
}
