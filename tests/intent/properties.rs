//! Rules of phrases and searches that nobody thought of.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use proptest::prelude::*;
use segue::engine::{Intent, Intents, Rules, Said, Words, shape, told};
use segue::shop::{compile, read};
use segue::snapshot::{Lexicon, Phrase, Says, Snapshot};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A lexicon of these phrases, laid out as the compiler does it.
fn lexicon(written: &[(Says, String)]) -> Lexicon {
    let mut phrases: BTreeMap<String, Phrase> = BTreeMap::new();
    for (list, phrase) in written {
        let Some((text, open)) = shape(phrase, false) else { continue };
        let written = phrase.trim().to_lowercase().trim_end_matches('*').to_string();
        let entry = phrases.entry(text.clone()).or_insert(Phrase { text, written, exact: 0, open: 0 });
        *if open { &mut entry.open } else { &mut entry.exact } |= list.bit();
    }
    Lexicon { language: "en".into(), phrases: phrases.into_values().collect() }
}

fn holds(said: &[Said]) -> Vec<&'static str> {
    said.iter().filter(|said| said.holds).map(|said| said.intent.name()).collect()
}

fn names(search: &str, lexicon: &Lexicon) -> Vec<&'static str> {
    Intents::of(&Words::of(search), &Rules::of_lexicon(lexicon)).all().map(Intent::name).collect()
}

/// Few words, so that phrases meet in every way.
fn phrase() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["a", "ab", "set", "sett", "up", "not", "#", "7", "é"]);
    let end = prop::sample::select(vec!["", "", "*"]);
    let start = prop::sample::select(vec!["", "", "", "*"]);
    (start, prop::collection::vec(word, 1..4), end).prop_map(|(start, words, end)| match words.len() {
        1 if end.is_empty() => format!("{start}{}", words.join(" ")),
        _ => format!("{}{end}", words.join(" ")),
    })
}

fn written() -> impl Strategy<Value = Vec<(Says, String)>> {
    prop::collection::vec((prop::sample::select(Says::ALL.to_vec()), phrase()), 0..24)
}

fn search() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["a", "ab", "set", "setting", "sett", "up", "not", "7", "12", "e", "x"]);
    prop::collection::vec(word, 0..9).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// A phrase that is found by going through all phrases at once is one that is found by itself, and the other way round.
    #[test]
    fn all_phrases_at_once_are_each_by_itself(written in written(), search in search()) {
        let words = Words::of(&search);
        let said = told(&search, &Rules::of_lexicon(&lexicon(&written)));
        for (list, phrase) in &written {
            let found = said.iter().flat_map(|said| &said.found).any(|spoken| spoken.list == *list
                && shape(&spoken.phrase, false) == shape(phrase, false));
            let shadowed = phrase.ends_with('*')
                && written.iter().any(|(_, other)| *other == phrase.trim_end_matches('*'));
            let said_of = Intent::ALL.iter().any(|intent| intent.list() == Some(*list));
            if said_of && !shadowed {
                prop_assert_eq!(found, words.have(phrase), "`{}` in `{}`", phrase, search);
            }
        }
    }

    #[test]
    fn the_receipt_says_what_holds(written in written(), search in search()) {
        let lexicon = lexicon(&written);
        prop_assert_eq!(holds(&told(&search, &Rules::of_lexicon(&lexicon))), names(&search, &lexicon));
    }

    #[test]
    fn the_order_of_phrases_makes_no_difference(written in written(), search in search()) {
        let mut turned = written.clone();
        turned.reverse();
        prop_assert_eq!(names(&search, &lexicon(&written)), names(&search, &lexicon(&turned)));
    }

    /// Before and behind the search: between its words they could part a phrase.
    #[test]
    fn words_in_no_list_change_nothing(written in written(), search in search()) {
        prop_assume!(!search.is_empty());
        let lexicon = lexicon(&written);
        let expected = names(&search, &lexicon);
        for longer in [format!("qqq {search}"), format!("{search} qqq"), format!("¿? {search} … qqq wörter")] {
            prop_assert_eq!(names(&longer, &lexicon), expected.clone(), "`{}`", longer);
        }
    }

    /// A pair has one side, and without a search nothing holds.
    #[test]
    fn a_pair_has_one_side(written in written(), search in ".{0,60}") {
        let search = search.to_lowercase();
        let names = names(&search, &lexicon(&written));
        if Words::of(&search).is_empty() {
            prop_assert!(names.is_empty());
        } else {
            for (one, other) in [("branded", "non_branded"), ("problem_aware", "product_aware"), ("single", "bundle")] {
                prop_assert!(names.contains(&one) != names.contains(&other));
            }
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        let lower = text.to_lowercase();
        let words = Words::of(&lower);
        for n in 0..words.len() {
            prop_assert!(!words.typed(&lower, n, 1).is_empty());
        }
        let _ = words.have(&text);
        if let Some((shaped, open)) = shape(&text, false) {
            // Shaping twice is shaping once.
            let again = shape(&format!("{shaped}{}", if open { "*" } else { "" }), false);
            prop_assert_eq!(again, Some((shaped, open)));
        }
    }
}

/// Every way of 200 bytes that makes the most of the rules: time is bounded by the length of the longest phrase.
#[test]
fn the_worst_search_is_read_in_bounded_time() {
    let long = |word: &str| (1..=8).map(|n| vec![word; n].join(" ")).collect::<Vec<_>>();
    let lists = Says::ALL.into_iter().flat_map(|list| {
        let phrases = long("a").into_iter().chain(long("#")).chain((0..180).map(|n| format!("*{n:03}a")));
        phrases.map(move |phrase| (list, phrase)).collect::<Vec<_>>()
    });
    let lexicon = lexicon(&lists.collect::<Vec<_>>());
    for search in
        ["a ".repeat(100), "1 ".repeat(100), "a1".repeat(100), "é ".repeat(66), "aaaa ".repeat(40), "'".repeat(200)]
    {
        let begun = Instant::now();
        let read = names(&search, &lexicon);
        // Some 30 ms where nothing is optimised; a search that took all pairs of 800 places would take minutes.
        assert!(begun.elapsed() < Duration::from_secs(2), "{search}: {:?}", begun.elapsed());
        assert!(read.is_empty() || read.len() >= 3);
    }
}

/// The order of files and of the lists in them makes no difference to what is published.
#[test]
fn the_order_of_files_and_lists_makes_no_difference() {
    let shop = |intent: [(&str, &str); 2]| {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        write(
            "shop.json",
            r#"{ "name": "T", "currency": "EUR", "language": "de-AT", "brand_words": ["Tea & Co"],
            "categories": [{ "id": "tea", "title": "Tea", "url": "/tea" }], "intent": { "value_words": ["billig"] } }"#,
        );
        write("products.json", r#"[{ "id": "T", "title": "Tea", "category": "tea", "price": 1 }]"#);
        std::fs::create_dir(dir.path().join("intent")).unwrap();
        intent.into_iter().for_each(|(name, text)| write(name, text));
        let folder = read(dir.path()).unwrap_or_else(|_| unreachable!("the folder is in order"));
        compile(&folder).unwrap()
    };
    let (one, turned) = (
        r#"{ "premium": ["a", "b*", "günstig"], "value": ["c"] }"#,
        r#"{ "value": ["c"], "premium": ["günstig", "b*", "a"] }"#,
    );
    let first = shop([("intent/de.json", one), ("intent/en.json", one)]);
    assert_eq!(first.id, shop([("intent/en.json", turned), ("intent/de.json", turned)]).id);
    let (snapshot, _) = Snapshot::open(&first.core).unwrap();
    let core = snapshot.core();
    // The shop's language is the first; its words count in it, and the shop's name in all.
    assert_eq!(core.intent.iter().map(|lexicon| lexicon.language.as_str()).collect::<Vec<_>>(), ["de", "en"]);
    let texts = |at: usize| core.intent.get(at).unwrap().phrases.iter().map(|phrase| phrase.text.as_str());
    assert_eq!(texts(0).collect::<Vec<_>>(), ["a", "b", "billig", "c", "guenstig", "gunstig", "tea co"]);
    assert_eq!(texts(1).collect::<Vec<_>>(), ["a", "b", "c", "guenstig", "gunstig", "tea co"]);
}
