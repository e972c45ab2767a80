//! One side of a comparison: a folder or what is in KV, read alike.

use super::super::live::Live;
use super::super::named::{core, find, is_id};
use super::super::say::{Progress, count};
use super::super::store::Store;
use crate::cli::Failure;
use crate::cli::check::compile;
use crate::shop::Compiled;
use crate::snapshot::{Core, Lookup, ProductRef, Rule, Segment, Snapshot, SnapshotId, core_key, shard_key};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Whether this names a folder. One that is called `live` is named `./live`.
pub(super) fn is_folder(name: &str) -> bool {
    name != "live" && Path::new(name).is_dir()
}

/// A snapshot, and where its shards come from.
#[derive(Debug)]
pub(super) struct Side {
    /// The snapshot.
    pub(super) snapshot: Snapshot,
    /// The shards that are at hand without KV.
    shards: BTreeMap<SnapshotId, Vec<u8>>,
    /// How the other side calls segments, by id.
    names: BTreeMap<String, String>,
}

impl Side {
    /// Opens what was compiled of a folder.
    pub(super) fn of(compiled: &Compiled) -> Result<Self, Failure> {
        let (snapshot, _) = Snapshot::open(&compiled.core)
            .map_err(|_| Failure::outside("the snapshot of the folder cannot be read back; please report this"))?;
        Ok(Self { snapshot, shards: compiled.shards.iter().cloned().collect(), names: BTreeMap::new() })
    }

    /// Opens a folder, a snapshot's id or `live`.
    pub(super) fn open(name: &str, store: Option<&Store<'_>>, live: &mut Option<Live>) -> Result<Self, Failure> {
        let Some(store) = store.filter(|_| !is_folder(name)) else {
            return Self::of(&compile(Path::new(name))?);
        };
        if name != "live" && !is_id(name) {
            return Err(Failure::outside(format!("`{name}` is neither a folder, nor a snapshot's id, nor `live`")));
        }
        let live = match live {
            Some(live) => live,
            None => live.insert(Live::ask(store)?),
        };
        let id = match (name, live.known()) {
            ("live", Some(known)) => known.publication.pointer.snapshot,
            ("live", None) => {
                return Err(Failure::outside("nothing is live that could be compared; see `segue history`"));
            }
            _ => match SnapshotId::parse(name) {
                Some(id) => id,
                None => find(name, &store.list("core-")?, live)?,
            },
        };
        Self::published(id, store)
    }

    /// Opens what is in KV.
    pub(super) fn published(id: SnapshotId, store: &Store<'_>) -> Result<Self, Failure> {
        let snapshot = core(store.get(&core_key(id))?, id)
            .map_err(|why| Failure::outside(format!("{why}; it cannot be compared")))?;
        Ok(Self { snapshot, shards: BTreeMap::new(), names: BTreeMap::new() })
    }

    /// The core.
    pub(super) fn core(&self) -> &Core {
        self.snapshot.core()
    }

    /// Calls segments as `other` does, so that a new name is told once and not for every rule that uses the segment.
    pub(super) fn call_segments_as(&mut self, other: &Self) {
        let named = |rule: &Rule<Segment>| Some((rule.id.clone(), rule.body.as_ref()?.name.clone()));
        self.names = other.core().segments.iter().filter_map(named).collect();
    }

    /// How a segment is called.
    pub(super) fn segment(&self, at: u16) -> String {
        let Some(rule) = self.core().segments.get(usize::from(at)) else { return "?".into() };
        let own = rule.body.as_ref().map_or(&rule.id, |segment| &segment.name);
        self.names.get(&rule.id).unwrap_or(own).clone()
    }

    /// How a product is called: by its id.
    pub(super) fn product(&self, at: ProductRef) -> String {
        match self.snapshot.by_ref(at) {
            Lookup::Found(product) => product.card.id.to_string(),
            Lookup::Absent | Lookup::NotLoaded(_) => "?".into(),
        }
    }

    /// A category's id.
    pub(super) fn category(&self, at: u16) -> String {
        self.core().category(at).map_or_else(|| "?".into(), |category| category.id.clone())
    }

    /// The places of the shards that the other side does not have.
    pub(super) fn own_shards(&self, other: &Self) -> Vec<u16> {
        let theirs: BTreeSet<SnapshotId> = other.core().shards.iter().map(|shard| shard.id).collect();
        let own = (0_u16..).zip(&self.core().shards).filter(|(_, shard)| !theirs.contains(&shard.id));
        own.map(|(at, _)| at).collect()
    }

    /// The places of the shards that hold products which rules name.
    fn named_shards(&self) -> BTreeSet<u16> {
        let core = self.core();
        let blocks = core.blocks.iter().filter_map(|rule| rule.body.as_ref()).flat_map(|block| &block.products);
        let sets = core.sets.iter().filter_map(|rule| rule.body.as_ref()).flat_map(|set| &set.pin);
        let candidates =
            core.campaigns.values().filter_map(|rule| rule.body.as_ref()).flat_map(|campaign| &campaign.candidates);
        let destinations = candidates.filter_map(|candidate| candidate.to.product());
        let shard = |at: ProductRef| core.shards.partition_point(|shard| shard.first <= at.0).checked_sub(1);
        let places = blocks.chain(sets).copied().chain(destinations).filter_map(shard);
        places.filter_map(|at| u16::try_from(at).ok()).collect()
    }
}

/// Brings to hand what has to be read of the shards of both sides, at most `most` of them from KV. Gives how many were not
/// read for that.
pub(super) fn read_shards(
    sides: &mut [&mut Side; 2],
    store: Option<&Store<'_>>,
    most: usize,
) -> Result<usize, Failure> {
    let mut at_hand: BTreeMap<SnapshotId, Vec<u8>> = BTreeMap::new();
    for side in sides.iter_mut() {
        at_hand.append(&mut side.shards);
    }
    let [old, new] = sides;
    let mut places = [old.own_shards(new), new.own_shards(old)];
    for (places, side) in places.iter_mut().zip([&*old, &*new]) {
        let named = side.named_shards();
        places.extend(named);
        places.sort_unstable();
        places.dedup();
    }
    let id = |side: &Side, at: u16| side.core().shards.get(usize::from(at)).map(|shard| shard.id);
    let of = |side: &Side, places: &[u16]| places.iter().filter_map(|at| id(side, *at)).collect::<Vec<_>>();
    let [old_places, new_places] = &places;
    let wanted: BTreeSet<SnapshotId> = of(old, old_places).into_iter().chain(of(new, new_places)).collect();
    let absent: Vec<SnapshotId> = wanted.into_iter().filter(|id| !at_hand.contains_key(id)).collect();
    let mut left = absent.len();
    if let Some(store) = store.filter(|_| absent.len() <= most) {
        let keys: Vec<String> = absent.iter().map(|id| shard_key(*id)).collect();
        let progress = Progress::new(keys.len(), "shards are read");
        let values = store.get_each(&keys, &|| progress.step(1))?;
        let whole = absent.iter().zip(values).filter_map(|(id, value)| Some((*id, value?)));
        let whole: Vec<_> = whole.filter(|(id, value)| SnapshotId::of(value) == *id).collect();
        left -= whole.len();
        if left > 0 {
            eprintln!("{} cannot be read; the products in them are left out", count(left, "shard"));
        }
        at_hand.extend(whole);
    }
    for (side, places) in sides.iter_mut().zip(&places) {
        for at in places {
            if let Some(bytes) = id(side, *at).and_then(|id| at_hand.get(&id)) {
                let _ = side.snapshot.load(*at, bytes.clone(), usize::MAX);
            }
        }
    }
    Ok(left)
}
