//! From what somebody types to a snapshot in KV, and whether that is there whole.

use super::live::Live;
use super::say::{count, short};
use super::store::Store;
use crate::cli::Failure;
use crate::snapshot::{Core, Snapshot, SnapshotId, core_key, shard_key};
use std::collections::BTreeSet;

/// Fewest digits that name a snapshot.
const FEWEST: usize = 6;

/// Whether this may be an id, or the beginning of one.
pub(super) fn is_id(text: &str) -> bool {
    (FEWEST..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The snapshot with this id, which may be shortened.
pub(super) fn find(text: &str, keys: &BTreeSet<String>, live: &Live) -> Result<SnapshotId, Failure> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(id) = SnapshotId::parse(&text) {
        return Ok(id);
    }
    if !is_id(&text) {
        return Err(Failure::outside(format!(
            "`{text}` is no snapshot's id: write its first {FEWEST} digits or more, as `segue history` shows them"
        )));
    }
    let past = live.known().map(|known| known.publication.chain().map(|entry| entry.subject())).into_iter().flatten();
    let there = keys.iter().filter_map(|key| SnapshotId::parse(key.strip_prefix("core-")?));
    let found: BTreeSet<SnapshotId> = there.chain(past).filter(|id| id.to_string().starts_with(&text)).collect();
    match (found.first(), found.len()) {
        (Some(id), 1) => Ok(*id),
        (None, _) => {
            Err(Failure::outside(format!("there is no snapshot `{text}`; `segue history` lists what was published")))
        }
        (Some(_), n) => {
            let ids: Vec<String> = found.iter().map(ToString::to_string).collect();
            Err(Failure::outside(format!("`{text}` is the beginning of {n} ids; write more of it: {}", ids.join(", "))))
        }
    }
}

/// The keys of all that a core names beside itself: what is looked for before a rollback, and what `segue gc` keeps. Every
/// field is named here, so that a new one that names values in KV can't be forgotten.
pub(super) fn keys_of(core: &Core) -> impl Iterator<Item = String> {
    let Core {
        shards,
        audience_shards,
        shop: _,
        categories: _,
        sensitive: _,
        intent: _,
        rfm: _,
        bestsellers: _,
        popular: _,
        newest: _,
        blend: _,
        products: _,
        segments: _,
        blocks: _,
        sets: _,
        campaigns: _,
        experiments: _,
    } = core;
    shards.iter().map(|shard| shard.id).chain(audience_shards.iter().copied()).map(shard_key)
}

/// Reads the core with this id, byte for byte.
pub(super) fn core(bytes: Option<Vec<u8>>, id: SnapshotId) -> Result<Snapshot, String> {
    let Some(bytes) = bytes else { return Err(format!("the core of {} is not there", short(id))) };
    match Snapshot::open(&bytes) {
        Ok((snapshot, _)) if snapshot.id() == id => Ok(snapshot),
        _ => Err(format!("the core of {} is damaged", short(id))),
    }
}

/// Whether the core and all shards of a snapshot are there; says what is not.
pub(super) fn is_whole(
    store: &Store<'_>,
    id: SnapshotId,
    keys: &BTreeSet<String>,
) -> Result<Result<(), String>, Failure> {
    let snapshot = match core(store.get(&core_key(id))?, id) {
        Ok(snapshot) => snapshot,
        Err(why) => return Ok(Err(why)),
    };
    let named: BTreeSet<String> = keys_of(snapshot.core()).collect();
    let missing = named.difference(keys).count();
    let shards = count(named.len(), "shard");
    Ok(if missing == 0 { Ok(()) } else { Err(format!("{missing} of the {shards} of {} are not there", short(id))) })
}
