//! The searches, natively. `tests/cases_wasm.rs` runs the same in Wasm.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::sample::{at, sample_snapshot};
use segue::case::Searches;
use segue::engine::{Intent, Rules, told};
use std::collections::{BTreeMap, BTreeSet};

fn searches() -> Vec<Searches> {
    let mut files: Vec<_> = std::fs::read_dir(at("fixtures/intent")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()).collect()
}

#[test]
fn searches_are_after_what_a_person_expects() {
    let snapshot = sample_snapshot();
    let wrong: Vec<String> = searches().iter().flat_map(|file| file.wrong(snapshot.core())).collect();
    assert!(wrong.is_empty(), "{} searches are read otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

/// They are numbered from 1, stand there once, and every intent is expected of some and not of others, in each language.
#[test]
fn there_are_enough_searches_of_every_kind() {
    let files = searches();
    assert!(files.iter().map(|file| file.queries.len()).sum::<usize>() >= 300);
    for file in files {
        let mut seen = BTreeSet::new();
        let mut by_intent: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, query) in (1..).zip(&file.queries) {
            assert_eq!(query.n, at, "{}: `{}`", file.language, query.search);
            // What a person reads otherwise than the rules is said with its reason, and is rare.
            assert_eq!(query.read.is_some(), query.why.is_some());
            assert_ne!(query.read.as_ref(), Some(&query.intents), "{}: the rules read it well", query.search);
            assert!(seen.insert(&query.search), "{}: `{}` stands there twice", file.language, query.search);
            query.intents.iter().for_each(|intent| *by_intent.entry(intent).or_default() += 1);
        }
        let missed = file.queries.iter().filter(|query| query.read.is_some()).count();
        assert!(missed * 20 < file.queries.len(), "{}: {missed} are missed", file.language);
        for intent in Intent::ALL {
            let count = by_intent.get(intent.name()).copied().unwrap_or_default();
            assert!(count > 0 && count < file.queries.len(), "{}: {} of {count}", file.language, intent.name());
        }
    }
}

/// What receipts tell of each search is what was computed on the request path, and every phrase stands in the search.
#[test]
fn what_is_told_is_what_holds() {
    let snapshot = sample_snapshot();
    for file in searches() {
        for query in &file.queries {
            let lexicon = snapshot.core().intent.iter().find(|lexicon| lexicon.language == file.language).unwrap();
            let lower = query.search.to_lowercase();
            let said = told(&lower, &Rules::of_lexicon(lexicon));
            let holds = said.iter().filter(|said| said.holds).map(|said| said.intent.name());
            assert_eq!(holds.collect::<Vec<_>>(), file.read(snapshot.core(), &query.search), "`{}`", query.search);
            for said in &said {
                let counts = said.found.iter().any(|spoken| spoken.counts);
                assert_eq!(said.code == "said", said.holds && counts, "`{}`: {said:?}", query.search);
                assert!(said.code != "not said otherwise" || (said.holds && !counts), "`{}`: {said:?}", query.search);
                assert!(said.found.iter().all(|spoken| lower.contains(&spoken.typed) && !spoken.typed.is_empty()));
            }
        }
    }
}
