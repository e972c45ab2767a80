//! Sessions that are held back to be predicted.

use super::recommender::SoFar;
use crate::learn::{Click, Sessions};

/// So many of the latest clicks of a session are shown to a recommender, at most. Only a robot has more.
pub const LOOKED_AT: usize = 500;

/// Sessions of at least two clicks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    items: Vec<u32>,
    ends: Vec<usize>,
}

impl Held {
    /// Of clicks in order: session by session, and within each by time. Sessions of one click are left out.
    #[must_use]
    pub fn of(clicks: &[Click]) -> Self {
        let mut held = Self::default();
        for session in clicks.chunk_by(|a, b| a.session == b.session).filter(|session| session.len() > 1) {
            held.push(session.iter().map(|click| click.item));
        }
        held
    }

    /// Of sessions that are in order already.
    #[must_use]
    pub fn of_sessions(sessions: &Sessions) -> Self {
        let mut held = Self::default();
        sessions.iter().for_each(|(_, items)| held.push(items.iter().copied()));
        held
    }

    fn push(&mut self, items: impl Iterator<Item = u32>) {
        self.items.extend(items);
        self.ends.push(self.items.len());
    }

    /// So many sessions at most, taken at even distances.
    #[must_use]
    pub fn thinned(self, most: usize) -> Self {
        if self.len() <= most {
            return self;
        }
        let mut held = Self::default();
        (0..most).for_each(|nth| held.push(self.session(nth * self.len() / most).iter().copied()));
        held
    }

    /// How many sessions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many predictions: each click but the first of a session.
    #[must_use]
    pub fn predictions(&self) -> usize {
        self.items.len() - self.ends.len()
    }

    /// The items of one session.
    #[must_use]
    pub fn session(&self, nth: usize) -> &[u32] {
        let from = nth.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let to = self.ends.get(nth).copied().unwrap_or(from);
        self.items.get(from..to).unwrap_or_default()
    }

    /// The predictions of one session in order: the clicks so far, and the item that comes next.
    pub fn points(&self, nth: usize) -> impl Iterator<Item = (SoFar<'_>, u32)> {
        let items = self.session(nth);
        (1_usize..).zip(items.iter().skip(1)).map(|(at, next)| {
            let so_far = items.get(at.saturating_sub(LOOKED_AT)..at).unwrap_or_default();
            (SoFar { items: so_far }, *next)
        })
    }
}
