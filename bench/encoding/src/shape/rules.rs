//! What marketers write.

use super::condition::Condition;
use super::product::ProductRef;

shapes! {
    pub(crate) struct Segment {
        pub(crate) id: String,
        pub(crate) name: String,
        pub(crate) why: String,
        pub(crate) when: Condition,
    }

    pub(crate) struct Window {
        pub(crate) from: Option<u16>,
        pub(crate) to: Option<u16>,
    }

    pub(crate) struct Cap {
        pub(crate) times: u8,
        pub(crate) within_days: u16,
    }

    pub(crate) struct Link {
        pub(crate) text: String,
        pub(crate) url: String,
    }

    #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
    pub(crate) enum Kind {
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
    }

    pub(crate) struct Block {
        pub(crate) id: String,
        pub(crate) kind: Kind,
        pub(crate) segments: Vec<u16>,
        pub(crate) when: Option<Condition>,
        pub(crate) priority: u8,
        pub(crate) title: String,
        pub(crate) text: String,
        pub(crate) points: Vec<String>,
        pub(crate) link: Option<Link>,
        pub(crate) why: String,
        pub(crate) window: Window,
        pub(crate) cap: Option<Cap>,
        pub(crate) products: Vec<ProductRef>,
        pub(crate) asks: u8,
    }

    #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
    pub(crate) enum Strategy {
        BoughtTogether,
        Complementary,
        SameCategory,
        ViewedProducts,
        Reorder,
        Bestsellers,
        Curated,
    }

    pub(crate) struct Set {
        pub(crate) id: String,
        pub(crate) title: String,
        pub(crate) why: String,
        pub(crate) strategies: Vec<Strategy>,
        pub(crate) size: u8,
        pub(crate) priority: u8,
        pub(crate) segments: Vec<u16>,
        pub(crate) when: Option<Condition>,
        pub(crate) pin: Vec<ProductRef>,
        pub(crate) page: bool,
        pub(crate) shared: bool,
        pub(crate) asks: u8,
    }

    pub(crate) struct Campaign {
        pub(crate) id: String,
        pub(crate) window: Window,
        pub(crate) candidates: Vec<Candidate>,
        pub(crate) asks: u8,
    }

    pub(crate) struct Candidate {
        pub(crate) to: Destination,
        pub(crate) when: Option<Condition>,
    }

    pub(crate) enum Destination {
        Product(Option<ProductRef>),
        Variant(Option<ProductRef>),
        Bundle(Option<ProductRef>),
        Category(Option<u16>),
        Url(String),
        Home,
    }

    pub(crate) struct Experiment {
        pub(crate) id: String,
        pub(crate) version: u32,
        pub(crate) holdout_percent: u8,
        pub(crate) segments: Vec<u16>,
        pub(crate) window: Window,
        pub(crate) arms: Vec<Arm>,
        pub(crate) asks: u8,
    }

    pub(crate) struct Arm {
        pub(crate) id: String,
        pub(crate) weight: u8,
        pub(crate) show: Vec<u16>,
        pub(crate) hide: Vec<u16>,
    }
}
