//! Which shards a request reads, and what comes of those that were read.

use super::Isolate;
use crate::edge::Need;
use crate::edge::fault::Fault;
use crate::edge::patience::{DEADLINE, MOST_AT_ONCE};
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

    /// The shards that a request needs, as far as it may ask for more. `left` is how many it may still ask for.
    pub fn wanted(&self, of: SnapshotId, need: &Need, left: &mut usize) -> Shards {
        let mut wanted = self.memory.addresses(of, &need.shards);
        wanted.truncate(*left);
        *left -= wanted.len();
        wanted
    }

    /// Takes out of `wanted` what has come meanwhile (then something `came`) and what KV is not asked for now, and gives the
    /// shards that the request reads itself next; none of them while others read what it wants, or enough is being read. `None`
    /// when nothing is wanted any more.
    pub fn reads(&mut self, of: SnapshotId, wanted: &mut Shards, came: &mut bool, now: u64) -> Option<Shards> {
        let snapshot = self.memory.snapshot(of);
        wanted.retain(|(at, shard)| {
            // The snapshot may have gone in the meantime, and then nothing of it is of use.
            let has_come = snapshot.is_none_or(|snapshot| snapshot.has_shard(*at));
            *came |= has_come;
            !has_come && self.patience.may_read_shard(*shard, now)
        });
        if wanted.is_empty() {
            return None;
        }
        let mut room = MOST_AT_ONCE.saturating_sub(self.underway.count(now));
        let mut ours = Vec::new();
        wanted.retain(|(at, shard)| {
            let reads = room > 0 && !self.underway.waits(Some(*shard), now);
            if reads {
                room -= 1;
                ours.push((*at, *shard));
            }
            !reads
        });
        Some(ours)
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
