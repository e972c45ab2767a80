//! The shelves of twenty product pages, with pictures and reasons: whether they make sense, a person has to look at.
//!
//! `pick` chooses the pages, `picture` puts the pictures into the report. Two made-up visitors look at each page: one of whom
//! nothing may be known, and one who agreed to everything and looked at two other products before. Nothing of the
//! population is in it.

mod pick;
mod picture;

pub(super) use picture::Pictures;

use super::population::{Person, choice};
use super::visit::Stage;
use crate::case::{Persona, Touched, Visitor};
use crate::cli::Failure;
use crate::engine::{Decision, Fields, Shelf, money};
use crate::snapshot::{Lookup, Product, ProductRef, Snapshot};
use crate::visitor::VisitorId;
use pick::picks;
use serde::Serialize;
use std::path::Path;

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
    /// Left out where it is the same.
    pub(super) remembered: Option<Vec<Set>>,
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
        let stranger = looking.sets(&product, &decide(&person(None))?);
        let remembered = looking.sets(&product, &decide(&person(Some(ids.collect())))?);
        let category = stage.snapshot.core().category(product.card.category);
        pages.push(Page {
            category: category.map(|category| category.title.clone()).unwrap_or_default(),
            picked: pick.picked.clone(),
            looked_at: looked_at.iter().map(|product| product.card.title.to_string()).collect(),
            remembered: (remembered != stranger).then_some(remembered),
            stranger,
            product: looking.thing(&product, None),
        });
    }
    Ok(Shelves { pages, pictures: looking.pictures })
}

/// Somebody who refused everything, or who agreed and looked at these products today, the latest first.
fn person(viewed: Option<Vec<String>>) -> Person {
    let touched = |product| Touched { product, days_ago: 0, quantity: None };
    let who = Persona {
        consent: Some(choice(viewed.is_some())),
        visitor: viewed
            .map(|viewed| Visitor { viewed: viewed.into_iter().map(touched).collect(), ..Visitor::default() }),
        ..Persona::default()
    };
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
    /// What somebody looked at who comes to this page: the best of its category, and the page before in the report.
    fn looked_at(&self, page: &Product<'_>, before: Option<ProductRef>) -> Vec<Product<'a>> {
        let core = self.snapshot.core();
        let peers = core.category(page.card.category).map_or(&[][..], |category| &category.bestsellers);
        let other = |product: &Product<'_>| product.card.family != page.card.family;
        let peer = peers.iter().filter_map(|at| found(self.snapshot, *at)).find(other);
        let before = before.and_then(|at| found(self.snapshot, at)).filter(other);
        let mut both: Vec<Product<'a>> = peer.into_iter().chain(before).collect();
        both.dedup_by_key(|product| product.at);
        both
    }

    fn sets(&mut self, page: &Product<'a>, decision: &Decision) -> Vec<Set> {
        let detail = page.detail();
        let fields = Fields { core: self.snapshot.core(), page: Some(page), detail: detail.as_ref(), ad: None };
        decision.shown_sets().filter_map(|(at, shelf)| self.set(at, shelf, &fields)).collect()
    }

    fn set(&mut self, at: u16, shelf: &Shelf, fields: &Fields<'_>) -> Option<Set> {
        let set = self.snapshot.core().sets.get(usize::from(at))?.body.as_ref()?;
        let one = |item: &crate::engine::Item| {
            let why = crate::engine::Why::of(self.snapshot, item).to_string();
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
