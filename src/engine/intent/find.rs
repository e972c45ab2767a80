//! Which phrases stand in a search, and which of them count.

use super::words::{Words, ends, first_word};
use crate::snapshot::{Phrase, Says};
use alloc::vec::Vec;

/// How many words a phrase has at most; `segue check` allows no more.
pub const MOST_WORDS: usize = 8;

/// A phrase that stands in a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Its first word, and how many there are.
    pub(super) first: u16,
    pub(super) words: u16,
    /// How long the phrase is, in bytes.
    pub(super) length: u16,
    /// Which phrase of which part of the rules.
    pub(super) of: u16,
    pub(super) phrase: u16,
    /// Whether its last word goes on.
    pub(super) open: bool,
    /// The lists that it stands in.
    pub(super) says: u16,
}

/// What becomes of a phrase for one of its lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    /// It counts.
    Yes,
    /// This phrase (its place among those found) stands before it and takes it back.
    Negated(usize),
    /// A longer phrase has its words.
    Taken(usize),
}

impl Found {
    fn end(&self) -> u16 {
        self.first.saturating_add(self.words)
    }

    fn meets(&self, other: &Self) -> bool {
        self.first < other.end() && other.first < self.end()
    }

    fn weight(&self) -> (u16, u16) {
        (self.words, self.length)
    }

    fn says(&self, list: Says) -> bool {
        self.says & list.bit() != 0
    }
}

/// Every phrase of `rules` (by their text) that stands in the search, by its first word.
pub(super) fn find(words: &Words, rules: &[&[Phrase]]) -> Vec<Found> {
    let mut found = Vec::new();
    for at in 0..words.len() {
        for (of, phrases) in (0_u16..).zip(rules) {
            let mut add = |phrase: usize, length: usize, words: usize, open: bool, says: u16| {
                found.push(Found {
                    first: short(at),
                    words: short(words),
                    length: short(length),
                    of,
                    phrase: short(phrase),
                    open,
                    says,
                });
            };
            endings(first_word(words.from(at)), phrases, &mut add);
            walk(words.from(at), phrases, false, &mut add);
            walk(words.numbered_from(at), phrases, true, &mut add);
        }
    }
    found
}

fn short(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// Takes the place of a phrase, its length, its words, whether its last word goes on, and its lists.
type Add<'a> = &'a mut dyn FnMut(usize, usize, usize, bool, u16);

/// The phrases that are ends of longer words: they stand together, behind those that begin with a number.
fn endings(word: &str, phrases: &[Phrase], add: Add<'_>) {
    let from = phrases.partition_point(|phrase| phrase.text.as_str() < "*");
    for (at, phrase) in phrases.iter().enumerate().skip(from) {
        let Some(end) = phrase.text.strip_prefix('*') else { break };
        if word.ends_with(end) {
            add(at, end.len(), 1, false, phrase.exact | phrase.open);
        }
    }
}

/// The phrases that `text` begins with. Letter by letter the phrases that are left get fewer, so that this takes no longer
/// than the longest phrase that begins like the text.
fn walk(text: &str, phrases: &[Phrase], numbered: bool, add: Add<'_>) {
    let mut from = 0;
    let mut words = 1;
    for (at, c) in text.char_indices() {
        words += usize::from(c == ' ');
        let (begun, rest) = text.split_at_checked(at + c.len_utf8()).unwrap_or((text, ""));
        let left = phrases.get(from..).unwrap_or_default();
        from += left.partition_point(|phrase| phrase.text.as_str() < begun);
        let Some(phrase) = phrases.get(from).filter(|phrase| phrase.text.starts_with(begun)) else { return };
        // What has no number was found in the plain words.
        if phrase.text.len() != begun.len() || (numbered && !begun.contains('#')) {
            continue;
        }
        let open = !ends(rest);
        let says = if open { phrase.open } else { phrase.exact | phrase.open };
        if says != 0 {
            // Where a word ends, the phrase without `*` is the one to speak of, if there is one.
            add(from, begun.len(), words, open || phrase.exact == 0, says);
        }
    }
}

/// What becomes of the n-th phrase for one of its lists.
pub(super) fn counts(found: &[Found], n: usize, list: Says) -> Counts {
    let Some(one) = found.get(n) else { return Counts::Yes };
    let opposite = list.opposite().map_or(0, Says::bit);
    if list != Says::Nothing && one.says(Says::Nothing) {
        return Counts::Taken(n);
    }
    let near = |at: &usize| found.get(*at).filter(|_| *at != n);
    for (at, other) in around(found, n).filter_map(|at| Some((at, near(&at)?))) {
        if other.meets(one) && list != Says::Nothing {
            let longer = other.weight() > one.weight();
            let silent = other.says(Says::Nothing) && other.weight() >= one.weight();
            if silent || (longer && other.says & opposite != 0) {
                return Counts::Taken(at);
            }
        }
    }
    if !matches!(list, Says::Nothing | Says::Negation) {
        for (at, other) in around(found, n).filter_map(|at| Some((at, near(&at)?))) {
            let before = other.end() == one.first && other.says(Says::Negation);
            if before && counts(found, at, Says::Negation) == Counts::Yes {
                return Counts::Negated(at);
            }
        }
    }
    Counts::Yes
}

/// The places of those that could meet the n-th or stand next to it.
fn around(found: &[Found], n: usize) -> core::ops::Range<usize> {
    let Some(one) = found.get(n) else { return 0..0 };
    let most = short(MOST_WORDS);
    let from = found.partition_point(|other| other.first.saturating_add(most) < one.first);
    let to = found.partition_point(|other| other.first < one.end());
    from..to
}

/// The lists whose phrases count, a bit for each.
pub(super) fn said(found: &[Found]) -> u16 {
    let mut said = 0;
    for (n, one) in found.iter().enumerate() {
        for list in Says::ALL {
            if one.says(list) && said & list.bit() == 0 && counts(found, n, list) == Counts::Yes {
                said |= list.bit();
            }
        }
    }
    said
}
