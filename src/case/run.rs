//! Runs a case here, without a network: the whole way from the request's plain values to the answer's.

use super::build::{Parts, parts};
use super::check::{Seen, check, check_profile};
use super::file::Case;
use crate::cookie::Keys;
use crate::day::{Day, Now};
#[cfg(feature = "pages")]
use crate::edge::preview::{Preview, Seen as Looking, Token};
use crate::edge::{self, Beside, Body, Edge, Need, Request, Response, Rung, Step};
#[cfg(feature = "pages")]
use crate::engine::Line;
use crate::link::LinkKeys;
use crate::snapshot::{Snapshot, SnapshotId};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Reads a shard of the audiences by its address.
pub type ReadAudience<'a> = &'a dyn Fn(SnapshotId) -> Option<Vec<u8>>;

/// Runs a case on a snapshot that has all its shards at hand, and no audiences. What is wrong is one sentence each; none
/// means that all is as expected.
#[must_use]
pub fn run(case: &Case, snapshot: Option<&Snapshot>, keys: &Keys, now: Now) -> Vec<String> {
    run_with(case, snapshot, &|_| None, keys, now)
}

/// The same with the shards of the audiences.
#[must_use]
pub fn run_with(
    case: &Case,
    snapshot: Option<&Snapshot>,
    read: ReadAudience<'_>,
    keys: &Keys,
    now: Now,
) -> Vec<String> {
    let snapshot = snapshot_of(case, snapshot);
    let parts = match parts(case, snapshot, keys, now.day()) {
        Ok(parts) => parts,
        Err(problem) => return alloc::vec![problem],
    };
    let link_keys = link_keys();
    let (edge, request) = (at_edge(snapshot, keys, &link_keys, now), request_of(&parts, case));
    match answered(&edge, &request, read) {
        Step::Read(need) => alloc::vec![format!("shards {:?} are not at hand", need.shards)],
        Step::Answer(response) => {
            let seen = seen_of(response);
            #[cfg(feature = "pages")]
            let lines = edge::receipt(&edge, &request);
            #[cfg(feature = "pages")]
            let lines = Some(lines.as_slice());
            #[cfg(not(feature = "pages"))]
            let lines = None;
            let mut wrong = check(&case.expect, &seen, lines);
            wrong.extend(check_profile(&case.expect, &seen, keys, now.day()));
            wrong
        }
        // The other Wasm answers it.
        #[cfg(not(feature = "pages"))]
        Step::Pages => Vec::new(),
    }
}

/// The whole answer to a case, whatever the case expects of it: status, headers, body, what the shop's owner is told, and the
/// receipt. Two programs that decide alike write it alike, byte for byte.
///
/// # Errors
/// When the case names what is not there.
#[cfg(feature = "pages")]
pub fn whole(
    case: &Case,
    snapshot: Option<&Snapshot>,
    read: ReadAudience<'_>,
    keys: &Keys,
    now: Now,
) -> Result<String, String> {
    let snapshot = snapshot_of(case, snapshot);
    let parts = parts(case, snapshot, keys, now.day())?;
    let link_keys = link_keys();
    let (edge, request) = (at_edge(snapshot, keys, &link_keys, now), request_of(&parts, case));
    let Step::Answer(response) = answered(&edge, &request, read) else { return Err("something is not at hand".into()) };
    let mut text = format!("{}\n", response.status);
    response.headers.iter().for_each(|(name, value)| text.push_str(&format!("{name}: {value}\n")));
    text.push_str(&format!("\n{}\n{:?}\n", response.body, response.exposure));
    for line in edge::receipt(&edge, &request) {
        text.push_str(&format!("{line:?}\n"));
    }
    Ok(text)
}

fn snapshot_of<'a>(case: &Case, snapshot: Option<&'a Snapshot>) -> Option<&'a Snapshot> {
    snapshot.filter(|_| case.snapshot.as_deref() != Some("none"))
}

/// The answer, with the shard of the audiences at hand that is asked for.
#[must_use]
pub fn answered(edge: &Edge<'_>, request: &Request<'_>, read: ReadAudience<'_>) -> Step {
    let step = edge::handle(&Edge { last_try: false, ..*edge }, request);
    let Step::Read(Need { audience, .. }) = step else { return step };
    let read = audience.map(|id| (id, read(id)));
    let audience = read.as_ref().map(|(id, bytes)| (*id, bytes.as_deref()));
    edge::handle(&Edge { beside: Beside { audience, ..edge.beside }, ..*edge }, request)
}

/// What comes of a case's request at noon of a day.
pub(super) fn seen(case: &Case, snapshot: Option<&Snapshot>, keys: &Keys, day: Day) -> Result<Seen, String> {
    let parts = parts(case, snapshot, keys, day)?;
    let noon = Now::from_unix_seconds(u64::from(day.0) * 86_400 + 43_200);
    match edge::handle(&at_edge(snapshot, keys, &link_keys(), noon), &request_of(&parts, case)) {
        Step::Read(need) => Err(format!("shards {:?} are not at hand", need.shards)),
        Step::Answer(response) => Ok(seen_of(response)),
        #[cfg(not(feature = "pages"))]
        Step::Pages => Err("it is left to the pages".to_string()),
    }
}

fn seen_of(response: Response) -> Seen {
    let headers = response.headers.iter().map(|(name, value)| (name.to_lowercase(), value.to_string()));
    Seen { status: response.status, headers: headers.collect(), body: response.body }
}

/// The receipt of a case: every rule, and what became of it.
///
/// # Errors
/// When the case names what is not there.
#[cfg(feature = "pages")]
pub fn receipt_of(case: &Case, snapshot: &Snapshot, keys: &Keys, now: Now) -> Result<Vec<Line>, String> {
    let parts = parts(case, Some(snapshot), keys, now.day())?;
    Ok(edge::receipt(&at_edge(Some(snapshot), keys, &link_keys(), now), &request_of(&parts, case)))
}

/// The same as JSON, byte for byte what the Worker returns for an authorised preview of the same request on the same day;
/// `None` where nothing is decided.
///
/// # Errors
/// When the case names what is not there.
#[cfg(feature = "pages")]
pub fn receipt_json_of(case: &Case, snapshot: &Snapshot, keys: &Keys, now: Now) -> Result<Option<String>, String> {
    let parts = parts(case, Some(snapshot), keys, now.day())?;
    // As in a preview, which takes part in no experiment.
    let seen = Looking::default();
    let token = Token { shop: String::new(), until: u64::MAX, snapshot: None, personas: Vec::new() };
    let preview = Preview { token: &token, text: "", seen: &seen, live: true };
    let link_keys = link_keys();
    let mut edge = at_edge(Some(snapshot), keys, &link_keys, now);
    edge.beside.preview = Some(preview);
    let told = edge::receipt_json(&edge, &request_of(&parts, case));
    told.map_err(|shards| format!("shards {shards:?} are not at hand"))
}

fn link_keys() -> LinkKeys {
    LinkKeys::parse(super::LINK_KEYS).unwrap_or_else(|_| LinkKeys::none())
}

fn at_edge<'a>(snapshot: Option<&'a Snapshot>, keys: &'a Keys, link_keys: &'a LinkKeys, now: Now) -> Edge<'a> {
    let edge = warm(snapshot, keys, now);
    Edge { beside: Beside { link_keys: Some(link_keys), ..edge.beside }, ..edge }
}

/// What stands behind a request to a Worker that has all of a snapshot in memory, or none, and can read nothing.
#[must_use]
pub fn warm<'a>(snapshot: Option<&'a Snapshot>, keys: &'a Keys, now: Now) -> Edge<'a> {
    Edge {
        snapshot,
        published: 0,
        rung: if snapshot.is_some() { Rung::Memory } else { Rung::Baseline },
        keys,
        now,
        entropy: &|| Some([7; 16]),
        fallback_url: "/",
        read_ms: None,
        last_try: true,
        beside: Beside::default(),
    }
}

fn request_of<'a>(parts: &'a Parts, case: &'a Case) -> Request<'a> {
    let (path, query) = parts.target.split_once('?').unwrap_or((&parts.target, ""));
    let header = |name: &str| parts.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let text = |name: &str| header(name).unwrap_or_default();
    Request {
        method: &parts.method,
        path,
        query,
        host: "shop.example",
        accept: text("accept"),
        accept_language: text("accept-language"),
        content_type: text("content-type"),
        cookies: text("cookie"),
        referer: text("referer"),
        origin: header("origin"),
        sec_fetch_site: header("sec-fetch-site"),
        gpc: header("sec-gpc"),
        sec_purpose: text("sec-purpose"),
        if_none_match: text("if-none-match"),
        purpose: ["purpose", "x-purpose", "x-moz"].into_iter().find_map(header).unwrap_or_default(),
        user_agent: text("user-agent"),
        country: case.request.country.as_deref(),
        region: None,
        body: parts.body.as_ref().map_or(Body::None, |body| {
            if body.len() > edge::MAX_BODY { Body::TooLarge } else { Body::Bytes(body.as_bytes()) }
        }),
    }
}
