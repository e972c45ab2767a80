//! The result as a table, and in words.

use super::report::{Report, Row};
use crate::cli::figures::grouped;
use crate::learn::evaluate::{Cleaned, Split};
use std::fmt::Write;

/// What has to be known of the files.
pub(super) fn notes(cleaned: &Cleaned) -> Vec<String> {
    let mut notes = Vec::new();
    for (name, split) in [("training", &cleaned.train), ("test", &cleaned.test)] {
        let mut say = |count: usize, what: &str| {
            if count > 0 {
                notes.push(format!("{name}: {} {what}", grouped(count as u64)));
            }
        };
        say(split.out_of_order, "clicks stood after a later one of their session; they were put in order");
        say(split.duplicates, "clicks stand there more than once with the same time; the protocol keeps them");
        let robots = if split.dropped.robots > 0 {
            "they were left out"
        } else {
            "the protocol keeps them; `--drop-robots` does not"
        };
        say(split.robots, &format!("sessions have more than 200 clicks, as robots have; {robots}"));
    }
    if cleaned.in_both > 0 {
        let count = grouped(cleaned.in_both as u64);
        notes.push(format!(
            "{count} sessions are in both files by their name; what is in the training of them was learned"
        ));
    }
    if cleaned.later > 0 {
        let count = grouped(cleaned.later as u64);
        notes.push(format!("{count} training clicks are no earlier than the first test click: the files are not split by time, and the result flatters every method"));
    }
    notes
}

/// The whole report.
pub(super) fn print(report: &Report) -> String {
    let mut out = String::new();
    let cleaned = &report.cleaned;
    let _ = writeln!(out, "training  {}", side(&cleaned.train));
    let _ = writeln!(out, "test      {}", side(&cleaned.test));
    for note in &report.notes {
        let _ = writeln!(out, "note: {note}");
    }
    if let Some(tuning) = report.tuning {
        let (fit, held) = (grouped(tuning.fit as u64), grouped(tuning.held as u64));
        let _ = writeln!(out, "tuned on  the end of the training: learned from {fit} sessions, predicted {held}");
    }
    out.push('\n');
    out += &table(&report.methods);
    out
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
