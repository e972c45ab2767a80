//! Fibonacci coded integers: IAB Tech Lab, "Global Privacy Platform String", version 1.0, "Fibonacci Encoding". The bits
//! weigh 1, 2, 3, 5, 8, 13 ..., no number has two ones in a row, and a second one ends it.

use super::Unreadable;
use super::bits::Cursor;

/// The next integer, at least 1. What does not fit in 16 bits is refused as `beyond`, after a number of bits that is
/// bounded by that.
pub(super) fn read(cursor: &mut Cursor<'_>, beyond: Unreadable) -> Result<u16, Unreadable> {
    let (mut weight, mut next) = (1_u32, 2_u32);
    let (mut value, mut last) = (0_u32, false);
    while weight <= u32::from(u16::MAX) {
        let bit = cursor.flag()?;
        if bit && last {
            return u16::try_from(value).map_err(|_| beyond);
        }
        if bit {
            value += weight;
        }
        (weight, next, last) = (next, weight + next, bit);
    }
    // The weights are beyond 16 bits, so only the one that ends the number may follow.
    if last && cursor.flag()? { u16::try_from(value).map_err(|_| beyond) } else { Err(beyond) }
}

/// How many bits the code of `value` has; `value` is at least 1.
pub(super) fn width(value: u16) -> usize {
    let (mut weight, mut next, mut bits) = (1_u32, 2_u32, 1);
    while weight <= u32::from(value) {
        (weight, next, bits) = (next, weight + next, bits + 1);
    }
    bits
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

    use super::super::bits::Bits;
    use super::*;

    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// `bits` as base64url, padded with zeros.
    fn text(bits: &str) -> String {
        let padded = format!("{bits}{}", "0".repeat((6 - bits.len() % 6) % 6));
        let six = |at: usize| usize::from_str_radix(&padded[at..at + 6], 2).unwrap();
        (0..padded.len()).step_by(6).map(|at| char::from(ALPHABET[six(at)])).collect()
    }

    /// The code as the standard describes its making.
    fn code(mut value: u32) -> String {
        let mut weights = vec![1, 2];
        while weights[weights.len() - 1] <= value {
            weights.push(weights[weights.len() - 1] + weights[weights.len() - 2]);
        }
        weights.retain(|weight| *weight <= value);
        let mut bits = vec!['1'];
        for weight in weights.iter().rev() {
            let take = *weight <= value;
            value -= if take { *weight } else { 0 };
            bits.push(if take { '1' } else { '0' });
        }
        bits.iter().rev().collect()
    }

    #[test]
    fn the_numbers_of_the_standard() {
        for (value, bits) in [(1, "11"), (2, "011"), (3, "0011"), (4, "1011"), (5, "00011"), (6, "10011"), (7, "01011")]
        {
            assert_eq!(code(value), bits);
        }
    }

    #[test]
    fn every_number_is_read_and_measured() {
        for value in 1..=u16::MAX {
            let bits = code(u32::from(value));
            let text = text(&bits);
            let mut cursor = Bits::new(&text).unwrap().cursor();
            assert_eq!(read(&mut cursor, Unreadable::Vendor), Ok(value));
            assert_eq!((cursor.at, width(value)), (bits.len(), bits.len()), "{value}");
        }
    }

    #[test]
    fn what_is_beyond_is_refused() {
        for bits in [code(65_536), code(1_000_000), "0".repeat(600), format!("{}11", "01".repeat(300))] {
            let text = text(&bits);
            let mut cursor = Bits::new(&text).unwrap().cursor();
            assert_eq!(read(&mut cursor, Unreadable::Vendor), Err(Unreadable::Vendor), "{bits}");
            assert!(cursor.at < 30);
        }
        let mut short = Bits::new("AA").unwrap().cursor();
        assert_eq!(read(&mut short, Unreadable::Vendor), Err(Unreadable::Truncated));
    }
}
