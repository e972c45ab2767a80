//! The seal: `1.KEY.EXPIRY.PAYLOAD.MAC`, where MAC is HMAC-SHA256 (RFC 2104, FIPS 180-4) in base64url over the cookie's
//! name, an equals sign and everything before the last dot. Name, version, key id, expiry and payload are all under it,
//! so that a profile cannot pass as a consent record, nor an old expiry as a new one.

use super::{Keys, MAX_BYTES};
use crate::base64url;
use crate::day::Day;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use hmac::Mac;

/// The version of the seal.
const VERSION: &str = "1";

/// Why a cookie was not believed. The visitor is anonymous then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Two cookies of the same name.
    Duplicate,
    /// Longer than [`MAX_BYTES`].
    Oversize,
    /// Not five parts of the right alphabet.
    Malformed,
    /// A version that this program does not know.
    UnknownVersion,
    /// A key that is not, or no longer, configured.
    UnknownKey,
    /// The MAC does not fit: tampered with, or another cookie's.
    Forged,
    /// Past its expiry.
    Expired,
    /// The MAC fits, but the payload cannot be read.
    UnreadablePayload,
    /// The profile was sealed under an earlier choice: since then there was a withdrawal.
    Unbound,
}

impl Reason {
    /// Whether another Worker of this shop may believe the cookie: while keys are rotated or a new version is rolled out,
    /// not all of them know the same. Such a cookie is not used, and not told to go.
    #[must_use]
    pub fn may_be_believed_elsewhere(self) -> bool {
        matches!(self, Self::UnknownKey | Self::UnknownVersion)
    }

    /// The reason as a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Duplicate => "the cookie was sent twice, so neither is believed",
            Self::Oversize => "the cookie is longer than Segue ever writes it",
            Self::Malformed => "the cookie is damaged",
            Self::UnknownVersion => "the cookie has a version that is not known here",
            Self::UnknownKey => "the cookie was signed with a key that is not configured",
            Self::Forged => "the cookie's signature does not fit",
            Self::Expired => "the cookie has expired",
            Self::UnreadablePayload => "the cookie's signature fits, but its content cannot be read",
            Self::Unbound => "the profile belongs to a choice that was withdrawn since",
        }
    }
}

/// A cookie's value as the browser sent it. It has no content until it is verified.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Unverified<'a> {
    name: &'static str,
    value: &'a str,
}

impl core::fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Unverified({}, {} bytes)", self.name, self.value.len())
    }
}

impl<'a> Unverified<'a> {
    /// The cookie `name` with this value.
    #[must_use]
    pub fn new(name: &'static str, value: &'a str) -> Self {
        Self { name, value }
    }

    /// The payload, if a configured key signed it for this name and it has not expired.
    ///
    /// # Errors
    /// The reason why it is not believed.
    pub fn verify(self, keys: &Keys, today: Day) -> Result<Vec<u8>, Reason> {
        if self.name.len() + 1 + self.value.len() > MAX_BYTES {
            return Err(Reason::Oversize);
        }
        let (signed, mac) = self.value.rsplit_once('.').ok_or(Reason::Malformed)?;
        // The payload is not searched for a further dot: it could not be decoded.
        let mut parts = signed.splitn(4, '.');
        let (Some(version), Some(key), Some(expiry), Some(payload)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Reason::Malformed);
        };
        if version != VERSION {
            return Err(Reason::UnknownVersion);
        }
        let mac = base64url::decode(mac).ok_or(Reason::Malformed)?;
        let mut check = keys.mac(key).ok_or(Reason::UnknownKey)?;
        check.update(self.name.as_bytes());
        check.update(b"=");
        check.update(signed.as_bytes());
        // `verify_slice` compares in constant time.
        check.verify_slice(&mac).map_err(|_| Reason::Forged)?;
        let expiry: u16 = expiry.parse().map_err(|_| Reason::Malformed)?;
        if today > Day(expiry) {
            return Err(Reason::Expired);
        }
        base64url::decode(payload).ok_or(Reason::Malformed)
    }
}

/// Signs `payload` for the cookie `name` until the end of the day `expiry`. `None` without a key, or when the cookie
/// would be longer than [`MAX_BYTES`].
#[must_use]
pub fn seal(keys: &Keys, name: &'static str, expiry: Day, payload: &[u8]) -> Option<String> {
    let key = keys.signing()?;
    let signed = format!("{VERSION}.{key}.{}.{}", expiry.0, base64url::encode(payload));
    let mut mac = keys.mac(key)?;
    mac.update(name.as_bytes());
    mac.update(b"=");
    mac.update(signed.as_bytes());
    let value = format!("{signed}.{}", base64url::encode(&mac.finalize().into_bytes()));
    (name.len() + 1 + value.len() <= MAX_BYTES).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_own_words() {
        let all = [
            Reason::Duplicate,
            Reason::Oversize,
            Reason::Malformed,
            Reason::UnknownVersion,
            Reason::UnknownKey,
            Reason::Forged,
            Reason::Expired,
            Reason::UnreadablePayload,
            Reason::Unbound,
        ];
        let mut words = all.map(Reason::words);
        words.sort_unstable();
        assert!(words.iter().all(|words| words.starts_with("the ")), "{words:?}");
        assert!(words.windows(2).all(|pair| pair.first() != pair.last()), "{words:?}");
    }

    #[test]
    fn the_longest_is_looked_at_and_no_longer() {
        let refused = |length: usize| {
            let value = "A".repeat(length - "__Host-segue=".len());
            Unverified::new("__Host-segue", &value).verify(&Keys::none(), Day(0)).err()
        };
        assert_eq!(refused(MAX_BYTES), Some(Reason::Malformed));
        assert_eq!(refused(MAX_BYTES + 1), Some(Reason::Oversize));
        assert_eq!(refused(MAX_BYTES * 2), Some(Reason::Oversize));
    }

    /// To the byte, with keys whose names are of different lengths, so that both lengths around the bound come about.
    #[test]
    fn the_longest_is_sealed_and_no_longer() {
        let mut lengths = Vec::new();
        for name in ["k", "ke", "key"] {
            let keys = Keys::parse(&format!("{name}:{}", "A".repeat(43))).unwrap_or_else(|_| Keys::none());
            let sealed = |bytes: usize| seal(&keys, "__Host-segue", Day(1), &alloc::vec![7; bytes]);
            let around = "__Host-segue=".len() + sealed(0).map_or(0, |value| value.len());
            for bytes in (MAX_BYTES - 120) * 3 / 4..MAX_BYTES * 3 / 4 {
                let length = around + (bytes * 4).div_ceil(3);
                assert_eq!(sealed(bytes).is_some(), length <= MAX_BYTES, "{length}");
                lengths.push(length);
            }
        }
        assert!(lengths.contains(&MAX_BYTES) && lengths.contains(&(MAX_BYTES + 1)));
    }

    #[test]
    fn a_value_is_not_printed() {
        assert_eq!(format!("{:?}", Unverified::new("__Host-segue", "secret")), "Unverified(__Host-segue, 6 bytes)");
    }
}
