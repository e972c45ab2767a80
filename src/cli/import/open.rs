//! From a path to a stream of CSV bytes, with the separator that its first line has.

use std::cell::Cell;
use std::fs::File;
use std::io;
use std::path::Path;
use std::rc::Rc;

use indicatif::ProgressBar;

use super::problem::Problem;
use crate::cli::stream::{Bounded, Break, Stream};

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

/// What kind of file is opened, in words.
pub(super) struct Kind {
    /// Stands before the progress.
    pub(super) doing: &'static str,
    /// What its lines are: `the order lines`.
    pub(super) lines: &'static str,
    /// Whether a file with nothing in it is one, too.
    pub(super) may_be_empty: bool,
}

const ORDERS: Kind = Kind { doing: "reading orders", lines: "the order lines", may_be_empty: false };

/// Opens the export of order lines at `path` and looks at its first bytes.
pub(super) fn open(path: &Path) -> Result<Source, Problem> {
    open_as(path, &ORDERS)
}

/// Opens a file and looks at its first bytes.
pub(super) fn open_as(path: &Path, kind: &Kind) -> Result<Source, Problem> {
    let name = path.display().to_string();
    if path.is_dir() {
        return Err(Problem::new(format!("`{name}` is a folder")).help(format!("name the file with {}", kind.lines)));
    }
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Problem::new(format!("there is no file `{name}`")),
        _ => Problem::new(format!("`{name}` can't be opened: {error}")),
    })?;
    let unreadable = |error: io::Error| cannot_read(&name, &error, None);
    let Stream { mut bytes, since_line, progress } = Stream::of(file, kind.doing).map_err(unreadable)?;
    let start = bytes.start().map_err(unreadable)?;
    refuse_what_is_no_csv(&name, start, kind)?;
    let delimiter = delimiter(start);
    let crlf = start.split(|byte| *byte == b'\n').next().is_some_and(|line| line.ends_with(b"\r"));
    Ok(Source { name, delimiter, crlf, bytes, since_line, progress })
}

/// The sentence for an error while reading; `line` is the last line that was read whole.
pub(super) fn cannot_read(name: &str, error: &io::Error, line: Option<u64>) -> Problem {
    let after = line.map_or(String::new(), |line| format!(" after line {line}"));
    match Break::of(error) {
        Break::LineTooLong => Problem::new(format!("`{name}` has a line of more than a million bytes{after}"))
            .help("a quotation mark is probably opened there and never closed; mend that line and import again"),
        Break::GzipEnds => Problem::new(format!("the gzip data of `{name}` ends too early{after}"))
            .help("the file is incomplete; download or export it again"),
        Break::GzipDamaged => Problem::new(format!("the gzip data of `{name}` is damaged{after}"))
            .help("download or export the file again"),
        Break::System => Problem::new(format!("`{name}` can't be read{after}: {error}")),
    }
}

fn refuse_what_is_no_csv(name: &str, start: &[u8], kind: &Kind) -> Result<(), Problem> {
    if !kind.may_be_empty && start.iter().all(u8::is_ascii_whitespace) {
        return Err(Problem::new(format!("`{name}` is empty"))
            .help(format!("export {} again, with a first line of column names", kind.lines)));
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
            .help(format!("export {} as CSV, plain or gzipped", kind.lines)));
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
    use super::*;

    #[test]
    fn delimiters() {
        assert_eq!(delimiter(b"a,b;c,d\n;;;;;"), b',');
        assert_eq!(delimiter(b"a;b;c\n"), b';');
        assert_eq!(delimiter(b"a\tb\tc\n"), b'\t');
        assert_eq!(delimiter(b"\"a;b;c;d\",e\n"), b',');
    }
}
