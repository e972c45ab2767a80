//! The pointer: the one key whose value changes. Publishing writes new keys and moves it last.
//!
//! ```text
//! { JSON }
//! ed25519 NAME SIGNATURE        with a publisher's key
//! sha256 DIGEST                 always
//! ```
//!
//! The last line is the SHA-256 (FIPS 180-4) of every byte before it, in lower-case hexadecimal digits: a flipped byte
//! anywhere is found without any key. The line before it is the publisher's Ed25519 signature (RFC 8032), in base64url, of
//! `segue pointer 1`, a line feed, and every byte before that line: it names the core by its content and the core names its shards, so that it
//! stands for the whole snapshot.

use super::SnapshotId;
use super::publisher::{PublisherSignature, is_name};
use crate::json::{Json, Read};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The pointer's key.
pub const POINTER_KEY: &str = "pointer";

/// What stands before the pointer's bytes when they are signed, so that no other signature passes for a pointer's.
const DOMAIN: &str = "segue pointer 1\n";

/// Which snapshot is live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// The live snapshot.
    pub snapshot: SnapshotId,
    /// The snapshot that was live before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<SnapshotId>,
    /// When it was published, in seconds since 1970-01-01 00:00 UTC; always later than its parent's.
    pub published: u64,
    /// What the publisher says about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Who published it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// The commit of the shop folder.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub commit: String,
    /// A snapshot that a share of the remembered visitors gets instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canary: Option<Canary>,
}

/// A snapshot on trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canary {
    /// The snapshot.
    pub snapshot: SnapshotId,
    /// How many of a hundred remembered visitors get it, 1 to 99.
    pub percent: u8,
}

/// A pointer's bytes, none of them flipped. Who wrote them is not known before the signature is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedPointer<'a> {
    body: &'a [u8],
    /// The publisher's signature, if there is one.
    pub signature: Option<PublisherSignature<'a>>,
}

impl<'a> SealedPointer<'a> {
    /// Takes the bytes apart. `None` when they are not a pointer's, or when one of them was changed.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (before, last) = split_last_line(bytes)?;
        let digest = last.strip_prefix("sha256 ")?;
        if digest != hexadecimal(before) {
            return None;
        }
        let signed = split_last_line(before).and_then(|(body, line)| {
            let (name, signature) = line.strip_prefix("ed25519 ")?.split_once(' ')?;
            Some((body, PublisherSignature::read(name, signature)))
        });
        match signed {
            Some((body, signature)) => Some(Self { body, signature: Some(signature?) }),
            None => Some(Self { body: before, signature: None }),
        }
    }

    /// The bytes that the publisher signed.
    #[must_use]
    pub fn signed(&self) -> Vec<u8> {
        message(self.body)
    }

    /// The JSON.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Whether it takes something back: what was live before is not to be fallen back to.
    #[must_use]
    pub fn takes_back(&self) -> bool {
        let mut kind = false;
        let read = Json::whole(self.body, |json| {
            json.object(&mut |json, key| match key {
                "kind" => json.text().map(|text| kind = text == "rollback"),
                _ => json.skip(),
            })
        });
        kind && read.is_some()
    }

    /// What it says. `None` when it is not a pointer's JSON.
    #[must_use]
    pub fn pointer(&self) -> Option<Pointer> {
        Json::whole(self.body, Pointer::read)
    }
}

/// What a publisher signs of a pointer's JSON.
#[must_use]
pub fn message(body: &[u8]) -> Vec<u8> {
    let mut message = DOMAIN.as_bytes().to_vec();
    message.extend(body);
    message
}

/// Seals a pointer's JSON, which has to end its last line; `signature` is a publisher's name and its signature of
/// [`message`], in base64url.
#[must_use]
pub fn seal_pointer(body: &[u8], signature: Option<(&str, &str)>) -> Vec<u8> {
    let mut bytes = body.to_vec();
    if let Some((name, signature)) = signature.filter(|(name, _)| is_name(name)) {
        bytes.extend(format!("ed25519 {name} {signature}\n").as_bytes());
    }
    let digest = hexadecimal(&bytes);
    bytes.extend(format!("sha256 {digest}\n").as_bytes());
    bytes
}

impl Pointer {
    fn read(json: &mut Json<'_>) -> Read<Self> {
        let mut found = Self {
            snapshot: SnapshotId([0; 16]),
            parent: None,
            published: 0,
            message: String::new(),
            author: String::new(),
            commit: String::new(),
            canary: None,
        };
        let mut seen = [false; 2];
        json.object(&mut |json, key| {
            match key {
                "snapshot" => (found.snapshot, seen[0]) = (id(json)?, true),
                "parent" if !json.null() => found.parent = Some(id(json)?),
                "published" => (found.published, seen[1]) = (json.number()?.counted()?, true),
                "message" => found.message = json.text()?.into_owned(),
                "author" => found.author = json.text()?.into_owned(),
                "commit" => found.commit = json.text()?.into_owned(),
                "canary" if !json.null() => found.canary = Some(Canary::read(json)?),
                "parent" | "canary" => {}
                _ => json.skip()?,
            }
            Some(())
        })?;
        (seen == [true; 2]).then_some(found)
    }

    /// The pointer's JSON, ending its last line.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }
}

impl Canary {
    fn read(json: &mut Json<'_>) -> Read<Self> {
        let (mut snapshot, mut percent) = (None, None);
        json.object(&mut |json, key| {
            match key {
                "snapshot" => snapshot = Some(id(json)?),
                "percent" => percent = Some(u8::try_from(json.number()?.counted()?).ok()?),
                _ => json.skip()?,
            }
            Some(())
        })?;
        Some(Self { snapshot: snapshot?, percent: percent? })
    }
}

fn id(json: &mut Json<'_>) -> Read<SnapshotId> {
    SnapshotId::parse(&json.text()?)
}

/// The bytes before the last line, and that line without its end, which has to be there.
fn split_last_line(bytes: &[u8]) -> Option<(&[u8], &str)> {
    let without_end = bytes.strip_suffix(b"\n")?;
    let start = without_end.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (before, line) = without_end.split_at_checked(start)?;
    Some((before, core::str::from_utf8(line).ok()?))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    const SIGNATURE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn pointer() -> Pointer {
        Pointer {
            snapshot: SnapshotId::of(b"new"),
            parent: Some(SnapshotId::of(b"old")),
            published: 1_800_000_000,
            message: "tea season\n}".into(),
            author: "Maya".into(),
            commit: "abc".into(),
            canary: Some(Canary { snapshot: SnapshotId::of(b"next"), percent: 5 }),
        }
    }

    #[test]
    fn it_comes_back_as_it_was() {
        for signature in [None, Some(("maya", SIGNATURE))] {
            let bytes = seal_pointer(&pointer().to_json(), signature);
            let read = SealedPointer::read(&bytes).unwrap();
            assert_eq!(read.pointer(), Some(pointer()));
            assert_eq!(read.body(), pointer().to_json());
            assert_eq!(read.signature.map(|signature| signature.name), signature.map(|(name, _)| name));
            assert!(read.signed().starts_with(DOMAIN.as_bytes()) && read.signed().ends_with(&pointer().to_json()));
        }
    }

    #[test]
    fn no_flipped_byte_and_no_cut_passes() {
        for signature in [None, Some(("maya", SIGNATURE))] {
            let bytes = seal_pointer(&pointer().to_json(), signature);
            for at in 0..bytes.len() {
                for bit in 0..8 {
                    let mut flipped = bytes.clone();
                    *flipped.get_mut(at).unwrap() ^= 1 << bit;
                    assert_eq!(SealedPointer::read(&flipped), None, "byte {at}, bit {bit}");
                }
                assert_eq!(SealedPointer::read(bytes.get(..at).unwrap()), None, "cut at {at}");
            }
        }
    }

    #[test]
    fn what_is_no_pointer_is_refused() {
        for text in ["", "\n", "{}", "{}\n", "sha256 \n", "{\"snapshot\":\"x\"}\nsha256 00\n"] {
            assert_eq!(SealedPointer::read(text.as_bytes()), None, "{text}");
        }
        // Sealed, and still no pointer.
        assert_eq!(SealedPointer::read(&seal_pointer(b"[]\n", None)).unwrap().pointer(), None);
        // A line that should be a signature and is none is not passed over.
        assert_eq!(SealedPointer::read(&seal_pointer(b"{}\ned25519 maya short\n", None)), None);
    }
}
