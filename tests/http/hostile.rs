//! Requests that no shop sends: every method on every route, headers and addresses of any length and of any bytes,
//! conditions and ranges, and addresses that name another host. (`hostile_bodies` is about what is posted.)
//!
//! What the runtime itself refuses never reaches Segue and carries none of its headers: addresses beyond 64 KB (414), heads
//! beyond a megabyte (431), bytes that no address has and contradictory lengths (400), methods that no registry has (501).

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::raw::{Answer, ask, next_is_fine, send};
use std::collections::BTreeSet;

const PAGE: &[u8] = b"/_segue/pdp/K-101";

/// All routes, with what is there and what is not, and which methods they take.
const ROUTES: [(&str, &str); 20] = [
    ("/_segue/pdp/K-101", "GET, HEAD"),
    ("/_segue/pdp/nothing", "GET, HEAD"),
    ("/_segue/pdp/", "GET, HEAD"),
    ("/_segue/recs/most-loved", "GET, HEAD"),
    ("/_segue/recs/because-you-looked", "GET, HEAD"),
    ("/_segue/recs/nothing", "GET, HEAD"),
    ("/r/tea-season", "GET, HEAD"),
    ("/r/nothing", "GET, HEAD"),
    ("/_segue/events", "POST"),
    ("/_segue/privacy", "GET, HEAD, POST"),
    ("/_segue/consent", "GET, HEAD"),
    ("/_segue/health", "GET, HEAD"),
    ("/_segue/preview", "GET, HEAD"),
    ("/_segue/tag.js", "GET, HEAD"),
    ("/_segue/segue.css", "GET, HEAD"),
    ("/_segue/bridge.js", "GET, HEAD"),
    ("/.well-known/gpc.json", "GET, HEAD"),
    ("/_segue/nothing", ""),
    ("/elsewhere", ""),
    ("/", ""),
];

/// Methods that the runtime lets through.
const METHODS: [&str; 12] =
    ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "PURGE", "SEARCH", "LOCK"];

#[test]
fn every_method_on_every_route() {
    for (route, allowed) in ROUTES {
        for method in METHODS {
            let what = format!("{method} {route}");
            let answer = ask(method, route.as_bytes(), &[]);
            answer.is_in_order(&what);
            assert!(answer.is_ours(), "{what}: {answer:?}");
            if allowed.is_empty() {
                assert_eq!(answer.status, 404, "{what}");
            } else if allowed.split(", ").any(|allowed| allowed == method) {
                assert_ne!(answer.status, 405, "{what}");
            } else {
                assert_eq!((answer.status, answer.header("allow")), (405, allowed), "{what}");
            }
            // What was asked for in no way that the route knows is kept by nobody.
            assert!(
                method == "GET" || method == "HEAD" || answer.header("cache-control") == "private, no-store",
                "{what}"
            );
        }
    }
    for method in ["BREW", "get", "G\u{e4}T", "X".repeat(5_000).as_str()] {
        let answer = ask(method, PAGE, &[]);
        assert!(!answer.is_ours() && [400, 431, 501].contains(&answer.status), "{method}: {answer:?}");
    }
    next_is_fine("methods");
}

#[test]
fn head_is_get_without_the_body() {
    let names = |answer: &Answer| -> BTreeSet<String> {
        answer.headers.iter().map(|(name, _)| name.clone()).filter(|name| name != "content-length").collect()
    };
    for (route, allowed) in ROUTES.iter().filter(|(_, allowed)| *allowed != "POST") {
        for headers in [&[][..], &[("Accept", &b"application/json"[..])]] {
            let (get, head) = (ask("GET", route.as_bytes(), headers), ask("HEAD", route.as_bytes(), headers));
            assert_eq!((get.status, names(&get)), (head.status, names(&head)), "{route}");
            for name in ["content-type", "cache-control", "etag", "vary", "segue-rung", "segue-basis", "segue-snapshot"]
            {
                assert_eq!(get.header(name), head.header(name), "{name} of {route}");
            }
            assert!(head.body.is_empty(), "{route}: {head:?}");
            assert!(!get.body.is_empty() || get.status == 302 || get.status == 204, "{route} ({allowed}): {get:?}");
        }
    }
}

#[test]
fn long_headers_and_thousands_of_cookies() {
    let long = vec![b'x'; 32 * 1024];
    for name in [
        "Accept",
        "Accept-Language",
        "Sec-GPC",
        "Sec-Purpose",
        "User-Agent",
        "Segue-Country",
        "If-None-Match",
        "Range",
        "Referer",
        "Origin",
        "X-Forwarded-For",
        "Authorization",
        "Content-Type",
        "Host-Of-Another",
    ] {
        for (route, _) in ROUTES.iter().filter(|(_, allowed)| allowed.starts_with("GET")) {
            let answer = ask("GET", route.as_bytes(), &[(name, &long)]);
            assert!(answer.is_in_order(&format!("{name} of {route}")).is_ours(), "{answer:?}");
        }
    }
    let cookies = |count: usize, one: &dyn Fn(usize) -> String| -> Vec<u8> {
        (0..count).map(one).collect::<Vec<_>>().join("; ").into_bytes()
    };
    for (what, header) in [
        ("one of 32 KB", cookies(1, &|_| format!("a={}", "x".repeat(32 * 1024)))),
        ("5,000", cookies(5_000, &|n| format!("c{n}=1"))),
        ("20,000 without a value", cookies(20_000, &|_| "a".into())),
        ("50,000 separators", b"; ".repeat(50_000)),
        ("3,000 profiles", cookies(3_000, &|n| format!("__Host-segue=1.d1.20000.{n}.AAAA"))),
        ("1,000 records", cookies(1_000, &|n| format!("__Host-segue-consent=1.d1.20000.{n}.AAAA"))),
        ("2,000 consent strings", cookies(2_000, &|n| format!("euconsent-v2=CP{n}AAAAAAAAA"))),
        ("a GPP string of 100 KB", cookies(1, &|_| format!("__gpp=DB{}", "A".repeat(100_000)))),
        ("a banner of 100 KB", cookies(1, &|_| format!("OptanonConsent={}", "groups=C0001%3A1%2C".repeat(5_000)))),
    ] {
        let answer = ask("GET", PAGE, &[("Cookie", &header)]);
        answer.is_in_order(what);
        assert_eq!((answer.status, answer.header("segue-basis")), (200, "contextual"), "{what}: {answer:?}");
    }
    let many: Vec<(&str, &[u8])> = std::iter::repeat_n(("Cookie", &b"a=1"[..]), 2_000).collect();
    assert_eq!(ask("GET", PAGE, &many).is_in_order("2,000 headers of cookies").status, 200);
    let too_long = vec![b'x'; 2 * 1024 * 1024];
    let answer = ask("GET", PAGE, &[("Cookie", &too_long)]);
    assert!(answer.status == 431 && !answer.is_ours(), "{answer:?}");
    next_is_fine("long headers");
}

#[test]
fn long_addresses() {
    for (route, _) in ROUTES {
        for more in [
            format!("/{}", "x".repeat(15_000)),
            format!("?q={}", "x".repeat(15_000)),
            format!("?{}", "a=1&".repeat(3_500)),
            format!("?{}", "&".repeat(15_000)),
            format!("?product={}", "%ff".repeat(5_000)),
            format!("?{}", "product=K-101&".repeat(1_000)),
            "/..".repeat(5_000),
            "//".repeat(5_000),
        ] {
            let answer = ask("GET", format!("{route}{more}").as_bytes(), &[]);
            assert!(answer.is_in_order(&format!("{route} and {} bytes", more.len())).is_ours(), "{answer:?}");
            assert!(answer.header("location").len() < 8_192, "{answer:?}");
        }
        let answer = ask("GET", format!("{route}?q={}", "x".repeat(70_000)).as_bytes(), &[]);
        assert!(answer.status == 414 && !answer.is_ours(), "{answer:?}");
    }
    next_is_fine("long addresses");
}

#[test]
fn bytes_that_are_no_text() {
    let encoded = [
        "%ff%fe",
        "%c0%af",
        "%ed%a0%80",
        "%00",
        "%0d%0aSet-Cookie:%20a=b",
        "%",
        "%zz",
        "%u0041",
        "%e2%80%ae",
        "%7f",
        "%2e%2e%2f",
        "%F0%9F%92%A9",
        "..%2f..%2f",
        "%5c%5cevil.example",
    ];
    for (route, _) in ROUTES {
        for text in encoded {
            for target in [
                format!("{route}{text}"),
                format!("{route}/{text}"),
                format!("{route}?q={text}&{text}={text}&product={text}"),
                format!("{route}?utm_term={text}&utm_campaign={text}&category={text}&limit={text}"),
            ] {
                let answer = ask("GET", target.as_bytes(), &[]);
                assert!(answer.is_in_order(&target).is_ours(), "{target}: {answer:?}");
                let injected =
                    answer.headers.iter().any(|(name, value)| name == "set-cookie" && value.starts_with("a=b"));
                let place = answer.header("location");
                let leads_away = place.starts_with("//") || place.starts_with("/\\") || !place.starts_with('/');
                assert!(!injected && (place.is_empty() || !leads_away), "{target}: {answer:?}");
            }
        }
    }
    for bytes in [
        &b"\xff\xfe"[..],
        b"\x80\x81",
        b"\xc3\x28",
        b"\x01\x02",
        b"\x7f",
        b"a\tb",
        b"\xef\xbb\xbf",
        b"\xf0\x9f\x92\xa9",
    ] {
        for name in ["Accept", "Accept-Language", "User-Agent", "Cookie", "Sec-GPC", "If-None-Match", "Segue-Country"] {
            let answer = ask("GET", PAGE, &[(name, &[b"a=", bytes].concat())]);
            assert_eq!(answer.is_in_order(name).status, 200, "{name}: {bytes:?}: {answer:?}");
        }
        let answer = ask("GET", &[PAGE, b"?q=", bytes].concat(), &[]);
        assert!(answer.status == 200 || (answer.status == 400 && !answer.is_ours()), "{bytes:?}: {answer:?}");
    }
    next_is_fine("bytes that are no text");
}

#[test]
fn conditions_and_ranges() {
    let never: &[(&str, &[u8])] = &[
        ("If-None-Match", b"*"),
        ("If-Modified-Since", b"Fri, 01 Jan 2100 00:00:00 GMT"),
        ("If-Range", b"\"a\""),
        ("Range", b"bytes=0-3"),
        ("Cache-Control", b"only-if-cached"),
    ];
    // What is made for one visitor has no validator: it is sent whole.
    for route in
        ["/_segue/pdp/K-101", "/_segue/recs/most-loved", "/_segue/privacy", "/_segue/health", "/_segue/consent"]
    {
        let (plain, asked) = (ask("GET", route.as_bytes(), &[]), ask("GET", route.as_bytes(), never));
        assert_eq!(
            (asked.status, asked.header("etag"), asked.header("content-range")),
            (200, "", ""),
            "{route}: {asked:?}"
        );
        assert_eq!(plain.body.len(), asked.body.len(), "{route}");
    }
    for route in ["/_segue/tag.js", "/_segue/segue.css", "/.well-known/gpc.json"] {
        let whole = ask("GET", route.as_bytes(), &[]);
        let tag = whole.header("etag").to_owned();
        assert!(tag.len() == 18 && whole.status == 200, "{route}: {whole:?}");
        for has in [tag.clone(), format!("\"other\", W/{tag}"), "*".into()] {
            for method in ["GET", "HEAD"] {
                let kept = ask(method, route.as_bytes(), &[("If-None-Match", has.as_bytes())]);
                assert_eq!(
                    (kept.status, kept.body.len(), kept.header("etag")),
                    (304, 0, tag.as_str()),
                    "{route}: {kept:?}"
                );
                assert_eq!(kept.header("cache-control"), whole.header("cache-control"), "{route}");
            }
        }
        for has in ["\"other\"", "nonsense", "\"", ",,,"] {
            let sent = ask("GET", route.as_bytes(), &[("If-None-Match", has.as_bytes())]);
            assert_eq!((sent.status, &sent.body), (200, &whole.body), "{route}: {has}");
        }
        for range in ["bytes=0-3", "bytes=-1", "bytes=99999999-", "bytes=3-1", "lines=1", &"bytes=0-1,".repeat(1_000)] {
            let sent = ask("GET", route.as_bytes(), &[("Range", range.as_bytes())]);
            assert_eq!(
                (sent.status, sent.header("content-range"), &sent.body),
                (200, "", &whole.body),
                "{route}: {range}"
            );
        }
    }
}

#[test]
fn an_address_that_names_another_host_leads_nowhere_else() {
    for scheme in ["http", "https", "HTTP"] {
        for (route, _) in ROUTES {
            let target = format!("{scheme}://evil.example{route}");
            let answer = ask("GET", target.as_bytes(), &[("Accept-Language", b"de")]);
            assert!(answer.is_in_order(&target).is_ours(), "{target}: {answer:?}");
            let told = answer.headers.iter().any(|(_, value)| value.contains("evil.example"));
            assert!(!told && !answer.text().contains("evil.example"), "{target}: {answer:?}");
        }
    }
    for (what, bytes) in [
        ("asterisk", &b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"[..]),
        ("two hosts", b"GET /_segue/health HTTP/1.1\r\nHost: a\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
        ("host of any bytes", b"GET /_segue/privacy HTTP/1.1\r\nHost: a\"><script>\r\nConnection: close\r\n\r\n"),
        ("no host", b"GET /_segue/health HTTP/1.1\r\nConnection: close\r\n\r\n"),
        ("HTTP/1.0", b"GET /_segue/health HTTP/1.0\r\n\r\n"),
        ("HTTP/9.9", b"GET /_segue/health HTTP/9.9\r\nHost: a\r\nConnection: close\r\n\r\n"),
        ("no version", b"GET /_segue/health\r\n\r\n"),
        ("a header without a name", b"GET /_segue/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n: a\r\n\r\n"),
        ("a folded header", b"GET /_segue/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept: a\r\n b\r\n\r\n"),
        ("nonsense", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
    ] {
        send(bytes).is_in_order(what);
    }
    next_is_fine("other hosts");
}

#[test]
fn requests_in_one_breath_are_answered_in_order() {
    let one = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");
    let targets = ["/_segue/health", "/_segue/pdp/K-101", "/_segue/nothing", "/r/tea-season", "/_segue/tag.js"];
    let mut all = String::new();
    (0..10).for_each(|_| targets.iter().for_each(|target| all.push_str(&one(target))));
    all.push_str("GET /_segue/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let answer = send(all.as_bytes());
    answer.is_in_order("51 requests");
    let text = format!("HTTP/1.1 {}\r\n{}", answer.status, answer.text());
    let statuses: Vec<&str> = text
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|rest| rest.get(..3).unwrap())
        .filter(|status| status.parse::<u16>().is_ok())
        .collect();
    let mut wanted = ["200", "200", "404", "302", "200"].repeat(10);
    wanted.push("200");
    assert_eq!(statuses, wanted);
    next_is_fine("requests in one breath");
}
