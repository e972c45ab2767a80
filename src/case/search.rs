//! Searches in files, each with the intents that a person expects of it: run natively and in Wasm.

use crate::engine::{Intent, Intents, Rules, Words};
use crate::snapshot::Core;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Deserialize;

/// A file of searches in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Searches {
    /// The language by whose rules they are read.
    pub language: String,
    /// The searches.
    pub queries: Vec<Search>,
}

/// A search.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Its number in the file, from 1.
    pub n: u32,
    /// As people type it.
    pub search: String,
    /// What it is after: all intents that hold, in the order of [`Intent::ALL`].
    pub intents: Vec<String>,
    /// What the rules read instead, where they can't read it as a person does.
    pub read: Option<Vec<String>>,
    /// Why they can't.
    pub why: Option<String>,
}

impl Searches {
    /// What a search is after by the rules of the file's language; nothing where the shop has none.
    #[must_use]
    pub fn read(&self, core: &Core, search: &str) -> Vec<&'static str> {
        let lexicon = core.intent.iter().find(|lexicon| lexicon.language == self.language);
        let read = |rules: Rules<'_>| Intents::of(&Words::of(&search.to_lowercase()), &rules);
        lexicon.map_or_else(Vec::new, |lexicon| read(Rules::of_lexicon(lexicon)).all().map(Intent::name).collect())
    }

    /// The searches that are read otherwise than the file says, a sentence each.
    #[must_use]
    pub fn wrong(&self, core: &Core) -> Vec<String> {
        let one = |query: &Search| {
            let read = self.read(core, &query.search);
            let expected = query.read.as_ref().unwrap_or(&query.intents);
            let sentence = || {
                let (n, search, expected) = (query.n, &query.search, expected.join(", "));
                format!("{} {n}: `{search}` should be {expected}, and is {}", self.language, read.join(", "))
            };
            (!read.iter().eq(expected.iter())).then(sentence)
        };
        self.queries.iter().filter_map(one).collect()
    }
}
