//! The HTTP/1.1 of a KV: requests without a body, one after the other, and answers with a length.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

/// The longest line of a request that is read, in bytes.
const LONGEST: u64 = 16 * 1024;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The value of this key.
    Key(String),
    /// Something else than a read.
    Other,
}

/// Reads requests from a connection.
pub(super) struct Reader<'a>(BufReader<&'a TcpStream>);

impl<'a> Reader<'a> {
    pub(super) fn new(stream: &'a TcpStream) -> Self {
        Self(BufReader::new(stream))
    }

    /// The next request; `None` when the other side has closed.
    pub(super) fn next(&mut self) -> io::Result<Option<Asked>> {
        let Some(first) = self.line()? else { return Ok(None) };
        while self.line()?.is_some_and(|line| !line.is_empty()) {}
        Ok(Some(read(&first)))
    }

    /// The next line without its end.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        if io::Read::take(&mut self.0, LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(line.trim_ascii_end()).into_owned()))
    }
}

/// What a request's first line asks for.
fn read(line: &str) -> Asked {
    let mut words = line.split(' ');
    let (Some("GET"), Some(target)) = (words.next(), words.next()) else { return Asked::Other };
    let path = target.split('?').next().unwrap_or_default();
    Asked::Key(decoded(path.strip_prefix('/').unwrap_or(path)))
}

/// Percent-decoding (RFC 3986, section 2.1).
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = if *first == b'%' { after.split_at_checked(2) } else { None };
        let value = escaped.and_then(|(digits, after)| {
            let digits = std::str::from_utf8(digits).ok()?;
            Some((u8::from_str_radix(digits, 16).ok()?, after))
        });
        let (byte, after) = value.unwrap_or((*first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The head of an answer with a body of this length.
pub(super) fn head(status: u16, length: usize) -> Vec<u8> {
    format!("HTTP/1.1 {status} KV\r\nContent-Type: application/octet-stream\r\nContent-Length: {length}\r\n\r\n")
        .into_bytes()
}

/// Writes a whole answer.
pub(super) fn write(mut stream: &TcpStream, status: u16, body: &[u8]) -> io::Result<()> {
    let mut bytes = head(status, body.len());
    bytes.extend_from_slice(body);
    stream.write_all(&bytes)
}

/// Writes a value, or that there is none.
pub(super) fn give(stream: &TcpStream, value: Option<&[u8]>) -> io::Result<()> {
    match value {
        Some(value) => write(stream, 200, value),
        None => write(stream, 404, b"no such key"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_binding_asks() {
        let key = |text: &str| Asked::Key(text.to_owned());
        assert_eq!(read("GET /pointer?urlencoded=true&cache_ttl=30 HTTP/1.1"), key("pointer"));
        assert_eq!(read("GET /a%2Fb%20c%zz HTTP/1.1"), key("a/b c%zz"));
        assert_eq!(read("PUT /a HTTP/1.1"), Asked::Other);
        assert_eq!(read(""), Asked::Other);
    }
}
