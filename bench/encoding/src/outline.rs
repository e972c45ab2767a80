//! A shard's outline, which is the same in all encodings and the library's own: a count, the keys in ascending order,
//! where each record ends, the records.

use crate::shape::ProductKey;

const MAGIC: &[u8; 4] = b"SGS1";

/// A shard in memory.
pub(crate) struct Shard {
    bytes: Vec<u8>,
    count: usize,
}

impl Shard {
    /// Checks the outline and keeps the bytes.
    pub(crate) fn open(bytes: Vec<u8>) -> Option<Self> {
        bytes.strip_prefix(MAGIC)?;
        let count = read_u32(&bytes, 4)? as usize;
        let records = count.checked_mul(12)?.checked_add(8)?;
        let length = if count == 0 { 0 } else { read_u32(&bytes, records - 4)? as usize };
        (records.checked_add(length)? == bytes.len()).then_some(Self { bytes, count })
    }

    /// How many records there are.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// The slot of the product with this key.
    pub(crate) fn find(&self, key: ProductKey) -> Option<usize> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            match self.key(middle)?.cmp(&key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The record in a slot.
    pub(crate) fn record(&self, slot: usize) -> Option<&[u8]> {
        let ends = 8 + self.count * 8;
        let end = read_u32(&self.bytes, ends + slot * 4).filter(|_| slot < self.count)? as usize;
        let start = match slot.checked_sub(1) {
            Some(before) => read_u32(&self.bytes, ends + before * 4)? as usize,
            None => 0,
        };
        self.bytes.get(8 + self.count * 12..)?.get(start..end)
    }

    /// The key in a slot.
    pub(crate) fn key(&self, slot: usize) -> Option<ProductKey> {
        let at = 8 + slot.checked_mul(8).filter(|_| slot < self.count)?;
        Some(ProductKey(u64::from_le_bytes(self.bytes.get(at..at + 8)?.try_into().ok()?)))
    }
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Writes a shard of records in ascending order of their keys.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn write(records: &[(ProductKey, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(u32::try_from(records.len()).unwrap_or(u32::MAX).to_le_bytes());
    records.iter().for_each(|(key, _)| bytes.extend(key.0.to_le_bytes()));
    let mut end = 0_u32;
    for (_, record) in records {
        end = end.saturating_add(u32::try_from(record.len()).unwrap_or(u32::MAX));
        bytes.extend(end.to_le_bytes());
    }
    records.iter().for_each(|(_, record)| bytes.extend(record));
    bytes
}
