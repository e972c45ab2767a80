//! The visitor who has changed: what tests would find then.

use super::Need;
use super::solve::asked;
use crate::consent::Purpose;
use crate::engine::condition::{Because, Truth, answer, check, purpose};
use crate::engine::facts::Facts;
use crate::engine::signals;
use crate::snapshot::{Name, NameSignal, NumberSignal, Test, Want};
use alloc::vec::Vec;

/// Lists of names, as tests have them.
type Lists<'n> = Vec<&'n [Name]>;

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
        let decided = match test {
            Test::Number(signal, want) => self.number(signal).map(|value| value.is_some_and(|v| want.holds(v))),
            Test::Name(signal, names) => self.is_named(*signal, names),
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
    fn is_named(&self, signal: NameSignal, names: &[Name]) -> Option<bool> {
        if !has_several(signal) {
            let value = self.named(signal)?;
            return Some(value.is_some_and(|value| names.iter().any(|name| name.text == value)));
        }
        let (is, not) = self.said(signal)?;
        let given = is.iter().filter_map(|list| spared(list, &not).next()).any(|value| names.contains(value));
        let kept = |name: &Name| signals::is_named(signal, core::slice::from_ref(name), self.facts);
        Some(given || spared(names, &not).any(kept))
    }

    /// The name of a signal that has one; empty for one that no rule names, `Some(None)` when nothing fits, and `None` when
    /// nothing is said of the signal.
    fn named(&self, signal: NameSignal) -> Option<Option<&str>> {
        let (is, not) = self.said(signal)?;
        Some(match is.split_first() {
            Some((first, others)) => {
                let fits = |name: &&Name| others.iter().all(|list| list.contains(name));
                spared(first, &not).find(fits).map(|name| name.text.as_str())
            }
            None if closed(signal).is_empty() => Some(""),
            None => {
                let free = |value: &&&str| !not.iter().any(|list| list.iter().any(|name| name.text == ***value));
                closed(signal).iter().find(free).copied()
            }
        })
    }

    /// Whether what is said of a name signal cannot be.
    pub(super) fn is_torn(&self, signal: NameSignal) -> bool {
        match self.said(signal) {
            None => false,
            Some((is, not)) if has_several(signal) => is.iter().any(|list| spared(list, &not).next().is_none()),
            Some(_) => self.named(signal) == Some(None),
        }
    }

    /// The lists one of whose names it has to have, and those none of whose names it may.
    fn said(&self, signal: NameSignal) -> Option<(Lists<'_>, Lists<'_>)> {
        let (mut is, mut not) = (Lists::new(), Lists::new());
        for need in self.changed {
            match need {
                Need::Test { test: Test::Name(other, list), holds: true } if *other == signal => is.push(list),
                Need::Test { test: Test::Name(other, list), holds: false } if *other == signal => not.push(list),
                _ => {}
            }
        }
        (!is.is_empty() || !not.is_empty()).then_some((is, not))
    }
}

/// Whether a visitor may have several names of this signal at once.
fn has_several(signal: NameSignal) -> bool {
    matches!(signal, NameSignal::Intent | NameSignal::Audience | NameSignal::Keyword)
}

/// All that a signal can be, where that is known.
fn closed(signal: NameSignal) -> &'static [&'static str] {
    match signal {
        NameSignal::Lifecycle => &["new_visitor", "first_time_buyer", "repeat_buyer", "at_risk", "lapsed"],
        NameSignal::Device => &["mobile", "tablet", "desktop"],
        NameSignal::Os => &["android", "ios", "other"],
        NameSignal::PageBand => &["value", "mid", "premium"],
        NameSignal::PageInStock
        | NameSignal::PageOnSale
        | NameSignal::PageHasSpecs
        | NameSignal::PageHasBundle
        | NameSignal::PageHasVariants => &["yes", "no"],
        NameSignal::Audience
        | NameSignal::BroughtBy
        | NameSignal::Campaign
        | NameSignal::Intent
        | NameSignal::Keyword
        | NameSignal::Country
        | NameSignal::Language
        | NameSignal::PageCategory
        | NameSignal::PageProduct
        | NameSignal::AdProduct
        | NameSignal::AdCategory => &[],
    }
}

/// The names that stand in none of `not`.
fn spared<'n>(names: &'n [Name], not: &[&[Name]]) -> impl Iterator<Item = &'n Name> {
    names.iter().filter(|name| !not.iter().any(|list| list.contains(name)))
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
