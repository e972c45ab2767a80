//! The names in tests and personas: each has to exist.

use super::{Known, look};
use crate::engine::Intent;
use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::place::{At, Notes};
use crate::shop::source::{ExperimentFile, Named, Part};
use std::collections::HashSet;

/// What a receipt calls the ad's story.
const STORY: &str = "the ad";

/// Notes names that lead nowhere.
pub(super) fn check(notes: &Notes, draft: &Draft, known: &Known<'_>) {
    let ids = |list: &'_ [At<String>]| -> HashSet<String> { list.iter().map(|id| id.value.clone()).collect() };
    let (sets, experiments) = (ids(&draft.sets.ids), ids(&draft.experiments.ids));
    let sets: HashSet<&str> = sets.iter().map(String::as_str).collect();
    let experiments: HashSet<&str> = experiments.iter().map(String::as_str).collect();
    let rules: HashSet<&str> = [&known.blocks, &known.campaigns]
        .into_iter()
        .flatten()
        .flatten()
        .copied()
        .chain(sets.iter().copied())
        .chain(experiments.iter().copied())
        .chain(known.segments.iter().flatten().copied())
        .chain(Intent::ALL.map(Intent::name))
        .chain([STORY])
        .collect();
    let names = draft.tests.files.iter().flat_map(|file| &file.names);
    for name in names.chain(draft.personas.files.iter().flat_map(|file| &file.names)) {
        match name.part {
            Part::Product => known.product(notes, &name.id),
            Part::Category => known.category(notes, &name.id),
            Part::Segment => known.segment(notes, &name.id),
            Part::Block => known.block(notes, &name.id),
            Part::Campaign => known.campaign(notes, &name.id),
            Part::Audience => known.audience(notes, &name.id),
            Part::Set => look(notes, ("set", Code::UnknownName), &name.id, Some(&sets), "add it to `sets/`"),
            // A campaign's candidates have no names: receipts count them, as in `4 (category)`.
            Part::Rule if name.id.value.split_once(" (").is_some_and(|(n, _)| n.parse::<u16>().is_ok()) => {}
            Part::Rule => {
                look(notes, ("rule", Code::UnknownName), &name.id, Some(&rules), "write the name of its file")
            }
            Part::Experiment => {
                look(
                    notes,
                    ("experiment", Code::UnknownName),
                    &name.id,
                    Some(&experiments),
                    "add it to `experiments/`",
                );
                arm(notes, name, &draft.experiments.files);
            }
        }
    }
}

fn arm(notes: &Notes, name: &Named, experiments: &[ExperimentFile]) {
    let found = experiments.iter().find(|experiment| experiment.id == name.id.value);
    if let (Some(experiment), Some(arm)) = (found, &name.arm) {
        // `none` is for somebody who takes no part.
        let arms = experiment.arms.iter().map(|arm| arm.id.value.as_str()).chain(["none"]).collect();
        look(notes, ("arm", Code::UnknownName), arm, Some(&arms), "add it to the experiment");
    }
}
