//! What all visits on one snapshot come to. Counts only, so that it does not matter in which order visitors came, or
//! which thread let them in.

use super::visit::Visit;
use crate::engine::{Decision, Evidence, Outcome, Reason, Truth, is_personal};
use crate::snapshot::{Core, Snapshot, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// How many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Visitors of the population.
    pub(super) people: u64,
    /// Whom they stand for.
    pub(super) weight: u64,
}

impl Count {
    pub(super) fn add(&mut self, weight: u32) {
        self.people += 1;
        self.weight += u64::from(weight);
    }

    fn join(&mut self, other: Self) {
        self.people += other.people;
        self.weight += other.weight;
    }
}

/// Why rules were not chosen, in the fixed words of the receipt, each with its (weighted) pages.
pub(super) type Reasons = BTreeMap<&'static str, u64>;

/// A segment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) inside: Count,
    /// Not known, since it would read what was not consented to.
    pub(super) withheld: Count,
}

/// A block or a set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Coverage {
    pub(super) visitors: Count,
    pub(super) pages: u64,
    /// Visitors who would see it if they agreed to nothing.
    pub(super) without: Count,
    pub(super) reasons: Reasons,
    /// Products on its shelves.
    pub(super) products: u64,
    /// Shelves that are full.
    pub(super) full: u64,
    /// Products by the strategy that found them.
    pub(super) strategies: BTreeMap<&'static str, u64>,
}

/// The places for blocks, or for sets, of all pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Slots {
    /// Pages by how many places are filled; `people` counts pages.
    pub(super) filled: BTreeMap<u8, Count>,
    /// Why rules were not chosen on the pages with a place empty.
    pub(super) reasons: Reasons,
}

/// One campaign's link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Landing {
    pub(super) candidates: Vec<Count>,
    pub(super) fallback: Count,
}

/// An experiment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Trial {
    pub(super) arms: Vec<Count>,
    /// Who takes no part, by the reason.
    pub(super) out: BTreeMap<&'static str, Count>,
}

/// Everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) visitors: Count,
    pub(super) pages: u64,
    pub(super) segments: Vec<Held>,
    /// Visitors in both of two segments: by the first, then by the second, which comes later.
    pub(super) pairs: BTreeMap<(u16, u16), Count>,
    pub(super) blocks: Vec<Coverage>,
    pub(super) sets: Vec<Coverage>,
    pub(super) block_slots: Slots,
    pub(super) set_slots: Slots,
    /// Pages by how many of their blocks are personal; `people` counts pages.
    pub(super) personal: BTreeMap<u8, Count>,
    pub(super) experiments: Vec<Trial>,
    /// Each campaign in the order of the core: with a product in the link, and without.
    pub(super) landings: Vec<[Landing; 2]>,
    /// Visitors for whom something was withheld, by the purpose.
    pub(super) withheld: BTreeMap<&'static str, Count>,
    /// Visitors who would see less, or other things, if they agreed to nothing.
    pub(super) differs: Count,
    /// Visitors who see something that depends on what is remembered of them.
    pub(super) personalised: Count,
}

impl Tally {
    /// Nothing counted yet.
    pub(super) fn new(core: &Core) -> Self {
        let arms = |n: usize| Trial { arms: vec![Count::default(); n], ..Trial::default() };
        Self {
            segments: vec![Held::default(); core.segments.len()],
            blocks: vec![Coverage::default(); core.blocks.len()],
            sets: vec![Coverage::default(); core.sets.len()],
            experiments: core
                .experiments
                .iter()
                .map(|rule| arms(rule.body.as_ref().map_or(0, |body| body.arms.len())))
                .collect(),
            landings: core
                .campaigns
                .values()
                .map(|rule| {
                    let candidates = vec![Count::default(); rule.body.as_ref().map_or(0, |body| body.candidates.len())];
                    let landing = Landing { candidates, fallback: Count::default() };
                    [landing.clone(), landing]
                })
                .collect(),
            ..Self::default()
        }
    }

    /// Counts one visitor: as they are, and as they would be if they agreed to nothing.
    pub(super) fn add(&mut self, snapshot: &Snapshot, visit: &Visit, without: &Visit, weight: u32) {
        let core = snapshot.core();
        self.visitors.add(weight);
        self.pages += u64::from(weight) * visit.pages.len() as u64;
        self.add_segments(visit, weight);
        self.add_experiments(core, visit, weight);
        self.add_landings(visit, weight);
        let mut personalised = false;
        for page in &visit.pages {
            let personal = personal_blocks(core, visit, page);
            personalised |= personal > 0;
            self.personal.entry(personal).or_default().add(weight);
            let defaults = core.shop.defaults;
            self.block_slots.add(&page.blocks, defaults.blocks, weight);
            self.set_slots.add(&page.sets, defaults.sets, weight);
            for (at, shelf) in page.shown_sets() {
                let size = core.sets.get(usize::from(at)).and_then(|rule| Some(rule.body.as_ref()?.size));
                let Some(set) = self.sets.get_mut(usize::from(at)) else { continue };
                set.products += u64::from(weight) * shelf.items.len() as u64;
                set.full += if shelf.items.len() >= usize::from(size.unwrap_or(0)) { u64::from(weight) } else { 0 };
                for item in &shelf.items {
                    *set.strategies.entry(item.strategy.name()).or_default() += u64::from(weight);
                }
            }
        }
        if personalised {
            self.personalised.add(weight);
        }
        add_rules(&mut self.blocks, visit, without, weight, |page| &page.blocks);
        add_rules(&mut self.sets, visit, without, weight, |page| &page.sets);
        for purpose in withheld(visit) {
            self.withheld.entry(purpose).or_default().add(weight);
        }
        if !visit.pages.iter().zip(&without.pages).all(|(a, b)| same(a, b)) {
            self.differs.add(weight);
        }
    }

    fn add_segments(&mut self, visit: &Visit, weight: u32) {
        let mut inside = Vec::new();
        for (at, held) in (0_u16..).zip(&mut self.segments) {
            let mut answers = visit.pages.iter().filter_map(|page| page.segments.get(usize::from(at)));
            if answers.clone().any(|truth| *truth == Truth::Yes) {
                held.inside.add(weight);
                inside.push(at);
            } else if answers.any(|truth| matches!(truth, Truth::Withheld(_))) {
                held.withheld.add(weight);
            }
        }
        for (nth, first) in inside.iter().enumerate() {
            for second in inside.iter().skip(nth + 1) {
                self.pairs.entry((*first, *second)).or_default().add(weight);
            }
        }
    }

    /// What deals clicks is counted by one click of each visitor: the first that it deals, so that parts are of everyone.
    fn add_experiments(&mut self, core: &Core, visit: &Visit, weight: u32) {
        for ((at, trial), rule) in (0_u16..).zip(&mut self.experiments).zip(&core.experiments) {
            let named = |decision: &Decision| decision.experiments.iter().find(|dealt| dealt.experiment == at).copied();
            let dealt: Vec<_> = if rule.body.as_ref().is_some_and(|body| body.unit == Unit::Click) {
                visit.landings.iter().flatten().find_map(named).into_iter().collect()
            } else {
                visit.pages.iter().filter_map(named).collect()
            };
            if let Some(dealt) = dealt.iter().find(|dealt| dealt.enrolled) {
                if let Some(arm) = trial.arms.get_mut(usize::from(dealt.arm)) {
                    arm.add(weight);
                }
            } else if let Some(reason) = dealt.iter().find_map(|dealt| dealt.reason) {
                trial.out.entry(reason.code()).or_default().add(weight);
            }
        }
    }

    fn add_landings(&mut self, visit: &Visit, weight: u32) {
        for (landings, decisions) in self.landings.iter_mut().zip(&visit.landings) {
            for (landing, decision) in landings.iter_mut().zip(decisions) {
                match landed(decision).and_then(|at| landing.candidates.get_mut(usize::from(at))) {
                    Some(candidate) => candidate.add(weight),
                    None => landing.fallback.add(weight),
                }
            }
        }
    }

    /// Adds what another thread counted.
    pub(super) fn join(&mut self, other: Self) {
        self.visitors.join(other.visitors);
        self.pages += other.pages;
        for (held, more) in self.segments.iter_mut().zip(other.segments) {
            held.inside.join(more.inside);
            held.withheld.join(more.withheld);
        }
        other.pairs.into_iter().for_each(|(pair, more)| self.pairs.entry(pair).or_default().join(more));
        for (all, more) in [(&mut self.blocks, other.blocks), (&mut self.sets, other.sets)] {
            all.iter_mut().zip(more).for_each(|(coverage, more)| coverage.join(more));
        }
        self.block_slots.join(other.block_slots);
        self.set_slots.join(other.set_slots);
        other.personal.into_iter().for_each(|(personal, more)| self.personal.entry(personal).or_default().join(more));
        for (trial, more) in self.experiments.iter_mut().zip(other.experiments) {
            trial.arms.iter_mut().zip(more.arms).for_each(|(arm, more)| arm.join(more));
            more.out.into_iter().for_each(|(reason, more)| trial.out.entry(reason).or_default().join(more));
        }
        for (landing, more) in self.landings.iter_mut().flatten().zip(other.landings.into_iter().flatten()) {
            landing.candidates.iter_mut().zip(more.candidates).for_each(|(candidate, more)| candidate.join(more));
            landing.fallback.join(more.fallback);
        }
        other.withheld.into_iter().for_each(|(purpose, more)| self.withheld.entry(purpose).or_default().join(more));
        self.differs.join(other.differs);
        self.personalised.join(other.personalised);
    }
}

impl Coverage {
    fn join(&mut self, other: Self) {
        self.visitors.join(other.visitors);
        self.pages += other.pages;
        self.without.join(other.without);
        sum(&mut self.reasons, other.reasons);
        self.products += other.products;
        self.full += other.full;
        sum(&mut self.strategies, other.strategies);
    }
}

impl Slots {
    fn add<T>(&mut self, evidence: &[Evidence<T>], most: u8, weight: u32) {
        let chosen = evidence.iter().filter(|evidence| matches!(evidence.outcome, Outcome::Chosen(_))).count();
        let filled = u8::try_from(chosen).unwrap_or(u8::MAX);
        self.filled.entry(filled).or_default().add(weight);
        if filled < most {
            for reason in evidence.iter().filter_map(why_not) {
                *self.reasons.entry(reason).or_default() += u64::from(weight);
            }
        }
    }

    fn join(&mut self, other: Self) {
        other.filled.into_iter().for_each(|(filled, more)| self.filled.entry(filled).or_default().join(more));
        sum(&mut self.reasons, other.reasons);
    }
}

/// Adds counts by name.
fn sum<K: Ord>(all: &mut BTreeMap<K, u64>, more: BTreeMap<K, u64>) {
    more.into_iter().for_each(|(name, more)| *all.entry(name).or_default() += more);
}

fn why_not<T>(evidence: &Evidence<T>) -> Option<&'static str> {
    match &evidence.outcome {
        Outcome::Not(reason) => Some(reason.code()),
        Outcome::Chosen(_) => None,
    }
}

fn add_rules<T>(
    rules: &mut [Coverage],
    visit: &Visit,
    without: &Visit,
    weight: u32,
    of: impl Fn(&Decision) -> &[Evidence<T>],
) {
    let mut shown = vec![0_u64; rules.len()];
    for evidence in visit.pages.iter().flat_map(&of) {
        let at = usize::from(evidence.rule);
        match (why_not(evidence), rules.get_mut(at), shown.get_mut(at)) {
            (Some(reason), Some(rule), _) => *rule.reasons.entry(reason).or_default() += u64::from(weight),
            (None, _, Some(shown)) => *shown += 1,
            _ => {}
        }
    }
    let mut bare = vec![false; rules.len()];
    for evidence in without.pages.iter().flat_map(&of).filter(|evidence| why_not(evidence).is_none()) {
        if let Some(bare) = bare.get_mut(usize::from(evidence.rule)) {
            *bare = true;
        }
    }
    for ((rule, pages), bare) in rules.iter_mut().zip(shown).zip(bare) {
        rule.pages += pages * u64::from(weight);
        if pages > 0 {
            rule.visitors.add(weight);
        }
        if bare {
            rule.without.add(weight);
        }
    }
}

/// How many blocks of a page depend on what is remembered of the visitor.
fn personal_blocks(core: &Core, visit: &Visit, page: &Decision) -> u8 {
    let rules = page.shown_blocks().filter_map(|(at, _)| core.blocks.get(usize::from(at)));
    let personal = rules
        .filter(|rule| rule.body.as_ref().is_some_and(|block| is_personal(&visit.visitor, rule.purposes, block.kind)));
    u8::try_from(personal.count()).unwrap_or(u8::MAX)
}

/// The purposes for want of which a block or a set was withheld from this visitor.
fn withheld(visit: &Visit) -> BTreeSet<&'static str> {
    fn of<T>(evidence: &[Evidence<T>]) -> impl Iterator<Item = &'static str> {
        evidence.iter().filter_map(|evidence| match evidence.outcome {
            Outcome::Not(Reason::Withheld(purpose)) => Some(purpose.name()),
            _ => None,
        })
    }
    visit.pages.iter().flat_map(|page| of(&page.blocks).chain(of(&page.sets))).collect()
}

/// Whether two pages show the same.
fn same(a: &Decision, b: &Decision) -> bool {
    a.shown_blocks().eq(b.shown_blocks()) && a.shown_sets().eq(b.shown_sets())
}

/// The candidate that a link landed on.
pub(super) fn landed(decision: &Decision) -> Option<u16> {
    decision.landing.iter().find(|e| matches!(e.outcome, Outcome::Chosen(_))).map(|e| e.rule)
}
