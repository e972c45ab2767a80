//! The combination itself.

use super::blend::{Blend, ONCE, VIEWS, WHOLE};
use super::list::{MOST, decode};
use crate::snapshot::ProductRef;
use alloc::collections::BinaryHeap;
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

/// What the lists of the products viewed last say together, of every product that one of them names.
#[derive(Debug)]
pub struct Combined(Vec<Sum>);

/// A product, and the most that one list said for it.
#[derive(Debug)]
struct Sum {
    scored: Scored,
    most: u64,
}

/// Where products are found among the sums: a power of two, above twice the products that all lists may name.
const SLOTS: usize = 1_024;
const _: () = assert!(SLOTS >= 2 * VIEWS * MOST);

/// The sums as they are added up, with their places by product (open addressing; 0 is free). Merging sorted lists instead
/// looks at every list for each product.
struct Adding {
    sums: Vec<Sum>,
    slots: [u16; SLOTS],
}

impl Combined {
    /// Takes the distinct products viewed last, newest first, each with its list's bytes. Further ones than the blend weighs
    /// are not looked at.
    pub fn of<'a>(blend: &Blend, latest: impl IntoIterator<Item = (ProductRef, &'a [u8])>) -> Self {
        let weights = blend.decay.iter().zip(blend.returns.iter().chain(core::iter::repeat(&0))).take(VIEWS);
        let mut left = MOST_BYTES;
        let mut adding = Adding { sums: Vec::with_capacity(2 * MOST), slots: [0; SLOTS] };
        let mut viewed = [None; VIEWS];
        for ((nth, viewed), ((own, bytes), (decay, returns))) in
            (0_u8..).zip(&mut viewed).zip(latest.into_iter().zip(weights))
        {
            *viewed = Some(own);
            let bytes = if bytes.len() <= left { bytes } else { &[] };
            left -= bytes.len();
            let mut list = decode(bytes);
            let factor = u64::from(list.scale().value()) * u64::from((*decay).min(WHOLE));
            // The largest weight, squared, keeps this below 2^62.
            let back = factor / u64::from(ONCE) * u64::from(*returns);
            let mut next = list.next();
            while let Some((product, weight)) = next {
                let factor = if product == own { back } else { factor };
                let mut votes = square(weight) * factor;
                next = list.next();
                // A damaged list may name one product many times.
                while let Some((_, weight)) = next.filter(|(again, _)| *again == product) {
                    votes = votes.saturating_add(square(weight) * factor);
                    next = list.next();
                }
                adding.add(product, votes, nth);
            }
        }
        for product in viewed.into_iter().flatten() {
            if let Some(sum) = adding.find(product) {
                sum.scored.viewed = true;
            }
        }
        Self(adding.sums)
    }

    /// The best `most`, best first; equals by their place in the snapshot. `wanted` may leave some out.
    pub fn best(self, most: usize, wanted: impl Fn(ProductRef) -> bool) -> Vec<Scored> {
        let counts = |scored: &Scored| scored.score > 0 && wanted(scored.product);
        let all = (0_u128..).zip(&self.0).filter(|(_, sum)| counts(&sum.scored));
        // The score, then the place turned round, then which sum it is. Most are not asked for, so that they are not sorted.
        let ranked = all
            .map(|(at, Sum { scored, .. })| u128::from(scored.score) << 64 | u128::from(!scored.product.0) << 32 | at);
        let mut heap = Vec::with_capacity(self.0.len());
        ranked.for_each(|ranked| heap.push(ranked));
        let mut heap = BinaryHeap::from(heap);
        let mut best = Vec::with_capacity(most.min(heap.len()));
        while best.len() < most {
            let Some(ranked) = heap.pop() else { break };
            best.extend(self.0.get((ranked & 0xFFFF) as usize).map(|sum| sum.scored));
        }
        best
    }
}

impl Adding {
    fn add(&mut self, product: ProductRef, votes: u64, by: u8) {
        let at = slot(&self.slots, &self.sums, product);
        let Some(slot) = self.slots.get_mut(at) else { return };
        if let Some(sum) = usize::from(*slot).checked_sub(1).and_then(|at| self.sums.get_mut(at)) {
            sum.scored.score = sum.scored.score.saturating_add(votes);
            if votes > sum.most {
                (sum.most, sum.scored.by) = (votes, by);
            }
            return;
        }
        self.sums.push(Sum { scored: Scored { product, score: votes, by, viewed: false }, most: votes });
        *slot = u16::try_from(self.sums.len()).unwrap_or_default();
    }

    fn find(&mut self, product: ProductRef) -> Option<&mut Sum> {
        let number = *self.slots.get(slot(&self.slots, &self.sums, product))?;
        self.sums.get_mut(usize::from(number).checked_sub(1)?)
    }
}

/// The slot of a product, or the free one where it belongs. There is always a free one.
#[inline]
fn slot(slots: &[u16; SLOTS], sums: &[Sum], product: ProductRef) -> usize {
    // Fibonacci hashing: the upper bits of a product with 2^32 over the golden ratio.
    let mut at = (product.0.wrapping_mul(0x9E37_79B9) >> 22) as usize;
    loop {
        let number = slots.get(at).copied().unwrap_or_default();
        let of = usize::from(number).checked_sub(1).and_then(|at| sums.get(at));
        if of.is_none_or(|sum| sum.scored.product == product) {
            return at;
        }
        at = (at + 1) % SLOTS;
    }
}

fn square(weight: u8) -> u64 {
    u64::from(weight) * u64::from(weight)
}
