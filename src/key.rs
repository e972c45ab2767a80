//! Short keys for long names. A product, a segment or a campaign is remembered by a hash of its id, so that a cookie
//! holds no readable shopping list and every id costs the same few bytes.
//!
//! The hash is XXH64 (seed 0), fixed for all time: cookies in browsers hold these numbers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh64::xxh64;

/// XXH64 of a product id's bytes. Serialised as 8 bytes, since a variable-length number would need 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductKey(pub u64);

impl ProductKey {
    /// The key of the product with this id.
    #[must_use]
    pub fn of(id: &str) -> Self {
        Self(xxh64(id.as_bytes(), 0))
    }

    /// Its upper half, for where a wrong product among four thousand million does no harm.
    #[must_use]
    pub fn short(self) -> NameKey {
        NameKey((self.0 >> 32) as u32)
    }
}

impl Serialize for ProductKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.to_le_bytes().serialize(to)
    }
}

impl<'de> Deserialize<'de> for ProductKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <[u8; 8]>::deserialize(from).map(|bytes| Self(u64::from_le_bytes(bytes)))
    }
}

/// The upper half of XXH64 of a name (category, campaign, audience, block). 32 bits are enough for the hundreds of
/// names that one shop has; `segue build` refuses two names with one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey(pub u32);

impl NameKey {
    /// The key of this name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self((xxh64(name.as_bytes(), 0) >> 32) as u32)
    }
}

impl Serialize for NameKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.to_le_bytes().serialize(to)
    }
}

impl<'de> Deserialize<'de> for NameKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <[u8; 4]>::deserialize(from).map(|bytes| Self(u32::from_le_bytes(bytes)))
    }
}

/// Scales a hash to `0..n` without division and without floating point: the upper 32 bits times `n`, upper half.
/// Ascending hashes give ascending results, which is what lets a shard be a contiguous range of sorted keys.
#[must_use]
pub fn scale(hash: u64, n: u32) -> u32 {
    (((hash >> 32) * u64::from(n)) >> 32) as u32
}

/// Sorts numbers. Whatever the Worker sorts is packed into numbers first: each type that is sorted by itself costs 3 KB
/// gzipped in the Wasm.
#[inline(never)]
pub fn sort(numbers: &mut [u64]) {
    numbers.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_published_xxh64() {
        // The first is the reference value of XXH64 for no input and seed 0.
        assert_eq!(ProductKey::of("").0, 0xEF46_DB37_51D8_E999);
        assert_eq!(ProductKey::of("abc").0, 0x44BC_2CF5_AD77_0999);
        assert_eq!(NameKey::of("abc").0, 0x44BC_2CF5);
    }

    #[test]
    fn scaling_stays_inside_and_keeps_order() {
        assert_eq!(scale(0, 7), 0);
        assert_eq!(scale(u64::MAX, 7), 6);
        let mut last = 0;
        for step in 0..1_000_u64 {
            let at = scale(step * (u64::MAX / 1_000), 13);
            assert!(at >= last && at < 13);
            last = at;
        }
    }
}
