//! Writes the members of all audiences as shards by the hash of a member, so that one read answers for all.

use crate::key::NameKey;
use crate::shop::load::Folder;
use crate::snapshot::{List, SnapshotId, write_audience_shards};

/// The shards with their addresses; the name of a list that cannot be read.
pub(super) fn write(folder: &Folder) -> Result<Vec<(SnapshotId, Vec<u8>)>, &str> {
    let mut values = Vec::with_capacity(folder.members.len());
    for list in &folder.members {
        values.push(list.values().ok_or(list.name.as_str())?);
    }
    let lists: Vec<List<'_>> = folder
        .members
        .iter()
        .zip(&values)
        .map(|(of, values)| List { name: NameKey::of(&of.name), until: of.until, members: of.members, values })
        .collect();
    Ok(write_audience_shards(&lists).into_iter().map(|shard| (SnapshotId::of(&shard), shard)).collect())
}
