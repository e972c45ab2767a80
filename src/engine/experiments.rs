//! Deals visitors to the arms of experiments: integer, versioned, the same on every machine. Golden vectors are in
//! `fixtures/buckets.json`.

use super::condition::Truth;
use super::facts::Facts;
use super::segments::{any_of, granted};
use super::{Dealt, Reason};
use crate::consent::{Purpose, PurposeSet};
use crate::key::scale;
use crate::snapshot::{Campaign, Experiment, Unit};
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

/// The arm of every experiment that deals visitors.
pub(super) fn deal(facts: &Facts<'_>, segments: &[Truth]) -> Vec<Dealt> {
    let of_visitors = |_, body: Option<&Experiment>| body.is_none_or(|body| body.unit == Unit::Visitor);
    deal_some(facts, &of_visitors, &|body| arm(facts, body, segments))
}

/// The arm of every experiment that a candidate of this campaign names.
#[inline(never)]
pub(super) fn deal_for(facts: &Facts<'_>, segments: &[Truth], campaign: &Campaign) -> Vec<Dealt> {
    let named = |at, _: Option<&Experiment>| {
        campaign.candidates.iter().any(|candidate| candidate.arm.is_some_and(|(named, _)| named == at))
    };
    deal_some(facts, &named, &|body| match body.unit {
        Unit::Click => arm_of_click(facts, body, segments),
        // An ad's landing is an advertising use of what is remembered.
        Unit::Visitor => {
            granted(facts, PurposeSet::NONE.with(Purpose::Advertising)).and_then(|()| arm(facts, body, segments))
        }
    })
}

/// An experiment, by its place in the core and what it says.
type Wanted<'w> = &'w dyn Fn(u16, Option<&Experiment>) -> bool;

/// The arm that is dealt in an experiment, or why none is.
type Arm<'w> = &'w dyn Fn(&Experiment) -> Result<u8, Reason>;

fn deal_some(facts: &Facts<'_>, wanted: Wanted<'_>, deal: Arm<'_>) -> Vec<Dealt> {
    let one = |(at, rule): (u16, &crate::snapshot::Rule<Experiment>)| {
        let dealt = rule.body.as_ref().ok_or(Reason::SwitchedOff).and_then(deal);
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
    let all = (0_u16..).zip(&facts.core().experiments);
    all.filter(|(at, rule)| wanted(*at, rule.body.as_ref())).map(one).collect()
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
    Ok(arm_at(experiment, bucket(&experiment.id, experiment.version, &id), BUCKETS / 100))
}

/// The arm of a click, from the number that was drawn for it. Nothing is kept, so the next click is dealt anew.
fn arm_of_click(facts: &Facts<'_>, experiment: &Experiment, segments: &[Truth]) -> Result<u8, Reason> {
    if !experiment.window.holds(facts.today) {
        return Err(Reason::OutsideWindow);
    }
    let of_segment = |at: &u16| facts.core().segments.get(usize::from(*at)).map(|rule| rule.purposes);
    let reads = experiment.segments.iter().filter_map(of_segment).fold(PurposeSet::NONE, PurposeSet::union);
    if reads.has(Purpose::Personalization) || reads.has(Purpose::Advertising) {
        granted(facts, experiment.asks.with(Purpose::Advertising))?;
    }
    any_of(&experiment.segments, segments)?;
    let at = shuffled(&experiment.id, facts.draw.ok_or(Reason::NotDrawn)?);
    let held_out = u32::from(experiment.holdout_percent) * (BUCKETS / 100);
    // The holdout takes its share from the front; what is left is shared out among the arms, in hundredths of what it is.
    match at.checked_sub(held_out) {
        None => Err(Reason::Holdout),
        Some(at) => Ok(arm_at(experiment, at * 100, BUCKETS - held_out)),
    }
}

/// The number that was drawn for a click, as this experiment sees it: each of the [`BUCKETS`] numbers becomes another, so
/// that shares stay exact, and two experiments of one campaign deal independently enough.
fn shuffled(id: &str, draw: u32) -> u32 {
    let hash = xxhash_rust::xxh64::xxh64(id.as_bytes(), 0);
    // Odd and no multiple of five: no two numbers meet.
    let factor = scale(hash, BUCKETS / 10) * 10 + [1, 3, 7, 9].get((hash & 3) as usize).copied().unwrap_or(1);
    let drawn = u64::from(draw % BUCKETS) * u64::from(factor) + (hash >> 8) % u64::from(BUCKETS);
    (drawn % u64::from(BUCKETS)) as u32
}

/// The arm in whose share `at` is, when a percent is `percent` wide.
fn arm_at(experiment: &Experiment, at: u32, percent: u32) -> u8 {
    let mut upto = 0;
    for (arm, weight) in (0_u8..).zip(experiment.arms.iter().map(|arm| u32::from(arm.weight))) {
        upto += weight * percent;
        if at < upto {
            return arm;
        }
    }
    0
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Arm, Unit, Window};
    use alloc::string::String;
    use alloc::vec::Vec;

    /// What it has to be does not come from this program: XXH64 of Python's `xxhash`. A click's arm stays what it is
    /// from version to version.
    #[test]
    fn a_click_is_dealt_as_it_always_was() {
        for (id, expected) in [
            ("kettle-or-set", [9251, 4002, 8753, 4500, 9251, 7796]),
            ("set-or-parts", [1975, 4336, 6697, 9614, 1975, 5470]),
            ("a", [4894, 3113, 1332, 6675, 4894, 2499]),
            ("", [9753, 9096, 8439, 410, 9753, 6938]),
        ] {
            assert_eq!([0, 1, 2, 9_999, 10_000, u32::MAX].map(|draw| shuffled(id, draw)), expected, "{id}");
        }
    }

    #[test]
    fn no_two_clicks_meet() {
        for id in ["kettle-or-set", "b", "an-experiment", "2026"] {
            let mut met: Vec<u32> = (0..BUCKETS).map(|draw| shuffled(id, draw)).collect();
            met.sort_unstable();
            assert!(met.into_iter().eq(0..BUCKETS), "{id}");
        }
    }

    #[test]
    fn an_arm_begins_where_the_one_before_it_ends() {
        let arm = |weight| Arm { id: String::new(), weight, show: Vec::new(), hide: Vec::new() };
        let experiment = Experiment {
            id: String::new(),
            version: 1,
            unit: Unit::Visitor,
            holdout_percent: 0,
            segments: Vec::new(),
            window: Window::default(),
            arms: [30, 0, 50, 20].map(arm).into(),
            asks: PurposeSet::NONE,
        };
        let arms = [0, 2_999, 3_000, 7_999, 8_000, 9_999, 10_000].map(|at| arm_at(&experiment, at, BUCKETS / 100));
        assert_eq!(arms, [0, 0, 2, 2, 3, 3, 0]);
    }
}
