//! What marketers write, as the Worker holds it: ids resolved to places, names to keys.

use super::condition::Condition;
use super::product::ProductRef;
use crate::consent::{Purpose, PurposeSet};
use crate::day::Day;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The id.
    pub id: String,
    /// For colleagues.
    pub name: String,
    /// For shoppers: the beginning of a sentence, or empty.
    pub why: String,
    /// The rule. It may name segments before this one only.
    pub when: Condition,
}

/// First and last day, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Not before.
    pub from: Option<Day>,
    /// Not after.
    pub to: Option<Day>,
}

impl Window {
    /// Whether `today` is in it.
    #[must_use]
    pub fn holds(self, today: Day) -> bool {
        self.from.is_none_or(|from| today >= from) && self.to.is_none_or(|to| today <= to)
    }
}

/// On no more days than this for one visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// On so many days.
    pub times: u8,
    /// Within so many days.
    pub within_days: u16,
}

/// A link in a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub url: String,
}

/// What a block is, and so what Segue adds to it from the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is a word of the list in docs/shop-folder.md")]
pub enum Kind {
    Orientation,
    ReviewProof,
    Comparison,
    ShippingClarity,
    Bundle,
    UseCase,
    ReorderPrompt,
    EarlyAccess,
    CuratedPicks,
    Bestsellers,
    CategoryPath,
    ViewedProducts,
    AdPromise,
}

impl Kind {
    /// The name as files and answers write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Orientation => "orientation",
            Self::ReviewProof => "review_proof",
            Self::Comparison => "comparison",
            Self::ShippingClarity => "shipping_clarity",
            Self::Bundle => "bundle",
            Self::UseCase => "use_case",
            Self::ReorderPrompt => "reorder_prompt",
            Self::EarlyAccess => "early_access",
            Self::CuratedPicks => "curated_picks",
            Self::Bestsellers => "bestsellers",
            Self::CategoryPath => "category_path",
            Self::ViewedProducts => "viewed_products",
            Self::AdPromise => "ad_promise",
        }
    }

    /// What a block of this kind reads whatever its conditions say; [`Purpose::Necessary`] means this request alone.
    #[must_use]
    pub fn purpose(self) -> Purpose {
        match self {
            Self::ReorderPrompt | Self::ViewedProducts | Self::CategoryPath => Purpose::Personalization,
            Self::Orientation
            | Self::ReviewProof
            | Self::Comparison
            | Self::ShippingClarity
            | Self::Bundle
            | Self::UseCase
            | Self::EarlyAccess
            | Self::CuratedPicks
            | Self::Bestsellers
            | Self::AdPromise => Purpose::Necessary,
        }
    }
}

/// What: a piece of the product page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The id.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Any of these segments; none means everyone.
    pub segments: Vec<u16>,
    /// A further condition.
    pub when: Option<Condition>,
    /// 0 to 100; the core holds blocks by descending priority, then by id.
    pub priority: u8,
    /// The heading.
    pub title: String,
    /// The text, or empty.
    pub text: String,
    /// Points, if any.
    pub points: Vec<String>,
    /// A link, if any.
    pub link: Option<Link>,
    /// Why it is shown, to the shopper.
    pub why: String,
    /// When.
    pub window: Window,
    /// How often.
    pub cap: Option<Cap>,
    /// The marketer's picks.
    pub products: Vec<ProductRef>,
    /// The consents that it asks for: it is shown only to those who gave them all.
    pub asks: PurposeSet,
}

/// Where the products of a set come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is a word of the list in docs/shop-folder.md")]
pub enum Strategy {
    BoughtTogether,
    Complementary,
    SameCategory,
    ViewedProducts,
    Reorder,
    Bestsellers,
    Curated,
    ContinueAd,
    ViewedNext,
    Similar,
    Popular,
    New,
    Bundle,
}

impl Strategy {
    /// The name as files write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BoughtTogether => "bought_together",
            Self::Complementary => "complementary",
            Self::SameCategory => "same_category",
            Self::ViewedProducts => "viewed_products",
            Self::Reorder => "reorder",
            Self::Bestsellers => "bestsellers",
            Self::Curated => "curated",
            Self::ContinueAd => "continue_ad",
            Self::ViewedNext => "viewed_next",
            Self::Similar => "similar",
            Self::Popular => "popular",
            Self::New => "new",
            Self::Bundle => "bundle",
        }
    }

    /// What it reads; [`Purpose::Necessary`] means this request alone.
    #[must_use]
    pub fn purpose(self) -> Purpose {
        match self {
            Self::ViewedProducts | Self::Reorder => Purpose::Personalization,
            Self::BoughtTogether
            | Self::Complementary
            | Self::SameCategory
            | Self::Bestsellers
            | Self::Curated
            | Self::ContinueAd
            | Self::ViewedNext
            | Self::Similar
            | Self::Popular
            | Self::New
            | Self::Bundle => Purpose::Necessary,
        }
    }
}

/// A recommendation set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set {
    /// The id.
    pub id: String,
    /// The heading.
    pub title: String,
    /// Why it is shown, to the shopper.
    pub why: String,
    /// Where products come from, in order.
    pub strategies: Vec<Strategy>,
    /// How many products.
    pub size: u8,
    /// 0 to 100; the core holds sets by descending priority, then by id.
    pub priority: u8,
    /// Any of these segments; none means everyone.
    pub segments: Vec<u16>,
    /// A further condition.
    pub when: Option<Condition>,
    /// The marketer's picks.
    pub pin: Vec<ProductRef>,
    /// The weight of each strategy, where they are mixed; none where each only fills up what those before it left.
    pub blend: Vec<u8>,
    /// Whether it may show what the visitor has viewed.
    pub viewed: bool,
    /// Whether the product page may show it.
    pub page: bool,
    /// Whether it reads nothing about the visitor, so that one answer serves everyone.
    pub shared: bool,
    /// The consents that it asks for: it is shown only to those who gave them all.
    pub asks: PurposeSet,
}

/// What is being tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Experiment {
    /// The id.
    pub id: String,
    /// A new version deals the cards anew.
    pub version: u32,
    /// Who is dealt an arm.
    pub unit: Unit,
    /// The share of visitors kept out, in percent.
    pub holdout_percent: u8,
    /// Any of these segments; none means everyone.
    pub segments: Vec<u16>,
    /// When.
    pub window: Window,
    /// The arms; the first is the control; weights add up to 100.
    pub arms: Vec<Arm>,
    /// The consents that it asks for: only those take part who gave them all.
    pub asks: PurposeSet,
}

/// Who is dealt an arm of an experiment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A remembered visitor, who keeps the arm. Everyone else gets the control.
    #[default]
    Visitor,
    /// A click on a campaign's link, by chance: nobody is told apart, nothing is kept, and the next click may get another
    /// arm. Only candidates of campaigns can be in such an experiment.
    Click,
}

/// One way of an experiment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    /// The id.
    pub id: String,
    /// The share in percent.
    pub weight: u8,
    /// Blocks (places in the core) that are shown in this arm alone.
    pub show: Vec<u16>,
    /// Blocks that are not shown in this arm.
    pub hide: Vec<u16>,
}

/// A rule in the core. One that cannot be read is switched off, and the rest still works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule<T> {
    /// The id.
    pub id: String,
    /// The rule; `None` when it is switched off.
    pub body: Option<T>,
    /// The consents that it reads, those of its segments included.
    pub purposes: PurposeSet,
}
