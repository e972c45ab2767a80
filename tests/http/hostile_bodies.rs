//! Bodies that no page sends: cut, compressed, of another encoding, deep, huge, slow, and never ended.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::raw::{Answer, address, connect, head, next_is_fine, post, read, send};
use std::io::Write;
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

const EVENTS: &str = "/_segue/events";
const PRIVACY: &str = "/_segue/privacy";
const JSON: (&str, &[u8]) = ("Content-Type", b"application/json");
const FORM: (&str, &[u8]) = ("Content-Type", b"application/x-www-form-urlencoded");
const SAME: (&str, &[u8]) = ("Sec-Fetch-Site", b"same-origin");

/// An event that is taken, and a choice.
const VIEW: &str = r#"{"events":[{"name":"view_item","items":[{"item_id":"K-101"}]}]}"#;
const CHOICE: &str = r#"{"purposes":{"personalization":false}}"#;

/// The same text in another encoding.
fn utf16(text: &str, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// As gzip writes it, in a stored block (RFC 1951, section 3.2.4).
fn gzipped(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap();
    let mut bytes = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x01".to_vec();
    bytes.extend(length.to_le_bytes());
    bytes.extend((!length).to_le_bytes());
    bytes.extend(text.bytes());
    // The checksum is wrong; nobody gets as far as that.
    bytes.extend([0; 4]);
    bytes.extend(u32::from(length).to_le_bytes());
    bytes
}

#[test]
fn bodies_that_are_no_events() {
    let deep = |open: &str, close: &str| format!("{{\"events\":{}{}}}", open.repeat(10_000), close.repeat(10_000));
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("a space", b" ".to_vec()),
        ("half", VIEW.as_bytes().split_at(30).0.to_vec()),
        ("UTF-16 with a mark", utf16(VIEW, true)),
        ("UTF-16 without one", utf16(VIEW, false)),
        ("a byte order mark", [b"\xef\xbb\xbf", VIEW.as_bytes()].concat()),
        ("gzip", gzipped(VIEW)),
        (
            "bytes that are no UTF-8",
            VIEW.replace("K-101", "K-\u{1}").into_bytes().into_iter().map(|b| if b == 1 { 0xff } else { b }).collect(),
        ),
        ("half a surrogate", VIEW.replace("K-101", r"\ud800").into_bytes()),
        ("NUL", VIEW.replace("K-101", "\0").into_bytes()),
        ("a list", b"[]".to_vec()),
        ("null", b"null".to_vec()),
        ("a number", b"1e999999".to_vec()),
        ("a number beyond all", br#"{"events":[{"name":"view_item","value":1e999999}]}"#.to_vec()),
        ("deep lists", deep("[", "]").into_bytes()),
        ("deep objects", deep("{\"a\":", "}").into_bytes()),
        ("open lists", format!("{{\"events\":{}", "[".repeat(60_000)).into_bytes()),
        ("open texts", format!("{{\"events\":\"{}", "\\".repeat(60_000)).into_bytes()),
        ("two of one name", br#"{"events":[],"events":[]}"#.to_vec()),
        ("events that are texts", br#"{"events":["view_item"]}"#.to_vec()),
        ("a form", b"events=1&name=view_item".to_vec()),
        ("HTML", b"<html></html>".to_vec()),
    ];
    for (what, body) in &bodies {
        let answer = post(EVENTS, &[JSON], body);
        assert_eq!(answer.is_in_order(what).status, 400, "{what}: {answer:?}");
        assert!(answer.text().contains("send JSON such as") && answer.is_ours(), "{what}: {answer:?}");
        let answer = post(PRIVACY, &[JSON, SAME], body);
        assert_eq!(answer.is_in_order(what).status, 400, "a choice, {what}: {answer:?}");
        assert!(answer.header("set-cookie").is_empty(), "a choice, {what}: {answer:?}");
    }
    next_is_fine("bodies that are no events");
}

#[test]
fn bodies_that_are_odd_and_taken() {
    let events = |one: &str, count: usize| format!("{{\"events\":[{}]}}", vec![one; count].join(","));
    let view = r#"{"name":"view_item","items":[{"item_id":"K-101"}]}"#;
    for (what, body) in [
        ("no events", r#"{"events":[]}"#.to_owned()),
        ("2,000 events", events(r#"{"name":"view_item"}"#, 2_000)),
        ("1,000 products", events(view, 1_000)),
        ("an unknown event", events(r#"{"name":"\u0000\uffff"}"#, 1)),
        ("a name of 50 KB", events(&format!(r#"{{"name":"{}"}}"#, "x".repeat(50_000)), 1)),
        ("an id of 50 KB", VIEW.replace("K-101", &"x".repeat(50_000))),
        (
            "huge numbers",
            events(r#"{"name":"purchase","value":1e308,"items":[{"item_id":"K-101","quantity":-1e300}]}"#, 1),
        ),
        ("99 digits", events(&format!(r#"{{"name":"purchase","value":{},"items":[]}}"#, "9".repeat(99)), 1)),
        ("spaces", format!("{}{VIEW}{}", " ".repeat(30_000), "\n".repeat(30_000))),
        ("further members", VIEW.replacen('{', r#"{"a":[[[[1]]]],"b":{"c":null},"#, 1)),
        ("65,536 bytes", format!("{VIEW}{}", " ".repeat(65_536 - VIEW.len()))),
    ] {
        for kind in
            [JSON, ("Content-Type", b"text/plain;charset=UTF-8"), ("Content-Type", b"\xff"), ("X-No-Type", b"1")]
        {
            let answer = post(EVENTS, &[kind], body.as_bytes());
            assert_eq!(answer.is_in_order(what).status, 204, "{what}: {answer:?}");
            assert!(answer.header("set-cookie").is_empty(), "nobody consented: {what}: {answer:?}");
        }
    }
    // Who says that it is compressed and sends it plain is taken at the bytes.
    for coding in ["gzip", "br", "identity", "nonsense"] {
        let answer = post(EVENTS, &[JSON, ("Content-Encoding", coding.as_bytes())], VIEW.as_bytes());
        assert_eq!(answer.is_in_order(coding).status, 204, "{coding}: {answer:?}");
    }
    next_is_fine("odd bodies");
}

#[test]
fn bodies_that_are_too_long() {
    for (route, headers) in [(EVENTS, vec![JSON]), (PRIVACY, vec![JSON, SAME]), (PRIVACY, vec![FORM, SAME])] {
        for length in [65_537, 1_000_000, 8_000_000] {
            let answer = post(route, &headers, &vec![b' '; length]);
            assert_eq!(answer.is_in_order("too long").status, 413, "{route}, {length}: {answer:?}");
        }
        // Without a length nobody knows before it is read.
        let chunk = [b"4000\r\n".to_vec(), vec![b' '; 0x4000], b"\r\n".to_vec()].concat();
        let mut headers = headers.clone();
        headers.push(("Transfer-Encoding", b"chunked"));
        let sent =
            [head("POST", route.as_bytes(), &headers), b"\r\n".to_vec(), chunk.repeat(40), b"0\r\n\r\n".to_vec()]
                .concat();
        assert_eq!(send(&sent).is_in_order("chunks").status, 413, "{route}");
        // Nor does it help to lie.
        let declared = [
            head("POST", route.as_bytes(), headers.split_last().map(|(_, rest)| rest).unwrap_or_default()),
            b"Content-Length: 99999999999\r\n\r\n".to_vec(),
        ];
        assert_eq!(send(&declared.concat()).is_in_order("a length alone").status, 413, "{route}");
    }
    next_is_fine("long bodies");
}

#[test]
fn choices_that_are_odd() {
    for (what, kind, body) in [
        ("20,000 pairs", FORM, "a=1&".repeat(16_000).into_bytes()),
        ("separators", FORM, b"&".repeat(60_000)),
        ("broken escapes", FORM, b"%=%&%zz=%f&personalization=%ff".to_vec()),
        ("UTF-16", FORM, utf16("personalization=yes", true)),
        ("nothing", FORM, Vec::new()),
        ("no purpose", JSON, br#"{"purposes":{"":true}}"#.to_vec()),
        ("10,000 purposes", JSON, format!("{{\"purposes\":{{{}}}}}", vec!["\"a\":true"; 7_000].join(",")).into_bytes()),
        ("a number", JSON, br#"{"purposes":{"personalization":1}}"#.to_vec()),
        ("a multipart form", ("Content-Type", b"multipart/form-data; boundary=a"), b"--a\r\n\r\n--a--".to_vec()),
    ] {
        let answer = post(PRIVACY, &[kind, SAME], &body);
        answer.is_in_order(what);
        assert!(answer.is_ours() && answer.status != 200, "{what}: {answer:?}");
    }
    // A slip in what is said of consent grants nothing.
    let answer = post(PRIVACY, &[JSON, SAME, ("Content-Encoding", b"gzip")], CHOICE.as_bytes());
    assert!(answer.is_in_order("a choice").status < 400, "{answer:?}");
    for site in ["cross-site", "same-site", "none", "SAME-ORIGIN", "nonsense", "\u{ff}"] {
        let answer = post(PRIVACY, &[JSON, ("Sec-Fetch-Site", site.as_bytes())], CHOICE.as_bytes());
        assert_eq!(answer.is_in_order(site).status, 403, "{site}: {answer:?}");
    }
    next_is_fine("odd choices");
}

/// A request whose body is sent as it is, with these lines before it.
fn framed(lines: &str, body: &str) -> Vec<u8> {
    [&head("POST", EVENTS.as_bytes(), &[JSON])[..], lines.as_bytes(), b"\r\n", body.as_bytes()].concat()
}

#[test]
fn lengths_and_chunks() {
    let chunked = "Transfer-Encoding: chunked\r\n";
    let one = format!("{:x}\r\n{VIEW}\r\n", VIEW.len());
    let bytes: String = VIEW.chars().map(|letter| format!("1\r\n{letter}\r\n")).collect();
    for (what, lines, body, status) in [
        ("a chunk and trailers", chunked, format!("{one}0\r\nX-Trailer: a\r\nCookie: b\r\n\r\n"), 204),
        ("a chunk a letter", chunked, format!("{bytes}0\r\n\r\n"), 204),
        ("chunks with an extension", chunked, format!("{:x};a=b\r\n{VIEW}\r\n0\r\n\r\n", VIEW.len()), 204),
        ("an empty chunk", chunked, "0\r\n\r\n".into(), 400),
        ("no chunk", chunked, "zz\r\n".into(), 400),
        ("a chunk beyond all", chunked, "ffffffffffffffffff\r\n".into(), 400),
        ("both", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", format!("{one}0\r\n\r\n"), 204),
        ("an expectation", "Expect: nonsense\r\nContent-Length: 0\r\n", String::new(), 400),
        ("a negative length", "Content-Length: -5\r\n", VIEW.into(), 400),
        ("two lengths", "Content-Length: 5\r\nContent-Length: 7\r\n", VIEW.into(), 400),
        ("no length", "", String::new(), 400),
    ] {
        let answer = send(&framed(lines, &body));
        answer.is_in_order(what);
        assert_eq!(answer.status, status, "{what}: {answer:?}");
    }
    let answer = send(&framed(&format!("Expect: 100-continue\r\nContent-Length: {}\r\n", VIEW.len()), VIEW));
    assert!(answer.status == 100 && answer.text().starts_with("HTTP/1.1 204 "), "{answer:?}");
    next_is_fine("lengths and chunks");
}

/// Sends the beginning of a body of 500 bytes.
fn begin() -> TcpStream {
    let mut stream = connect();
    stream.write_all(&framed("Content-Length: 500\r\n", VIEW)).unwrap();
    stream
}

#[test]
fn a_body_that_breaks_off() {
    let since = Instant::now();
    let stream = begin();
    stream.shutdown(Shutdown::Write).unwrap();
    let answer = read(stream, since);
    assert_eq!(answer.is_in_order("broken off").status, 400, "{answer:?}");
    // Who goes away is not waited for.
    (0..50).for_each(|_| drop(begin()));
    next_is_fine("bodies that break off");
}

#[test]
fn slow_bodies_and_those_that_never_end() {
    // Others are served while these hang.
    let hanging: Vec<(TcpStream, Instant)> = (0..40).map(|_| (begin(), Instant::now())).collect();
    // A head that never ends, too.
    let heads: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(address()).unwrap();
            stream.write_all(b"GET /_segue/health HTTP/1.1\r\nHost: a\r\nX-Slow: ").unwrap();
            stream
        })
        .collect();
    for _ in 0..20 {
        next_is_fine("bodies that hang");
    }
    // Slow, and whole in the end.
    let since = Instant::now();
    let mut slow = connect();
    slow.write_all(&framed(&format!("Content-Length: {}\r\n", VIEW.len()), "")).unwrap();
    for byte in VIEW.as_bytes() {
        slow.write_all(&[*byte]).unwrap();
        std::thread::sleep(Duration::from_millis(40));
    }
    let answer = read(slow, since);
    assert_eq!(answer.is_in_order("slow").status, 204, "{answer:?}");
    // One byte a second for ever.
    let since = Instant::now();
    let mut trickling = connect();
    trickling.write_all(&framed("Content-Length: 500\r\n", "")).unwrap();
    let trickled = std::thread::spawn(move || {
        let reader = trickling.try_clone().unwrap();
        let answer = std::thread::spawn(move || read(reader, since));
        while !answer.is_finished() && trickling.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_secs(1));
        }
        answer.join().unwrap()
    });
    let given_up = |answer: &Answer, what: &str| {
        assert_eq!((answer.status, answer.header("segue-rung")), (408, "memory"), "{what}: {answer:?}");
        assert!((9..20).contains(&answer.took.as_secs()), "{what}: {answer:?}");
        assert!(answer.text().contains("within 10 seconds"), "{what}: {answer:?}");
    };
    for (stream, since) in hanging {
        given_up(&read(stream, since), "a body that never ends");
    }
    given_up(&trickled.join().unwrap(), "a byte a second");
    drop(heads);
    next_is_fine("slow bodies");
}
