//! The phrases that tell what a search is after, laid out so that a search can look them up word by word.

use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// The phrases of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lexicon {
    /// The language: two or three small letters (ISO 639).
    pub language: String,
    /// The phrases, by their text.
    pub phrases: Vec<Phrase>,
}

/// A phrase, and the lists that it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// Its words as searches are compared with them (`engine::shape`), joined by one space. `#` is any number; `*` in front
    /// is the end of a longer word.
    pub text: String,
    /// As the marketer wrote it, without the `*` behind it; empty where that is the text.
    pub written: String,
    /// The lists in which it stands as it is, a bit for each ([`Says::bit`]).
    pub exact: u16,
    /// The lists in which it stands with `*` behind it: its last word may go on.
    pub open: u16,
}

/// The lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the field's own, listed in docs/intent.md")]
pub enum Says {
    Branded,
    ProblemAware,
    ProductAware,
    Premium,
    Value,
    Single,
    Bundle,
    ReviewLed,
    FeatureLed,
    /// What stands in it is passed over, so that a shorter phrase within it does not count.
    Nothing,
    /// The phrase after it does not count.
    Negation,
}

impl Says {
    /// All, in the order of the bits.
    pub const ALL: [Self; 11] = [
        Self::Branded,
        Self::ProblemAware,
        Self::ProductAware,
        Self::Premium,
        Self::Value,
        Self::Single,
        Self::Bundle,
        Self::ReviewLed,
        Self::FeatureLed,
        Self::Nothing,
        Self::Negation,
    ];

    /// The name as files write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Branded => "branded",
            Self::ProblemAware => "problem_aware",
            Self::ProductAware => "product_aware",
            Self::Premium => "premium",
            Self::Value => "value",
            Self::Single => "single",
            Self::Bundle => "bundle",
            Self::ReviewLed => "review_led",
            Self::FeatureLed => "feature_led",
            Self::Nothing => "says_nothing",
            Self::Negation => "negations",
        }
    }

    /// Its bit in [`Phrase::exact`] and [`Phrase::open`].
    #[must_use]
    pub fn bit(self) -> u16 {
        1 << self as u16
    }

    /// The list that says the opposite.
    #[must_use]
    pub fn opposite(self) -> Option<Self> {
        Some(match self {
            Self::ProblemAware => Self::ProductAware,
            Self::ProductAware => Self::ProblemAware,
            Self::Premium => Self::Value,
            Self::Value => Self::Premium,
            Self::Single => Self::Bundle,
            Self::Bundle => Self::Single,
            Self::ReviewLed => Self::FeatureLed,
            Self::FeatureLed => Self::ReviewLed,
            Self::Branded | Self::Nothing | Self::Negation => return None,
        })
    }
}

impl Phrase {
    /// As the marketer wrote it; `open`: with the `*` behind it.
    #[must_use]
    pub fn said(&self, open: bool) -> String {
        let mut said = if self.written.is_empty() { self.text.clone() } else { self.written.clone() };
        if open {
            said.push('*');
        }
        said
    }
}
