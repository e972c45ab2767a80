//! Content addresses.

use alloc::string::{String, ToString};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest, Sha256};

/// The first 128 bits of the SHA-256 (FIPS 180-4) of some bytes, written as 32 lower-case hexadecimal digits. A
/// snapshot is named by that of its core; the core names its shards in the same way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotId(pub [u8; 16]);

impl SnapshotId {
    /// The address of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_sha256(&Sha256::digest(bytes).into())
    }

    /// The address of the bytes with this SHA-256.
    #[must_use]
    pub fn from_sha256(digest: &[u8; 32]) -> Self {
        let mut id = [0; 16];
        id.iter_mut().zip(digest).for_each(|(to, from)| *to = *from);
        Self(id)
    }

    /// Reads 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: &[u8; 32] = text.as_bytes().try_into().ok()?;
        let mut id = [0; 16];
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = (digit(*high)? << 4) | digit(*low)?;
        }
        Some(Self(id))
    }
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

impl core::fmt::Display for SnapshotId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Every answer carries one, and formatting the bytes as numbers takes longer than choosing the product.
        let mut text = [b'0'; 32];
        let halves = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        for (place, half) in text.iter_mut().zip(halves) {
            *place = if half < 10 { b'0' + half } else { b'a' + half - 10 };
        }
        f.write_str(core::str::from_utf8(&text).unwrap_or_default())
    }
}

impl core::fmt::Debug for SnapshotId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(self, f)
    }
}

/// Text where people read it (JSON), 16 bytes where only programs do.
impl Serialize for SnapshotId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.serialize_str(&self.to_string()) } else { self.0.serialize(to) }
    }
}

impl<'de> Deserialize<'de> for SnapshotId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            let text = String::deserialize(from)?;
            Self::parse(&text).ok_or_else(|| D::Error::custom("not 32 hexadecimal digits"))
        } else {
            <[u8; 16]>::deserialize(from).map(Self)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_first_half_of_sha256() {
        // FIPS 180-4 example: SHA-256 of "abc" begins ba7816bf 8f01cfea 414140de 5dae2223.
        let id = SnapshotId::of(b"abc");
        assert_eq!(id.to_string(), "ba7816bf8f01cfea414140de5dae2223");
        assert_eq!(SnapshotId::parse(&id.to_string()), Some(id));
        for bad in ["", "BA7816BF8F01CFEA414140DE5DAE2223", "ba7816bf8f01cfea414140de5dae222", "gg"] {
            assert_eq!(SnapshotId::parse(bad), None);
        }
    }
}
