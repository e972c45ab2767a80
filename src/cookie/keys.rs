//! The signing keys: several, so that they can be rotated without losing visitors.

use crate::base64url;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// One key with its name.
struct Key {
    id: String,
    /// HMAC with the key already absorbed: hashing the key once an isolate saves two SHA-256 blocks a request.
    mac: Hmac<Sha256>,
}

/// Keys by name. The first signs; all verify.
pub struct Keys(Vec<Key>);

impl core::fmt::Debug for Keys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Keys({})", self.0.len())
    }
}

/// Why a list of keys cannot be used. It never repeats the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyError {
    /// No key at all.
    Empty,
    /// The n-th entry (from 1) is not `name:key` with a name of 1 to 8 letters or digits and a key of 32 bytes or more
    /// in base64url.
    Malformed(usize),
}

impl KeyError {
    /// The error as a sentence about this variable.
    #[must_use]
    pub fn of(self, variable: &str) -> String {
        match self {
            Self::Empty => format!("no signing key; set `{variable}` to `name:key`"),
            Self::Malformed(n) => format!(
                "entry {n} of `{variable}` is not `name:key`; write a name of 1 to 8 letters or digits that no other entry \
                 has, and at least 32 random bytes in base64url without padding"
            ),
        }
    }
}

impl core::fmt::Display for KeyError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.of("SEGUE_KEYS"))
    }
}

impl core::error::Error for KeyError {}

impl Keys {
    /// Reads `name:key,name:key`; keys are at least 32 bytes in base64url without padding.
    ///
    /// # Errors
    /// When there is none, or one is malformed.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let entries: Vec<&str> = text.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect();
        if entries.is_empty() {
            return Err(KeyError::Empty);
        }
        let read = |(at, entry): (usize, &&str)| parse_one(entry).ok_or(KeyError::Malformed(at + 1));
        let keys: Vec<Key> = entries.iter().enumerate().map(read).collect::<Result<_, _>>()?;
        let repeated = |(at, key): (usize, &Key)| keys.iter().take(at).any(|other| other.id == key.id);
        match keys.iter().enumerate().position(repeated) {
            Some(at) => Err(KeyError::Malformed(at + 1)),
            None => Ok(Self(keys)),
        }
    }

    /// No key: nothing verifies and nothing is signed.
    #[must_use]
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether there is a key to sign with.
    #[must_use]
    pub fn can_sign(&self) -> bool {
        !self.0.is_empty()
    }

    /// The name of the key that signs.
    pub(super) fn signing(&self) -> Option<&str> {
        self.0.first().map(|key| key.id.as_str())
    }

    /// A MAC under each key, nothing fed yet; that of the key that signs comes first.
    pub(crate) fn macs(&self) -> impl Iterator<Item = Hmac<Sha256>> {
        self.0.iter().map(|key| key.mac.clone())
    }

    /// A MAC under the key `id`, nothing fed yet.
    pub(super) fn mac(&self, id: &str) -> Option<Hmac<Sha256>> {
        self.0.iter().find(|key| key.id == id).map(|key| key.mac.clone())
    }
}

fn parse_one(entry: &str) -> Option<Key> {
    let (id, secret) = entry.split_once(':')?;
    let good_name = (1..=8).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
    let secret = base64url::decode(secret)?;
    if !good_name || secret.len() < 32 {
        return None;
    }
    Some(Key { id: id.to_string(), mac: Hmac::new_from_slice(&secret).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn keys_are_read_and_never_printed() {
        let keys = Keys::parse(&alloc::format!("{GOOD}, k2:{}", "B".repeat(43).replace('B', "A"))).ok();
        assert_eq!(keys.as_ref().and_then(Keys::signing), Some("k1"));
        assert_eq!(alloc::format!("{:?}", keys), "Some(Keys(2))");
    }

    #[test]
    fn bad_keys_are_refused_without_repeating_them() {
        for (text, at) in [("k1", 1), ("k1:short", 1), (&*alloc::format!("{GOOD},:x"), 2), ("toolongname:AAAA", 1)] {
            assert_eq!(Keys::parse(text).err(), Some(KeyError::Malformed(at)), "{text}");
        }
        assert_eq!(Keys::parse(" , ").err(), Some(KeyError::Empty));
        let (key, short) = ("A".repeat(43), "A".repeat(41));
        for id in ["", "k!", "nine12345"] {
            assert_eq!(Keys::parse(&alloc::format!("{id}:{key}")).err(), Some(KeyError::Malformed(1)), "{id}");
        }
        assert_eq!(Keys::parse(&alloc::format!("k1:{short}")).err(), Some(KeyError::Malformed(1)), "31 bytes");
        assert_eq!(Keys::parse(&alloc::format!("eight123:{key}")).err(), None);
        // The second of a name is the one that is in the way.
        assert_eq!(Keys::parse(&alloc::format!("{GOOD},k2:{key},k1:{key}")).err(), Some(KeyError::Malformed(3)));
        assert!(alloc::format!("{}", KeyError::Malformed(3)).starts_with("entry 3 of `SEGUE_KEYS`"));
    }
}
