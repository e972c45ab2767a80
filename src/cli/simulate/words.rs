//! Visitors and places in words. A visitor is told apart from nobody by them: days are rounded, and there is no id.

use super::population::{Kind, Person};
use crate::engine::Decision;
use crate::snapshot::Destination;
use std::collections::HashMap;

/// Where a candidate leads.
pub(super) fn destination(to: &Destination, decision: &Decision) -> String {
    match to {
        Destination::Product(None) => "the link's product".into(),
        Destination::Variant(None) => "a variant of the link's product".into(),
        Destination::Bundle(None) => "a set with the link's product".into(),
        Destination::Category(None) => "the category of the link's product".into(),
        Destination::Home => "the front page".into(),
        _ => decision.landed().map_or_else(|| "a page".into(), |landed| landed.url.clone()),
    }
}

/// A candidate before anybody took it.
pub(super) fn candidate(to: &Destination) -> &'static str {
    match to {
        Destination::Product(None) => "the link's product",
        Destination::Product(Some(_)) => "a chosen product",
        Destination::Variant(None) => "a variant of the link's product",
        Destination::Variant(Some(_)) => "a variant of a chosen product",
        Destination::Bundle(None) => "a set with the link's product",
        Destination::Bundle(Some(_)) => "a set with a chosen product",
        Destination::Category(None) => "the category of the link's product",
        Destination::Category(Some(_)) => "a chosen category",
        Destination::Url(_) => "a chosen page",
        Destination::Home => "the front page",
    }
}

/// Describes visitors of one population.
pub(super) struct Describe<'a> {
    kind: Kind,
    people: &'a [Person],
    /// How many visitors come from each country.
    countries: HashMap<&'a str, u64>,
}

impl<'a> Describe<'a> {
    pub(super) fn new(kind: Kind, people: &'a [Person]) -> Self {
        let mut countries: HashMap<&str, u64> = HashMap::new();
        for country in people.iter().filter_map(|person| person.who.country.as_deref()) {
            *countries.entry(country).or_default() += 1;
        }
        Self { kind, people, countries }
    }

    /// Up to `most` visitors of a group, each in other words.
    pub(super) fn some(&self, places: impl Iterator<Item = u64>, most: usize) -> Vec<String> {
        let mut said = Vec::new();
        for place in places {
            let Some(person) = usize::try_from(place).ok().and_then(|at| self.people.get(at)) else { continue };
            let words = self.one(person);
            if !said.contains(&words) {
                said.push(words);
            }
            if said.len() == most {
                break;
            }
        }
        said
    }

    fn one(&self, person: &Person) -> String {
        if self.kind == Kind::Personas && !person.who.name.is_empty() {
            return person.who.name.clone();
        }
        let mut said = Vec::new();
        match &person.who.visitor {
            None => said.push("came without a cookie".to_string()),
            Some(visitor) => {
                match visitor.orders.len() {
                    0 => said.push("never bought".into()),
                    n => said.push(format!("bought {}", times(n))),
                }
                if let Some(last) = visitor.orders.iter().map(|order| order.days_ago).min() {
                    said.push(format!("last {}", ago(last)));
                }
                if !visitor.viewed.is_empty() {
                    said.push(if visitor.viewed.len() < 3 { "looked at little" } else { "looked around" }.into());
                }
                if !visitor.cart.is_empty() {
                    said.push("left a cart".into());
                }
            }
        }
        // A country with few visitors would point at them.
        let known =
            person.who.country.as_deref().filter(|country| {
                self.countries.get(country).is_some_and(|people| *people >= self.kind.smallest_group())
            });
        said.extend(known.map(|country| format!("from {country}")));
        said.join(", ")
    }
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
        0..=6 => "this week".into(),
        7..=13 => "last week".into(),
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
        let want =
            ["this week", "last week", "about 3 weeks ago", "about 2 months ago", "about 7 months ago", "years ago"];
        assert_eq!(said, want);
    }
}
