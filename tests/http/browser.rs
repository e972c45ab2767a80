//! A browser as far as cookies go: it keeps what it is given and sends it back.

use crate::cases::{now, send};
use crate::workers;
use segue::case::{Parts, Seen};
use std::collections::BTreeMap;

/// The cookies of one browser.
#[derive(Clone, Default)]
pub(crate) struct Browser(pub(crate) BTreeMap<String, String>);

impl Browser {
    /// The same browser with one more cookie, as if somebody had put back a copy of it.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut cookies = self.0.clone();
        cookies.insert(name.to_owned(), value.to_owned());
        Self(cookies)
    }

    /// The value of a cookie, empty when there is none.
    pub(crate) fn cookie(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// Asks for something from Germany and keeps the cookies that come with it.
    pub(crate) fn get(&mut self, target: &str) -> Seen {
        self.ask("GET", target, None)
    }

    /// Posts JSON.
    pub(crate) fn post(&mut self, target: &str, body: &str) -> Seen {
        self.ask("POST", target, Some(body.to_owned()))
    }

    /// Posts JSON to another Worker.
    pub(crate) fn post_to(&mut self, base: &str, target: &str, body: &str) -> Seen {
        self.ask_at(base, "POST", target, Some(body.to_owned()))
    }

    fn ask(&mut self, method: &str, target: &str, body: Option<String>) -> Seen {
        self.ask_at(&workers::with_shop(), method, target, body)
    }

    fn ask_at(&mut self, base: &str, method: &str, target: &str, body: Option<String>) -> Seen {
        let cookies: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
        headers.push(("cookie".to_owned(), cookies.join("; ")));
        let parts = Parts { method: method.to_owned(), target: target.to_owned(), headers, body };
        let seen = send(base, &parts, Some("DE"));
        for (_, line) in seen.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if attributes.contains("Max-Age=0") {
                self.0.remove(name);
            } else {
                self.0.insert(name.to_owned(), value.to_owned());
            }
        }
        seen
    }
}

/// A header of an answer.
pub(crate) fn header<'a>(seen: &'a Seen, name: &str) -> &'a str {
    seen.headers.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value.as_str())
}

/// Whether the answer tells this cookie to go.
pub(crate) fn drops(seen: &Seen, name: &str) -> bool {
    let mut lines = seen.headers.iter().filter(|(other, _)| other == "set-cookie").map(|(_, line)| line);
    lines.any(|line| line.starts_with(&format!("{name}=;")) && line.contains("Max-Age=0"))
}

/// Whether the answer gives this cookie a value.
pub(crate) fn sets(seen: &Seen, name: &str) -> bool {
    let mut lines = seen.headers.iter().filter(|(other, _)| other == "set-cookie").map(|(_, line)| line);
    lines.any(|line| line.starts_with(&format!("{name}=")) && !line.contains("Max-Age=0"))
}

/// Seconds since 1970-01-01 00:00 UTC.
pub(crate) fn seconds() -> u64 {
    now().unix_seconds
}
