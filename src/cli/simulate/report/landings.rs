//! Where the links of campaigns lead, and who takes part in experiments.

use super::{Cell, Scope};
use crate::cli::simulate::tally::{Count, Landing, Tally};
use crate::cli::simulate::words;
use crate::snapshot::{Core, Snapshot, Unit};
use serde::Serialize;

/// One campaign's link.
#[derive(Debug, Serialize)]
pub(in super::super) struct LandingRow {
    pub(in super::super) campaign: String,
    /// Whether the link names a product.
    pub(in super::super) with_product: bool,
    /// The candidates, closest first.
    pub(in super::super) candidates: Vec<Taken>,
    /// Visitors whom no candidate fits.
    pub(in super::super) fallback: Cell,
    pub(in super::super) fallback_share: Option<f64>,
}

/// A candidate.
#[derive(Debug, Serialize)]
pub(in super::super) struct Taken {
    pub(in super::super) to: String,
    pub(in super::super) visitors: Cell,
    pub(in super::super) share: Option<f64>,
    /// Whether clicks are dealt to it by chance: that none of these was does not say that none will be.
    #[serde(skip)]
    pub(in super::super) by_chance: bool,
}

/// An experiment.
#[derive(Debug, Serialize)]
pub(in super::super) struct TrialRow {
    pub(in super::super) id: String,
    /// What is dealt: `visitor`, or `click`, of which each visitor's first is counted.
    pub(in super::super) unit: Unit,
    pub(in super::super) enrolled: Cell,
    pub(in super::super) share: Option<f64>,
    pub(in super::super) arms: Vec<ArmRow>,
    /// Who takes no part, by the reason.
    pub(in super::super) out: Vec<OutRow>,
}

/// An arm.
#[derive(Debug, Serialize)]
pub(in super::super) struct ArmRow {
    pub(in super::super) id: String,
    /// The share that it should get, in percent.
    pub(in super::super) weight: u8,
    pub(in super::super) visitors: Cell,
}

/// A reason.
#[derive(Debug, Serialize)]
pub(in super::super) struct OutRow {
    pub(in super::super) reason: &'static str,
    pub(in super::super) visitors: Cell,
}

/// Every campaign twice.
pub(super) fn landings(snapshot: &Snapshot, tally: &Tally, scope: Scope) -> Vec<LandingRow> {
    let both = snapshot.core().campaigns.values().zip(&tally.landings);
    both.flat_map(|(rule, links)| {
        let candidates = rule.body.as_ref().map_or(&[][..], |body| &body.candidates);
        let row = |(link, with_product): (&Landing, bool)| {
            let counts: Vec<Count> = std::iter::once(link.fallback).chain(link.candidates.iter().copied()).collect();
            let cells = scope.parts(&counts);
            let fallback = cells.first().copied().unwrap_or(Cell::Untold);
            let taken = candidates.iter().zip(cells.iter().skip(1)).map(|(candidate, cell)| Taken {
                to: words::candidate(&candidate.to, snapshot),
                visitors: *cell,
                share: scope.share_of(*cell),
                by_chance: candidate.arm.is_some_and(|arm| is_dealt(snapshot.core(), arm)),
            });
            LandingRow {
                campaign: rule.id.clone(),
                with_product,
                candidates: taken.collect(),
                fallback,
                fallback_share: scope.share_of(fallback),
            }
        };
        links.iter().zip([true, false]).map(row).collect::<Vec<_>>()
    })
    .collect()
}

/// Whether clicks are dealt to this arm of an experiment.
fn is_dealt(core: &Core, (experiment, arm): (u16, u8)) -> bool {
    let body = core.experiments.get(usize::from(experiment)).and_then(|rule| rule.body.as_ref());
    let of_clicks = body.filter(|body| body.unit == Unit::Click);
    of_clicks.and_then(|body| body.arms.get(usize::from(arm))).is_some_and(|arm| arm.weight > 0)
}

/// Every experiment.
pub(super) fn trials(core: &Core, tally: &Tally, scope: Scope) -> Vec<TrialRow> {
    let row = |(rule, trial): (&crate::snapshot::Rule<crate::snapshot::Experiment>, &super::super::tally::Trial)| {
        let arms = rule.body.as_ref().map_or(&[][..], |body| &body.arms);
        let mut enrolled = Count::default();
        for arm in &trial.arms {
            enrolled.people += arm.people;
            enrolled.weight += arm.weight;
        }
        let out: Vec<Count> = trial.out.values().copied().collect();
        TrialRow {
            id: rule.id.clone(),
            unit: rule.body.as_ref().map_or(Unit::Visitor, |body| body.unit),
            enrolled: scope.cell(enrolled),
            share: scope.share(enrolled),
            arms: arms
                .iter()
                .zip(scope.parts(&trial.arms))
                .map(|(arm, visitors)| ArmRow { id: arm.id.clone(), weight: arm.weight, visitors })
                .collect(),
            out: trial
                .out
                .keys()
                .zip(scope.parts(&out))
                .map(|(reason, visitors)| OutRow { reason, visitors })
                .collect(),
        }
    };
    core.experiments.iter().zip(&tally.experiments).map(row).collect()
}
