//! The shortest list of changes that makes a condition hold, and the proof that it does.

use super::Need;
use super::world::World;
use crate::consent::Purpose;
use crate::engine::condition::{Truth, answer, purpose, walk};
use crate::engine::facts::Facts;
use crate::snapshot::{Condition, Test};
use alloc::vec::Vec;

/// What would do; `None` when nothing would.
pub(super) type Needs<'a> = Option<Vec<Need<'a>>>;

/// Most tests that a proof may rest on; a list that is longer helps nobody.
const MOST: usize = 64;

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
                let solved = |part: &'a Condition| {
                    let needs = self.solve(part, wanted)?;
                    let simple = needs.is_empty() || matches!(part, Condition::Test(_) | Condition::Segment(_));
                    (parts.len() == 1 || simple || self.fulfils(&needs, part, wanted)).then_some(needs)
                };
                self.easiest(parts.iter().map(solved))
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
            _ => {
                // A consent is said by itself: it opens more than one segment, and may be all that is needed.
                let turn = self.turn(at, inside)?;
                let is_consent = |need: &&Need<'_>| matches!(need, Need::Consent(_));
                let mut needs: Vec<Need<'a>> = turn.iter().filter(is_consent).copied().collect();
                if needs.len() < turn.len() || turn.is_empty() {
                    needs.push(Need::Segment { at, inside });
                }
                Some(needs)
            }
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

    /// `needs`, where with them the visitor is in one of `segments` and `when` holds: every segment is evaluated anew, since
    /// a change may open one and close another. Where more than one test asks for a number, the one that fits is named.
    pub(super) fn proved(&self, mut needs: Vec<Need<'a>>, segments: &[u16], when: Option<&'a Condition>) -> Needs<'a> {
        let mut flat = Vec::new();
        self.flatten(&needs, &mut flat)?;
        let world = World { facts: self.facts, changed: &flat };
        let answers = self.answers_in(&world);
        let inside = |at: &u16| answers.get(usize::from(*at)) == Some(&Truth::Yes);
        let holds = (segments.is_empty() || segments.iter().any(inside))
            && when.is_none_or(|when| walk(when, &|test, at| world.check(test, at), &answers, 0) == Truth::Yes);
        if !holds {
            return None;
        }
        // What speaks of the same numbers: the segment that was opened, and the further condition.
        let mut asking = Vec::new();
        let mut seen = Vec::new();
        segments.iter().filter(|at| inside(at)).take(1).for_each(|at| self.tests_of(*at, &mut seen, &mut asking));
        when.into_iter().for_each(|when| self.tests(when, &mut seen, &mut asking));
        for need in &flat {
            let Need::Test { test, .. } = need else { continue };
            let signal = match test {
                Test::Number(signal, _) => signal,
                Test::Name(signal, _) if world.is_torn(*signal) => return None,
                Test::Name(signal, _) => {
                    // Every name would do that answers all that ask for it as this one does.
                    let same = |other: &&&Test| matches!(other, Test::Name(one, _) if one == signal);
                    for test in asking.iter().filter(same).filter(|other| **other != *test) {
                        let pin = Need::Test { test, holds: world.check(test, 0) == Truth::Yes };
                        if !flat.contains(&pin) && !needs.contains(&pin) {
                            needs.push(pin);
                        }
                    }
                    continue;
                }
            };
            let same = |other: &&Test| matches!(other, Test::Number(one, _) if one == signal);
            let named = |need: &Need<'_>| matches!(need, Need::Exactly { test, .. } if same(test));
            if asking.iter().filter(|test| same(test)).count() < 2 || needs.iter().any(named) {
                continue;
            }
            let value = world.number(signal).flatten()?;
            needs.retain(|need| !matches!(need, Need::Test { test, .. } if same(test)));
            needs.push(Need::Exactly { test, value });
        }
        Some(needs)
    }

    /// Whether these changes make `condition` hold, or not hold, by themselves.
    fn fulfils(&self, needs: &[Need<'a>], condition: &Condition, wanted: bool) -> bool {
        let mut flat = Vec::new();
        if self.flatten(needs, &mut flat).is_none() {
            return false;
        }
        let world = World { facts: self.facts, changed: &flat };
        match walk(condition, &|test, at| world.check(test, at), &self.answers_in(&world), 0) {
            Truth::Yes => wanted,
            Truth::No(_) => !wanted,
            _ => false,
        }
    }

    fn answers_in(&self, world: &World<'_, '_, '_>) -> Vec<Truth> {
        let mut answers: Vec<Truth> = Vec::with_capacity(self.answers.len());
        for rule in &self.facts.core().segments {
            let answer = rule
                .body
                .as_ref()
                .map_or(Truth::Off, |segment| walk(&segment.when, &|test, at| world.check(test, at), &answers, 0));
            answers.push(answer);
        }
        answers
    }

    /// The tests of a condition and of the segments in it, each segment once.
    fn tests(&self, condition: &'a Condition, seen: &mut Vec<u16>, tests: &mut Vec<&'a Test>) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.tests(part, seen, tests))
            }
            Condition::Not(part) => self.tests(part, seen, tests),
            Condition::Segment(at) => self.tests_of(*at, seen, tests),
            Condition::Test(test) => tests.push(test),
        }
    }

    fn tests_of(&self, segment: u16, seen: &mut Vec<u16>, tests: &mut Vec<&'a Test>) {
        if seen.contains(&segment) {
            return;
        }
        seen.push(segment);
        let rule = self.facts.core().segments.get(usize::from(segment));
        if let Some(body) = rule.and_then(|rule| rule.body.as_ref()) {
            self.tests(&body.when, seen, tests);
        }
    }

    /// The tests and consents behind `needs`; `None` when there are too many.
    pub(super) fn flatten(&self, needs: &[Need<'a>], flat: &mut Vec<Need<'a>>) -> Option<()> {
        self.unfold(needs, flat, &mut Vec::new())
    }

    /// Each segment is gone into once, however many ways lead to it.
    fn unfold(&self, needs: &[Need<'a>], flat: &mut Vec<Need<'a>>, seen: &mut Vec<(u16, bool)>) -> Option<()> {
        for need in needs {
            match need {
                Need::Segment { at, inside } if seen.contains(&(*at, *inside)) => {}
                Need::Segment { at, inside } => {
                    seen.push((*at, *inside));
                    self.unfold(self.turn(*at, *inside)?, flat, seen)?;
                }
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

/// The purposes that have to be granted for a signal of this one to be read.
pub(super) fn asked(purpose: Purpose) -> &'static [Purpose] {
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
