//! Campaigns: where an ad link may land, closest first.

use super::condition::Condition;
use super::intent::Phrase;
use super::product::ProductRef;
use super::rules::Window;
use crate::consent::PurposeSet;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Where an ad link lands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// The id, in `/r/{campaign}`.
    pub id: String,
    /// When.
    pub window: Window,
    /// What the ad promises, to shoppers, or empty.
    pub offer: String,
    /// The use that the ad speaks of, or empty: a category is filtered to it, and the page goes on with it.
    pub use_case: String,
    /// The language of its searches (ISO 639), or empty: that of the visitor.
    pub language: String,
    /// The phrases of its own that tell what a search is after, by their text.
    pub phrases: Vec<Phrase>,
    /// Where to, in the order in which they are tried.
    pub candidates: Vec<Candidate>,
    /// The consents that it asks for: a candidate that reads what is remembered of a visitor needs them all.
    pub asks: PurposeSet,
}

/// One place where a campaign may land. All that it asks for has to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Where.
    pub to: Destination,
    /// On which condition.
    pub when: Option<Condition>,
    /// When.
    pub window: Window,
    /// The experiment (its place in the core) and the arm of it in which this counts.
    pub arm: Option<(u16, u8)>,
    /// Whether the shop's app opens it where it can be asked to; elsewhere it is the page.
    pub in_app: bool,
}

/// A place to land. Closeness falls in the order of the variants.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Destination {
    /// A product's page; `None` means the product of the link.
    Product(Option<ProductRef>),
    /// A product's listing in a channel (its place in the core); `None` means the product of the link.
    Listing(u8, Option<ProductRef>),
    /// The listing of this number in a channel (its place in the core).
    Listed(u8, String),
    /// The variant of a product that is in stock: that of the link, else the first.
    Variant(Option<ProductRef>),
    /// The bundle that holds a product.
    Bundle(Option<ProductRef>),
    /// What replaces a product.
    Successor(Option<ProductRef>),
    /// A category's page (its place in the core), filtered to this use unless it is empty; `None` means that of the link.
    Category(Option<u16>, String),
    /// A page: a path of the shop, or `https` on an allowed host.
    Url(String),
    /// The front page of a channel (its place in the core).
    Channel(u8),
    /// The shop's front page.
    Home,
}

/// How close a destination is to what was clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The very place that a one-off link was signed for.
    Signed,
    /// The product.
    Product,
    /// The product, in another channel.
    Listing,
    /// A variant of it.
    Variant,
    /// A bundle that holds it.
    Bundle,
    /// What replaces it.
    Successor,
    /// Its category.
    Category,
    /// A page of the campaign.
    Url,
    /// The front page of a channel.
    Channel,
    /// The shop's front page.
    Home,
}

impl Destination {
    /// How close it is.
    #[must_use]
    pub fn step(&self) -> Step {
        match self {
            Self::Product(_) => Step::Product,
            Self::Listing(..) | Self::Listed(..) => Step::Listing,
            Self::Variant(_) => Step::Variant,
            Self::Bundle(_) => Step::Bundle,
            Self::Successor(_) => Step::Successor,
            Self::Category(..) => Step::Category,
            Self::Url(_) => Step::Url,
            Self::Channel(_) => Step::Channel,
            Self::Home => Step::Home,
        }
    }

    /// Whether it depends on what the link names.
    #[must_use]
    pub fn is_from_link(&self) -> bool {
        matches!(
            self,
            Self::Product(None)
                | Self::Listing(_, None)
                | Self::Variant(None)
                | Self::Bundle(None)
                | Self::Successor(None)
                | Self::Category(None, _)
        )
    }

    /// The product that it names.
    #[must_use]
    pub fn product(&self) -> Option<ProductRef> {
        match self {
            Self::Product(at) | Self::Listing(_, at) | Self::Variant(at) | Self::Bundle(at) | Self::Successor(at) => {
                *at
            }
            Self::Listed(..) | Self::Category(..) | Self::Url(_) | Self::Channel(_) | Self::Home => None,
        }
    }
}

impl Step {
    /// All, closest first.
    pub const ALL: [Self; 10] = [
        Self::Signed,
        Self::Product,
        Self::Listing,
        Self::Variant,
        Self::Bundle,
        Self::Successor,
        Self::Category,
        Self::Url,
        Self::Channel,
        Self::Home,
    ];

    /// The name in receipts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Product => "product",
            Self::Listing => "listing",
            Self::Variant => "variant",
            Self::Bundle => "bundle",
            Self::Successor => "successor",
            Self::Category => "category",
            Self::Url => "page",
            Self::Channel => "channel",
            Self::Home => "home",
        }
    }
}
