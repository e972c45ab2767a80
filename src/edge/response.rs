//! An answer as plain values.

use super::Edge;
use super::counted::Seen;
use crate::consent::Record;
use crate::cookie;
use crate::engine::Basis;
use crate::visitor::Profile;
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Which rung of the failure ladder served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    /// The isolate's memory.
    Memory,
    /// KV was read for this request.
    Kv,
    /// What is built into the Wasm.
    Baseline,
    /// Nothing: the storefront stays as it is.
    Storefront,
}

impl Rung {
    /// The name in `Segue-Rung`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Kv => "kv",
            Self::Baseline => "baseline",
            Self::Storefront => "storefront",
        }
    }
}

/// An answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers. `Set-Cookie` may stand several times, everything else once.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// The body.
    pub body: String,
    /// What the shop's owner is told of the request: the JSON of a data point of Workers Analytics Engine.
    pub exposure: Option<String>,
    /// What is counted of it.
    pub seen: Seen,
    basis: Basis,
}

impl core::fmt::Debug for Response {
    /// The status and the names of the headers: their values and the body may be one visitor's alone.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        f.debug_struct("Response").field("status", &self.status).field("headers", &names).finish_non_exhaustive()
    }
}

/// What may be kept by nobody but the browser that asked, and not even there.
pub(super) const PRIVATE: &str = "private, no-store";
/// What is the same for everyone may be shared for a minute.
const SHARED: &str = "public, max-age=60";
/// A `ResponseInit`.
#[derive(serde::Serialize)]
struct Init<'a> {
    status: u16,
    headers: Headers<'a>,
}

/// A `HeadersInit`: those that many answers share, as a record, which the runtime reads faster than a list of pairs.
struct Headers<'a>(&'a [(&'static str, Cow<'static, str>)]);

impl serde::Serialize for Headers<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().filter(|(name, _)| !is_own(name)).map(|(name, value)| (name, value)))
    }
}

/// Whether a header is one answer's own, and no other has the same.
pub(super) fn is_own(name: &str) -> bool {
    matches!(name, "Set-Cookie" | "Location")
}

impl Response {
    /// An answer that nobody may share.
    pub(super) fn private(status: u16, kind: &'static str, body: String) -> Self {
        let mut headers = Vec::with_capacity(10);
        headers.push(("Content-Type", Cow::Borrowed(kind)));
        headers.push(("Cache-Control", Cow::Borrowed(PRIVATE)));
        Self { status, headers, body, exposure: None, seen: Seen::NOTHING, basis: Basis::Default }
    }

    /// An answer without a body.
    pub(super) fn empty(status: u16) -> Self {
        let headers = alloc::vec![("Cache-Control", Cow::Borrowed(PRIVATE))];
        Self { status, headers, body: String::new(), exposure: None, seen: Seen::NOTHING, basis: Basis::Default }
    }

    /// The last rung: nothing to show, so the storefront stays as it is.
    #[must_use]
    pub fn untouched() -> Self {
        let mut response = Self::empty(204);
        response.set("Segue-Rung", Rung::Storefront.name());
        response
    }

    pub(super) fn html(body: String) -> Self {
        Self::private(200, "text/html; charset=utf-8", body)
    }

    pub(super) fn json<T: serde::Serialize>(status: u16, body: &T) -> Self {
        Self::private(status, "application/json", serde_json::to_string(body).unwrap_or_default())
    }

    /// The same answer, as one that is the same for everyone.
    pub(super) fn shared(mut self) -> Self {
        self.set("Cache-Control", SHARED);
        self
    }

    #[cfg(feature = "pages")]
    pub(super) fn basis(&self) -> Basis {
        self.basis
    }

    pub(super) fn on(mut self, basis: Basis) -> Self {
        self.basis = basis;
        self
    }

    /// Sets a header that stands once.
    pub(super) fn set(&mut self, name: &'static str, value: impl Into<Cow<'static, str>>) {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.into()));
    }

    /// Sets a cookie for so many days; without a number it ends with the browser's session. Of one name the last counts.
    pub(super) fn set_cookie(&mut self, name: &'static str, value: &str, days: Option<u16>) {
        self.headers.retain(|header| !is_cookie(header, name));
        let age = days.map(|days| format!("Max-Age={}; ", u32::from(days) * 86_400)).unwrap_or_default();
        let cookie = format!("{name}={value}; {age}Path=/; Secure; HttpOnly; SameSite=Lax");
        self.headers.push(("Set-Cookie", Cow::Owned(cookie)));
    }

    /// Whether a cookie of this name is set, or told to go.
    pub(super) fn sets_cookie(&self, name: &str) -> bool {
        self.headers.iter().any(|header| is_cookie(header, name))
    }

    pub(super) fn expire_cookie(&mut self, name: &'static str) {
        self.set_cookie(name, "", Some(0));
    }

    pub(super) fn set_profile(&mut self, edge: &Edge<'_>, profile: &Profile) {
        if let Some(value) = cookie::seal_profile(profile, edge.keys, edge.now.day()) {
            self.set_cookie(cookie::PROFILE, &value, (!profile.for_this_visit).then_some(cookie::PROFILE_DAYS));
        }
    }

    /// Sets the record of the choice; whether there is a key to sign it with.
    pub(super) fn set_record(&mut self, edge: &Edge<'_>, record: &Record) -> bool {
        let value = record.seal(edge.keys);
        if let Some(value) = &value {
            self.set_cookie(cookie::CONSENT, value, Some(cookie::CONSENT_DAYS));
        }
        value.is_some()
    }

    /// The header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
    }

    /// Status and headers as the JSON of a `ResponseInit` (Fetch Standard), but for what is this answer's [own](Self::own).
    #[must_use]
    pub fn init(&self) -> String {
        serde_json::to_string(&Init { status: self.status, headers: Headers(&self.headers) }).unwrap_or_default()
    }

    /// What is this answer's own, as a list in JSON: names and values of headers in turn, and behind an empty name what the
    /// shop's owner is told. Nothing where there is nothing.
    #[must_use]
    pub fn own(&self) -> String {
        let mut own = String::new();
        let mut add = |name: &str, value: &str| {
            own.push(if own.is_empty() { '[' } else { ',' });
            own.push('"');
            own.push_str(name);
            own.push_str("\",");
            own.push_str(value);
        };
        for (name, value) in self.headers.iter().filter(|(name, _)| is_own(name)) {
            // A value that was taken for more than one would be a header that nobody set.
            add(name, &serde_json::to_string(&**value).unwrap_or_default());
        }
        if let Some(exposure) = &self.exposure {
            add("", exposure);
        }
        if !own.is_empty() {
            own.push(']');
        }
        own
    }

    /// Adds what every answer carries.
    pub(super) fn finish(&mut self, edge: &Edge<'_>) {
        let snapshot = edge.snapshot.map_or("none".to_string(), |snapshot| snapshot.id().to_string());
        let rung = if self.header("Segue-Rung").is_none() { Some(edge.rung.name()) } else { None };
        let from_baseline = self.header("Segue-Rung") == Some(Rung::Baseline.name());
        self.seen = Seen {
            rung: if from_baseline { Rung::Baseline } else { edge.rung },
            basis: self.basis,
            snapshot: edge.snapshot.map(crate::snapshot::Snapshot::id),
            read_ms: edge.read_ms,
            second: edge.now.unix_seconds,
            ..self.seen
        };
        let timing = match edge.read_ms {
            Some(ms) => Cow::Owned(format!("kv;dur={ms}")),
            None => Cow::Borrowed("memory"),
        };
        self.headers.push(("Segue-Snapshot", Cow::Owned(snapshot)));
        self.headers.push(("Segue-Basis", Cow::Borrowed(self.basis.name())));
        if let Some(rung) = rung {
            self.headers.push(("Segue-Rung", Cow::Borrowed(rung)));
        }
        self.headers.push(("Server-Timing", timing));
        // Nobody guesses at what is not there, and each header takes its time.
        if !self.body.is_empty() {
            self.headers.push(("X-Content-Type-Options", Cow::Borrowed("nosniff")));
        }
    }
}

fn is_cookie((header, cookie): &(&str, Cow<'_, str>), name: &str) -> bool {
    *header == "Set-Cookie" && cookie.strip_prefix(name).is_some_and(|rest| rest.starts_with('='))
}
