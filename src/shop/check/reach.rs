//! Rules that can never be chosen: their conditions contradict themselves, or another rule is always chosen first.
//! `tests/reach.rs` holds against the engine that what is said here never happens there.

use super::candidates;
use super::logic::{Case, Logic};
use super::view::View;
use super::words::placeholders;
use crate::consent::{Purpose, PurposeSet};
use crate::shop::code::Code;
use crate::shop::place::Notes;
use crate::shop::source::BlockFile;
use crate::snapshot::{Kind, Window};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Pairs of rules that are compared, at most: beyond that, something may stay unsaid.
pub(super) const MOST_PAIRS: usize = 200_000;

/// Notes what can never be chosen.
pub(super) fn check(notes: &Notes, view: &View<'_>, logic: &Logic<'_>) {
    for set in &view.sets {
        if logic.rule(&set.segments, set.when.as_ref()).is_empty() {
            let (place, _) = notes.field(set.place, if set.when.is_some() { "when" } else { "for" });
            notes.say(Code::NeverShown, place, never("set", &set.id), CONTRADICTION);
        }
    }
    blocks(notes, view, logic);
    candidates::check(notes, view, logic);
}

const CONTRADICTION: &str = "read its segments and its condition together: they contradict each other; change one";

fn never(what: &str, id: &str) -> String {
    format!("nobody can ever see the {what} `{id}`: what it asks for cannot all be true")
}

fn blocks(notes: &Notes, view: &View<'_>, logic: &Logic<'_>) {
    let mut ordered: Vec<&BlockFile> = view.blocks.clone();
    ordered.sort_by_key(|block| (Reverse(block.priority), block.id.as_str()));
    let why: HashMap<&str, &str> = view.segments.iter().map(|file| (file.id.as_str(), why_of(file))).collect();
    // What an unreadable experiment does with a block is not known.
    let certain = |block: &BlockFile| {
        block.cap.is_none() && view.tried.as_ref().is_some_and(|tried| !tried.contains(block.id.as_str()))
    };
    let mut earlier: HashMap<&'static str, Vec<&BlockFile>> = HashMap::new();
    let mut pairs = 0;
    for block in ordered {
        let cases = logic.rule(&block.segments, block.when.as_ref());
        if cases.is_empty() {
            let (place, _) = notes.field(block.place, if block.when.is_some() { "when" } else { "for" });
            notes.say(Code::NeverShown, place, never("block", &block.id), CONTRADICTION);
            continue;
        }
        let before = earlier.entry(block.kind.value.name()).or_default();
        let left = MOST_PAIRS.saturating_sub(pairs);
        pairs += before.len();
        let covers = |first: &&&BlockFile| covers(first, block, &cases, logic, &why);
        if let Some(first) = before.iter().take(left).find(covers) {
            let kind = block.kind.value.name();
            let message = format!(
                "the block `{}` is never shown: `{}` is of the same kind, comes first, and is shown whenever this one could be",
                block.id, first.id
            );
            let help = format!(
                "a page shows one block of the kind `{kind}`: give this one a priority above {}, or let `{}` ask for more",
                first.priority, first.id
            );
            notes.say(Code::ShadowedBlock, block.kind.place, message, help);
        }
        if certain(block) {
            before.push(block);
        }
    }
}

/// Whether `first`, which comes first and is of the same kind, is shown whenever `block` could be. Each line is one reason
/// for which the engine lets a block step aside (`src/engine/blocks.rs`, `content.rs`).
fn covers(
    first: &BlockFile,
    block: &BlockFile,
    cases: &[Case<'_>],
    logic: &Logic<'_>,
    why: &HashMap<&str, &str>,
) -> bool {
    let personal = |block: &BlockFile, unknown| {
        block.segments.iter().any(|id| logic.reads(&id.value, unknown))
            || block.when.as_ref().is_some_and(|when| logic.is_personal(when, unknown))
    };
    let asks = |block: &BlockFile| block.purposes.as_ref().map_or(PurposeSet::NONE, |purposes| purposes.value);
    let granted = Purpose::ALL.into_iter().all(|purpose| !asks(first).has(purpose) || asks(block).has(purpose));
    let shows_as_much = first.kind.value != Kind::CuratedPicks
        || block.products.iter().all(|id| first.products.iter().any(|other| other.value == id.value));
    window_covers(first.window, block.window)
        && granted
        && (!personal(first, true) || personal(block, false))
        && shows_as_much
        && fills(first, block, why)
        && cases.iter().all(|case| logic.holds(&first.segments, first.when.as_ref(), case))
}

/// Whether `first` is open on every day on which `other` is.
pub(super) fn window_covers(first: Window, other: Window) -> bool {
    let from = first.from.is_none_or(|from| other.from.is_some_and(|other| other >= from));
    let to = first.to.is_none_or(|to| other.to.is_some_and(|other| other <= to));
    from && to
}

/// Whether the texts of `first` can be filled wherever those of `block` can.
fn fills(first: &BlockFile, block: &BlockFile, why: &HashMap<&str, &str>) -> bool {
    let texts = |block: &BlockFile| -> Vec<String> {
        let texts = std::iter::once(&block.title).chain(&block.text).chain(&block.points).chain(&block.why);
        texts.map(|text| text.value.clone()).collect()
    };
    let mut of_first = texts(first);
    // Without a sentence of its own, a block takes that of its only segment.
    if let (None, [one]) = (&first.why, first.segments.as_slice()) {
        match why.get(one.value.as_str()) {
            Some(text) => of_first.push((*text).to_string()),
            None => return false,
        }
    }
    let of_block = texts(block);
    let given: HashSet<&str> = of_block.iter().flat_map(|text| placeholders(text)).collect();
    of_first.iter().flat_map(|text| placeholders(text)).all(|name| name == "shop" || given.contains(name))
}

fn why_of(file: &crate::shop::source::SegmentFile) -> &str {
    file.why.as_ref().map_or("", |why| &why.value)
}
