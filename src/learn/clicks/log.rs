//! Clicks as they are read: numbers for sessions and products, 16 bytes a click.

use super::super::Click;
use super::tally::Tally;
use std::collections::HashMap;
use std::fmt;

/// Whose click it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// One visit: all clicks of it are one session.
    Session(&'a str),
    /// Somebody who may come again: the clicks are cut into sessions where nothing happened for a while.
    Visitor(&'a str),
}

impl fmt::Debug for Who<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Session(_) => "Session",
            Self::Visitor(_) => "Visitor",
        })
    }
}

/// Clicks, and what to call them until they are in order.
#[derive(Default)]
pub struct Log {
    /// Sessions and visitors, told apart by [`SESSION`] and [`VISITOR`] before their ids.
    pub(super) sessions: Names,
    pub(super) items: Names,
    pub(super) clicks: Vec<Click>,
    /// The time of the last click of each session that was read.
    last: Vec<f64>,
    /// What was counted so far.
    pub tally: Tally,
    key: String,
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("tally", &self.tally).finish_non_exhaustive()
    }
}

const SESSION: char = 's';
/// What a visitor's name begins with.
pub(super) const VISITOR: char = 'v';

impl Log {
    /// Enters a click. `time` is in seconds since 1970.
    pub fn click(&mut self, who: Who<'_>, product: &str, time: f64) {
        self.key.clear();
        let (kind, id) = match who {
            Who::Session(id) => (SESSION, id),
            Who::Visitor(id) => (VISITOR, id),
        };
        self.key.push(kind);
        self.key.push_str(id);
        let session = self.sessions.number(&self.key);
        let item = self.items.number(product);
        match self.last.get_mut(session as usize) {
            Some(last) => {
                self.tally.out_of_order += u64::from(time < *last);
                *last = time.max(*last);
            }
            None => self.last.push(time),
        }
        self.tally.clicks += 1;
        self.clicks.push(Click { session, item, time });
    }
}

/// Numbers for texts, in the order of their first appearance.
#[derive(Default)]
pub(super) struct Names(HashMap<Box<str>, u32>);

impl Names {
    /// The number of a text. More than four thousand million share the last one.
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.0.get(text) {
            return *number;
        }
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.insert(text.into(), next);
        next
    }

    /// Every text with its number, in the order of the texts' bytes.
    pub(super) fn sorted(self) -> Vec<(Box<str>, u32)> {
        let mut all: Vec<(Box<str>, u32)> = self.0.into_iter().collect();
        all.sort_unstable();
        all
    }
}
