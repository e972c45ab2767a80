//! Who is in which segment, and which segments hold the same visitors.

use super::{Cell, Scope, ratio};
use crate::cli::simulate::tally::{Count, Held, Tally};
use crate::snapshot::Core;
use serde::Serialize;

/// Segments in the matrix.
const IN_MATRIX: usize = 12;
/// Pairs in the list.
const PAIRS: usize = 10;

/// A segment.
#[derive(Debug, Serialize)]
pub(in super::super) struct SegmentRow {
    pub(in super::super) id: String,
    pub(in super::super) name: String,
    pub(in super::super) visitors: Cell,
    pub(in super::super) share: Option<f64>,
    /// Visitors of whom it is not known, for want of consent.
    pub(in super::super) withheld: Cell,
    /// `nobody` or `everybody`.
    pub(in super::super) remark: Option<&'static str>,
}

/// Two segments.
#[derive(Debug, Serialize)]
pub(in super::super) struct Overlap {
    pub(in super::super) first: String,
    pub(in super::super) second: String,
    pub(in super::super) both: Cell,
    /// Those in both by those in either, 0 to 1.
    pub(in super::super) jaccard: f64,
}

/// Segments against each other.
#[derive(Debug, Serialize)]
pub(in super::super) struct Matrix {
    pub(in super::super) segments: Vec<String>,
    /// Visitors in both; nothing where they are too few to say.
    pub(in super::super) both: Vec<Vec<Cell>>,
    /// The Jaccard index; nothing where the visitors are too few to say.
    pub(in super::super) jaccard: Vec<Vec<Option<f64>>>,
}

/// Of whom it is not known; not told where that would tell who are few and known not to be in it.
fn withheld(held: &Held, scope: Scope) -> Cell {
    let rest = scope.all.people.saturating_sub(held.inside.people + held.withheld.people);
    match scope.cell(held.withheld) {
        Cell::Exact(_) if held.withheld.people > 0 && scope.is_few(rest) => Cell::Untold,
        cell => cell,
    }
}

fn less(all: Count, part: Count) -> Count {
    Count { people: all.people.saturating_sub(part.people), weight: all.weight.saturating_sub(part.weight) }
}

/// All three, from what was counted.
pub(super) fn rows(core: &Core, tally: &Tally, scope: Scope) -> (Vec<SegmentRow>, Vec<Overlap>, Matrix) {
    let mut rows: Vec<SegmentRow> = Vec::new();
    let mut order: Vec<(u64, usize)> = Vec::new();
    for (at, (rule, held)) in core.segments.iter().zip(&tally.segments).enumerate() {
        let visitors = scope.cell(held.inside);
        let everybody = held.inside.people == scope.all.people && scope.all.people > 0;
        order.push((visitors.order(scope.all.weight), at));
        rows.push(SegmentRow {
            id: rule.id.clone(),
            name: rule.body.as_ref().map_or_else(String::new, |body| body.name.clone()),
            visitors,
            share: scope.share(held.inside),
            withheld: withheld(held, scope),
            remark: match held.inside.people {
                0 => Some("nobody"),
                _ if everybody => Some("everybody"),
                _ => None,
            },
        });
    }
    order.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let size = |at: u16| tally.segments.get(usize::from(at)).map_or_else(Count::default, |held| held.inside);
    let index = |pair: (u16, u16), both: Count| {
        let either = size(pair.0).weight + size(pair.1).weight - both.weight;
        ratio(both.weight, either)
    };
    // With how many are in both, how many are in one alone and in neither is told as well.
    let told = |pair: (u16, u16), both: Count| {
        let (first, second) = (size(pair.0), size(pair.1));
        let (one, other) = (less(first, both), less(second, both));
        let either = Count { people: first.people + other.people, weight: first.weight + other.weight };
        [both, first, second, one, other, either].into_iter().all(|count| scope.tells(count))
    };
    let name = |at: u16| core.segments.get(usize::from(at)).map_or_else(String::new, |rule| rule.id.clone());
    // A pair with everybody or with nobody says nothing.
    let apart = |at: u16| (1..scope.all.people).contains(&size(at).people);
    let pairs = tally.pairs.iter().filter(|((a, b), both)| apart(*a) && apart(*b) && told((*a, *b), **both));
    let mut overlaps: Vec<Overlap> = pairs
        .map(|(pair, both)| Overlap {
            first: name(pair.0),
            second: name(pair.1),
            both: scope.cell(*both),
            jaccard: index(*pair, *both),
        })
        .collect();
    overlaps.sort_by(|a, b| {
        b.jaccard.total_cmp(&a.jaccard).then_with(|| (&a.first, &a.second).cmp(&(&b.first, &b.second)))
    });
    overlaps.truncate(PAIRS);

    let large =
        order.iter().filter(|(size, _)| *size > 0).take(IN_MATRIX).filter_map(|(_, at)| u16::try_from(*at).ok());
    let large: Vec<u16> = large.collect();
    let both = |a: u16, b: u16| {
        let count = if a == b { size(a) } else { tally.pairs.get(&(a.min(b), a.max(b))).copied().unwrap_or_default() };
        let index = told((a, b), count).then(|| index((a, b), count));
        let cell = scope.cell(count);
        // Nobody in both tells nothing that the two segments do not tell.
        let hide = a != b && count.people > 0 && index.is_none() && matches!(cell, Cell::Exact(_));
        (if hide { Cell::Untold } else { cell }, index)
    };
    let cells: Vec<Vec<_>> = large.iter().map(|a| large.iter().map(|b| both(*a, *b)).collect()).collect();
    let matrix = Matrix {
        segments: large.iter().map(|at| name(*at)).collect(),
        both: cells.iter().map(|row| row.iter().map(|(cell, _)| *cell).collect()).collect(),
        jaccard: cells.iter().map(|row| row.iter().map(|(_, index)| *index).collect()).collect(),
    };
    let place: Vec<usize> = order.into_iter().map(|(_, at)| at).collect();
    let mut sorted: Vec<(usize, SegmentRow)> = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| (place.iter().position(|other| *other == at).unwrap_or(at), row))
        .collect();
    sorted.sort_by_key(|(rank, _)| *rank);
    (sorted.into_iter().map(|(_, row)| row).collect(), overlaps, matrix)
}
