//! What a search is after, from its own words: no consent is needed, since it reads only this request.

use crate::snapshot::IntentWords;
use alloc::string::String;
use alloc::vec::Vec;

/// What a search is after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the field's own, listed in docs/shop-folder.md")]
pub enum Intent {
    Branded,
    NonBranded,
    ProblemAware,
    ProductAware,
    Premium,
    Value,
    Single,
    Bundle,
    ReviewLed,
    FeatureLed,
}

impl Intent {
    /// All, in the order of the bits.
    pub const ALL: [Self; 10] = [
        Self::Branded,
        Self::NonBranded,
        Self::ProblemAware,
        Self::ProductAware,
        Self::Premium,
        Self::Value,
        Self::Single,
        Self::Bundle,
        Self::ReviewLed,
        Self::FeatureLed,
    ];

    /// The name as rules write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Branded => "branded",
            Self::NonBranded => "non_branded",
            Self::ProblemAware => "problem_aware",
            Self::ProductAware => "product_aware",
            Self::Premium => "premium",
            Self::Value => "value",
            Self::Single => "single",
            Self::Bundle => "bundle",
            Self::ReviewLed => "review_led",
            Self::FeatureLed => "feature_led",
        }
    }
}

/// The intents of one search; none when there is no search.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Intents(u16);

impl Intents {
    /// Reads a lower-case search. Each pair (branded or not, problem or product, single or bundle) has one side; premium,
    /// value, review-led and feature-led hold where a word says so.
    #[must_use]
    pub fn of(search: &str, words: &IntentWords) -> Self {
        let tokens: Vec<&str> = search.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        if tokens.is_empty() {
            return Self::default();
        }
        let says = |list: &[String]| list.iter().any(|phrase| contains(&tokens, phrase));
        let mut intents = Self::default();
        intents.add(if says(&words.brand) { Intent::Branded } else { Intent::NonBranded });
        intents.add(if says(&words.problem) { Intent::ProblemAware } else { Intent::ProductAware });
        intents.add(if says(&words.bundle) { Intent::Bundle } else { Intent::Single });
        for (list, intent) in [
            (&words.premium, Intent::Premium),
            (&words.value, Intent::Value),
            (&words.review, Intent::ReviewLed),
            (&words.feature, Intent::FeatureLed),
        ] {
            if says(list) {
                intents.add(intent);
            }
        }
        intents
    }

    /// As a story carries them.
    #[must_use]
    pub fn bits(self) -> u16 {
        self.0
    }

    /// As a story carried them; what no intent stands for is left out.
    #[must_use]
    pub fn from_bits(bits: u16) -> Self {
        Self(bits & ((1 << Intent::ALL.len()) - 1))
    }

    fn add(&mut self, intent: Intent) {
        self.0 |= 1 << intent as u16;
    }

    /// Whether this intent is among them.
    #[must_use]
    pub fn has(self, intent: Intent) -> bool {
        self.0 & (1 << intent as u16) != 0
    }

    /// Whether the intent of this name is among them.
    #[must_use]
    pub fn has_named(self, name: &str) -> bool {
        Intent::ALL.iter().any(|intent| intent.name() == name && self.has(*intent))
    }
}

/// Whether the words of `phrase` stand in `tokens` next to one another.
fn contains(tokens: &[&str], phrase: &str) -> bool {
    let wanted: Vec<&str> = phrase.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    !wanted.is_empty() && tokens.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_decide_and_silence_says_nothing() {
        let words = IntentWords {
            brand: alloc::vec!["hearth & field".into()],
            problem: alloc::vec!["how to".into()],
            premium: alloc::vec!["best".into()],
            ..IntentWords::default()
        };
        let names = |search: &str| -> Vec<&str> {
            let intents = Intents::of(search, &words);
            Intent::ALL.iter().filter(|intent| intents.has(**intent)).map(|intent| intent.name()).collect()
        };
        assert_eq!(names(""), [""; 0]);
        assert_eq!(names("best kettle"), ["non_branded", "product_aware", "premium", "single"]);
        assert_eq!(names("how to descale hearth field kettle"), ["branded", "problem_aware", "single"]);
        // "how" and "to" apart are not "how to", and "bestow" is not "best".
        assert_eq!(names("to know how bestow"), ["non_branded", "product_aware", "single"]);
    }
}
