//! Which segments the visitor is in.

use super::Reason;
use super::condition::{Truth, evaluate};
use super::facts::Facts;
use crate::consent::{Purpose, PurposeSet};
use crate::snapshot::{Campaign, Condition};
use alloc::vec::Vec;

/// The answer of every segment, in the order of the core; a segment sees the answers before it.
pub(super) fn evaluate_all(facts: &Facts<'_>) -> Vec<Truth> {
    let segments = &facts.core().segments;
    let mut answers = Vec::with_capacity(segments.len());
    for rule in segments {
        let answer = rule.body.as_ref().map_or(Truth::Off, |segment| evaluate(&segment.when, facts, &answers));
        answers.push(answer);
    }
    answers
}

/// The same for the segments that this campaign's candidates and experiments ask about, and those that these name; every
/// other stands as off. A shop has hundreds of segments, and a link needs a few.
#[inline(never)]
pub(super) fn evaluate_for(facts: &Facts<'_>, campaign: &Campaign) -> Vec<Truth> {
    let core = facts.core();
    let mut asked = alloc::vec![false; core.segments.len()];
    for candidate in &campaign.candidates {
        if let Some(when) = &candidate.when {
            mark(when, &mut asked);
        }
        let experiment = candidate.arm.and_then(|(at, _)| core.experiments.get(usize::from(at))?.body.as_ref());
        for at in experiment.map_or(&[][..], |experiment| &experiment.segments) {
            asked.get_mut(usize::from(*at)).into_iter().for_each(|asked| *asked = true);
        }
    }
    // A segment names only those before it, so that from the last to the first nothing is missed.
    for at in (0..asked.len()).rev() {
        if asked.get(at) == Some(&true)
            && let Some(segment) = core.segments.get(at).and_then(|rule| rule.body.as_ref())
        {
            mark(&segment.when, &mut asked);
        }
    }
    let last = asked.iter().rposition(|asked| *asked).map_or(0, |last| last + 1);
    let mut answers = Vec::with_capacity(last);
    for (rule, asked) in core.segments.iter().zip(asked).take(last) {
        let body = rule.body.as_ref().filter(|_| asked);
        answers.push(body.map_or(Truth::Off, |segment| evaluate(&segment.when, facts, &answers)));
    }
    answers
}

/// Marks the segments that a condition names.
fn mark(condition: &Condition, asked: &mut [bool]) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| mark(part, asked)),
        Condition::Not(part) => mark(part, asked),
        Condition::Segment(at) => asked.get_mut(usize::from(*at)).into_iter().for_each(|asked| *asked = true),
        Condition::Test(_) => {}
    }
}

/// The first of `wanted` that the visitor is in; `Ok(None)` when the rule is for everyone.
///
/// # Errors
/// Withheld or sensitive when one of them might have held, and not in segment otherwise.
pub(super) fn any_of(wanted: &[u16], answers: &[Truth]) -> Result<Option<u16>, Reason> {
    if wanted.is_empty() {
        return Ok(None);
    }
    let answer = |at: &u16| answers.get(usize::from(*at)).copied().unwrap_or(Truth::Off);
    if let Some(at) = wanted.iter().find(|at| answer(at) == Truth::Yes) {
        return Ok(Some(*at));
    }
    let unanswered = wanted.iter().find_map(|at| match answer(at) {
        Truth::Withheld(purpose) => Some(Reason::Withheld(purpose)),
        Truth::Sensitive(category) => Some(Reason::ReadsSensitive(category)),
        _ => None,
    });
    Err(unanswered.unwrap_or(Reason::NotInSegment))
}

/// Whether all of `asked` are granted.
///
/// # Errors
/// Withheld, with the first that is not.
pub(super) fn granted(facts: &Facts<'_>, asked: PurposeSet) -> Result<(), Reason> {
    let grants = facts.visitor.grants();
    let missing = Purpose::ALL.into_iter().find(|purpose| asked.has(*purpose) && !grants.has(*purpose));
    missing.map_or(Ok(()), |purpose| Err(Reason::Withheld(purpose)))
}

/// Turns the answer to a further condition into a verdict.
///
/// # Errors
/// The reason why it does not hold.
pub(super) fn holds(answer: Truth) -> Result<(), Reason> {
    match answer {
        Truth::Yes => Ok(()),
        Truth::No(because) => Err(Reason::ConditionNotMet(because)),
        Truth::Withheld(purpose) => Err(Reason::Withheld(purpose)),
        Truth::Sensitive(category) => Err(Reason::ReadsSensitive(category)),
        Truth::Off => Err(Reason::SwitchedOff),
    }
}
