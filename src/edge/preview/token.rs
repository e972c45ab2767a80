//! What a preview link carries: who looks, at which snapshot, until when. It is signed with a publisher's Ed25519 key (RFC
//! 8032), so that only who may publish can make one, and it is worth nothing in another shop or after its end.
//!
//! ```text
//! PAYLOAD.NAME.SIGNATURE        each of base64url without padding, but for the publisher's name
//! ```

use crate::snapshot::{PublisherSignature, SnapshotId};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// What stands before the payload when it is signed, so that no other signature passes for a link's.
const DOMAIN: &str = "segue preview 1\n";

/// The longest token that is looked at, in bytes: the runtime takes addresses of up to 16 KiB.
pub const LONGEST_TOKEN: usize = 14_336;

/// What a preview link says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The shop's name, as its snapshots have it.
    pub shop: String,
    /// Until when the link works, in seconds since 1970-01-01 00:00 UTC.
    pub until: u64,
    /// The snapshot to look at; absent means the live one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<SnapshotId>,
    /// Who looks; a link to one page has one, a gallery several.
    pub personas: Vec<Seen>,
}

/// A persona as a request carries one: it comes in through the same door as every visitor.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen {
    /// The name, as the frame says it.
    pub name: String,
    /// The `Cookie` header, sealed with [`PREVIEW_KEYS`].
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cookies: String,
    /// The country of the connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `Accept-Language`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// `User-Agent`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub agent: String,
    /// Whether the browser sends Global Privacy Control.
    #[serde(skip_serializing_if = "is_false")]
    pub gpc: bool,
    /// Arms of experiments to look at; a preview takes part in none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub arms: BTreeMap<String, String>,
}

debug_says_presence!(Seen);

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The key that seals the cookies in preview links. It is no secret: what it seals counts only within a link that a publisher
/// signed, and never in a `Cookie` header.
pub const PREVIEW_KEYS: &str = "preview:c2VndWUgcHJldmlldyBrZXksIG5vIHNlY3JldCAuLi4";

/// A token whose signature nobody has verified.
#[derive(Clone, Copy)]
pub struct Unverified<'a> {
    payload: &'a str,
    /// The signature, and the name of the publisher who is said to have made it.
    pub signature: PublisherSignature<'a>,
}

impl core::fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Unverified({} bytes)", self.payload.len())
    }
}

impl<'a> Unverified<'a> {
    /// Takes a token apart. `None` when it is none.
    #[must_use]
    pub fn read(token: &'a str) -> Option<Self> {
        if token.len() > LONGEST_TOKEN {
            return None;
        }
        let (payload, rest) = token.split_once('.')?;
        let (name, signature) = rest.split_once('.')?;
        Some(Self { payload, signature: PublisherSignature::read(name, signature)? })
    }

    /// The bytes that the publisher signed.
    #[must_use]
    pub fn signed(&self) -> Vec<u8> {
        message(self.payload)
    }

    /// What it says, for whoever has verified [`Unverified::signature`] over [`Unverified::signed`].
    #[must_use]
    pub fn believe(&self) -> Option<Token> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(self.payload).ok()?).ok()
    }
}

fn message(payload: &str) -> Vec<u8> {
    let mut message = DOMAIN.as_bytes().to_vec();
    message.extend(payload.as_bytes());
    message
}

impl Token {
    /// The token's text; `sign` gives the publisher's name and its signature, in base64url, of the bytes that it is given.
    #[must_use]
    pub fn signed(&self, sign: impl FnOnce(&[u8]) -> (String, String)) -> String {
        let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default());
        let (name, signature) = sign(&message(&payload));
        format!("{payload}.{name}.{signature}")
    }
}
