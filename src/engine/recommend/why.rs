//! Why a product is on a shelf, in words that are true: the one place where they are made, for shoppers and for receipts.

use crate::engine::{Item, Shelf, Tie, money};
use crate::snapshot::{Lookup, Snapshot, Strategy};
use alloc::format;
use alloc::string::String;
use core::fmt;
use serde::{Serialize, Serializer};

/// Why a product is on a shelf. What it names was viewed by the visitor, who knows it, and is nothing sensitive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why<'a> {
    /// The sentence up to the title.
    pub before: &'static str,
    /// The title of the product that it names, or nothing. It is the shop's own text and has to be escaped in HTML.
    pub title: &'a str,
    /// The sentence behind the title.
    pub after: &'static str,
}

impl<'a> Why<'a> {
    /// Of this item.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot, item: &Item) -> Self {
        let named = item.because.and_then(|because| match snapshot.by_ref(because) {
            Lookup::Found(product) => Some(product.card.title),
            Lookup::Absent | Lookup::NotLoaded(_) => None,
        });
        let (before, title, after) = match (item.tie, named) {
            (Tie::Due, _) => ("you bought this before, and it may be running out", "", ""),
            (Tie::Viewed, _) => ("you looked at this", "", ""),
            (Tie::Next, Some(title)) => ("others who look at ", title, " also look at things like this"),
            (Tie::Bought, Some(title)) => ("bought together with ", title, ", which you looked at"),
            (Tie::Close, Some(title)) => ("close to ", title, ", which you looked at"),
            (Tie::Next, None) if item.because.is_none() => (after_page(item.strategy), "", ""),
            _ => (listed(item.strategy), "", ""),
        };
        Self { before, title, after }
    }
}

/// What the lists say of the page's product.
fn after_page(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Similar => "of the same category, and others who look at this product also look at things like it",
        _ => "others who look at this product also look at things like this",
    }
}

/// What a strategy says of what it finds.
fn listed(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::BoughtTogether => "bought together with this product",
        Strategy::Complementary => "goes with this product",
        Strategy::SameCategory => "from the same category",
        Strategy::ViewedProducts => "goes with what you looked at",
        Strategy::Reorder => "you bought this before",
        Strategy::Bestsellers => "a bestseller",
        Strategy::Curated => "picked by the shop",
        Strategy::ContinueAd => "goes with what the ad showed",
        Strategy::ViewedNext => "others also look at things like this",
        Strategy::Similar => "close to this product",
        Strategy::Popular => "popular here",
        Strategy::New => "new here",
        Strategy::Bundle => "goes with this product, as one offer",
    }
}

impl fmt::Display for Why<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        [self.before, self.title, self.after].into_iter().try_for_each(|part| f.write_str(part))
    }
}

impl Serialize for Why<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// What a shelf found, as a sentence of a receipt: with what was moved, and by what.
pub(in crate::engine) fn found(snapshot: &Snapshot, shelf: &Shelf) -> String {
    let count = shelf.items.len();
    let mut said = format!("it found {count} product{}", if count == 1 { "" } else { "s" });
    let mut moved = |by: &str, is: &dyn Fn(&Item) -> bool| {
        let ids = shelf.items.iter().filter(|item| is(item)).filter_map(|item| match snapshot.by_ref(item.product) {
            Lookup::Found(product) => Some(product.card.id),
            Lookup::Absent | Lookup::NotLoaded(_) => None,
        });
        for (nth, id) in ids.enumerate() {
            said.push_str(if nth == 0 { "; " } else { ", " });
            said.push_str(if nth == 0 { by } else { "" });
            said.push_str(&format!("`{id}`"));
        }
    };
    moved("the margin moved up ", &|item| item.margin);
    moved("of the price band that the visitor looks at most, so moved up: ", &|item| item.band);
    moved("shown before and not looked at, so moved down: ", &|item| item.faded);
    if let Some(total) = shelf.total {
        said.push_str(&format!("; with the page's product {}", money(total, &snapshot.core().shop.currency)));
    }
    said
}
