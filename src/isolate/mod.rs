//! What one isolate keeps between requests and does with it, as plain values: time and chance are handed in, and where
//! something has to be read, it says what. `src/worker.rs` reads it, and tells how that went.

mod follow;
mod numbers;
mod pending;
mod shards;

pub use follow::{Following, LONGEST_POINTER};
pub use numbers::{ANSWERED, DUE, IS_FOR_PAGES, MUST_READ, Outbox, Sent, WANTS_BODY, told};
pub use pending::Pending;
pub use shards::{Shards, Unread};

use crate::day::Now;
use crate::edge::fault::At;
use crate::edge::patience::{Patience, Underway};
#[cfg(feature = "pages")]
use crate::edge::preview::{Preview, Token, persona_in, token_in};
use crate::edge::{self, Beside, Body, Configured, Edge, Heads, Request, Response, Rung, Step, Trial};
use crate::snapshot::{Memory, SnapshotId};
use alloc::vec::Vec;

/// Draws 16 random bytes; `None` when there are none to be had.
pub type Draw<'a> = &'a dyn Fn() -> Option<[u8; 16]>;

/// What an isolate keeps: bytes and what was read from them.
#[derive(Debug, Default)]
pub struct Isolate {
    /// The settings, once they were read.
    pub settings: Option<Configured>,
    /// The snapshots.
    pub memory: Memory,
    /// How KV does.
    pub patience: Patience,
    /// What requests are reading now.
    pub underway: Underway,
    /// The heads that the shim knows by their numbers.
    pub heads: Heads,
    /// The request that said that it must read, until it is taken.
    pub pending: Option<Pending>,
}

/// What was read for a request.
#[derive(Clone, Copy, Default)]
struct Reading<'a> {
    /// How long it took, in milliseconds, if anything was.
    ms: Option<u32>,
    /// Nothing more can be read.
    last_try: bool,
    /// The number that was drawn for this click.
    drawn: Option<u32>,
    #[cfg(feature = "pages")]
    preview: Option<&'a Token>,
    audience: Option<(SnapshotId, Option<&'a [u8]>)>,
}

impl Isolate {
    /// Answers a request, `words` being the text that it was told in. Without an answer the number says what is missing:
    /// [`MUST_READ`], and it is kept as [`Isolate::pending`]; [`WANTS_BODY`]; or [`IS_FOR_PAGES`]. Where [`DUE`] is added to
    /// the number, the pointer wants to be looked at. `now` is in milliseconds since 1970-01-01 00:00 UTC.
    pub fn answer(&mut self, words: &str, request: &Request<'_>, now: u64, draw: Draw<'_>) -> (u32, Option<Response>) {
        #[cfg(not(feature = "pages"))]
        if edge::is_for_pages(request.path, request.query) {
            return (IS_FOR_PAGES, None);
        }
        if request.body == Body::None && request.wants_body() {
            return (WANTS_BODY, None);
        }
        let has_one = self.memory.live().is_some();
        let every = self.settings.as_ref().map_or(0, |settings| settings.look_every);
        let is_due = request.needs_snapshot() && self.patience.looks(now, has_one, every);
        let due = if is_due && has_one { DUE } else { 0 };
        // Without a snapshot a request waits until one is read; a failure makes all go without for a while.
        let cold = is_due && !has_one;
        let missing = if cold || request.asks_for_preview() {
            None
        } else {
            match self.step(request, Reading::default(), now, draw) {
                Step::Answer(response) => return (ANSWERED + due, Some(response)),
                Step::Read(need) => Some(need),
                #[cfg(not(feature = "pages"))]
                Step::Pages => return (IS_FOR_PAGES + due, None),
            }
        };
        self.pending = Some(Pending::of(words, request.body, missing, cold, now));
        (MUST_READ + due, None)
    }

    /// Answers as if there were nothing to read: what is left when an instance was lost.
    #[must_use]
    pub fn baseline(&self, request: &Request<'_>, now: u64, draw: Draw<'_>) -> Response {
        match self.step(request, Reading { last_try: true, ..Reading::default() }, now, draw) {
            Step::Answer(response) => response,
            _ => Response::untouched(),
        }
    }

    /// Answers the request that had to read, with what is in memory now. Without an answer it says what is missing still, which
    /// it does not when it may not read any more.
    pub fn again(&self, pending: &mut Pending, now: u64, draw: Draw<'_>) -> Option<Response> {
        let reading = Reading {
            ms: pending.took(now),
            last_try: pending.ends(now),
            drawn: pending.drawn,
            #[cfg(feature = "pages")]
            preview: pending.preview.as_ref(),
            audience: pending.audience.as_ref().map(|(id, bytes)| (*id, bytes.as_deref())),
        };
        match self.step(&pending.request(), reading, now, draw) {
            Step::Answer(response) => Some(response),
            Step::Read(need) if !reading.last_try => {
                pending.missing = Some(need);
                None
            }
            _ => Some(Response::untouched()),
        }
    }

    /// Asks the edge, with what is in memory now.
    fn step(&self, request: &Request<'_>, reading: Reading<'_>, now: u64, draw: Draw<'_>) -> Step {
        let Some(settings) = &self.settings else { return Step::Answer(Response::untouched()) };
        let live = self.memory.live();
        #[cfg(feature = "pages")]
        let token = reading.preview.zip(token_in(request.query));
        #[cfg(feature = "pages")]
        let preview = token.and_then(|(token, text)| {
            let live = token.snapshot.is_none_or(|id| live.is_some_and(|live| live.snapshot.id() == id));
            Some(Preview { token, text, seen: persona_in(request.query, token)?, live })
        });
        let snapshot = live.map(|live| &live.snapshot);
        #[cfg(feature = "pages")]
        let snapshot = match preview.and_then(|preview| preview.token.snapshot) {
            Some(id) => self.memory.snapshot(id),
            None => snapshot,
        };
        let rung = if reading.ms.is_some() { Rung::Kv } else { Rung::Memory };
        let edge = Edge {
            snapshot,
            published: live.map_or(0, |live| live.published),
            rung: if snapshot.is_some() { rung } else { Rung::Baseline },
            keys: &settings.keys,
            now: Now::from_unix_seconds(now / 1_000),
            entropy: draw,
            fallback_url: &settings.fallback_url,
            read_ms: reading.ms,
            last_try: reading.last_try,
            beside: Beside {
                trial: self.memory.canary().map(|on| Trial { snapshot: &on.snapshot, percent: on.percent }),
                live: None,
                #[cfg(feature = "pages")]
                preview,
                audience: reading.audience,
                link_keys: Some(&settings.link_keys),
                tells: settings.tells,
                drawn: reading.drawn,
            },
        };
        edge::handle(&edge, request)
    }

    /// What an isolate without a snapshot does for a request that waits until then: reads one (`true`), or looks again in a
    /// moment whether another request has read it (`false`). `None` when it is here, or will not be: another has failed to read
    /// it, and it is left alone for a while.
    pub fn begins(&mut self, has_waited: bool, until: u64, now: u64) -> Option<bool> {
        if self.memory.live().is_some() || now >= until {
            return None;
        }
        if self.underway.waits(None, now) {
            return Some(false);
        }
        if has_waited && !self.patience.looks(now, false, 0) {
            self.underway.ended(None);
            return None;
        }
        Some(true)
    }

    /// The snapshot that has to be read for a preview link that was verified; none for one that has ended, which says so.
    #[cfg(feature = "pages")]
    #[must_use]
    pub fn lacks(&self, token: &Token, now: u64) -> Option<SnapshotId> {
        token.snapshot.filter(|id| now / 1_000 <= token.until && self.memory.snapshot(*id).is_none())
    }

    /// What is served now, whatever goes wrong.
    #[must_use]
    pub fn served(&self) -> At {
        At::rung(if self.memory.live().is_some() { Rung::Memory } else { Rung::Baseline })
    }

    /// Bytes of shards that this isolate keeps.
    #[must_use]
    pub fn budget(&self) -> usize {
        self.settings.as_ref().map_or(0, |settings| settings.shard_budget)
    }

    /// Whether only what is signed counts.
    #[must_use]
    pub fn asks_for_signatures(&self) -> bool {
        self.settings.as_ref().is_none_or(|settings| settings.publishers.ask())
    }

    /// The public keys of the publisher of this name (Ed25519, RFC 8032).
    #[must_use]
    pub fn keys_of(&self, publisher: &str) -> Vec<[u8; 32]> {
        let publishers = self.settings.iter().map(|settings| &settings.publishers);
        publishers.flat_map(|publishers| publishers.keys(publisher)).copied().collect()
    }
}

#[cfg(test)]
mod tests;
