//! A snapshot in the isolate's memory: the core, and the shards that were needed lately within a byte budget.

use super::SnapshotId;
use super::core::{Core, CoreError, Warning};
use super::product::{Product, ProductRef};
use super::shard::{Shard, ShardError};
use crate::key::{NameKey, ProductKey, scale, sort};
use alloc::vec::Vec;
use core::cell::Cell;

/// What a look into the catalogue finds.
#[derive(Debug, Clone, Copy)]
pub enum Lookup<T> {
    /// It is there.
    Found(T),
    /// There is no such product.
    Absent,
    /// It is in this shard, which is not in memory.
    NotLoaded(u16),
}

#[derive(Debug)]
struct Loaded {
    shard: Shard,
    /// When it was last looked into, in looks. It steers what is let go and never what is decided.
    used: Cell<u64>,
}

/// An immutable snapshot. Loading a shard does not change what it says, only what of it is at hand.
#[derive(Debug)]
pub struct Snapshot {
    id: SnapshotId,
    core: Core,
    shards: Vec<Option<Loaded>>,
    bytes: usize,
    looks: Cell<u64>,
}

impl Snapshot {
    /// Opens the core `bytes`.
    ///
    /// # Errors
    /// When the bytes are not a core.
    pub fn open(bytes: &[u8]) -> Result<(Self, Vec<Warning>), CoreError> {
        let (core, warnings) = Core::read(bytes)?;
        Ok((Self::new(SnapshotId::of(bytes), core), warnings))
    }

    /// Opens the core `bytes`, of which is known that they are those of `id`, as fast as can be: campaigns are read when a
    /// link asks for them.
    ///
    /// # Errors
    /// When the bytes are not a core.
    pub fn begin(id: SnapshotId, bytes: &[u8]) -> Result<(Self, Vec<Warning>), CoreError> {
        let (core, warnings) = Core::begin(bytes)?;
        Ok((Self::new(id, core), warnings))
    }

    fn new(id: SnapshotId, core: Core) -> Self {
        let shards = core.shards.iter().map(|_| None).collect();
        Self { id, core, shards, bytes: 0, looks: Cell::new(0) }
    }

    /// Its content's address.
    #[must_use]
    pub fn id(&self) -> SnapshotId {
        self.id
    }

    /// The core.
    #[must_use]
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// How many bytes of shards are in memory.
    #[must_use]
    pub fn shard_bytes(&self) -> usize {
        self.bytes
    }

    /// Keeps a shard that was read, letting go of the least recently used ones until all fit `budget` bytes. The one that
    /// was just read always stays.
    ///
    /// # Errors
    /// When the bytes are not a shard.
    pub fn load(&mut self, at: u16, bytes: Vec<u8>, budget: usize) -> Result<(), ShardError> {
        let shard = Shard::open(bytes)?;
        let size = shard.size();
        let used = Cell::new(self.tick());
        let Some(place) = self.shards.get_mut(usize::from(at)) else { return Ok(()) };
        let old = place.replace(Loaded { shard, used });
        self.bytes = self.bytes + size - old.map_or(0, |old| old.shard.size());
        while self.bytes > budget {
            let oldest = self
                .shards
                .iter_mut()
                .enumerate()
                .filter(|(n, place)| *n != usize::from(at) && place.is_some())
                .min_by_key(|(_, place)| place.as_ref().map(|loaded| loaded.used.get()));
            let Some((_, place)) = oldest else { break };
            self.bytes -= place.take().map_or(0, |gone| gone.shard.size());
        }
        Ok(())
    }

    /// The first keys of the shards that were used last, at most `most` of them.
    #[must_use]
    pub fn used_last(&self, most: usize) -> Vec<ProductKey> {
        let loaded = (0_u64..).zip(&self.shards).filter_map(|(at, place)| Some((at, place.as_ref()?)));
        // When it was used, turned round, above its place, which has 16 bits.
        let mut order: Vec<u64> = loaded.map(|(at, loaded)| !(loaded.used.get() << 16) & !0xFFFF | at).collect();
        sort(&mut order);
        let first_key = |order: &u64| self.shards.get((order & 0xFFFF) as usize)?.as_ref()?.shard.first_key();
        order.iter().take(most).filter_map(first_key).collect()
    }

    /// The shards, with their addresses, that hold these keys, and shard `also`.
    #[must_use]
    pub fn shards_for(&self, keys: &[ProductKey], also: Option<u16>) -> Vec<(u16, SnapshotId)> {
        let count = u32::try_from(self.shards.len()).unwrap_or(u32::MAX);
        let of_keys = keys.iter().filter_map(|key| u16::try_from(scale(key.0, count)).ok());
        let mut places: Vec<u64> = of_keys.chain(also).map(u64::from).collect();
        sort(&mut places);
        places.dedup();
        let places = places.into_iter().filter_map(|at| u16::try_from(at).ok());
        places.filter_map(|at| Some((at, self.core.shards.get(usize::from(at))?.id))).collect()
    }

    /// Lets go of every shard, and keeps the core.
    pub fn let_go(&mut self) {
        self.shards.iter_mut().for_each(|place| *place = None);
        self.bytes = 0;
    }

    /// Whether this shard is in memory.
    #[must_use]
    pub fn has_shard(&self, at: u16) -> bool {
        self.shards.get(usize::from(at)).is_some_and(Option::is_some)
    }

    /// The product with this id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Lookup<Product<'_>> {
        match self.by_key(ProductKey::of(id)) {
            // Two ids with one hash do not happen; an id that only looks alike must still not pass.
            Lookup::Found(product) if product.card.id != id => Lookup::Absent,
            other => other,
        }
    }

    /// The product with this key.
    #[must_use]
    pub fn by_key(&self, key: ProductKey) -> Lookup<Product<'_>> {
        self.in_shard_of(key, |shard, first| product(shard, shard.find(key)?, first))
    }

    /// The first product whose key has this upper half: with a million products, one in 4,000 is taken for another.
    #[must_use]
    pub fn by_short(&self, short: NameKey) -> Lookup<Product<'_>> {
        // The upper half alone says which shard it is.
        let key = ProductKey(u64::from(short.0) << 32);
        self.in_shard_of(key, |shard, first| product(shard, shard.find_short(short)?, first))
    }

    /// The category (its place in the core) of the product with this key: nothing else of it is read.
    #[must_use]
    pub fn category_by_key(&self, key: ProductKey) -> Lookup<u16> {
        self.in_shard_of(key, |shard, _| shard.category(shard.find(key)?))
    }

    /// The category of the product that [`by_short`](Self::by_short) finds.
    #[must_use]
    pub fn category_by_short(&self, short: NameKey) -> Lookup<u16> {
        self.in_shard_of(ProductKey(u64::from(short.0) << 32), |shard, _| shard.category(shard.find_short(short)?))
    }

    /// What `find` finds in the shard that holds a key; it is handed the place of the shard's first product as well.
    fn in_shard_of<'a, T>(&'a self, key: ProductKey, find: impl FnOnce(&'a Shard, u32) -> Option<T>) -> Lookup<T> {
        let count = u32::try_from(self.shards.len()).unwrap_or(u32::MAX);
        let at = scale(key.0, count) as usize;
        let Some(place) = self.shards.get(at) else { return Lookup::Absent };
        let Some(loaded) = place else { return Lookup::NotLoaded(u16::try_from(at).unwrap_or(u16::MAX)) };
        loaded.used.set(self.tick());
        let first = self.core.shards.get(at).map_or(0, |info| info.first);
        find(&loaded.shard, first).map_or(Lookup::Absent, Lookup::Found)
    }

    /// The product at this place.
    #[must_use]
    pub fn by_ref(&self, at: ProductRef) -> Lookup<Product<'_>> {
        if at.0 >= self.core.products {
            return Lookup::Absent;
        }
        let shard = self.core.shards.partition_point(|info| info.first <= at.0).saturating_sub(1);
        let (Some(place), Some(info)) = (self.shards.get(shard), self.core.shards.get(shard)) else {
            return Lookup::Absent;
        };
        let Some(loaded) = place else { return Lookup::NotLoaded(u16::try_from(shard).unwrap_or(u16::MAX)) };
        loaded.used.set(self.tick());
        let slot = at.0.checked_sub(info.first).map(|slot| slot as usize);
        slot.and_then(|slot| loaded.shard.product(slot, at)).map_or(Lookup::Absent, Lookup::Found)
    }

    fn tick(&self) -> u64 {
        let now = self.looks.get().wrapping_add(1);
        self.looks.set(now);
        now
    }
}

fn product(shard: &Shard, slot: usize, first: u32) -> Option<Product<'_>> {
    shard.product(slot, ProductRef(first.saturating_add(u32::try_from(slot).ok()?)))
}
