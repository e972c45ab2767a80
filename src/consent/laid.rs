//! Consent strings for tests, laid bit by bit.

use alloc::string::String;
use alloc::vec::Vec;

/// Bits that become characters.
#[derive(Clone, Default)]
pub(super) struct Laid(Vec<bool>);

impl Laid {
    /// A number, the most significant bit first.
    pub(super) fn number(mut self, value: u64, width: usize) -> Self {
        self.0.extend((0..width).rev().map(|at| value >> at & 1 == 1));
        self
    }

    /// A set of ids from 1 to 24.
    pub(super) fn ids(self, ids: &[u8]) -> Self {
        (1..=24).fold(self, |laid, id| laid.number(u64::from(ids.contains(&id)), 1))
    }

    /// A list of vendors, a bit for each.
    pub(super) fn vendors(self, vendors: &[u16]) -> Self {
        let max = vendors.iter().copied().max().unwrap_or_default();
        let laid = self.number(max.into(), 16).number(0, 1);
        (1..=max).fold(laid, |laid, vendor| laid.number(u64::from(vendors.contains(&vendor)), 1))
    }

    /// Fibonacci coded.
    pub(super) fn coded(mut self, mut value: u64) -> Self {
        let mut numbers = alloc::vec![1_u64, 2];
        while let [.., one, two] = *numbers.as_slice()
            && one + two <= value
        {
            numbers.push(one + two);
        }
        numbers.retain(|number| *number <= value);
        let mut code = Vec::new();
        for number in numbers.iter().rev() {
            code.push(*number <= value);
            value -= if *number <= value { *number } else { 0 };
        }
        self.0.extend(code.into_iter().rev().chain([true]));
        self
    }

    /// How many bits there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// In base64url, filled up with zeros.
    pub(super) fn text(&self) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let sextet = |bits: &[bool]| (0..6).fold(0, |all, at| all << 1 | usize::from(bits.get(at) == Some(&true)));
        self.0.chunks(6).filter_map(|bits| ALPHABET.get(sextet(bits))).map(|byte| char::from(*byte)).collect()
    }
}
