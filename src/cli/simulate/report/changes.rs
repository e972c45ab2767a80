//! What is different from the other snapshot, and for whom.

use super::{Cell, Scope, ratio};
use crate::cli::simulate::compare::{Changes, Group, Moved};
use crate::cli::simulate::population::Population;
use crate::cli::simulate::words::Describe;
use serde::Serialize;
use std::collections::BTreeMap;

/// Visitors who are described of one change.
const EXAMPLES: usize = 5;

/// All changes.
#[derive(Debug, Serialize)]
pub(in super::super) struct Changed {
    /// Visitors who see or reach anything else.
    pub(in super::super) any: Few,
    pub(in super::super) segments: Vec<MovedRow>,
    pub(in super::super) blocks: Vec<MovedRow>,
    pub(in super::super) sets: Vec<MovedRow>,
    /// Sets whose shelves hold other products.
    pub(in super::super) shelves: Vec<ShelfRow>,
    /// Visitors whose first block changes on some page.
    pub(in super::super) first_block_any: Few,
    pub(in super::super) first_block: Vec<FromTo>,
    pub(in super::super) landings: Vec<LandsElsewhere>,
}

/// A group, and some of it in words.
#[derive(Debug, Serialize)]
pub(in super::super) struct Few {
    pub(in super::super) visitors: Cell,
    pub(in super::super) share: Option<f64>,
    pub(in super::super) examples: Vec<String>,
}

/// A segment, a block or a set.
#[derive(Debug, Serialize)]
pub(in super::super) struct MovedRow {
    pub(in super::super) id: String,
    /// Left out where it would tell a few visitors apart.
    pub(in super::super) before: Option<Cell>,
    pub(in super::super) after: Option<Cell>,
    pub(in super::super) gained: Few,
    pub(in super::super) lost: Few,
}

/// A set.
#[derive(Debug, Serialize)]
pub(in super::super) struct ShelfRow {
    pub(in super::super) id: String,
    /// The share of its products, on pages that show it before and after, that are other ones now.
    /// Left out where it would tell of a few visitors.
    pub(in super::super) replaced: Option<f64>,
}

/// From what to what.
#[derive(Debug, Serialize)]
pub(in super::super) struct FromTo {
    pub(in super::super) from: String,
    pub(in super::super) to: String,
    pub(in super::super) who: Few,
}

/// A campaign's link.
#[derive(Debug, Serialize)]
pub(in super::super) struct LandsElsewhere {
    pub(in super::super) campaign: String,
    #[serde(flatten)]
    pub(in super::super) change: FromTo,
}

impl Few {
    /// Does not tell the number, unless it is none.
    fn leave_out(&mut self) {
        if matches!(self.visitors, Cell::Exact(1..)) {
            (self.visitors, self.share) = (Cell::Untold, None);
        }
    }
}

impl Changed {
    pub(super) fn of(changes: &Changes, population: &Population, scope: Scope) -> Self {
        let describe = Describe::new(population.kind, &population.people);
        let few = |group: &Group| {
            let told = group.count.people >= scope.smallest.max(1);
            Few {
                visitors: scope.cell(group.count),
                share: scope.share(group.count),
                examples: if told { describe.some(group.some(), EXAMPLES) } else { Vec::new() },
            }
        };
        let moved = |all: &BTreeMap<String, Moved>| -> Vec<MovedRow> {
            let changed = all.iter().filter(|(_, moved)| moved.gained.count.people + moved.lost.count.people > 0);
            let mut rows: Vec<MovedRow> = changed
                .map(|(id, moved)| {
                    let (mut gained, mut lost) = (few(&moved.gained), few(&moved.lost));
                    let kept = moved.before.people.saturating_sub(moved.lost.count.people);
                    let inside = moved.before.people + moved.gained.count.people;
                    // How many are in it now is told elsewhere: the new ones leave those who stayed, those who left leave
                    // those who never were in it.
                    if scope.is_few(kept) {
                        gained.leave_out();
                    }
                    if scope.is_few(scope.all.people.saturating_sub(inside)) {
                        lost.leave_out();
                    }
                    let exact = |cell: &Cell| matches!(cell, Cell::Exact(_));
                    let cells = [gained.visitors, lost.visitors, scope.cell(moved.before), scope.cell(moved.after)];
                    let told = !scope.is_few(kept) && cells.iter().all(exact);
                    let count = |count| told.then(|| scope.cell(count));
                    MovedRow { id: id.clone(), before: count(moved.before), after: count(moved.after), gained, lost }
                })
                .collect();
            let all = scope.all.weight;
            let size = |row: &MovedRow| row.gained.visitors.order(all) + row.lost.visitors.order(all);
            rows.sort_by(|a, b| size(b).cmp(&size(a)).then_with(|| a.id.cmp(&b.id)));
            rows
        };
        let pairs = |all: &BTreeMap<(String, String), Group>| -> Vec<FromTo> {
            let cells = scope.parts(&all.values().map(|group| group.count).collect::<Vec<_>>());
            let row = |(((from, to), group), cell): ((&(String, String), &Group), Cell)| FromTo {
                from: from.clone(),
                to: to.clone(),
                who: Few { visitors: cell, share: scope.share_of(cell), ..few(group) },
            };
            let mut rows: Vec<FromTo> = all.iter().zip(cells).map(row).collect();
            let all = scope.all.weight;
            rows.sort_by_key(|row| std::cmp::Reverse(row.who.visitors.order(all)));
            rows
        };
        let landed = changes.landings.iter().flat_map(|(campaign, places)| {
            let campaign = campaign.clone();
            pairs(places).into_iter().map(move |change| LandsElsewhere { campaign: campaign.clone(), change })
        });
        let shelves = changes.shelves.iter().filter(|(_, shelves)| ratio(shelves.replaced, shelves.products) > 0.0);
        Self {
            any: few(&changes.any),
            segments: moved(&changes.segments),
            blocks: moved(&changes.blocks),
            sets: moved(&changes.sets),
            shelves: shelves
                .map(|(id, shelves)| {
                    let few = scope.is_few(shelves.visitors) || scope.is_few(shelves.moved);
                    let replaced = (!few).then(|| ratio(shelves.replaced, shelves.products));
                    ShelfRow { id: id.clone(), replaced }
                })
                .collect(),
            first_block_any: few(&changes.first_any),
            first_block: pairs(&changes.first),
            landings: landed.collect(),
        }
    }
}
