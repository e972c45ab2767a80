//! Fills recommendation sets: strategies in order, the next one where the last falls short.

use super::condition::evaluate;
use super::content::SPARE;
use super::facts::Facts;
use super::segments::{any_of, granted, holds};
use super::{Decision, Evidence, Item, Outcome, Reason, Shelf, Unwanted, ad};
use crate::key::sort;
use crate::snapshot::{Lookup, Product, ProductRef, Rule, Set, Strategy};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Viewed products whose relations are followed.
const VIEWS: usize = 6;
/// How far down the relations of each are followed.
const RANKS: usize = 8;
/// Most products that a set may be asked for.
const MOST: u8 = 20;

/// The sets of a product page: by priority, no product twice on the page.
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
/// the bestsellers, fill up. A shelf that stays half empty is not shown.
///
/// # Errors
/// Why it found too little.
pub(super) fn fill(facts: &Facts<'_>, set: &Set, size: usize, taken: &[ProductRef]) -> Result<Shelf, Reason> {
    let mut shelf = Filling {
        facts,
        taken,
        size,
        shelf: Shelf::default(),
        families: Vec::new(),
        sold_out: false,
        unwanted: false,
        pending: 0,
    };
    for (nth, strategy) in set.strategies.iter().chain(&[Strategy::SameCategory, Strategy::Bestsellers]).enumerate() {
        if nth > 0 && *strategy == Strategy::Bestsellers {
            // Where bestsellers only fill up, no title says of what: those of the liked categories come first.
            shelf.add(*strategy, &facts.wishes.favourites(facts.core()));
        }
        shelf.add(*strategy, &candidates(facts, *strategy, set));
        if nth == 0 && shelf.shelf.items.is_empty() {
            return Err(shelf.why_empty());
        }
        if shelf.has_enough() {
            break;
        }
    }
    if shelf.shelf.items.len() * 2 <= size && shelf.shelf.items.len() < size {
        Err(Reason::NothingToShow)
    } else {
        Ok(shelf.shelf)
    }
}

struct Filling<'f, 'a> {
    facts: &'f Facts<'a>,
    taken: &'f [ProductRef],
    size: usize,
    shelf: Shelf,
    families: Vec<ProductRef>,
    sold_out: bool,
    /// Something was left out because the visitor does not want to see its category.
    unwanted: bool,
    /// Candidates whose shards are not at hand.
    pending: usize,
}

impl Filling<'_, '_> {
    /// Whether the shelf is full, or will be as far as can be told before what is pending was read.
    fn has_enough(&self) -> bool {
        let found = self.shelf.items.len();
        found >= self.size || found + self.pending >= self.size + SPARE
    }

    fn why_empty(&self) -> Reason {
        match (self.unwanted, self.sold_out) {
            (true, _) => Reason::NotWanted(Unwanted::Category),
            (false, true) => Reason::OutOfStock,
            (false, false) => Reason::NothingToShow,
        }
    }

    fn add(&mut self, strategy: Strategy, candidates: &[ProductRef]) {
        for at in candidates {
            if self.has_enough() {
                return;
            }
            if self.taken.contains(at) || self.shelf.items.iter().any(|item| item.product == *at) {
                continue;
            }
            let product = match self.facts.look(*at) {
                Lookup::Found(product) => product,
                Lookup::Absent => continue,
                Lookup::NotLoaded(_) => {
                    self.pending += 1;
                    continue;
                }
            };
            if self.facts.wishes.spurns(product.card.category) {
                self.unwanted = true;
                continue;
            }
            self.sold_out |= !product.card.in_stock && !self.facts.hides(product.card.category);
            if self.fits(&product) {
                self.families.push(product.card.family);
                self.shelf.items.push(Item::new(*at, strategy));
            }
        }
    }

    /// Never the product itself, a variant or a part of it, what is sold out, what is in the cart, what was just bought and
    /// is not bought again, or what is of a sensitive category other than the page's; and one of a family is enough.
    fn fits(&self, product: &Product<'_>) -> bool {
        let card = &product.card;
        let same_family = self.facts.page.is_some_and(|page| page.card.family == card.family);
        let part = self.facts.detail.as_ref().is_some_and(|detail| detail.bundle.contains(&product.at));
        let of_page = same_family || part;
        card.in_stock
            && !of_page
            && !self.facts.hides(card.category)
            && !self.families.contains(&card.family)
            && !self.facts.in_cart(product.key)
            && (card.bought_again || !self.facts.just_bought(product.key))
    }
}

fn candidates<'f>(facts: &'f Facts<'_>, strategy: Strategy, set: &'f Set) -> Cow<'f, [ProductRef]> {
    let detail = facts.detail.as_ref();
    match strategy {
        Strategy::BoughtTogether => detail.map_or(&[][..], |detail| &detail.bought_together).into(),
        Strategy::Complementary => detail.map_or(&[][..], |detail| &detail.complements).into(),
        Strategy::SameCategory => {
            let category = facts.category.and_then(|at| facts.core().category(at));
            let similar = detail.map_or(&[][..], |detail| &detail.similar);
            let best = category.map_or(&[][..], |category| &category.bestsellers);
            similar.iter().chain(best).copied().collect::<Vec<_>>().into()
        }
        Strategy::ViewedProducts => after_views(facts).into(),
        Strategy::Reorder if facts.visitor.preferences().reminders => facts.due_products().collect::<Vec<_>>().into(),
        Strategy::Reorder => Cow::Borrowed(&[]),
        Strategy::Bestsellers => {
            let category = facts.category.and_then(|at| facts.core().category(at));
            let best = category.map_or(&[][..], |category| &category.bestsellers);
            best.iter().chain(&facts.core().bestsellers).copied().collect::<Vec<_>>().into()
        }
        Strategy::Curated => (&set.pin[..]).into(),
        Strategy::ContinueAd => ad::continuation(facts).into(),
        Strategy::ViewedNext | Strategy::Similar | Strategy::Popular | Strategy::New | Strategy::Bundle => {
            Cow::Borrowed(&[])
        }
    }
}

/// What goes with the products viewed last: each vote counts the more the later the view and the higher the rank.
fn after_views(facts: &Facts<'_>) -> Vec<ProductRef> {
    let page = facts.page.map(|page| page.key);
    let views = facts.views().filter(|view| Some(view.product) != page).take(VIEWS);
    // The product in the upper half, the vote in the lower.
    let mut votes: Vec<u64> = Vec::with_capacity(VIEWS * 2 * RANKS);
    for (nth, view) in (0_u32..).zip(views) {
        let Some(detail) = facts.by_key(view.product).and_then(|product| product.detail()) else { continue };
        for list in [&detail.bought_together, &detail.similar] {
            let ranked = (1_u32..).zip(list.iter().take(RANKS));
            let vote = |rank| u64::from(5_040 / ((nth + 1) * (rank + 1)));
            votes.extend(ranked.map(|(rank, at)| u64::from(at.0) << 32 | vote(rank)));
        }
    }
    // The votes for one product are brought together, added up into the first, and the others taken out.
    sort(&mut votes);
    votes.dedup_by(|vote, sum| {
        let same = *vote >> 32 == *sum >> 32;
        if same {
            *sum += *vote & 0xFFFF_FFFF;
        }
        same
    });
    // Most votes first, then by product: the complement of the sum goes into the upper half.
    for vote in &mut votes {
        *vote = (!*vote & 0xFFFF_FFFF) << 32 | *vote >> 32;
    }
    sort(&mut votes);
    votes.into_iter().map(|vote| ProductRef((vote & 0xFFFF_FFFF) as u32)).collect()
}
