//! What a search is after, from its own words: no consent is needed, since it reads only this request.
//!
//! `docs/intent.md` says how it is decided. On the request path [`Intents`] are computed, ten bits; what was found at which
//! words is told for receipts alone, by the same search for phrases ([`told`]).

mod find;
mod told;
mod words;

pub use find::MOST_WORDS;
pub use told::{Said, Spoken, told};
pub use words::{Words, shape};

use crate::consent::Context;
use crate::snapshot::{Core, Lexicon, Phrase, Says};

/// What a search is after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the field's own, listed in docs/intent.md")]
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
            Self::NonBranded => "non_branded",
            other => other.list().map_or("", Says::name),
        }
    }

    /// The list whose phrases say it.
    #[must_use]
    pub fn list(self) -> Option<Says> {
        Some(match self {
            Self::NonBranded => return None,
            Self::Branded => Says::Branded,
            Self::ProblemAware => Says::ProblemAware,
            Self::ProductAware => Says::ProductAware,
            Self::Premium => Says::Premium,
            Self::Value => Says::Value,
            Self::Single => Says::Single,
            Self::Bundle => Says::Bundle,
            Self::ReviewLed => Says::ReviewLed,
            Self::FeatureLed => Says::FeatureLed,
        })
    }

    /// The side that wins over this one, which holds wherever a search does not say that.
    #[must_use]
    pub fn gives_way_to(self) -> Option<Self> {
        match self {
            Self::NonBranded => Some(Self::Branded),
            Self::ProductAware => Some(Self::ProblemAware),
            Self::Single => Some(Self::Bundle),
            _ => None,
        }
    }
}

/// The intents of one search; none when there is no search.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Intents(u16);

impl Intents {
    /// Reads a search by these rules. Each pair (branded or not, problem or product, single or bundle) has one side; premium,
    /// value, review-led and feature-led hold where a phrase says so.
    #[must_use]
    pub fn of(words: &Words, rules: &Rules<'_>) -> Self {
        if words.is_empty() {
            Self::default()
        } else {
            Self::that_say(find::said(&find::find(words, &rules.phrases())))
        }
    }

    /// The intents of a search in which these lists count.
    fn that_say(lists: u16) -> Self {
        let mut intents = Self::default();
        for intent in Intent::ALL {
            let said = |intent: Intent| intent.list().is_some_and(|list| lists & list.bit() != 0);
            let holds = match intent.gives_way_to() {
                Some(other) => !said(other),
                None => said(intent),
            };
            intents.0 |= u16::from(holds) << intent as u16;
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

    /// Whether this intent is among them.
    #[must_use]
    pub fn has(self, intent: Intent) -> bool {
        self.0 & (1 << intent as u16) != 0
    }

    /// Whether the intent of this name is among them.
    #[must_use]
    pub fn has_named(self, name: &str) -> bool {
        self.all().any(|intent| intent.name() == name)
    }

    /// Those among them, in the order of [`Intent::ALL`].
    pub fn all(self) -> impl Iterator<Item = Intent> {
        Intent::ALL.into_iter().filter(move |intent| self.has(*intent))
    }
}

/// The phrases by which a search is read: those of a language, and the campaign's own.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    lexicon: Option<&'a Lexicon>,
    campaign: &'a [Phrase],
}

impl<'a> Rules<'a> {
    /// The rules for a request that came by this campaign (its id, or empty): in the campaign's language, else in the
    /// visitor's where the shop has phrases in it, else in the shop's.
    #[must_use]
    pub fn of(core: &'a Core, context: &Context, campaign: &str) -> Self {
        let campaign = core.campaigns.get(campaign).and_then(|rule| rule.body.as_ref());
        let in_language =
            |language: &str| core.intent.iter().find(|lexicon| !language.is_empty() && lexicon.language == language);
        let lexicon = campaign.and_then(|campaign| in_language(&campaign.language));
        Self {
            // The first is that of the shop's own language.
            lexicon: lexicon.or_else(|| in_language(&context.language)).or_else(|| core.intent.first()),
            campaign: campaign.map_or(&[], |campaign| &campaign.phrases),
        }
    }

    /// The rules of a language alone, for whoever has no request.
    #[must_use]
    pub fn of_lexicon(lexicon: &'a Lexicon) -> Self {
        Self { lexicon: Some(lexicon), campaign: &[] }
    }

    /// The language, or empty.
    #[must_use]
    pub fn language(&self) -> &'a str {
        self.lexicon.map_or("", |lexicon| &lexicon.language)
    }

    fn phrases(&self) -> [&'a [Phrase]; 2] {
        [self.lexicon.map_or(&[], |lexicon| &lexicon.phrases), self.campaign]
    }
}
