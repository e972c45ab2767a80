//! Fills recommendation sets: strategies in order, the next one where the last falls short, or mixed by weight.

mod bundle;
mod candidate;
mod order;
mod shelf;
#[cfg(test)]
mod tests;
mod viewed;
mod why;
mod words;

pub use viewed::next;
pub use why::Why;
pub use words::together;
pub(super) use {viewed::Next, why::found};

use super::condition::evaluate;
use super::facts::Facts;
use super::segments::{any_of, granted, holds};
use super::{Decision, Evidence, Outcome, Reason, Shelf, Tie, ad};
use crate::snapshot::{Category, Detail, ProductRef, Rule, Set, Strategy};
use alloc::vec::Vec;
use candidate::Candidate;
use order::Variety;
use shelf::Filling;

/// Products that a list of what is looked at next may name for one shelf.
const LONGEST: usize = 40;
/// Of these, those that are asked whether they are alternatives.
const COMPARED: usize = 16;
/// Most products that a set may be asked for.
const MOST: u8 = 20;

/// The sets of a product page: by priority, no product twice on the page.
#[inline(never)]
pub(super) fn for_page(facts: &Facts<'_>, decision: &mut Decision) {
    let mut taken: Vec<ProductRef> = Vec::new();
    let mut shown = 0;
    for (at, rule) in (0_u16..).zip(&facts.core().sets) {
        if rule.body.as_ref().is_some_and(|set| !set.page) {
            continue;
        }
        let missed = facts.missed();
        let outcome = if shown >= facts.core().shop.defaults.sets {
            applies(facts, decision, rule).and(Err(Reason::NoRoom))
        } else {
            let wanted = |set| facts.wishes.lets(shown).map(|()| set).map_err(Reason::NotWanted);
            let applying = applies(facts, decision, rule).and_then(wanted);
            applying.and_then(|set| fill(facts, set, usize::from(set.size), &taken))
        };
        // A shelf that waits for what is not at hand yet keeps its place.
        shown += u8::from(outcome.is_ok() || facts.missed() > missed);
        if let Ok(shelf) = &outcome {
            taken.extend(shelf.items.iter().map(|item| item.product));
        }
        decision.sets.push(Evidence { rule: at, outcome: outcome.map_or_else(Outcome::Not, Outcome::Chosen) });
    }
}

/// One set, by its id.
#[inline(never)]
pub(super) fn one(facts: &Facts<'_>, decision: &mut Decision, id: &str, limit: Option<u8>) {
    let found = (0_u16..).zip(&facts.core().sets).find(|(_, rule)| rule.id == id);
    let Some((at, rule)) = found else { return };
    let wanted = |set| facts.wishes.lets(0).map(|()| set).map_err(Reason::NotWanted);
    let outcome = applies(facts, decision, rule)
        .and_then(wanted)
        .and_then(|set| fill(facts, set, usize::from(limit.unwrap_or(set.size).clamp(1, MOST)), &[]));
    decision.sets.push(Evidence { rule: at, outcome: outcome.map_or_else(Outcome::Not, Outcome::Chosen) });
}

fn applies<'a>(facts: &Facts<'_>, decision: &Decision, rule: &'a Rule<Set>) -> Result<&'a Set, Reason> {
    let set = rule.body.as_ref().ok_or(Reason::SwitchedOff)?;
    granted(facts, set.asks)?;
    any_of(&set.segments, &decision.segments)?;
    if let Some(when) = &set.when {
        holds(evaluate(when, facts, &decision.segments))?;
    }
    let fields = facts.fields();
    if !fields.can_fill(&set.title) || !fields.can_fill(&set.why) {
        return Err(Reason::NothingToShow);
    }
    Ok(set)
}

/// Fills a shelf. The set's first strategy has to find something, since the title speaks of it; the others, and at last
/// the bestsellers, fill up. Where the set gives its strategies weights, they are mixed instead. A shelf that stays half
/// empty is not shown.
///
/// # Errors
/// Why it found too little.
pub(super) fn fill(facts: &Facts<'_>, set: &Set, size: usize, taken: &[ProductRef]) -> Result<Shelf, Reason> {
    let mixed = !set.blend.is_empty();
    if !mixed && set.strategies.first() == Some(&Strategy::Bundle) {
        return bundle::fill(facts, set, size, taken);
    }
    let mut filling = Filling::new(facts, set, size, taken);
    if mixed {
        let list = |strategy: &Strategy| candidates(facts, *strategy, set);
        let lists = set.blend.iter().zip(&set.strategies).map(|(weight, strategy)| (*weight, list(strategy))).collect();
        filling.only_new = !set.viewed && set.strategies.contains(&Strategy::ViewedProducts);
        filling.add(&candidate::blend(lists), Some(if set.viewed { Variety::None } else { Variety::Both }));
        if filling.is_empty() {
            return Err(filling.why_empty());
        }
    }
    let own = if mixed { &[][..] } else { &set.strategies };
    for (nth, strategy) in own.iter().chain(&[Strategy::SameCategory, Strategy::Bestsellers]).enumerate() {
        if filling.has_enough() {
            break;
        }
        if (mixed || nth > 0) && *strategy == Strategy::Bestsellers {
            // Where bestsellers only fill up, no title says of what: those of the liked categories come first.
            filling.add(&candidate::ranked(*strategy, facts.wishes.favourites(facts.core()).iter()), None);
        }
        filling.only_new |= !set.viewed && *strategy == Strategy::ViewedProducts;
        filling.add(&candidates(facts, *strategy, set), variety(*strategy, set));
        if !mixed && nth == 0 && filling.is_empty() {
            return Err(filling.why_empty());
        }
    }
    let shelf = filling.shelf;
    if shelf.items.len() * 2 <= size && shelf.items.len() < size { Err(Reason::NothingToShow) } else { Ok(shelf) }
}

/// How a strategy's order may be moved; `None` where it is the marketer's, or says more than what is in it.
fn variety(strategy: Strategy, set: &Set) -> Option<Variety> {
    match strategy {
        Strategy::Curated | Strategy::Reorder | Strategy::ContinueAd | Strategy::Bundle => None,
        // What was viewed comes back by what speaks for it alone.
        _ if set.viewed => Some(Variety::None),
        // The category is the point of these, and of the second the price as well.
        Strategy::Similar => Some(Variety::Bands),
        Strategy::SameCategory => Some(Variety::None),
        Strategy::BoughtTogether
        | Strategy::Complementary
        | Strategy::ViewedProducts
        | Strategy::Bestsellers
        | Strategy::ViewedNext
        | Strategy::Popular
        | Strategy::New => Some(Variety::Both),
    }
}

fn candidates(facts: &Facts<'_>, strategy: Strategy, set: &Set) -> Vec<Candidate> {
    let core = facts.core();
    let category = facts.category.and_then(|at| core.category(at));
    let detail = facts.detail.as_ref();
    let of_detail = |list: for<'d> fn(&'d Detail<'_>) -> &'d [ProductRef]| detail.map_or(&[][..], list);
    let of_category = |list: fn(&Category) -> &[ProductRef]| category.map_or(&[][..], list);
    let (first, then): (&[ProductRef], &[ProductRef]) = match strategy {
        Strategy::ViewedProducts => {
            return facts.next().map_or_else(Vec::new, |next| next.candidates(facts, set.viewed));
        }
        Strategy::ViewedNext => return viewed::after_page(facts, strategy, LONGEST),
        Strategy::Similar => {
            let mut list = viewed::after_page(facts, strategy, COMPARED);
            let compared = list.len();
            for (rank, candidate) in list.iter_mut().enumerate() {
                candidate.score = Candidate::ranked(candidate.product, strategy, rank).score;
            }
            let close = of_detail(|detail| &detail.similar).iter().enumerate();
            let close = close.map(|(rank, at)| Candidate::ranked(*at, strategy, compared + rank));
            list.extend(close.filter(|one| !list.iter().any(|other| other.product == one.product)).collect::<Vec<_>>());
            return list;
        }
        Strategy::Reorder if facts.visitor.preferences().reminders => {
            let again = facts.reorder_products();
            let mut list = candidate::ranked(strategy, again.iter().map(|(at, _)| at));
            for (one, _) in list.iter_mut().zip(&again).filter(|(_, (_, due))| *due) {
                one.tie = Tie::Due;
            }
            return list;
        }
        Strategy::ContinueAd => return candidate::ranked(strategy, ad::continuation(facts).iter()),
        Strategy::Reorder => (&[], &[]),
        Strategy::Curated => (&set.pin, &[]),
        Strategy::BoughtTogether => (of_detail(|detail| &detail.bought_together), &[]),
        Strategy::Complementary => (of_detail(|detail| &detail.complements), &[]),
        Strategy::Bundle => (of_detail(|detail| &detail.complements), of_detail(|detail| &detail.bought_together)),
        Strategy::SameCategory => (of_detail(|detail| &detail.similar), of_category(|category| &category.bestsellers)),
        Strategy::Bestsellers => (of_category(|category| &category.bestsellers), &core.bestsellers),
        Strategy::Popular => (of_category(|category| &category.popular), &core.popular),
        Strategy::New => (of_category(|category| &category.newest), &core.newest),
    };
    let mut list = candidate::ranked(strategy, first.iter());
    list.extend(then.iter().enumerate().map(|(rank, at)| Candidate::ranked(*at, strategy, candidate::BEHIND + rank)));
    list
}
