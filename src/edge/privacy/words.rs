//! What is remembered, in words, and what it is good for.

use super::super::Edge;
use super::super::languages::Words;
use crate::day::Day;
use crate::key::{NameKey, ProductKey};
use crate::snapshot::{Lookup, Product, Snapshot};
use crate::story::Story;
use crate::visitor::Profile;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Things of one kind that are remembered.
pub(in crate::edge) struct Group {
    /// What kind, as a heading.
    pub(in crate::edge) title: &'static str,
    /// One sentence each.
    pub(in crate::edge) lines: Vec<String>,
    /// What they are remembered for.
    pub(in crate::edge) why: &'static str,
}

/// What is remembered.
pub(in crate::edge) enum Memory {
    /// Nothing.
    Nothing,
    /// Something that cannot be read out: there is no snapshot to name it by.
    Unknown(&'static str),
    /// This.
    Known(Vec<Group>),
}

impl Memory {
    /// Everything as sentences, one after the other.
    pub(super) fn sentences(&self) -> Vec<String> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Unknown(words) => alloc::vec![(*words).to_string()],
            Self::Known(groups) => groups
                .iter()
                .flat_map(|group| group.lines.iter().cloned().chain(core::iter::once(group.why.to_string())))
                .collect(),
        }
    }
}

/// What is remembered, in words. Shards that would name more products are noted in `missing`.
pub(super) fn in_words(
    edge: &Edge<'_>,
    words: &Words,
    profile: Option<&Profile>,
    story: Option<&Story>,
    missing: &mut Vec<u16>,
) -> Memory {
    if profile.is_none() && story.is_none() {
        return Memory::Nothing;
    }
    let Some(snapshot) = edge.snapshot else { return Memory::Unknown(words.get("remembered.unknown")) };
    let mut told = Telling { words, snapshot, today: edge.now.day(), missing, groups: Vec::new() };
    if let Some(profile) = profile {
        told.visits(profile);
        told.products(profile);
        told.categories(profile);
        told.shown(profile);
        told.campaigns(profile);
    }
    if let Some(story) = story {
        told.story(story);
    }
    Memory::Known(told.groups)
}

struct Telling<'a> {
    words: &'a Words,
    snapshot: &'a Snapshot,
    today: Day,
    missing: &'a mut Vec<u16>,
    groups: Vec<Group>,
}

impl Telling<'_> {
    /// Adds a group, unless there is nothing in it.
    fn add(&mut self, name: &str, lines: Vec<String>) {
        if !lines.is_empty() {
            let (title, why) = (self.words.get(name), self.words.of_two(name, "why"));
            self.groups.push(Group { title, lines, why });
        }
    }

    fn visits(&mut self, profile: &Profile) {
        let days = self.words.count("visits.days", u32::from(profile.visits));
        let came = self.words.fill("visits.line", &[("ago", &self.ago(profile.first_visit)), ("days", &days)]);
        self.add("visits", alloc::vec![came]);
    }

    fn products(&mut self, profile: &Profile) {
        let viewed = profile.viewed.iter().map(|view| self.touched("viewed.line", view.product, view.day)).collect();
        self.add("viewed", viewed);
        let in_cart = profile.cart.iter().map(|line| {
            let (n, product) = (line.quantity.to_string(), self.product(line.product));
            self.words.fill("cart.line", &[("n", &n), ("product", &product)])
        });
        let in_cart = in_cart.collect();
        self.add("cart", in_cart);
        let mut bought = Vec::new();
        let purchases = profile.purchases;
        if purchases.orders > 0 {
            let times = self.words.count("bought.times", u32::from(purchases.orders));
            let money = format!("{} {}", u32::from(purchases.spend_tens) * 10, self.snapshot.core().shop.currency);
            let values = [("times", &*times), ("money", &*money), ("ago", &*self.ago(purchases.last))];
            bought.push(self.words.fill("bought.orders", &values));
        }
        bought.extend(profile.bought.iter().map(|bought| self.touched("bought.line", bought.product, bought.day)));
        self.add("bought", bought);
    }

    fn categories(&mut self, profile: &Profile) {
        let drawn = profile.affinities.iter().filter(|affinity| affinity.on(self.today) > 0).filter_map(|affinity| {
            let mut categories = self.snapshot.core().categories.iter();
            let category = categories.find(|category| NameKey::of(&category.id) == affinity.category)?;
            let category = self.words.fill("quoted", &[("title", &category.title)]);
            let n = affinity.on(self.today).to_string();
            Some(self.words.fill("drawn.line", &[("category", &category), ("n", &n)]))
        });
        let drawn = drawn.collect();
        self.add("drawn", drawn);
    }

    fn shown(&mut self, profile: &Profile) {
        if !profile.exposures.is_empty() {
            let pieces = self.words.count("seen.pieces", many(profile.exposures.len()));
            let line = self.words.fill("seen.line", &[("pieces", &pieces)]);
            self.add("seen", alloc::vec![line]);
        }
        let shelved = profile.shown.iter().map(|shown| {
            let product = self.name(self.snapshot.by_short(shown.product));
            self.words.fill("shelf.line", &[("product", &product), ("ago", &self.ago(shown.day))])
        });
        let shelved = shelved.collect();
        self.add("shelf", shelved);
        self.add("number", alloc::vec![self.words.get("number.line").to_string()]);
    }

    fn campaigns(&mut self, profile: &Profile) {
        let mut lines = Vec::new();
        if let Some(brought) = profile.brought {
            lines.push(self.words.fill("ads.campaign", &[("ago", &self.ago(brought.day))]));
        }
        if !profile.audiences.is_empty() {
            let lists = self.words.count("ads.lists", many(profile.audiences.len()));
            lines.push(self.words.fill("ads.lists", &[("lists", &lists)]));
        }
        self.add("ads", lines);
    }

    fn story(&mut self, story: &Story) {
        let line = match story.product.map(|product| self.product(product)) {
            Some(product) => self.words.fill("story.product", &[("product", &product)]),
            None => self.words.get("story.line").to_string(),
        };
        self.add("story", alloc::vec![line]);
    }

    /// Something that was done with a product on a day.
    fn touched(&mut self, key: &str, product: ProductKey, day: Day) -> String {
        let (product, ago) = (self.product(product), self.ago(day));
        self.words.fill(key, &[("product", &product), ("ago", &ago)])
    }

    fn product(&mut self, key: ProductKey) -> String {
        self.name(self.snapshot.by_key(key))
    }

    fn name(&mut self, found: Lookup<Product<'_>>) -> String {
        match found {
            Lookup::Found(product) => self.words.fill("quoted", &[("title", product.card.title)]),
            Lookup::Absent => self.words.get("product.gone").to_string(),
            Lookup::NotLoaded(shard) => {
                if !self.missing.contains(&shard) {
                    self.missing.push(shard);
                }
                self.words.get("product.some").to_string()
            }
        }
    }

    fn ago(&self, day: Day) -> String {
        match self.today.since(day) {
            0 => self.words.get("ago.today").to_string(),
            1 => self.words.get("ago.yesterday").to_string(),
            days => self.words.count("ago", u32::from(days)),
        }
    }
}

/// Lists in a profile are bounded far below `u32::MAX`.
fn many(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
