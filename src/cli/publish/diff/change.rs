//! A change, and several in one line.

use super::super::say::count;
use serde::Serialize;

/// What a change is about, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Group {
    /// The catalogue.
    Products,
    /// Categories.
    Categories,
    /// Segments.
    Segments,
    /// Blocks.
    Blocks,
    /// Recommendation sets.
    Sets,
    /// Campaigns.
    Campaigns,
    /// Experiments.
    Experiments,
    /// Settings of the shop.
    Shop,
}

impl Group {
    /// The heading.
    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Categories => "categories",
            Self::Segments => "segments",
            Self::Blocks => "blocks",
            Self::Sets => "recommendation sets",
            Self::Campaigns => "campaigns",
            Self::Experiments => "experiments",
            Self::Shop => "settings of the shop",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Products => "product",
            Self::Categories => "category",
            Self::Segments => "segment",
            Self::Blocks => "block",
            Self::Sets => "set",
            Self::Campaigns => "campaign",
            Self::Experiments => "experiment",
            Self::Shop => "setting",
        }
    }
}

/// In which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is otherwise.
    Changed,
    /// Products that cost less, or more.
    Price,
    /// Products that are sold out, or back.
    Stock,
}

/// One change, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Change {
    /// About what.
    pub(super) group: Group,
    /// In which way.
    pub(super) kind: Kind,
    /// The id, of a rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    /// How many things it is about.
    pub(super) count: usize,
    /// The sentence.
    pub(super) text: String,
}

/// All changes in one line: `3 blocks changed, 12 prices, 1 campaign new`.
pub(super) fn summary(changes: &[Change]) -> String {
    let mut totals: Vec<((Group, Kind), usize)> = Vec::new();
    for change in changes {
        let key = (change.group, change.kind);
        match totals.iter_mut().find(|(other, _)| *other == key) {
            Some((_, total)) => *total += change.count,
            None => totals.push((key, change.count)),
        }
    }
    totals.sort_by_key(|(key, _)| *key);
    let words = totals.iter().map(|((group, kind), total)| {
        let noun = if *group == Group::Categories && *total != 1 {
            format!("{total} categories")
        } else {
            count(*total, group.noun())
        };
        match kind {
            Kind::Added => format!("{noun} new"),
            Kind::Removed => format!("{noun} gone"),
            Kind::Changed => format!("{noun} changed"),
            Kind::Price => count(*total, "price"),
            Kind::Stock => format!("{} in or out of stock", count(*total, "product")),
        }
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "nothing changed".into() } else { words.join(", ") }
}
