//! Base64url without padding (RFC 4648, section 5). The crate `base64` reads and writes every alphabet there is, at 2 KB
//! gzipped in the Wasm.

use crate::consent::{NONE, SEXTETS};
use alloc::string::String;
use alloc::vec::Vec;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The text of these bytes.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    let (whole, last) = bytes.as_chunks();
    for part in whole {
        text.extend_from_slice(&letters(*part));
    }
    let part = match *last {
        [first, second] => [first, second, 0],
        [first, ..] => [first, 0, 0],
        [] => [0; 3],
    };
    let count = if last.is_empty() { 0 } else { last.len() + 1 };
    text.extend(letters(part).into_iter().take(count));
    String::from_utf8(text).unwrap_or_default()
}

fn letters([first, second, third]: [u8; 3]) -> [u8; 4] {
    let bits = u32::from(first) << 16 | u32::from(second) << 8 | u32::from(third);
    [18, 12, 6, 0].map(|shift| LETTERS.get((bits >> shift & 63) as usize).copied().unwrap_or_default())
}

/// The bytes of this text; `None` where it is of another alphabet, ends within a byte, or does not end in zeros, so that bytes
/// are written in one way.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let (whole, last) = text.as_bytes().as_chunks();
    let mut bytes = alloc::vec![0; whole.len() * 3 + last.len().saturating_sub(1)];
    let (places, rest) = bytes.as_chunks_mut();
    // What is no letter has the upper bits set.
    let mut all = 0;
    for (place, [first, second, third, fourth]) in places.iter_mut().zip(whole) {
        let sextets = [value(*first), value(*second), value(*third), value(*fourth)];
        all = sextets.iter().fold(all, |all, sextet| all | sextet);
        *place = together(sextets);
    }
    let sextets = match *last {
        [] => [0; 4],
        [first, second] => [value(first), value(second), 0, 0],
        [first, second, third] => [value(first), value(second), value(third), 0],
        // A letter alone is not yet a byte.
        _ => return None,
    };
    all = sextets.iter().fold(all, |all, sextet| all | sextet);
    let decoded = together(sextets);
    let (of, after) = decoded.split_at_checked(rest.len())?;
    rest.copy_from_slice(of);
    (all < 64 && after.iter().all(|byte| *byte == 0)).then_some(bytes)
}

fn together([first, second, third, fourth]: [u8; 4]) -> [u8; 3] {
    [first << 2 | second >> 4, second << 4 | third >> 2, third << 6 | fourth]
}

fn value(letter: u8) -> u8 {
    SEXTETS.get(usize::from(letter)).copied().unwrap_or(NONE)
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
            text in "[A-Za-z0-9_-]{0,14}|[A-Za-z0-9+/=_. -]{0,12}|\\PC{0,4}",
        ) {
            let written = encode(&bytes);
            prop_assert_eq!(&written, &URL_SAFE_NO_PAD.encode(&bytes));
            prop_assert_eq!(decode(&written), Some(bytes));
            prop_assert_eq!(decode(&text), URL_SAFE_NO_PAD.decode(&text).ok());
        }
    }
}
