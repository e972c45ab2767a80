//! What changes for whom between two snapshots: the same visitor, the same pages, two decisions. Rules are the same where
//! their ids are.

use super::tally::{Count, landed};
use super::visit::Visit;
use crate::engine::{Decision, Truth};
use crate::key::ProductKey;
use crate::snapshot::{Core, Lookup, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use xxhash_rust::xxh64::xxh64;

/// Of a group, so many of the first are kept, to find a few different ones among.
const KEPT: usize = 60;

/// A group of visitors, and some of them by their places in the population.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) count: Count,
    /// Each behind a number that has nothing to do with the place, so that these are not all alike: a population may be
    /// sorted.
    some: BTreeSet<(u64, u64)>,
}

impl Group {
    fn add(&mut self, who: u64, weight: u32) {
        self.count.add(weight);
        self.keep([(xxh64(&who.to_le_bytes(), 0), who)]);
    }

    fn keep(&mut self, more: impl IntoIterator<Item = (u64, u64)>) {
        self.some.extend(more);
        while self.some.len() > KEPT {
            self.some.pop_last();
        }
    }

    /// The places of some, in no order that means anything.
    pub(super) fn some(&self) -> impl Iterator<Item = u64> {
        self.some.iter().map(|(_, who)| *who)
    }

    fn join(&mut self, other: Self) {
        self.count.people += other.count.people;
        self.count.weight += other.count.weight;
        self.keep(other.some);
    }
}

/// Who is in something now, and who is no longer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Moved {
    pub(super) before: Count,
    pub(super) after: Count,
    pub(super) gained: Group,
    pub(super) lost: Group,
}

/// How the shelves of a set change, on pages that show it before and after.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shelves {
    /// Products before.
    pub(super) products: u64,
    /// Those that are there no longer.
    pub(super) replaced: u64,
    /// Visitors who have such a page.
    pub(super) visitors: u64,
    /// Those of them whose products are not all the same.
    pub(super) moved: u64,
}

/// All changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) visitors: Count,
    /// Who sees or reaches anything else.
    pub(super) any: Group,
    pub(super) segments: BTreeMap<String, Moved>,
    pub(super) blocks: BTreeMap<String, Moved>,
    pub(super) sets: BTreeMap<String, Moved>,
    pub(super) shelves: BTreeMap<String, Shelves>,
    /// Whose first block changes on some page: from which to which, `–` for none.
    pub(super) first: BTreeMap<(String, String), Group>,
    pub(super) first_any: Group,
    /// Whose link lands elsewhere, by campaign: from where to where.
    pub(super) landings: BTreeMap<String, BTreeMap<(String, String), Group>>,
}

/// What a visit shows, in words that hold in both snapshots.
struct Seen {
    segments: BTreeSet<String>,
    blocks: BTreeSet<String>,
    sets: BTreeSet<String>,
    pages: Vec<Page>,
    landings: BTreeMap<(String, bool), String>,
}

#[derive(PartialEq, Eq)]
struct Page {
    blocks: Vec<String>,
    sets: Vec<(String, Vec<ProductKey>)>,
}

impl Changes {
    /// Counts one visitor.
    pub(super) fn add(&mut self, who: u64, weight: u32, before: (&Snapshot, &Visit), after: (&Snapshot, &Visit)) {
        let (old, new) = (Seen::of(before.0, before.1), Seen::of(after.0, after.1));
        self.visitors.add(weight);
        let moves = [
            (&mut self.segments, &old.segments, &new.segments),
            (&mut self.blocks, &old.blocks, &new.blocks),
            (&mut self.sets, &old.sets, &new.sets),
        ];
        for (moved, old, new) in moves {
            for id in old.union(new) {
                let moved = moved.entry(id.clone()).or_default();
                match (old.contains(id), new.contains(id)) {
                    (false, _) => moved.gained.add(who, weight),
                    (_, false) => moved.lost.add(who, weight),
                    _ => {}
                }
                if old.contains(id) {
                    moved.before.add(weight);
                }
                if new.contains(id) {
                    moved.after.add(weight);
                }
            }
        }
        let mut firsts = BTreeSet::new();
        // Each set that is there before and after on some page, and whether products of it are gone.
        let mut shelves = BTreeMap::new();
        for (a, b) in old.pages.iter().zip(&new.pages) {
            let first = |page: &Page| page.blocks.first().map_or_else(|| "–".to_string(), String::clone);
            if first(a) != first(b) {
                firsts.insert((first(a), first(b)));
            }
            self.add_shelves(a, b, weight, &mut shelves);
        }
        for (id, moved) in shelves {
            let shelves = self.shelves.entry(id).or_default();
            shelves.visitors += 1;
            shelves.moved += u64::from(moved);
        }
        if !firsts.is_empty() {
            self.first_any.add(who, weight);
        }
        firsts.into_iter().for_each(|pair| self.first.entry(pair).or_default().add(who, weight));
        let mut moved = BTreeSet::new();
        for (link, place) in &old.landings {
            if let Some(other) = new.landings.get(link).filter(|other| *other != place) {
                moved.insert((link.0.clone(), (place.clone(), other.clone())));
            }
        }
        let landed_elsewhere = !moved.is_empty();
        for (campaign, places) in moved {
            self.landings.entry(campaign).or_default().entry(places).or_default().add(who, weight);
        }
        if landed_elsewhere || old.pages != new.pages {
            self.any.add(who, weight);
        }
    }

    fn add_shelves(&mut self, old: &Page, new: &Page, weight: u32, moved: &mut BTreeMap<String, bool>) {
        for (id, products) in &old.sets {
            let Some((_, now)) = new.sets.iter().find(|(other, _)| other == id) else { continue };
            let gone = products.iter().filter(|product| !now.contains(product)).count() as u64;
            let shelves = self.shelves.entry(id.clone()).or_default();
            shelves.products += products.len() as u64 * u64::from(weight);
            shelves.replaced += gone * u64::from(weight);
            *moved.entry(id.clone()).or_default() |= gone > 0;
        }
    }

    /// Adds what another thread counted.
    pub(super) fn join(&mut self, other: Self) {
        self.visitors.people += other.visitors.people;
        self.visitors.weight += other.visitors.weight;
        self.any.join(other.any);
        self.first_any.join(other.first_any);
        for (all, more) in
            [(&mut self.segments, other.segments), (&mut self.blocks, other.blocks), (&mut self.sets, other.sets)]
        {
            for (id, more) in more {
                let moved = all.entry(id).or_default();
                for (count, more) in [(&mut moved.before, more.before), (&mut moved.after, more.after)] {
                    count.people += more.people;
                    count.weight += more.weight;
                }
                moved.gained.join(more.gained);
                moved.lost.join(more.lost);
            }
        }
        for (id, more) in other.shelves {
            let shelves = self.shelves.entry(id).or_default();
            shelves.products += more.products;
            shelves.replaced += more.replaced;
            shelves.visitors += more.visitors;
            shelves.moved += more.moved;
        }
        other.first.into_iter().for_each(|(pair, more)| self.first.entry(pair).or_default().join(more));
        for (campaign, places) in other.landings {
            let all = self.landings.entry(campaign).or_default();
            places.into_iter().for_each(|(pair, more)| all.entry(pair).or_default().join(more));
        }
    }
}

impl Seen {
    fn of(snapshot: &Snapshot, visit: &Visit) -> Self {
        let core = snapshot.core();
        let inside = |page: &Decision| -> Vec<String> {
            let answers = core.segments.iter().zip(&page.segments).filter(|(_, truth)| **truth == Truth::Yes);
            answers.map(|(rule, _)| rule.id.clone()).collect()
        };
        let pages: Vec<Page> = visit.pages.iter().map(|page| Page::of(snapshot, page)).collect();
        let links = core.campaigns.keys().zip(&visit.landings);
        let landings = links.flat_map(|(id, [with, without])| {
            [((id.clone(), true), place(core, id, with)), ((id.clone(), false), place(core, id, without))]
        });
        Self {
            segments: visit.pages.iter().flat_map(inside).collect(),
            blocks: pages.iter().flat_map(|page| page.blocks.iter().cloned()).collect(),
            sets: pages.iter().flat_map(|page| page.sets.iter().map(|(id, _)| id.clone())).collect(),
            pages,
            landings: landings.collect(),
        }
    }
}

impl Page {
    fn of(snapshot: &Snapshot, page: &Decision) -> Self {
        let core = snapshot.core();
        let key = |at| match snapshot.by_ref(at) {
            Lookup::Found(product) => Some(product.key),
            _ => None,
        };
        let blocks = page.shown_blocks().filter_map(|(at, _)| Some(core.blocks.get(usize::from(at))?.id.clone()));
        let sets = page.shown_sets().filter_map(|(at, shelf)| {
            let id = core.sets.get(usize::from(at))?.id.clone();
            Some((id, shelf.items.iter().filter_map(|item| key(item.product)).collect()))
        });
        Self { blocks: blocks.collect(), sets: sets.collect() }
    }
}

/// Where a link leads, in words that hold for everyone it leads alike: a page of the link's own product is one place,
/// whatever the product.
fn place(core: &Core, campaign: &str, decision: &Decision) -> String {
    let body = core.campaigns.get(campaign).and_then(|rule| rule.body.as_ref());
    let candidate = landed(decision).and_then(|at| body?.candidates.get(usize::from(at)));
    candidate.map_or_else(|| "the fallback".to_string(), |candidate| super::words::destination(&candidate.to, decision))
}
