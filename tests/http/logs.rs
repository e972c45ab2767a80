//! Nothing of a request is logged: words are planted in every place that a request has, sent through every route of
//! Workers in which something is wrong, and looked for in all that the runtime wrote.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::cases::{agent, keys, now};
use crate::common::{cases, sample_snapshot};
use crate::secrets::Secrets;
use crate::workers;
use segue::case::parts;
use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Duration;

/// The code of the fault that a Worker has to log, by the name of what is wrong with it; nothing else is logged.
const LOGGED: [(&str, &str); 7] = [
    ("nothing", ""),
    ("no-snapshot", "pointer-missing"),
    ("pointer", "pointer-damaged"),
    ("core", "core-damaged"),
    ("shard", "shard-missing"),
    ("keys", "keys-unreadable"),
    ("ended", ""),
];

/// Cookies that are looked at, and one that is not.
const COOKIES: [&str; 11] = [
    "euconsent-v2",
    "eupubconsent-v2",
    "__gpp",
    "__gpp_sid",
    "usprivacy",
    "OptanonConsent",
    "OptanonAlertBoxClosed",
    "CookieConsent",
    "_tracking_consent",
    "__Host-segue",
    "other",
];

const HEADERS: [&str; 15] = [
    "user-agent",
    "referer",
    "accept-language",
    "accept",
    "x-forwarded-for",
    "x-real-ip",
    "cf-connecting-ip",
    "authorization",
    "origin",
    "sec-gpc",
    "sec-purpose",
    "sec-fetch-site",
    "content-type",
    "segue-country",
    "if-none-match",
];

/// A request with a word in every place that it has.
struct Planted {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
    /// The words that are in it.
    words: Range<usize>,
}

/// A cookie header with a word in each value, in a name, and in what looks like a sealed cookie.
fn cookies(secrets: &Secrets, known: &str) -> String {
    let mut pairs: Vec<String> =
        COOKIES.iter().map(|name| format!("{name}={}", secrets.plant(&format!("cookie {name}")))).collect();
    pairs.push(format!("{}=1", secrets.plant("cookie's name")));
    pairs.push(format!("__Host-segue-consent=1.d1.99999.{}.AAAA", secrets.plant("cookie sealed")));
    if !known.is_empty() {
        // A visitor who is known, and whose consent platform left something broken.
        pairs = vec![known.to_owned(), format!("usprivacy={}", secrets.plant("cookie usprivacy"))];
    }
    pairs.join("; ")
}

fn planted(secrets: &Secrets, known: &str) -> Vec<Planted> {
    let query = || {
        let mut query: Vec<String> = ["product", "category", "limit", "q", "utm_term", "utm_campaign", "gclid", "to"]
            .iter()
            .map(|name| format!("{name}={}", secrets.plant(&format!("url {name}"))))
            .collect();
        query.push(format!("{}=1&%zz{}", secrets.plant("url name"), secrets.plant("url broken")));
        query.join("&")
    };
    let paths = |word: String| {
        [
            format!("/_segue/pdp/{word}"),
            "/_segue/pdp/K-101".to_owned(),
            format!("/_segue/recs/{word}"),
            "/_segue/recs/because-you-looked".to_owned(),
            "/_segue/recs/most-loved".to_owned(),
            format!("/r/{word}"),
            "/r/tea-season".to_owned(),
            "/_segue/privacy".to_owned(),
            "/_segue/consent".to_owned(),
            "/_segue/health".to_owned(),
            "/_segue/tag.js".to_owned(),
            format!("/_segue/{word}"),
            format!("/{word}"),
        ]
    };
    let headers = |kind: Option<&'static str>| {
        let mut all: Vec<(&str, String)> = HEADERS.iter().map(|name| (*name, secrets.plant(name))).collect();
        if let Some(kind) = kind {
            // As a page of the shop sends it.
            all.retain(|(name, _)| !["content-type", "origin", "sec-fetch-site"].contains(name));
            all.extend([("content-type", kind.to_owned()), ("sec-fetch-site", "same-origin".to_owned())]);
        }
        all.push(("cookie", cookies(secrets, known)));
        all
    };
    let mut all = Vec::new();
    for method in ["GET", "HEAD", "PUT"] {
        // Links and pages may repeat the address, but nothing else of the request.
        for path in paths(secrets.plant("url path")) {
            let target = format!("{path}?{}", query());
            let from = secrets.count();
            let headers = headers(None);
            all.push(Planted { method, target, headers, body: None, words: from..secrets.count() });
        }
    }
    // To what is posted nothing of the request is repeated, not even the address.
    let from = secrets.count();
    let word = || secrets.plant("body");
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    let event = |name: &str| {
        format!(
            r#"{{"events":[{{"name":"{name}","items":[{{"item_id":"{}"}}],"currency":"{}","{}":1}}]}}"#,
            word(),
            word(),
            word()
        )
    };
    for (path, kind, body) in [
        ("/_segue/events", json, event("view_item")),
        ("/_segue/events", json, event(&word())),
        ("/_segue/events", json, format!(r#"{{"events":[{{"name":"login","user_id":"{}"}}]}}"#, word())),
        ("/_segue/events", json, format!(r#"{{"user_id":"{}@shop.example","events":[]}}"#, word())),
        ("/_segue/events", json, format!(r#"{{"events":[{{"name":"{}"#, word())),
        ("/_segue/events", json, format!("{}{}", word(), "x".repeat(70_000))),
        ("/_segue/privacy", json, format!(r#"{{"purposes":{{"{}":true}}}}"#, word())),
        ("/_segue/privacy", json, format!(r#"{{"preferences":{{"likes":["{}"]}}}}"#, word())),
        ("/_segue/privacy", json, r#"{"purposes":{"advertising":true}}"#.to_owned()),
        ("/_segue/privacy", json, word()),
        ("/_segue/privacy", form, format!("personalization={}&{}=yes", word(), word())),
        ("/_segue/privacy", form, format!("{}{}", word(), "x".repeat(70_000))),
    ] {
        for headers in [headers(Some(kind)), headers(None)] {
            let (target, body) = (format!("{path}?{}", query()), Some(body.clone()));
            // But for the name of a category that the shop does not have: its sender reads which one it was.
            let end = if body.as_ref().is_some_and(|body| body.contains("likes")) { from } else { secrets.count() };
            all.push(Planted { method: "POST", target, headers, body, words: from..end });
        }
    }
    all
}

/// Sends it; the whole answer as text.
fn send(base: &str, planted: &Planted) -> String {
    let mut request = ureq::http::Request::builder().method(planted.method).uri(format!("{base}{}", planted.target));
    for (name, value) in &planted.headers {
        request = request.header(*name, value);
    }
    let mut answer = match &planted.body {
        Some(body) => agent().run(request.body(body.as_str()).unwrap()).unwrap(),
        None => agent().run(request.body(()).unwrap()).unwrap(),
    };
    let status = answer.status().as_u16();
    assert!(status < 500 || status == 503, "{status} to {} {}", planted.method, planted.target);
    let headers = format!("{:?}", answer.headers());
    format!("{headers}\n{}", answer.body_mut().read_to_string().unwrap())
}

/// The cookies of a visitor of whom much is known.
fn known() -> String {
    let (_, case) = cases().into_iter().find(|(file, _)| file.ends_with("-capped-block-is-counted.json")).unwrap();
    let sent = parts(&case, Some(&sample_snapshot()), &keys(), now().day()).unwrap();
    sent.headers.into_iter().find(|(name, _)| name == "cookie").unwrap().1
}

/// Fails unless every line is a fault of this code, and there is one at once and then at most one a minute.
fn told(name: &str, wanted: &str, log: &str) {
    let faults: Vec<serde_json::Value> = log
        .lines()
        .filter(|line| line.contains("\"segue\""))
        .map(|line| serde_json::from_str(line.get(line.find('{').unwrap()..).unwrap()).unwrap())
        .collect();
    let mut codes: BTreeSet<&str> = faults.iter().filter_map(|fault| fault.get("code")?.as_str()).collect();
    if name == "shard" {
        // `tests/http/login.rs` logs in there, before or after.
        codes.remove("audience-unreadable");
    }
    let expected: BTreeSet<&str> = [wanted].into_iter().filter(|code| !code.is_empty()).collect();
    assert_eq!(codes, expected, "`{name}`:\n{log}");
    let sampled: u64 = faults.iter().filter_map(|fault| fault.get("sampled")?.as_u64()).sum();
    assert!(faults.len() <= 10 && sampled >= faults.len() as u64, "`{name}`:\n{log}");
}

#[test]
fn nothing_of_a_request_is_logged_or_given_back() {
    let secrets = Secrets::default();
    let environment = std::env::var("SEGUE_KEYS").unwrap();
    secrets.add("key", environment.split(':').nth(1).unwrap().get(..24).unwrap());
    let known = known();
    for value in known.split("; ").filter_map(|pair| pair.split_once('=')).map(|(_, value)| value) {
        value.split('.').filter(|part| part.len() > 20).for_each(|part| secrets.add("sealed cookie", part));
    }

    let faults = workers::with_faults();
    let mut sent = 0;
    for (_, base, _) in &faults {
        for known in ["", &known] {
            for planted in planted(&secrets, known) {
                let answer = send(base, &planted);
                let mut leaked = secrets.found_in(&answer, 0..1);
                leaked.extend(secrets.found_in(&answer, planted.words.clone()));
                assert!(leaked.is_empty(), "{} {}: {leaked:?} in {answer}", planted.method, planted.target);
                sent += 1;
            }
        }
    }
    assert!(sent >= 500 && secrets.count() >= 10_000, "{sent} requests, {} words", secrets.count());

    // What was written last takes a moment to arrive.
    std::thread::sleep(Duration::from_secs(1));
    for (name, _, log) in &faults {
        let log = std::fs::read_to_string(log).unwrap();
        let (_, wanted) = LOGGED.iter().find(|(fault, _)| fault == name).unwrap();
        told(name, wanted, &log);
        // What is logged many times is looked through once.
        let lines: BTreeSet<&str> = log.lines().collect();
        let lines: Vec<&str> = lines.into_iter().collect();
        let leaked = secrets.found_in(&lines.join("\n"), 0..secrets.count());
        assert!(leaked.is_empty(), "the log of `{name}` holds what was planted in {leaked:?}:\n{log}");
    }
    assert_eq!(faults.len(), LOGGED.len());
}
