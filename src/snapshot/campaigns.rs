//! The campaigns of a core, read when a link first asks for one: a shop has a thousand of them, and one request needs one.

use super::campaign::Campaign;
use super::core::{Purposes, Warning, WireRule, of_condition, read_one};
use super::rules::Rule;
use crate::consent::PurposeSet;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::OnceCell;

/// The campaigns by id.
#[derive(Debug, Default)]
pub struct Campaigns {
    by_id: BTreeMap<String, Kept>,
    /// What the segments that campaigns may name read.
    segments: Purposes,
}

/// One campaign: its bytes, and what they say once somebody asked.
#[derive(Debug)]
struct Kept {
    body: Vec<u8>,
    read: OnceCell<Rule<Campaign>>,
}

impl Campaigns {
    pub(super) fn new(rules: Vec<WireRule>, segments: Purposes) -> Self {
        // One by one: collecting would sort them, and the Wasm has no other use for that code.
        let mut by_id = BTreeMap::new();
        for rule in rules {
            by_id.insert(rule.id, Kept { body: rule.body, read: OnceCell::new() });
        }
        Self { by_id, segments }
    }

    /// The campaign with this id. One that cannot be read has no body.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule<Campaign>> {
        self.by_id.get_key_value(id).map(|(id, kept)| self.of(id, kept))
    }

    /// The ids, in their order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &String> {
        self.by_id.keys()
    }

    /// All of them, in the order of their ids.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Rule<Campaign>> {
        self.by_id.iter().map(|(id, kept)| self.of(id, kept))
    }

    /// How many cannot be read. Nothing of what is read for this is kept.
    #[must_use]
    pub fn broken(&self) -> usize {
        let is_broken = |(id, kept): (&String, &Kept)| match kept.read.get() {
            Some(rule) => rule.body.is_none(),
            None => self.read(id, kept, &mut Vec::new()).body.is_none(),
        };
        self.by_id.iter().filter(|kept| is_broken(*kept)).count()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Reads all of them now, and says which cannot be read.
    pub(super) fn read_all(&self, warnings: &mut Vec<Warning>) {
        for (id, kept) in &self.by_id {
            let rule = self.read(id, kept, warnings);
            kept.read.get_or_init(|| rule);
        }
    }

    fn of<'s>(&'s self, id: &str, kept: &'s Kept) -> &'s Rule<Campaign> {
        kept.read.get_or_init(|| self.read(id, kept, &mut Vec::new()))
    }

    fn read(&self, id: &str, kept: &Kept, warnings: &mut Vec<Warning>) -> Rule<Campaign> {
        read_one(id.into(), &kept.body, "campaign", warnings, |campaign: &Campaign| {
            campaign.candidates.iter().try_fold(PurposeSet::NONE, |set, candidate| {
                Some(set.union(of_condition(candidate.when.as_ref(), &self.segments)?))
            })
        })
    }
}
