//! A request for which something has to be read.

use crate::edge::patience::{DEADLINE, MOST_SHARDS};
#[cfg(feature = "pages")]
use crate::edge::preview::Token;
use crate::edge::{Body, Need, Owned, OwnedBody, Request};
use crate::snapshot::SnapshotId;
use alloc::borrow::ToOwned;
use alloc::vec::Vec;

/// How often one request may read, each time all that it misses.
const ROUNDS: usize = 3;

/// A request that is kept for as long as something has to be read for it.
pub struct Pending {
    owned: Owned,
    /// What it was last said to need.
    pub(super) missing: Option<Need>,
    /// There is no snapshot in memory, and one has to be read first.
    pub cold: bool,
    /// What the request's preview link says, once it was verified.
    #[cfg(feature = "pages")]
    pub preview: Option<Token>,
    /// The shard of audiences that was asked for, and its bytes if it could be read.
    pub audience: Option<(SnapshotId, Option<Vec<u8>>)>,
    /// The number that was drawn for this click.
    pub(super) drawn: Option<u32>,
    /// How many shards it may still ask for.
    pub left: usize,
    /// Whether something came of what it read last.
    pub came: bool,
    rounds: usize,
    /// When it began to read, in milliseconds since 1970-01-01 00:00 UTC.
    began: u64,
}

debug_says_presence!(Pending);

impl Pending {
    pub(super) fn of(words: &str, body: Body<'_>, missing: Option<Need>, cold: bool, now: u64) -> Self {
        Self {
            owned: Owned { text: words.to_owned(), body: OwnedBody::of(body) },
            missing,
            cold,
            #[cfg(feature = "pages")]
            preview: None,
            audience: None,
            drawn: None,
            left: MOST_SHARDS,
            came: true,
            rounds: 0,
            began: now,
        }
    }

    /// The request.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        self.owned.request()
    }

    /// The query with a preview link, if the address holds one.
    #[cfg(feature = "pages")]
    #[must_use]
    pub fn asks_for_preview(&self) -> Option<&str> {
        let request = self.owned.request();
        request.asks_for_preview().then_some(request.query)
    }

    /// Until when it may read, in milliseconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub fn until(&self) -> u64 {
        self.began + DEADLINE
    }

    /// Takes what has to be read now.
    pub fn need(&mut self) -> Option<Need> {
        let need = self.missing.take()?;
        self.rounds += 1;
        self.drawn = need.drawn;
        Some(need)
    }

    /// How long it read, in milliseconds, if it did.
    pub(super) fn took(&self, now: u64) -> Option<u32> {
        let has_read = self.cold || self.rounds > 0;
        has_read.then_some(now.saturating_sub(self.began) as u32)
    }

    /// Whether it may read nothing more.
    pub(super) fn ends(&self, now: u64) -> bool {
        self.rounds >= ROUNDS || !self.came || now >= self.until()
    }
}
