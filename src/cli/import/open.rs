//! From a path to a stream of CSV bytes: plain or gzipped by its first bytes (not by its name), with a progress bar over
//! the bytes of the file, and with a bound on the length of one line so that an unclosed quote can't swallow the file.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use super::problem::Problem;

const BUFFER: usize = 1 << 16;

/// The longest line that is believed, in bytes. More means that a quote was opened and never closed.
const LONGEST_LINE: usize = 1 << 20;

/// An order export, opened.
pub(super) struct Source {
    /// How messages name the file.
    pub(super) name: String,
    /// Comma, semicolon or tab.
    pub(super) delimiter: u8,
    /// The first line ends with carriage return and line feed.
    pub(super) crlf: bool,
    /// The CSV bytes.
    pub(super) bytes: Bounded,
    /// Bytes that were given out since the last line ended; the reader of lines sets it back.
    pub(super) since_line: Rc<Cell<usize>>,
    /// Where the progress is drawn; hidden when the error output is no terminal.
    pub(super) progress: ProgressBar,
}

/// Gives bytes on until one line is too long.
pub(super) struct Bounded {
    inner: Box<dyn BufRead>,
    since_line: Rc<Cell<usize>>,
}

/// The error inside the [`io::Error`] of a line that is too long.
#[derive(Debug)]
pub(super) struct LineTooLong;

impl std::fmt::Display for LineTooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a line is too long")
    }
}

impl std::error::Error for LineTooLong {}

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

/// Opens the export at `path` and looks at its first bytes.
pub(super) fn open(path: &Path) -> Result<Source, Problem> {
    let name = path.display().to_string();
    if path.is_dir() {
        return Err(Problem::new(format!("`{name}` is a folder")).help("name the file with the order lines"));
    }
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Problem::new(format!("there is no file `{name}`")),
        _ => Problem::new(format!("`{name}` can't be opened: {error}")),
    })?;
    let length = file.metadata().map_or(0, |about| about.len());
    let progress = ProgressBar::new(length).with_finish(ProgressFinish::AndClear);
    let style = "reading orders {bar:40} {bytes} of {total_bytes} {eta}";
    progress.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));

    let unreadable = |error: io::Error| cannot_read(&name, &error, None);
    let mut raw = BufReader::with_capacity(BUFFER, progress.wrap_read(file));
    let gzipped = raw.fill_buf().map_err(unreadable)?.starts_with(&[0x1f, 0x8b]);
    let mut inner: Box<dyn BufRead> =
        if gzipped { Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(raw))) } else { Box::new(raw) };
    let start = inner.fill_buf().map_err(unreadable)?;
    refuse_what_is_no_csv(&name, start)?;
    let delimiter = delimiter(start);
    let crlf = start.split(|byte| *byte == b'\n').next().is_some_and(|line| line.ends_with(b"\r"));
    let since_line = Rc::new(Cell::new(0));
    let bytes = Bounded { inner, since_line: Rc::clone(&since_line) };
    Ok(Source { name, delimiter, crlf, bytes, since_line, progress })
}

/// The sentence for an error while reading; `line` is the last line that was read whole.
pub(super) fn cannot_read(name: &str, error: &io::Error, line: Option<u64>) -> Problem {
    let after = line.map_or(String::new(), |line| format!(" after line {line}"));
    if error.get_ref().is_some_and(|inner| inner.is::<LineTooLong>()) {
        return Problem::new(format!("`{name}` has a line of more than a million bytes{after}"))
            .help("a quotation mark is probably opened there and never closed; mend that line and import again");
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Problem::new(format!("the gzip data of `{name}` ends too early{after}"))
            .help("the file is incomplete; download or export it again"),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            Problem::new(format!("the gzip data of `{name}` is damaged{after}"))
                .help("download or export the file again")
        }
        _ => Problem::new(format!("`{name}` can't be read{after}: {error}")),
    }
}

fn refuse_what_is_no_csv(name: &str, start: &[u8]) -> Result<(), Problem> {
    if start.iter().all(u8::is_ascii_whitespace) {
        return Err(Problem::new(format!("`{name}` is empty"))
            .help("export the order lines again, with a first line of column names"));
    }
    if start.starts_with(b"PK\x03\x04") {
        return Err(Problem::new(format!("`{name}` is a spreadsheet or a zip file, not CSV"))
            .help("unpack it, or open it in the spreadsheet program and save the sheet as CSV"));
    }
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err(Problem::new(format!("`{name}` is UTF-16 text")).help("save it as CSV in UTF-8"));
    }
    if start.contains(&0) {
        return Err(Problem::new(format!("`{name}` is not a CSV file: it holds binary data"))
            .help("export the order lines as CSV, plain or gzipped"));
    }
    Ok(())
}

/// Whichever of comma, semicolon and tab the first line has most of, outside quotes.
fn delimiter(start: &[u8]) -> u8 {
    let (mut quoted, mut commas, mut semicolons, mut tabs) = (false, 0, 0, 0);
    for byte in start.iter().skip_while(|byte| byte.is_ascii_whitespace()) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            b',' if !quoted => commas += 1,
            b';' if !quoted => semicolons += 1,
            b'\t' if !quoted => tabs += 1,
            _ => {}
        }
    }
    if semicolons > commas && semicolons >= tabs {
        b';'
    } else if tabs > commas {
        b'\t'
    } else {
        b','
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use super::*;

    #[test]
    fn delimiters() {
        assert_eq!(delimiter(b"a,b;c,d\n;;;;;"), b',');
        assert_eq!(delimiter(b"a;b;c\n"), b';');
        assert_eq!(delimiter(b"a\tb\tc\n"), b'\t');
        assert_eq!(delimiter(b"\"a;b;c;d\",e\n"), b',');
    }

    #[test]
    fn an_endless_line_is_an_error_and_not_a_full_memory() {
        let since_line = Rc::new(Cell::new(0));
        let mut endless =
            Bounded { inner: Box::new(BufReader::new(io::repeat(b'x'))), since_line: Rc::clone(&since_line) };
        let error = io::copy(&mut endless, &mut io::sink()).unwrap_err();
        assert!(cannot_read("x.csv", &error, Some(7)).to_string().contains("after line 7"));
        assert!(since_line.get() < 2 * LONGEST_LINE);
    }
}
