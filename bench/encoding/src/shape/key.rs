//! Keys and addresses: bytes where only programs read, text or a number in JSON.

use xxhash_rust::xxh64::xxh64;

shapes! {
    /// The key of a name.
    #[derive(Copy)]
    pub(crate) struct NameKey(#[cfg_attr(feature = "serde", serde(with = "name_key"))] pub(crate) u32);

    /// A content address.
    #[derive(Copy)]
    pub(crate) struct Id(#[cfg_attr(feature = "serde", serde(with = "id"))] pub(crate) [u8; 16]);
}

/// The key of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ProductKey(pub(crate) u64);

impl ProductKey {
    /// The key of the product with this id.
    pub(crate) fn of(id: &str) -> Self {
        Self(xxh64(id.as_bytes(), 0))
    }

    /// Which of `shards` shards holds it.
    pub(crate) fn shard(self, shards: usize) -> usize {
        ((u128::from(self.0 >> 32) * shards as u128) >> 32) as usize
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(feature = "serde")]
mod name_key {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
    pub(super) fn serialize<S: Serializer>(key: &u32, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { key.serialize(to) } else { key.to_le_bytes().serialize(to) }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
        if from.is_human_readable() {
            u32::deserialize(from)
        } else {
            <[u8; 4]>::deserialize(from).map(u32::from_le_bytes)
        }
    }
}

#[cfg(feature = "serde")]
mod id {
    use std::borrow::Cow;

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(id: &[u8; 16], to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { super::Id(*id).to_string().serialize(to) } else { id.serialize(to) }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 16], D::Error> {
        if !from.is_human_readable() {
            return <[u8; 16]>::deserialize(from);
        }
        let text = Cow::<str>::deserialize(from)?;
        let number = u128::from_str_radix(&text, 16).ok().filter(|_| text.len() == 32);
        number.map(u128::to_be_bytes).ok_or_else(|| D::Error::custom("not 32 hexadecimal digits"))
    }
}
