//! The little HTTP/1.1 that waiting for a Worker and measuring one need: one answer at a time over a kept connection.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// An answer whose whole body has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// Bytes from the first of the head to the last of the body, as they came over the wire.
    pub(crate) length: usize,
}

/// The address of a port of this machine.
pub(crate) fn local(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// A port that nobody listens on now, and that was not given before: of some fifty that are taken before any of them is
/// used two would be the same one time in ten, and the runtime lets two processes listen on one.
pub(crate) fn free_port() -> io::Result<u16> {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let port = std::net::TcpListener::bind(local(0))?.local_addr()?.port();
        if GIVEN.lock().unwrap_or_else(PoisonError::into_inner).insert(port) {
            return Ok(port);
        }
    }
}

/// Whether somebody listens on this port.
pub(crate) fn is_taken(port: u16) -> bool {
    TcpStream::connect_timeout(&local(port), Duration::from_millis(200)).is_ok()
}

/// The bytes of a GET with these further header lines, each ended by CRLF.
pub(crate) fn get(address: SocketAddr, path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n").into_bytes()
}

/// Sends the request over a new connection and waits for the whole answer, `patience` for each piece of it.
pub(crate) fn ask(address: SocketAddr, request: &[u8], patience: Duration) -> io::Result<(Answer, Vec<u8>)> {
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(patience))?;
    stream.write_all(request)?;
    let mut received = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        let count = stream.read(&mut piece)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        received.extend_from_slice(piece.get(..count).unwrap_or_default());
        if let Some(answer) = whole(&received)? {
            return Ok((answer, received));
        }
    }
}

/// The answer at the beginning of `received`, or `None` while it is not all there.
pub(crate) fn whole(received: &[u8]) -> io::Result<Option<Answer>> {
    let Some(head_end) = find(received, b"\r\n\r\n") else { return Ok(None) };
    let head = received.get(..head_end).unwrap_or_default();
    let status =
        head.get(9..12).and_then(number).and_then(|status| u16::try_from(status).ok()).ok_or_else(malformed)?;
    let body = head_end + 4;
    let length = if status == 204 || status == 304 {
        Some(body)
    } else if let Some(value) = header(head, b"content-length") {
        let end = body.checked_add(number(value).ok_or_else(malformed)?).ok_or_else(malformed)?;
        (received.len() >= end).then_some(end)
    } else if header(head, b"transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case(b"chunked")) {
        chunks(received, body)?
    } else {
        return Err(malformed());
    };
    Ok(length.map(|length| Answer { status, length }))
}

/// Where the chunked body that begins at `at` ends.
fn chunks(received: &[u8], mut at: usize) -> io::Result<Option<usize>> {
    loop {
        let rest = received.get(at..).unwrap_or_default();
        let Some(line_end) = find(rest, b"\r\n") else { return Ok(None) };
        let line = rest.get(..line_end).and_then(|line| std::str::from_utf8(line).ok()).ok_or_else(malformed)?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(digits, 16).map_err(|_| malformed())?;
        // The chunk and the line end after it. After the last chunk comes an empty line (nobody here sends trailers).
        at = size.checked_add(at + line_end + 4).ok_or_else(malformed)?;
        if received.len() < at {
            return Ok(None);
        }
        if size == 0 {
            return Ok(Some(at));
        }
    }
}

/// The value of a header of the answer, by its lower-case name.
pub(crate) fn header_of(received: &[u8], name: &str) -> Option<String> {
    let head = received.get(..find(received, b"\r\n\r\n")?)?;
    header(head, name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
}

fn header<'a>(head: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    head.split(|&byte| byte == b'\n').find_map(|line| {
        let (found, value) = line.split_at_checked(name.len())?;
        let value = value.strip_prefix(b":")?;
        found.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
    })
}

fn number(text: &[u8]) -> Option<usize> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the answer is not HTTP/1.1 with a length")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    /// Every beginning of `text` is unfinished, and all of it is the answer, whatever follows.
    fn check(text: &[u8], status: u16) {
        for end in 0..text.len() {
            assert_eq!(whole(text.get(..end).unwrap()).unwrap(), None, "after {end} bytes");
        }
        let wanted = Some(Answer { status, length: text.len() });
        assert_eq!(whole(text).unwrap(), wanted);
        assert_eq!(whole(&[text, b"HTTP/1.1 500"].concat()).unwrap(), wanted);
    }

    #[test]
    fn no_port_is_given_twice() {
        let ports: BTreeSet<u16> = (0..1_000).flat_map(|_| free_port()).collect();
        assert_eq!(ports.len(), 1_000);
    }

    #[test]
    fn with_a_length() {
        check(b"HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\nX: y\r\n\r\nhello", 200);
    }

    #[test]
    fn in_chunks() {
        check(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
            200,
        );
    }

    #[test]
    fn headers_by_name() {
        let text = b"HTTP/1.1 204 No Content\r\nSegue-Basis:  full \r\n\r\nSegue-Rung: x\r\n";
        assert_eq!(header_of(text, "segue-basis").as_deref(), Some("full"));
        assert_eq!(header_of(text, "segue-rung"), None, "the body is not searched");
    }

    #[test]
    fn without_a_body() {
        check(b"HTTP/1.1 204 No Content\r\nX: y\r\n\r\n", 204);
    }

    #[test]
    fn what_is_not_an_answer_is_refused() {
        for text in
            [&b"SSH-2.0-x\r\n\r\n"[..], b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"]
        {
            assert!(whole(text).is_err());
        }
    }
}
