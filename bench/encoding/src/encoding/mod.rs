//! The three encodings, each used as its users would: text borrowed from the shard, and nothing trusted.

#[cfg(feature = "json")]
mod json;
#[cfg(feature = "postcard")]
mod postcard;
#[cfg(feature = "rkyv")]
mod rkyv;

#[cfg(not(target_arch = "wasm32"))]
use crate::shape::ShardInfo;
#[cfg(any(feature = "serde", not(target_arch = "wasm32")))]
use crate::shape::{Card, Detail};
use crate::shape::{Core, ProductRef, Rules};

#[cfg(feature = "json")]
pub(crate) use json::Json;
#[cfg(feature = "postcard")]
pub(crate) use postcard::Postcard;
#[cfg(feature = "rkyv")]
pub(crate) use rkyv::Rkyv;

/// A way of writing a core and records. What is damaged reads as `None`.
pub(crate) trait Encoding {
    /// A card in a shard.
    type Card<'a>: Shown;
    /// The rest of a record in a shard.
    type Detail<'a>: Told;

    /// Reads a core into values of its own: the isolate keeps it, and `unsafe` alone could look into an archive again
    /// without checking it again.
    fn core(bytes: &[u8]) -> Option<Core<Rules>>;

    /// Reads the card at the beginning of a record, and gives back the rest.
    fn card(record: &[u8]) -> Option<(Self::Card<'_>, &[u8])>;

    /// Reads the rest.
    fn detail(rest: &[u8]) -> Option<Self::Detail<'_>>;

    /// Writes a core with these shards.
    #[cfg(not(target_arch = "wasm32"))]
    fn write_core(core: &Core<Rules>, shards: Vec<ShardInfo>) -> Option<Vec<u8>>;

    /// Writes a record.
    #[cfg(not(target_arch = "wasm32"))]
    fn write_record(card: &Card<String>, detail: &Detail<String>) -> Option<Vec<u8>>;
}

/// What a page shows of a card.
pub(crate) trait Shown {
    fn id(&self) -> &str;
    fn title(&self) -> &str;
    fn url(&self) -> &str;
    fn image(&self) -> &str;
    fn category(&self) -> u16;
    fn price(&self) -> u32;
    fn list_price(&self) -> u32;
    fn in_stock(&self) -> bool;
}

/// What a page shows of the rest.
pub(crate) trait Told {
    fn brand(&self) -> &str;
    fn rating(&self) -> u8;
    fn reviews(&self) -> u32;
    fn review(&self) -> &str;
    fn specs(&self) -> impl Iterator<Item = (&str, &str)>;
    fn use_cases(&self) -> impl Iterator<Item = &str>;
    fn ships_in_days(&self) -> Option<u8>;
    fn bought_together(&self) -> impl Iterator<Item = ProductRef>;
}

#[cfg(feature = "serde")]
impl<S: AsRef<str>> Shown for Card<S> {
    fn id(&self) -> &str {
        self.id.as_ref()
    }
    fn title(&self) -> &str {
        self.title.as_ref()
    }
    fn url(&self) -> &str {
        self.url.as_ref()
    }
    fn image(&self) -> &str {
        self.image.as_ref()
    }
    fn category(&self) -> u16 {
        self.category
    }
    fn price(&self) -> u32 {
        self.price
    }
    fn list_price(&self) -> u32 {
        self.list_price
    }
    fn in_stock(&self) -> bool {
        self.in_stock
    }
}

#[cfg(feature = "serde")]
impl<S: AsRef<str>> Told for Detail<S> {
    fn brand(&self) -> &str {
        self.brand.as_ref()
    }
    fn rating(&self) -> u8 {
        self.rating
    }
    fn reviews(&self) -> u32 {
        self.reviews
    }
    fn review(&self) -> &str {
        self.review.as_ref()
    }
    fn specs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.specs.iter().map(|(name, text)| (name.as_ref(), text.as_ref()))
    }
    fn use_cases(&self) -> impl Iterator<Item = &str> {
        self.use_cases.iter().map(AsRef::as_ref)
    }
    fn ships_in_days(&self) -> Option<u8> {
        self.ships_in_days
    }
    fn bought_together(&self) -> impl Iterator<Item = ProductRef> {
        self.bought_together.iter().copied()
    }
}

/// Does the same to each rule of each kind; the kinds differ in type, so it cannot be a closure.
macro_rules! each_rule {
    ($from:expr, $with:path, $into:ident) => {
        $into {
            segments: $from.segments.iter().map($with).collect(),
            blocks: $from.blocks.iter().map($with).collect(),
            sets: $from.sets.iter().map($with).collect(),
            campaigns: $from.campaigns.iter().map($with).collect(),
            experiments: $from.experiments.iter().map($with).collect(),
        }
    };
}
use each_rule;

#[cfg(test)]
mod tests;
