//! What is wrong with a folder, said so that it can be mended: file, line, column, and what to write instead.

use super::code::Code;
use super::place::File;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents};
use miette::{SourceCode, SourceSpan, SpanContents};
use std::fmt::{self, Display};
use std::sync::Arc;

/// Lines longer than this are shown in part.
const LONGEST_LINE: usize = 160;
/// How much of a long line is shown before the place, in bytes.
const LEAD: usize = 60;
/// At most so many problems are shown; the rest is counted.
const MOST_SHOWN: usize = 50;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The folder cannot be compiled.
    Error,
    /// It can, and is hardly what was meant.
    Warning,
    /// It can, and something about it is worth knowing. It fails nothing.
    Note,
}

/// Something that is wrong with a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is.
    pub code: Code,
    /// The file.
    pub file: Arc<File>,
    /// The first byte of the place in the file's text.
    pub start: usize,
    /// The byte after the place.
    pub end: usize,
    /// What is wrong: lower case, the user's words in backticks.
    pub message: String,
    /// What to write instead, or empty.
    pub help: String,
}

impl Problem {
    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Line and column, both from 1; the column counts characters.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        let (line, column) = self.count_to(self.start);
        (line + 1, column + 1)
    }

    fn count_to(&self, byte: usize) -> (usize, usize) {
        let before = self.file.text.get(..byte).unwrap_or_default();
        let line = before.bytes().filter(|b| *b == b'\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        (line, column)
    }

    /// The place, cut to its first line so that one problem never fills a screen.
    fn span(&self) -> SourceSpan {
        let stretch = self.file.text.get(self.start..self.end).unwrap_or_default();
        let first = stretch.lines().next().unwrap_or_default();
        let shown = first.char_indices().map(|(at, _)| at).nth(LONGEST_LINE / 2).unwrap_or(first.len());
        (self.start, shown).into()
    }

    /// The line of the place, and the one before it where both are short.
    fn excerpt(&self) -> (usize, usize) {
        let text = &self.file.text;
        let line_start = text.get(..self.start).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
        let line_end = text.get(self.start..).and_then(|t| t.find('\n')).map_or(text.len(), |at| self.start + at);
        if line_end - line_start > LONGEST_LINE {
            let from = floor(text, self.start.saturating_sub(LEAD).max(line_start));
            return (from, floor(text, (from + LONGEST_LINE).min(line_end)));
        }
        let before = line_start.checked_sub(1).and_then(|end| Some((text.get(..end)?.rfind('\n'), end)));
        match before {
            Some((start, end)) if end - start.map_or(0, |at| at + 1) <= LONGEST_LINE => {
                (start.map_or(0, |at| at + 1), line_end)
            }
            _ => (line_start, line_end),
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.code.severity() {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.file.text.is_empty()).then_some(self as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_primary_with_span(None, self.span());
        (!self.file.text.is_empty()).then(|| Box::new(std::iter::once(label)) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}

/// Shows the excerpt and nothing else of the file, however long its lines are.
impl SourceCode for Problem {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (from, to) = match lines_before {
            0 => (span.offset(), span.offset() + span.len()),
            _ => self.excerpt(),
        };
        let data = self.file.text.get(from..to).ok_or(MietteError::OutOfBounds)?;
        let (line, column) = self.count_to(from);
        let lines = data.lines().count().max(1);
        let span = (from, to - from).into();
        let name = self.file.name.clone();
        Ok(Box::new(MietteSpanContents::new_named(name, data.as_bytes(), span, line, column, lines)))
    }
}

/// How problems are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without colour.
    Plain,
    /// With colour, for terminals.
    Colour,
}

/// Draws the problems, one after the other.
#[must_use]
pub fn render(problems: &[Problem], style: Style) -> String {
    let theme = match style {
        Style::Plain => GraphicalTheme::unicode_nocolor(),
        Style::Colour => GraphicalTheme::unicode(),
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(110).with_links(false);
    let mut drawn = String::new();
    for problem in problems.iter().take(MOST_SHOWN) {
        if handler.render_report(&mut drawn, problem).is_err() {
            drawn.push_str(&problem.message);
        }
        drawn.push('\n');
    }
    if problems.len() > MOST_SHOWN {
        drawn.push_str(&format!("and {} more\n", problems.len() - MOST_SHOWN));
    }
    drawn
}
