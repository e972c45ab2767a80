//! The phrases that tell intent, as searches look them up.

use crate::engine::shape;
use crate::shop::load::Folder;
use crate::shop::source::{Lists, primary};
use crate::snapshot::{Lexicon, Phrase, Says};
use std::collections::BTreeMap;

/// The phrases of each language, the shop's own first. The words of `shop.json` are of that language, and those for the
/// shop's name of every one.
pub(super) fn lexicons(folder: &Folder) -> Vec<Lexicon> {
    let own = primary(&folder.shop.language);
    let brand: Vec<(Says, &str)> = folder.shop.brand.iter().map(|word| (Says::Branded, word.value.as_str())).collect();
    let of = |language: &str| {
        let files = folder.intent.iter().filter(|file| file.language == language).map(|file| &file.lists);
        let shop = (language == own).then_some(&folder.shop.intent);
        let written = files.chain(shop).flat_map(written).chain(brand.iter().copied());
        Lexicon { language: language.to_string(), phrases: phrases(written) }
    };
    let others = folder.intent.iter().map(|file| file.language.as_str()).filter(|language| *language != own);
    std::iter::once(own.as_str()).chain(others).map(of).collect()
}

/// The phrases of a campaign's own.
pub(super) fn of_campaign(lists: &Lists) -> Vec<Phrase> {
    phrases(written(lists))
}

fn written(lists: &Lists) -> impl Iterator<Item = (Says, &str)> {
    lists.all().map(|(list, phrase)| (list, phrase.value.as_str()))
}

/// Lays phrases out by their text. The order in which they are written makes no difference.
fn phrases<'w>(written: impl Iterator<Item = (Says, &'w str)>) -> Vec<Phrase> {
    let mut by_text: BTreeMap<String, Phrase> = BTreeMap::new();
    for (list, phrase) in written {
        for wide in [false, true] {
            let Some((text, open)) = shape(phrase, wide) else { continue };
            let said = phrase.trim().to_lowercase();
            let said = said.strip_suffix('*').unwrap_or(&said);
            let said = if said == text { String::new() } else { said.to_string() };
            let entry = by_text.entry(text.clone()).or_insert_with(|| Phrase {
                text,
                written: said.clone(),
                exact: 0,
                open: 0,
            });
            if said < entry.written {
                entry.written = said;
            }
            *if open { &mut entry.open } else { &mut entry.exact } |= list.bit();
        }
    }
    by_text.into_values().collect()
}
