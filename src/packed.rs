//! Reads what postcard writes (its wire format, version 1), field by field. Products and profiles are read by the dozen with every
//! page; what `serde` makes of them takes three times as long and more room. They are written through `serde`, and a property
//! compares both ways of reading.

use alloc::vec::Vec;

/// What is left to be read. A field that is not there, or is none of its kind, is `None`.
#[derive(Clone, Copy)]
pub(crate) struct Packed<'a>(pub(crate) &'a [u8]);

// Parts of their callers whatever the size: a call costs more than what they do.
impl<'a> Packed<'a> {
    #[inline(always)]
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    /// `true` or `false`, and nothing else.
    #[inline(always)]
    pub(crate) fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// LEB128 of five bytes at most.
    #[inline(always)]
    pub(crate) fn number(&mut self) -> Option<u32> {
        match self.byte()? {
            // Nearly always.
            byte @ ..0x80 => Some(u32::from(byte)),
            byte => self.longer(byte),
        }
    }

    fn longer(&mut self, first: u8) -> Option<u32> {
        let mut value = u32::from(first & 0x7F);
        for shift in [7, 14, 21, 28] {
            let byte = self.byte()?;
            if shift == 28 && byte > 0x0F {
                return None;
            }
            value |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    #[inline(always)]
    pub(crate) fn short(&mut self) -> Option<u16> {
        u16::try_from(self.number()?).ok()
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    #[inline(always)]
    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number()? as usize;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// Something that may not be there.
    pub(crate) fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        Some(if self.flag()? { Some(read(self)?) } else { None })
    }

    pub(crate) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.number()? as usize;
        // Nothing takes less than a byte, so that a number that lies reserves no more than came.
        let mut list = Vec::with_capacity(length.min(self.0.len()));
        for _ in 0..length {
            list.push(read(self)?);
        }
        Some(list)
    }
}
