//! Which segments the visitor is in.

use super::Reason;
use super::condition::{Truth, evaluate};
use super::facts::Facts;
use crate::consent::{Purpose, PurposeSet};
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
