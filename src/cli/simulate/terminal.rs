//! The report in the terminal: tables as wide as it is, long words folded, colour only where somebody looks.

use super::report::Report;
use super::sections::{Column, Section, Table, sections};
use crate::cli::figures::grouped;
use console::{Term, measure_text_width};

/// The widest that a table gets: longer lines are hard to read.
const WIDEST: usize = 120;
/// Without a terminal.
const USUAL: usize = 100;
/// A column of text is not folded below this.
const NARROWEST: usize = 12;
/// Between two columns.
const GAP: usize = 2;

/// How to print.
pub(super) struct Style {
    /// Columns of the terminal.
    pub(super) width: usize,
    pub(super) colour: bool,
}

impl Style {
    /// As standard output is.
    pub(super) fn of_stdout() -> Self {
        let term = Term::stdout();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let found = term.size_checked().map(|(_, columns)| usize::from(columns));
        Self { width: told.or(found).unwrap_or(USUAL).clamp(40, WIDEST), colour: term.is_term() && !plain }
    }

    fn bold(&self, text: &str) -> String {
        if self.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_string() }
    }

    fn dim(&self, text: &str) -> String {
        if self.colour { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text.to_string() }
    }
}

/// The whole report.
pub(super) fn print(report: &Report, style: &Style) -> String {
    let population = &report.population;
    let mut out = String::new();
    let against = report.against.as_ref().map_or_else(String::new, |id| format!(", against {id}"));
    let title = format!(
        "{}: {} visitors, {} pages",
        clean(&report.shop),
        grouped(population.visitors),
        grouped(population.pages)
    );
    out += &format!("{}\n", style.bold(&title));
    out += &paragraph(
        &format!("snapshot {}{against}, on {}, seed {}", report.snapshot, report.day, population.seed),
        style.width,
    );
    out += &paragraph(
        &format!("population: {}; {} agree to personalization", population.kind, population.agree),
        style.width,
    );
    for note in &population.notes {
        out += &paragraph(&format!("note: {note}"), style.width);
    }
    for section in sections(report) {
        out += &one(&section, style);
    }
    out
}

fn one(section: &Section, style: &Style) -> String {
    let mut out = format!("\n{}\n", style.bold(&section.title));
    out += &paragraph(&section.lead, style.width);
    out += &table(&section.table, style);
    for note in &section.notes {
        out += &paragraph(&format!("- {note}"), style.width);
    }
    out
}

/// Names are the shop's: no control character of theirs reaches the terminal.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

fn paragraph(text: &str, width: usize) -> String {
    fold(text, width).into_iter().map(|line| line + "\n").collect()
}

/// Breaks between words; a word that is too long is cut.
fn fold(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in clean(text).split(' ') {
        let mut word = word.to_string();
        while let Some(line) = lines.last_mut() {
            let room = width.saturating_sub(measure_text_width(line) + usize::from(!line.is_empty()));
            if measure_text_width(&word) <= room {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(&word);
                break;
            }
            if line.is_empty() {
                let mut used = 0;
                let end = word.char_indices().find(|(_, c)| {
                    used += measure_text_width(c.encode_utf8(&mut [0; 4]));
                    used > width.max(2)
                });
                let Some((end, _)) = end else { break };
                *line = word.get(..end).unwrap_or_default().to_string();
                word = word.get(end..).unwrap_or_default().to_string();
            }
            lines.push(String::new());
        }
    }
    lines
}

fn table(table: &Table, style: &Style) -> String {
    if table.rows.is_empty() {
        return String::new();
    }
    let widths = widths(table, style.width);
    let head: Vec<String> = table.head.iter().map(|column| column.name.to_string()).collect();
    let mut out = style.dim(line(&head, &table.head, &widths).trim_end_matches('\n'));
    out.push('\n');
    let mut before = "";
    for row in &table.rows {
        // The first column is not said again where it is the same.
        let first = row.first().map_or("", String::as_str);
        let mut row = row.clone();
        if first == before && !first.is_empty() {
            row.iter_mut().take(1).for_each(String::clear);
        }
        before = first;
        out += &line(&row, &table.head, &widths);
    }
    out
}

/// Each column as wide as its widest cell; where that is too much, the widest columns of text are narrowed.
fn widths(table: &Table, width: usize) -> Vec<usize> {
    let cell = |row: &Vec<String>, at: usize| row.get(at).map_or(0, |text| measure_text_width(&clean(text)));
    let widest = |(at, column): (usize, &Column)| {
        let cells = table.rows.iter().map(|row| cell(row, at)).max().unwrap_or(0);
        cells.max(measure_text_width(column.name))
    };
    let mut widths: Vec<usize> = table.head.iter().enumerate().map(widest).collect();
    loop {
        let used = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        let texts = widths
            .iter()
            .zip(&table.head)
            .enumerate()
            .filter(|(_, (wide, column))| !column.number && **wide > NARROWEST);
        let widest = texts.max_by_key(|(_, (wide, _))| **wide).map(|(at, _)| at);
        match widest.and_then(|at| widths.get_mut(at)) {
            Some(wide) if used > width => *wide -= 1,
            _ => return widths,
        }
    }
}

fn line(cells: &[String], head: &[Column], widths: &[usize]) -> String {
    let folded: Vec<Vec<String>> = cells.iter().zip(widths).map(|(cell, width)| fold(cell, *width)).collect();
    let tall = folded.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for nth in 0..tall {
        let mut text = String::new();
        for ((lines, column), width) in folded.iter().zip(head).zip(widths) {
            let cell = lines.get(nth).map_or("", String::as_str);
            let pad = " ".repeat(width.saturating_sub(measure_text_width(cell)));
            match column.number {
                true => text.push_str(&format!("{pad}{cell}")),
                false => text.push_str(&format!("{cell}{pad}")),
            }
            text.push_str(&" ".repeat(GAP));
        }
        out += text.trim_end();
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_long_ones_cut() {
        assert_eq!(fold("one two three", 7), ["one two", "three"]);
        assert_eq!(fold("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(fold("", 4), [""]);
        assert_eq!(fold("\u{1b}[31mred", 20), ["\u{FFFD}[31mred"], "no control character passes");
    }

    #[test]
    fn tables_keep_to_the_width() {
        let head = vec![
            Column { name: "who", number: false },
            Column { name: "n", number: true },
            Column { name: "why", number: false },
        ];
        let rows = vec![vec![
            "a-very-long-name-of-a-block".into(),
            "12".into(),
            "not in segment, and something else beside".into(),
        ]];
        let drawn = table(&Table { head, rows }, &Style { width: 50, colour: false });
        assert!(drawn.lines().all(|line| measure_text_width(line) <= 50), "{drawn}");
        assert!(drawn.contains("12") && !drawn.contains('\u{1b}'));
    }
}
