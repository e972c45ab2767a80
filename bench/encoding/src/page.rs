//! The page that is asked for: one product and the cards of what is bought together with it.

use std::fmt::Write as _;

use crate::encoding::{Encoding, Shown, Told};
use crate::outline::Shard;
use crate::shape::{Core, ProductKey, Rules};

/// A snapshot in memory: the core, and the shards that were read.
pub(crate) struct Memory {
    pub(crate) core: Core<Rules>,
    pub(crate) shards: Vec<Option<Shard>>,
    /// How many rules can be evaluated; it stands in the page, so that two that disagree are seen.
    rules: usize,
}

impl Memory {
    /// Reads a core.
    pub(crate) fn open<E: Encoding>(core: &[u8]) -> Option<Self> {
        let core = E::core(core)?;
        let shards = core.shards.iter().map(|_| None).collect();
        let rules = core.rules.on();
        Some(Self { core, shards, rules })
    }
}

/// What came of an attempt to write the page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is written.
    Done,
    /// There is no such product, or it is damaged.
    Absent,
    /// These shards are needed first.
    Missing(Vec<usize>),
}

/// Writes the page of the product `id` into `out`.
pub(crate) fn write<E: Encoding>(memory: &Memory, id: &str, out: &mut String) -> Outcome {
    out.clear();
    let key = ProductKey::of(id);
    let at = key.shard(memory.shards.len());
    let Some(Some(shard)) = memory.shards.get(at) else { return Outcome::Missing(vec![at]) };
    let record = shard.find(key).and_then(|slot| shard.record(slot));
    let Some((card, rest)) = record.and_then(E::card) else { return Outcome::Absent };
    let Some(detail) = E::detail(rest).filter(|_| card.id() == id) else { return Outcome::Absent };
    show(memory, &card, out);
    // Writing to a string does not fail.
    let _ok = writeln!(out, "{} {} {} {}", detail.brand(), detail.rating(), detail.reviews(), detail.review());
    for (name, text) in detail.specs() {
        let _ok = writeln!(out, "{name}: {text}");
    }
    for text in detail.use_cases() {
        let _ok = writeln!(out, "{text}");
    }
    let days = detail.ships_in_days().unwrap_or_default();
    let _ok = writeln!(out, "{days} days, {} rules", memory.rules);

    let mut missing = Vec::new();
    for neighbour in detail.bought_together() {
        let at = memory.core.shards.partition_point(|shard| shard.first <= neighbour.0).saturating_sub(1);
        let (Some(place), Some(info)) = (memory.shards.get(at), memory.core.shards.get(at)) else { continue };
        let Some(shard) = place else {
            missing.push(at);
            continue;
        };
        let record = shard.record((neighbour.0 - info.first) as usize);
        if let Some((card, _)) = record.and_then(E::card) {
            show(memory, &card, out);
        }
    }
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() { Outcome::Done } else { Outcome::Missing(missing) }
}

fn show(memory: &Memory, card: &impl Shown, out: &mut String) {
    let category = memory.core.categories.get(usize::from(card.category())).map_or("", |category| &category.title);
    let (url, image) = (or(card.url(), &memory.core.shop.product_url), or(card.image(), &memory.core.shop.image_url));
    let stock = if card.in_stock() { "" } else { " sold out" };
    let (title, price, before) = (card.title(), card.price(), card.list_price());
    // Writing to a string does not fail.
    let _ok = writeln!(out, "{title} in {category}: {price} ({before}){stock} {url} {image}");
}

fn or<'a>(text: &'a str, usual: &'a str) -> &'a str {
    if text.is_empty() { usual } else { text }
}
