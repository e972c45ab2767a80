//! The files of an imported shop, as text: the same orders always give the same bytes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::baskets::Baskets;
use super::catalogue::Catalogue;
use super::categories::Categories;
use super::date::Day;
use super::rfm::{LifecycleDays, Rfm};
use super::{complements, relations, starter};

/// How many best sellers are listed over all, and for a category.
const BEST: usize = 100;
const BEST_OF_CATEGORY: usize = 24;

/// What is sold first in so many days from the beginning of an export, eight weeks, was likely there before.
const FIRST_DAYS: i32 = 56;

/// All that is known about the shop.
pub(super) struct Found<'f> {
    pub(super) name: &'f str,
    pub(super) currency: &'f str,
    pub(super) catalogue: &'f Catalogue,
    pub(super) categories: &'f Categories,
    pub(super) baskets: &'f Baskets,
    /// Product and days.
    pub(super) reorder: &'f [(u32, u32)],
    pub(super) rfm: Option<&'f Rfm>,
}

#[derive(Serialize)]
struct Shop<'f> {
    name: &'f str,
    currency: &'f str,
    language: &'f str,
    allowed_hosts: [&'f str; 0],
    fallback_url: &'f str,
    product_url: &'f str,
    image_url: &'f str,
    brand_words: [String; 1],
    policy_version: u32,
    defaults: Defaults,
    lifecycle: LifecycleDays,
    categories: Vec<ShopCategory<'f>>,
    intent: Intent,
}

#[derive(Serialize)]
struct Defaults {
    blocks: u32,
    sets: u32,
    set_size: u32,
    personalized_blocks: u32,
}

#[derive(Serialize)]
struct ShopCategory<'f> {
    id: &'f str,
    title: &'f str,
    url: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    complements: Vec<&'f str>,
}

#[derive(Serialize)]
struct Intent {
    problem_words: &'static [&'static str],
    premium_words: &'static [&'static str],
    value_words: &'static [&'static str],
    bundle_words: &'static [&'static str],
    review_words: &'static [&'static str],
    feature_words: &'static [&'static str],
}

const INTENT: Intent = Intent {
    problem_words: &["how to", "why", "fix", "ideas"],
    premium_words: &["best", "luxury", "handmade"],
    value_words: &["cheap", "sale", "under"],
    bundle_words: &["set", "bundle", "pack", "kit"],
    review_words: &["review", "vs", "compare", "rating"],
    feature_words: &["with", "large", "small"],
};

#[derive(Serialize)]
struct ShopProduct<'f> {
    id: &'f str,
    title: &'f str,
    category: &'f str,
    price: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<String>,
}

struct Bestsellers<'f> {
    all: Vec<&'f str>,
    by_category: BTreeMap<&'f str, Vec<&'f str>>,
}

impl Bestsellers<'_> {
    fn text(&self) -> String {
        let by_category = by_line(&self.by_category).replace('\n', "\n  ");
        format!("{{\n  \"all\": {},\n  \"by_category\": {}\n}}\n", line(&self.all), by_category.trim_end())
    }
}

/// How much was found, for the report.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Amounts {
    /// Products with at least one companion.
    pub(super) with_companions: usize,
}

/// Path and text of every file but the report.
pub(super) fn files(found: &Found<'_>) -> (BTreeMap<String, String>, Amounts) {
    let Found { catalogue, categories, baskets, .. } = found;
    let id = |product: &u32| catalogue.products.get(*product as usize).map_or("", |product| product.id.as_str());
    let category = |at: usize| {
        categories.of.get(at).and_then(|place| categories.all.get(*place)).map_or("", |category| category.id.as_str())
    };
    let together = relations::bought_together(baskets);
    let companions: BTreeMap<&str, Vec<&str>> = (0_u32..)
        .zip(&together)
        .filter(|(_, companions)| !companions.is_empty())
        .map(|(product, companions)| (id(&product), companions.iter().map(id).collect()))
        .collect();

    let selling = relations::bestsellers(baskets);
    let mut by_category: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for product in &selling {
        let of = by_category.entry(category(*product as usize)).or_default();
        if of.len() < BEST_OF_CATEGORY {
            of.push(id(product));
        }
    }
    let bestsellers = Bestsellers { all: selling.iter().take(BEST).map(id).collect(), by_category };
    let reorder: BTreeMap<&str, u32> = found.reorder.iter().map(|(product, days)| (id(product), *days)).collect();

    let added = first_sales(catalogue);
    let products: Vec<String> = catalogue
        .products
        .iter()
        .enumerate()
        .map(|(at, product)| {
            let price = f64::from(product.price) / 100.0;
            let added = added.get(at).copied().flatten().map(|day| day.to_string());
            line(&ShopProduct { id: &product.id, title: &product.title, category: category(at), price, added })
        })
        .collect();
    let picks = starter::finer_picks(catalogue, categories, &selling);
    let mut files = starter::files(catalogue, categories, found.rfm, !reorder.is_empty(), &picks);
    let amounts = Amounts { with_companions: companions.len() };
    files.insert("shop.json".to_owned(), pretty(&shop(found, &together)));
    files.insert("products.json".to_owned(), format!("[\n  {}\n]\n", products.join(",\n  ")));
    files.insert("derived/bestsellers.json".to_owned(), bestsellers.text());
    files.insert("derived/bought-together.json".to_owned(), by_line(&companions));
    files.insert("derived/reorder.json".to_owned(), by_line(&reorder));
    if let Some(rfm) = found.rfm {
        files.insert("derived/rfm.json".to_owned(), rfm.text());
    }
    (files, amounts)
}

/// Since when each product is there: the day of its first sale, where that is later than [`FIRST_DAYS`] after the export
/// begins. What was sold before may have been there for years.
fn first_sales(catalogue: &Catalogue) -> Vec<Option<Day>> {
    let mut first: Vec<Option<Day>> = vec![None; catalogue.products.len()];
    for line in &catalogue.lines {
        if let Some(first) = first.get_mut(line.product as usize) {
            *first = Some(first.map_or(line.day, |day| day.min(line.day)));
        }
    }
    let begun = first.iter().flatten().min().map_or(0, |day| day.0);
    first.into_iter().map(|day| day.filter(|day| day.0 - begun >= FIRST_DAYS)).collect()
}

fn shop<'f>(found: &Found<'f>, together: &[Vec<u32>]) -> Shop<'f> {
    let all = &found.categories.all;
    let complements = complements::find(found.categories, together);
    let categories = all
        .iter()
        .zip(complements)
        .map(|(category, complements)| ShopCategory {
            id: &category.id,
            title: &category.title,
            url: format!("/categories/{}", category.id),
            complements: complements
                .iter()
                .filter_map(|place| all.get(*place))
                .map(|other| other.id.as_str())
                .collect(),
        })
        .collect();
    Shop {
        name: found.name,
        currency: found.currency,
        language: "en",
        allowed_hosts: [],
        fallback_url: "/",
        product_url: "/products/{id}",
        image_url: "/images/{id}.svg",
        brand_words: [found.name.to_lowercase()],
        policy_version: 1,
        defaults: Defaults { blocks: 3, sets: 2, set_size: 4, personalized_blocks: 2 },
        lifecycle: found.rfm.map_or(LifecycleDays::USUAL, |rfm| rfm.lifecycle),
        categories,
        intent: INTENT,
    }
}

/// JSON over several lines. Nothing here can fail to be JSON: all keys are texts and all numbers are finite.
pub(super) fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}

/// JSON on one line.
pub(super) fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// One entry a line, so that a difference between two imports can be read.
fn by_line<V: Serialize>(entries: &BTreeMap<&str, V>) -> String {
    let lines: Vec<String> = entries.iter().map(|(key, value)| format!("  {}: {}", line(key), line(value))).collect();
    if lines.is_empty() { "{}\n".to_owned() } else { format!("{{\n{}\n}}\n", lines.join(",\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_entry_a_line() {
        assert_eq!(by_line(&BTreeMap::from([("b", 2), ("a\"", 1)])), "{\n  \"a\\\"\": 1,\n  \"b\": 2\n}\n");
        assert_eq!(by_line::<u32>(&BTreeMap::new()), "{}\n");
    }
}
