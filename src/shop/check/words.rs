//! What shoppers read: its placeholders, and whether it is seen as it was written.

use crate::engine::PLACEHOLDERS;
use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::names::nearest;
use crate::shop::place::{At, Notes};

/// Notes unknown placeholders, markup, and characters that nobody sees.
pub(super) fn check(notes: &Notes, draft: &Draft) {
    for block in &draft.blocks.files {
        let texts = std::iter::once(&block.title).chain(&block.text).chain(&block.points).chain(&block.why);
        texts.for_each(|text| one(notes, text));
        std::iter::once(&block.title).chain(&block.points).for_each(|text| notes.shown(text));
        block.text.iter().chain(&block.why).for_each(|text| notes.shown_in_lines(text));
    }
    for segment in &draft.segments.files {
        notes.shown(&segment.name);
        segment.why.iter().for_each(|text| notes.shown_in_lines(text));
    }
    for campaign in &draft.campaigns.files {
        campaign.offer.iter().chain(&campaign.use_case).for_each(|text| notes.shown(text));
    }
    // It may become a block's sentence.
    draft.segments.files.iter().filter_map(|segment| segment.why.as_ref()).for_each(|text| one(notes, text));
    for set in &draft.sets.files {
        std::iter::once(&set.title).chain(&set.why).for_each(|text| one(notes, text));
        notes.shown(&set.title);
        set.why.iter().for_each(|text| notes.shown_in_lines(text));
    }
}

fn one(notes: &Notes, text: &At<String>) {
    for name in pieces(&text.value) {
        let Some(name) = name else {
            let message = "a `{` is open here, and a text with it is never shown";
            notes.say(Code::UnknownPlaceholder, text.place, message, "close it with `}`, or take it away");
            continue;
        };
        if PLACEHOLDERS.contains(&name) {
            continue;
        }
        let help = match nearest(name, PLACEHOLDERS) {
            Some(name) => format!("did you mean `{{{name}}}`?"),
            None => format!("there are {}", PLACEHOLDERS.map(|name| format!("`{{{name}}}`")).join(", ")),
        };
        notes.say(Code::UnknownPlaceholder, text.place, format!("unknown placeholder `{{{name}}}`"), help);
    }
}

/// What stands in braces; `None` for a brace that is not closed. The engine reads texts in the same way
/// (`src/engine/texts.rs`), and never shows one in which something cannot be filled.
fn pieces(text: &str) -> impl Iterator<Item = Option<&str>> {
    text.split('{').skip(1).map(|rest| rest.split_once('}').map(|(inner, _)| inner))
}

/// The placeholders of a text.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_words_in_braces() {
        let found: Vec<Option<&str>> = pieces("{title} is {a b} { x} {} {titel} } {open").collect();
        assert_eq!(found, [Some("title"), Some("a b"), Some(" x"), Some(""), Some("titel"), None]);
    }
}
