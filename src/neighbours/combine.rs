//! The combination itself.

use super::blend::{Blend, ONCE, VIEWS, WHOLE};
use super::list::{List, decode};
use crate::snapshot::ProductRef;
use alloc::vec::Vec;

/// Bytes of lists that are read for one answer, at most. Six lists of fifty in a shop of 100,000 products are 1,000 bytes;
/// a list that goes beyond says nothing.
pub const MOST_BYTES: usize = 1_300;

/// A product that was recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scored {
    /// Which.
    pub product: ProductRef,
    /// How much speaks for it; comparable within one answer only. Never zero.
    pub score: u64,
    /// Which of the viewed products spoke most for it: 0 is the latest.
    pub by: u8,
    /// Whether it is one of the viewed products itself.
    pub viewed: bool,
}

/// The lists of the products viewed last, as they are merged.
#[derive(Debug)]
pub struct Combined<'a> {
    lists: Vec<Head<'a>>,
}

/// Where a list stands that has ended: behind every place.
const END: u64 = u64::MAX;

/// A list, its weight, and its next neighbour.
#[derive(Debug)]
struct Head<'a> {
    own: u64,
    /// Scale times decay: what a weight's square is multiplied with.
    factor: u64,
    /// The place of the next neighbour, or [`END`]; as a number, so that the least of all lists is found without a branch.
    at: u64,
    weight: u8,
    list: List<'a>,
    /// What its own weight is multiplied with instead.
    back: u64,
}

impl<'a> Combined<'a> {
    /// Takes the distinct products viewed last, newest first, each with its list's bytes. Further ones than the blend weighs
    /// are not looked at.
    pub fn of(blend: &Blend, latest: impl IntoIterator<Item = (ProductRef, &'a [u8])>) -> Self {
        let weights = blend.decay.iter().zip(blend.returns.iter().chain(core::iter::repeat(&0))).take(VIEWS);
        let mut left = MOST_BYTES;
        let lists = latest.into_iter().zip(weights).map(|((own, bytes), (decay, returns))| {
            let bytes = if bytes.len() <= left { bytes } else { &[] };
            left -= bytes.len();
            let list = decode(bytes);
            let factor = u64::from(list.scale().value()) * u64::from((*decay).min(WHOLE));
            // The largest weight, squared, keeps this below 2^62.
            let back = factor / u64::from(ONCE) * u64::from(*returns);
            let mut head = Head { own: u64::from(own.0), factor, at: END, weight: 0, list, back };
            head.step();
            head
        });
        Self { lists: lists.collect() }
    }

    /// The best `most`, best first; equals by their place in the snapshot. `wanted` may leave some out.
    pub fn best(self, most: usize, wanted: impl Fn(ProductRef) -> bool) -> Vec<Scored> {
        let mut best: Vec<Scored> = Vec::with_capacity(most.saturating_add(1).min(512));
        for scored in self {
            if best.len() == most && best.last().is_none_or(|last| last.score >= scored.score) {
                continue;
            }
            if !wanted(scored.product) {
                continue;
            }
            // They come by ascending place, so that an equal goes behind.
            let place = best.partition_point(|one| one.score >= scored.score);
            best.insert(place, scored);
            best.truncate(most);
        }
        best
    }
}

impl Iterator for Combined<'_> {
    type Item = Scored;

    /// The next product by its place in the snapshot, with all that speaks for it.
    fn next(&mut self) -> Option<Scored> {
        loop {
            let at = self.lists.iter().map(|head| head.at).min()?;
            let product = ProductRef(u32::try_from(at).ok()?);
            let (mut score, mut most, mut by, mut viewed) = (0_u64, 0, 0, false);
            for (nth, head) in (0_u8..).zip(&mut self.lists) {
                viewed |= head.own == at;
                if head.at != at {
                    continue;
                }
                let votes = head.take();
                score = score.saturating_add(votes);
                if votes > most {
                    (most, by) = (votes, nth);
                }
            }
            if score > 0 {
                return Some(Scored { product, score, by, viewed });
            }
        }
    }
}

impl Head<'_> {
    /// Goes on to the next neighbour.
    fn step(&mut self) {
        (self.at, self.weight) = self.list.next().map_or((END, 0), |(next, weight)| (u64::from(next.0), weight));
    }

    /// What this list says of the product at which it stands.
    fn take(&mut self) -> u64 {
        let at = self.at;
        let factor = if at == self.own { self.back } else { self.factor };
        let mut votes = 0_u64;
        // A damaged list may name one product many times.
        while self.at == at && at != END {
            votes = votes.saturating_add(u64::from(self.weight) * u64::from(self.weight) * factor);
            self.step();
        }
        votes
    }
}
