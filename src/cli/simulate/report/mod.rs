//! The report as data: what the terminal, the HTML and the JSON say is read off this, and no number of a few real people
//! gets this far.

mod about;
mod cell;
mod changes;
mod landings;
mod rules;
mod segments;

pub(super) use about::{About, Withheld};
pub(super) use cell::{Cell, Scope, percent, ratio};
pub(super) use changes::{Changed, Few, MovedRow};
pub(super) use landings::{LandingRow, TrialRow};
pub(super) use rules::{BlockRow, Filled, Pages, SetRow, Why};
pub(super) use segments::{Matrix, Overlap, SegmentRow};

use super::crowd::Outcome;
use super::population::Population;
use super::shelves::Shelves;
use crate::snapshot::Snapshot;
use serde::Serialize;

/// Everything that is said.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// The shop's name.
    pub(super) shop: String,
    /// The snapshot.
    pub(super) snapshot: String,
    /// The snapshot that it is compared with.
    pub(super) against: Option<String>,
    /// The day of the visits.
    pub(super) day: String,
    pub(super) population: About,
    pub(super) segments: Vec<SegmentRow>,
    /// The pairs of segments that share most, by their Jaccard index.
    pub(super) overlaps: Vec<Overlap>,
    /// The largest segments against each other.
    pub(super) matrix: Matrix,
    pub(super) blocks: Vec<BlockRow>,
    pub(super) block_places: Filled,
    pub(super) sets: Vec<SetRow>,
    pub(super) set_places: Filled,
    /// Pages by how many of their blocks depend on what is remembered; `places` is the restraint cap.
    pub(super) personal: Filled,
    pub(super) landings: Vec<LandingRow>,
    pub(super) experiments: Vec<TrialRow>,
    pub(super) consent: Withheld,
    /// The shelves of some product pages.
    pub(super) shelves: Shelves,
    /// What is different from the other snapshot.
    pub(super) changes: Option<Changed>,
}

/// What a report is made from.
pub(super) struct Made<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) against: Option<&'a Snapshot>,
    pub(super) population: &'a Population,
    pub(super) outcome: &'a Outcome,
    pub(super) day: crate::day::Day,
    pub(super) seed: u64,
}

impl Report {
    /// Makes the report.
    pub(super) fn of(made: &Made<'_>, shelves: Shelves) -> Self {
        let tally = &made.outcome.tally;
        let core = made.snapshot.core();
        let smallest = made.population.kind.smallest_group();
        let scope = Scope { smallest, all: tally.visitors };
        let (segments, overlaps, matrix) = segments::rows(core, tally, scope);
        let defaults = core.shop.defaults;
        Self {
            shop: core.shop.name.clone(),
            snapshot: made.snapshot.id().to_string(),
            against: made.against.map(|snapshot| snapshot.id().to_string()),
            day: made.day.to_string(),
            population: About::of(made, scope),
            segments,
            overlaps,
            matrix,
            blocks: rules::blocks(core, tally, scope),
            block_places: Filled::of(
                &tally.block_slots.filled,
                defaults.blocks,
                &tally.block_slots.reasons,
                tally,
                scope,
            ),
            sets: rules::sets(core, tally, scope),
            set_places: Filled::of(&tally.set_slots.filled, defaults.sets, &tally.set_slots.reasons, tally, scope),
            personal: Filled::of(&tally.personal, defaults.personalized_blocks, &Default::default(), tally, scope),
            landings: landings::landings(made.snapshot, tally, scope),
            experiments: landings::trials(core, tally, scope),
            consent: Withheld::of(tally, scope),
            shelves,
            changes: made.outcome.changes.as_ref().map(|changes| Changed::of(changes, made.population, scope)),
        }
    }
}
