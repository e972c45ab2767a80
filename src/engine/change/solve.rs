//! The shortest list of changes that makes a condition hold, and the proof that it does.

use super::Need;
use crate::consent::Purpose;
use crate::engine::condition::{Because, Truth, answer, check, purpose, walk};
use crate::engine::facts::Facts;
use crate::engine::{Decision, said, signals};
use crate::snapshot::{Condition, Name, NameSignal, Test, Want};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What would do; `None` when nothing would.
pub(super) type Needs<'a> = Option<Vec<Need<'a>>>;

/// Most tests that a proof may rest on; a list that is longer helps nobody.
const MOST: usize = 64;

/// Most tests that a sentence names.
const SAID: usize = 4;

/// What would put the visitor into a segment, and out of it.
struct Turn<'a> {
    inside: Needs<'a>,
    outside: Needs<'a>,
}

/// Solves conditions for one visitor on one page.
pub(super) struct Solver<'f, 'a> {
    facts: &'f Facts<'a>,
    answers: &'f [Truth],
    turns: Vec<Turn<'a>>,
}

impl<'f, 'a> Solver<'f, 'a> {
    /// With the answers of the segments as they are.
    pub(super) fn new(facts: &'f Facts<'a>, answers: &'f [Truth]) -> Self {
        let mut solver = Self { facts, answers, turns: Vec::with_capacity(answers.len()) };
        for rule in &facts.core().segments {
            let turn = match &rule.body {
                Some(segment) => {
                    Turn { inside: solver.solve(&segment.when, true), outside: solver.solve(&segment.when, false) }
                }
                None => Turn { inside: None, outside: None },
            };
            solver.turns.push(turn);
        }
        solver
    }

    /// What would put the visitor into this segment, or out of it.
    pub(super) fn turn(&self, segment: u16, inside: bool) -> Option<&[Need<'a>]> {
        let turn = self.turns.get(usize::from(segment))?;
        if inside { turn.inside.as_deref() } else { turn.outside.as_deref() }
    }

    /// The easiest way into one of these segments; empty where there are none, or where the visitor is in one.
    pub(super) fn any_of(&self, segments: &[u16]) -> Needs<'a> {
        if segments.is_empty() {
            return Some(Vec::new());
        }
        self.easiest(segments.iter().map(|at| self.segment(*at, true)))
    }

    /// What would make `condition` hold, or not hold.
    pub(super) fn solve(&self, condition: &'a Condition, wanted: bool) -> Needs<'a> {
        match (condition, wanted) {
            (Condition::All(parts), true) | (Condition::Any(parts), false) => {
                let mut all = Vec::new();
                for part in parts {
                    add(&mut all, self.solve(part, wanted)?);
                }
                Some(all)
            }
            (Condition::Any(parts), true) | (Condition::All(parts), false) => {
                self.easiest(parts.iter().map(|part| self.solve(part, wanted)))
            }
            (Condition::Not(part), _) => self.solve(part, !wanted),
            (Condition::Segment(at), _) => self.segment(*at, wanted),
            (Condition::Test(test), _) => self.test(test, wanted),
        }
    }

    fn segment(&self, at: u16, inside: bool) -> Needs<'a> {
        match (self.answers.get(usize::from(at))?, inside) {
            (Truth::Yes, true) | (Truth::No(_), false) => Some(Vec::new()),
            (Truth::Off, _) => None,
            _ => self.turn(at, inside).map(|_| alloc::vec![Need::Segment { at, inside }]),
        }
    }

    fn test(&self, test: &'a Test, holds: bool) -> Needs<'a> {
        let mut needs = Vec::new();
        let grants = self.facts.visitor.grants();
        for consent in asked(purpose(test)) {
            if !grants.has(*consent) {
                needs.push(Need::Consent(*consent));
            }
        }
        match (answer(test, self.facts, 0), holds) {
            (Truth::Yes, true) | (Truth::No(_), false) => {}
            (Truth::Yes | Truth::No(_), _) if can(test, holds) => needs.push(Need::Test { test, holds }),
            _ => return None,
        }
        Some(needs)
    }

    /// The shortest of several lists, the first of those as short.
    fn easiest(&self, lists: impl Iterator<Item = Needs<'a>>) -> Needs<'a> {
        lists.flatten().min_by_key(|needs| self.weight(needs))
    }

    fn weight(&self, needs: &[Need<'a>]) -> usize {
        let one = |need: &Need<'a>| match need {
            Need::Segment { at, inside } => self.turn(*at, *inside).map_or(1, <[_]>::len).max(1),
            _ => 1,
        };
        needs.iter().map(one).fold(0, usize::saturating_add)
    }

    /// Whether with these changes the visitor is in one of `segments` and `when` holds: every segment is evaluated anew,
    /// since a change may open one and close another.
    pub(super) fn proves(&self, needs: &[Need<'a>], segments: &[u16], when: Option<&'a Condition>) -> bool {
        let mut flat = Vec::new();
        if self.flatten(needs, &mut flat).is_none() {
            return false;
        }
        let world = World { facts: self.facts, changed: &flat };
        let ask = |test: &Test, at: u16| world.check(test, at);
        let mut answers: Vec<Truth> = Vec::with_capacity(self.answers.len());
        for rule in &self.facts.core().segments {
            let answer = rule.body.as_ref().map_or(Truth::Off, |segment| walk(&segment.when, &ask, &answers, 0));
            answers.push(answer);
        }
        let inside = |at: &u16| answers.get(usize::from(*at)) == Some(&Truth::Yes);
        (segments.is_empty() || segments.iter().any(inside))
            && when.is_none_or(|when| walk(when, &ask, &answers, 0) == Truth::Yes)
    }

    /// The tests and consents behind `needs`; `None` when there are too many.
    fn flatten(&self, needs: &[Need<'a>], flat: &mut Vec<Need<'a>>) -> Option<()> {
        for need in needs {
            match need {
                Need::Segment { at, inside } => self.flatten(self.turn(*at, *inside)?, flat)?,
                other if flat.contains(other) => {}
                other => flat.push(*other),
            }
            if flat.len() > MOST {
                return None;
            }
        }
        Some(())
    }
}

/// Why the visitor is in a segment, or not, as a sentence.
pub(super) fn why(facts: &Facts<'_>, decision: &Decision, at: u16) -> String {
    let rule = facts.core().segments.get(usize::from(at));
    let Some(segment) = rule.and_then(|rule| rule.body.as_ref()) else {
        return "it could not be read here, so it is switched off".into();
    };
    let answer = decision.segments.get(usize::from(at)).copied().unwrap_or(Truth::Off);
    let mut parts = Vec::new();
    match answer {
        Truth::Yes => because(&segment.when, facts, &decision.segments, true, &mut parts),
        Truth::No(_) => because(&segment.when, facts, &decision.segments, false, &mut parts),
        other => return unanswered(facts, other),
    }
    match (parts.is_empty(), answer) {
        (true, _) => "it asks for nothing".into(),
        (false, Truth::Yes) => parts.join(" and "),
        (false, _) => parts.join("; "),
    }
}

/// Why there is neither a yes nor a no.
fn unanswered(facts: &Facts<'_>, answer: Truth) -> String {
    match answer {
        Truth::Withheld(purpose) => {
            format!("it needs consent to {}, {}", purpose.name(), facts.visitor.grants().verdict(purpose).words())
        }
        Truth::Sensitive(at) => {
            let category = facts.core().category(at).map_or("", |category| &category.id);
            format!("it would read of the category `{category}`, which is sensitive and never a reason")
        }
        _ => "it could not be read here, so it is switched off".into(),
    }
}

/// The tests that decided that `condition` is, or is not, as it stands; at most [`SAID`] of them.
fn because(condition: &Condition, facts: &Facts<'_>, segments: &[Truth], held: bool, parts: &mut Vec<String>) {
    let is = |part: &Condition| match walk(part, &|test, at| check(test, facts, at), segments, 0) {
        Truth::Yes => held,
        Truth::No(_) => !held,
        _ => false,
    };
    if parts.len() == SAID {
        return;
    }
    match (condition, held) {
        (Condition::All(all), true) | (Condition::Any(all), false) => {
            all.iter().for_each(|part| because(part, facts, segments, held, parts));
        }
        (Condition::Any(all), true) | (Condition::All(all), false) => {
            if let Some(part) = all.iter().find(|part| is(part)) {
                because(part, facts, segments, held, parts);
            }
        }
        (Condition::Not(part), _) => because(part, facts, segments, !held, parts),
        (Condition::Segment(at), _) => {
            let id = facts.core().segments.get(usize::from(*at)).map_or("", |rule| rule.id.as_str());
            parts.push(format!("the visitor is {} `{id}`", if held { "in" } else { "not in" }));
        }
        (Condition::Test(test), true) => parts.push(format!("{} {}", said::signal(test), said::found(test, facts))),
        (Condition::Test(test), false) => {
            let (signal, wanted, found) = (said::signal(test), said::wanted(test), said::found(test, facts));
            parts.push(format!("{signal} {found}, not {wanted}"));
        }
    }
}

/// The purposes that have to be granted for a signal of this one to be read.
fn asked(purpose: Purpose) -> &'static [Purpose] {
    match purpose {
        Purpose::Necessary => &[],
        Purpose::Preferences => &[Purpose::Preferences],
        Purpose::Analytics => &[Purpose::Analytics],
        Purpose::Personalization => &[Purpose::Personalization],
        // An audience or a campaign comes with the profile.
        Purpose::Advertising => &[Purpose::Personalization, Purpose::Advertising],
    }
}

/// Adds what is not there yet.
pub(super) fn add<'a>(list: &mut Vec<Need<'a>>, more: Vec<Need<'a>>) {
    for need in more {
        if !list.contains(&need) {
            list.push(need);
        }
    }
}

/// Whether anything at all makes the test hold, or not hold.
fn can(test: &Test, holds: bool) -> bool {
    match (test, holds) {
        (Test::Number(_, want), true) => want.at_least.unwrap_or(0) <= want.at_most.unwrap_or(u32::MAX),
        (Test::Number(_, want), false) => {
            want.at_least.is_some_and(|low| low > 0) || want.at_most.is_some_and(|high| high < u32::MAX)
        }
        (Test::Name(_, names), true) => !names.is_empty(),
        (Test::Name(..), false) => true,
    }
}

/// The facts with some of them changed.
struct World<'w, 'f, 'a> {
    facts: &'w Facts<'f>,
    changed: &'w [Need<'a>],
}

impl World<'_, '_, '_> {
    fn check(&self, test: &Test, at: u16) -> Truth {
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
            Test::Number(signal, want) => {
                let of_it = said.filter_map(|(test, holds)| match test {
                    Test::Number(other, want) if other == signal => Some((*want, holds)),
                    _ => None,
                });
                number(of_it, signals::number(signal, self.facts)).map(|value| value.is_some_and(|v| want.holds(v)))
            }
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
