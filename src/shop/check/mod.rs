//! Checks a folder as a whole: that every name in it leads somewhere, and that no link leads away from the shop.

mod address;
mod ads;
mod candidates;
mod channels;
mod competing;
mod conditions;
mod dates;
mod experiments;
mod intent;
mod lacks;
mod links;
mod logic;
mod named;
mod order;
mod own_links;
mod products;
mod purposes;
mod reach;
mod redirects;
mod restraint;
mod rules;
mod segments;
mod sensitive;
mod sounds;
mod stock;
mod unfed;
mod view;
mod web;
mod words;

pub(super) use order::in_order;
pub(super) use products::LONGEST_CHAIN;

use super::code::Code;
use super::load::Draft;
use super::names::instead;
use super::place::{At, Notes, Place};
use super::source::SegmentFile;
use crate::day::Day;
use crate::key::NameKey;
use logic::Logic;
use std::collections::{HashMap, HashSet};
use view::View;

/// Categories, and rules of one kind, at most.
const MOST_RULES: usize = 10_000;

/// The ids that exist. `None` where they could not be read, so that none can be called unknown.
pub(super) struct Known<'d> {
    pub(super) categories: Option<HashSet<&'d str>>,
    pub(super) products: Option<HashSet<&'d str>>,
    pub(super) segments: Option<HashSet<&'d str>>,
    pub(super) blocks: Option<HashSet<&'d str>>,
    pub(super) campaigns: Option<HashSet<&'d str>>,
    pub(super) audiences: Option<HashSet<&'d str>>,
}

/// Notes what is wrong. Dates are judged by `today`, where it is given.
pub(super) fn check(notes: &Notes, draft: &Draft, today: Option<Day>) {
    let known = Known::of(draft);
    if let Some(shop) = &draft.shop {
        links::check(notes, shop, draft);
        own_links::check(notes, shop, draft);
        let ids: Vec<&At<String>> = shop.categories.iter().flatten().map(|category| &category.id).collect();
        unique(notes, "category", &ids);
        for category in shop.categories.iter().flatten() {
            category.complements.iter().for_each(|id| known.category(notes, id));
            sounds::check(notes, category);
        }
    }
    for (what, ids) in [
        ("block", &draft.blocks.ids),
        ("campaign", &draft.campaigns.ids),
        ("audience", draft.audiences.as_ref().unwrap_or(&Vec::new())),
    ] {
        unique(notes, what, &ids.iter().collect::<Vec<_>>());
    }
    products::check(notes, &draft.products.sound, &known);
    few_enough(notes, draft);
    rules::check(notes, draft, &known);
    experiments::check(notes, draft, &known);
    channels::check(notes, draft);
    channels::arms(notes, draft);
    named::check(notes, draft, &known);
    purposes::check(notes, draft);
    sensitive::check(notes, draft);
    words::check(notes, draft);
    intent::check(notes, draft);
    ads::check(notes, draft);
    let view = View::of(notes, draft);
    unfed::check(notes, &view);
    redirects::known(notes, &view, &known);
    // A circle of segments was noted; nothing can be said of what they mean.
    if let Ok(ordered) = in_order(&draft.segments.files) {
        let sound: Vec<&SegmentFile> = ordered.into_iter().filter(|file| !notes.is_broken(file.place)).collect();
        let logic = Logic::of(&sound);
        redirects::check(notes, &view, &logic);
        reach::check(notes, &view, &logic);
        competing::check(notes, &view, &logic);
        lacks::check(notes, &view, &logic);
        segments::check(notes, &view, &logic);
        stock::check(notes, &view, &logic);
        restraint::check(notes, &view, &logic);
    }
    today.into_iter().for_each(|today| dates::check(notes, &view, today));
}

/// Categories and rules stay in the memory of every isolate, and are counted in 16 bits.
fn few_enough(notes: &Notes, draft: &Draft) {
    for (name, count) in [
        ("shop.json", draft.shop.as_ref().and_then(|shop| shop.categories.as_ref()).map_or(0, Vec::len)),
        ("segments", draft.segments.ids.len()),
        ("blocks", draft.blocks.ids.len()),
        ("sets", draft.sets.ids.len()),
        ("campaigns", draft.campaigns.ids.len()),
        ("experiments", draft.experiments.ids.len()),
        ("intent", draft.intent.ids.len()),
    ] {
        if count > MOST_RULES {
            let what = if name == "shop.json" { "categories" } else { "files" };
            let message = format!("`{name}` holds {count} {what}, and {MOST_RULES} is the most");
            notes.of_file(Code::TooMany, name, message, "take away what is not used");
        }
    }
}

/// Notes ids that stand there twice, and different ids with one key.
fn unique(notes: &Notes, what: &str, ids: &[&At<String>]) {
    let mut seen: HashMap<NameKey, &str> = HashMap::with_capacity(ids.len());
    for id in ids {
        match seen.insert(NameKey::of(&id.value), &id.value) {
            Some(other) if other == id.value => {
                let message = format!("the {what} `{other}` stands here twice");
                notes.say(Code::DuplicateId, id.place, message, "give each its own id");
            }
            Some(other) => {
                let message = format!("the {what} `{}` has the same short key as `{other}`", id.value);
                notes.say(
                    Code::KeyCollision,
                    id.place,
                    message,
                    "rename one of the two; cookies could not tell them apart",
                );
            }
            None => {}
        }
    }
}

impl<'d> Known<'d> {
    fn of(draft: &'d Draft) -> Self {
        fn ids(list: &[At<String>]) -> HashSet<&str> {
            list.iter().map(|id| id.value.as_str()).collect()
        }
        let categories = draft.shop.as_ref().and_then(|shop| shop.categories.as_ref());
        let categories = categories.map(|list| list.iter().map(|category| category.id.value.as_str()).collect());
        let products =
            draft.products.all().map(|products| products.iter().map(|product| product.id.value.as_str()).collect());
        Self {
            categories,
            products,
            segments: Some(ids(&draft.segments.ids)),
            blocks: Some(ids(&draft.blocks.ids)),
            campaigns: Some(ids(&draft.campaigns.ids)),
            audiences: draft.audiences.as_ref().map(|audiences| ids(audiences)),
        }
    }

    pub(super) fn category(&self, notes: &Notes, id: &At<String>) {
        look(
            notes,
            ("category", Code::UnknownCategory),
            id,
            self.categories.as_ref(),
            "add it to `categories` in `shop.json`",
        );
    }

    pub(super) fn product(&self, notes: &Notes, id: &At<String>) {
        look(notes, ("product", Code::UnknownProduct), id, self.products.as_ref(), "add it to the catalogue");
    }

    pub(super) fn segment(&self, notes: &Notes, id: &At<String>) {
        look(notes, ("segment", Code::UnknownSegment), id, self.segments.as_ref(), "add it to `segments/`");
    }

    pub(super) fn block(&self, notes: &Notes, id: &At<String>) {
        look(notes, ("block", Code::UnknownBlock), id, self.blocks.as_ref(), "add it to `blocks/`");
    }

    pub(super) fn campaign(&self, notes: &Notes, id: &At<String>) {
        look(notes, ("campaign", Code::UnknownCampaign), id, self.campaigns.as_ref(), "add it to `campaigns/`");
    }

    pub(super) fn audience(&self, notes: &Notes, id: &At<String>) {
        look(notes, ("audience", Code::UnknownAudience), id, self.audiences.as_ref(), "add it to `audiences.json`");
    }
}

/// Notes a name that leads nowhere.
fn look(notes: &Notes, (what, code): (&str, Code), id: &At<String>, known: Option<&HashSet<&str>>, add: &str) {
    let Some(known) = known else { return };
    // What is empty was noted where it was read.
    if id.value.is_empty() || known.contains(id.value.as_str()) {
        return;
    }
    // A long catalogue is no help as a list, and searching it for thousands of wrong ids would take long.
    let help = match what {
        "product" if notes.count() > 100 => format!("{add}, or take it away here"),
        "product" => super::names::nearest(&id.value, known.iter().copied())
            .map_or(format!("{add}, or take it away here"), |near| format!("did you mean `{near}`?")),
        _ => instead(&id.value, known.iter().copied(), add),
    };
    notes.say(code, id.place, format!("unknown {what} `{}`", id.value), help);
}

/// The beginning of a file.
pub(super) fn beginning(place: Place) -> Place {
    Place { end: place.start.saturating_add(1), ..place }
}
