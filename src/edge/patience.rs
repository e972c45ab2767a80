//! How patient an isolate is with KV: what it asks for, when it asks again after a failure, and how long a request reads.
//!
//! What fails is left alone for a while that doubles from [`FIRST`] to [`LONGEST`] with every further failure, less up to
//! half of it by chance, so that isolates that failed together do not come back together; a success ends it. Three things
//! are left alone by themselves: the look at the pointer (with the core that it names), each shard, and, when three reads in
//! a row got no answer, all of KV.
//!
//! Times are milliseconds since 1970-01-01 00:00 UTC, chance is handed in.

use crate::snapshot::SnapshotId;
use alloc::vec::Vec;

/// How long a request reads, all its reads together, and how long anybody waits for one read.
pub const DEADLINE: u64 = 2_000;
/// How long a look at the pointer in the background may read, all its reads together.
pub const IN_THE_BACKGROUND: u64 = 10_000;
/// How many shards one request may ask for.
pub const MOST_SHARDS: usize = 36;

/// How many shards an isolate reads at once, for all its requests: what has come and is not yet in the Wasm's memory takes memory
/// beside it, which the process keeps.
pub const MOST_AT_ONCE: usize = 24;

/// The first pause after a failure, and the longest.
const FIRST: u64 = 1_000;
const LONGEST: u64 = 60_000;
/// How long KV may answer nobody before no further read is begun.
const SILENT: u64 = 1_000;
/// After how long a read of which nobody said how it ended is forgotten: who made it was cancelled.
const FORGOTTEN: u64 = DEADLINE + 500;
/// How many reads in a row have to get no answer before KV is taken to fail as a whole.
const STRIKES: u8 = 3;
/// How long a read that another request makes is waited for before it is made again: that one may have been cancelled.
pub const TOGETHER: u64 = 400;
/// How long to sleep between two looks at whether it came.
pub const NAP: i32 = 4;
/// How many shards that failed are remembered.
const REMEMBERED: usize = 64;

/// When something that failed is asked for again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Pause {
    failures: u32,
    since: u64,
    until: u64,
}

impl Pause {
    fn is_over(&self, now: u64) -> bool {
        // A clock that was set back does not make it longer.
        now >= self.until || now < self.since
    }

    /// A read that began then has failed. Many that were on their way together are one failure.
    fn fail(&mut self, began: u64, now: u64, drawn: u32) {
        if self.failures > 0 && began <= self.since && now >= self.since {
            return;
        }
        let most = FIRST.saturating_mul(1 << self.failures.min(16)).min(LONGEST);
        let by_chance = (most / 2 * u64::from(drawn)) >> 32;
        *self = Self { failures: self.failures.saturating_add(1), since: now, until: now + most - by_chance };
    }
}

/// What requests are reading now, so that those that need the same wait for it instead of reading it again. No future is shared:
/// each looks now and then whether it has come.
#[derive(Debug, Default)]
pub struct Underway(Vec<(Option<SnapshotId>, u64)>);

impl Underway {
    /// Nothing is.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether somebody else reads this shard, or the pointer and its core (`None`), and began a moment ago. If not, who asks
    /// begins now.
    pub fn waits(&mut self, what: Option<SnapshotId>, now: u64) -> bool {
        let is_read = self.is_read(what, now);
        if !is_read {
            self.0.retain(|(other, since)| *other != what && now.saturating_sub(*since) < TOGETHER);
            self.0.push((what, now));
        }
        is_read
    }

    /// Whether somebody reads it.
    #[must_use]
    pub fn is_read(&self, what: Option<SnapshotId>, now: u64) -> bool {
        self.0.iter().any(|(other, since)| *other == what && now.saturating_sub(*since) < TOGETHER && *since <= now)
    }

    /// How many reads began a moment ago and have not ended.
    #[must_use]
    pub fn count(&self, now: u64) -> usize {
        self.0.iter().filter(|(_, since)| now.saturating_sub(*since) < TOGETHER && *since <= now).count()
    }

    /// It came, or it failed.
    pub fn ended(&mut self, what: Option<SnapshotId>) {
        self.0.retain(|(other, _)| *other != what);
    }
}

/// What an isolate remembers of how KV does.
#[derive(Debug, Default)]
pub struct Patience {
    /// When the pointer was last asked for.
    looked: u64,
    look: Pause,
    kv: Pause,
    /// Reads in a row that got no answer.
    strikes: u8,
    /// When the first of the reads began that wait since KV last answered.
    waiting: Option<u64>,
    shards: Vec<(SnapshotId, Pause)>,
}

impl Patience {
    /// Remembers nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        let never = Pause { failures: 0, since: 0, until: 0 };
        Self { looked: 0, look: never, kv: never, strikes: 0, waiting: None, shards: Vec::new() }
    }

    /// Whether the pointer is looked at now: by an isolate with a snapshot every so many milliseconds, by one without each
    /// time that a request needs it, and in neither while a pause lasts.
    pub fn looks(&mut self, now: u64, has_snapshot: bool, every: u64) -> bool {
        let is_time = !has_snapshot || now >= self.looked.saturating_add(every) || now < self.looked;
        let looks = is_time && self.look.is_over(now) && self.may_read(now);
        if looks {
            self.looked = now;
        }
        looks
    }

    /// The look that began then came to its end, or failed.
    pub fn looked(&mut self, ended_well: bool, began: u64, now: u64, drawn: u32) {
        if ended_well {
            self.look = Pause::default();
        } else {
            self.look.fail(began, now, drawn);
        }
    }

    /// Whether a read is begun at all.
    #[must_use]
    pub fn may_read(&self, now: u64) -> bool {
        let waits = |since: &u64| now.saturating_sub(*since) >= SILENT && now.saturating_sub(*since) < FORGOTTEN;
        self.kv.is_over(now) && !self.waiting.as_ref().is_some_and(waits)
    }

    /// Whether this shard is asked for.
    #[must_use]
    pub fn may_read_shard(&self, id: SnapshotId, now: u64) -> bool {
        self.may_read(now) && self.shards.iter().all(|(other, pause)| *other != id || pause.is_over(now))
    }

    /// A read begins.
    pub fn begins(&mut self, now: u64) {
        // Who began long ago and never came to an end was cancelled.
        self.waiting = self.waiting.filter(|since| now.saturating_sub(*since) < FORGOTTEN).or(Some(now));
    }

    /// KV has answered, whatever it said.
    pub fn answered(&mut self) {
        (self.kv, self.strikes, self.waiting) = (Pause::default(), 0, None);
    }

    /// The read that began then got no answer, or an error.
    pub fn failed(&mut self, began: u64, now: u64, drawn: u32) {
        self.waiting = None;
        self.strikes = self.strikes.saturating_add(1);
        if self.strikes >= STRIKES {
            self.kv.fail(began, now, drawn);
        }
    }

    /// This shard, whose read began then, is here, or it is not.
    pub fn shard(&mut self, id: SnapshotId, came: bool, began: u64, now: u64, drawn: u32) {
        let at = self.shards.iter().position(|(other, _)| *other == id);
        if came {
            if let Some(at) = at {
                self.shards.swap_remove(at);
            }
            return;
        }
        if let Some((_, pause)) = at.and_then(|at| self.shards.get_mut(at)) {
            return pause.fail(began, now, drawn);
        }
        if self.shards.len() >= REMEMBERED {
            let soonest = self.shards.iter().enumerate().min_by_key(|(_, (_, pause))| pause.until);
            if let Some((at, _)) = soonest {
                self.shards.swap_remove(at);
            }
        }
        let mut pause = Pause::default();
        pause.fail(began, now, drawn);
        self.shards.push((id, pause));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000_000;

    fn shard(name: &str) -> SnapshotId {
        SnapshotId::of(name.as_bytes())
    }

    /// How long each of so many failures one after the other makes a look wait.
    fn pauses(count: usize, drawn: u32) -> Vec<u64> {
        let (mut patience, mut now) = (Patience::new(), NOW);
        let mut pauses = Vec::new();
        for _ in 0..count {
            assert!(patience.looks(now, false, 0), "the pause is over");
            let began = now;
            now += 10;
            patience.looked(false, began, now, drawn);
            let until = (now..).find(|then| patience.look.is_over(*then)).unwrap_or_default();
            pauses.push(until - now);
            now = until;
        }
        pauses
    }

    #[test]
    fn each_failure_doubles_the_pause_up_to_a_minute_and_chance_shortens_it() {
        assert_eq!(pauses(9, 0), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
        assert_eq!(pauses(3, u32::MAX), [501, 1_001, 2_001]);
        assert_eq!(pauses(2, 1 << 31), [750, 1_500]);
    }

    #[test]
    fn a_success_ends_it() {
        let mut patience = Patience::new();
        for at in 1..=4 {
            patience.looked(false, NOW + at * 100_000, NOW + at * 100_000, 0);
        }
        patience.looked(true, NOW + 410_000, NOW + 410_000, 0);
        assert!(patience.looks(NOW + 410_001, false, 0));
        patience.looked(false, NOW + 410_001, NOW + 410_002, 0);
        assert!(!patience.looks(NOW + 411_001, false, 0) && patience.looks(NOW + 411_002, false, 0), "from the start");
    }

    #[test]
    fn failures_on_their_way_together_are_one() {
        let mut patience = Patience::new();
        (0..100).for_each(|at| patience.looked(false, NOW + at, NOW + 500, 0));
        assert!(patience.looks(NOW + 1_500, false, 0));
    }

    #[test]
    fn with_a_snapshot_the_pointer_is_looked_at_now_and_then() {
        let mut patience = Patience::new();
        assert!(patience.looks(NOW, true, 30_000));
        assert!(!patience.looks(NOW + 29_999, true, 30_000));
        assert!(patience.looks(NOW + 30_000, true, 30_000));
        assert!(patience.looks(NOW, true, 30_000), "the clock was set back");
    }

    #[test]
    fn three_reads_without_an_answer_are_a_kv_that_fails() {
        let mut patience = Patience::new();
        for at in 0..2 {
            patience.failed(NOW + at, NOW + at, 0);
            assert!(patience.may_read(NOW + at));
        }
        patience.answered();
        for at in 2..4 {
            patience.failed(NOW + at, NOW + at, 0);
            assert!(patience.may_read(NOW + at), "an answer in between");
        }
        patience.failed(NOW + 4, NOW + 4, 0);
        assert!(!patience.may_read(NOW + 5) && !patience.may_read_shard(shard("a"), NOW + 5));
        assert!(!patience.looks(NOW + 5, false, 0) && !patience.looks(NOW + 5, true, 1));
        assert!(patience.may_read(NOW + 1_004), "one try after the pause");
        patience.failed(NOW + 1_004, NOW + 1_005, 0);
        assert!(!patience.may_read(NOW + 3_004) && patience.may_read(NOW + 3_005));
        patience.answered();
        assert!(patience.may_read(NOW + 3_005));
    }

    #[test]
    fn who_answers_nobody_is_not_asked_by_others() {
        let mut patience = Patience::new();
        patience.begins(NOW);
        assert!(patience.may_read(NOW + 999));
        patience.begins(NOW + 999);
        assert!(!patience.may_read(NOW + 1_000) && !patience.looks(NOW + 1_000, false, 0));
        patience.answered();
        assert!(patience.may_read(NOW + 1_000));
        // Who waited was cancelled, and nobody said how it ended.
        patience.begins(NOW);
        assert!(!patience.may_read(NOW + 2_499) && patience.may_read(NOW + 2_500));
        patience.begins(NOW + 2_500);
        assert!(patience.may_read(NOW + 3_499) && !patience.may_read(NOW + 3_500));
    }

    #[test]
    fn a_shard_that_failed_is_left_alone_and_others_are_not() {
        let mut patience = Patience::new();
        patience.shard(shard("a"), false, NOW, NOW, 0);
        assert!(!patience.may_read_shard(shard("a"), NOW + 999) && patience.may_read_shard(shard("b"), NOW));
        assert!(patience.may_read_shard(shard("a"), NOW + 1_000));
        patience.shard(shard("a"), false, NOW + 1_000, NOW + 1_000, 0);
        assert!(!patience.may_read_shard(shard("a"), NOW + 2_999));
        patience.shard(shard("a"), true, NOW + 1_500, NOW + 1_500, 0);
        assert!(patience.may_read_shard(shard("a"), NOW + 1_500));
    }

    #[test]
    fn what_somebody_reads_is_waited_for_and_not_for_long() {
        let mut underway = Underway::new();
        assert!(!underway.waits(Some(shard("a")), NOW), "the first one reads");
        assert!(underway.waits(Some(shard("a")), NOW + TOGETHER - 1));
        assert!(!underway.waits(Some(shard("b")), NOW) && !underway.waits(None, NOW));
        underway.ended(Some(shard("a")));
        assert!(!underway.is_read(Some(shard("a")), NOW) && underway.is_read(None, NOW));
        // Who read it was cancelled and never said so.
        assert!(!underway.waits(None, NOW + TOGETHER) && underway.waits(None, NOW + TOGETHER + 1));
        (0..1_000).for_each(|at| assert!(!underway.waits(Some(shard(&alloc::format!("{at}"))), NOW + at * 10)));
        assert!(underway.0.len() <= 41, "what is long ago is forgotten: {}", underway.0.len());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut patience = Patience::new();
        for at in 0..1_000_u64 {
            let name = alloc::format!("{at}");
            patience.shard(shard(&name), false, NOW + at, NOW + at, 0);
            assert!(!patience.may_read_shard(shard(&name), NOW + at), "the last one is remembered");
        }
        assert_eq!(patience.shards.len(), REMEMBERED);
    }
}
