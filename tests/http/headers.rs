//! Headers that no browser sends: very long ones, and bytes that are no text. What the runtime lets through is answered as
//! any other request, and grants nothing. (workerd itself refuses a NUL with 400 and headers of about a megabyte with 431.)

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::cases::{agent, keys, now};
use crate::common::{cases, sample_snapshot};
use crate::workers;
use segue::case::parts;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Asks for the page from the United States with this behind the cookies of a visitor who is known, byte by byte. The
/// status and `Segue-Basis`.
fn ask(more: &[u8]) -> (u16, String) {
    let (_, case) = cases().into_iter().find(|(file, _)| file.ends_with("-opt-out-before-a-choice.json")).unwrap();
    let sent = parts(&case, Some(&sample_snapshot()), &keys(), now().day()).unwrap();
    let (_, cookies) = sent.headers.iter().find(|(name, _)| name == "cookie").unwrap();
    let address = workers::with_shop();
    let host = address.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = format!(
        "GET {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nSegue-Country: US\r\nCookie: {cookies}",
        sent.target
    );
    stream.write_all(&[head.as_bytes(), more, b"\r\n\r\n"].concat()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).to_lowercase();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let basis = answer.lines().find_map(|line| line.strip_prefix("segue-basis: ")).unwrap_or_default();
    (status, basis.trim().to_owned())
}

#[test]
fn bytes_that_are_no_text_grant_nothing() {
    assert_eq!(ask(b""), (200, "full".to_owned()), "the visitor is known");
    assert_eq!(ask(b"; usprivacy=1YNN"), (200, "full".to_owned()), "and nobody objected");
    for bytes in [&b"1Y\x01N"[..], b"1Y\x7fN", b"1Y\xffN", b"\xc3\x28", b"\tx\t", b"1YNN\x1b[31m"] {
        let answer = ask(&[b"; usprivacy=", bytes].concat());
        assert_eq!(answer, (200, "contextual".to_owned()), "{bytes:?}");
    }
}

#[test]
fn long_headers_grant_nothing() {
    for kilobytes in [8, 16, 64, 128] {
        let long = [b"; euconsent-v2=".to_vec(), vec![b'C'; kilobytes * 1024]].concat();
        assert_eq!(ask(&long), (200, "contextual".to_owned()), "{kilobytes} KB");
    }
    let long = "x".repeat(32 * 1024);
    for name in ["accept", "accept-language", "user-agent", "sec-gpc", "sec-purpose"] {
        let request = agent().get(format!("{}/_segue/pdp/K-101", workers::with_shop()));
        assert_eq!(request.header(name, &long).call().unwrap().status().as_u16(), 200, "{name}");
    }
}
