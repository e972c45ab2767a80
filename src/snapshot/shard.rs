//! A shard: the records of the products whose keys lie in one range.
//!
//! ```text
//! "SGS3"  count: u32  key: u64 * count (ascending)  end: u32 * count  records  texts
//! ```
//!
//! All little-endian; `end` is where a record ends, counted from the first, and the texts that several records have lie
//! behind the last (`record.rs`). A product is found by binary search in the keys, and its record is decoded in place, so that
//! a shard costs nothing to open.

use super::product::{Card, Product, ProductRef};
use super::record::{ProductRecord, Reading, Texts};
use crate::key::{NameKey, ProductKey};
use crate::packed::Packed;
use alloc::vec::Vec;

const MAGIC: &[u8; 4] = b"SGS3";

/// Why bytes are no shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShardError {
    /// They do not begin as a shard does.
    NotAShard,
    /// The tables do not fit the bytes.
    Truncated,
}

/// A loaded shard.
#[derive(Debug)]
pub struct Shard {
    bytes: Vec<u8>,
    count: usize,
    /// Where in `bytes` the texts begin.
    texts: usize,
}

impl Shard {
    /// Checks the outline and keeps the bytes. A damaged record is found when it is read, and is then absent.
    ///
    /// # Errors
    /// When the bytes are not a shard.
    pub fn open(bytes: Vec<u8>) -> Result<Self, ShardError> {
        if bytes.get(..4) != Some(MAGIC.as_slice()) {
            return Err(ShardError::NotAShard);
        }
        let count = read_u32(&bytes, 4).ok_or(ShardError::Truncated)? as usize;
        let records = count.checked_mul(12).and_then(|n| n.checked_add(8)).ok_or(ShardError::Truncated)?;
        let length = match count {
            0 => 0,
            n => read_u32(&bytes, records - 4).filter(|_| n > 0).ok_or(ShardError::Truncated)? as usize,
        };
        // What the texts lack is found when a record that says one of them is read.
        let texts = records.checked_add(length).filter(|texts| *texts <= bytes.len()).ok_or(ShardError::Truncated)?;
        Ok(Self { bytes, count, texts })
    }

    /// How many products it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many bytes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The lowest key that it holds.
    #[must_use]
    pub fn first_key(&self) -> Option<ProductKey> {
        self.key(0)
    }

    /// The slot of the product with this key.
    #[must_use]
    pub fn find(&self, key: ProductKey) -> Option<usize> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            match self.key(middle)?.cmp(&key) {
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Equal => return Some(middle),
                core::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The slot of the first product whose key has this upper half.
    #[must_use]
    pub fn find_short(&self, short: NameKey) -> Option<usize> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            if self.key(middle)?.short() < short {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (self.key(low)?.short() == short).then_some(low)
    }

    /// The product in a slot, whose place in the snapshot is `at`.
    #[must_use]
    pub fn product(&self, slot: usize, at: ProductRef) -> Option<Product<'_>> {
        let key = self.key(slot)?;
        let mut rest = self.record(slot)?;
        let card = Card::read(&mut rest)?;
        Some(Product { at, key, card, rest })
    }

    /// The category (its place in the core) of the product in a slot.
    #[must_use]
    pub fn category(&self, slot: usize) -> Option<u16> {
        Card::category(self.record(slot)?)
    }

    fn record(&self, slot: usize) -> Option<Reading<'_>> {
        let ends = 8 + self.count * 8;
        let end = read_u32(&self.bytes, ends + slot * 4)? as usize;
        let start = match slot.checked_sub(1) {
            Some(before) => read_u32(&self.bytes, ends + before * 4)? as usize,
            None => 0,
        };
        let (before, texts) = self.bytes.split_at_checked(self.texts)?;
        let record = before.get(8 + self.count * 12..)?.get(start..end)?;
        Some(Reading { packed: Packed(record), texts })
    }

    fn key(&self, slot: usize) -> Option<ProductKey> {
        if slot >= self.count {
            return None;
        }
        let at = 8 + slot * 8;
        let bytes: [u8; 8] = self.bytes.get(at..at + 8)?.try_into().ok()?;
        Some(ProductKey(u64::from_le_bytes(bytes)))
    }
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Writes a shard of records, sorted by key here.
#[must_use]
pub fn write_shard(records: &[(ProductKey, ProductRecord)]) -> Vec<u8> {
    let mut records: Vec<_> = records.iter().collect();
    records.sort_by_key(|(key, _)| *key);
    let mut bytes = MAGIC.to_vec();
    bytes.extend(u32::try_from(records.len()).unwrap_or(u32::MAX).to_le_bytes());
    records.iter().for_each(|(key, _)| bytes.extend(key.0.to_le_bytes()));
    let texts = Texts::of(records.iter().map(|(_, record)| record));
    let mut written = Vec::new();
    for (_, record) in &records {
        record.write(&texts, &mut written);
        bytes.extend(u32::try_from(written.len()).unwrap_or(u32::MAX).to_le_bytes());
    }
    bytes.extend(written);
    bytes.extend(texts.bytes);
    bytes
}
