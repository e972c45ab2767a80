//! Bits out of base64url text (RFC 4648, section 5), read where they stand: nothing is decoded into memory.
//!
//! Consent platforms cut and pad their strings in different ways (to 6, 8 or 24 bits, with bits that are not always
//! zero), and the IAB's libraries read all of them, so neither the length nor what follows the last field is checked.

use super::Unreadable;

/// The value of each byte as a character of the alphabet; [`NONE`] for what is none.
pub(crate) static SEXTETS: [u8; 256] = sextets();

/// No character of the alphabet.
pub(crate) const NONE: u8 = 0xFF;

const fn sextets() -> [u8; 256] {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut table = [NONE; 256];
    let mut value = 0;
    let mut rest: &[u8] = alphabet;
    while let [first, others @ ..] = rest {
        let (before, after) = table.split_at_mut(*first as usize);
        let _ = before;
        if let [place, ..] = after {
            *place = value;
        }
        value += 1;
        rest = others;
    }
    table
}

/// The value of a character of the alphabet.
fn sextet(byte: u8) -> Option<u8> {
    SEXTETS.get(usize::from(byte)).copied().filter(|value| *value != NONE)
}

/// Text of which every character carries six bits.
#[derive(Clone, Copy)]
pub(super) struct Bits<'a>(&'a [u8]);

impl core::fmt::Debug for Bits<'_> {
    /// How many, never which: they are what a person chose.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Bits({})", self.len())
    }
}

impl<'a> Bits<'a> {
    /// The bits of `text`; refused when one character is not of the alphabet.
    #[inline(never)]
    pub(super) fn new(text: &'a str) -> Result<Self, Unreadable> {
        let bytes = text.as_bytes();
        if bytes.iter().all(|byte| sextet(*byte).is_some()) { Ok(Self(bytes)) } else { Err(Unreadable::Alphabet) }
    }

    /// How many bits there are.
    pub(super) fn len(self) -> usize {
        self.0.len() * 6
    }

    /// The bit at `at`, counted from zero; `None` beyond the end.
    pub(super) fn get(self, at: usize) -> Option<bool> {
        let value = sextet(*self.0.get(at / 6)?)?;
        Some(value >> (5 - at % 6) & 1 == 1)
    }

    /// The `width` bits from `at` on, the first the most significant; at most 64.
    #[inline(never)]
    pub(super) fn uint(self, at: usize, width: usize) -> Result<u64, Unreadable> {
        // All characters that hold a part of it, then what stands before and behind it cut off.
        if width <= 54 {
            let (first, before) = (at / 6, at % 6);
            let count = (before + width).div_ceil(6);
            let characters = self.0.get(first..first + count).ok_or(Unreadable::Truncated)?;
            let mut value = 0_u64;
            for character in characters {
                value = value << 6 | u64::from(sextet(*character).ok_or(Unreadable::Alphabet)?);
            }
            return Ok(value >> (count * 6 - before - width) & ((1 << width) - 1));
        }
        let upper = self.uint(at, width - 54)?;
        Ok(upper << 54 | self.uint(at + width - 54, 54)?)
    }

    /// A cursor at the first bit.
    pub(super) fn cursor(self) -> Cursor<'a> {
        Cursor { bits: self, at: 0 }
    }
}

/// A place in the bits, which moves on with every field that is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    /// What is read.
    pub(super) bits: Bits<'a>,
    /// The next bit.
    pub(super) at: usize,
}

impl Cursor<'_> {
    /// The next `width` bits; at most 64.
    #[inline(never)]
    pub(super) fn uint(&mut self, width: usize) -> Result<u64, Unreadable> {
        let value = self.bits.uint(self.at, width)?;
        self.at += width;
        Ok(value)
    }

    /// The next `width` bits, at most 8.
    pub(super) fn byte(&mut self, width: usize) -> Result<u8, Unreadable> {
        Ok(self.uint(width)?.to_le_bytes()[0])
    }

    /// The next `width` bits, at most 16.
    pub(super) fn short(&mut self, width: usize) -> Result<u16, Unreadable> {
        let [low, high, ..] = self.uint(width)?.to_le_bytes();
        Ok(u16::from_le_bytes([low, high]))
    }

    /// The next bit.
    pub(super) fn flag(&mut self) -> Result<bool, Unreadable> {
        Ok(self.uint(1)? == 1)
    }

    /// Passes over `width` bits, which have to be there.
    pub(super) fn skip(&mut self, width: usize) -> Result<(), Unreadable> {
        if self.bits.len().saturating_sub(self.at) < width {
            return Err(Unreadable::Truncated);
        }
        self.at += width;
        Ok(())
    }

    /// How many bits are left.
    pub(super) fn left(&self) -> usize {
        self.bits.len().saturating_sub(self.at)
    }

    /// The next `width` bits as the ids whose bits are set; at most 64.
    pub(super) fn ids(&mut self, width: u8) -> Result<IdSet, Unreadable> {
        Ok(IdSet { bits: self.uint(usize::from(width))?, width })
    }
}

/// A set of small ids, counted from 1: purposes, special features.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct IdSet {
    bits: u64,
    width: u8,
}

debug_says_presence!(IdSet);

impl IdSet {
    /// No id of `width`.
    #[must_use]
    pub(super) const fn none(width: u8) -> Self {
        Self { bits: 0, width }
    }

    /// Whether `id` is in it.
    #[must_use]
    pub fn has(self, id: u8) -> bool {
        (1..=self.width).contains(&id) && self.bits >> (self.width - id) & 1 == 1
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// The ids in it, in order.
    pub fn ids(self) -> impl Iterator<Item = u8> {
        (1..=self.width).filter(move |id| self.has(*id))
    }

    /// The largest id that it could hold.
    #[must_use]
    pub fn width(self) -> u8 {
        self.width
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn fields_come_out_wherever_they_begin() {
        // C O v _ - : 000010 001110 101111 111111 111110
        let bits = Bits::new("COv_-").unwrap();
        assert_eq!(bits.len(), 30);
        assert_eq!(bits.uint(0, 6), Ok(2));
        assert_eq!(bits.uint(4, 5), Ok(0b10_001));
        assert_eq!(bits.uint(0, 30), Ok(0b000010_001110_101111_111111_111110));
        assert_eq!(bits.uint(29, 1), Ok(0));
        assert_eq!(bits.uint(30, 0), Ok(0));
        assert_eq!(bits.uint(29, 2), Err(Unreadable::Truncated));
        assert_eq!((bits.get(28), bits.get(29), bits.get(30)), (Some(true), Some(false), None));
    }

    #[test]
    fn only_base64url_is_read() {
        for text in ["A+", "A/", "A=", "A A", "Ä", "A\u{0}", "A\n"] {
            assert_eq!(Bits::new(text).err(), Some(Unreadable::Alphabet), "{text:?}");
        }
    }

    #[test]
    fn ids_count_from_one() {
        let mut cursor = Bits::new("gB").unwrap().cursor();
        let ids = cursor.ids(12).unwrap();
        assert_eq!(ids.ids().collect::<Vec<_>>(), [1, 12]);
        assert!(ids.has(12) && !ids.has(0) && !ids.has(13) && !ids.has(2));
    }

    /// Wider than what is read at once: 60 and 64 bits, from the first on and from within a character.
    #[test]
    fn wide_fields_come_out_whole() {
        // A 1 in the first, the tenth and the last of 66 bits.
        let bits = Bits::new("gIAAAAAAAAB").unwrap();
        assert_eq!(bits.uint(0, 60), Ok(1 << 59 | 1 << 51));
        assert_eq!(bits.uint(0, 64), Ok(1 << 63 | 1 << 55));
        assert_eq!(bits.uint(2, 64), Ok(1 << 57 | 1));
        assert_eq!(bits.uint(3, 64), Err(Unreadable::Truncated));
    }

    #[test]
    fn what_is_passed_over_has_to_be_there() {
        let mut cursor = Bits::new("AB").unwrap().cursor();
        assert_eq!((cursor.left(), cursor.skip(13)), (12, Err(Unreadable::Truncated)));
        assert_eq!((cursor.skip(11), cursor.left()), (Ok(()), 1));
        assert_eq!(cursor.skip(2), Err(Unreadable::Truncated));
        assert_eq!(cursor.flag(), Ok(true));
        assert_eq!((cursor.skip(0), cursor.skip(1)), (Ok(()), Err(Unreadable::Truncated)));
    }

    #[test]
    fn a_set_of_ids_knows_what_it_could_hold() {
        let set = Bits::new("gB").unwrap().cursor().ids(12).unwrap();
        assert_eq!((set.width(), set.is_empty()), (12, false));
        assert_eq!((IdSet::none(24).width(), IdSet::none(24).is_empty()), (24, true));
    }
}
