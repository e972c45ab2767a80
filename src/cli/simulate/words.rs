//! Visitors and places in words. A visitor is told apart from nobody by them: days are rounded, and there is no id.

use super::population::{Kind, Person};
use crate::engine::Decision;
use crate::snapshot::{Destination, Lookup, ProductRef, Snapshot};
use std::collections::HashMap;

/// Where a candidate leads.
pub(super) fn destination(to: &Destination, decision: &Decision) -> String {
    match to {
        Destination::Product(None) => "the link's product".into(),
        Destination::Variant(None) => "a variant of the link's product".into(),
        Destination::Bundle(None) => "a set with the link's product".into(),
        Destination::Successor(None) => "what replaces the link's product".into(),
        Destination::Category(None, _) => "the category of the link's product".into(),
        Destination::Listing(_, None) => "the listing of the link's product".into(),
        Destination::Home => "the front page".into(),
        _ => decision.landed().map_or_else(|| "a page".into(), |landed| landed.url.clone()),
    }
}

/// A candidate before anybody took it.
pub(super) fn candidate(to: &Destination, snapshot: &Snapshot) -> String {
    let product = |at: ProductRef| match snapshot.by_ref(at) {
        Lookup::Found(product) => format!("`{}`", product.card.id),
        _ => "a product".into(),
    };
    match to {
        Destination::Product(Some(at)) => format!("the product {}", product(*at)),
        Destination::Variant(Some(at)) => format!("a variant of {}", product(*at)),
        Destination::Bundle(Some(at)) => format!("a set with {}", product(*at)),
        Destination::Successor(Some(at)) => format!("what replaces {}", product(*at)),
        Destination::Successor(None) => "what replaces the link's product".into(),
        Destination::Listing(channel, at) => {
            let of = at.map_or_else(|| "the link's product".into(), product);
            format!("the listing of {of} in `{}`", channel_named(snapshot, *channel))
        }
        Destination::Listed(channel, id) => format!("the listing `{id}` in `{}`", channel_named(snapshot, *channel)),
        Destination::Channel(channel) => format!("the front page of `{}`", channel_named(snapshot, *channel)),
        Destination::Product(None) => "the link's product".into(),
        Destination::Variant(None) => "a variant of the link's product".into(),
        Destination::Bundle(None) => "a set with the link's product".into(),
        Destination::Category(None, _) => "the category of the link's product".into(),
        Destination::Category(Some(at), _) => {
            format!("the category `{}`", snapshot.core().category(*at).map_or("", |category| &category.id))
        }
        Destination::Url(url) => url.clone(),
        Destination::Home => "the front page".into(),
    }
}

fn channel_named(snapshot: &Snapshot, channel: u8) -> &str {
    snapshot.core().shop.channels.get(usize::from(channel)).map_or("", |channel| &channel.id)
}

/// Describes visitors of one population. Of real people only words are said that fit as many as make a group.
pub(super) struct Describe<'a> {
    kind: Kind,
    people: &'a [Person],
    /// How many each description fits, with the country in it and without.
    fits: HashMap<String, u64>,
}

impl<'a> Describe<'a> {
    pub(super) fn new(kind: Kind, people: &'a [Person]) -> Self {
        let mut fits = HashMap::new();
        for person in people {
            let known = known(kind, person);
            if let Some(whole) = with_country(&known, person) {
                *fits.entry(whole).or_default() += 1;
            }
            *fits.entry(known).or_default() += 1;
        }
        Self { kind, people, fits }
    }

    /// Up to `most` visitors of a group, each in other words.
    pub(super) fn some(&self, places: impl Iterator<Item = u64>, most: usize) -> Vec<String> {
        let mut said = Vec::new();
        for place in places {
            let person = usize::try_from(place).ok().and_then(|at| self.people.get(at));
            let Some(words) = person.and_then(|person| self.one(person)) else { continue };
            if !said.contains(&words) {
                said.push(words);
            }
            if said.len() == most {
                break;
            }
        }
        said
    }

    fn one(&self, person: &Person) -> Option<String> {
        let known = known(self.kind, person);
        let common = |words: &String| self.fits.get(words).is_some_and(|fits| *fits >= self.kind.smallest_group());
        with_country(&known, person).filter(common).or_else(|| Some(known).filter(common))
    }
}

/// What is known of a visitor, but for the country.
fn known(kind: Kind, person: &Person) -> String {
    if kind == Kind::Personas && !person.who.name.is_empty() {
        return person.who.name.clone();
    }
    let Some(visitor) = &person.who.visitor else { return "came without a cookie".into() };
    let mut said: Vec<String> = Vec::new();
    match visitor.orders.len() {
        0 => said.push("never bought".into()),
        n => said.push(format!("bought {}", times(n))),
    }
    said.extend(visitor.orders.iter().map(|order| order.days_ago).min().map(|last| format!("last {}", ago(last))));
    match visitor.viewed.len() {
        0 => {}
        1 | 2 => said.push("looked at little".into()),
        _ => said.push("looked around".into()),
    }
    if !visitor.cart.is_empty() {
        said.push("left a cart".into());
    }
    said.join(", ")
}

fn with_country(known: &str, person: &Person) -> Option<String> {
    person.who.country.as_ref().filter(|_| person.who.name.is_empty()).map(|country| format!("{known}, from {country}"))
}

fn times(n: usize) -> &'static str {
    match n {
        1 => "once",
        2 => "twice",
        3..=5 => "three to five times",
        6..=10 => "six to ten times",
        _ => "more than ten times",
    }
}

/// A stretch of days, rounded.
fn ago(days: u16) -> String {
    match days {
        0..=6 => "within a week".into(),
        7..=13 => "about a week ago".into(),
        14..=55 => format!("about {} weeks ago", (days + 3) / 7),
        56..=699 => format!("about {} months ago", (u32::from(days) + 15) / 30),
        _ => "years ago".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_rounded() {
        let said = [0, 8, 20, 60, 212, 900].map(ago);
        let want = [
            "within a week",
            "about a week ago",
            "about 3 weeks ago",
            "about 2 months ago",
            "about 7 months ago",
            "years ago",
        ];
        assert_eq!(said, want);
    }
}
