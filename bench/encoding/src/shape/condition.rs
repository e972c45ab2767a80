//! Rules over signals.

use super::key::NameKey;
use super::product::Band;

shapes! {
    /// A rule over signals. It holds itself, so rkyv has to be told where its bounds end.
    #[cfg_attr(feature = "rkyv", rkyv(
        serialize_bounds(__S: rkyv::ser::Writer + rkyv::ser::Allocator, __S::Error: rkyv::rancor::Source),
        deserialize_bounds(__D::Error: rkyv::rancor::Source),
        bytecheck(bounds(__C: rkyv::validation::ArchiveContext, __C::Error: rkyv::rancor::Source)),
    ))]
    pub(crate) enum Condition {
        All(#[cfg_attr(feature = "rkyv", rkyv(omit_bounds))] Vec<Condition>),
        Any(#[cfg_attr(feature = "rkyv", rkyv(omit_bounds))] Vec<Condition>),
        Not(#[cfg_attr(feature = "rkyv", rkyv(omit_bounds))] Box<Condition>),
        Segment(u16),
        Test(Test),
    }

    /// One signal and what it has to be.
    pub(crate) enum Test {
        Number(NumberSignal, Want),
        Name(NameSignal, Vec<Name>),
    }

    /// A range.
    pub(crate) struct Want {
        pub(crate) at_least: Option<u32>,
        pub(crate) at_most: Option<u32>,
    }

    /// A name in a rule.
    pub(crate) struct Name {
        pub(crate) text: String,
        pub(crate) key: NameKey,
    }

    /// Which category.
    pub(crate) enum CategoryArg {
        This,
        Named(Name),
    }

    /// Signals whose value is a number.
    pub(crate) enum NumberSignal {
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

    /// Signals whose value is a name.
    pub(crate) enum NameSignal {
        Lifecycle,
        Audience,
        BroughtBy,
        Campaign,
        Intent,
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
    }
}
