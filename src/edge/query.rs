//! The query, bounded: the first of each name counts, and what is too long is cut off or left out. The parameters of a
//! one-off link stand apart: they are longer, and none of them may be there twice.

use crate::cookie::Plain;
use crate::link;
use crate::story;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Most parameters that are looked at.
const MOST: usize = 50;
/// Longest name and value in bytes; a longer parameter is left out.
const LONGEST: usize = 512;
/// Longest query that is looked at, in bytes; of a longer one the beginning counts.
const LONGEST_QUERY: usize = 8_192;

/// A parsed query.
pub(super) struct Query<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    one_off: link::Parameters<'a>,
    story: Plain<'a>,
}

debug_says_presence!(Query<'_>);

impl<'a> Query<'a> {
    /// Reads a query by the rules of the URL Standard (WHATWG), section 5.1; broken escapes are kept as they are.
    pub(super) fn parse(text: &'a str) -> Self {
        let mut query = Self { pairs: Vec::new(), one_off: link::Parameters::default(), story: story::in_query(text) };
        let end = text.len().min(LONGEST_QUERY);
        let bytes = text.as_bytes().get(..end).unwrap_or_default();
        let fits = |(name, value): &(Cow<'_, str>, Cow<'_, str>)| {
            name.len() <= LONGEST && value.len() <= LONGEST && !value.chars().any(char::is_control)
        };
        for (nth, (name, value)) in form_urlencoded::parse(bytes).enumerate() {
            let pair = query.one_off.take(name, value);
            query.pairs.extend(pair.filter(|pair| nth < MOST && fits(pair)));
        }
        query
    }

    /// What it says of a one-off destination.
    pub(super) fn one_off(&self) -> &link::Parameters<'a> {
        &self.one_off
    }

    /// The sealed story of an ad, as it came.
    pub(super) fn story(&self) -> Plain<'a> {
        self.story
    }

    /// The first value of a name that has one: templates leave parameters empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.first(name).filter(|value| !value.trim_matches(' ').is_empty())
    }

    /// The first value of a name.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_ref())
    }

    /// Each name once, with its first value.
    pub(super) fn firsts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().enumerate().filter_map(|(at, (name, value))| {
            let first = self.pairs.iter().take(at).all(|(other, _)| other != name);
            first.then_some((name.as_ref(), value.as_ref()))
        })
    }
}
