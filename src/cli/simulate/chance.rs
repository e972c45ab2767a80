//! Chance that is the same on every machine and for any number of threads: what is drawn depends on the seed, on who
//! draws and on the how-manieth draw it is, and on nothing else.

use xxhash_rust::xxh64::xxh64;

/// What is drawn for. Two purposes never share their draws.
#[derive(Debug, Clone, Copy)]
pub(super) enum For {
    /// Whether somebody agrees.
    Consent,
    /// A visitor's number, which deals experiments.
    Number,
    /// A page.
    Page,
}

/// The draws of one visitor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chance {
    pub(super) seed: u64,
    /// The visitor's place in the population.
    pub(super) who: u64,
}

impl Chance {
    /// 64 even bits.
    pub(super) fn draw(self, what: For, nth: u64) -> u64 {
        let mut bytes = [0; 17];
        for (to, from) in bytes.iter_mut().zip(self.who.to_le_bytes().into_iter().chain(nth.to_le_bytes())) {
            *to = from;
        }
        if let Some(last) = bytes.last_mut() {
            *last = what as u8;
        }
        xxh64(&bytes, self.seed)
    }

    /// A number below `n`; 0 when that is 0.
    pub(super) fn below(self, what: For, nth: u64, n: u64) -> u64 {
        ((u128::from(self.draw(what, nth)) * u128::from(n)) >> 64) as u64
    }
}
