//! What the search is after, in the receipt: word by word.

use crate::consent::Context;
use crate::engine::{Decision, Intents, Rules, Said, told};
use crate::snapshot::Snapshot;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct IntentJson {
    intent: &'static str,
    holds: bool,
    code: &'static str,
    words: String,
    found: Vec<FoundJson>,
}

/// A phrase that stands in the search.
#[derive(Serialize)]
struct FoundJson {
    list: &'static str,
    /// Of the rules; not where the phrase is the campaign's own.
    #[serde(skip_serializing_if = "String::is_empty")]
    language: String,
    phrase: String,
    typed: String,
    counts: bool,
}

/// The intents of the search; none where the decision read none.
pub(super) fn intents(snapshot: &Snapshot, context: &Context, decision: &Decision) -> Vec<IntentJson> {
    if decision.intents == Intents::default() {
        return Vec::new();
    }
    told(&context.search, &Rules::of(snapshot.core(), context, &context.campaign)).into_iter().map(json).collect()
}

fn json(said: Said) -> IntentJson {
    let found = said.found.into_iter().map(|spoken| FoundJson {
        list: spoken.list.name(),
        language: spoken.language,
        phrase: spoken.phrase,
        typed: spoken.typed,
        counts: spoken.counts,
    });
    let found = found.collect();
    IntentJson { intent: said.intent.name(), holds: said.holds, code: said.code, words: said.words, found }
}
