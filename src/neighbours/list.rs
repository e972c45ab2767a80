//! One product's neighbours in bytes.
//!
//! ```text
//! scale: u16   then for each neighbour, by ascending place in the snapshot: gap: LEB128   weight: u8
//! ```
//!
//! `gap` is the distance from the neighbour before (the first counts from zero). A weight of 255 is the list's best; what
//! it stands for is its square, so that small weights keep their order.

use crate::snapshot::ProductRef;
use alloc::vec::Vec;

/// Neighbours of a product, at most.
pub const MOST: usize = 50;

/// The best weight of a list against the best of all lists: a small float of 11 bits times a power of two, at most 2^28.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scale(pub u16);

impl Scale {
    /// The largest.
    pub const MAX: Self = Self(17 << 11 | 0x7FF);

    /// The scale that is nearest below `value`, which counts in 2^-28 of the best of all lists. Not less than 1.
    #[must_use]
    pub fn of(value: u32) -> Self {
        let value = value.clamp(1, Self::MAX.value());
        let exponent = (u32::BITS - value.leading_zeros()).saturating_sub(11);
        Self((exponent << 11 | value >> exponent) as u16)
    }

    /// What it stands for, in 2^-28 of the best of all lists.
    #[must_use]
    pub fn value(self) -> u32 {
        let exponent = u32::from(self.0 >> 11).min(17);
        u32::from(self.0 & 0x7FF) << exponent
    }
}

/// A list, read as it is gone through: damaged bytes end it early.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    scale: Scale,
    rest: &'a [u8],
    at: u32,
    left: usize,
}

/// Reads a list. Bytes that are none are an empty list.
#[must_use]
pub fn decode(bytes: &[u8]) -> List<'_> {
    match bytes.split_first_chunk() {
        Some((scale, rest)) => List { scale: Scale(u16::from_le_bytes(*scale)), rest, at: 0, left: MOST },
        None => List { scale: Scale(0), rest: &[], at: 0, left: 0 },
    }
}

impl List<'_> {
    /// What its best weight stands for.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }
}

impl Iterator for List<'_> {
    type Item = (ProductRef, u8);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let (gap, rest) = match self.rest {
            // Nearly always.
            [gap @ ..0x80, rest @ ..] => (u32::from(*gap), rest),
            longer => leb128(longer)?,
        };
        let (weight, rest) = rest.split_first()?;
        self.at = self.at.checked_add(gap)?;
        self.rest = rest;
        Some((ProductRef(self.at), *weight))
    }
}

fn leb128(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0_u32;
    for (nth, byte) in (0_u32..5).zip(bytes) {
        value |= u32::from(byte & 0x7F).checked_shl(7 * nth)?;
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(nth as usize + 1..)?));
        }
    }
    None
}

/// Writes a list of at most [`MOST`] neighbours, in any order and each once. An empty list is no bytes.
#[must_use]
pub fn encode(scale: Scale, neighbours: &[(ProductRef, u8)]) -> Vec<u8> {
    let mut sorted = neighbours.to_vec();
    sorted.truncate(MOST);
    sorted.sort_unstable();
    if sorted.is_empty() {
        return Vec::new();
    }
    let mut bytes = scale.0.to_le_bytes().to_vec();
    let mut before = 0;
    for (product, weight) in sorted {
        let mut gap = product.0 - before;
        before = product.0;
        while gap >= 0x80 {
            bytes.push((gap & 0x7F) as u8 | 0x80);
            gap >>= 7;
        }
        bytes.extend([gap as u8, weight]);
    }
    bytes
}
