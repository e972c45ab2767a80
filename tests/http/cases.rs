//! The case files against the running Worker: the same files that run natively and in Wasm.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

use crate::common::{cases, sample_snapshot};
use crate::workers;
use segue::case::{Case, Parts, Seen, check, check_profile, click, follow, parts};
use segue::cookie::Keys;
use segue::day::Now;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, by the clock that the Worker goes by.
pub(crate) fn now() -> Now {
    Now::from_unix_seconds(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs())
}

/// The keys of the running Workers.
pub(crate) fn keys() -> Keys {
    Keys::parse(&std::env::var("SEGUE_KEYS").unwrap()).unwrap()
}

/// An agent that takes every answer as it is: no redirects followed, no status an error.
pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .allow_non_standard_methods(true)
        .build()
        .into()
}

/// Sends a request and reads the answer.
pub(crate) fn send(base: &str, parts: &Parts, country: Option<&str>) -> Seen {
    let mut request =
        ureq::http::Request::builder().method(parts.method.as_str()).uri(format!("{base}{}", parts.target));
    for (name, value) in &parts.headers {
        request = request.header(name, value);
    }
    // The development Worker takes the country of a single request from here; `XX` is Cloudflare's "unknown".
    request = request.header("segue-country", country.unwrap_or("XX"));
    let agent = agent();
    let mut answer = match &parts.body {
        Some(body) => agent.run(request.body(body.as_str()).unwrap()).unwrap(),
        None => agent.run(request.body(()).unwrap()).unwrap(),
    };
    let headers = answer
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let headers = headers.collect();
    Seen { status: answer.status().as_u16(), headers, body: answer.body_mut().read_to_string().unwrap() }
}

#[test]
fn cases_hold_in_the_running_worker() {
    let (snapshot, keys) = (sample_snapshot(), keys());
    let mut wrong = Vec::new();
    let cases = cases();
    for (file, case) in &cases {
        let empty = case.snapshot.as_deref() == Some("none");
        let (base, snapshot) =
            if empty { (workers::without_snapshot(), None) } else { (workers::with_shop(), Some(&snapshot)) };
        let country = case.request.country.as_deref();
        let build = |case: &Case| parts(case, snapshot, &keys, now().day());
        // The click goes to the Worker as well, unless it was on another day than today.
        let clicked = click(case).filter(|_| case.came_by_days_ago == 0);
        let sent = match clicked {
            None => build(case),
            Some(click) => build(&click).and_then(|link| {
                let seen = send(&base, &link, country);
                let mut parts = build(&Case { came_by: None, ..case.clone() })?;
                follow(case, &seen, &mut parts).map(|()| parts)
            }),
        };
        let sent = sent.unwrap_or_else(|problem| panic!("{file}: {problem}"));
        let seen = send(&base, &sent, case.request.country.as_deref());
        let audiences = check_profile(&case.expect, &seen, &keys, now().day());
        for sentence in check(&case.expect, &seen, None).into_iter().chain(audiences) {
            wrong.push(format!("{file}: {}: {sentence}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} expectations do not hold:\n{}", wrong.len(), wrong.join("\n"));
}
