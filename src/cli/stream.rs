//! From an opened file to a stream of its bytes: plain or gzipped by its first bytes (not by its name), with a progress bar
//! over the bytes of the file, and with a bound on the length of one line so that an unclosed quote can't swallow the file.

use flate2::bufread::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

const BUFFER: usize = 1 << 16;

/// The longest line that is believed, in bytes. More means that a quote was opened and never closed.
const LONGEST_LINE: usize = 1 << 20;

/// A file as a stream.
pub(super) struct Stream {
    /// The bytes, unpacked.
    pub(super) bytes: Bounded,
    /// Bytes that were given out since the last line ended; the reader of lines sets it back.
    pub(super) since_line: Rc<Cell<usize>>,
    /// Where the progress is drawn; hidden when the error output is no terminal.
    pub(super) progress: ProgressBar,
}

impl Stream {
    /// The stream of a file's bytes; `doing` stands before the progress.
    ///
    /// # Errors
    /// When the first bytes cannot be read.
    pub(super) fn of(file: File, doing: &str) -> io::Result<Self> {
        let length = file.metadata().map_or(0, |about| about.len());
        let progress = ProgressBar::new(length).with_finish(ProgressFinish::AndClear);
        let style = ProgressStyle::with_template(&format!("{doing} {{bar:40}} {{bytes}} of {{total_bytes}} {{eta}}"));
        progress.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let mut raw = BufReader::with_capacity(BUFFER, progress.wrap_read(file));
        let gzipped = raw.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let inner: Box<dyn BufRead> =
            if gzipped { Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(raw))) } else { Box::new(raw) };
        let since_line = Rc::new(Cell::new(0));
        Ok(Self { bytes: Bounded { inner, since_line: Rc::clone(&since_line) }, since_line, progress })
    }
}

/// Gives bytes on until one line is too long.
pub(super) struct Bounded {
    inner: Box<dyn BufRead>,
    since_line: Rc<Cell<usize>>,
}

impl Bounded {
    /// The bytes that come next, without taking them.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(super) fn start(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_line.get() > LONGEST_LINE {
            return Err(io::Error::other(LineTooLong));
        }
        let read = self.inner.read(buffer)?;
        self.since_line.set(self.since_line.get() + read);
        Ok(read)
    }
}

/// The error inside the [`io::Error`] of a line that is too long.
#[derive(Debug)]
struct LineTooLong;

impl std::fmt::Display for LineTooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a line is too long")
    }
}

impl std::error::Error for LineTooLong {}

/// Why a stream broke off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Break {
    /// A line of more than a million bytes.
    LineTooLong,
    /// The gzip data ends too early.
    GzipEnds,
    /// The gzip data is damaged.
    GzipDamaged,
    /// Something of the system.
    System,
}

impl Break {
    /// What this error says of the stream.
    pub(super) fn of(error: &io::Error) -> Self {
        if error.get_ref().is_some_and(|inner| inner.is::<LineTooLong>()) {
            return Self::LineTooLong;
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::GzipEnds,
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => Self::GzipDamaged,
            _ => Self::System,
        }
    }
}

/// Whichever of comma, semicolon and tab the first line of a table has most of.
pub(super) fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| line.iter().filter(|byte| **byte == wanted).count();
    [b'\t', b';', b','].into_iter().max_by_key(|wanted| count(*wanted)).unwrap_or(b',')
}

/// What went wrong in a table, without anything of the file.
pub(super) fn broken(error: &csv::Error) -> &'static str {
    let csv::ErrorKind::Io(error) = error.kind() else { return "what follows is no CSV" };
    match Break::of(error) {
        Break::LineTooLong => "a line of more than a million bytes follows",
        Break::GzipEnds => "the gzip data ends too early",
        Break::GzipDamaged => "the gzip data is damaged",
        Break::System => "the file cannot be read on",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use super::*;

    #[test]
    fn an_endless_line_is_an_error_and_not_a_full_memory() {
        let since_line = Rc::new(Cell::new(0));
        let mut endless =
            Bounded { inner: Box::new(BufReader::new(io::repeat(b'x'))), since_line: Rc::clone(&since_line) };
        let error = io::copy(&mut endless, &mut io::sink()).unwrap_err();
        assert_eq!(Break::of(&error), Break::LineTooLong);
        assert!(since_line.get() < 2 * LONGEST_LINE);
    }
}
