//! Why a product is on a shelf, in words that are true, for shoppers and for receipts. The words are in `words.rs`.

use super::words::{Sentence, Tongue};
use crate::engine::{Item, Shelf, Tie, money};
use crate::snapshot::{Lookup, Snapshot};
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
    /// Of this item, for the shopper: in the shop's language.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot, item: &Item) -> Self {
        Self::spoken(snapshot, item, Tongue::of(&snapshot.core().shop.language))
    }

    /// Of this item, for who runs the shop: receipts and reports are in English.
    #[must_use]
    pub fn in_english(snapshot: &'a Snapshot, item: &Item) -> Self {
        Self::spoken(snapshot, item, Tongue::English)
    }

    fn spoken(snapshot: &'a Snapshot, item: &Item, tongue: Tongue) -> Self {
        let named = item.because.and_then(|because| match snapshot.by_ref(because) {
            Lookup::Found(product) => Some(product.card.title),
            Lookup::Absent | Lookup::NotLoaded(_) => None,
        });
        let (sentence, title) = match (item.tie, named) {
            (Tie::Due, _) => (Sentence::Due, ""),
            (Tie::Viewed, _) => (Sentence::Viewed, ""),
            (Tie::Next, Some(title)) => (Sentence::Next, title),
            (Tie::Bought, Some(title)) => (Sentence::Bought, title),
            (Tie::Close, Some(title)) => (Sentence::Close, title),
            (Tie::Next, None) if item.because.is_none() => (Sentence::on_page(item.strategy), ""),
            _ => (Sentence::of(item.strategy), ""),
        };
        let text = sentence.text(tongue);
        let (before, after) = around_title(text);
        Self { before, title, after }
    }
}

/// The words before the title and behind it. They have no other braces, and the general search in a text costs more than all
/// the rest of a reason.
fn around_title(text: &'static str) -> (&'static str, &'static str) {
    let split = text.split_once('{').and_then(|(before, from)| Some((before, from.split_once('}')?.1)));
    split.unwrap_or((text, ""))
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
