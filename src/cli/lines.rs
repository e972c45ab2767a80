//! On which line of a CSV file a record stands.

use csv::{ByteRecord, Reader};
use std::io::{Chain, Read};

/// How the lines of a file end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines {
    crlf: bool,
}

impl Lines {
    /// As the first line ends.
    pub(super) fn of(start: &[u8]) -> Self {
        let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
        Self { crlf: first.ends_with(b"\r") }
    }

    /// The bytes with an end of their last line, so that every record has one.
    pub(super) fn ended<R: Read>(self, bytes: R) -> Chain<R, &'static [u8]> {
        bytes.chain(if self.crlf { b"\r\n" } else { b"\n" })
    }

    /// The line on which the record that was just read begins, from 1. The position that the reader notes with a record is
    /// where it went on reading: before empty lines, and before the second half of a CR LF. The reader's bytes are those of [`Lines::ended`].
    pub(super) fn line<R: Read>(self, reader: &Reader<R>, record: &ByteRecord) -> u64 {
        let within = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        let ended = u64::from(!self.crlf);
        reader.position().line().saturating_sub(within + ended).max(1)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn every_record_knows_its_line() {
        for (ending, last) in [("\n", "\n"), ("\n", ""), ("\r\n", "\r\n"), ("\r\n", "")] {
            let text = ["a,b", "1,2", "", "", "\"3\n3\",4", "5,6"].join(ending) + last;
            let lines = Lines::of(text.as_bytes());
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(lines.ended(text.as_bytes()));
            let mut record = ByteRecord::new();
            let mut found = Vec::new();
            while reader.read_byte_record(&mut record).unwrap() {
                found.push(lines.line(&reader, &record));
            }
            assert_eq!(found, [1, 2, 5, 7], "{ending:?} {last:?}");
        }
    }
}
