//! The table of signals in `docs/shop-folder.md`, as the reader of conditions needs it: which arguments each takes and
//! what it may be compared with.

use crate::snapshot::NameSignal;

/// The arguments of a signal whose value is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::shop) enum Arguments {
    None,
    Days,
    Category,
    CategoryAndDays,
    BandAndDays,
}

/// What the names of a signal have to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::shop) enum Names {
    Words(&'static [&'static str]),
    Country,
    Language,
    Category,
    Product,
    Campaign,
    Audience,
    Phrase,
}

/// The signals whose value is a number, with the range that the number can have.
pub(in crate::shop) const NUMBERS: [(&str, Arguments, u32, u32); 21] = [
    ("category_views", Arguments::CategoryAndDays, 0, u32::MAX),
    ("viewed_products", Arguments::Days, 0, u32::MAX),
    ("top_category_views", Arguments::Days, 0, u32::MAX),
    ("discounted_views", Arguments::Days, 0, u32::MAX),
    ("band_views", Arguments::BandAndDays, 0, u32::MAX),
    ("viewed_this", Arguments::Days, 0, 1),
    ("cart_items", Arguments::None, 0, u32::MAX),
    ("cart_age_days", Arguments::None, 0, u32::MAX),
    ("orders", Arguments::None, 0, u32::MAX),
    ("days_since_order", Arguments::None, 0, u32::MAX),
    ("spend", Arguments::None, 0, u32::MAX),
    ("recency_quintile", Arguments::None, 1, 5),
    ("frequency_quintile", Arguments::None, 1, 5),
    ("monetary_quintile", Arguments::None, 1, 5),
    ("rebought_products", Arguments::None, 0, u32::MAX),
    ("due_for_reorder", Arguments::None, 0, u32::MAX),
    ("visits", Arguments::None, 0, u32::MAX),
    ("days_since_first_visit", Arguments::None, 0, u32::MAX),
    ("affinity", Arguments::Category, 0, 100),
    ("page_reviews", Arguments::None, 0, u32::MAX),
    ("page_rating", Arguments::None, 0, 50),
];

/// What the names of this signal have to be.
pub(in crate::shop) fn names_of(signal: NameSignal) -> Names {
    match signal {
        NameSignal::Lifecycle => {
            Names::Words(&["new_visitor", "first_time_buyer", "repeat_buyer", "at_risk", "lapsed"])
        }
        NameSignal::Intent => Names::Words(&[
            "branded",
            "non_branded",
            "problem_aware",
            "product_aware",
            "premium",
            "value",
            "single",
            "bundle",
            "review_led",
            "feature_led",
        ]),
        NameSignal::Device => Names::Words(&["mobile", "tablet", "desktop"]),
        NameSignal::Os => Names::Words(&["android", "ios", "other"]),
        NameSignal::PageBand => Names::Words(&["value", "mid", "premium"]),
        NameSignal::PageInStock
        | NameSignal::PageOnSale
        | NameSignal::PageHasSpecs
        | NameSignal::PageHasBundle
        | NameSignal::PageHasVariants => Names::Words(&["yes", "no"]),
        NameSignal::Keyword => Names::Phrase,
        NameSignal::Country => Names::Country,
        NameSignal::Language => Names::Language,
        NameSignal::PageCategory | NameSignal::AdCategory => Names::Category,
        NameSignal::PageProduct | NameSignal::AdProduct => Names::Product,
        NameSignal::Campaign | NameSignal::BroughtBy => Names::Campaign,
        NameSignal::Audience => Names::Audience,
    }
}

/// Every signal's name.
pub(in crate::shop) fn all() -> impl Iterator<Item = &'static str> + Clone {
    NUMBERS.iter().map(|(name, ..)| *name).chain(NameSignal::ALL.into_iter().map(NameSignal::name))
}
