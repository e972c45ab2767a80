//! Publishers: whose signatures a Worker believes. A name and an Ed25519 public key (RFC 8032); the keys are no secret.

use crate::base64url;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Longest name of a publisher, in bytes.
const LONGEST_NAME: usize = 32;

/// A signature, and the name of the publisher who is said to have made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublisherSignature<'a> {
    /// The publisher's name.
    pub name: &'a str,
    /// The signature.
    pub bytes: [u8; 64],
}

impl<'a> PublisherSignature<'a> {
    /// Reads a name and a signature in base64url without padding.
    #[must_use]
    pub fn read(name: &'a str, signature: &str) -> Option<Self> {
        let bytes = base64url::decode(signature)?.try_into().ok()?;
        is_name(name).then_some(Self { name, bytes })
    }
}

/// Whether this may be a publisher's name: 1 to 32 small letters, digits and hyphens.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(plain)
}

/// The publishers that a Worker believes, as `SEGUE_PUBLISHERS` lists them: `name:key`, separated by commas, each key 32
/// bytes in base64url without padding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publishers {
    keys: Vec<(String, [u8; 32])>,
    unreadable: bool,
}

impl Publishers {
    /// Reads the list; an empty one believes nobody and asks for no signature.
    ///
    /// # Errors
    /// The place (from 1) of the first entry that is not a name and a key.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let entries = text.split(',').map(str::trim).enumerate().filter(|(_, entry)| !entry.is_empty());
        let mut list = Vec::new();
        for (at, entry) in entries {
            let read = entry.split_once(':').and_then(|(name, key)| {
                let key = base64url::decode(key)?.try_into().ok()?;
                is_name(name).then(|| (name.to_string(), key))
            });
            list.push(read.ok_or(at + 1)?);
        }
        Ok(Self { keys: list, unreadable: false })
    }

    /// Nobody at all: what a list that cannot be read comes to. A slip in a setting must not open the door.
    #[must_use]
    pub fn nobody() -> Self {
        Self { keys: Vec::new(), unreadable: true }
    }

    /// Whether a signature is asked for: somebody is configured, or was meant to be.
    #[must_use]
    pub fn ask(&self) -> bool {
        self.unreadable || !self.keys.is_empty()
    }

    /// The keys under this name: while a publisher changes keys there may be two.
    pub fn keys(&self, name: &str) -> impl Iterator<Item = &[u8; 32]> {
        self.keys.iter().filter(move |(other, _)| other == name).map(|(_, key)| key)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    const KEY: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    #[test]
    fn a_list_is_names_and_keys() {
        let list = alloc::format!("maya:{KEY}, jonas:{KEY},maya:{KEY},");
        let publishers = Publishers::parse(&list).unwrap();
        assert_eq!((publishers.keys("maya").count(), publishers.keys("jonas").count()), (2, 1));
        assert_eq!(publishers.keys("eve").count(), 0);
        assert!(publishers.ask() && Publishers::nobody().ask());
        assert!(!Publishers::parse(" , ").unwrap().ask());
    }

    #[test]
    fn what_is_no_key_is_refused_by_its_place() {
        for (text, at) in [("maya", 1), ("maya:short", 1), ("Maya:x", 1)] {
            assert_eq!(Publishers::parse(text), Err(at), "{text}");
        }
        assert_eq!(Publishers::parse(&alloc::format!("maya:{KEY},:{KEY}")), Err(2));
    }
}
