//! The phrases that tell what a search is after: what cannot be found, what stands in two places that contradict each other,
//! and languages that nobody speaks.

use super::beginning;
use crate::engine::shape;
use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::place::{At, Notes, Place};
use crate::shop::source::{Lists, is_language, never_found, primary};
use crate::snapshot::Says;
use std::collections::HashMap;

/// Phrases of one file at most: they stay in the memory of every isolate.
const MOST_PHRASES: usize = 2_000;

/// Notes what is wrong with phrases.
pub(super) fn check(notes: &Notes, draft: &Draft) {
    for file in &draft.intent.files {
        let place = beginning(file.place);
        language(notes, &At { value: file.language.clone(), place });
        if file.lists.all().next().is_none() {
            notes.say(Code::NoPhrases, place, "this file has no phrases", "write some, or delete the file");
        }
        lists(notes, &file.lists, place);
    }
    if let Some(shop) = &draft.shop {
        lists(notes, &shop.intent, shop.place);
        lists(notes, &Lists(vec![(Says::Branded, shop.brand.clone())]), shop.place);
    }
    let own = draft.shop.as_ref().map(|shop| primary(&shop.language));
    for campaign in &draft.campaigns.files {
        lists(notes, &campaign.keywords, beginning(campaign.place));
        let Some(spoken) = &campaign.language else { continue };
        let known = draft.intent.ids.iter().any(|id| id.value == spoken.value) || own.as_ref() == Some(&spoken.value);
        if language(notes, spoken) && !known {
            let message = format!(
                "there are no phrases in `{}`, so its searches are read in the visitor's language",
                spoken.value
            );
            notes.say(Code::NoPhrases, spoken.place, message, format!("write `intent/{}.json`", spoken.value));
        }
    }
}

fn language(notes: &Notes, code: &At<String>) -> bool {
    let known = is_language(&code.value);
    if !known {
        let help = "write two small letters, such as `de`, without a country";
        notes.say(Code::UnknownLanguage, code.place, format!("`{}` is not the code of a language", code.value), help);
    }
    known
}

fn lists(notes: &Notes, lists: &Lists, place: Place) {
    let mut seen: HashMap<(String, bool), Vec<Says>> = HashMap::new();
    let silent: Vec<(String, bool)> =
        lists.of(Says::Nothing).filter_map(|phrase| shape(&phrase.value, false)).collect();
    let count = lists.all().count();
    if count > MOST_PHRASES {
        let message = format!("there are {count} phrases here, and {MOST_PHRASES} is the most");
        notes.say(Code::TooMany, place, message, "take away what is not searched for, or use `*`");
        return;
    }
    for (list, phrase) in lists.all() {
        if let Some((why, help)) = never_found(&phrase.value) {
            notes.say(Code::PhraseNeverFound, phrase.place, format!("`{}` is never found: {why}", phrase.value), help);
            continue;
        }
        let Some(shaped) = shape(&phrase.value, false) else { continue };
        let covered = silent.iter().any(|(text, open)| shaped.0 == *text && (*open || !shaped.1));
        if list != Says::Nothing && covered {
            let message = format!("`{}` stands in `says_nothing` as well, so it says nothing", phrase.value);
            notes.say(Code::PhraseSaysNothing, phrase.place, message, "take it out of one of the two");
        }
        let already = seen.entry(shaped).or_default();
        if already.contains(&list) {
            let message = format!("`{}` stands in `{}` twice", phrase.value, list.name());
            notes.say(Code::PhraseTwice, phrase.place, message, "take one of the two away");
        } else if let Some(opposite) = list.opposite().filter(|opposite| already.contains(opposite)) {
            let (one, other) = (opposite.name(), list.name());
            let message = format!("`{}` stands in `{one}` and in `{other}`, which say the opposite", phrase.value);
            notes.say(Code::PhraseOnBothSides, phrase.place, message, "take it out of one of the two");
        }
        already.push(list);
    }
}
