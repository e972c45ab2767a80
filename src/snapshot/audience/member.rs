//! A member as Segue knows one: a hash of a hash.

use xxhash_rust::xxh64::xxh64;

/// XXH64 of the 32 bytes of a customer's hashed id. It exists while a list is made and while a login is answered, and is
/// written nowhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberKey(pub u64);

debug_says_presence!(MemberKey);

impl MemberKey {
    /// Reads a SHA-256 (FIPS 180-4) in 64 hexadecimal digits, or in base64 or base64url (RFC 4648), padded or not. `None` for
    /// anything else, such as an address.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        let digest = match text.len() {
            64 => hex(text),
            43 => base64(text),
            44 => base64(text.strip_suffix(b"=")?),
            _ => None,
        };
        digest.map(|digest| Self(xxh64(&digest, 0)))
    }

    /// Its number on a list of `members`, below `members` × 2^20. Ascending hashes have ascending numbers.
    #[must_use]
    pub fn on_list_of(self, members: u32) -> u64 {
        let numbers = u128::from(members) << super::rice::LOWER;
        ((u128::from(self.0) * numbers) >> 64) as u64
    }
}

fn hex(text: &[u8]) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    for (byte, pair) in digest.iter_mut().zip(text.chunks_exact(2)) {
        for letter in pair {
            *byte = *byte << 4 | char::from(*letter).to_digit(16)? as u8;
        }
    }
    Some(digest)
}

/// Both alphabets; what is left over of the last letter must be zero, so that a hash is written in one way.
fn base64(text: &[u8]) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    let mut bytes = digest.iter_mut();
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            *bytes.next()? = (bits >> count) as u8;
            bits &= (1 << count) - 1;
        }
    }
    (bits == 0 && bytes.next().is_none()).then_some(digest)
}
