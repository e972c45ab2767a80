//! HTTP/1.1 to the byte, over one connection for many requests: what is sent and what comes back is not tidied by any
//! library on the way.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A connection, opened again when the other side has closed it.
pub(crate) struct Wire {
    host: String,
    stream: Option<BufReader<TcpStream>>,
}

/// An answer as it came.
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// Everything up to the empty line, with it.
    pub(crate) head: Vec<u8>,
    /// How many bytes followed.
    pub(crate) body: usize,
}

impl Answer {
    /// The value of a header, as text.
    pub(crate) fn header(&self, name: &str) -> String {
        let head = String::from_utf8_lossy(&self.head).into_owned();
        let named = |line: &str| {
            let (other, value) = line.split_once(':')?;
            other.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        };
        head.lines().find_map(named).unwrap_or_default()
    }
}

impl Wire {
    /// To the server at this address (`http://HOST:PORT`).
    pub(crate) fn to(address: &str) -> Self {
        Self { host: address.strip_prefix("http://").unwrap().to_owned(), stream: None }
    }

    /// Sends a request and reads its answer; a `Host` of its own may be among the headers.
    pub(crate) fn ask(&mut self, method: &str, target: &[u8], headers: &[(&str, Vec<u8>)]) -> Answer {
        let mut bytes = [method.as_bytes(), b" ", target, b" HTTP/1.1\r\n"].concat();
        if !headers.iter().any(|(name, _)| *name == "Host") {
            bytes.extend(format!("Host: {}\r\n", self.host).bytes());
        }
        for (name, value) in headers {
            bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        bytes.extend(b"\r\n");
        // The other side may have closed while nothing was asked.
        for _ in 0..2 {
            if let Some(answer) = self.try_to(&bytes, method == "HEAD") {
                return answer;
            }
            self.stream = None;
        }
        Answer { status: 0, head: Vec::new(), body: 0 }
    }

    fn try_to(&mut self, request: &[u8], is_head: bool) -> Option<Answer> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(&self.host).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            stream.set_nodelay(true).unwrap();
            self.stream = Some(BufReader::new(stream));
        }
        let stream = self.stream.as_mut()?;
        stream.get_mut().write_all(request).ok()?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            if stream.read_until(b'\n', &mut head).ok()? == 0 {
                return None;
            }
        }
        let mut answer = Answer { status: 0, head, body: 0 };
        answer.status = String::from_utf8_lossy(&answer.head).split(' ').nth(1)?.parse().ok()?;
        let has_body = !is_head && !matches!(answer.status, 204 | 304);
        if has_body && answer.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
            loop {
                let mut size = String::new();
                stream.read_line(&mut size).ok()?;
                let size = usize::from_str_radix(size.trim(), 16).ok()?;
                stream.read_exact(&mut vec![0; size + 2]).ok()?;
                answer.body += size;
                if size == 0 {
                    break;
                }
            }
        } else if has_body {
            answer.body = answer.header("content-length").parse().unwrap_or_default();
            stream.read_exact(&mut vec![0; answer.body]).ok()?;
        }
        if answer.header("connection").eq_ignore_ascii_case("close") {
            self.stream = None;
        }
        Some(answer)
    }
}
