//! What changed in the phrases that tell what a search is after.

use super::change::{Change, Group, Kind};
use super::side::Side;
use super::words::listed;
use crate::snapshot::{Lexicon, Phrase, Says};
use std::collections::BTreeSet;

/// So many phrases of a change are named.
const NAMED: usize = 6;

/// The changes, by language and list.
pub(super) fn changes(old: &Side, new: &Side) -> Vec<Change> {
    let (was, is) = (&old.core().intent, &new.core().intent);
    let languages: BTreeSet<&str> = was.iter().chain(is).map(|lexicon| lexicon.language.as_str()).collect();
    languages.into_iter().flat_map(|language| of_language(language, was, is)).collect()
}

fn of_language(language: &str, was: &[Lexicon], is: &[Lexicon]) -> Vec<Change> {
    let of = |side: &[Lexicon]| -> Option<Vec<Phrase>> {
        side.iter().find(|lexicon| lexicon.language == language).map(|lexicon| lexicon.phrases.clone())
    };
    let (was, is) = (of(was), of(is));
    let kind = match (&was, &is) {
        (None, _) => Kind::Added,
        (_, None) => Kind::Removed,
        _ => Kind::Changed,
    };
    let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
    let change = |text| Change { group: Group::Shop, kind, id: None, count: 1, text };
    let of_list = |list: Says| {
        let said = between(&phrases(&was, list), &phrases(&is, list))?;
        Some(change(format!("`{}` phrases ({language}): {said}", list.name())))
    };
    Says::ALL.into_iter().filter_map(of_list).collect()
}

/// The phrases of a list, as they were written.
pub(super) fn phrases(phrases: &[Phrase], list: Says) -> BTreeSet<String> {
    let of = |phrase: &Phrase| {
        let in_list = |lists: u16, open: bool| (lists & list.bit() != 0).then(|| phrase.said(open));
        [in_list(phrase.exact, false), in_list(phrase.open, true)]
    };
    phrases.iter().flat_map(of).flatten().collect()
}

/// What is new and what is gone; `None` where nothing is.
fn between(was: &BTreeSet<String>, is: &BTreeSet<String>) -> Option<String> {
    let named = |what: &str, phrases: Vec<String>| {
        let named: Vec<String> = phrases.iter().take(NAMED).cloned().collect();
        let more = phrases.len() - named.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!phrases.is_empty()).then(|| format!("{} {what} ({}{more})", phrases.len(), listed(&named, ", ")))
    };
    let new = named("new", is.difference(was).cloned().collect());
    let gone = named("gone", was.difference(is).cloned().collect());
    let said: Vec<String> = new.into_iter().chain(gone).collect();
    (!said.is_empty()).then(|| said.join(", "))
}
