//! The shelves of twenty product pages, with pictures and reasons: whether they make sense, a person has to look at.
//!
//! `pick` chooses the pages, `picture` puts the pictures into the report. Two made-up visitors look at each page: one of whom
//! nothing may be known, and one who agreed to everything and came back after looking at others of its category. Nothing of the
//! population is in it.

mod pick;
mod picture;

pub(super) use picture::Pictures;

use super::population::{Person, choice};
use super::visit::Stage;
use crate::case::{Persona, Touched, Visitor};
use crate::cli::Failure;
use crate::engine::{Decision, Fields, Outcome, Reason, Shelf, money};
use crate::snapshot::{Lookup, Product, ProductRef, Snapshot};
use crate::visitor::VisitorId;
use pick::picks;
use serde::Serialize;
use std::path::Path;

/// So many products somebody looked at before.
const LOOKED_AT: usize = 3;

/// All pages.
#[derive(Debug, Serialize)]
pub(super) struct Shelves {
    pub(super) pages: Vec<Page>,
    #[serde(skip)]
    pub(super) pictures: Pictures,
}

/// A product page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) product: Thing,
    pub(super) category: String,
    /// Why it was picked.
    pub(super) picked: String,
    /// What nobody in particular sees.
    pub(super) stranger: Vec<Set>,
    /// What somebody sees who looked at these.
    pub(super) looked_at: Vec<String>,
    pub(super) remembered: Vec<Set>,
    /// What was made for somebody like that, and would be seen if the page had room.
    pub(super) no_room: Vec<Set>,
}

/// A shelf.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Set {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) why: String,
    pub(super) products: Vec<Thing>,
}

/// A product as it is shown.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Thing {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) price: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) list_price: Option<String>,
    pub(super) in_stock: bool,
    /// Why it is on the shelf.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<String>,
    /// The number of its picture.
    #[serde(skip)]
    pub(super) picture: usize,
}

/// Looks at the pages of a snapshot; `dir` is the shop folder with its pictures, where it is one.
pub(super) fn look(stage: &Stage<'_>, dir: &Path) -> Result<Shelves, Failure> {
    let mut looking = Looking { snapshot: stage.snapshot, pictures: Pictures::of(dir) };
    let picks = picks(stage.snapshot);
    let mut pages = Vec::new();
    for (nth, pick) in picks.iter().enumerate() {
        let Some(product) = found(stage.snapshot, pick.at) else { continue };
        let before = nth.checked_sub(1).and_then(|last| picks.get(last)).map(|pick| pick.at);
        let looked_at = looking.looked_at(&product, before);
        let ids = looked_at.iter().map(|product| product.card.id.to_string());
        let decide = |person: &Person| {
            let visit = stage.visit((0, person), None, &[product.card.id]).map_err(Failure::outside)?;
            visit.pages.into_iter().next().ok_or_else(|| Failure::outside("no page was decided"))
        };
        let (nobody, somebody) = (person(None), person(Some(ids.collect())));
        let (for_nobody, for_somebody) = (decide(&nobody)?, decide(&somebody)?);
        let mut no_room = Vec::new();
        for id in looking.without_room(&for_nobody, &for_somebody) {
            let decision = stage.shelf(&somebody, &id, product.card.id).map_err(Failure::outside)?;
            no_room.extend(looking.sets(&product, &decision));
        }
        let category = stage.snapshot.core().category(product.card.category);
        pages.push(Page {
            category: category.map(|category| category.title.clone()).unwrap_or_default(),
            picked: pick.picked.clone(),
            looked_at: looked_at.iter().map(|product| product.card.title.to_string()).collect(),
            stranger: looking.sets(&product, &for_nobody),
            remembered: looking.sets(&product, &for_somebody),
            no_room,
            product: looking.thing(&product, None),
        });
    }
    Ok(Shelves { pages, pictures: looking.pictures })
}

/// Somebody who refused everything, or who agreed, and looked at the first of these products today and at the others
/// yesterday.
fn person(viewed: Option<Vec<String>>) -> Person {
    let touched = |(nth, product)| Touched { product, days_ago: u16::from(nth > 0), quantity: None };
    let came_back = |viewed: Vec<String>| Visitor {
        viewed: viewed.into_iter().enumerate().map(touched).collect(),
        first_visit_days_ago: 1,
        visits: Some(2),
        ..Visitor::default()
    };
    let consent = Some(choice(viewed.is_some()));
    let who = Persona { consent, visitor: viewed.map(came_back), ..Persona::default() };
    Person { who, search: None, product: None, weight: 1, id: Some(VisitorId([1; 16])) }
}

fn found(snapshot: &Snapshot, at: ProductRef) -> Option<Product<'_>> {
    match snapshot.by_ref(at) {
        Lookup::Found(product) => Some(product),
        Lookup::Absent | Lookup::NotLoaded(_) => None,
    }
}

struct Looking<'a> {
    snapshot: &'a Snapshot,
    pictures: Pictures,
}

impl<'a> Looking<'a> {
    /// What somebody looked at who comes to this page: the best of its category, and where it has few, the page before in the
    /// report.
    fn looked_at(&self, page: &Product<'_>, before: Option<ProductRef>) -> Vec<Product<'a>> {
        let core = self.snapshot.core();
        let peers = core.category(page.card.category).map_or(&[][..], |category| &category.bestsellers);
        // Nothing sensitive is ever remembered.
        let other = |product: &Product<'_>| {
            product.card.family != page.card.family && !core.sensitive.has(product.card.category)
        };
        let all = peers.iter().copied().chain(before).filter_map(|at| found(self.snapshot, at));
        all.filter(other).take(LOOKED_AT).collect()
    }

    /// The sets that a page lacks room for, and that a stranger neither sees nor could see.
    fn without_room(&self, stranger: &Decision, remembered: &Decision) -> Vec<String> {
        let became = |of: &Decision, rule: u16, is: &dyn Fn(&Outcome<Shelf>) -> bool| {
            of.sets.iter().any(|evidence| evidence.rule == rule && is(&evidence.outcome))
        };
        let no_room = |outcome: &Outcome<Shelf>| *outcome == Outcome::Not(Reason::NoRoom);
        let open = |outcome: &Outcome<Shelf>| matches!(outcome, Outcome::Chosen(_) | Outcome::Not(Reason::NoRoom));
        let sets = (0_u16..).zip(&self.snapshot.core().sets);
        let own = sets.filter(|(rule, _)| became(remembered, *rule, &no_room) && !became(stranger, *rule, &open));
        own.map(|(_, set)| set.id.clone()).collect()
    }

    fn sets(&mut self, page: &Product<'a>, decision: &Decision) -> Vec<Set> {
        let detail = page.detail();
        let fields = Fields { core: self.snapshot.core(), page: Some(page), detail: detail.as_ref(), ad: None };
        decision.shown_sets().filter_map(|(at, shelf)| self.set(at, shelf, &fields)).collect()
    }

    fn set(&mut self, at: u16, shelf: &Shelf, fields: &Fields<'_>) -> Option<Set> {
        let set = self.snapshot.core().sets.get(usize::from(at))?.body.as_ref()?;
        let one = |item: &crate::engine::Item| {
            let why = crate::engine::Why::in_english(self.snapshot, item).to_string();
            Some(self.thing(&found(self.snapshot, item.product)?, Some(why)))
        };
        Some(Set {
            id: set.id.clone(),
            title: fields.fill(&set.title)?,
            why: fields.fill(&set.why)?,
            products: shelf.items.iter().filter_map(one).collect(),
        })
    }

    fn thing(&mut self, product: &Product<'_>, why: Option<String>) -> Thing {
        let (card, shop) = (&product.card, &self.snapshot.core().shop);
        Thing {
            id: card.id.to_string(),
            title: card.title.to_string(),
            price: money(card.price, &shop.currency),
            list_price: card.on_sale().then(|| money(card.list_price, &shop.currency)),
            in_stock: card.in_stock,
            why,
            picture: self.pictures.of_card(card, shop),
        }
    }
}
