//! What changed in the catalogue.

use super::super::say::count;
use super::change::{Change, Group, Kind};
use super::side::Side;
use super::words::shortened;
use crate::neighbours::decode;
use crate::snapshot::{Lookup, Product, ProductRef};
use std::collections::BTreeMap;

/// How many products are named.
const NAMED: usize = 5;

/// What is told of a kind of change.
struct Told {
    kind: Kind,
    one: &'static str,
    many: &'static str,
    names: Vec<String>,
}

/// The changes.
pub(super) fn changes(old: &Side, new: &Side) -> Vec<Change> {
    let (was, is) = (products(old, new), products(new, old));
    let told = |kind, one, many| Told { kind, one, many, names: Vec::new() };
    let mut added = told(Kind::Added, "product is new", "products are new");
    let mut removed = told(Kind::Removed, "product is gone", "products are gone");
    let mut cheaper = told(Kind::Price, "product costs less", "products cost less");
    let mut dearer = told(Kind::Price, "product costs more", "products cost more");
    let mut reduced =
        told(Kind::Price, "product has another price before its sale", "products have another price before their sale");
    let mut begun = told(Kind::Price, "product is reduced", "products are reduced");
    let mut ended = told(Kind::Price, "product is no longer reduced", "products are no longer reduced");
    let mut out = told(Kind::Stock, "product is out of stock", "products are out of stock");
    let mut back = told(Kind::Stock, "product is back in stock", "products are back in stock");
    let mut renamed = told(Kind::Changed, "product has another title", "products have another title");
    let mut moved = told(Kind::Changed, "product is in another category", "products are in another category");
    let mut details = told(Kind::Changed, "product has other details", "products have other details");
    let mut related = told(
        Kind::Related,
        "product has other products that go with it",
        "products have other products that go with them",
    );
    let mut next = told(
        Kind::Related,
        "product has another list of what is looked at next",
        "products have other lists of what is looked at next",
    );
    let currency = &new.core().shop.currency;
    let money = |hundredths: u32| format!("{}.{:02} {currency}", hundredths / 100, hundredths % 100);
    for (id, now) in &is {
        let name = format!("`{}`", shortened(now.card.title));
        let Some(then) = was.get(id) else {
            added.names.push(name);
            continue;
        };
        let (a, b) = (&then.card, &now.card);
        let priced = || format!("{name} {}, was {}", money(b.price), money(a.price));
        match (a.on_sale(), b.on_sale()) {
            (true, false) => ended.names.push(name.clone()),
            (false, true) => begun.names.push(format!("{name} {}, before {}", money(b.price), money(b.list_price))),
            _ => {}
        }
        match b.price.cmp(&a.price) {
            std::cmp::Ordering::Less => cheaper.names.push(priced()),
            std::cmp::Ordering::Greater => dearer.names.push(priced()),
            std::cmp::Ordering::Equal if a.list_price != b.list_price && a.on_sale() && b.on_sale() => {
                let said = |price| if price == 0 { "not reduced".to_string() } else { money(price) };
                reduced.names.push(format!("{name} {}, was {}", said(b.list_price), said(a.list_price)));
            }
            std::cmp::Ordering::Equal => (),
        }
        match (a.in_stock, b.in_stock) {
            (true, false) => out.names.push(name.clone()),
            (false, true) => back.names.push(name.clone()),
            _ => (),
        }
        if a.title != b.title {
            renamed.names.push(format!("{name}, was `{}`", shortened(a.title)));
        }
        let categories = (old.category(a.category), new.category(b.category));
        if categories.0 != categories.1 {
            moved.names.push(format!("{name} in `{}`, was in `{}`", categories.1, categories.0));
        }
        if (a.url, a.image) != (b.url, b.image) || plain(old, then) != plain(new, now) {
            details.names.push(name.clone());
        }
        if let (Some(a), Some(b)) = (relations(old, then), relations(new, now))
            && a != b
        {
            related.names.push(name.clone());
        }
        if let (Some(a), Some(b)) = (looked_at_next(old, then), looked_at_next(new, now))
            && a != b
        {
            next.names.push(name);
        }
    }
    removed.names = was
        .iter()
        .filter(|(id, _)| !is.contains_key(*id))
        .map(|(_, gone)| format!("`{}`", shortened(gone.card.title)))
        .collect();
    let all =
        [added, removed, cheaper, dearer, reduced, begun, ended, out, back, renamed, moved, details, related, next];
    all.into_iter().filter(|told| !told.names.is_empty()).map(Told::into_change).collect()
}

/// The products of the shards that the other side does not have, by id. Those of the others are the same there.
fn products<'s>(side: &'s Side, other: &Side) -> BTreeMap<&'s str, Product<'s>> {
    let core = side.core();
    let range = |at: u16| {
        let first = core.shards.get(usize::from(at)).map_or(0, |shard| shard.first);
        first..core.shards.get(usize::from(at) + 1).map_or(core.products, |next| next.first)
    };
    let found = side.own_shards(other).into_iter().flat_map(range).filter_map(|at| {
        match side.snapshot.by_ref(ProductRef(at)) {
            Lookup::Found(product) => Some((product.card.id, product)),
            Lookup::Absent | Lookup::NotLoaded(_) => None,
        }
    });
    found.collect()
}

/// The details that name no other product.
fn plain(side: &Side, product: &Product<'_>) -> Option<impl PartialEq + use<>> {
    let detail = product.detail()?;
    let specs: Vec<(String, String)> = detail.specs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
    let uses: Vec<String> = detail.use_cases.iter().map(ToString::to_string).collect();
    let texts = (detail.brand.to_string(), detail.review.to_string());
    let channel = |at: u8| side.core().shop.channels.get(usize::from(at)).map(|channel| channel.id.clone());
    let listings: Vec<(Option<String>, String)> =
        detail.listings.iter().map(|(at, number)| (channel(*at), (*number).to_string())).collect();
    let numbers = (detail.rating, detail.reviews, detail.ships_in_days, detail.reorder_days, product.card.margin);
    Some((texts, specs, uses, listings, numbers))
}

/// The products that go with it, by id; `None` when one of them is not at hand.
fn relations(side: &Side, product: &Product<'_>) -> Option<Vec<Vec<String>>> {
    let detail = product.detail()?;
    let lists = [
        &detail.variants,
        &detail.bundle,
        &detail.bundles,
        &detail.bought_together,
        &detail.complements,
        &detail.similar,
        &detail.successor.into_iter().collect(),
    ];
    let id = |at: ProductRef| Some(side.product(at)).filter(|id| id != "?");
    let ids = |list: &Vec<ProductRef>| -> Option<Vec<String>> { list.iter().map(|at| id(*at)).collect() };
    // Places move when a product comes or goes, so that the bytes of the same list may differ.
    let next = || -> Option<Vec<String>> {
        let mut ids: Vec<String> =
            decode(detail.next).map(|(at, weight)| Some(format!("{} {weight}", id(at)?))).collect::<Option<_>>()?;
        ids.sort_unstable();
        Some(ids)
    };
    lists.into_iter().map(ids).chain([next()]).collect()
}

/// What is looked at next, by id and with its weight; `None` when one of them is not at hand.
fn looked_at_next(side: &Side, product: &Product<'_>) -> Option<(u32, Vec<(String, u8)>)> {
    let list = decode(product.detail()?.next);
    let named = |(at, weight)| Some((Some(side.product(at)).filter(|id| id != "?")?, weight));
    let mut neighbours: Vec<(String, u8)> = list.map(named).collect::<Option<_>>()?;
    neighbours.sort_unstable();
    Some((list.scale().value(), neighbours))
}

impl Told {
    fn into_change(self) -> Change {
        let total = self.names.len();
        let named: Vec<&str> = self.names.iter().take(NAMED).map(String::as_str).collect();
        let more = if total > NAMED { format!(", and {} more", total - NAMED) } else { String::new() };
        let between = if self.names.iter().any(|name| name.contains(", was")) { "; " } else { ", " };
        let noun = if total == 1 { format!("1 {}", self.one) } else { format!("{total} {}", self.many) };
        let text = format!("{noun}: {}{more}", named.join(between));
        Change { group: Group::Products, kind: self.kind, id: None, count: total, text }
    }
}

/// Says that products were not compared because too much had to be read for it.
pub(super) fn uncompared(shards: usize) -> Change {
    let text = format!("products in {} differ; `segue diff` names them", count(shards, "shard"));
    Change { group: Group::Products, kind: Kind::Changed, id: None, count: 0, text }
}
