//! Segments, blocks, sets and campaigns: what they name, and what contradicts itself.

use super::words::placeholders;
use super::{Known, beginning, conditions, in_order};
use crate::consent::{Purpose, PurposeSet};
use crate::engine::AD_PLACEHOLDERS;
use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::place::{At, Notes};
use crate::shop::source::{Goal, SetFile, When};
use crate::snapshot::Strategy;
use std::collections::HashSet;

/// Notes what is wrong with the rules.
pub(super) fn check(notes: &Notes, draft: &Draft, known: &Known<'_>) {
    let when = |when: &When| conditions::check(notes, when, known);
    draft.segments.files.iter().for_each(|segment| when(&segment.when));
    if let Err(cycle) = in_order(&draft.segments.files) {
        let way: Vec<String> = cycle.ids.iter().map(|id| format!("`{id}`")).collect();
        let message = format!("these segments name one another in a circle: {}", way.join(" -> "));
        notes.say(Code::SegmentCircle, cycle.at.place, message, "write one of them without the others");
    }
    for block in &draft.blocks.files {
        block.segments.iter().for_each(|id| known.segment(notes, id));
        block.when.iter().for_each(when);
        block.products.iter().for_each(|id| known.product(notes, id));
    }
    for set in &draft.sets.files {
        set.segments.iter().for_each(|id| known.segment(notes, id));
        set.when.iter().for_each(when);
        set.pin.iter().for_each(|id| known.product(notes, id));
        shared(notes, set);
    }
    for candidate in draft.campaigns.files.iter().flat_map(|campaign| &campaign.candidates) {
        candidate.when.iter().for_each(when);
        candidate.to.product().into_iter().for_each(|id| known.product(notes, id));
        if let Goal::Category(Some(id), _) = &candidate.to {
            known.category(notes, id);
        }
    }
    // What an unreadable file names is not known, so nothing can be called a label then.
    let whole = draft.blocks.is_whole()
        && draft.sets.is_whole()
        && draft.campaigns.is_whole()
        && draft.experiments.is_whole()
        && draft.segments.is_whole();
    if whole {
        labels(notes, draft);
    }
}

/// A shared set is one answer for everyone, so nothing in it may depend on who asks.
fn shared(notes: &Notes, set: &SetFile) {
    if !set.shared {
        return;
    }
    let help = "take `\"shared\": true` away, or take this away";
    for segment in &set.segments {
        let message = format!("a shared set cannot be for the segment `{}` alone", segment.value);
        notes.say(Code::SharedSet, segment.place, message, help);
    }
    if let Some((place, what)) = set.when.as_ref().and_then(conditions::reads_visitor) {
        notes.say(
            Code::SharedSet,
            place,
            format!("a shared set cannot depend on {what}, which differs between visitors"),
            help,
        );
    }
    if let Some(purposes) = set.purposes.as_ref().filter(|purposes| purposes.value != PurposeSet::NONE) {
        notes.say(
            Code::SharedSet,
            purposes.place,
            "a shared set cannot ask for consent, which differs between visitors",
            help,
        );
    }
    for strategy in &set.strategies {
        if strategy.value.purpose() != Purpose::Necessary {
            let name = strategy.value.name();
            let message = format!("a shared set cannot use `{name}`, which reads what the visitor did");
            notes.say(Code::SharedSet, strategy.place, message, help);
        }
        if strategy.value == Strategy::ContinueAd {
            let message = "a shared set cannot use `continue_ad`, which follows the ad that was clicked";
            notes.say(Code::SharedSet, strategy.place, message, help);
        }
    }
    for text in std::iter::once(&set.title).chain(&set.why) {
        if let Some(name) = placeholders(&text.value).find(|name| AD_PLACEHOLDERS.contains(name)) {
            let message = format!("a shared set cannot say `{{{name}}}`, which only the ad that was clicked fills");
            notes.say(Code::SharedSet, text.place, message, help);
        }
    }
}

/// A segment that no rule asks for changes nothing: it is a label.
fn labels(notes: &Notes, draft: &Draft) {
    let mut used: HashSet<&str> = HashSet::new();
    let mut named: Vec<&At<String>> = Vec::new();
    let conditions = draft.segments.files.iter().map(|segment| &segment.when);
    let conditions = conditions.chain(draft.blocks.files.iter().filter_map(|block| block.when.as_ref()));
    let conditions = conditions.chain(draft.sets.files.iter().filter_map(|set| set.when.as_ref()));
    let candidates = draft.campaigns.files.iter().flat_map(|campaign| &campaign.candidates);
    let conditions = conditions.chain(candidates.filter_map(|candidate| candidate.when.as_ref()));
    conditions.for_each(|when| conditions::segments(when, &mut named));
    named.extend(draft.blocks.files.iter().flat_map(|block| &block.segments));
    named.extend(draft.sets.files.iter().flat_map(|set| &set.segments));
    named.extend(draft.experiments.files.iter().flat_map(|experiment| &experiment.segments));
    used.extend(named.iter().map(|id| id.value.as_str()));
    for segment in draft.segments.files.iter().filter(|segment| !used.contains(segment.id.as_str())) {
        let message = format!("the segment `{}` changes nothing: it is a label", segment.id);
        let help = "name it in a block's, a set's or an experiment's `for`, or in a condition";
        notes.say(Code::Label, beginning(segment.place), message, help);
    }
}
