//! Which shards a request reads, and what comes of those that were read.

use super::Isolate;
use crate::edge::Need;
use crate::edge::fault::Fault;
use crate::edge::patience::DEADLINE;
use crate::snapshot::{Loaded, SnapshotId};
use alloc::vec::Vec;

/// Shards by their places in the core, with their addresses.
pub type Shards = Vec<(u16, SnapshotId)>;

/// Why there are no bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// KV says that there are none, or they are others than their name says.
    Gone,
    /// KV failed, took too long, or was not asked because it fails.
    Failed,
}

impl Isolate {
    /// How long a read that begins now may take, in milliseconds, if it may: no longer than one read may, and not beyond the
    /// time until which is read at all.
    pub fn begins_read(&mut self, until: u64, now: u64) -> Option<u64> {
        let time = until.saturating_sub(now).min(DEADLINE);
        if time == 0 || !self.patience.may_read(now) {
            return None;
        }
        self.patience.begins(now);
        Some(time)
    }

    /// The shards that a request needs, as far as KV is asked for them now and the request may ask for more: those that it
    /// reads itself, and those that others are reading. `left` is how many it may still ask for.
    pub fn share_out(&mut self, of: SnapshotId, need: &Need, left: &mut usize, now: u64) -> (Shards, Shards) {
        let mut wanted = self.memory.addresses(of, &need.shards);
        wanted.retain(|(_, shard)| self.patience.may_read_shard(*shard, now));
        wanted.truncate(*left);
        *left = left.saturating_sub(wanted.len());
        let (theirs, ours) = wanted.into_iter().partition(|(_, shard)| self.underway.waits(Some(*shard), now));
        (ours, theirs)
    }

    /// Whether one of them is still being read.
    #[must_use]
    pub fn are_read(&self, shards: &Shards, now: u64) -> bool {
        shards.iter().any(|(_, shard)| self.underway.is_read(Some(*shard), now))
    }

    /// Keeps what was read as shard `at` of the snapshot `of`; whether anything changed, and what is to be told. When a shard
    /// of the live snapshot is not there, the one before takes its place until the next look at the pointer: a whole snapshot
    /// or the previous one, never a mixture. When KV fails, the request goes without the shard, and what is in memory stays.
    pub fn take(
        &mut self,
        of: SnapshotId,
        (at, shard): (u16, SnapshotId),
        bytes: Result<Vec<u8>, Unread>,
    ) -> (bool, Option<Fault>) {
        self.underway.ended(Some(shard));
        if bytes == Err(Unread::Failed) {
            return (false, None);
        }
        let budget = self.budget();
        let fault = match self.memory.load(of, at, bytes.ok(), budget) {
            Loaded::Kept | Loaded::Outdated => None,
            Loaded::FellBack => Some(Fault::ShardFellBack),
            Loaded::TrialEnded => Some(Fault::CanaryEnded),
            Loaded::GoesWithout => Some(Fault::ShardMissing),
        };
        (true, fault)
    }
}
