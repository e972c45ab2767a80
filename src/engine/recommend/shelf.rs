//! A shelf as it is filled.

use super::candidate::Candidate;
use super::order::{Found, Moved, Variety, take};
use crate::engine::content::SPARE;
use crate::engine::facts::Facts;
use crate::engine::{Item, Reason, Shelf, Unwanted};
use crate::snapshot::{Lookup, Product, ProductRef, Set, Strategy};
use crate::visitor::Band;
use alloc::vec::Vec;

/// Candidates that are looked at beyond what the shelf has room for, where the order may be moved.
const AHEAD: usize = 4;

pub(super) struct Filling<'f, 'a> {
    facts: &'f Facts<'a>,
    set: &'f Set,
    taken: &'f [ProductRef],
    size: usize,
    pub(super) shelf: Shelf,
    /// Category and price band of what stands on the shelf.
    placed: Vec<(u16, Band)>,
    families: Vec<ProductRef>,
    /// The price band that the visitor usually looks at.
    band: Option<Band>,
    /// Whether what was viewed is left out from here on.
    pub(super) only_new: bool,
    sold_out: bool,
    /// Something was left out because the visitor does not want to see its category.
    unwanted: bool,
    /// Candidates whose shards are not at hand.
    pending: usize,
}

impl<'f, 'a> Filling<'f, 'a> {
    pub(super) fn new(facts: &'f Facts<'a>, set: &'f Set, size: usize, taken: &'f [ProductRef]) -> Self {
        Self {
            facts,
            set,
            taken,
            size,
            shelf: Shelf::default(),
            placed: Vec::new(),
            families: Vec::new(),
            band: if set.shared || set.viewed { None } else { facts.usual_band() },
            only_new: false,
            sold_out: false,
            unwanted: false,
            pending: 0,
        }
    }

    /// Whether the shelf is full, or will be as far as can be told before what is pending was read.
    pub(super) fn has_enough(&self) -> bool {
        let found = self.shelf.items.len();
        found >= self.size || found + self.pending >= self.size + SPARE
    }

    pub(super) fn is_empty(&self) -> bool {
        self.shelf.items.is_empty()
    }

    pub(super) fn why_empty(&self) -> Reason {
        match (self.unwanted, self.sold_out) {
            (true, _) => Reason::NotWanted(Unwanted::Category),
            (false, true) => Reason::OutOfStock,
            (false, false) => Reason::NothingToShow,
        }
    }

    /// Puts on the shelf what of `candidates` can be shown, as far as there is room. `None` keeps their order.
    pub(super) fn add(&mut self, candidates: &[Candidate], variety: Option<Variety>) {
        let room = self.size.saturating_sub(self.shelf.items.len());
        let look = if variety.is_some() { room + AHEAD } else { 0 };
        // What may be viewed again is what was measured, in its order.
        let moves = variety.is_some() && !self.set.viewed;
        let nudge = u16::from(self.facts.core().shop.defaults.margin_nudge.min(20));
        let mut found: Vec<Found> = Vec::new();
        for (looked, candidate) in candidates.iter().enumerate() {
            // A cold isolate asks for what the shelf needs and a few to spare, not for the whole list.
            let pending = self.pending > 0 && found.len() + self.pending >= room + SPARE;
            if room == 0 || (looked >= look && (found.len() >= room || pending)) {
                break;
            }
            let Some(product) = self.look(candidate.product) else { continue };
            let doubles = |one: &Found| one.family == product.card.family;
            if found.iter().any(doubles) || !self.fits(&product, candidate.strategy) {
                continue;
            }
            let card = &product.card;
            found.push(Found {
                candidate: *candidate,
                category: card.category,
                band: card.band,
                family: card.family,
                nudge: if moves { nudge * u16::from(card.margin.min(100)) } else { 0 },
                shown: if moves && !self.set.shared { self.facts.shown(product.key) } else { 0 },
                fits: variety.is_some() && self.band == Some(card.band),
                faded: false,
            });
        }
        while self.shelf.items.len() < self.size {
            let next = match variety {
                Some(variety) => take(&mut found, variety, &self.placed),
                None => (!found.is_empty()).then(|| (found.remove(0), Moved::default())),
            };
            let Some((one, moved)) = next else { break };
            self.place(&one, moved);
        }
    }

    /// Puts one product on the shelf.
    pub(super) fn place(&mut self, one: &Found, moved: Moved) {
        let Candidate { product, strategy, because, tie, .. } = one.candidate;
        self.placed.push((one.category, one.band));
        self.families.push(one.family);
        let Moved { margin, band } = moved;
        self.shelf.items.push(Item { product, strategy, because, tie, margin, band, faded: one.faded });
    }

    /// The product at this place, if this page may show it and does not yet; what has to be read for it is noted.
    pub(super) fn look(&mut self, at: ProductRef) -> Option<Product<'a>> {
        if self.taken.contains(&at) || self.shelf.items.iter().any(|item| item.product == at) {
            return None;
        }
        let product = match self.facts.look(at) {
            Lookup::Found(product) => product,
            Lookup::Absent => return None,
            Lookup::NotLoaded(_) => {
                self.pending += 1;
                return None;
            }
        };
        if self.facts.wishes.spurns(product.card.category) {
            self.unwanted = true;
            return None;
        }
        self.sold_out |= !product.card.in_stock && !self.facts.hides(product.card.category);
        Some(product)
    }

    /// Never the product itself, a variant or a part of it, what is sold out, what is in the cart, what was just bought and
    /// is not bought again, what was viewed where only new things are wanted, or what is of a sensitive category other than
    /// the page's; and one of a family is enough.
    pub(super) fn fits(&self, product: &Product<'_>, strategy: Strategy) -> bool {
        let (facts, card) = (self.facts, &product.card);
        let same_family = facts.page.is_some_and(|page| page.card.family == card.family);
        let part = facts.detail.as_ref().is_some_and(|detail| detail.bundle.contains(&product.at));
        let of_page = same_family || part;
        let of_strategy = match strategy {
            Strategy::Similar => facts.category == Some(card.category),
            Strategy::Bundle => facts.category != Some(card.category),
            _ => true,
        };
        // What completes is no alternative of what was just bought, whatever fills the shelf up.
        let completes = matches!(self.set.strategies.first(), Some(Strategy::Complementary | Strategy::Bundle));
        let of_purpose = !completes && strategy != Strategy::Complementary || !facts.has_bought_one_of(card.category);
        card.in_stock
            && !of_page
            && of_strategy
            && of_purpose
            && !facts.hides(card.category)
            && !self.families.contains(&card.family)
            && (!self.only_new || !facts.has_viewed(product.key))
            && !facts.in_cart(product.key)
            && (card.bought_again || !facts.just_bought(product.key))
    }

    /// Whether something of this category stands on the shelf.
    pub(super) fn has_category(&self, category: u16) -> bool {
        self.placed.iter().any(|(placed, _)| *placed == category)
    }
}
