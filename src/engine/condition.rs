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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::NameSignal;
    use alloc::boxed::Box;
    use alloc::vec;
    use alloc::vec::Vec;

    const WITHHELD: [Truth; 2] = [Truth::Withheld(Purpose::Analytics), Truth::Withheld(Purpose::Advertising)];

    fn a_test() -> Condition {
        Condition::Test(Test::Name(NameSignal::Campaign, Vec::new()))
    }

    fn no(test: u16) -> Truth {
        Truth::No(Because { test, found: Some(test.into()) })
    }

    /// What comes of a condition whose tests, in reading order, have these answers.
    fn of(condition: &Condition, answers: &[Truth]) -> Truth {
        walk(condition, &|_, at| answers.get(usize::from(at)).copied().unwrap_or(Truth::Off), &[], 0)
    }

    /// Three answers that are neither yes nor no: one no decides, or one yes, and otherwise the first of them does.
    #[test]
    fn a_no_ends_all_and_a_yes_ends_any_whatever_cannot_be_answered() {
        let kinds = |at| [Truth::Yes, no(at), WITHHELD[0], WITHHELD[1], Truth::Sensitive(at), Truth::Off];
        let lists = kinds(0).into_iter().flat_map(|a| kinds(1).into_iter().map(move |b| vec![a, b]));
        let lists = lists.flat_map(|list| kinds(2).into_iter().map(move |c| [list.as_slice(), &[c]].concat()));
        for answers in lists.chain([Vec::new(), vec![Truth::Yes], vec![WITHHELD[0]], vec![no(0)]]) {
            let parts: Vec<_> = answers.iter().map(|_| a_test()).collect();
            let first = |is: &dyn Fn(&Truth) -> bool| answers.iter().copied().find(|answer| is(answer));
            let is_no = |answer: &Truth| matches!(answer, Truth::No(_));
            let all = first(&is_no).or(first(&|answer| *answer != Truth::Yes)).unwrap_or(Truth::Yes);
            assert_eq!(of(&Condition::All(parts.clone()), &answers), all, "all of {answers:?}");
            let nothing = Truth::No(Because { test: 0, found: None });
            let any = first(&|answer| *answer == Truth::Yes).or(first(&|answer| !is_no(answer)));
            let any = any.or(first(&is_no)).unwrap_or(nothing);
            assert_eq!(of(&Condition::Any(parts.clone()), &answers), any, "any of {answers:?}");
            let not = match all {
                Truth::Yes => nothing,
                Truth::No(_) => Truth::Yes,
                other => other,
            };
            assert_eq!(of(&Condition::Not(Box::new(Condition::All(parts))), &answers), not, "not all of {answers:?}");
        }
    }

    #[test]
    fn a_test_knows_its_place_behind_what_is_nested() {
        let nested = Condition::All(vec![Condition::Any(vec![a_test(), Condition::Segment(9)]), a_test(), a_test()]);
        assert_eq!(of(&nested, &[Truth::Yes, Truth::Off, Truth::Yes, no(3)]), no(3));
        assert_eq!(of(&nested, &[Truth::Yes, Truth::Off, no(2), no(3)]), no(2));
    }

    #[test]
    fn the_opposite_of_one_test_names_that_test() {
        let (segment, not) = (Condition::Segment(9), Condition::Not(Box::new(Condition::Segment(9))));
        let all = Condition::All(vec![a_test(), not]);
        assert_eq!((all.nth(0), all.nth(1), all.nth(2)), (Some((&a_test(), false)), Some((&segment, true)), None));
    }
}
