//! The visitor who has changed: what tests would find then.

use super::Need;
use super::solve::asked;
use crate::consent::Purpose;
use crate::engine::condition::{Because, Truth, answer, check, purpose};
use crate::engine::facts::Facts;
use crate::engine::signals;
use crate::snapshot::{Name, NameSignal, NumberSignal, Test, Want};
use alloc::vec::Vec;

/// The facts with some of them changed.
pub(super) struct World<'w, 'f, 'a> {
    pub(super) facts: &'w Facts<'f>,
    pub(super) changed: &'w [Need<'a>],
}

impl World<'_, '_, '_> {
    /// The answer of a test.
    pub(super) fn check(&self, test: &Test, at: u16) -> Truth {
        let consents = asked(purpose(test)).iter();
        let granted = |purpose: &Purpose| self.facts.visitor.grants().has(*purpose);
        let changed = |purpose: &Purpose| self.changed.contains(&Need::Consent(*purpose));
        if !consents.clone().all(|purpose| granted(purpose) || changed(purpose)) {
            return check(test, self.facts, at);
        }
        let said = self.changed.iter().filter_map(|need| match need {
            Need::Test { test, holds } => Some((*test, *holds)),
            _ => None,
        });
        let decided = match test {
            Test::Number(signal, want) => self.number(signal).map(|value| value.is_some_and(|v| want.holds(v))),
            Test::Name(signal, names) => {
                let of_it = said.filter_map(|(test, holds)| match test {
                    Test::Name(other, names) if other == signal => Some((names.as_slice(), holds)),
                    _ => None,
                });
                self.name(*signal, names, of_it)
            }
        };
        match decided {
            Some(true) => Truth::Yes,
            Some(false) => Truth::No(Because { test: at, found: None }),
            None => answer(test, self.facts, at),
        }
    }

    /// The number of a signal with these changes; `None` when nothing is said of it, `Some(None)` when nothing fits.
    pub(super) fn number(&self, signal: &NumberSignal) -> Option<Option<u32>> {
        let said = self.changed.iter().filter_map(|need| match need {
            Need::Test { test: Test::Number(other, want), holds } if other == signal => Some((*want, *holds)),
            _ => None,
        });
        number(said, signals::number(signal, self.facts))
    }

    /// Whether a name signal with these changes has one of `names`; `None` when nothing is said of the signal.
    fn name<'n>(
        &self,
        signal: NameSignal,
        names: &[Name],
        said: impl Iterator<Item = (&'n [Name], bool)>,
    ) -> Option<bool> {
        let several = matches!(signal, NameSignal::Intent | NameSignal::Audience);
        let (mut is, mut not): (Vec<&[Name]>, Vec<&[Name]>) = (Vec::new(), Vec::new());
        for (list, holds) in said {
            if holds { is.push(list) } else { not.push(list) }
        }
        if is.is_empty() && not.is_empty() {
            return None;
        }
        let spared = |name: &&Name| !not.iter().any(|list| list.contains(name));
        // Where there can be one name only, it has to be in every list.
        let fits = |name: &&Name| spared(name) && (several || is.iter().all(|list| list.contains(name)));
        let values = || is.iter().map(|list| list.iter().find(fits));
        if values().any(|value| value.is_none()) {
            return Some(false);
        }
        let given = values().flatten().any(|value| names.contains(value));
        let kept = |name: &Name| spared(&name) && signals::is_named(signal, core::slice::from_ref(name), self.facts);
        Some(given || ((several || is.is_empty()) && names.iter().any(kept)))
    }
}

/// The number that is nearest to what was found and fits all that is said; `None` when nothing is said, `Some(None)` when
/// nothing fits.
fn number(said: impl Iterator<Item = (Want, bool)>, found: Option<u32>) -> Option<Option<u32>> {
    let (mut low, mut high, mut any) = (0, u32::MAX, false);
    for (want, holds) in said {
        any = true;
        let (from, to) = (want.at_least.unwrap_or(0), want.at_most.unwrap_or(u32::MAX));
        let (from, to) = match holds {
            true => (from, to),
            // Out of the range by the nearer end that there is.
            false if from > 0 => (0, from - 1),
            false => (to.saturating_add(1), u32::MAX),
        };
        (low, high) = (low.max(from), high.min(to));
    }
    any.then(|| (low <= high).then(|| found.unwrap_or(low).clamp(low, high)))
}
