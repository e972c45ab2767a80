//! What machines read: every problem, none left out.

use super::position::Positions;
use crate::shop::{Problem, Severity};
use crate::snapshot::SnapshotId;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;

#[derive(Serialize)]
struct Report<'p> {
    errors: usize,
    warnings: usize,
    notes: usize,
    problems: Vec<Entry<'p>>,
    snapshot: Option<String>,
}

#[derive(Serialize)]
struct Entry<'p> {
    severity: &'static str,
    code: &'static str,
    message: &'p str,
    help: &'p str,
    file: &'p str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

fn entries(problems: &[Problem]) -> Vec<Entry<'_>> {
    let mut positions = Positions::default();
    let mut entries = Vec::with_capacity(problems.len());
    for problem in problems {
        let Problem { code, file, start, end, message, help } = problem;
        let (line, column) = positions.of(file, *start);
        let (end_line, end_column) = positions.end(file, *end);
        let severity = match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let (code, file) = (code.name(), file.name.as_str());
        entries.push(Entry { severity, code, message, help, file, line, column, end_line, end_column });
    }
    entries
}

/// One object; `docs/check.md` says what stands in it.
pub(super) fn json(problems: &[Problem], snapshot: Option<SnapshotId>) -> String {
    let problems = entries(problems);
    let count = |severity: &str| problems.iter().filter(|problem| problem.severity == severity).count();
    let (errors, warnings, notes) = (count("error"), count("warning"), count("note"));
    let report = Report { errors, warnings, notes, problems, snapshot: snapshot.map(|id| id.to_string()) };
    // Numbers and texts always can be written.
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

/// One workflow command a problem. Paths begin where the command was called, as GitHub wants them.
pub(super) fn github(dir: &Path, problems: &[Problem]) -> String {
    let mut lines = String::new();
    for entry in entries(problems) {
        let Entry { severity, code, line, column, end_line, end_column, .. } = entry;
        // GitHub's own word for it.
        let severity = if severity == "note" { "notice" } else { severity };
        let file = property(&dir.join(entry.file).display().to_string().replace('\\', "/"));
        let message = match entry.help {
            "" => entry.message.to_string(),
            help => format!("{}\n{help}", entry.message),
        };
        // Columns are of use within one line only.
        let end = if line == end_line { format!(",endColumn={end_column}") } else { format!(",endLine={end_line}") };
        // Writing to a string does not fail.
        let _ =
            writeln!(lines, "::{severity} file={file},line={line},col={column}{end},title={code}::{}", data(&message));
    }
    lines
}

/// Text as it may stand after the colons (`escapeData` in GitHub's own toolkit).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text as it may stand before them (`escapeProperty`).
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped() {
        assert_eq!(data("100 %: a,b\r\nc"), "100 %25: a,b%0D%0Ac");
        assert_eq!(property("C:/a,b%\n"), "C%3A/a%2Cb%25%0A");
    }
}
