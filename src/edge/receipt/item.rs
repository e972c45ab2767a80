//! A product on a shelf, as a receipt says it.

use crate::edge::answer::product;
use crate::engine::{Item, Why};
use crate::snapshot::Snapshot;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ItemJson<'a> {
    id: &'a str,
    strategy: &'static str,
    /// The viewed product that it was found for.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    why: Why<'a>,
    /// Its margin moved it up.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    margin: bool,
    /// The price band that the visitor looks at most moved it up.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    band: bool,
    /// It was shown before and not looked at, which moved it down.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    faded: bool,
}

impl<'a> ItemJson<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, item: &Item) -> Option<Self> {
        let Item { margin, band, faded, .. } = *item;
        Some(Self {
            id: product(snapshot, item.product)?.card.id,
            strategy: item.strategy.name(),
            because: item.because.and_then(|at| Some(product(snapshot, at)?.card.id)),
            why: Why::in_english(snapshot, item),
            margin,
            band,
            faded,
        })
    }
}
