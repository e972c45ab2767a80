//! The first segments, blocks and sets of an imported shop. They need nothing that orders don't give, and leave out what
//! these orders don't give: no reorder prompt where nothing is bought again, no high-value segment without customers.

use std::collections::BTreeMap;

use super::catalogue::{Catalogue, Product};
use super::categories::{Categories, MORE};
use super::rfm::{LifecycleDays, Rfm};

/// A category needs so many products for its dearest third to mean something.
const SHELF: usize = 9;

/// How many finer products are picked.
const PICKS: usize = 4;

/// A file, and what it needs.
struct Starter {
    path: &'static str,
    text: &'static str,
    needs: Needs,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    /// Products that are bought again.
    Reorder,
    /// Customers and finer products.
    Value,
}

macro_rules! starters {
    ($($path:literal $needs:ident),* $(,)?) => {
        [$(Starter { path: $path, text: include_str!(concat!("starter/", $path)), needs: Needs::$needs }),*]
    };
}

const STARTERS: [Starter; 20] = starters![
    "segments/new_visitor.json" Nothing,
    "segments/first_time_buyer.json" Nothing,
    "segments/repeat_buyer.json" Nothing,
    "segments/at_risk.json" Nothing,
    "segments/lapsed.json" Nothing,
    "segments/high_value.json" Value,
    "segments/cart_abandoner.json" Nothing,
    "segments/repeat_category_browser.json" Nothing,
    "blocks/orientation.json" Nothing,
    "blocks/where-you-left-off.json" Nothing,
    "blocks/running-low.json" Reorder,
    "blocks/finer-picks.json" Value,
    "blocks/more-like-this.json" Nothing,
    "blocks/welcome-back.json" Nothing,
    "blocks/popular.json" Nothing,
    "sets/bought-together.json" Nothing,
    "sets/same-category.json" Nothing,
    "sets/after-what-you-viewed.json" Nothing,
    "sets/order-again.json" Reorder,
    "sets/bestsellers.json" Nothing,
];

/// Path and text of each starter file.
pub(super) fn files(
    catalogue: &Catalogue,
    categories: &Categories,
    rfm: Option<&Rfm>,
    reorders: bool,
    picks: &[String],
) -> BTreeMap<String, String> {
    let lifecycle = rfm.map_or(LifecycleDays::USUAL, |rfm| rfm.lifecycle);
    let quoted: Vec<String> = picks.iter().map(|id| serde_json::Value::from(id.as_str()).to_string()).collect();
    // What fits into no category is not like anything.
    let more = categories.all.iter().any(|category| category.id == MORE);
    let not_more =
        if more { "  \"when\": { \"not\": { \"signal\": \"page_category\", \"is\": \"more\" } },\n" } else { "" };
    let marks = [
        ("{RISK}", lifecycle.at_risk.to_string()),
        ("{LAPSED}", lifecycle.lapsed.to_string()),
        ("{PRODUCTS}", catalogue.products.len().to_string()),
        ("{CATEGORIES}", categories.all.len().to_string()),
        ("{PICKS}", format!("[{}]", quoted.join(", "))),
        ("{NOT_MORE}\n", not_more.to_owned()),
    ];
    let valuable = rfm.is_some() && !picks.is_empty();
    STARTERS
        .iter()
        .filter(|starter| match starter.needs {
            Needs::Nothing => true,
            Needs::Reorder => reorders,
            Needs::Value => valuable,
        })
        .map(|starter| {
            let mut text = starter.text.to_owned();
            if !valuable {
                text = text.replace(", \"high_value\"", "");
            }
            for (mark, value) in &marks {
                text = text.replace(mark, value);
            }
            (starter.path.to_owned(), text)
        })
        .collect()
}

/// The best sellers among the dearest third of their category, one a category; `selling` lists all products, best
/// sellers first.
pub(super) fn finer_picks(catalogue: &Catalogue, categories: &Categories, selling: &[u32]) -> Vec<String> {
    let mut shelves: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (place, product) in categories.of.iter().zip(&catalogue.products) {
        shelves.entry(*place).or_default().push(product.price);
    }
    let dear: BTreeMap<usize, u32> = shelves
        .into_iter()
        .filter(|(place, prices)| {
            prices.len() >= SHELF && categories.all.get(*place).is_some_and(|category| category.id != MORE)
        })
        .filter_map(|(place, mut prices)| {
            prices.sort_unstable();
            prices.get(prices.len() * 2 / 3).map(|price| (place, *price))
        })
        .collect();
    let mut taken = Vec::new();
    let mut picks = Vec::new();
    for number in selling.iter().copied() {
        let at = number as usize;
        let (Some(place), Some(Product { id, price, .. })) = (categories.of.get(at), catalogue.products.get(at)) else {
            continue;
        };
        if picks.len() < PICKS && !taken.contains(place) && dear.get(place).is_some_and(|dear| price >= dear) {
            taken.push(*place);
            picks.push(id.clone());
        }
    }
    picks
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::super::categories::Category;
    use super::super::date::Day;
    use super::*;

    fn rfm() -> Rfm {
        Rfm {
            observed: Day(15_318),
            customers: 9,
            recency_days: vec![10, 20, 30, 40],
            frequency: vec![1, 2, 3, 4],
            monetary: vec![100, 200, 300, 400],
            lifecycle: LifecycleDays { at_risk: 31, lapsed: 41 },
        }
    }

    fn segments_in(value: &Value, names: &mut BTreeSet<String>) {
        let listed = value.get("for").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        names.extend(listed.map(str::to_owned));
    }

    #[test]
    fn every_file_reads_and_every_segment_is_there_and_used() {
        let picks = ["A\"1".to_owned(), "B".to_owned()];
        let more = Category { id: MORE.to_owned(), title: "More".to_owned() };
        for (rfm, reorders, picks, all) in [
            (Some(rfm()), true, &picks[..], vec![more]),
            (None, false, &[], vec![]),
            (Some(rfm()), false, &[], vec![]),
            (None, true, &picks[..], vec![]),
        ] {
            let categories = Categories { all, ..Categories::default() };
            let files = files(&Catalogue::default(), &categories, rfm.as_ref(), reorders, picks);
            let mut used = BTreeSet::new();
            let mut written = BTreeSet::new();
            for (path, text) in &files {
                let value: Value = serde_json::from_str(text).unwrap_or_else(|error| unreachable!("{path}: {error}"));
                segments_in(&value, &mut used);
                written.extend(path.strip_prefix("segments/").map(|name| name.replace(".json", "")));
                assert!(
                    !text.contains("{R") && !text.contains("{P") && !text.contains("{C") && !text.contains("{N"),
                    "{path}"
                );
            }
            assert_eq!(used, written, "a segment that nothing uses is a label, and one that is missing an error");
        }
    }

    #[test]
    fn descriptions_say_the_days_of_these_orders() {
        let days = |rfm: Option<&Rfm>, path| {
            let files = files(&Catalogue::default(), &Categories::default(), rfm, true, &[]);
            files.get(path).unwrap().clone()
        };
        assert!(days(Some(&rfm()), "segments/repeat_buyer.json").contains("less than 31 days ago"));
        assert!(days(Some(&rfm()), "segments/at_risk.json").contains("31 days ago or more"));
        assert!(days(Some(&rfm()), "segments/lapsed.json").contains("41 days ago or more"));
        assert!(days(None, "segments/lapsed.json").contains("180 days ago or more"));
    }
}
