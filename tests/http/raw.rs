//! Bytes to a Worker and the bytes that come back, with nothing in between that tidies them: what no HTTP library sends.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::workers;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// How long an answer may take. Most take a millisecond; the machine may be busy.
pub(crate) const BOUND: Duration = Duration::from_secs(8);

/// An answer as it came.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case, in the order in which they came.
    pub(crate) headers: Vec<(String, String)>,
    /// All that followed the head, later answers on the same connection included.
    pub(crate) body: Vec<u8>,
    pub(crate) took: Duration,
}

impl Answer {
    /// The value of a header; empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    /// Whether the Worker answered, and not the runtime before it.
    pub(crate) fn is_ours(&self) -> bool {
        !self.header("segue-rung").is_empty()
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Fails unless it came in time, is no 5xx, and, where it is an error of ours, says in a sentence what to do.
    pub(crate) fn is_in_order(&self, what: &str) -> &Self {
        assert!(self.took < BOUND, "{what}: took {:?}", self.took);
        assert!((200..500).contains(&self.status), "{what}: {self:?}");
        if self.status >= 400 && self.is_ours() && !what.starts_with("HEAD ") {
            assert_eq!(self.header("content-type"), "application/problem+json", "{what}: {self:?}");
            let problem: Value = serde_json::from_slice(&self.body).unwrap();
            assert_eq!(problem.get("status"), Some(&self.status.into()), "{what}");
            let text = |name: &str| problem.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            assert!(!text("title").is_empty() && text("detail").split(' ').count() >= 4, "{what}: {problem}");
        }
        self
    }
}

/// The Worker to which this is sent, in the runtime itself.
pub(crate) fn address() -> String {
    workers::attacked("shop").strip_prefix("http://").unwrap().to_owned()
}

/// A connection to it.
pub(crate) fn connect() -> TcpStream {
    let stream = TcpStream::connect(address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Reads until the other side closes.
pub(crate) fn read(mut stream: TcpStream, since: Instant) -> Answer {
    let mut bytes = Vec::new();
    // What was sent too much makes the other side reset the connection; what came before counts.
    let _ = stream.read_to_end(&mut bytes);
    let took = since.elapsed();
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let (head, body) = bytes.split_at(end);
    let head = String::from_utf8_lossy(head).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or_default();
    let pair = |line: &str| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    Answer { status, headers: lines.filter_map(pair).collect(), body: body.get(4..).unwrap_or_default().to_vec(), took }
}

/// Sends these bytes, which ask for the connection to be closed, and reads the answer.
pub(crate) fn send(bytes: &[u8]) -> Answer {
    let since = Instant::now();
    let mut stream = connect();
    // It may close before it has read all.
    let _ = stream.write_all(bytes);
    read(stream, since)
}

/// A request without a body.
pub(crate) fn ask(method: &str, target: &[u8], headers: &[(&str, &[u8])]) -> Answer {
    send(&[&head(method, target, headers)[..], b"\r\n"].concat())
}

/// A request with a body and its length.
pub(crate) fn post(target: &str, headers: &[(&str, &[u8])], body: &[u8]) -> Answer {
    let length = format!("Content-Length: {}\r\n\r\n", body.len());
    send(&[&head("POST", target.as_bytes(), headers)[..], length.as_bytes(), body].concat())
}

/// The first lines of a request, without the empty one.
pub(crate) fn head(method: &str, target: &[u8], headers: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = [method.as_bytes(), b" ", target, b" HTTP/1.1\r\nConnection: close\r\n"].concat();
    if !headers.iter().any(|(name, _)| *name == "Host") {
        bytes.extend(format!("Host: {}\r\n", address()).bytes());
    }
    for (name, value) in headers {
        bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    bytes
}

/// Fails unless the Worker answers the next request as ever, from memory.
pub(crate) fn next_is_fine(after: &str) {
    let page = ask("GET", b"/_segue/pdp/K-101", &[]);
    assert_eq!((page.status, page.header("segue-rung")), (200, "memory"), "after {after}: {page:?}");
    assert!(page.text().contains("data-segue-block") && page.took < BOUND, "after {after}: {page:?}");
}
