//! What is remembered, in words.

use super::super::Edge;
use crate::key::{NameKey, ProductKey};
use crate::snapshot::{Lookup, Snapshot};
use crate::visitor::Profile;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What is remembered, one sentence each.
pub(super) fn in_words(edge: &Edge<'_>, profile: Option<&Profile>, missing: &mut Vec<u16>) -> Vec<String> {
    let Some(profile) = profile else { return Vec::new() };
    let Some(snapshot) = edge.snapshot else {
        return alloc::vec!["Something is remembered, but it cannot be read out just now.".into()];
    };
    let today = edge.now.day();
    let mut words = Vec::new();
    words.push(format!(
        "You first came {}, and have come on {}.",
        ago(today.since(profile.first_visit)),
        count(u32::from(profile.visits), "day")
    ));
    for view in &profile.viewed {
        words.push(format!("You looked at {} {}.", title(snapshot, view.product, missing), ago(today.since(view.day))));
    }
    for line in &profile.cart {
        words.push(format!("Your cart holds {} × {}.", line.quantity, title(snapshot, line.product, missing)));
    }
    if profile.purchases.orders > 0 {
        words.push(format!(
            "You ordered {}, for about {} {} in all, the last time {}.",
            count(u32::from(profile.purchases.orders), "time"),
            u32::from(profile.purchases.spend_tens) * 10,
            snapshot.core().shop.currency,
            ago(today.since(profile.purchases.last)),
        ));
    }
    for bought in &profile.bought {
        words.push(format!(
            "You bought {} {}.",
            title(snapshot, bought.product, missing),
            ago(today.since(bought.day))
        ));
    }
    for affinity in profile.affinities.iter().filter(|affinity| affinity.on(today) > 0) {
        let category = snapshot.core().categories.iter().find(|c| NameKey::of(&c.id) == affinity.category);
        if let Some(category) = category {
            words.push(format!("You are drawn to “{}”, {} of 100, fading.", category.title, affinity.on(today)));
        }
    }
    if !profile.exposures.is_empty() {
        let blocks = count(profile.exposures.len() as u32, "piece");
        words.push(format!("On how many days you saw {blocks} of our pages, so that they are not shown too often."));
    }
    words.push("A random number, so that you see the same version of a page each time.".into());
    if let Some(brought) = profile.brought {
        words.push(format!("A link of one of our campaigns brought you {}.", ago(today.since(brought.day))));
    }
    if !profile.audiences.is_empty() {
        words.push(format!("You are on {} of ours.", count(profile.audiences.len() as u32, "list")));
    }
    words
}

fn title(snapshot: &Snapshot, key: ProductKey, missing: &mut Vec<u16>) -> String {
    match snapshot.by_key(key) {
        Lookup::Found(product) => format!("“{}”", product.card.title),
        Lookup::Absent => "a product that we no longer sell".into(),
        Lookup::NotLoaded(shard) => {
            if !missing.contains(&shard) {
                missing.push(shard);
            }
            "a product".into()
        }
    }
}

fn count(n: u32, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

fn ago(days: u16) -> String {
    match days {
        0 => "today".into(),
        1 => "yesterday".into(),
        n => format!("{n} days ago"),
    }
}
