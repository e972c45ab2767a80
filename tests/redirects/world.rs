//! The sample shop as it is published, and a request to it, through the edge to its answer.

use segue::case::{answered, warm};
use segue::cookie::Keys;
use segue::day::Now;
use segue::edge::{FIELDS, Owned, Response, Step};
use segue::snapshot::Snapshot;
use url::Url;

/// Noon on a day in November 2026, in seconds since 1970.
pub(crate) const NOON: u64 = 20_780 * 86_400 + 43_200;

/// Keys for tests only.
pub(crate) const KEYS: &str = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";

/// A request as the runtime gives it to the Worker: the address parsed and written again by the URL Standard, headers as
/// texts. `None` when the runtime would refuse it.
pub(crate) fn request(
    method: &str,
    target: &[u8],
    headers: &[(&str, Vec<u8>)],
    country: Option<String>,
) -> Option<Owned> {
    let url = Url::parse(&format!("https://own.test{}", String::from_utf8_lossy(target))).ok()?;
    let header = |name: &str| {
        let found = headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        // Bytes above 0x7F arrive as the characters of these numbers (Fetch Standard, "isomorphic decode").
        found.map(|(_, value)| value.iter().map(|byte| char::from(*byte)).collect::<String>().trim().to_owned())
    };
    // The shim tells the fields in this order, and no parser of HTTP lets the end of a line or a zero byte into a value.
    let fields = FIELDS.map(|name| match name {
        "method" => Some(method.to_owned()),
        "url" => Some(url.as_str().to_owned()),
        "country" => country.clone(),
        "region" | "purpose" => None,
        name => header(name),
    });
    if fields.iter().flatten().any(|value| value.contains(['\r', '\n', '\0'])) {
        return None;
    }
    let text = fields.map(|value| value.unwrap_or_else(|| "\0".into())).join("\n");
    Some(Owned { text, ..Owned::default() })
}

/// Whether the path of this request is that of a link.
pub(crate) fn is_link(request: &Owned) -> bool {
    request.request().path.starts_with("/r/")
}

/// The answer of a Worker that has all of this snapshot in memory.
pub(crate) fn answer(snapshot: Option<&Snapshot>, keys: &Keys, request: &Owned) -> Option<Response> {
    // No shard of the audiences is there.
    let edge = warm(snapshot, keys, Now::from_unix_seconds(NOON));
    match answered(&edge, &request.request(), &|_| None) {
        Step::Answer(response) => Some(response),
        Step::Read(_) => None,
    }
}
