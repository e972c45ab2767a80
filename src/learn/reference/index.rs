//! The training sessions by item.

use crate::learn::Sessions;
use crate::learn::evaluate::LOOKED_AT;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Training sessions, and for each item the sessions that it is in: what all nearest-neighbour methods share.
#[derive(Debug, Default)]
pub struct Trained {
    sessions: Sessions,
    /// When each session ended.
    times: Vec<f64>,
    /// The distinct items of each session, of a robot's the latest 500, and where in the session each was clicked last, from 1.
    items: Vec<u32>,
    last: Vec<u32>,
    ends: Vec<usize>,
    /// For each item the sessions, the latest first.
    postings: Vec<u32>,
    posting_ends: Vec<usize>,
    /// Clicks of each item.
    clicks: Vec<u32>,
}

impl Trained {
    /// Makes the index.
    #[must_use]
    pub fn on(sessions: Sessions) -> Self {
        let mut trained = Self { clicks: vec![0; sessions.catalogue()], ..Self::default() };
        let mut of_item: Vec<usize> = vec![0; sessions.catalogue()];
        let mut last: HashMap<u32, u32> = HashMap::new();
        for (time, items) in sessions.iter() {
            trained.times.push(time);
            last.clear();
            for (place, item) in (1_u32..).zip(items) {
                last.insert(*item, place);
                trained.clicks.iter_mut().skip(*item as usize).take(1).for_each(|clicks| *clicks += 1);
            }
            let mut distinct: Vec<(u32, u32)> = last.iter().map(|(item, place)| (*item, *place)).collect();
            if distinct.len() > LOOKED_AT {
                distinct.select_nth_unstable_by_key(LOOKED_AT, |(_, place)| Reverse(*place));
                distinct.truncate(LOOKED_AT);
            }
            distinct.sort_unstable();
            for (item, place) in distinct {
                trained.items.push(item);
                trained.last.push(place);
                of_item.iter_mut().skip(item as usize).take(1).for_each(|count| *count += 1);
            }
            trained.ends.push(trained.items.len());
        }
        let mut sum = 0;
        for end in &mut of_item {
            (*end, sum) = (sum, sum + *end);
        }
        trained.postings = vec![0; sum];
        for session in (0..sessions.len()).rev() {
            for item in trained.range(session).filter_map(|at| trained.items.get(at)) {
                if let Some(end) = of_item.get_mut(*item as usize) {
                    trained.postings.iter_mut().skip(*end).take(1).for_each(|slot| *slot = session as u32);
                    *end += 1;
                }
            }
        }
        trained.posting_ends = of_item;
        trained.sessions = sessions;
        trained
    }

    /// The sessions themselves.
    #[must_use]
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// How many items there may be.
    #[must_use]
    pub fn catalogue(&self) -> usize {
        self.sessions.catalogue()
    }

    /// When a session ended, in seconds.
    #[must_use]
    pub fn time(&self, session: u32) -> f64 {
        self.times.get(session as usize).copied().unwrap_or_default()
    }

    /// The distinct items of a session, the latest 500 of a robot's, ascending. A prediction goes through those of every
    /// session that is near, and one of 100,000 clicks is near to all.
    #[must_use]
    pub fn distinct(&self, session: u32) -> &[u32] {
        self.items.get(self.range(session as usize)).unwrap_or_default()
    }

    /// Where in the session each of its distinct items was clicked last, from 1.
    #[must_use]
    pub fn last_places(&self, session: u32) -> &[u32] {
        self.last.get(self.range(session as usize)).unwrap_or_default()
    }

    /// The sessions with an item among their [distinct](Self::distinct) ones, the latest first.
    #[must_use]
    pub fn with(&self, item: u32) -> &[u32] {
        let item = item as usize;
        let from = item.checked_sub(1).and_then(|before| self.posting_ends.get(before)).copied().unwrap_or(0);
        let to = self.posting_ends.get(item).copied().unwrap_or(from);
        self.postings.get(from..to).unwrap_or_default()
    }

    /// How often an item was clicked.
    #[must_use]
    pub fn clicks(&self, item: u32) -> u32 {
        self.clicks.get(item as usize).copied().unwrap_or_default()
    }

    /// Each item's share of the clicks of the most clicked.
    #[must_use]
    pub fn popularity(&self) -> Vec<f64> {
        let most = f64::from(self.clicks.iter().copied().max().unwrap_or_default().max(1));
        self.clicks.iter().map(|clicks| f64::from(*clicks) / most).collect()
    }

    /// Bytes of the sessions' distinct items and of the sessions by item, four each.
    #[must_use]
    pub fn bytes(&self) -> usize {
        4 * (self.items.len() + self.postings.len() + self.ends.len() + self.posting_ends.len())
    }

    fn range(&self, session: usize) -> std::ops::Range<usize> {
        let from = session.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        from..self.ends.get(session).copied().unwrap_or(from)
    }
}
