//! The result as a table, and in words.

use super::report::{Report, Row};
use crate::cli::figures::grouped;
use crate::learn::evaluate::{Cleaned, Interval, Split};
use std::fmt::Write;

/// What has to be known of the files.
pub(super) fn notes(cleaned: &Cleaned) -> Vec<String> {
    let mut notes = Vec::new();
    for (name, split) in [("training", &cleaned.train), ("test", &cleaned.test)] {
        let mut say = |count: usize, one: &str, more: &str| {
            if count > 0 {
                notes.push(format!("{name}: {}", several(count, one, more)));
            }
        };
        say(
            split.out_of_order,
            "click stood after a later one of its session; it was put in order",
            "clicks stood after a later one of their session; they were put in order",
        );
        say(
            split.duplicates,
            "click repeats another with the same time; the protocol keeps it",
            "clicks stand there more than once with the same time; the protocol keeps them",
        );
        let (it, they) = if split.dropped.robots > 0 {
            ("it was left out", "they were left out")
        } else {
            ("the protocol keeps it; `--drop-robots` does not", "the protocol keeps them; `--drop-robots` does not")
        };
        say(
            split.robots,
            &format!("session has more than 200 clicks, as robots have; {it}"),
            &format!("sessions have more than 200 clicks, as robots have; {they}"),
        );
    }
    if cleaned.in_both > 0 {
        notes.push(several(
            cleaned.in_both,
            "session is in both files by its name; what is in the training of it was learned",
            "sessions are in both files by their name; what is in the training of them was learned",
        ));
    }
    if cleaned.later > 0 {
        let clicks = several(cleaned.later, "training click is", "training clicks are");
        notes.push(format!("{clicks} no earlier than the first test click: the files are not split by time, and the result flatters every method"));
    }
    notes
}

/// A count, and what is said of one or of more.
pub(super) fn several(count: usize, one: &str, more: &str) -> String {
    format!("{} {}", grouped(count as u64), if count == 1 { one } else { more })
}

/// What the columns are.
const COLUMNS: &str = "
HR@20      share of predictions in which the next item was among the first 20
MRR@20     mean of one over its place, 0 where it was not among them
new        the same for next items that the session had not seen, with what it had seen left out of the list
coverage   share of all items that were recommended at least once
popular    mean clicks of what was recommended, relative to the most clicked item
B/product  bytes that the method keeps, over the number of items
B/request  bytes of the records that one prediction reads, on average and at most; - reads all of its memory
us         microseconds a prediction on one thread, on average and for nine of ten
";

/// The whole report.
pub(super) fn print(report: &Report) -> String {
    let mut out = String::new();
    let cleaned = &report.cleaned;
    let _ = writeln!(out, "training  {}", side(&cleaned.train));
    let _ = writeln!(out, "test      {}", side(&cleaned.test));
    if let Some(tuning) = report.tuning {
        let (fit, held) = (grouped(tuning.fit as u64), grouped(tuning.held as u64));
        let _ = writeln!(out, "tuned on  the end of the training: {held} sessions predicted from {fit} before them");
    }
    for note in &report.notes {
        let _ = writeln!(out, "note: {note}");
    }
    out.push('\n');
    out += &table(&report.methods);
    out += COLUMNS;
    let timed = grouped(report.timed as u64);
    let _ = writeln!(out, "           timed on {timed} predictions, each the quickest of three");
    for row in report.methods.iter().filter(|row| !row.versus.is_empty()) {
        let _ = writeln!(out, "\n{} minus others, with 95 % intervals over the sessions:\n", row.name);
        out += &versus(row);
    }
    out += "\nparameters\n";
    for row in report.methods.iter().filter(|row| !row.settings.0.is_empty()) {
        let _ = writeln!(out, "{}", parameters(row));
    }
    out
}

fn versus(row: &Row) -> String {
    let mut lines = vec![vec!["".to_owned(), "HR@20".into(), String::new(), "MRR@20".into(), String::new()]];
    for (name, by) in &row.versus {
        let signed = |interval: Interval| {
            [format!("{:+.4}", interval.difference), format!("{:+.4} to {:+.4}", interval.low, interval.high)]
        };
        let cells = [vec![(*name).to_owned()], signed(by.hit_rate).to_vec(), signed(by.reciprocal_rank).to_vec()];
        lines.push(cells.concat());
    }
    aligned(&lines)
}

fn parameters(row: &Row) -> String {
    let all: Vec<String> = row.settings.0.iter().map(|(name, value)| format!("{name} {value}")).collect();
    let tried = match (row.trials, row.out_of_time) {
        (0, _) => String::new(),
        (trials, false) => format!(" (best of {trials})"),
        (trials, true) => format!(" (best of {trials}, then the time was up)"),
    };
    format!("  {}: {}{tried}", row.name, all.join(", "))
}

fn side(split: &Split) -> String {
    let g = |n: usize| grouped(n as u64);
    format!(
        "{} clicks in {} sessions on {} items; left of them {}, {} and {}",
        g(split.read.clicks),
        g(split.read.sessions),
        g(split.read.items),
        g(split.left.clicks),
        g(split.left.sessions),
        g(split.left.items)
    )
}

fn table(rows: &[Row]) -> String {
    let heading = [
        "method",
        "HR@20",
        "MRR@20",
        "new HR",
        "new MRR",
        "coverage",
        "popular",
        "B/product",
        "B/request",
        "max",
        "us",
        "us p90",
    ];
    let mut lines: Vec<Vec<String>> = vec![heading.iter().map(|cell| (*cell).to_owned()).collect()];
    for row in rows {
        let share = |value: f64| format!("{value:.4}");
        let (mean, max) = match row.bytes_per_request {
            Some((mean, max)) => (format!("{mean:.0}"), grouped(max)),
            None => ("-".into(), "-".into()),
        };
        lines.push(vec![
            row.name.to_owned(),
            share(row.all.hit_rate()),
            share(row.all.reciprocal_rank()),
            share(row.new.hit_rate()),
            share(row.new.reciprocal_rank()),
            share(row.coverage),
            share(row.popularity),
            format!("{:.0}", row.bytes_per_product),
            mean,
            max,
            format!("{:.1}", row.time.mean),
            format!("{:.1}", row.time.p90),
        ]);
    }
    aligned(&lines)
}

/// The first column to the left, the others to the right.
fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    let width =
        |at: usize| lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.len()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for line in lines {
        let mut text = String::new();
        for (at, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let _ = if at == 0 { write!(text, "{cell:width$}") } else { write!(text, "  {cell:>width$}") };
        }
        let _ = writeln!(out, "{}", text.trim_end());
    }
    out
}
