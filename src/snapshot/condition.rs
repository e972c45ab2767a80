//! Conditions: rules as data, so that they can be checked, explained and said aloud.

use crate::consent::{Purpose, PurposeSet};
use crate::key::NameKey;
use crate::visitor::Band;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// A rule over signals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    /// All of these.
    All(#[serde(deserialize_with = "no_deeper")] Vec<Self>),
    /// At least one of these.
    Any(#[serde(deserialize_with = "no_deeper")] Vec<Self>),
    /// Not this.
    Not(#[serde(deserialize_with = "no_deeper")] Box<Self>),
    /// The visitor is in this segment (its place in the core).
    Segment(u16),
    /// One signal.
    Test(Test),
}

/// How deep conditions may be nested; `segue check` allows as much. Bytes that nest deeper would overflow the stack.
const DEEPEST: u8 = 64;

thread_local! {
    /// How deep the condition is that is being read.
    static DEPTH: Cell<u8> = const { Cell::new(0) };
}

fn no_deeper<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    let depth = DEPTH.get();
    if depth >= DEEPEST {
        return Err(D::Error::custom("nested too deep"));
    }
    DEPTH.set(depth + 1);
    let read = T::deserialize(from);
    DEPTH.set(depth);
    read
}

/// One signal and what it has to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Test {
    /// A number within a range.
    Number(NumberSignal, Want),
    /// A name out of a list.
    Name(NameSignal, Vec<Name>),
}

/// The range a number has to be in; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    /// At least this.
    pub at_least: Option<u32>,
    /// At most this.
    pub at_most: Option<u32>,
}

impl Want {
    /// Whether `value` is in the range.
    #[must_use]
    pub fn holds(self, value: u32) -> bool {
        self.at_least.is_none_or(|low| value >= low) && self.at_most.is_none_or(|high| value <= high)
    }
}

/// A name in a rule, with its key, so that names in cookies can be compared without hashing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// As the marketer wrote it.
    pub text: String,
    /// Its key.
    pub key: NameKey,
}

impl Name {
    /// The name with its key.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), key: NameKey::of(text) }
    }
}

/// Which category a signal is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CategoryArg {
    /// The one of the page's product.
    This,
    /// This one.
    Named(Name),
}

/// Signals whose value is a number. `docs/shop-folder.md` says what each counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each variant is a row of the table in docs/shop-folder.md, word for word")]
pub enum NumberSignal {
    CategoryViews { category: CategoryArg, within_days: u16 },
    ViewedProducts { within_days: u16 },
    TopCategoryViews { within_days: u16 },
    DiscountedViews { within_days: u16 },
    BandViews { band: Band, within_days: u16 },
    ViewedThis { within_days: u16 },
    CartItems,
    CartAgeDays,
    Orders,
    DaysSinceOrder,
    Spend,
    RecencyQuintile,
    FrequencyQuintile,
    MonetaryQuintile,
    ReboughtProducts,
    DueForReorder,
    Visits,
    DaysSinceFirstVisit,
    Affinity { category: CategoryArg },
    PageReviews,
    PageRating,
}

/// Signals whose value is a name, or several. `docs/shop-folder.md` says what each is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each variant is a row of the table in docs/shop-folder.md, word for word")]
pub enum NameSignal {
    Lifecycle,
    Audience,
    BroughtBy,
    Campaign,
    Intent,
    Keyword,
    Country,
    Device,
    Language,
    PageCategory,
    PageProduct,
    PageBand,
    PageInStock,
    PageOnSale,
    PageHasSpecs,
    PageHasBundle,
    PageHasVariants,
    Os,
    AdProduct,
    AdCategory,
}

impl NumberSignal {
    /// The name as rules write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::CategoryViews { .. } => "category_views",
            Self::ViewedProducts { .. } => "viewed_products",
            Self::TopCategoryViews { .. } => "top_category_views",
            Self::DiscountedViews { .. } => "discounted_views",
            Self::BandViews { .. } => "band_views",
            Self::ViewedThis { .. } => "viewed_this",
            Self::CartItems => "cart_items",
            Self::CartAgeDays => "cart_age_days",
            Self::Orders => "orders",
            Self::DaysSinceOrder => "days_since_order",
            Self::Spend => "spend",
            Self::RecencyQuintile => "recency_quintile",
            Self::FrequencyQuintile => "frequency_quintile",
            Self::MonetaryQuintile => "monetary_quintile",
            Self::ReboughtProducts => "rebought_products",
            Self::DueForReorder => "due_for_reorder",
            Self::Visits => "visits",
            Self::DaysSinceFirstVisit => "days_since_first_visit",
            Self::Affinity { .. } => "affinity",
            Self::PageReviews => "page_reviews",
            Self::PageRating => "page_rating",
        }
    }

    /// What the visitor has to have consented to; [`Purpose::Necessary`] means that it reads this request alone. Every
    /// signal is named here, so that a new one has to choose.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        match self {
            Self::PageReviews | Self::PageRating => Purpose::Necessary,
            Self::CategoryViews { .. }
            | Self::ViewedProducts { .. }
            | Self::TopCategoryViews { .. }
            | Self::DiscountedViews { .. }
            | Self::BandViews { .. }
            | Self::ViewedThis { .. }
            | Self::CartItems
            | Self::CartAgeDays
            | Self::Orders
            | Self::DaysSinceOrder
            | Self::Spend
            | Self::RecencyQuintile
            | Self::FrequencyQuintile
            | Self::MonetaryQuintile
            | Self::ReboughtProducts
            | Self::DueForReorder
            | Self::Visits
            | Self::DaysSinceFirstVisit
            | Self::Affinity { .. } => Purpose::Personalization,
        }
    }

    /// Which category it asks about; `None` when it asks about none in particular.
    #[must_use]
    pub fn category(&self) -> Option<&CategoryArg> {
        match self {
            Self::CategoryViews { category, .. } | Self::Affinity { category } => Some(category),
            Self::ViewedThis { .. } | Self::PageReviews | Self::PageRating => Some(&CategoryArg::This),
            Self::ViewedProducts { .. }
            | Self::TopCategoryViews { .. }
            | Self::DiscountedViews { .. }
            | Self::BandViews { .. }
            | Self::CartItems
            | Self::CartAgeDays
            | Self::Orders
            | Self::DaysSinceOrder
            | Self::Spend
            | Self::RecencyQuintile
            | Self::FrequencyQuintile
            | Self::MonetaryQuintile
            | Self::ReboughtProducts
            | Self::DueForReorder
            | Self::Visits
            | Self::DaysSinceFirstVisit => None,
        }
    }
}

impl NameSignal {
    /// All, for whoever reads a rule's text.
    pub const ALL: [Self; 20] = [
        Self::Lifecycle,
        Self::Audience,
        Self::BroughtBy,
        Self::Campaign,
        Self::Intent,
        Self::Keyword,
        Self::Country,
        Self::Device,
        Self::Language,
        Self::PageCategory,
        Self::PageProduct,
        Self::PageBand,
        Self::PageInStock,
        Self::PageOnSale,
        Self::PageHasSpecs,
        Self::PageHasBundle,
        Self::PageHasVariants,
        Self::Os,
        Self::AdProduct,
        Self::AdCategory,
    ];

    /// The name as rules write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lifecycle => "lifecycle",
            Self::Audience => "audience",
            Self::BroughtBy => "brought_by",
            Self::Campaign => "campaign",
            Self::Intent => "intent",
            Self::Keyword => "keyword",
            Self::Country => "country",
            Self::Device => "device",
            Self::Language => "language",
            Self::PageCategory => "page_category",
            Self::PageProduct => "page_product",
            Self::PageBand => "page_band",
            Self::PageInStock => "page_in_stock",
            Self::PageOnSale => "page_on_sale",
            Self::PageHasSpecs => "page_has_specs",
            Self::PageHasBundle => "page_has_bundle",
            Self::PageHasVariants => "page_has_variants",
            Self::Os => "os",
            Self::AdProduct => "ad_product",
            Self::AdCategory => "ad_category",
        }
    }

    /// What the visitor has to have consented to; [`Purpose::Necessary`] means that it reads this request alone. Every
    /// signal is named here, so that a new one has to choose.
    #[must_use]
    pub fn purpose(self) -> Purpose {
        match self {
            Self::Lifecycle => Purpose::Personalization,
            Self::Audience | Self::BroughtBy => Purpose::Advertising,
            Self::Campaign
            | Self::Intent
            | Self::Keyword
            | Self::Country
            | Self::Device
            | Self::Os
            | Self::Language
            | Self::PageCategory
            | Self::PageProduct
            | Self::PageBand
            | Self::PageInStock
            | Self::PageOnSale
            | Self::PageHasSpecs
            | Self::PageHasBundle
            | Self::PageHasVariants
            | Self::AdProduct
            | Self::AdCategory => Purpose::Necessary,
        }
    }

    /// Whether it asks about the page's product.
    #[must_use]
    pub fn reads_page(self) -> bool {
        match self {
            Self::PageCategory
            | Self::PageProduct
            | Self::PageBand
            | Self::PageInStock
            | Self::PageOnSale
            | Self::PageHasSpecs
            | Self::PageHasBundle
            | Self::PageHasVariants => true,
            Self::Lifecycle
            | Self::Audience
            | Self::BroughtBy
            | Self::Campaign
            | Self::Intent
            | Self::Keyword
            | Self::Country
            | Self::Device
            | Self::Os
            | Self::Language
            | Self::AdProduct
            | Self::AdCategory => false,
        }
    }
}

impl Condition {
    /// The purposes that it reads, those of the segments in it included.
    #[must_use]
    pub fn purposes(&self, of_segment: &impl Fn(u16) -> PurposeSet) -> PurposeSet {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().fold(PurposeSet::NONE, |set, part| set.union(part.purposes(of_segment)))
            }
            Self::Not(part) => part.purposes(of_segment),
            Self::Segment(at) => of_segment(*at),
            Self::Test(Test::Number(signal, _)) => PurposeSet::NONE.with(signal.purpose()),
            Self::Test(Test::Name(signal, _)) => PurposeSet::NONE.with(signal.purpose()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nots(depth: usize) -> Vec<u8> {
        let innermost = Condition::Segment(0);
        let nested = (0..depth).fold(innermost, |inner, _| Condition::Not(Box::new(inner)));
        postcard::to_allocvec(&nested).unwrap_or_default()
    }

    #[test]
    fn deep_bytes_are_refused_and_do_not_overflow() {
        let read = |bytes: &[u8]| postcard::from_bytes::<Condition>(bytes).is_ok();
        assert!(read(&nots(64)));
        assert!(!read(&nots(65)));
        // The tag of `Not`, a million times.
        let tag = nots(1).first().copied().unwrap_or_default();
        assert!(!read(&alloc::vec![tag; 1_000_000]));
        assert!(read(&nots(64)), "a refusal leaves nothing behind");
    }
}
