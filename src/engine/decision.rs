//! A decision owns its evidence, and what was chosen is read off the evidence: what explains a decision cannot disagree
//! with it.

use super::Unwanted;
use super::condition::{Because, Truth};
use super::intent::Intents;
use crate::consent::{Purpose, Visitor};
use crate::snapshot::{ProductRef, SnapshotId, Step, Strategy};
use alloc::string::String;
use alloc::vec::Vec;

/// What a decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The visitor's profile.
    Full,
    /// What the visitor did since the browser was opened.
    Session,
    /// This request alone.
    Contextual,
    /// Nothing: the same for everyone.
    Default,
}

impl Basis {
    /// What is remembered of the visitor, if anything is: for longer, or for this visit.
    #[must_use]
    pub fn of(visitor: &Visitor) -> Option<Self> {
        visitor.profile()?;
        Some(if visitor.grants().keeps(Purpose::Personalization) { Self::Full } else { Self::Session })
    }

    /// The name in `Segue-Basis`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Session => "session",
            Self::Contextual => "contextual",
            Self::Default => "default",
        }
    }
}

/// Why a rule was not chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It could not be read, and is off.
    SwitchedOff,
    /// Not yet, or no longer.
    OutsideWindow,
    /// An experiment (its place in the core) shows it in another arm, or hides it in this one.
    BucketMiss(u16),
    /// The visitor is in none of its segments.
    NotInSegment,
    /// Its condition does not hold.
    ConditionNotMet(Because),
    /// It reads what the visitor has not consented to.
    Withheld(Purpose),
    /// It asks about this category (its place in the core), which is sensitive.
    ReadsSensitive(u16),
    /// It would lead to something of this category (its place in the core), which is sensitive.
    Sensitive(u16),
    /// What it would show is sold out.
    OutOfStock,
    /// It finds nothing to show.
    NothingToShow,
    /// Its frequency cap is reached.
    ShownOftenEnough,
    /// The page is full, or shows one of its kind already.
    NoRoom,
    /// The visitor asked not to see it.
    NotWanted(Unwanted),
    /// The visitor is in the share that an experiment keeps out.
    Holdout,
    /// The catalogue has no such product: it was withdrawn, or the link misspells it.
    NotInCatalogue,
    /// The link does not name what it would lead to.
    NotNamed,
    /// It is sold out in the shop, and this channel does not catch what is sold out.
    NotCaught,
    /// The last moment of a one-off link has passed.
    LinkExpired,
    /// A one-off link leads where no link of this shop may lead.
    NotAllowed,
    /// Nothing is remembered of the visitor yet, so nothing would keep them in one arm.
    NothingRemembered,
    /// No number was drawn for the click that would deal it an arm.
    NotDrawn,
    /// This is a preview: an arm is looked at, and nobody takes part.
    Previewed,
}

/// What became of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It was chosen, with this.
    Chosen(T),
    /// It was not.
    Not(Reason),
}

/// What became of one rule, by its place in the core.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence<T> {
    /// The place.
    pub rule: u16,
    /// What became of it.
    pub outcome: Outcome<T>,
}

/// What a block shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The segment (its place in the core) that the visitor is in, if the block is for one.
    pub segment: Option<u16>,
    /// Products, in order.
    pub products: Vec<ProductRef>,
    /// Categories, in order.
    pub categories: Vec<u16>,
}

/// A product on a shelf, and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The product.
    pub product: ProductRef,
    /// The strategy that found it.
    pub strategy: Strategy,
    /// The product that it was found for, where that is not the page's.
    pub because: Option<ProductRef>,
    /// What ties the two.
    pub tie: Tie,
    /// Whether its margin moved it up.
    pub margin: bool,
    /// Whether being of the price band that the visitor usually looks at moved it up.
    pub band: bool,
    /// Whether it was moved down, since it was shown before and not looked at.
    pub faded: bool,
}

impl Item {
    /// A product that a strategy found, and nothing more to say.
    #[must_use]
    pub fn new(product: ProductRef, strategy: Strategy) -> Self {
        Self { product, strategy, because: None, tie: Tie::Listed, margin: false, band: false, faded: false }
    }
}

/// What ties a product to the one that it was found for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tie {
    /// What the strategy says.
    #[default]
    Listed,
    /// It is in the list of what others look at next, or close to what is.
    Next,
    /// It is bought together with it.
    Bought,
    /// It comes close to it.
    Close,
    /// The visitor looked at it, and that is all.
    Viewed,
    /// The visitor bought it, and it may be running out.
    Due,
}

/// A filled set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Its products, in order.
    pub items: Vec<Item>,
    /// What the page's product and these cost together, in hundredths, where they are offered as one.
    pub total: Option<u32>,
}

/// Where a link lands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    /// The path or address, from the snapshot.
    pub url: String,
    /// How close it is.
    pub step: Step,
    /// Whose page it is.
    pub place: Place,
}

/// Whose page a link lands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The shop's, on its own host.
    Shop,
    /// One of the allowed hosts'.
    Host,
    /// A channel's (its place in the core).
    Channel(u8),
    /// The shop's, in its app.
    App,
}

/// The arm that a visitor got in an experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dealt {
    /// The experiment's place in the core.
    pub experiment: u16,
    /// The arm's place; 0 is the control.
    pub arm: u8,
    /// Whether the visitor takes part. Everyone else gets the control and is not counted.
    pub enrolled: bool,
    /// Why not, if so.
    pub reason: Option<Reason>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The snapshot that it was made from.
    pub snapshot: SnapshotId,
    /// What it rests on.
    pub basis: Basis,
    /// What the search is after; none without one.
    pub intents: Intents,
    /// Whether the visitor is in each segment of the core.
    pub segments: Vec<Truth>,
    /// Experiments.
    pub experiments: Vec<Dealt>,
    /// Every block of the core, in order of priority.
    pub blocks: Vec<Evidence<Shown>>,
    /// Every set that was looked at, in order of priority.
    pub sets: Vec<Evidence<Shelf>>,
    /// The place that a one-off link was signed for, where there is one.
    pub one_off: Option<Outcome<Landed>>,
    /// Every candidate of the campaign, in the order in which they are tried.
    pub landing: Vec<Evidence<Landed>>,
    /// Whether what was asked about is of a sensitive category.
    pub about_sensitive: bool,
    /// Shards that would have told more, in the order in which they were missed.
    pub missing: Vec<u16>,
}

impl Decision {
    /// Nothing chosen yet.
    pub(super) fn new(snapshot: SnapshotId, basis: Basis) -> Self {
        Self {
            snapshot,
            basis,
            intents: Intents::default(),
            segments: Vec::new(),
            experiments: Vec::new(),
            blocks: Vec::new(),
            sets: Vec::new(),
            one_off: None,
            landing: Vec::new(),
            about_sensitive: false,
            missing: Vec::new(),
        }
    }

    /// The blocks that are shown, with their places in the core.
    pub fn shown_blocks(&self) -> impl Iterator<Item = (u16, &Shown)> {
        chosen(&self.blocks)
    }

    /// The sets that are shown, with their places in the core.
    pub fn shown_sets(&self) -> impl Iterator<Item = (u16, &Shelf)> {
        chosen(&self.sets)
    }

    /// Where the link lands.
    #[must_use]
    pub fn landed(&self) -> Option<&Landed> {
        match &self.one_off {
            Some(Outcome::Chosen(landed)) => Some(landed),
            _ => chosen(&self.landing).next().map(|(_, landed)| landed),
        }
    }

    /// The segments that the visitor is in, by their places in the core.
    pub fn in_segments(&self) -> impl Iterator<Item = u16> {
        (0_u16..).zip(&self.segments).filter(|(_, truth)| **truth == Truth::Yes).map(|(at, _)| at)
    }
}

fn chosen<T>(evidence: &[Evidence<T>]) -> impl Iterator<Item = (u16, &T)> {
    evidence.iter().filter_map(|evidence| match &evidence.outcome {
        Outcome::Chosen(what) => Some((evidence.rule, what)),
        Outcome::Not(_) => None,
    })
}
