//! The purposes, and who decided each.

use alloc::format;
use alloc::string::String;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// It is necessary.
    Necessary,
    /// The visitor, here; the record is `__Host-segue-consent`.
    OwnRecord,
    /// A consent platform that lives in the browser only, through the bridge; the record is in `__Host-segue-consent`.
    Bridge(Bridged),
    /// The browser's Global Privacy Control: the header, or what a consent platform noted of it.
    GlobalPrivacyControl,
    /// The TC string of the IAB's Transparency and Consent Framework.
    Tcf,
    /// The string of the IAB's Global Privacy Platform.
    Gpp,
    /// The IAB's US Privacy string.
    Usp,
    /// OneTrust.
    Onetrust,
    /// Cookiebot.
    Cookiebot,
    /// Shopify.
    Shopify,
    /// Nobody asked yet, and the law where the visitor is wants to be asked first.
    OptInDefault,
    /// Nobody objected, and the law where the visitor is lets people opt out.
    OptOutDefault,
}

/// A consent platform that only a script in the page can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bridged {
    /// Google Consent Mode v2, as another banner set it.
    GoogleConsentMode,
    /// Shopify's Customer Privacy API.
    ShopifyCustomerPrivacy,
    /// Usercentrics.
    Usercentrics,
    /// Didomi.
    Didomi,
    /// Any other, through a call of the shop's own.
    Other,
}

impl Source {
    /// Whether it is a cookie of a consent platform, of which the shop's settings say whether it is read and what it means.
    #[must_use]
    pub fn is_platform(self) -> bool {
        matches!(self, Self::Tcf | Self::Gpp | Self::Usp | Self::Onetrust | Self::Cookiebot | Self::Shopify)
    }

    /// Who it was, as the end of a sentence of a receipt.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Necessary => "the answer itself, which needs it",
            Self::OwnRecord => "the visitor's own choice in this shop",
            Self::Bridge(Bridged::GoogleConsentMode) => "the shop's banner, through Google Consent Mode",
            Self::Bridge(Bridged::ShopifyCustomerPrivacy) => "the choice that Shopify keeps",
            Self::Bridge(Bridged::Usercentrics) => "the choice that Usercentrics keeps",
            Self::Bridge(Bridged::Didomi) => "the choice that Didomi keeps",
            Self::Bridge(Bridged::Other) => "the choice that the shop's consent platform keeps",
            Self::GlobalPrivacyControl => "the browser's Global Privacy Control",
            Self::Tcf => "the consent string (TCF) of the shop's consent platform",
            Self::Gpp => "the privacy string (GPP) of the shop's consent platform",
            Self::Usp => "the US Privacy string of the shop's consent platform",
            Self::Onetrust => "the choice that OneTrust keeps",
            Self::Cookiebot => "the choice that Cookiebot keeps",
            Self::Shopify => "the choice that Shopify keeps",
            Self::OptInDefault => "nobody yet, and where the visitor is people are asked first",
            Self::OptOutDefault => "nobody's objection, and where the visitor is people may object",
        }
    }
}

/// What a purpose's verdict is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Granted,
    /// Yes, for this visit only: nothing outlives the browser's session.
    ForThisVisit,
    /// No, somebody said so.
    Refused,
    /// No, since something that may say yes or no cannot be read; why, as a sentence with "it".
    Unreadable(&'static str),
    /// No, since nobody has said anything yet.
    Unasked,
}

/// The verdict on one purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// What it is.
    pub standing: Standing,
    /// Who decided.
    pub source: Source,
}

impl Verdict {
    /// The verdict as the receipt says it: "refused by the browser's Global Privacy Control".
    #[must_use]
    pub fn words(self) -> String {
        let source = self.source.words();
        match (self.standing, self.source) {
            (Standing::Granted, Source::OptOutDefault) => {
                "granted: nobody has objected, and where the visitor is people may object".into()
            }
            (Standing::Unasked, _) => {
                "not granted: nobody has chosen yet, and where the visitor is people are asked first".into()
            }
            (Standing::Granted, _) => format!("granted by {source}"),
            (Standing::ForThisVisit, _) => format!("granted for this visit only by {source}"),
            (Standing::Refused, _) => format!("refused by {source}"),
            (Standing::Unreadable(why), _) => format!("not granted: {source} cannot be read, {why}"),
        }
    }
}

/// The verdicts on all purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grants {
    verdicts: [Verdict; 5],
}

impl Default for Grants {
    /// Nothing but the necessary.
    fn default() -> Self {
        Self::from_fn(|_| Verdict { standing: Standing::Unasked, source: Source::OptInDefault })
    }
}

impl Grants {
    /// A verdict for each purpose; the necessary is granted whatever `decide` says.
    pub(super) fn from_fn(decide: impl Fn(Purpose) -> Verdict) -> Self {
        Self {
            verdicts: Purpose::ALL.map(|purpose| match purpose {
                Purpose::Necessary => Verdict { standing: Standing::Granted, source: Source::Necessary },
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

    /// Whether `purpose` is granted now, be it for this visit only.
    #[must_use]
    pub fn has(&self, purpose: Purpose) -> bool {
        matches!(self.verdict(purpose).standing, Standing::Granted | Standing::ForThisVisit)
    }

    /// Whether `purpose` is granted beyond this visit.
    #[must_use]
    pub fn keeps(&self, purpose: Purpose) -> bool {
        self.verdict(purpose).standing == Standing::Granted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_its_bits() {
        for (a, b) in (0..=u8::MAX).flat_map(|a| [0, 1, 0b1_0101, a.reverse_bits(), u8::MAX].map(|b| (a, b))) {
            let (one, other) = (PurposeSet::from_bits(a), PurposeSet::from_bits(b));
            assert_eq!(one.bits(), a & 0b1_1111);
            assert_eq!(one.union(other).bits(), (a | b) & 0b1_1111);
            assert_eq!(one.intersection(other).bits(), a & b & 0b1_1111);
            for purpose in Purpose::ALL {
                assert_eq!(one.has(purpose), a & purpose.bit() != 0);
                assert_eq!(one.without(purpose).bits(), a & 0b1_1111 & !purpose.bit());
            }
        }
        assert_eq!(PurposeSet::ALL, PurposeSet::from_bits(u8::MAX));
    }
}
