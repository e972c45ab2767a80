//! Base64url without padding (RFC 4648, section 5). The crate `base64` reads and writes every alphabet there is, at 2 KB
//! gzipped in the Wasm.

use crate::consent::sextet;
use alloc::string::String;
use alloc::vec::Vec;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The text of these bytes.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for part in bytes.chunks(3) {
        let [first, second, third] = core::array::from_fn(|at| u32::from(part.get(at).copied().unwrap_or(0)));
        let bits = first << 16 | second << 8 | third;
        for at in 0..=part.len() {
            let letter = LETTERS.get((bits >> (18 - 6 * at) & 63) as usize);
            text.push(char::from(letter.copied().unwrap_or_default()));
        }
    }
    text
}

/// The bytes of this text; `None` where it is of another alphabet, ends within a byte, or does not end in zeros, so that bytes
/// are written in one way.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for part in text.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for letter in part {
            bits = bits << 6 | u32::from(sextet(*letter)?);
        }
        // A letter alone is not yet a byte.
        let whole = part.len().checked_sub(2)? + 1;
        bits <<= 6 * (4 - part.len());
        let [_, of @ ..] = bits.to_be_bytes();
        let (bytes_of, rest) = of.split_at_checked(whole)?;
        if rest.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(bytes_of);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_written_and_read_as_the_crate_does(
            bytes in prop::collection::vec(any::<u8>(), 0..40),
            text in "[A-Za-z0-9_-]{0,12}|[A-Za-z0-9+/=_. -]{0,12}|\\PC{0,4}",
        ) {
            let written = encode(&bytes);
            prop_assert_eq!(&written, &URL_SAFE_NO_PAD.encode(&bytes));
            prop_assert_eq!(decode(&written), Some(bytes));
            prop_assert_eq!(decode(&text), URL_SAFE_NO_PAD.decode(&text).ok());
        }
    }
}
