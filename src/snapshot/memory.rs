//! What an isolate holds of snapshots: the live one, and the one before for when the live one turns out not to be whole.
//! A request sees one of them and never both.

use super::{Snapshot, SnapshotId};
use alloc::vec::Vec;

/// How many shards a new snapshot has to have at hand before it takes over: those used last. All of a large catalogue
/// would take longer to read than a background task may last, and twice the memory.
const AT_HAND: usize = 24;

/// What of the budget of shards a snapshot on trial may take, and one that is previewed: a quarter each.
const BESIDE: usize = 4;

/// A snapshot that is served.
#[derive(Debug)]
pub struct Live {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// When it was published, in seconds since 1970-01-01 00:00 UTC.
    pub published: u64,
}

/// A snapshot on trial.
#[derive(Debug)]
pub struct OnTrial {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// How many of a hundred remembered visitors get it.
    pub percent: u8,
}

/// The snapshots in memory.
#[derive(Debug, Default)]
pub struct Memory {
    live: Option<Live>,
    previous: Option<Live>,
    canary: Option<OnTrial>,
    /// What a colleague looks at before it is published.
    preview: Option<Snapshot>,
    /// A snapshot that could not be read whole, and the shard that was not there.
    incomplete: Option<(SnapshotId, u16)>,
    /// When the pointer that was followed last was published.
    followed: u64,
}

/// What became of a shard that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loaded {
    /// It is at hand.
    Kept,
    /// The snapshot changed while it was read; it is of no use.
    Outdated,
    /// It could not be read, and the snapshot before took over.
    FellBack,
    /// It could not be read, and there is no snapshot before: the live one goes on without it.
    GoesWithout,
    /// It could not be read, and everyone gets the live snapshot until the pointer is looked at again.
    TrialEnded,
}

impl Memory {
    /// The snapshot that is served.
    #[must_use]
    pub fn live(&self) -> Option<&Live> {
        self.live.as_ref()
    }

    /// The snapshot on trial, if there is one and all of it could be read so far.
    #[must_use]
    pub fn canary(&self) -> Option<&OnTrial> {
        self.canary.as_ref()
    }

    /// The snapshot with this id, whatever it is here for.
    #[must_use]
    pub fn snapshot(&self, id: SnapshotId) -> Option<&Snapshot> {
        let (live, canary) = (self.live.as_ref(), self.canary.as_ref());
        let served = live.map(|live| &live.snapshot).into_iter().chain(canary.map(|canary| &canary.snapshot));
        served.chain(&self.preview).find(|snapshot| snapshot.id() == id)
    }

    /// Whether the pointer that was published then is taken: nothing older than what was followed last, wherever the bytes
    /// come from.
    #[must_use]
    pub fn may_follow(&self, published: u64) -> bool {
        published >= self.followed
    }

    /// Notes that this pointer was followed, and ends a trial that it does not name. Where it takes a snapshot back, what was
    /// taken back is not fallen back to.
    pub fn follow(&mut self, published: u64, canary: Option<SnapshotId>, takes_back: bool) {
        self.followed = published;
        self.end_trial(canary);
        if takes_back {
            self.previous = None;
        }
    }

    /// Ends a trial of another snapshot than this.
    pub fn end_trial(&mut self, but: Option<SnapshotId>) {
        self.canary.take_if(|trial| Some(trial.snapshot.id()) != but);
    }

    /// Whether this is the pointer that was followed last.
    #[must_use]
    pub fn follows(&self, published: u64) -> bool {
        self.followed == published
    }

    /// Puts a snapshot on trial, or ends the trial.
    pub fn try_out(&mut self, canary: Option<OnTrial>) {
        self.canary = canary;
    }

    /// The snapshot on trial becomes the live one, with the shards that it has at hand; whether it is this one.
    pub fn promote(&mut self, id: SnapshotId, published: u64) -> bool {
        let Some(canary) = self.canary.take_if(|canary| canary.snapshot.id() == id) else { return false };
        self.take(Live { snapshot: canary.snapshot, published });
        true
    }

    /// Another share for the snapshot on trial; whether it is this one.
    pub fn set_share(&mut self, id: SnapshotId, percent: u8) -> bool {
        let canary = self.canary.as_mut().filter(|canary| canary.snapshot.id() == id);
        canary.map(|canary| canary.percent = percent).is_some()
    }

    /// Keeps a snapshot for previews; the one before goes.
    pub fn show(&mut self, snapshot: Snapshot) {
        self.preview = Some(snapshot);
    }

    /// The shards that `next` needs at hand before it may take over, with their addresses: those that hold what was
    /// used last, and the one that was missing when it was tried before.
    #[must_use]
    pub fn needed_by(&self, next: &Snapshot) -> Vec<(u16, SnapshotId)> {
        let in_use = self.live.as_ref().map(|live| live.snapshot.used_last(AT_HAND)).unwrap_or_default();
        let missed = self.incomplete.filter(|(id, _)| *id == next.id()).map(|(_, at)| at);
        next.shards_for(&in_use, missed)
    }

    /// Serves `next` from now on. The one before keeps its core alone; its shards are read again should it be needed.
    ///
    /// Two requests of a cold isolate may bring the same snapshot; the second is not needed.
    pub fn take(&mut self, next: Live) {
        if self.live.as_ref().is_some_and(|live| live.snapshot.id() == next.snapshot.id()) {
            return;
        }
        self.previous = self.live.replace(next);
        self.incomplete = None;
        if let Some(previous) = &mut self.previous {
            previous.snapshot.let_go();
        }
    }

    /// The addresses of the shards at these places of the snapshot `of`.
    #[must_use]
    pub fn addresses(&self, of: SnapshotId, places: &[u16]) -> Vec<(u16, SnapshotId)> {
        let Some(snapshot) = self.snapshot(of) else { return Vec::new() };
        let address = |at: &u16| Some((*at, snapshot.core().shards.get(usize::from(*at))?.id));
        places.iter().filter_map(address).collect()
    }

    /// Keeps shard `at` of the snapshot `of`, within `budget` bytes of shards; `None` means that it could not be read.
    /// Then the snapshot before takes over until the pointer is looked at again; a trial ends; a preview goes without.
    pub fn load(&mut self, of: SnapshotId, at: u16, bytes: Option<Vec<u8>>, budget: usize) -> Loaded {
        if self.live.as_ref().is_none_or(|live| live.snapshot.id() != of) {
            return self.load_beside(of, at, bytes, budget / BESIDE);
        }
        let Some(live) = self.live.as_mut().filter(|live| live.snapshot.id() == of) else { return Loaded::Outdated };
        if bytes.is_some_and(|bytes| live.snapshot.load(at, bytes, budget).is_ok()) {
            return Loaded::Kept;
        }
        match self.previous.take() {
            Some(previous) => {
                self.incomplete = Some((of, at));
                self.live = Some(previous);
                Loaded::FellBack
            }
            None => Loaded::GoesWithout,
        }
    }

    fn load_beside(&mut self, of: SnapshotId, at: u16, bytes: Option<Vec<u8>>, budget: usize) -> Loaded {
        if let Some(canary) = self.canary.as_mut().filter(|canary| canary.snapshot.id() == of) {
            if bytes.is_some_and(|bytes| canary.snapshot.load(at, bytes, budget).is_ok()) {
                return Loaded::Kept;
            }
            self.canary = None;
            return Loaded::TrialEnded;
        }
        let Some(preview) = self.preview.as_mut().filter(|preview| preview.id() == of) else { return Loaded::Outdated };
        let kept = bytes.is_some_and(|bytes| preview.load(at, bytes, budget).is_ok());
        if kept { Loaded::Kept } else { Loaded::GoesWithout }
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;
    use crate::snapshot::{Category, Cuts, Defaults, Rfm, ShardInfo, Shop, WireCore, write_shard};
    use crate::visitor::LifecycleDays;
    use alloc::string::String;

    /// A shop, for tests.
    pub(in crate::snapshot) fn shop(name: &str) -> Shop {
        Shop {
            name: name.into(),
            currency: "EUR".into(),
            language: "en".into(),
            allowed_hosts: Vec::new(),
            fallback_url: "/".into(),
            product_url: "/products/{id}".into(),
            image_url: String::new(),
            consent: crate::consent::Settings::default(),
            defaults: Defaults::default(),
            channels: Vec::new(),
            apps: None,
            click_ids: Vec::new(),
            use_case_query: String::new(),
        }
    }

    /// Cut points, for tests.
    pub(in crate::snapshot) fn rfm() -> Rfm {
        let cuts = Cuts::four([1, 2, 3, 4]);
        Rfm { recency_days: cuts, frequency: cuts, monetary: cuts, lifecycle: LifecycleDays::default() }
    }

    /// A snapshot of one shard, which is not at hand, for tests.
    pub(crate) fn live(name: &str) -> Live {
        live_of_shards(name, 1)
    }

    /// A snapshot of so many shards.
    pub(crate) fn live_of_shards(name: &str, count: u8) -> Live {
        let mut core = WireCore::new(shop(name), Vec::<Category>::new(), Vec::new(), rfm());
        let id = |at: u8| if at == 0 { SnapshotId::of(name.as_bytes()) } else { SnapshotId::of(&[at]) };
        core.shards = (0..count).map(|at| ShardInfo { id: id(at), first: 0 }).collect();
        Live { snapshot: Snapshot::open(&core.to_bytes()).unwrap().0, published: 0 }
    }

    fn serving(memory: &Memory) -> &str {
        &memory.live().unwrap().snapshot.core().shop.name
    }

    #[test]
    fn a_snapshot_that_is_not_whole_gives_way_to_the_one_before() {
        let mut memory = Memory::default();
        memory.take(live("old"));
        memory.take(live("new"));
        let new = memory.live().unwrap().snapshot.id();
        assert_eq!(memory.addresses(new, &[0, 9]), [(0, SnapshotId::of(b"new"))]);
        assert_eq!(memory.load(new, 0, None, usize::MAX), Loaded::FellBack);
        assert_eq!(serving(&memory), "old");
        // What was asked of the new one is not put into the old one.
        assert_eq!(memory.load(new, 0, Some(write_shard(&[])), usize::MAX), Loaded::Outdated);
        // When the new one is tried again, the shard that was missing has to be there first.
        assert_eq!(memory.needed_by(&live("new").snapshot), [(0, SnapshotId::of(b"new"))]);
        assert_eq!(memory.needed_by(&live("third").snapshot), []);
    }

    #[test]
    fn without_one_before_it_goes_on() {
        let mut memory = Memory::default();
        memory.take(live("only"));
        memory.take(live("only"));
        let only = memory.live().unwrap().snapshot.id();
        assert_eq!(memory.load(only, 0, Some(b"no shard".to_vec()), usize::MAX), Loaded::GoesWithout);
        assert_eq!(serving(&memory), "only");
        assert_eq!(memory.load(only, 0, Some(write_shard(&[])), usize::MAX), Loaded::Kept);
    }

    fn on_trial(name: &str) -> OnTrial {
        OnTrial { snapshot: live(name).snapshot, percent: 5 }
    }

    #[test]
    fn a_trial_that_is_not_whole_ends_and_one_that_is_may_be_promoted() {
        let mut memory = Memory::default();
        memory.take(live("old"));
        memory.try_out(Some(on_trial("new")));
        let new = on_trial("new").snapshot.id();
        assert_eq!(memory.addresses(new, &[0]), [(0, SnapshotId::of(b"new"))]);
        assert_eq!(memory.load(new, 0, None, usize::MAX), Loaded::TrialEnded);
        assert!(memory.canary().is_none() && !memory.promote(new, 1));
        assert_eq!(serving(&memory), "old");

        memory.try_out(Some(on_trial("new")));
        assert!(memory.set_share(new, 20) && !memory.set_share(SnapshotId::of(b"other"), 30));
        assert_eq!(memory.canary().map(|canary| canary.percent), Some(20));
        assert_eq!(memory.load(new, 0, Some(write_shard(&[])), usize::MAX), Loaded::Kept);
        assert!(memory.promote(new, 1));
        assert!(memory.canary().is_none());
        assert_eq!(serving(&memory), "new");
        assert!(memory.live().unwrap().snapshot.has_shard(0), "what was read on trial stays at hand");
    }

    #[test]
    fn a_preview_is_beside_what_is_served() {
        let mut memory = Memory::default();
        memory.take(live("old"));
        memory.show(live("draft").snapshot);
        let draft = live("draft").snapshot.id();
        assert_eq!(memory.load(draft, 0, None, usize::MAX), Loaded::GoesWithout);
        assert_eq!(memory.load(draft, 0, Some(write_shard(&[])), usize::MAX), Loaded::Kept);
        assert_eq!(memory.snapshot(draft).map(|snapshot| snapshot.core().shop.name.as_str()), Some("draft"));
        assert_eq!(serving(&memory), "old");
        memory.show(live("another").snapshot);
        assert!(memory.snapshot(draft).is_none());
        assert_eq!(memory.load(draft, 0, None, usize::MAX), Loaded::Outdated);
    }

    #[test]
    fn what_is_older_than_what_was_followed_is_not_taken() {
        let mut memory = Memory::default();
        assert!(memory.may_follow(0));
        memory.follow(7, None, false);
        assert!(!memory.may_follow(6) && memory.may_follow(7) && memory.may_follow(8));
    }

    #[test]
    fn what_was_taken_back_does_not_come_again() {
        let mut memory = Memory::default();
        memory.take(live("first"));
        memory.take(live("second"));
        memory.try_out(Some(on_trial("third")));
        memory.take(live("first"));
        memory.follow(9, None, true);
        assert!(memory.canary().is_none(), "the pointer names no trial");
        let first = memory.live().unwrap().snapshot.id();
        assert_eq!(memory.load(first, 0, None, usize::MAX), Loaded::GoesWithout);
        assert_eq!(serving(&memory), "first");
    }
}
