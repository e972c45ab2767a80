//! Deals visitors to the arms of experiments: integer, versioned, the same on every machine. Golden vectors are in
//! `fixtures/buckets.json`.

use super::condition::Truth;
use super::facts::Facts;
use super::segments::{any_of, granted};
use super::{Dealt, Reason};
use crate::consent::Purpose;
use crate::key::scale;
use crate::snapshot::Experiment;
use crate::visitor::VisitorId;
use alloc::vec::Vec;
use xxhash_rust::xxh64::Xxh64;

/// How many buckets there are: a hundredth of a percent each.
pub const BUCKETS: u32 = 10_000;

/// The bucket, `0..`[`BUCKETS`], of a visitor: XXH64 with the experiment's version as seed, over `salt`, a colon and the
/// 16 bytes of the visitor's id; the upper 32 bits scaled by multiplication, so that every bucket is equally likely to
/// within one in 429,496.
#[must_use]
pub fn bucket(salt: &str, version: u32, visitor: &VisitorId) -> u32 {
    let mut hash = Xxh64::new(u64::from(version));
    hash.update(salt.as_bytes());
    hash.update(b":");
    hash.update(&visitor.0);
    scale(hash.digest(), BUCKETS)
}

/// The arm of every experiment.
pub(super) fn deal(facts: &Facts<'_>, segments: &[Truth]) -> Vec<Dealt> {
    let one = |(at, rule): (u16, &crate::snapshot::Rule<Experiment>)| {
        let dealt = rule.body.as_ref().ok_or(Reason::SwitchedOff).and_then(|body| arm(facts, body, segments));
        if let (Some(arms), Some(body)) = (&facts.visitor.context().preview, &rule.body) {
            // The arm that is asked for, else the control; nobody takes part.
            let named = arms.get(&rule.id).and_then(|id| body.arms.iter().position(|arm| arm.id == *id));
            let named = named.and_then(|at| u8::try_from(at).ok());
            let (arm, reason) = match (named, dealt) {
                (Some(arm), _) => (arm, Reason::Previewed),
                (None, Ok(_)) => (0, Reason::Previewed),
                (None, Err(reason)) => (0, reason),
            };
            return Dealt { experiment: at, arm, enrolled: false, reason: Some(reason) };
        }
        match dealt {
            Ok(arm) => Dealt { experiment: at, arm, enrolled: true, reason: None },
            Err(reason) => Dealt { experiment: at, arm: 0, enrolled: false, reason: Some(reason) },
        }
    };
    (0_u16..).zip(&facts.core().experiments).map(one).collect()
}

fn arm(facts: &Facts<'_>, experiment: &Experiment, segments: &[Truth]) -> Result<u8, Reason> {
    if !experiment.window.holds(facts.today) {
        return Err(Reason::OutsideWindow);
    }
    granted(facts, experiment.asks.with(Purpose::Personalization))?;
    // Who is remembered for this visit only would be dealt another arm with the next.
    if !facts.visitor.grants().keeps(Purpose::Personalization) {
        return Err(Reason::Withheld(Purpose::Personalization));
    }
    any_of(&experiment.segments, segments)?;
    // Somebody of whom nothing is remembered has no id that would keep them in one arm.
    let id = facts.profile().map(|profile| profile.id).ok_or(Reason::NothingRemembered)?;
    // The holdout is dealt under another salt, so that it takes its share from every arm alike.
    let mut salt = alloc::string::String::from("holdout/");
    salt.push_str(&experiment.id);
    if bucket(&salt, experiment.version, &id) < u32::from(experiment.holdout_percent) * (BUCKETS / 100) {
        return Err(Reason::Holdout);
    }
    let at = bucket(&experiment.id, experiment.version, &id);
    let mut upto = 0;
    for (arm, weight) in (0_u8..).zip(experiment.arms.iter().map(|arm| u32::from(arm.weight))) {
        upto += weight * (BUCKETS / 100);
        if at < upto {
            return Ok(arm);
        }
    }
    Ok(0)
}

/// Whether the experiments let this block (its place in the core) be shown; the experiment that does not, if not.
pub(super) fn lets(facts: &Facts<'_>, dealt: &[Dealt], block: u16) -> Result<(), Reason> {
    for deal in dealt {
        let rule = facts.core().experiments.get(usize::from(deal.experiment));
        let Some(experiment) = rule.and_then(|rule| rule.body.as_ref()) else { continue };
        for (at, arm) in (0_u8..).zip(&experiment.arms) {
            let mine = at == deal.arm;
            if (mine && arm.hide.contains(&block)) || (!mine && arm.show.contains(&block)) {
                // A block that more than one arm shows belongs to each of them.
                let also_mine = experiment.arms.get(usize::from(deal.arm)).is_some_and(|arm| arm.show.contains(&block));
                if !also_mine || mine {
                    return Err(Reason::BucketMiss(deal.experiment));
                }
            }
        }
    }
    Ok(())
}
