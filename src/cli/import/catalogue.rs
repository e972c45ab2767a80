//! From the ledger to the catalogue: one id, title and price for each product, and the lines renumbered to match.

use std::collections::BTreeMap;

use xxhash_rust::xxh64::xxh64;

use super::clean::{Reason, Rules};
use super::codes;
use super::ledger::{Described, Ledger, Line, NOBODY};
use super::notes::is_note;
use super::tally::Tally;
use super::text::slug;
use super::titles::tidy;

/// The regular price is looked for in the last days in which the product was sold.
const PRICE_DAYS: i32 = 90;

/// The longest id, in characters.
const LONGEST_ID: usize = 64;

/// One product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Product {
    pub(super) id: String,
    pub(super) title: String,
    /// The category that the export writes; nothing when it has none.
    pub(super) category: Option<String>,
    /// Hundredths of the currency.
    pub(super) price: u32,
}

/// The catalogue, sorted by id, and the lines whose `product` is a place in it.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub(super) products: Vec<Product>,
    pub(super) lines: Vec<Line>,
    /// Products whose code is written in several ways.
    pub(super) several_codes: u64,
    /// Products with several descriptions that are titles.
    pub(super) several_titles: u64,
    /// Products for which a note was found instead of a description.
    pub(super) notes: u64,
    /// Products without any title; they are named by their code.
    pub(super) untitled: u64,
}

/// Makes the catalogue; lines of what turns out to be no product move to the dropped ones.
pub(super) fn build(
    ledger: Ledger,
    rules: &Rules,
    tally: &mut Tally,
    bookkeeping: &mut BTreeMap<String, u64>,
) -> Catalogue {
    let mut catalogue = Catalogue::default();
    let spelled = |described: &Described| described.codes.winner(|_| true).unwrap_or_default().to_owned();
    let spellings: Vec<String> = ledger.products.iter().map(spelled).collect();
    let without_digit = codes::without_digit(spellings.iter().map(String::as_str));
    let prices = prices(&ledger);

    let mut found: Vec<(Product, u32)> = Vec::new();
    let mut dropped: BTreeMap<u32, String> = BTreeMap::new();
    for (number, ((described, code), price)) in (0_u32..).zip(ledger.products.iter().zip(&spellings).zip(&prices)) {
        let title = described.titles.winner(|text| !is_note(text));
        let nameless =
            described.codes.0.iter().all(|(code, _)| described.titles.0.iter().any(|(title, _)| title == code));
        let no_product = (!nameless && without_digit(code)) || title.is_some_and(codes::is_bookkeeping_title);
        if no_product && !rules.keeps(code) {
            dropped.insert(number, code.clone());
            continue;
        }
        catalogue.several_codes += u64::from(described.codes.0.len() > 1);
        catalogue.several_titles += u64::from(described.titles.0.iter().filter(|(text, _)| !is_note(text)).count() > 1);
        catalogue.notes += u64::from(described.titles.0.iter().any(|(text, _)| is_note(text)));
        catalogue.untitled += u64::from(title.is_none());
        let product = Product {
            id: if nameless { id_of_title(code) } else { bounded(code) },
            title: title.map_or_else(|| code.clone(), tidy),
            category: described.categories.winner(|_| true).map(tidy),
            price: *price,
        };
        found.push((product, number));
    }
    found.sort_by(|a, b| a.0.id.cmp(&b.0.id).then(a.1.cmp(&b.1)));
    // Two titles may shorten to one id: they become one product, the first of them.
    let mut place = vec![NOBODY; ledger.products.len()];
    for (product, number) in found {
        let same = catalogue.products.last().is_some_and(|last| last.id == product.id);
        if !same {
            catalogue.products.push(product);
        }
        if let Some(place) = place.get_mut(number as usize) {
            *place = u32::try_from(catalogue.products.len()).unwrap_or(NOBODY).saturating_sub(1);
        }
    }
    for mut line in ledger.lines {
        if let Some(code) = dropped.get(&line.product) {
            tally.drop_kept(Reason::NonProduct, 1, u64::from(line.customer == NOBODY));
            *bookkeeping.entry(code.clone()).or_default() += 1;
        } else if let Some(place) = place.get(line.product as usize) {
            line.product = *place;
            catalogue.lines.push(line);
        }
    }
    catalogue
}

/// The regular price of each product: the one on most lines of its last [`PRICE_DAYS`] days; of equals the one that was
/// asked last, then the lower one.
fn prices(ledger: &Ledger) -> Vec<u32> {
    let mut last = vec![i32::MIN; ledger.products.len()];
    for line in &ledger.lines {
        if let Some(last) = last.get_mut(line.product as usize) {
            *last = line.day.0.max(*last);
        }
    }
    let mut asked: Vec<(u32, u32, i32)> = ledger
        .lines
        .iter()
        .filter(|line| last.get(line.product as usize).is_some_and(|last| line.day.0 > last - PRICE_DAYS))
        .map(|line| (line.product, line.price, line.day.0))
        .collect();
    asked.sort_unstable();
    let mut best = vec![(0_usize, i32::MIN, 0_u32); ledger.products.len()];
    for same in asked.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let Some((product, price, day)) = same.last() else { continue };
        if let Some(best) = best.get_mut(*product as usize).filter(|best| (same.len(), *day) > (best.0, best.1)) {
            *best = (same.len(), *day, *price);
        }
    }
    best.into_iter().map(|(_, _, price)| price).collect()
}

/// The id of a product that has a title but no code.
fn id_of_title(title: &str) -> String {
    slug(title).unwrap_or_else(|| format!("p-{:012x}", xxh64(title.as_bytes(), 0) >> 16))
}

/// The code itself, or its beginning and a checksum where it is too long for an id.
fn bounded(code: &str) -> String {
    if code.chars().count() <= LONGEST_ID {
        return code.to_owned();
    }
    let start: String = code.chars().take(LONGEST_ID - 13).collect();
    format!("{start}-{:012x}", xxh64(code.as_bytes(), 0) >> 16)
}

#[cfg(test)]
mod tests {
    use super::super::columns::Layout;
    use super::super::date::Day;
    use super::super::ledger::Votes;
    use super::*;

    fn votes(texts: &[&str]) -> Votes {
        let mut votes = Votes::default();
        for text in texts {
            votes.add(text);
        }
        votes
    }

    fn line(product: u32, day: i32, price: u32) -> Line {
        Line { order: 0, product, customer: NOBODY, day: Day(day), price, value: i64::from(price) }
    }

    fn built(ledger: Ledger) -> (Catalogue, Tally, BTreeMap<String, u64>) {
        let rules = Rules { layout: Layout::Other, currency: None, observed: None, keep: vec!["KEPT".to_owned()] };
        let mut tally = Tally { kept: ledger.lines.len() as u64, ..Tally::default() };
        let mut bookkeeping = BTreeMap::new();
        let catalogue = build(ledger, &rules, &mut tally, &mut bookkeeping);
        (catalogue, tally, bookkeeping)
    }

    fn described(codes: &[&str], titles: &[&str]) -> Described {
        Described { codes: votes(codes), titles: votes(titles), categories: Votes::default() }
    }

    #[test]
    fn the_most_frequent_description_that_is_no_note_wins() {
        let products = vec![
            described(
                &["85123A", "85123a", "85123A"],
                &["damaged", "damaged", "damaged", "CREAM HEART", "WHITE HEART", "WHITE HEART"],
            ),
            described(&["22197"], &["?"]),
        ];
        let (catalogue, ..) = built(Ledger { lines: vec![line(0, 1, 255)], products, ..Ledger::default() });
        let shown: Vec<_> = catalogue.products.iter().map(|p| (p.id.as_str(), p.title.as_str())).collect();
        assert_eq!(shown, [("22197", "22197"), ("85123A", "White Heart")]);
        assert_eq!((catalogue.several_codes, catalogue.several_titles), (1, 1));
        assert_eq!((catalogue.notes, catalogue.untitled), (2, 1));
    }

    #[test]
    fn the_regular_price_is_the_recent_one_on_most_lines() {
        let lines = vec![
            line(0, 1, 100),
            line(0, 2, 100),
            line(0, 3, 100),
            line(0, 200, 295),
            line(0, 201, 295),
            line(0, 202, 569),
            line(1, 5, 10),
            line(1, 6, 12),
        ];
        let products = vec![described(&["A1"], &["Mug"]), described(&["B1"], &["Cup"])];
        let (catalogue, ..) = built(Ledger { lines, products, ..Ledger::default() });
        let prices: Vec<_> = catalogue.products.iter().map(|product| product.price).collect();
        assert_eq!(prices, [295, 12]);
    }

    #[test]
    fn what_its_title_or_its_code_unmasks_is_dropped_and_counted() {
        let mut products: Vec<_> = (0..18).map(|n| described(&[&format!("A{n}")], &["Mug"])).collect();
        products.push(described(&["FEE"], &["Handling"]));
        products.push(described(&["KEPT"], &["Party bag"]));
        products.push(described(&["23444"], &["Next Day Carriage"]));
        let lines = vec![line(0, 1, 1), line(18, 1, 1), line(19, 1, 1), line(20, 1, 1), line(20, 2, 1)];
        let (catalogue, tally, bookkeeping) = built(Ledger { lines, products, ..Ledger::default() });
        assert_eq!(catalogue.products.len(), 19);
        assert_eq!((tally.kept, tally.dropped_for(Reason::NonProduct)), (2, 3));
        assert_eq!(bookkeeping.into_iter().collect::<Vec<_>>(), [("23444".to_owned(), 2), ("FEE".to_owned(), 1)]);
        assert_eq!(catalogue.lines.len(), 2);
    }

    #[test]
    fn products_without_codes_are_named_by_their_titles() {
        let products = vec![described(&["Café mug, red"], &["Café mug, red"]), described(&["Tea"], &["Tea"])];
        let (catalogue, ..) = built(Ledger { lines: vec![line(1, 1, 1)], products, ..Ledger::default() });
        let ids: Vec<_> = catalogue.products.iter().map(|product| product.id.as_str()).collect();
        assert_eq!(ids, ["cafe-mug-red", "tea"]);
        assert_eq!(bounded(&"x".repeat(80)).len(), 64);
    }
}
