//! Where an ad link lands: the closest candidate whose condition holds and which can be had.

mod address;
mod goal;
mod sensitive;
mod words;

pub(crate) use address::is_own_link;
pub use address::{allowed, fill_pattern, in_path};
pub(super) use goal::find;
pub(super) use words::lines;

use super::condition::evaluate;
use super::facts::Facts;
use super::segments::{granted, holds};
use super::{Decision, Evidence, Landed, OneOff, Outcome, Reason};
use crate::consent::{Purpose, PurposeSet};
use crate::snapshot::{Campaign, Candidate, Condition, Step};

/// The campaign of this id, if it can be read.
#[inline(never)]
pub(super) fn campaign<'a>(facts: &Facts<'a>, id: &str) -> Option<&'a Campaign> {
    facts.core().campaigns.get(id)?.body.as_ref()
}

/// Looks at the place of a one-off link, then at every candidate of the campaign, closest first; the first that holds is
/// where the link lands.
#[inline(never)]
pub(super) fn choose(facts: &Facts<'_>, decision: &mut Decision, campaign: &Campaign, one_off: Option<OneOff<'_>>) {
    let open = campaign.window.holds(facts.today);
    let signed = one_off.map(|one_off| if open { signed(facts, one_off) } else { Err(Reason::OutsideWindow) });
    let mut landed = matches!(signed, Some(Ok(_)));
    decision.one_off = signed.map(|looked| looked.map_or_else(Outcome::Not, Outcome::Chosen));
    decision.landing.reserve_exact(campaign.candidates.len());
    for (at, candidate) in (0_u16..).zip(&campaign.candidates) {
        let looked = match (open, landed) {
            (false, _) => Err(Reason::OutsideWindow),
            (true, true) => Err(Reason::NoRoom),
            (true, false) => look(facts, decision, candidate, campaign.asks),
        };
        landed |= looked.is_ok();
        let outcome = looked.map_or_else(Outcome::Not, Outcome::Chosen);
        decision.landing.push(Evidence { rule: at, outcome });
    }
}

/// Where a one-off link leads, when it may.
///
/// # Errors
/// Expired, or not allowed: only where a redirect may go, never to another link of ours, nor to a page that tells of
/// something sensitive.
fn signed(facts: &Facts<'_>, one_off: OneOff<'_>) -> Result<Landed, Reason> {
    if one_off.expired {
        return Err(Reason::LinkExpired);
    }
    let OneOff { url, .. } = one_off;
    if !allowed(url, &facts.core().shop.allowed_hosts) || address::is_own_link(url) {
        return Err(Reason::NotAllowed);
    }
    if let Some(category) = sensitive::page(facts, url) {
        return Err(Reason::Sensitive(category));
    }
    Ok(Landed { url: url.into(), step: Step::Signed, place: goal::place_of(facts, url) })
}

/// Where a candidate leads, when all that it asks for holds.
///
/// # Errors
/// Why it does not.
pub(super) fn look(
    facts: &Facts<'_>,
    decision: &Decision,
    candidate: &Candidate,
    asks: PurposeSet,
) -> Result<Landed, Reason> {
    if !candidate.window.holds(facts.today) {
        return Err(Reason::OutsideWindow);
    }
    if let Some(when) = &candidate.when {
        if reads_visitor(facts, when) {
            granted(facts, asks.with(Purpose::Advertising))?;
        }
        holds(evaluate(when, facts, &decision.segments))?;
    }
    if let Some((experiment, arm)) = candidate.arm {
        let dealt = decision.experiments.iter().find(|dealt| dealt.experiment == experiment);
        let dealt = dealt.filter(|dealt| dealt.reason != Some(Reason::SwitchedOff)).ok_or(Reason::SwitchedOff)?;
        if dealt.arm != arm {
            return Err(Reason::BucketMiss(experiment));
        }
    }
    find(facts, candidate)
}

/// Whether a condition reads what is remembered of the visitor. An ad's landing is an advertising use, so it needs consent to
/// that, whatever it reads. What the link alone says needs nothing.
pub(super) fn reads_visitor(facts: &Facts<'_>, when: &Condition) -> bool {
    let of_segment =
        |at: u16| facts.core().segments.get(usize::from(at)).map_or(PurposeSet::NONE, |rule| rule.purposes);
    let reads = when.purposes(&of_segment);
    reads.has(Purpose::Personalization) || reads.has(Purpose::Advertising)
}
