//! The names in tests and personas that have to exist, and the words that have to be known.

use crate::shop::code::Code;
use crate::shop::fields::{Reader, quoted};
use crate::shop::names::nearest;
use crate::shop::place::{At, Place};
use jsonc_parser::ast::Value;

/// What a name in such a file has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Part {
    Product,
    Category,
    Segment,
    Block,
    Set,
    Campaign,
    Experiment,
    Audience,
    /// A block, a set, an experiment or a campaign.
    Rule,
}

/// A name that has to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What it has to be.
    pub part: Part,
    /// The name.
    pub id: At<String>,
    /// The experiment whose arm has to be `arm`, where the name is one.
    pub arm: Option<At<String>>,
}

/// Collects the names in a file.
pub(super) struct Names<'r, 'v> {
    reader: Reader<'r>,
    value: &'v Value<'v>,
    found: Vec<Named>,
}

impl<'r, 'v> Names<'r, 'v> {
    pub(super) fn new(reader: Reader<'r>, value: &'v Value<'v>) -> Self {
        Self { reader, value, found: Vec::new() }
    }

    /// The value at these fields.
    fn at(&self, path: &[&str]) -> Option<&'v Value<'v>> {
        path.iter().try_fold(self.value, |value, name| match value {
            Value::Object(object) => {
                object.properties.iter().find(|part| part.name.as_str() == *name).map(|part| &part.value)
            }
            _ => None,
        })
    }

    fn push(&mut self, part: Part, value: &Value<'_>) {
        if let Value::StringLit(text) = value {
            let id = At { value: text.value.to_string(), place: self.reader.place(value) };
            self.found.push(Named { part, id, arm: None });
        }
    }

    /// A name, or a list of them; `field` is where each of the list's objects has it.
    pub(super) fn listed(&mut self, part: Part, path: &[&str], field: Option<&str>) {
        let Some(value) = self.at(path) else { return };
        let within = |value: &'v Value<'v>| -> Vec<&'v Value<'v>> {
            let named = match (field, value) {
                (Some(field), Value::Object(object)) => object.properties.iter().find(|p| p.name.as_str() == field),
                _ => return vec![value],
            };
            match named.map(|property| &property.value) {
                Some(Value::Array(array)) => array.elements.iter().collect(),
                Some(value) => vec![value],
                None => Vec::new(),
            }
        };
        let names: Vec<&Value<'_>> = match value {
            Value::Array(array) => array.elements.iter().flat_map(within).collect(),
            value => within(value),
        };
        names.into_iter().for_each(|name| self.push(part, name));
    }

    /// The names of an object's fields.
    pub(super) fn keys(&mut self, part: Part, path: &[&str]) {
        let Some(Value::Object(object)) = self.at(path) else { return };
        for property in &object.properties {
            let id = At { value: property.name.as_str().to_string(), place: self.reader.place(&property.name) };
            let arm = match (part, &property.value) {
                (Part::Experiment, Value::StringLit(text)) => {
                    Some(At { value: text.value.to_string(), place: self.reader.place(&property.value) })
                }
                _ => None,
            };
            self.found.push(Named { part, id, arm });
        }
    }

    /// The names within each of an object's values.
    pub(super) fn below(&mut self, part: Part, path: &[&str], fields: &[&str]) {
        let Some(Value::Object(object)) = self.at(path) else { return };
        let names: Vec<String> = object.properties.iter().map(|property| property.name.as_str().to_string()).collect();
        for name in names {
            for field in fields {
                let path: Vec<&str> = path.iter().copied().chain([name.as_str(), *field]).collect();
                self.listed(part, &path, None);
            }
        }
    }

    /// Notes a word that is none of those that can be.
    pub(super) fn word(&self, path: &[&str], what: &str, known: &[&str]) -> bool {
        let Some(Value::StringLit(text)) = self.at(path) else { return true };
        self.one_of(&text.value, self.at(path).map(|value| self.reader.place(value)), what, known)
    }

    /// Notes the fields of an object that are none of those that can be.
    pub(super) fn words(&self, path: &[&str], what: &str, known: &[&str]) -> bool {
        let Some(Value::Object(object)) = self.at(path) else { return true };
        let bad = object.properties.iter().filter(|property| {
            let place = self.reader.place(&property.name);
            !self.one_of(property.name.as_str(), Some(place), what, known)
        });
        bad.count() == 0
    }

    fn one_of(&self, word: &str, place: Option<Place>, what: &str, known: &[&str]) -> bool {
        let fits = known.contains(&word);
        if let (false, Some(place)) = (fits, place) {
            let help = match nearest(word, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("write one of {}", quoted(known)),
            };
            self.reader.notes.say(Code::UnknownWord, place, format!("unknown {what} `{word}`"), help);
        }
        fits
    }

    /// What was found.
    pub(super) fn done(self) -> Vec<Named> {
        self.found
    }
}

/// The names of somebody who is described: the same in a test and in a persona.
pub(super) fn visitor(names: &mut Names<'_, '_>) -> bool {
    names.listed(Part::Product, &["visitor", "viewed"], Some("product"));
    names.listed(Part::Product, &["visitor", "cart"], Some("product"));
    names.listed(Part::Product, &["visitor", "orders"], Some("products"));
    names.listed(Part::Campaign, &["visitor", "campaign", "id"], None);
    names.listed(Part::Audience, &["visitor", "audiences"], None);
    names.keys(Part::Block, &["visitor", "shown"]);
    names.listed(Part::Category, &["preferences", "likes"], None);
    names.listed(Part::Category, &["preferences", "dislikes"], None);
    names.words(&["consent"], "purpose", &PURPOSES)
}

/// The purposes that somebody may give.
pub(in crate::shop) const PURPOSES: [&str; 4] = ["preferences", "analytics", "personalization", "advertising"];

/// The kinds of device.
pub(in crate::shop) const DEVICES: [&str; 3] = ["mobile", "tablet", "desktop"];
