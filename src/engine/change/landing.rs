//! What would have to change for a link to land on a candidate.

use super::solve::{Solver, add};
use super::{Need, consents, window};
use crate::consent::{Purpose, PurposeSet};
use crate::engine::facts::Facts;
use crate::engine::{Decision, Reason, landing};
use crate::snapshot::{Campaign, Candidate};
use alloc::vec::Vec;

/// Most candidates that are named as having to step aside.
const ASIDE: usize = 3;

/// For every candidate of the decision.
pub(super) fn candidates<'a>(
    facts: &Facts<'a>,
    decision: &Decision,
    solver: &Solver<'_, 'a>,
    campaign: &str,
) -> Vec<Vec<Need<'a>>> {
    let body = facts.core().campaigns.get(campaign).and_then(|rule| rule.body.as_ref());
    let Some(campaign) = body else { return decision.landing.iter().map(|_| Vec::new()).collect() };
    let mut all = Vec::with_capacity(decision.landing.len());
    // The candidates so far that hold by themselves.
    let mut closer: Vec<Need<'a>> = Vec::new();
    for (at, candidate) in (0_u16..).zip(&campaign.candidates).take(decision.landing.len()) {
        let mut needs = Vec::new();
        window(campaign.window, facts.today, &mut needs);
        let looked = landing::look(facts, decision, candidate, campaign.asks);
        if let Err(reason) = looked {
            add(&mut needs, of(facts, solver, campaign, candidate, reason));
        }
        needs.extend(closer.iter().rev().take(ASIDE).copied());
        if closer.len() > ASIDE {
            needs.push(Need::AsideMore(u16::try_from(closer.len() - ASIDE).unwrap_or(u16::MAX)));
        }
        if needs.contains(&Need::Never) {
            needs = alloc::vec![Need::Never];
        }
        if looked.is_ok() {
            closer.push(Need::AsideCandidate(at, candidate.to.step()));
        }
        all.push(needs);
    }
    all
}

fn of<'a>(
    facts: &Facts<'a>,
    solver: &Solver<'_, 'a>,
    campaign: &'a Campaign,
    candidate: &'a Candidate,
    reason: Reason,
) -> Vec<Need<'a>> {
    let mut needs = Vec::new();
    if let Some(when) = &candidate.when {
        let of_segment =
            |at: u16| facts.core().segments.get(usize::from(at)).map_or(PurposeSet::NONE, |rule| rule.purposes);
        let reads = when.purposes(&of_segment);
        if reads.has(Purpose::Personalization) || reads.has(Purpose::Advertising) {
            consents(facts, campaign.asks.with(Purpose::Advertising), &mut needs);
        }
        match solver.solve(when, true).and_then(|found| solver.proved(found, &[], Some(when))) {
            Some(found) => add(&mut needs, found),
            None => return alloc::vec![Need::Never],
        }
    }
    // Where the link leads is looked at by itself, since the condition may have come first.
    let from_link = candidate.to.is_from_link();
    match landing::destination(facts, candidate).err() {
        None => {}
        Some(Reason::OutOfStock) => needs.push(Need::Stock),
        Some(Reason::NothingToShow) if from_link => needs.push(Need::LinkProduct),
        Some(Reason::NothingToShow) => needs.push(Need::Something),
        Some(Reason::SwitchedOff) => needs.push(Need::Readable),
        Some(_) => return alloc::vec![Need::Never],
    }
    if needs.is_empty() && reason == Reason::SwitchedOff {
        needs.push(Need::Readable);
    }
    needs
}
