//! Records and the numbers of the lines on which they begin.

use std::cell::Cell;
use std::rc::Rc;

use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder};
use indicatif::ProgressBar;

use super::open::{Source, cannot_read};
use super::problem::Problem;
use crate::cli::stream::Bounded;

/// The records of one file, in order.
pub(super) struct Records {
    reader: Reader<Bounded>,
    name: String,
    /// Lines end with carriage return and line feed.
    crlf: bool,
    /// The line on which the last record began.
    last: Option<u64>,
    since_line: Rc<Cell<usize>>,
    /// Cleared away when the records are dropped.
    _progress: ProgressBar,
}

impl Records {
    /// Begins before the first line.
    pub(super) fn of(source: Source) -> Self {
        let Source { name, delimiter, crlf, bytes, since_line, progress } = source;
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(bytes);
        Self { reader, name, crlf, last: None, since_line, _progress: progress }
    }

    /// Reads the next record and gives the number of its line, from 1; nothing at the end of the file.
    pub(super) fn next(&mut self, record: &mut ByteRecord) -> Result<Option<u64>, Problem> {
        self.since_line.set(0);
        let read = self.reader.read_byte_record(record).map_err(|error| match error.kind() {
            ErrorKind::Io(error) => cannot_read(&self.name, error, self.last),
            _ => Problem::new(format!("`{}` can't be read as CSV", self.name)),
        })?;
        if !read {
            return Ok(None);
        }
        // The reader counts line feeds, and has not yet come to the one behind a carriage return.
        let counted = self.reader.position().line().saturating_sub(u64::from(!self.crlf));
        let inside = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        let line = counted.saturating_sub(inside).max(self.last.unwrap_or_default() + 1);
        self.last = Some(line);
        Ok(Some(line))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use super::super::open::open;
    use super::*;

    fn lines(content: &str) -> Vec<u64> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        let mut records = Records::of(open(file.path()).unwrap());
        let mut record = ByteRecord::new();
        std::iter::from_fn(|| records.next(&mut record).unwrap()).collect()
    }

    #[test]
    fn records_know_their_lines() {
        let unix = "a,b\n1,2\n\n\n\"x\ny\",2\n3,4\n5,6";
        assert_eq!(lines(unix), [1, 2, 5, 7, 8]);
        assert_eq!(lines(&format!("{unix}\n")), [1, 2, 5, 7, 8]);
        assert_eq!(lines(&unix.replace('\n', "\r\n")), [1, 2, 5, 7, 8]);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_name() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "\u{feff}a,b\n").unwrap();
        let mut record = ByteRecord::new();
        Records::of(open(file.path()).unwrap()).next(&mut record).unwrap();
        assert_eq!(record, vec!["a", "b"]);
    }
}
