//! Who is on which list: all audiences in shards by the hash of a member, so that one read answers for all of them.
//!
//! ```text
//! "SGA1"  place: u16  shards: u16  lists: u16
//! list:   name: u32  until: u16  members: u32  base: u64  values: u32  end: u32   * lists
//! body:   (value: u40  bit: u24) * blocks   bits
//! ```
//!
//! All little-endian; `end` is where the body of a list ends, counted from the first body. A list of n members is a set of
//! numbers below n × 2^20, one out of each member's hash, so that of those who are not on it at most one in 1,048,576 is
//! taken for a member. The numbers of one shard lie in one range, ascend, and are written as what each adds to the one
//! before ([`rice`]). The first of every 128 stands in a table instead, with the bit where the next begins, so that a look
//! decodes 127 at most.

mod member;
mod rice;

pub use member::MemberKey;
pub use rice::{decode_members, encode_members};

use crate::day::Day;
use crate::key::{NameKey, scale};
use crate::visitor::{Audience, LIMITS};
use alloc::vec::Vec;

const MAGIC: &[u8; 4] = b"SGA1";
/// Bytes before the lists, of what is said of each list, and of an entry of its table.
const HEAD: usize = 10;
const LIST: usize = 26;
const ENTRY: usize = 8;
/// Numbers of one entry of the table.
const BLOCK: usize = 128;
/// The size that a shard is cut to, in bytes.
const SHARD_BYTES: usize = 128 * 1024;

/// A list as it is published.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// Its name.
    pub name: NameKey,
    /// The last day on which a membership holds.
    pub until: Day,
    /// How many members it was made of.
    pub members: u32,
    /// [`MemberKey::on_list_of`] of each, ascending, each once.
    pub values: &'a [u64],
}

/// The place of the shard that knows this member, of so many; `None` without shards.
#[must_use]
pub fn audience_shard_of(member: MemberKey, shards: usize) -> Option<u16> {
    let shards = u32::try_from(shards).ok().filter(|shards| *shards > 0)?;
    u16::try_from(scale(member.0, shards)).ok()
}

/// The lists that a member is on, of those that still hold today, in the order of the shard and no more than a profile
/// keeps. `None` when the bytes are not the shard of this member or are damaged: nobody is a member then.
#[must_use]
pub fn memberships(bytes: &[u8], member: MemberKey, today: Day) -> Option<Vec<Audience>> {
    let mut head = Fields(bytes.strip_prefix(MAGIC)?);
    let (place, shards, lists) = (head.u16()?, head.u16()?, usize::from(head.u16()?));
    if audience_shard_of(member, usize::from(shards)) != Some(place) {
        return None;
    }
    let bodies = bytes.get(HEAD + lists * LIST..)?;
    let mut found = Vec::new();
    let mut start = 0;
    for _ in 0..lists {
        let (name, until) = (NameKey(head.u32()?), Day(head.u16()?));
        let (members, base, values, end) = (head.u32()?, head.u64()?, head.u32()? as usize, head.u32()? as usize);
        let body = bodies.get(start..end)?;
        start = end;
        let wanted = member.on_list_of(members).checked_sub(base)?;
        if until >= today && holds(body, values, wanted)? && found.len() < LIMITS.audiences {
            found.push(Audience { audience: name, until });
        }
    }
    (start == bodies.len()).then_some(found)
}

/// Whether `wanted` is among the numbers of a body; `None` when it is damaged.
fn holds(body: &[u8], values: usize, wanted: u64) -> Option<bool> {
    let table = body.get(..values.div_ceil(BLOCK).checked_mul(ENTRY)?)?;
    let entry = |at: usize| Fields(table.get(at * ENTRY..)?).u64();
    let (mut low, mut high) = (0, table.len() / ENTRY);
    while low < high {
        let middle = low.midpoint(high);
        // The number in the lower 40 bits, the bit above them.
        if entry(middle)? & NUMBER <= wanted { low = middle + 1 } else { high = middle }
    }
    let Some(block) = low.checked_sub(1) else { return Some(false) };
    let first = entry(block)?;
    let mut number = first & NUMBER;
    let mut bits = rice::Reader::new(body.get(table.len()..)?, (first >> 40) as usize);
    for _ in 1..values.saturating_sub(block * BLOCK).min(BLOCK) {
        if number >= wanted {
            break;
        }
        number = number.checked_add(bits.next()?)?;
    }
    Some(number == wanted)
}

const NUMBER: u64 = (1 << 40) - 1;

/// Reads numbers one after the other.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*first)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }
}

/// Writes the shards of these lists, as many as it takes for each to have about 128 KiB; none without lists.
#[must_use]
pub fn write_audience_shards(lists: &[List<'_>]) -> Vec<Vec<u8>> {
    // 21.6 bits a number, and a table entry for each 128.
    let bytes: usize = lists.iter().map(|list| list.values.len().saturating_mul(277) / 100).sum();
    let count = u16::try_from(bytes.div_ceil(SHARD_BYTES)).unwrap_or(u16::MAX).max(1);
    if lists.is_empty() { Vec::new() } else { (0..count).map(|place| write_shard(lists, place, count)).collect() }
}

fn write_shard(lists: &[List<'_>], place: u16, shards: u16) -> Vec<u8> {
    let (first, last) = range(place, shards);
    let (mut heads, mut bodies) = (MAGIC.to_vec(), Vec::new());
    for number in [usize::from(place), usize::from(shards), lists.len()] {
        heads.extend(u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes());
    }
    for list in lists {
        // A number that two shards share is in both: it may stand for hashes on either side.
        let (base, top) = (first.on_list_of(list.members), last.on_list_of(list.members));
        let from = list.values.partition_point(|value| *value < base);
        let to = list.values.partition_point(|value| *value <= top);
        let values = list.values.get(from..to).unwrap_or_default();
        write_body(values, base, &mut bodies);
        heads.extend(list.name.0.to_le_bytes());
        heads.extend(list.until.0.to_le_bytes());
        heads.extend(list.members.to_le_bytes());
        heads.extend(base.to_le_bytes());
        heads.extend(u32::try_from(values.len()).unwrap_or(u32::MAX).to_le_bytes());
        heads.extend(u32::try_from(bodies.len()).unwrap_or(u32::MAX).to_le_bytes());
    }
    heads.extend(bodies);
    heads
}

fn write_body(values: &[u64], base: u64, to: &mut Vec<u8>) {
    let mut bits = rice::Writer::default();
    for block in values.chunks(BLOCK) {
        let mut before = block.first().copied().unwrap_or_default();
        to.extend((((bits.len() as u64) << 40) | ((before - base) & NUMBER)).to_le_bytes());
        for value in block.iter().skip(1) {
            bits.put(value - before);
            before = *value;
        }
    }
    to.extend(bits.finish());
}

/// The lowest and the highest hash of a shard.
fn range(place: u16, shards: u16) -> (MemberKey, MemberKey) {
    let shards = u64::from(shards.max(1));
    // The least upper half that `scale` takes to a place.
    let lowest = |place: u64| ((place << 32).div_ceil(shards)) << 32;
    let (place, past) = (u64::from(place), u64::from(place) + 1);
    let last = if past >= shards { u64::MAX } else { lowest(past) - 1 };
    (MemberKey(lowest(place)), MemberKey(last))
}

#[cfg(test)]
mod tests;
