//! `derived/*.json`: what `segue import` found in real orders. Products that are gone since are passed over later.

use super::colleagues::Colleagues;
use super::neighbours::NextList;
use crate::learn::Kept;
use crate::shop::fields::{Fields, Reader};
use crate::shop::values;
use crate::snapshot::{Cuts, Rfm};
use crate::visitor::LifecycleDays;
use jsonc_parser::ast::Value;
use std::cmp::Reverse;
use std::collections::HashMap;

/// All of `derived/`; what is not there is empty.
#[derive(Debug, Default)]
pub struct Derived {
    /// The shop's bestsellers, best first.
    pub bestsellers: Vec<String>,
    /// The bestsellers of each category, best first.
    pub by_category: HashMap<String, Vec<String>>,
    /// What is looked at most of late, most first.
    pub most_viewed: Vec<String>,
    /// What is bought together with a product, best first.
    pub bought_together: HashMap<String, Vec<String>>,
    /// Median days between two purchases of a product.
    pub reorder: HashMap<String, u16>,
    /// Quintiles.
    pub rfm: Option<Rfm>,
    /// What is looked at next.
    pub viewed_next: Vec<NextList>,
    /// How those lists are made and combined; `None` where no clicks were imported.
    pub sessions: Option<Kept>,
}

impl Derived {
    /// What is bought and what is looked at most of late as one ranking, best first. A place counts `1 / (10 + place)` in
    /// either, so that what leads one is high whatever the other says. `bought` is a ranking of [`Derived`]; of what is
    /// looked at, only what is `wanted` counts.
    pub(in crate::shop) fn popular<'d>(&'d self, bought: &'d [String], wanted: impl Fn(&str) -> bool) -> Vec<&'d str> {
        let mut scores: HashMap<&str, (u64, usize)> = HashMap::new();
        let viewed = self.most_viewed.iter().filter(|id| wanted(id)).enumerate();
        for (nth, (place, id)) in bought.iter().enumerate().chain(viewed).enumerate() {
            let score = scores.entry(id).or_insert((0, nth));
            score.0 += 1_000_000_000 / (10 + place as u64);
        }
        let mut ranked: Vec<_> = scores.into_iter().map(|(id, (score, nth))| (Reverse(score), nth, id)).collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(.., id)| id).collect()
    }
}

/// Lists of product ids by name.
type Lists = HashMap<String, Vec<String>>;

fn ids(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<String>> {
    reader.list(value, Reader::words)
}

fn lists(reader: Reader<'_>, value: &Value<'_>) -> Option<Lists> {
    let entries = reader.entries(value, "lists of product ids by name")?;
    Some(entries.filter_map(|entry| Some((entry.name.as_str().to_string(), ids(reader, &entry.value)?))).collect())
}

/// Reads `derived/most-viewed.json`.
pub(in crate::shop) fn read_most_viewed(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<String>> {
    let mut fields = reader.file(value, "what is looked at most")?;
    let all = fields.need("all", "[]", ids);
    fields.finish();
    all
}

/// Reads `derived/bestsellers.json`.
pub(in crate::shop) fn read_bestsellers(reader: Reader<'_>, value: &Value<'_>) -> Option<(Vec<String>, Lists)> {
    let mut fields = reader.file(value, "the bestsellers")?;
    let all = fields.need("all", "[]", ids);
    let by_category = fields.may("by_category", lists);
    fields.finish();
    Some((all?, by_category.unwrap_or_default()))
}

/// Reads `derived/bought-together.json`.
pub(in crate::shop) fn read_bought_together(reader: Reader<'_>, value: &Value<'_>) -> Option<Lists> {
    let entries = reader.file_entries(value, "lists of product ids by name")?;
    Some(entries.filter_map(|entry| Some((entry.name.as_str().to_string(), ids(reader, &entry.value)?))).collect())
}

/// Reads `derived/reorder.json`.
pub(in crate::shop) fn read_reorder(reader: Reader<'_>, value: &Value<'_>) -> Option<HashMap<String, u16>> {
    let entries = reader.file_entries(value, "days by product id")?;
    Some(entries.filter_map(|entry| Some((entry.name.as_str().to_string(), reader.days(&entry.value, 0)?))).collect())
}

/// Reads `derived/rfm.json`, whose other fields (when it was counted, over how many customers) are for people.
pub(in crate::shop) fn read_rfm(reader: Reader<'_>, value: &Value<'_>) -> Option<Rfm> {
    let mut fields = reader.file(value, "the quintiles")?;
    for extra in ["observed_on", "customers"] {
        fields.may(extra, |_, _| Some(()));
    }
    cut_points(fields)
}

/// The three lists of cut points.
pub(super) fn quintiles(reader: Reader<'_>, value: &Value<'_>, what: &'static str) -> Option<Rfm> {
    cut_points(reader.fields(value, what)?)
}

fn cut_points(mut fields: Fields<'_, '_>) -> Option<Rfm> {
    let recency = fields.need("recency_days", "[30, 60, 120, 240]", cuts);
    let frequency = fields.need("frequency", "[1, 2, 4, 8]", cuts);
    let monetary = fields.need("monetary", "[25, 60, 150, 400]", cuts);
    Colleagues::read(&mut fields);
    fields.finish();
    Some(fifths(recency?, frequency?, monetary?))
}

/// Quintiles with the usual lifecycle.
pub(super) fn fifths(recency_days: Cuts, frequency: Cuts, monetary: Cuts) -> Rfm {
    Rfm { recency_days, frequency, monetary, lifecycle: LifecycleDays::default() }
}

/// One to four ascending numbers, rounded to whole ones. Two that differ and round to one number are one cut.
fn cuts(reader: Reader<'_>, value: &Value<'_>) -> Option<Cuts> {
    let list = reader.list(value, |r, v| Some((r.number(v, "a number", values::rounded)?, exact(v))))?;
    let ascending = list.iter().zip(list.iter().skip(1)).all(|((_, one), (_, next))| one < next);
    let mut points: Vec<u32> = list.iter().map(|(point, _)| *point).collect();
    let few = (1..=4).contains(&points.len());
    points.dedup();
    let cuts = Cuts::of(&points).filter(|_| ascending && few);
    if cuts.is_none() {
        let help = "write such as `[30, 60, 120, 240]`, and a number only once";
        reader.error(value, "cut points are one to four numbers, each greater than the one before", help);
    }
    cuts
}

fn exact(value: &Value<'_>) -> f64 {
    value.as_number_lit().and_then(|number| number.value.parse().ok()).unwrap_or(f64::NAN)
}
