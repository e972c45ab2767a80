//! The JSON of a decision.

use super::render;
use crate::engine::{Decision, Fields, Item, Shelf, Why, fill_pattern};
use crate::snapshot::{Lookup, Product, ProductRef, Snapshot};
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct DecisionJson<'a> {
    pub(super) snapshot: Option<String>,
    pub(super) basis: &'static str,
    pub(super) segments: Vec<&'a str>,
    pub(super) blocks: Vec<BlockJson<'a>>,
    pub(super) recommendations: Vec<SetJson<'a>>,
    pub(super) experiments: Vec<ExperimentJson<'a>>,
}

#[derive(Serialize)]
pub(super) struct BlockJson<'a> {
    pub(super) id: &'a str,
    pub(super) kind: &'static str,
    pub(super) html: String,
    pub(super) why: String,
}

#[derive(Serialize)]
pub(super) struct SetJson<'a> {
    pub(super) set: &'a str,
    pub(super) title: String,
    pub(super) why: String,
    pub(super) products: Vec<ProductJson<'a>>,
    /// What the page's product and these cost together, where they are one offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) total: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct ProductJson<'a> {
    id: &'a str,
    title: &'a str,
    url: String,
    image: String,
    price: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    list_price: Option<f64>,
    currency: &'a str,
    why: Why<'a>,
}

#[derive(Serialize)]
pub(super) struct ExperimentJson<'a> {
    id: &'a str,
    arm: &'a str,
    enrolled: bool,
}

/// Hundredths in units of the currency.
fn in_units(hundredths: u32) -> f64 {
    f64::from(hundredths) / 100.0
}

/// A product that is in memory.
pub(super) fn product(snapshot: &Snapshot, at: ProductRef) -> Option<Product<'_>> {
    match snapshot.by_ref(at) {
        Lookup::Found(product) => Some(product),
        Lookup::Absent | Lookup::NotLoaded(_) => None,
    }
}

impl<'a> DecisionJson<'a> {
    /// The whole decision, blocks rendered.
    pub(super) fn of(snapshot: &'a Snapshot, decision: &Decision, fields: &Fields<'a>) -> Self {
        let core = snapshot.core();
        let blocks = decision.shown_blocks().filter_map(|(at, shown)| {
            let block = core.blocks.get(usize::from(at))?.body.as_ref()?;
            let mut html = String::new();
            render::block(&mut html, snapshot, block, shown, fields);
            let why = fields.fill(&block.why)?;
            Some(BlockJson { id: &block.id, kind: block.kind.name(), html, why })
        });
        Self {
            snapshot: Some(alloc::format!("{}", decision.snapshot)),
            basis: decision.basis.name(),
            segments: decision
                .in_segments()
                .filter_map(|at| core.segments.get(usize::from(at)).map(|rule| rule.id.as_str()))
                .collect(),
            blocks: blocks.collect(),
            recommendations: decision
                .shown_sets()
                .filter_map(|(at, shelf)| SetJson::of(snapshot, at, shelf, fields))
                .collect(),
            experiments: decision
                .experiments
                .iter()
                .filter_map(|dealt| {
                    let rule = core.experiments.get(usize::from(dealt.experiment))?;
                    let arm = rule.body.as_ref()?.arms.get(usize::from(dealt.arm))?;
                    Some(ExperimentJson { id: &rule.id, arm: &arm.id, enrolled: dealt.enrolled })
                })
                .collect(),
        }
    }
}

impl<'a> SetJson<'a> {
    /// One set.
    pub(super) fn of(snapshot: &'a Snapshot, at: u16, shelf: &Shelf, fields: &Fields<'a>) -> Option<Self> {
        let set = snapshot.core().sets.get(usize::from(at))?.body.as_ref()?;
        Some(Self {
            set: &set.id,
            title: fields.fill(&set.title)?,
            why: fields.fill(&set.why)?,
            products: shelf.items.iter().filter_map(|item| ProductJson::of(snapshot, item)).collect(),
            total: shelf.total.map(in_units),
        })
    }
}

impl<'a> ProductJson<'a> {
    fn of(snapshot: &'a Snapshot, item: &Item) -> Option<Self> {
        let card = product(snapshot, item.product)?.card;
        let shop = &snapshot.core().shop;
        Some(Self {
            id: card.id,
            title: card.title,
            url: fill_pattern(card.url, &shop.product_url, card.id),
            image: fill_pattern(card.image, &shop.image_url, card.id),
            price: in_units(card.price),
            list_price: card.on_sale().then(|| in_units(card.list_price)),
            currency: &shop.currency,
            why: Why::of(snapshot, item),
        })
    }
}
