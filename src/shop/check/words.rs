//! Placeholders in what shoppers read.

use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::names::nearest;
use crate::shop::place::{At, Notes};

/// What may stand in braces.
const PLACEHOLDERS: [&str; 8] = ["title", "price", "brand", "category", "rating", "reviews", "ships_in_days", "shop"];

/// Notes unknown placeholders.
pub(super) fn check(notes: &Notes, draft: &Draft) {
    for block in &draft.blocks.files {
        let texts = std::iter::once(&block.title).chain(&block.text).chain(&block.points).chain(&block.why);
        texts.for_each(|text| one(notes, text));
    }
    for set in &draft.sets.files {
        std::iter::once(&set.title).chain(&set.why).for_each(|text| one(notes, text));
    }
}

fn one(notes: &Notes, text: &At<String>) {
    for name in placeholders(&text.value).filter(|name| !PLACEHOLDERS.contains(name)) {
        let help = match nearest(name, PLACEHOLDERS) {
            Some(name) => format!("did you mean `{{{name}}}`?"),
            None => format!("there are {}", PLACEHOLDERS.map(|name| format!("`{{{name}}}`")).join(", ")),
        };
        notes.say(Code::UnknownPlaceholder, text.place, format!("unknown placeholder `{{{name}}}`"), help);
    }
}

/// The words in braces.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let inner = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(inner, _)| inner);
    inner.filter(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_words_in_braces() {
        let found: Vec<&str> = placeholders("{title} is {a b} { x} {} {titel} {open").collect();
        assert_eq!(found, ["title", "titel"]);
    }
}
