//! Numbers that look like chance and are the same for the same seed (SplitMix64, Steele, Lea and Flood, 2014). One for all
//! threads: which of them draws which number is not fixed, how often what comes up is.

use std::sync::atomic::{AtomicU64, Ordering};

/// The distance of two states.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A source of numbers.
pub(crate) struct Chance(AtomicU64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// The next number.
    pub(crate) fn next(&self) -> u64 {
        let mut state = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        state ^ (state >> 31)
    }

    /// A number below this one; zero when it is zero.
    pub(crate) fn below(&self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or_default()
    }

    /// A place in a list of this length.
    pub(crate) fn place(&self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap_or(u64::MAX))).unwrap_or_default()
    }

    /// One of them; `None` when there are none.
    pub(crate) fn one<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.place(of.len()))
    }

    /// Puts them into another order.
    pub(crate) fn shuffle<T>(&self, all: &mut [T]) {
        for end in (1..all.len()).rev() {
            all.swap(end, self.place(end + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_those_of_the_reference() {
        // Of the reference implementation with the seed 1234567.
        let chance = Chance::new(1_234_567);
        assert_eq!([chance.next(), chance.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }
}
