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
    walk(condition, facts, segments, 0)
}

fn walk(condition: &Condition, facts: &Facts<'_>, segments: &[Truth], base: u16) -> Truth {
    match condition {
        Condition::All(parts) => {
            let mut answer = Truth::Yes;
            let mut at = base;
            for part in parts {
                match walk(part, facts, segments, at) {
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
                match walk(part, facts, segments, at) {
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
        Condition::Not(part) => match walk(part, facts, segments, base) {
            Truth::Yes => Truth::No(Because { test: base, found: None }),
            Truth::No(_) => Truth::Yes,
            other => other,
        },
        Condition::Segment(at) => match segments.get(usize::from(*at)) {
            Some(Truth::No(_)) => Truth::No(Because { test: base, found: None }),
            Some(other) => *other,
            None => Truth::Off,
        },
        Condition::Test(test) => check(test, facts, base),
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

fn check(test: &Test, facts: &Facts<'_>, at: u16) -> Truth {
    let purpose = match test {
        Test::Number(signal, _) => signal.purpose(),
        Test::Name(signal, _) => signal.purpose(),
    };
    if !facts.visitor.grants().has(purpose) {
        return Truth::Withheld(purpose);
    }
    // An audience or a campaign comes with the profile, so it needs consent to personalization as well.
    if purpose == Purpose::Advertising && !facts.visitor.grants().has(Purpose::Personalization) {
        return Truth::Withheld(Purpose::Personalization);
    }
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
    /// The n-th test or segment of the condition, as [`Because::test`] counts them.
    #[must_use]
    pub fn nth(&self, n: u16) -> Option<&Self> {
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
            Self::Not(part) => part.nth(n),
            Self::Segment(_) | Self::Test(_) => (n == 0).then_some(self),
        }
    }
}
