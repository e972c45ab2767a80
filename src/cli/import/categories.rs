//! Categories: the export's own, or guessed from the nouns of the titles.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh64::xxh64;

use super::catalogue::Product;
use super::text::slug;
use super::titles::{plural, tidy, words};
use super::vocabulary::Vocabulary;

/// The category of what fits into no other.
pub(super) const MORE: &str = "more";

/// At most so many categories are guessed (`more` aside), so many of them after a noun, and so many after two words.
const MOST: usize = 60;
const NOUNS: usize = 32;
const PAIRS: usize = 8;

/// A guessed category has at least so many products, and at least so many per thousand of the catalogue.
const FEWEST: usize = 5;
const FEWEST_PER_MILLE: usize = 3;

/// A word names things when it ends the title of so many per cent of the products whose titles hold it.
const NAMES_PERCENT: usize = 35;

/// A guess that holds more per thousand than this is split by the word before the noun (`lunch bags`, `jumbo bags`).
const SPLIT_PER_MILLE: usize = 20;

/// A category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Category {
    pub(super) id: String,
    pub(super) title: String,
}

/// All categories by id, and each product's place among them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Categories {
    pub(super) all: Vec<Category>,
    /// For each product of the catalogue.
    pub(super) of: Vec<usize>,
    /// Whether they are guesses.
    pub(super) guessed: bool,
}

/// Takes the export's categories where it has any, and guesses otherwise.
pub(super) fn find(products: &[Product]) -> Categories {
    let written = products.iter().any(|product| product.category.is_some());
    let titles: Vec<Option<String>> =
        if written { products.iter().map(|product| product.category.clone()).collect() } else { guess(products) };
    let id = |title: &Option<String>| match title {
        None => MORE.to_owned(),
        Some(title) => slug(title).unwrap_or_else(|| format!("c-{:08x}", xxh64(title.as_bytes(), 0) >> 32)),
    };
    let ids: Vec<String> = titles.iter().map(id).collect();
    let mut named: BTreeMap<&str, String> = BTreeMap::new();
    for (id, title) in ids.iter().zip(&titles) {
        named.entry(id).or_insert_with(|| title.clone().unwrap_or_else(|| "More".to_owned()));
    }
    let places: BTreeMap<&str, usize> = named.keys().copied().zip(0..).collect();
    let of = ids.iter().map(|id| places.get(id.as_str()).copied().unwrap_or_default()).collect();
    let all = named.into_iter().map(|(id, title)| Category { id: id.to_owned(), title }).collect();
    Categories { all, of, guessed: !written }
}

/// For each product the title of a guessed category.
///
/// The noun of a title is the last of its words that names things in many titles; the most frequent nouns are categories,
/// large ones split by the word before the noun. A rarer noun goes by its kind (`Stationery`), a title without a known
/// noun by its occasion or room (`Christmas`). What is left, and what is too rare, has no category.
fn guess(products: &[Product]) -> Vec<Option<String>> {
    let vocabulary = Vocabulary::english();
    let phrases: Vec<Vec<String>> = products.iter().map(|product| phrase(&product.title, &vocabulary)).collect();
    let fewest = FEWEST.max(products.len() * FEWEST_PER_MILLE / 1000).min(products.len().div_ceil(3));
    let names = naming(&phrases);
    let nouns =
        frequent(phrases.iter().filter_map(|phrase| last_of(phrase, &names)).map(|(_, noun)| noun), fewest, NOUNS);
    let found: Vec<Option<(usize, String)>> = phrases.iter().map(|phrase| last_of(phrase, &nouns)).collect();

    let sizes = counted(found.iter().flatten().map(|(_, noun)| noun.clone()));
    let split = |phrase: &[String], at: usize, noun: &str| {
        let before = phrase.get(at.checked_sub(1)?)?;
        let large = sizes.get(noun).is_some_and(|size| size * 1000 > products.len() * SPLIT_PER_MILLE);
        large.then(|| format!("{before} {noun}"))
    };
    let pairs = phrases
        .iter()
        .zip(&found)
        .filter_map(|(phrase, found)| found.as_ref().and_then(|(at, noun)| split(phrase, *at, noun)));
    let pairs = frequent(pairs, fewest, PAIRS);

    let guesses: Vec<Option<String>> = products
        .iter()
        .zip(phrases.iter().zip(found))
        .map(|(product, (phrase, found))| match found {
            Some((at, noun)) => {
                Some(many(&split(phrase, at, &noun).filter(|pair| pairs.contains(pair)).unwrap_or(noun)))
            }
            None => {
                let all = words(&product.title);
                let kind = phrase.iter().rev().chain(all.iter().rev()).find_map(|word| vocabulary.kind(word));
                kind.or_else(|| all.iter().find_map(|word| vocabulary.theme(word))).map(str::to_owned)
            }
        })
        .collect();
    let kept = frequent(guesses.iter().flatten().cloned(), fewest, MOST);
    guesses.into_iter().map(|guess| guess.filter(|guess| kept.contains(guess))).collect()
}

/// Words that name things: they stand last in many of the titles that hold them.
fn naming(phrases: &[Vec<String>]) -> BTreeSet<String> {
    let last = counted(phrases.iter().filter_map(|phrase| phrase.last().cloned()));
    let held = counted(phrases.iter().flat_map(|phrase| phrase.iter().cloned().collect::<BTreeSet<_>>()));
    let names = |word: &str, last: usize| held.get(word).is_some_and(|held| last * 100 >= held * NAMES_PERCENT);
    last.into_iter().filter(|(word, last)| names(word, *last)).map(|(word, _)| word).collect()
}

fn counted(words: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// The most frequent words, of equals the first in the alphabet.
fn frequent(words: impl Iterator<Item = String>, fewest: usize, most: usize) -> BTreeSet<String> {
    let mut counts: Vec<(String, usize)> = counted(words).into_iter().filter(|(_, count)| *count >= fewest).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.into_iter().take(most).map(|(word, _)| word).collect()
}

fn last_of(phrase: &[String], heads: &BTreeSet<String>) -> Option<(usize, String)> {
    phrase.iter().enumerate().rev().find(|(_, word)| heads.contains(*word)).map(|(at, word)| (at, word.clone()))
}

/// `lunch bag` to `Lunch bags`.
fn many(head: &str) -> String {
    let text = match head.rsplit_once(' ') {
        Some((before, noun)) => format!("{before} {}", plural(noun)),
        None => plural(head),
    };
    let title = tidy(&text);
    match title.split_once(' ') {
        Some((first, rest)) => format!("{first} {}", rest.to_lowercase()),
        None => title,
    }
}

/// The words of a title that may name the thing.
fn phrase(title: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let words = words(title);
    let number = |word: &str| word.bytes().any(|b| b.is_ascii_digit());
    let mut rest = words.as_slice();
    if let [container, of, behind @ ..] = rest
        && vocabulary.holds(container)
        && (of == "of" || number(of))
    {
        rest = behind;
    }
    let mut nouns = Vec::new();
    for word in rest {
        if vocabulary.ends(word) && !nouns.is_empty() {
            break;
        }
        let skipped = number(word) || vocabulary.ends(word) || vocabulary.counts(word) || vocabulary.describes(word);
        if word.chars().count() > 2 && !skipped {
            nouns.push(word.clone());
        }
    }
    nouns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(title: &str, category: Option<&str>) -> Product {
        Product { id: title.to_owned(), title: title.to_owned(), category: category.map(str::to_owned), price: 100 }
    }

    #[test]
    fn nouns_make_categories() {
        let kinds = ["Red", "Blue", "Green", "Spotty", "Large", "Cat"];
        let mut products: Vec<Product> = kinds.iter().map(|kind| product(&format!("{kind} Mug"), None)).collect();
        products.extend(kinds.map(|kind| product(&format!("{kind} Snack Boxes With Mug Design"), None)));
        products.extend(
            ["Stapler", "Set of 6 Erasers", "Ruler", "Diary", "Blue Hole Crayon", "Zither"].map(|t| product(t, None)),
        );
        let categories = find(&products);
        let titles: Vec<_> = categories
            .of
            .iter()
            .filter_map(|place| categories.all.get(*place))
            .map(|category| category.title.as_str())
            .collect();
        assert_eq!(
            titles.chunk_by(|a, b| a == b).filter_map(|same| Some((*same.first()?, same.len()))).collect::<Vec<_>>(),
            [("Mugs", 6), ("Snack boxes", 6), ("Stationery", 5), ("More", 1)]
        );
        assert!(categories.guessed);
    }

    #[test]
    fn large_groups_are_split_by_the_word_before_the_noun() {
        let mut products: Vec<Product> = (0..300).map(|n| product(&format!("Thing{n} Gadget{n}"), None)).collect();
        products.extend((0..12).map(|_| product("Lunch Bag Red", None)));
        products.extend((0..12).map(|_| product("Beach Bag Blue", None)));
        products.extend((0..6).map(|n| product(&format!("Kind{n}x Bag"), None)));
        let ids: Vec<_> = find(&products).all.into_iter().map(|category| category.id).collect();
        assert_eq!(ids, ["bags", "beach-bags", "lunch-bags", "more"]);
    }

    #[test]
    fn a_phrase_is_what_may_name_the_thing() {
        let phrase = |title| phrase(title, &Vocabulary::english()).join(" ");
        assert_eq!(phrase("Set of 3 Cake Tins Pantry Design"), "cake tin pantry");
        assert_eq!(phrase("White Hanging Heart T-Light Holder"), "t-light holder");
        assert_eq!(phrase("Jumbo Bag Red Retrospot"), "bag");
        assert_eq!(phrase("Hot Water Bottle With Knitted Cover"), "hot water bottle");
    }

    #[test]
    fn an_exports_own_categories_are_kept() {
        let products = [product("A", Some("Tea & Coffee")), product("B", None), product("C", Some("日本"))];
        let categories = find(&products);
        assert!(!categories.guessed);
        let ids: Vec<_> = categories.of.iter().filter_map(|place| categories.all.get(*place)).collect();
        assert_eq!(
            ids.iter().map(|category| category.title.as_str()).collect::<Vec<_>>(),
            ["Tea & Coffee", "More", "日本"]
        );
        assert_eq!(ids.first().map(|category| category.id.as_str()), Some("tea-coffee"));
    }
}
