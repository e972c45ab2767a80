//! The purposes, and who decided each.

use serde::{Deserialize, Serialize};

/// What a signal may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The answer to this request and the record of the choice itself. Always granted.
    Necessary,
    /// Settings that the visitor makes.
    Preferences,
    /// Counting.
    Analytics,
    /// The profile cookie: what was viewed, put in the cart and bought.
    Personalization,
    /// Campaigns, audiences and click identifiers.
    Advertising,
}

impl Purpose {
    /// All, in the order in which people are shown them.
    pub const ALL: [Self; 5] =
        [Self::Necessary, Self::Preferences, Self::Analytics, Self::Personalization, Self::Advertising];

    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Necessary => "necessary",
            Self::Preferences => "preferences",
            Self::Analytics => "analytics",
            Self::Personalization => "personalization",
            Self::Advertising => "advertising",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of purposes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurposeSet(u8);

impl PurposeSet {
    /// None.
    pub const NONE: Self = Self(0);

    /// This set and `purpose`.
    #[must_use]
    pub const fn with(self, purpose: Purpose) -> Self {
        Self(self.0 | purpose.bit())
    }

    /// This set without `purpose`.
    #[must_use]
    pub const fn without(self, purpose: Purpose) -> Self {
        Self(self.0 & !purpose.bit())
    }

    /// What is in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `purpose` is in it.
    #[must_use]
    pub const fn has(self, purpose: Purpose) -> bool {
        self.0 & purpose.bit() != 0
    }

    /// What is in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// All purposes.
    pub const ALL: Self = Self(0b1_1111);

    /// The bits, for a cookie: bit n is the n-th of [`Purpose::ALL`].
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set with these bits; bits beyond the five purposes mean nothing.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 0b1_1111)
    }
}

/// Who decided about a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// It is necessary.
    Necessary,
    /// The visitor, here; the record is `__Host-segue-consent`.
    OwnRecord,
    /// The browser's Global Privacy Control.
    GlobalPrivacyControl,
    /// Nobody asked yet, and the law where the visitor is wants to be asked first.
    OptInDefault,
    /// Nobody objected, and the law where the visitor is lets people opt out.
    OptOutDefault,
    /// There is a record that cannot be read.
    Unreadable,
}

impl Source {
    /// Who it was, as the end of a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Necessary => "it is needed to answer at all",
            Self::OwnRecord => "your own choice in this shop",
            Self::GlobalPrivacyControl => "the browser's Global Privacy Control",
            Self::OptInDefault => "no choice yet, and here we ask first",
            Self::OptOutDefault => "no choice yet, and here you can opt out",
            Self::Unreadable => "a record of a choice that cannot be read",
        }
    }
}

/// The verdict on one purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is granted.
    pub granted: bool,
    /// Who decided.
    pub source: Source,
}

/// The verdicts on all purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grants {
    verdicts: [Verdict; 5],
}

impl Default for Grants {
    /// Nothing but the necessary.
    fn default() -> Self {
        Self::from_fn(|_| Verdict { granted: false, source: Source::Unreadable })
    }
}

impl Grants {
    /// A verdict for each purpose; the necessary is granted whatever `decide` says.
    pub(super) fn from_fn(decide: impl Fn(Purpose) -> Verdict) -> Self {
        Self {
            verdicts: Purpose::ALL.map(|purpose| match purpose {
                Purpose::Necessary => Verdict { granted: true, source: Source::Necessary },
                other => decide(other),
            }),
        }
    }

    /// The verdict on `purpose`.
    #[must_use]
    pub fn verdict(&self, purpose: Purpose) -> Verdict {
        let [necessary, preferences, analytics, personalization, advertising] = self.verdicts;
        match purpose {
            Purpose::Necessary => necessary,
            Purpose::Preferences => preferences,
            Purpose::Analytics => analytics,
            Purpose::Personalization => personalization,
            Purpose::Advertising => advertising,
        }
    }

    /// Whether `purpose` is granted.
    #[must_use]
    pub fn has(&self, purpose: Purpose) -> bool {
        self.verdict(purpose).granted
    }
}
