//! What can be said of conditions without a visitor: that one never holds, always holds, or holds whenever another does.
//!
//! A condition is laid out as cases, of which at least one is true whenever it holds. What is left out of a case makes
//! more possible and never less, so that "never" is never said of what can be. Where a rule would take too many cases,
//! something is left out. `tests/reach.rs` holds all of it against the engine.

mod case;
mod numbers;

pub(super) use case::Case;

use crate::consent::Purpose;
use crate::shop::place::At;
use crate::shop::source::{SegmentFile, When};
use crate::snapshot::Test;
use std::collections::HashMap;

/// Cases of one condition, at most.
const MOST_CASES: usize = 64;
/// Segments that name one another are followed so far.
const DEEPEST: usize = 100;

/// The segments, laid out.
pub(super) struct Logic<'w> {
    segments: HashMap<&'w str, Laid<'w>>,
}

struct Laid<'w> {
    when: &'w When,
    holds: Vec<Case<'w>>,
    fails: Vec<Case<'w>>,
    personal: bool,
}

impl<'w> Logic<'w> {
    /// Lays out segments that stand each after those that it names.
    pub(super) fn of(ordered: &[&'w SegmentFile]) -> Self {
        let mut logic = Self { segments: HashMap::with_capacity(ordered.len()) };
        for file in ordered {
            let when = &file.when;
            let (holds, fails) = (logic.cases(when, true), logic.cases(when, false));
            let personal = logic.is_personal(when, true);
            logic.segments.insert(&file.id, Laid { when, holds, fails, personal });
        }
        logic
    }

    /// The cases in which a condition holds, or does not. None: that cannot be.
    pub(super) fn cases(&self, when: &'w When, holds: bool) -> Vec<Case<'w>> {
        match (when, holds) {
            (When::All(parts), true) | (When::Any(parts), false) => {
                all_of(parts.iter().map(|part| self.cases(part, holds)))
            }
            (When::Any(parts), true) | (When::All(parts), false) => {
                any_of(parts.iter().map(|part| self.cases(part, holds)))
            }
            (When::Not(part), _) => self.cases(part, !holds),
            (When::Segment(id), _) => match self.segments.get(id.value.as_str()) {
                Some(laid) if holds => laid.holds.clone(),
                Some(laid) => laid.fails.clone(),
                None => vec![Case::default()],
            },
            (When::Test(test, ..), _) => Case::of(test, holds).into_iter().collect(),
        }
    }

    /// The cases in which a rule can hold that is for any of these segments and has this further condition.
    pub(super) fn rule(&self, segments: &'w [At<String>], when: Option<&'w When>) -> Vec<Case<'w>> {
        let of_segment = |id: &'w At<String>| match self.segments.get(id.value.as_str()) {
            Some(laid) => laid.holds.clone(),
            None => vec![Case::default()],
        };
        let anyone = || vec![Case::default()];
        let member = if segments.is_empty() { anyone() } else { any_of(segments.iter().map(of_segment)) };
        let further = when.map_or_else(anyone, |when| self.cases(when, true));
        all_of([member, further].into_iter())
    }

    /// The cases in which a visitor is in a segment.
    pub(super) fn members(&self, segment: &str) -> Option<&[Case<'w>]> {
        self.segments.get(segment).map(|laid| laid.holds.as_slice())
    }

    /// The cases in which a visitor is not in a segment.
    pub(super) fn strangers(&self, segment: &str) -> Option<&[Case<'w>]> {
        self.segments.get(segment).map(|laid| laid.fails.as_slice())
    }

    /// Whether a condition surely holds in this case, surely does not, or neither.
    pub(super) fn answer(&self, when: &When, case: &Case<'_>) -> Option<bool> {
        Answers { logic: self, case, known: HashMap::new() }.of(when, 0)
    }

    /// Whether a rule for these segments and with this condition surely holds in a case.
    pub(super) fn holds(&self, segments: &[At<String>], when: Option<&When>, case: &Case<'_>) -> bool {
        let mut answers = Answers { logic: self, case, known: HashMap::new() };
        let member = segments.is_empty() || segments.iter().any(|id| answers.segment(&id.value, 0) == Some(true));
        member && when.is_none_or(|when| answers.of(when, 0) == Some(true))
    }

    /// Whether a condition reads what is remembered of a visitor. `unknown` is what is said of a segment that is not known.
    pub(super) fn is_personal(&self, when: &When, unknown: bool) -> bool {
        match when {
            When::All(parts) | When::Any(parts) => parts.iter().any(|part| self.is_personal(part, unknown)),
            When::Not(part) => self.is_personal(part, unknown),
            When::Segment(id) => self.reads(&id.value, unknown),
            When::Test(Test::Number(signal, _), ..) => signal.purpose() != Purpose::Necessary,
            When::Test(Test::Name(signal, _), ..) => signal.purpose() != Purpose::Necessary,
        }
    }

    /// Whether a segment reads what is remembered of a visitor.
    pub(super) fn reads(&self, segment: &str, unknown: bool) -> bool {
        self.segments.get(segment).map_or(unknown, |laid| laid.personal)
    }
}

/// All of them at once. Where that would be too many, the later ones are left out.
fn all_of<'w>(parts: impl Iterator<Item = Vec<Case<'w>>>) -> Vec<Case<'w>> {
    let mut all = vec![Case::default()];
    for part in parts {
        if part.is_empty() {
            return part;
        }
        if all.len() * part.len() <= MOST_CASES {
            let pairs = all.iter().flat_map(|one| part.iter().filter_map(move |other| one.and(other)));
            all = distinct(pairs);
        }
        if all.is_empty() {
            break;
        }
    }
    all
}

/// Any of them. Where that would be too many, everything is possible.
fn any_of<'w>(parts: impl Iterator<Item = Vec<Case<'w>>>) -> Vec<Case<'w>> {
    let any = distinct(parts.flatten());
    if any.len() > MOST_CASES { vec![Case::default()] } else { any }
}

fn distinct<'w>(cases: impl Iterator<Item = Case<'w>>) -> Vec<Case<'w>> {
    let mut kept: Vec<Case<'w>> = Vec::new();
    for case in cases {
        if !kept.contains(&case) {
            kept.push(case);
        }
        if kept.len() > MOST_CASES {
            break;
        }
    }
    kept
}

/// The answers of conditions in one case, each segment's once. They follow `src/engine/condition.rs`, in which what is
/// withheld is neither yes nor no.
struct Answers<'a, 'w> {
    logic: &'a Logic<'w>,
    case: &'a Case<'a>,
    known: HashMap<&'w str, Option<bool>>,
}

impl Answers<'_, '_> {
    fn of(&mut self, when: &When, depth: usize) -> Option<bool> {
        match when {
            When::All(parts) => self.several(parts, false, depth),
            When::Any(parts) => self.several(parts, true, depth),
            When::Not(part) => self.of(part, depth).map(|answer| !answer),
            When::Segment(id) => self.segment(&id.value, depth),
            When::Test(test, ..) => self.case.answer(test),
        }
    }

    /// One part that says `enough` is enough; else all have to say the opposite.
    fn several(&mut self, parts: &[When], enough: bool, depth: usize) -> Option<bool> {
        let mut sure = Some(!enough);
        for part in parts {
            match self.of(part, depth) {
                Some(answer) if answer == enough => return Some(enough),
                Some(_) => {}
                None => sure = None,
            }
        }
        sure
    }

    fn segment(&mut self, id: &str, depth: usize) -> Option<bool> {
        if depth > DEEPEST {
            return None;
        }
        let (id, laid) = self.logic.segments.get_key_value(id)?;
        if let Some(known) = self.known.get(id) {
            return *known;
        }
        let answer = self.of(laid.when, depth + 1);
        self.known.insert(id, answer);
        answer
    }
}
