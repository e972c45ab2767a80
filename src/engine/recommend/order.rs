//! In what order a shelf shows what it has found: by what speaks for a product, moved a little by what a shelf needs
//! besides. Every such move is bounded, so that nothing comes first that little speaks for.

use super::candidate::Candidate;
use crate::snapshot::{Card, ProductRef};
use crate::visitor::Band;
use alloc::vec::Vec;

/// In percent: for each product of the same category that stands before it.
const SAME_CATEGORY: u64 = 8;
/// In percent: for each product of the same price band that stands before it.
const SAME_BAND: u64 = 6;
/// In percent: most that variety takes away.
const MOST_SAME: u64 = 24;
/// In percent: each time that it was shown and not looked at.
const FADES: u64 = 12;
/// Times that count.
const MOST_TIMES: u8 = 4;
/// In percent: what the visitor's usual price band adds.
const BAND_FITS: u64 = 4;

/// A candidate that can be shown, with what moves it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) candidate: Candidate,
    pub(super) category: u16,
    pub(super) band: Band,
    pub(super) family: ProductRef,
    /// What its margin adds, in hundredths of a percent; 0 to 2,000.
    pub(super) nudge: u16,
    /// How often it was shown and not looked at since.
    pub(super) shown: u8,
    /// Whether it is of the price band that the visitor usually looks at.
    pub(super) fits: bool,
    /// Whether something came before it that it would have come before, had it not been shown so often.
    pub(super) faded: bool,
}

/// What a shelf wants to be different in what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variety {
    /// Nothing.
    None,
    /// Price bands.
    Bands,
    /// Categories and price bands.
    Both,
}

/// What is left out of account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Without {
    Nothing,
    Margin,
    Band,
    Fading,
}

/// What moved a product up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Moved {
    /// Its margin.
    pub(super) margin: bool,
    /// The visitor's usual price band.
    pub(super) band: bool,
}

/// Takes out the one that comes next behind what stands `before` (category and price band of each), and what moved it
/// up. What its fading held back is marked.
pub(super) fn take(found: &mut Vec<Found>, variety: Variety, before: &[(u16, Band)]) -> Option<(Found, Moved)> {
    let next = best(found, variety, before, Without::Nothing)?;
    let differs = |without| best(found, variety, before, without) != Some(next);
    let one = found.get(next)?;
    let moved = Moved { margin: one.nudge > 0 && differs(Without::Margin), band: one.fits && differs(Without::Band) };
    if found.iter().any(|one| one.shown > 0) {
        let fresh = best(found, variety, before, Without::Fading).filter(|fresh| *fresh != next);
        if let Some(held_back) = fresh.and_then(|fresh| found.get_mut(fresh)) {
            held_back.faded = true;
        }
    }
    Some((found.remove(next), moved))
}

/// The place of the one with the highest value, the first of equals.
fn best(found: &[Found], variety: Variety, before: &[(u16, Band)], without: Without) -> Option<usize> {
    let mut best = None;
    for (at, one) in found.iter().enumerate() {
        let value = one.value(variety, before, without);
        if best.is_none_or(|(_, most)| value > most) {
            best = Some((at, value));
        }
    }
    best.map(|(at, _)| at)
}

impl Found {
    /// One that nothing moves.
    pub(super) fn kept(candidate: Candidate, card: &Card<'_>) -> Self {
        let Card { category, band, family, .. } = *card;
        Self { candidate, category, band, family, nudge: 0, shown: 0, fits: false, faded: false }
    }

    /// Below 2^60: the score has 32 bits, the nudge 14, and each percentage 7, of which one is taken out on the way.
    fn value(&self, variety: Variety, before: &[(u16, Band)], without: Without) -> u64 {
        let count = |same: &dyn Fn(&(u16, Band)) -> bool| before.iter().filter(|one| same(one)).count() as u64;
        let same = match variety {
            Variety::None => 0,
            Variety::Bands => count(&|one| one.1 == self.band) * SAME_BAND,
            Variety::Both => {
                count(&|one| one.0 == self.category) * SAME_CATEGORY + count(&|one| one.1 == self.band) * SAME_BAND
            }
        };
        let nudge = if without == Without::Margin { 0 } else { u64::from(self.nudge) };
        let times = if without == Without::Fading { 0 } else { u64::from(self.shown.min(MOST_TIMES)) };
        let fits = if self.fits && without != Without::Band { BAND_FITS } else { 0 };
        let moved = u64::from(self.candidate.score) * (10_000 + nudge) * (100 - times * FADES) / 100;
        moved * (100 + fits) * (100 - same.min(MOST_SAME)) / 100
    }
}
