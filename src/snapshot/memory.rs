//! What an isolate holds of snapshots: the live one, and the one before for when the live one turns out not to be whole.
//! A request sees one of them and never both.

use super::{Snapshot, SnapshotId};
use alloc::vec::Vec;

/// How many shards a new snapshot has to have at hand before it takes over: those used last. All of a large catalogue
/// would take longer to read than a background task may last, and twice the memory.
const AT_HAND: usize = 24;

/// A snapshot that is served.
#[derive(Debug)]
pub struct Live {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// When it was published, in seconds since 1970-01-01 00:00 UTC.
    pub published: u64,
}

/// The snapshots in memory.
#[derive(Debug, Default)]
pub struct Memory {
    live: Option<Live>,
    previous: Option<Live>,
    /// A snapshot that could not be read whole, and the shard that was not there.
    incomplete: Option<(SnapshotId, u16)>,
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
}

impl Memory {
    /// The snapshot that is served.
    #[must_use]
    pub fn live(&self) -> Option<&Live> {
        self.live.as_ref()
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

    /// The shards at these places of the live snapshot, with the snapshot's own address and theirs.
    #[must_use]
    pub fn addresses(&self, places: &[u16]) -> Option<(SnapshotId, Vec<(u16, SnapshotId)>)> {
        let snapshot = &self.live.as_ref()?.snapshot;
        let address = |at: &u16| Some((*at, snapshot.core().shards.get(usize::from(*at))?.id));
        Some((snapshot.id(), places.iter().filter_map(address).collect()))
    }

    /// Keeps shard `at` of the snapshot `of`, within `budget` bytes of shards; `None` means that it could not be read.
    /// Then the snapshot before takes over until the pointer is looked at again.
    pub fn load(&mut self, of: SnapshotId, at: u16, bytes: Option<Vec<u8>>, budget: usize) -> Loaded {
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
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;
    use crate::snapshot::{Category, Defaults, IntentWords, Rfm, ShardInfo, Shop, WireCore, write_shard};
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
        }
    }

    /// Cut points, for tests.
    pub(in crate::snapshot) fn rfm() -> Rfm {
        Rfm {
            recency_days: [1, 2, 3, 4],
            frequency: [1, 2, 3, 4],
            monetary: [1, 2, 3, 4],
            lifecycle: LifecycleDays::default(),
        }
    }

    fn live(name: &str) -> Live {
        let mut core = WireCore::new(shop(name), Vec::<Category>::new(), IntentWords::default(), rfm());
        core.shards = alloc::vec![ShardInfo { id: SnapshotId::of(name.as_bytes()), first: 0 }];
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
        let (new, wanted) = memory.addresses(&[0]).unwrap();
        assert_eq!(wanted, [(0, SnapshotId::of(b"new"))]);
        assert_eq!(memory.load(new, 0, None, usize::MAX), Loaded::FellBack);
        assert_eq!(serving(&memory), "old");
        // What was asked of the new one is not put into the old one.
        assert_eq!(memory.load(new, 0, Some(write_shard(Vec::new())), usize::MAX), Loaded::Outdated);
        // When the new one is tried again, the shard that was missing has to be there first.
        assert_eq!(memory.needed_by(&live("new").snapshot), [(0, SnapshotId::of(b"new"))]);
        assert_eq!(memory.needed_by(&live("third").snapshot), []);
    }

    #[test]
    fn without_one_before_it_goes_on() {
        let mut memory = Memory::default();
        memory.take(live("only"));
        memory.take(live("only"));
        let (only, _) = memory.addresses(&[0]).unwrap();
        assert_eq!(memory.load(only, 0, Some(b"no shard".to_vec()), usize::MAX), Loaded::GoesWithout);
        assert_eq!(serving(&memory), "only");
        assert_eq!(memory.load(only, 0, Some(write_shard(Vec::new())), usize::MAX), Loaded::Kept);
    }
}
