//! The recommender that the Worker runs, asked as the others are.

use super::recommender::{Recommender, Scratch, SoFar};
use crate::learn::{Lists, Params, Sessions, build};
use crate::neighbours::{Blend, Combined, VIEWS};
use crate::snapshot::ProductRef;

/// The encoded lists and the numbers that combine them: what a snapshot holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// By item.
    lists: Vec<Vec<u8>>,
    blend: Blend,
}

impl Served {
    /// Of lists that are made already.
    #[must_use]
    pub fn of(lists: &Lists, blend: Blend) -> Self {
        Self { lists: lists.quantize().iter().map(crate::learn::Quantized::encode).collect(), blend }
    }

    /// Learns from sessions.
    #[must_use]
    pub fn learn(sessions: &Sessions, params: &Params) -> Self {
        Self::of(&build(sessions, params), params.blend())
    }

    /// The records that a prediction reads, the one of the latest product first.
    fn read<'a>(&'a self, so_far: SoFar<'a>) -> impl Iterator<Item = (ProductRef, &'a [u8])> {
        let views = self.blend.decay.len().min(VIEWS);
        so_far.latest().take(views).map(|(_, item)| {
            let bytes = self.lists.get(item as usize).map(Vec::as_slice).unwrap_or_default();
            (ProductRef(item), bytes)
        })
    }
}

impl Recommender for Served {
    fn predict(&self, so_far: SoFar<'_>, most: usize, _: &mut Scratch) -> Vec<u32> {
        let best = Combined::of(&self.blend, self.read(so_far)).best(most, |_| true);
        best.into_iter().map(|one| one.product.0).collect()
    }

    fn bytes(&self) -> usize {
        self.lists.iter().map(Vec::len).sum()
    }

    fn request_bytes(&self, so_far: SoFar<'_>) -> Option<usize> {
        Some(self.read(so_far).map(|(_, bytes)| bytes.len()).sum())
    }
}
