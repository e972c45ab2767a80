//! What would have to change for a link to land on a candidate.

use super::solve::{Solver, add};
use super::{Need, consents, window};
use crate::consent::Purpose;
use crate::engine::facts::Facts;
use crate::engine::{Decision, Outcome, Reason, landing};
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
        if let Some(Outcome::Chosen(_)) = decision.one_off {
            needs.push(Need::AsideOneOff);
        }
        let looked = landing::look(facts, decision, candidate, campaign.asks);
        if let Err(reason) = looked {
            add(&mut needs, of(facts, decision, solver, campaign, candidate, reason));
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
    decision: &Decision,
    solver: &Solver<'_, 'a>,
    campaign: &'a Campaign,
    candidate: &'a Candidate,
    reason: Reason,
) -> Vec<Need<'a>> {
    let mut needs = Vec::new();
    window(candidate.window, facts.today, &mut needs);
    if let Some(when) = &candidate.when {
        if landing::reads_visitor(facts, when) {
            consents(facts, campaign.asks.with(Purpose::Advertising), &mut needs);
        }
        match solver.solve(when, true).and_then(|found| solver.proved(found, &[], Some(when))) {
            Some(found) => add(&mut needs, found),
            None => return alloc::vec![Need::Never],
        }
    }
    if let Some((experiment, arm)) = candidate.arm {
        let dealt = decision.experiments.iter().find(|dealt| dealt.experiment == experiment);
        if dealt.is_none_or(|dealt| dealt.arm != arm) {
            needs.push(Need::Arm(experiment, 1_u32.checked_shl(u32::from(arm)).unwrap_or(0)));
        }
    }
    // Where the link leads is looked at by itself, since the condition may have come first.
    let from_link = candidate.to.is_from_link();
    match landing::find(facts, candidate).err() {
        None => {}
        Some(Reason::OutOfStock | Reason::NotCaught) => needs.push(Need::Stock),
        Some(Reason::NotNamed | Reason::NotInCatalogue) => needs.push(Need::LinkProduct),
        Some(Reason::NothingToShow) if from_link => needs.push(Need::LinkProduct),
        Some(Reason::NothingToShow) => needs.push(Need::Something),
        Some(Reason::NotAllowed) => needs.push(Need::Allowed),
        Some(_) => return alloc::vec![Need::Never],
    }
    if needs.is_empty() && reason == Reason::SwitchedOff {
        needs.push(Need::Readable);
    }
    needs
}
