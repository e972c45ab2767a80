//! Restraint: no discounts for those who pay the full price anyway, and no more personal blocks than are ever shown.

use super::logic::{Case, Logic};
use super::segments::canonical;
use super::view::View;
use crate::consent::Purpose;
use crate::shop::code::Code;
use crate::shop::place::{At, Notes, Place};
use crate::shop::source::{BlockFile, When, usual_rfm};
use crate::snapshot::{Defaults, Kind, NumberSignal};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Notes where restraint is missing.
pub(super) fn check(notes: &Notes, view: &View<'_>, logic: &Logic<'_>) {
    discounts(notes, view, logic);
    personal(notes, view, logic);
}

fn discounts(notes: &Notes, view: &View<'_>, logic: &Logic<'_>) {
    let of_shop = view.shop.as_ref().and_then(|shop| shop.rfm.clone());
    let rfm = view.derived.rfm.clone().or(of_shop).unwrap_or_else(usual_rfm);
    let above = rfm.monetary.points().map(|cut| cut.saturating_add(1));
    let much = above.into_iter().find(|spent| rfm.monetary.fifth(*spent) >= 4).unwrap_or(u32::MAX);
    let on_sale: HashMap<&str, bool> = view
        .products
        .unwrap_or_default()
        .iter()
        .map(|product| (product.id.value.as_str(), product.list_price > product.price))
        .collect();
    let all_on_sale = |ids: &[At<String>]| {
        !ids.is_empty() && ids.iter().all(|id| on_sale.get(id.value.as_str()).copied().unwrap_or_default())
    };
    let aim = Aim { notes, logic, much };
    for block in &view.blocks {
        let texts = std::iter::once(&block.title).chain(&block.text).chain(&block.points).chain(&block.why);
        let word = texts.into_iter().find_map(|text| word_in(&text.value));
        let what = said(word, all_on_sale(&block.products));
        what.into_iter()
            .for_each(|what| aim.at("block", (block.place, &block.id), &block.segments, block.when.as_ref(), &what));
    }
    for set in &view.sets {
        let word = std::iter::once(&set.title).chain(&set.why).find_map(|text| word_in(&text.value));
        let what = said(word, all_on_sale(&set.pin));
        what.into_iter().for_each(|what| aim.at("set", (set.place, &set.id), &set.segments, set.when.as_ref(), &what));
    }
}

fn said(word: Option<String>, all_on_sale: bool) -> Option<String> {
    match word {
        Some(word) => Some(format!("speaks of `{word}`")),
        None => all_on_sale.then(|| "shows nothing but products on sale".to_string()),
    }
}

struct Aim<'a, 'w> {
    notes: &'a Notes,
    logic: &'a Logic<'w>,
    much: u32,
}

impl<'w> Aim<'_, 'w> {
    fn at(&self, kind: &str, file: (Place, &str), segments: &'w [At<String>], when: Option<&'w When>, what: &str) {
        let (place, id) = file;
        let help = "they buy at the full price: thank them in another way, or ask for `{ \"not\": { \"segment\": ... } }` of them";
        for segment in segments {
            if self.valuable(&self.logic.rule(std::slice::from_ref(segment), when)) {
                let message = format!(
                    "the {kind} `{id}` {what}, and is for the segment `{}` of people who spend much or buy often",
                    segment.value
                );
                self.notes.say(Code::DiscountForValuable, segment.place, message, help);
            }
        }
        if segments.is_empty() && when.is_some() && self.valuable(&self.logic.rule(&[], when)) {
            let message = format!("the {kind} `{id}` {what}, and is for people who spend much or buy often");
            self.notes.say(Code::DiscountForValuable, self.notes.field(place, "when").0, message, help);
        }
    }

    /// Whether everybody in these cases spends much or buys often, and somebody is.
    fn valuable(&self, cases: &[Case<'_>]) -> bool {
        let at_least = |case: &Case<'_>, signal: &NumberSignal, least: u32| case.least(signal) >= Some(least);
        !cases.is_empty()
            && cases.iter().all(|case| {
                at_least(case, &NumberSignal::Spend, self.much)
                    || at_least(case, &NumberSignal::MonetaryQuintile, 4)
                    || at_least(case, &NumberSignal::FrequencyQuintile, 4)
            })
    }
}

/// Words of a discount in English, German, French and Spanish, in lower case. What ends in `*` is a beginning.
const WORDS: [&str; 36] = [
    "discount*",
    "sale",
    "sales",
    "cheap*",
    "bargain*",
    "reduced",
    "coupon*",
    "voucher*",
    "markdown*",
    "clearance",
    "rebate*",
    "rabatt*",
    "reduziert*",
    "günstiger*",
    "billig*",
    "schnäppchen*",
    "nachlass*",
    "gutschein*",
    "sonderangebot*",
    "ausverkauf*",
    "preisnachlass*",
    "solde",
    "soldes",
    "soldé*",
    "remise*",
    "réduction*",
    "rabais",
    "promotion*",
    "promo",
    "démarque*",
    "descuento*",
    "rebaja*",
    "rebajad*",
    "oferta*",
    "barat*",
    "cupón*",
];

/// The first word of a text that speaks of a discount, or a share in percent.
fn word_in(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    if let Some((before, _)) = lower.split_once('%') {
        let before = before.trim_end();
        let digits: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
        let number: String = digits.chars().rev().collect();
        if number.parse::<u8>().is_ok_and(|share| (1..100).contains(&share)) {
            return Some(format!("{number} %"));
        }
    }
    let is = |word: &&str| {
        WORDS.iter().any(|known| match known.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word == known,
        })
    };
    lower.split(|c: char| !c.is_alphanumeric()).find(is).map(String::from).or_else(|| {
        let pairs = ["moins cher", "más barat", "prix réduit", "precio reducido", "lower price"];
        pairs.into_iter().find(|pair| lower.contains(pair)).map(String::from)
    })
}

fn personal(notes: &Notes, view: &View<'_>, logic: &Logic<'_>) {
    let defaults = view.shop.as_ref().map_or_else(Defaults::default, |shop| shop.defaults);
    if let Some(shop) = &view.shop
        && defaults.personalized_blocks > defaults.blocks
    {
        let (place, _) = notes.field(shop.place, "defaults");
        // Where it is not written, nobody meant it.
        if notes.text(place).contains("personalized_blocks") {
            let message = format!(
                "`personalized_blocks` allows {}, and a page shows {} blocks at all",
                defaults.personalized_blocks, defaults.blocks
            );
            let help = "let `personalized_blocks` be below `blocks`, so that something is the same for everyone";
            notes.say(Code::CapAboveBlocks, place, message, help);
        }
    }
    let most = usize::from(defaults.personalized_blocks.min(defaults.blocks));
    let is_tried = |block: &BlockFile| view.tried.as_ref().is_none_or(|tried| tried.contains(block.id.as_str()));
    let mut rivals: BTreeMap<(&str, String, String), Vec<&BlockFile>> = BTreeMap::new();
    for block in view.blocks.iter().copied().filter(|block| is_personal(block, logic) && !is_tried(block)) {
        let when = block.when.as_ref().map(canonical).unwrap_or_default();
        let window = format!("{:?}", block.window);
        let key = |segment| (segment, when.clone(), window.clone());
        if block.segments.is_empty() {
            rivals.entry(key("")).or_default().push(block);
        }
        for segment in &block.segments {
            rivals.entry(key(segment.value.as_str())).or_default().push(block);
        }
    }
    let mut said: HashSet<&str> = HashSet::new();
    for ((segment, ..), mut blocks) in rivals {
        blocks.sort_by_key(|block| (Reverse(block.priority), block.id.as_str()));
        // A page shows one block of a kind anyway.
        let mut kinds = HashSet::new();
        blocks.retain(|block| kinds.insert(block.kind.value.name()));
        let Some(beyond) = blocks.get(most).filter(|block| said.insert(&block.id)) else { continue };
        let names: Vec<String> = blocks.iter().map(|block| format!("`{}`", block.id)).collect();
        let whom = if segment.is_empty() { "the same people".to_string() } else { format!("the segment `{segment}`") };
        let message = format!(
            "{} personal blocks ask for {whom} on the same condition ({}), and a page shows {most} personal ones at most",
            blocks.len(),
            names.join(", ")
        );
        let help = format!("let `{}` ask for something else, or take away what matters least", beyond.id);
        let (place, _) = notes.field(beyond.place, if segment.is_empty() { "when" } else { "for" });
        notes.say(Code::TooPersonal, place, message, help);
    }
}

/// Whether a block depends on what is remembered of the visitor.
fn is_personal(block: &BlockFile, logic: &Logic<'_>) -> bool {
    let kind = block.kind.value;
    block.segments.iter().any(|id| logic.reads(&id.value, false))
        || block.when.as_ref().is_some_and(|when| logic.is_personal(when, false))
        || (kind.purpose() == Purpose::Personalization && kind != Kind::CategoryPath)
}

#[cfg(test)]
mod tests {
    use super::word_in;

    #[test]
    fn discounts_are_found_in_four_languages() {
        for (text, word) in [
            ("Take 15 % off today", "15 %"),
            ("Our summer SALE", "sale"),
            ("Cheaper together", "cheaper"),
            ("10% Rabatt", "10 %"),
            ("Jetzt reduziert", "reduziert"),
            ("Günstigere Pfannen", "günstigere"),
            ("Les soldes d'été", "soldes"),
            ("Moins cher à deux", "moins cher"),
            ("Con descuento", "descuento"),
            ("Rebajas de enero", "rebajas"),
        ] {
            assert_eq!(word_in(text).as_deref(), Some(word), "{text}");
        }
        for text in ["100 % linen", "At the usual price", "A salesman came", "Reducing salt", "%"] {
            assert_eq!(word_in(text), None, "{text}");
        }
    }
}
