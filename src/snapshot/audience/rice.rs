//! Golomb-Rice codes (R. F. Rice, 1979): a number as its upper part in ones and a zero, then its lower 20 bits. Numbers
//! that lie 2^20 apart on average, as hashes do, take 21.6 bits each. Bits are filled from the lowest.

use alloc::vec::Vec;

/// Lower bits that are written as they are. They make false membership one in 2^20.
pub(super) const LOWER: u32 = 20;

/// Reads codes.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    /// The next bit.
    at: usize,
}

impl<'a> Reader<'a> {
    /// From the bit `at` on.
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// The next number; `None` when the bits end before it does.
    pub(super) fn next(&mut self) -> Option<u64> {
        let mut upper = 0_u64;
        loop {
            let ones = self.window().trailing_ones().min(32);
            self.skip(ones)?;
            upper += u64::from(ones);
            if ones < 32 {
                break;
            }
        }
        let lower = self.window() >> 1 & ((1 << LOWER) - 1);
        self.skip(1 + LOWER)?;
        upper.checked_shl(LOWER).map(|upper| upper | lower)
    }

    /// The next bits, at least 57 of them; zeros beyond the end.
    fn window(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let word = match rest.first_chunk::<8>() {
            Some(word) => u64::from_le_bytes(*word),
            None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        word >> (self.at % 8)
    }

    fn skip(&mut self, bits: u32) -> Option<()> {
        self.at = self.at.checked_add(bits as usize)?;
        (self.at <= self.bytes.len().checked_mul(8)?).then_some(())
    }
}

/// Writes codes.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    /// Bits that are not a whole byte yet, and how many.
    open: u64,
    count: u32,
}

impl Writer {
    /// How many bits were written.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() * 8 + self.count as usize
    }

    /// Writes a number.
    pub(super) fn put(&mut self, number: u64) {
        for _ in 0..number >> LOWER {
            self.bits(1, 1);
        }
        self.bits((number & ((1 << LOWER) - 1)) << 1, 1 + LOWER);
    }

    fn bits(&mut self, bits: u64, count: u32) {
        self.open |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.open as u8);
            self.open >>= 8;
            self.count -= 8;
        }
    }

    /// The bytes; the last is filled with zeros.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.open as u8);
        }
        self.bytes
    }
}

/// Writes ascending numbers, each as what it adds to the one before.
#[must_use]
pub fn encode_members(values: &[u64]) -> Vec<u8> {
    let mut bits = Writer::default();
    let mut before = 0;
    for value in values {
        bits.put(value.saturating_sub(before));
        before = *value;
    }
    bits.finish()
}

/// Reads `count` ascending numbers below `limit`; `None` when these are not what the bytes hold.
#[must_use]
pub fn decode_members(bytes: &[u8], count: usize, limit: u64) -> Option<Vec<u64>> {
    // No number takes less than this, so that a count out of nowhere reserves nothing.
    if count > bytes.len().checked_mul(8)? / (1 + LOWER as usize) {
        return None;
    }
    let mut bits = Reader::new(bytes, 0);
    let mut values: Vec<u64> = Vec::with_capacity(count);
    let mut at = 0_u64;
    for n in 0..count {
        let more = bits.next()?;
        at = at.checked_add(more)?;
        if at >= limit || (n > 0 && more == 0) {
            return None;
        }
        values.push(at);
    }
    (bits.at.div_ceil(8) == bytes.len()).then_some(values)
}
