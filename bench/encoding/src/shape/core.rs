//! The core. `L` is its rules: each on its own in bytes, or read.

use super::key::Id;
use super::product::ProductRef;
use super::rules::{Block, Campaign, Experiment, Segment, Set};

shapes! {
    /// A shard as the core knows it.
    pub(crate) struct ShardInfo {
        pub(crate) id: Id,
        pub(crate) first: u32,
    }

    pub(crate) struct Core<L> {
        pub(crate) shop: Shop,
        pub(crate) categories: Vec<Category>,
        pub(crate) intent: IntentWords,
        pub(crate) rfm: Rfm,
        pub(crate) bestsellers: Vec<ProductRef>,
        pub(crate) products: u32,
        pub(crate) shards: Vec<ShardInfo>,
        pub(crate) rules: L,
    }

    /// The rules as they are written, each on its own, so that one that cannot be read is switched off alone.
    pub(crate) struct Wire<R> {
        pub(crate) segments: Vec<R>,
        pub(crate) blocks: Vec<R>,
        pub(crate) sets: Vec<R>,
        pub(crate) campaigns: Vec<R>,
        pub(crate) experiments: Vec<R>,
    }

    pub(crate) struct Shop {
        pub(crate) name: String,
        pub(crate) currency: String,
        pub(crate) language: String,
        pub(crate) allowed_hosts: Vec<String>,
        pub(crate) fallback_url: String,
        pub(crate) product_url: String,
        pub(crate) image_url: String,
        pub(crate) consent: Settings,
        pub(crate) defaults: Defaults,
    }

    #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
    pub(crate) enum Platform {
        Tcf,
        Gpp,
        Usp,
        Onetrust,
        Cookiebot,
        Shopify,
    }

    pub(crate) struct CategoryMap {
        pub(crate) preferences: Vec<String>,
        pub(crate) analytics: Vec<String>,
        pub(crate) personalization: Vec<String>,
        pub(crate) advertising: Vec<String>,
    }

    pub(crate) struct Settings {
        pub(crate) policy_version: Option<u16>,
        pub(crate) vendor: Option<u16>,
        pub(crate) platforms: Vec<Platform>,
        pub(crate) onetrust: CategoryMap,
        pub(crate) cookiebot: CategoryMap,
        pub(crate) shopify: CategoryMap,
    }

    pub(crate) struct Defaults {
        pub(crate) blocks: u8,
        pub(crate) sets: u8,
        pub(crate) set_size: u8,
        pub(crate) personalized_blocks: u8,
    }

    pub(crate) struct Category {
        pub(crate) id: String,
        pub(crate) title: String,
        pub(crate) url: String,
        pub(crate) sensitive: bool,
        pub(crate) complements: Vec<u16>,
        pub(crate) bestsellers: Vec<ProductRef>,
    }

    pub(crate) struct IntentWords {
        pub(crate) brand: Vec<String>,
        pub(crate) problem: Vec<String>,
        pub(crate) premium: Vec<String>,
        pub(crate) value: Vec<String>,
        pub(crate) bundle: Vec<String>,
        pub(crate) review: Vec<String>,
        pub(crate) feature: Vec<String>,
    }

    pub(crate) struct Rfm {
        pub(crate) recency_days: [u32; 4],
        pub(crate) frequency: [u32; 4],
        pub(crate) monetary: [u32; 4],
        pub(crate) lifecycle: LifecycleDays,
    }

    pub(crate) struct LifecycleDays {
        pub(crate) at_risk: u16,
        pub(crate) lapsed: u16,
    }
}

/// A rule that was read; `None` when it cannot be, and is switched off.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule<T> {
    pub(crate) id: String,
    pub(crate) body: Option<T>,
}

/// The rules, read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) segments: Vec<Rule<Segment>>,
    pub(crate) blocks: Vec<Rule<Block>>,
    pub(crate) sets: Vec<Rule<Set>>,
    pub(crate) campaigns: Vec<Rule<Campaign>>,
    pub(crate) experiments: Vec<Rule<Experiment>>,
}

impl Rules {
    /// How many can be evaluated.
    pub(crate) fn on(&self) -> usize {
        fn count<T>(rules: &[Rule<T>]) -> usize {
            rules.iter().filter(|rule| rule.body.is_some()).count()
        }
        count(&self.segments)
            + count(&self.blocks)
            + count(&self.sets)
            + count(&self.campaigns)
            + count(&self.experiments)
    }
}

impl<L> Core<L> {
    /// The same core with its rules in another form.
    pub(crate) fn with_rules<M>(self, change: impl FnOnce(L) -> M) -> Core<M> {
        let Self { shop, categories, intent, rfm, bestsellers, products, shards, rules } = self;
        Core { shop, categories, intent, rfm, bestsellers, products, shards, rules: change(rules) }
    }

    /// A copy with its rules in another form, and other shards.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn copy_with<M>(&self, shards: Vec<ShardInfo>, change: impl FnOnce(&L) -> M) -> Core<M> {
        Core {
            shop: self.shop.clone(),
            categories: self.categories.clone(),
            intent: self.intent.clone(),
            rfm: self.rfm.clone(),
            bestsellers: self.bestsellers.clone(),
            products: self.products,
            shards,
            rules: change(&self.rules),
        }
    }
}
