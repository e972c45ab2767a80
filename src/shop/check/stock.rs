//! What can be had: sets that stay empty, lists that are sold out, products without a picture or a price.

use super::lacks::may_be_on;
use super::logic::{Case, Logic};
use super::unfed;
use super::view::View;
use crate::shop::code::Code;
use crate::shop::compile::NEW_DAYS;
use crate::shop::place::{At, Notes};
use crate::shop::source::{NextList, ProductEntry, SetFile};
use crate::snapshot::{Defaults, Strategy};
use std::collections::{HashMap, HashSet};

/// Product pages on which a set is tried, at most.
const PAGES: usize = 500;
/// Of what is looked at most, so many count: a shelf holds no more.
const LISTED: usize = 24;
/// Of a list of products, one in so many may be sold out.
const ONE_IN: usize = 5;

struct Stock<'d> {
    products: &'d [ProductEntry],
    by_id: HashMap<&'d str, &'d ProductEntry>,
    /// How many products of each category can be had.
    in_category: HashMap<&'d str, usize>,
    /// The categories that complete each.
    completing: HashMap<&'d str, &'d [At<String>]>,
    there: usize,
    /// What is looked at after each product.
    next: HashMap<&'d str, &'d NextList>,
    /// What was added of late.
    newest: Vec<&'d str>,
}

/// Notes what can hardly be had.
pub(super) fn check(notes: &Notes, view: &View<'_>, logic: &Logic<'_>) {
    let Some(products) = view.products else { return };
    wanting(notes, view, products);
    let mut stock = Stock {
        products,
        by_id: HashMap::with_capacity(products.len()),
        in_category: HashMap::new(),
        completing: HashMap::new(),
        there: 0,
        next: HashMap::new(),
        newest: newest(products),
    };
    let mut all_of: HashMap<&str, usize> = HashMap::new();
    for product in products {
        stock.by_id.insert(&product.id.value, product);
        *all_of.entry(&product.category.value).or_default() += 1;
        if can_be_had(product) {
            *stock.in_category.entry(&product.category.value).or_default() += 1;
            stock.there += 1;
        }
    }
    for list in &view.derived.viewed_next {
        if let Some(product) = products.get(list.product as usize) {
            stock.next.insert(&product.id.value, list);
        }
    }
    for category in view.shop.iter().filter_map(|shop| shop.categories.as_ref()).flatten() {
        let id = category.id.value.as_str();
        stock.completing.insert(id, &category.complements);
        let all = all_of.get(id).copied().unwrap_or_default();
        let gone = all - stock.in_category.get(id).copied().unwrap_or_default();
        if gone * ONE_IN > all {
            sold_out(notes, &category.id, &format!("the category `{id}`"), gone, all);
        }
    }
    let best: Vec<&ProductEntry> =
        view.derived.bestsellers.iter().filter_map(|id| stock.by_id.get(id.as_str()).copied()).collect();
    let gone = best.iter().filter(|product| !can_be_had(product)).count();
    if gone * ONE_IN > best.len() {
        let message = format!("{gone} of the {} bestsellers are sold out", best.len());
        notes.of_file(Code::SoldOut, "derived/bestsellers.json", message, RESTOCK);
    }
    for block in &view.blocks {
        stock.list(notes, &block.products, &format!("the block `{}`", block.id));
    }
    let size = view.shop.as_ref().map_or(Defaults::default().set_size, |shop| shop.defaults.set_size);
    for set in &view.sets {
        stock.list(notes, &set.pin, &format!("the set `{}`", set.id));
        stock.shelf(notes, view, set, usize::from(set.size.unwrap_or(size)), logic);
    }
}

const RESTOCK: &str = "restock them, or put others in their place";

/// What a shelf of new products shows: what was added in the days before the latest addition.
fn newest(products: &[ProductEntry]) -> Vec<&str> {
    let dated =
        || products.iter().filter_map(|product| Some((product.added.as_ref()?.value, product.id.value.as_str())));
    let last = dated().map(|(day, _)| day.0).max().unwrap_or_default();
    dated().filter(|(day, _)| last - day.0 < NEW_DAYS).map(|(_, id)| id).collect()
}

fn sold_out(notes: &Notes, at: &At<String>, what: &str, gone: usize, all: usize) {
    let message = format!("of {what}, {gone} of {all} products are sold out");
    notes.say(Code::SoldOut, at.place, message, RESTOCK);
}

fn can_be_had(product: &ProductEntry) -> bool {
    product.stock != Some(0)
}

/// Products without a picture or a price: said once, with how many there are.
fn wanting(notes: &Notes, view: &View<'_>, products: &[ProductEntry]) {
    let pictured = view.shop.as_ref().is_none_or(|shop| shop.image_url.is_some());
    let help = "add `\"image\"` to each, or `\"image_url\": \"/images/{id}.jpg\"` to `shop.json`";
    let lacking = products.iter().filter(|product| !pictured && product.image.is_none());
    lack(notes, Code::NoPicture, "picture", lacking, help);
    lack(notes, Code::NoPrice, "price", products.iter().filter(|product| product.price == 0), "write what each costs");
}

fn lack<'d>(notes: &Notes, code: Code, what: &str, mut lacking: impl Iterator<Item = &'d ProductEntry>, help: &str) {
    let Some(first) = lacking.next() else { return };
    let message = match lacking.count() {
        0 => format!("the product `{}` has no {what}", first.id.value),
        more => format!("the product `{}` and {more} more have no {what}", first.id.value),
    };
    notes.say(code, first.id.place, message, help);
}

impl Stock<'_> {
    fn has(&self, id: &str) -> bool {
        self.by_id.get(id).is_some_and(|product| can_be_had(product))
    }

    /// A list of products that a marketer chose.
    fn list(&self, notes: &Notes, ids: &[At<String>], what: &str) {
        let gone: Vec<&At<String>> = ids.iter().filter(|id| !self.has(&id.value)).collect();
        // What is unknown was noted as such.
        let known = ids.iter().all(|id| self.by_id.contains_key(id.value.as_str()));
        if let (Some(first), true) = (gone.first(), known && gone.len() * ONE_IN > ids.len()) {
            sold_out(notes, first, &format!("what {what} names"), gone.len(), ids.len());
        }
    }

    /// Whether a set fills half of its shelf on the median page that may show it.
    fn shelf(&self, notes: &Notes, view: &View<'_>, set: &SetFile, size: usize, logic: &Logic<'_>) {
        let strategies: Vec<Strategy> = set.strategies.iter().map(|strategy| strategy.value).collect();
        // An offer is the product of the page and at most two with it.
        let is_offer = strategies.first() == Some(&Strategy::Bundle) && set.blend.is_none();
        let size = if is_offer { size.min(2) } else { size };
        let of_visitor = |strategy: &Strategy| {
            matches!(strategy, Strategy::ViewedProducts | Strategy::Reorder | Strategy::ContinueAd)
        };
        // What depends on the visitor, or on the ad that was clicked, cannot be counted here, nor what stands behind it.
        // Of what finds nothing anywhere, that was said.
        if strategies.first().is_none_or(of_visitor) || unfed::is_idle(view, set) {
            return;
        }
        let pins = set.pin.iter().filter(|id| self.has(&id.value)).count();
        let (place, found, whence) = if strategies.first() == Some(&Strategy::Curated) && pins * 2 < size {
            (notes.field(set.place, "pin").0, pins, "of what it pins, ")
        } else {
            let Some(found) = self.median(view, set, &strategies, logic).filter(|found| found * 2 < size) else {
                return;
            };
            (notes.field(set.place, "strategies").0, found, "on the median product page, ")
        };
        let message = format!("{whence}the set `{}` finds {found} in stock for a shelf of {size}", set.id);
        let help = "add strategies or products that it can be filled from, or make it smaller";
        notes.say(Code::ThinSet, place, message, help);
    }

    /// How many products the strategies find on the median page; `None` where no page shows the set.
    fn median(&self, view: &View<'_>, set: &SetFile, strategies: &[Strategy], logic: &Logic<'_>) -> Option<usize> {
        if strategies.contains(&Strategy::Bestsellers) {
            return Some(self.there);
        }
        let cases: Vec<Case<'_>> = logic.rule(&set.segments, set.when.as_ref());
        let shown = |product: &&ProductEntry| cases.iter().any(|case| may_be_on(case, product));
        let pages: Vec<&ProductEntry> = self.products.iter().filter(shown).collect();
        let every = pages.len().div_ceil(PAGES).max(1);
        let mut found: Vec<usize> =
            pages.into_iter().step_by(every).map(|page| self.on(view, set, strategies, page)).collect();
        let middle = found.len() / 2;
        found.sort_unstable();
        found.get(middle).copied()
    }

    fn on(&self, view: &View<'_>, set: &SetFile, strategies: &[Strategy], page: &ProductEntry) -> usize {
        let own = page.category.value.as_str();
        let mut named: HashSet<&str> = HashSet::new();
        let mut categories: HashSet<&str> = HashSet::new();
        for strategy in strategies {
            match strategy {
                Strategy::BoughtTogether => {
                    let with = view.derived.bought_together.get(&page.id.value);
                    named.extend(with.into_iter().flatten().map(String::as_str));
                }
                Strategy::Complementary | Strategy::Bundle => {
                    let with = view.derived.bought_together.get(&page.id.value).into_iter().flatten();
                    let elsewhere =
                        |id: &&String| self.by_id.get(id.as_str()).is_some_and(|product| product.category.value != own);
                    named.extend(with.filter(elsewhere).map(String::as_str));
                    named.extend(page.complements.iter().map(|id| id.value.as_str()));
                    let completing = self.completing.get(own).copied().unwrap_or_default();
                    categories.extend(completing.iter().map(|id| id.value.as_str()));
                }
                Strategy::SameCategory | Strategy::Similar => drop(categories.insert(own)),
                Strategy::ViewedNext => {
                    let list = self.next.get(page.id.value.as_str()).into_iter();
                    let neighbours = list.flat_map(|list| &list.neighbours);
                    named.extend(
                        neighbours.filter_map(|(at, _)| Some(self.products.get(*at as usize)?.id.value.as_str())),
                    );
                }
                Strategy::Popular => {
                    let of_own = view.derived.by_category.get(own).into_iter().flatten();
                    let viewed = view.derived.most_viewed.iter().take(LISTED);
                    named.extend(view.derived.bestsellers.iter().chain(of_own).chain(viewed).map(String::as_str));
                }
                Strategy::New => named.extend(&self.newest),
                Strategy::Curated => named.extend(set.pin.iter().map(|id| id.value.as_str())),
                Strategy::ViewedProducts | Strategy::Reorder | Strategy::Bestsellers | Strategy::ContinueAd => {}
            }
        }
        named.remove(page.id.value.as_str());
        let of_categories: usize = categories.iter().filter_map(|id| self.in_category.get(id)).sum();
        let itself = usize::from(categories.contains(own) && can_be_had(page));
        named.iter().filter(|id| self.has(id)).count() + of_categories - itself
    }
}
