//! Chooses the blocks of a product page: by priority, at most so many, at most one of a kind, and no more personal ones
//! than the restraint cap allows.

use super::condition::evaluate;
use super::facts::Facts;
use super::segments::{any_of, granted, holds};
use super::{Decision, Evidence, Outcome, Reason, Shown, content, experiments};
use crate::consent::{Purpose, PurposeSet, Visitor};
use crate::key::NameKey;
use crate::snapshot::{Block, Kind, Rule};
use alloc::vec::Vec;

/// What is on the page so far.
struct Page {
    shown: u8,
    personal: u8,
    kinds: Vec<Kind>,
}

/// Looks at every block of the core, in its order, and notes what became of it.
#[inline(never)]
pub(super) fn choose(facts: &Facts<'_>, decision: &mut Decision) {
    decision.blocks.reserve_exact(facts.core().blocks.len());
    let mut page = Page { shown: 0, personal: 0, kinds: Vec::new() };
    for (at, rule) in (0_u16..).zip(&facts.core().blocks) {
        let outcome = match look(facts, decision, &mut page, at, rule) {
            Ok(shown) => Outcome::Chosen(shown),
            Err(reason) => Outcome::Not(reason),
        };
        decision.blocks.push(Evidence { rule: at, outcome });
    }
}

fn look(facts: &Facts<'_>, decision: &Decision, page: &mut Page, at: u16, rule: &Rule<Block>) -> Result<Shown, Reason> {
    let block = rule.body.as_ref().ok_or(Reason::SwitchedOff)?;
    if !block.window.holds(facts.today) {
        return Err(Reason::OutsideWindow);
    }
    granted(facts, block.asks)?;
    let segment = any_of(&block.segments, &decision.segments)?;
    if let Some(when) = &block.when {
        holds(evaluate(when, facts, &decision.segments))?;
    }
    experiments::lets(facts, &decision.experiments, at)?;
    if let (Some(cap), Some(profile)) = (block.cap, facts.profile())
        && profile.earlier_exposures(NameKey::of(&block.id), facts.today, cap.within_days) >= cap.times
    {
        return Err(Reason::ShownOftenEnough);
    }
    let defaults = facts.core().shop.defaults;
    let personal = is_personal(facts.visitor, rule.purposes, block.kind);
    let full = page.shown >= defaults.blocks || (personal && page.personal >= defaults.personalized_blocks);
    if full || page.kinds.contains(&block.kind) {
        return Err(Reason::NoRoom);
    }
    if personal {
        facts.wishes.lets(page.personal).map_err(Reason::NotWanted)?;
    }
    let missed = facts.missed();
    let found = content::find(block, facts);
    // What is not at hand yet may well be shown once it is: it keeps its place, so that a cold isolate does not go on to
    // read for blocks that will have no room.
    if found.is_ok() || facts.missed() > missed {
        page.shown += 1;
        page.personal += u8::from(personal);
        page.kinds.push(block.kind);
    }
    Ok(Shown { segment, ..found? })
}

/// Whether a block that reads for `purposes` depends on what is remembered of this visitor, and so counts against the
/// restraint cap.
#[must_use]
pub fn is_personal(visitor: &Visitor, purposes: PurposeSet, kind: Kind) -> bool {
    // A path follows affinities only where there are some.
    let drawn = || visitor.profile().is_some_and(|profile| !profile.affinities.is_empty());
    purposes.has(Purpose::Personalization)
        || purposes.has(Purpose::Advertising)
        || (kind.purpose() == Purpose::Personalization && (kind != Kind::CategoryPath || drawn()))
}
