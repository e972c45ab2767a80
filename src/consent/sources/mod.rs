//! Everyone who may have said something about consent. Each source is a file of its own and makes a [`Statement`] of what
//! a request carries; [`combine`](super::combine) makes the verdicts of them.

mod categories;
pub(super) mod cookiebot;
mod date;
mod escaped;
pub(super) mod gpc;
pub(super) mod gpp;
#[cfg(test)]
mod mutate;
pub(super) mod onetrust;
pub(super) mod own;
pub(super) mod shopify;
pub(super) mod tcf;
pub(super) mod usp;

use crate::consent::{Purpose, Source};
use crate::cookie::Plain;
use crate::day::Day;

/// How long a recorded choice counts, in days: 13 months, as the French CNIL recommends and the own record holds.
pub(super) const LIFETIME_DAYS: u16 = crate::cookie::CONSENT_DAYS;

/// What a source says about one purpose, from the strictest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// No.
    Refused,
    /// Something that cannot be read: it grants nothing.
    Unreadable(&'static str),
    /// Yes, for this visit only.
    ForThisVisit,
    /// Yes.
    Granted,
    /// Nothing.
    Silent,
}

impl Word {
    /// How strict it is, the strictest first; why something cannot be read makes no difference.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Refused => 0,
            Self::Unreadable(_) => 1,
            Self::ForThisVisit => 2,
            Self::Granted => 3,
            Self::Silent => 4,
        }
    }
}

/// What one source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Statement {
    /// Who.
    pub(super) source: Source,
    /// What about each of [`Purpose::ALL`]; the first, the necessary, is never asked about.
    words: [Word; 5],
}

impl Statement {
    /// Says `word` of every purpose.
    pub(super) fn all(source: Source, word: Word) -> Self {
        Self { source, words: [word; 5] }
    }

    /// What `of` says of each purpose.
    pub(super) fn each(source: Source, of: impl Fn(Purpose) -> Word) -> Self {
        Self { source, words: Purpose::ALL.map(of) }
    }

    /// Says `word` of one purpose, and nothing of the others.
    pub(super) fn only(source: Source, about: Purpose, word: Word) -> Self {
        Self::each(source, |purpose| if purpose == about { word } else { Word::Silent })
    }

    /// The same without a yes: whoever cannot know what it means takes it for unreadable.
    pub(super) fn without_yes(mut self, why: &'static str) -> Self {
        for word in &mut self.words {
            if matches!(word, Word::Granted | Word::ForThisVisit) {
                *word = Word::Unreadable(why);
            }
        }
        self
    }

    /// What it says about `purpose`.
    pub(super) fn word(&self, purpose: Purpose) -> Word {
        let [necessary, preferences, analytics, personalization, advertising] = self.words;
        match purpose {
            Purpose::Necessary => necessary,
            Purpose::Preferences => preferences,
            Purpose::Analytics => analytics,
            Purpose::Personalization => personalization,
            Purpose::Advertising => advertising,
        }
    }
}

/// Two cookies of one name: a browser sends one, so nobody knows which of them the visitor's choice is.
pub(super) fn twice(source: Source) -> Statement {
    Statement::all(source, Word::Unreadable("it was sent twice"))
}

/// What a cookie says that stands once.
pub(super) fn once(
    cookie: Plain<'_>,
    source: Source,
    read: impl FnOnce(&str) -> Option<Statement>,
) -> Option<Statement> {
    match cookie {
        Plain::Absent => None,
        Plain::Several => Some(twice(source)),
        Plain::One(text) => read(text),
    }
}

/// Whether a choice of `day` still counts: not from the future (a day's grace for clocks), and not older than
/// [`LIFETIME_DAYS`]. One that does not count is absent.
pub(super) fn counts(day: Day, today: Day) -> bool {
    day <= today.plus(1) && today.since(day) <= LIFETIME_DAYS
}

/// The same for a moment in milliseconds since 1970-01-01 00:00 UTC.
pub(super) fn counts_ms(milliseconds: u64, today: Day) -> bool {
    u16::try_from(milliseconds / 86_400_000).is_ok_and(|day| counts(Day(day), today))
}
