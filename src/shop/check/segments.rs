//! Segments that nobody or everybody is in, and two that are the same.

use super::logic::Logic;
use super::view::View;
use crate::shop::code::Code;
use crate::shop::place::Notes;
use crate::shop::source::When;
use std::collections::HashMap;

/// Notes such segments.
pub(super) fn check(notes: &Notes, view: &View<'_>, logic: &Logic<'_>) {
    let mut names: HashMap<String, &str> = HashMap::new();
    let mut rules: HashMap<String, &str> = HashMap::new();
    for segment in &view.segments {
        let id = segment.id.as_str();
        if logic.members(id).is_some_and(<[_]>::is_empty) {
            let message = format!("nobody can be in the segment `{id}`: its condition contradicts itself");
            let help = "read the numbers and names of its condition together, and change one";
            notes.say(Code::EmptySegment, notes.field(segment.place, "when").0, message, help);
        } else if logic.strangers(id).is_some_and(<[_]>::is_empty) {
            let message = format!("everybody of whom it may be asked is in the segment `{id}`");
            let help = "let its condition ask for more, or take the segment away where it is named";
            notes.say(Code::EveryoneSegment, notes.field(segment.place, "when").0, message, help);
        }
        let name = segment.name.value.trim().to_lowercase();
        if let Some(other) = names.get(&name).filter(|_| !name.is_empty()) {
            let message = format!("the segments `{other}` and `{id}` are both called `{}`", segment.name.value.trim());
            let help = "give each a name of its own, or keep one of the two";
            notes.say(Code::SameName, segment.name.place, message, help);
        }
        names.entry(name).or_insert(id);
        let rule = canonical(&segment.when);
        if let Some(other) = rules.get(&rule) {
            let message = format!("the segments `{other}` and `{id}` have the same condition");
            let help = format!("keep one of the two, and name it where `{id}` is named");
            notes.say(Code::SameCondition, notes.field(segment.place, "when").0, message, help);
        }
        rules.entry(rule).or_insert(id);
    }
}

/// A condition in one spelling: the order of parts and of names is nothing, nor is an `all` within an `all`, or of one part.
pub(super) fn canonical(when: &When) -> String {
    fn parts<'w>(when: &'w When, all: bool, found: &mut Vec<&'w When>) {
        match when {
            When::All(inner) if all => inner.iter().for_each(|part| parts(part, all, found)),
            When::Any(inner) if !all => inner.iter().for_each(|part| parts(part, all, found)),
            other => found.push(other),
        }
    }
    match when {
        When::All(_) | When::Any(_) => {
            let all = matches!(when, When::All(_));
            let mut found = Vec::new();
            parts(when, all, &mut found);
            let mut texts: Vec<String> = found.into_iter().map(canonical).collect();
            texts.sort_unstable();
            texts.dedup();
            match texts.as_slice() {
                [one] => one.clone(),
                _ => format!("{}({})", if all { "all" } else { "any" }, texts.join(",")),
            }
        }
        When::Not(part) => match &**part {
            When::Not(inner) => canonical(inner),
            part => format!("not({})", canonical(part)),
        },
        When::Segment(id) => format!("in({})", id.value),
        When::Test(crate::snapshot::Test::Name(signal, names), ..) => {
            let mut names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            format!("{}[{}]", signal.name(), names.join("|"))
        }
        When::Test(test, ..) => format!("{test:?}"),
    }
}
