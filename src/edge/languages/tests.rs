#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::{LANGUAGES, Language, Words};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// The keys of a language and the placeholders of each, the texts of one count brought together.
fn shape(language: &'static Language) -> BTreeMap<String, BTreeSet<&'static str>> {
    let words = Words::of(language);
    let mut shape: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for (key, text) in &words.texts {
        let placeholders = text.split('{').skip(1).map(|part| part.split_once('}').unwrap().0);
        let (base, category) = key.rsplit_once('.').unwrap_or((key, ""));
        let counted = words.texts.contains_key(&*format!("{base}.other"))
            && ["zero", "one", "two", "few", "many", "other"].contains(&category);
        let name = if counted { format!("{base}.(count)") } else { (*key).to_string() };
        shape.entry(name).or_default().extend(placeholders);
    }
    shape
}

#[test]
fn every_language_has_the_same_keys_and_placeholders() {
    let [english, others @ ..] = &LANGUAGES;
    assert!(shape(english).len() > 100, "only {} keys", shape(english).len());
    for language in others {
        assert_eq!(shape(language), shape(english), "{}", language.tag);
    }
}

#[test]
fn every_language_has_a_text_for_each_count() {
    for language in &LANGUAGES {
        let words = Words::of(language);
        let may_come: BTreeSet<&str> = (0..=1_000).map(language.plural).collect();
        for base in words.texts.keys().filter_map(|key| key.strip_suffix(".other")) {
            let prefix = format!("{base}.");
            let mine =
                words.texts.keys().filter_map(|key| key.strip_prefix(&*prefix)).filter(|rest| !rest.contains('.'));
            let categories: BTreeSet<&str> =
                mine.filter(|rest| ["zero", "one", "two", "few", "many", "other"].contains(rest)).collect();
            assert_eq!(categories, may_come, "{}: {base}", language.tag);
        }
    }
}

#[test]
fn texts_are_texts() {
    for language in &LANGUAGES {
        for (key, text) in &Words::of(language).texts {
            assert!(!text.is_empty() && text.trim() == *text, "{}: {key}", language.tag);
            assert!(!text.contains(['<', '&', '\n']) && !text.contains("  "), "{}: {key}: {text}", language.tag);
        }
    }
}

/// French has a blank before these signs and inside its quotation marks, and a line never breaks there.
#[test]
fn french_signs_never_stand_alone() {
    const BLANK: char = '\u{a0}';
    let french = LANGUAGES.iter().find(|language| language.tag == "fr").unwrap();
    let mut found = 0_u32;
    for (key, text) in &Words::of(french).texts {
        let chars: Vec<char> = text.chars().collect();
        for (at, sign) in chars.iter().enumerate() {
            let beside = match sign {
                '?' | '!' | ':' | ';' | '»' => at.checked_sub(1).and_then(|before| chars.get(before)),
                '«' => chars.get(at + 1),
                _ => continue,
            };
            assert_eq!(beside, Some(&BLANK), "{key}: {text}");
            found += 1;
        }
    }
    assert!(found > 15, "only {found} signs");
}

/// Every key is named in the code, and every key that the code names is there.
#[test]
fn keys_are_used_and_used_keys_are_there() {
    let code = [
        include_str!("../privacy/banner.rs"),
        include_str!("../privacy/done.rs"),
        include_str!("../privacy/verdict.rs"),
        include_str!("../privacy/wishes.rs"),
        include_str!("../privacy/words.rs"),
        include_str!("../render/banner.rs"),
        include_str!("../render/privacy.rs"),
    ];
    let code = code.concat();
    let words = Words::of(LANGUAGES.first().unwrap());
    let quoted = |key: &str| code.contains(&format!("\"{key}\""));
    for key in words.texts.keys() {
        let (base, last) = key.rsplit_once('.').unwrap_or((key, ""));
        let by_parts = quoted(base) && quoted(last);
        let by_name =
            crate::consent::Purpose::ALL.iter().any(|purpose| purpose.name() == base || purpose.name() == *key);
        let by_count = ["one", "other"].contains(&last) && quoted(base);
        assert!(quoted(key) || by_parts || by_name || by_count, "nobody says `{key}`");
    }
    let calls = ["words.get(\"", "words.fill(\"", "words.count(\""];
    let named: Vec<&str> =
        calls.iter().flat_map(|call| code.split(call).skip(1)).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(named.len() > 30, "only {named:?} were found");
    for key in named {
        let there = words.texts.contains_key(key) || words.texts.contains_key(&*format!("{key}.other"));
        assert!(there, "`{key}` is in no file");
    }
}

#[test]
fn what_is_filled_in_stays_as_it_is() {
    let words = Words::of(LANGUAGES.first().unwrap());
    assert_eq!(words.fill("quoted", &[("title", "{title} {n} <b>")]), "“{title} {n} <b>”");
    assert_eq!(words.count("ago", 1), "1 day ago");
    let french = LANGUAGES.iter().find(|language| language.tag == "fr").unwrap();
    assert_eq!(Words::of(french).count("ads.lists", 0), "0 de nos listes");
}
