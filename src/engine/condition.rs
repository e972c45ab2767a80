//! Evaluates conditions. Beside yes and no an answer can be withheld, when it would need what the visitor has not consented
//! to, or there is none, since it would be about a sensitive category.

use super::facts::Facts;
use super::signals;
use crate::consent::Purpose;
use crate::snapshot::{Condition, Test};

/// Why a condition does not hold: its n-th test (from 0, in reading order), and the number that was found, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Because {
    /// Which test decided.
    pub test: u16,
    /// The number that was found; `None` for a name, or when there is no number to speak of.
    pub found: Option<u32>,
}

/// The answer to a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not.
    No(Because),
    /// It would need consent to this.
    Withheld(Purpose),
    /// It asks about this category (its place in the core), which is sensitive: there is no answer.
    Sensitive(u16),
    /// The rule is switched off.
    Off,
}

/// Evaluates `condition`, given the answers of the segments before it.
pub(super) fn evaluate(condition: &Condition, facts: &Facts<'_>, segments: &[Truth]) -> Truth {
    walk(condition, &|test, at| check(test, facts, at), segments, 0)
}

/// The same with the tests answered by `check`, which is told their places.
pub(super) fn walk<F: Fn(&Test, u16) -> Truth>(
    condition: &Condition,
    check: &F,
    segments: &[Truth],
    base: u16,
) -> Truth {
    match condition {
        Condition::All(parts) => {
            let mut answer = Truth::Yes;
            let mut at = base;
            for part in parts {
                match walk(part, check, segments, at) {
                    Truth::Yes => {}
                    no @ Truth::No(_) => return no,
                    other if answer == Truth::Yes => answer = other,
                    _ => {}
                }
                at = at.saturating_add(tests(part));
            }
            answer
        }
        Condition::Any(parts) => {
            let mut answer = Truth::No(Because { test: base, found: None });
            let mut first = true;
            let mut at = base;
            for part in parts {
                match walk(part, check, segments, at) {
                    Truth::Yes => return Truth::Yes,
                    no @ Truth::No(_) if first => answer = no,
                    Truth::No(_) => {}
                    other if matches!(answer, Truth::No(_)) => answer = other,
                    _ => {}
                }
                first = false;
                at = at.saturating_add(tests(part));
            }
            answer
        }
        Condition::Not(part) => match walk(part, check, segments, base) {
            Truth::Yes => Truth::No(Because { test: base, found: None }),
            Truth::No(_) => Truth::Yes,
            other => other,
        },
        Condition::Segment(at) => match segments.get(usize::from(*at)) {
            Some(Truth::No(_)) => Truth::No(Because { test: base, found: None }),
            Some(other) => *other,
            None => Truth::Off,
        },
        Condition::Test(test) => check(test, base),
    }
}

/// How many tests a condition has; a segment counts as one.
fn tests(condition: &Condition) -> u16 {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().map(tests).fold(0, u16::saturating_add),
        Condition::Not(part) => tests(part),
        Condition::Segment(_) | Condition::Test(_) => 1,
    }
}

/// The answer of one test, which is the n-th of its condition.
pub(super) fn check(test: &Test, facts: &Facts<'_>, at: u16) -> Truth {
    match withheld(test, facts) {
        Some(purpose) => Truth::Withheld(purpose),
        None => answer(test, facts, at),
    }
}

/// What the visitor has to have consented to.
pub(super) fn purpose(test: &Test) -> Purpose {
    match test {
        Test::Number(signal, _) => signal.purpose(),
        Test::Name(signal, _) => signal.purpose(),
    }
}

/// The consent that a test lacks.
fn withheld(test: &Test, facts: &Facts<'_>) -> Option<Purpose> {
    let purpose = purpose(test);
    if !facts.visitor.grants().has(purpose) {
        return Some(purpose);
    }
    // An audience or a campaign comes with the profile, so it needs consent to personalization as well.
    let with_profile = purpose == Purpose::Advertising && !facts.visitor.grants().has(Purpose::Personalization);
    with_profile.then_some(Purpose::Personalization)
}

/// The answer of a test where consent is no question. What is withheld is not in the facts, so of somebody who has not
/// consented it tells what would hold of a stranger.
pub(super) fn answer(test: &Test, facts: &Facts<'_>, at: u16) -> Truth {
    if let Some(category) = signals::sensitive(test, facts) {
        return Truth::Sensitive(category);
    }
    match test {
        Test::Number(signal, want) => match signals::number(signal, facts) {
            Some(value) if want.holds(value) => Truth::Yes,
            found => Truth::No(Because { test: at, found }),
        },
        Test::Name(signal, names) if signals::is_named(*signal, names, facts) => Truth::Yes,
        Test::Name(..) => Truth::No(Because { test: at, found: None }),
    }
}

impl Condition {
    /// The n-th test or segment of the condition, as [`Because::test`] counts them, and whether the condition wants it not
    /// to hold. Of the opposite of several tests none can be named: that is given as it stands.
    #[must_use]
    pub fn nth(&self, n: u16) -> Option<(&Self, bool)> {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                let mut left = n;
                for part in parts {
                    let count = tests(part);
                    if left < count {
                        return part.nth(left);
                    }
                    left -= count;
                }
                None
            }
            Self::Not(part) => match **part {
                Self::Segment(_) | Self::Test(_) => (n == 0).then_some((part, true)),
                _ => Some((self, false)),
            },
            Self::Segment(_) | Self::Test(_) => (n == 0).then_some((self, false)),
        }
    }
}
