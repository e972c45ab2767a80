//! What would have to change for a rule that was not chosen, all else being as it is: the shortest list, in words. A list
//! is given only where evaluating the rule again with its changes shows that they do.

mod landing;
mod page;
mod solve;
mod why;
mod world;

use super::facts::Facts;
use super::{Decision, Placement, said};
use crate::consent::{Purpose, PurposeSet, Visitor};
use crate::day::{Day, Now};
use crate::snapshot::{Core, Experiment, Snapshot, Step, Test, Unit};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use solve::{Solver, add};

/// One change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need<'a> {
    /// Consent to this purpose.
    Consent(Purpose),
    /// Consent to this purpose for longer than this visit.
    Keeping(Purpose),
    /// This test would have to hold, or not to hold.
    Test {
        /// The test.
        test: &'a Test,
        /// Whether it has to hold.
        holds: bool,
    },
    /// The number of this test, of which more than one test speaks, would have to be this.
    Exactly {
        /// The test.
        test: &'a Test,
        /// The number that fits them all.
        value: u32,
    },
    /// The visitor would have to be in this segment (its place in the core), or out of it.
    Segment {
        /// The place.
        at: u16,
        /// Whether in it.
        inside: bool,
    },
    /// Its first day would have to come.
    Opens(Day),
    /// Its last day was this one.
    Closed(Day),
    /// This experiment (its place in the core) would have to deal another arm, one of the bits of the number.
    Arm(u16, u32),
    /// The frequency cap lets it be shown again from this day on.
    Again(Day),
    /// This block (its place in the core) would have to step aside.
    AsideBlock(u16),
    /// This set (its place in the core) would have to step aside.
    AsideSet(u16),
    /// This candidate (its place in the campaign) would have to step aside.
    AsideCandidate(u16, Step),
    /// The place that a one-off link was signed for would have to step aside.
    AsideOneOff,
    /// So many more that come before it would have to step aside.
    AsideMore(u16),
    /// What it would show would have to be in stock.
    Stock,
    /// It would have to find something to show.
    Something,
    /// The link would have to name a product.
    LinkProduct,
    /// The visitor's own wishes stand against it.
    Wish(super::Unwanted),
    /// Something would have to be remembered of the visitor.
    Remembered,
    /// Another click would have to draw another number.
    Redrawn,
    /// The address would have to be one where the shop lets links lead.
    Allowed,
    /// The visitor's number would have to be out of the holdout.
    Dealt,
    /// The rule would have to be readable by this version.
    Readable,
    /// No short list would do: it is about something sensitive, or its tests rule one another out.
    Never,
}

impl Need<'_> {
    /// What kind of change it is, in fixed words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Consent(_) | Self::Keeping(_) => "consent",
            Self::Test { .. } | Self::Exactly { .. } => "condition",
            Self::Segment { .. } => "segment",
            Self::Opens(_) | Self::Closed(_) => "window",
            Self::Arm(..) | Self::Dealt | Self::Redrawn => "arm",
            Self::Again(_) => "cap",
            Self::AsideBlock(_)
            | Self::AsideSet(_)
            | Self::AsideCandidate(..)
            | Self::AsideOneOff
            | Self::AsideMore(_) => "step aside",
            Self::Stock => "stock",
            Self::Something | Self::LinkProduct => "something to show",
            Self::Wish(_) => "wish",
            Self::Remembered => "remembered",
            Self::Readable => "readable",
            Self::Allowed => "allowed",
            Self::Never => "never",
        }
    }
}

/// Finds changes for the rules of one decision.
pub struct Changes<'s> {
    facts: Facts<'s>,
    decision: &'s Decision,
}

impl core::fmt::Debug for Changes<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Changes").finish_non_exhaustive()
    }
}

/// The changes of every rule of a decision, in words, each list in the order of the decision's own; empty for what was
/// chosen.
#[derive(Debug, Default)]
pub struct Told {
    /// For each segment.
    pub segments: Vec<Vec<Change>>,
    /// For each segment, why the visitor is in it or not.
    pub why: Vec<String>,
    /// For each block.
    pub blocks: Vec<Vec<Change>>,
    /// For each block, why there was no room for it, or empty.
    pub no_room: Vec<String>,
    /// For each set.
    pub sets: Vec<Vec<Change>>,
    /// For each candidate.
    pub landing: Vec<Vec<Change>>,
    /// For each experiment.
    pub experiments: Vec<Vec<Change>>,
    /// Shards that would have told more.
    pub missing: Vec<u16>,
}

/// One change in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of change, in fixed words.
    pub code: &'static str,
    /// The change as a sentence.
    pub words: String,
}

impl<'s> Changes<'s> {
    /// For a decision that was made with the same arguments.
    #[must_use]
    pub fn new(
        snapshot: &'s Snapshot,
        visitor: &'s Visitor,
        placement: &Placement<'_>,
        now: Now,
        decision: &'s Decision,
    ) -> Self {
        Self { facts: Facts::gather(snapshot, visitor, placement, now), decision }
    }

    /// What would have to change for the n-th block of the decision; empty when it was chosen.
    #[must_use]
    pub fn block(&self, nth: usize) -> Vec<Need<'s>> {
        let solver = Solver::new(&self.facts, &self.decision.segments);
        page::blocks(&self.facts, self.decision, &solver).into_iter().nth(nth).unwrap_or_default()
    }

    /// The same with what lies behind the segments in it; `None` where it would be endless.
    #[must_use]
    pub fn leaves(&self, nth: usize) -> Option<Vec<Need<'s>>> {
        let solver = Solver::new(&self.facts, &self.decision.segments);
        let mut leaves = Vec::new();
        solver.flatten(&self.block(nth), &mut leaves)?;
        Some(leaves)
    }

    /// All of them.
    #[must_use]
    pub fn told(self, campaign: &str) -> Told {
        let (facts, decision) = (&self.facts, self.decision);
        let solver = Solver::new(facts, &decision.segments);
        let say = |needs: Vec<Need<'_>>| -> Vec<Change> {
            needs.iter().map(|need| say(need, &needs, facts, &solver)).collect()
        };
        let segments = (0_u16..).zip(&facts.core().segments);
        let told = Told {
            segments: segments.clone().map(|(at, _)| say(of_segment(&solver, decision, at))).collect(),
            why: segments.map(|(at, _)| why::why(facts, decision, at)).collect(),
            blocks: page::blocks(facts, decision, &solver).into_iter().map(say).collect(),
            no_room: page::no_room(facts, decision),
            sets: page::sets(facts, decision, &solver).into_iter().map(say).collect(),
            landing: landing::candidates(facts, decision, &solver, campaign).into_iter().map(say).collect(),
            experiments: decision.experiments.iter().map(|dealt| say(of_experiment(facts, dealt, &solver))).collect(),
            missing: Vec::new(),
        };
        Told { missing: self.facts.into_parts().0, ..told }
    }
}

fn of_segment<'a>(solver: &Solver<'_, 'a>, decision: &Decision, at: u16) -> Vec<Need<'a>> {
    if decision.segments.get(usize::from(at)) == Some(&super::Truth::Yes) {
        return Vec::new();
    }
    solver.turn(at, true).and_then(|needs| solver.proved(needs.to_vec(), &[at], None)).unwrap_or_else(never)
}

fn of_experiment<'a>(facts: &Facts<'a>, dealt: &super::Dealt, solver: &Solver<'_, 'a>) -> Vec<Need<'a>> {
    let mut needs = Vec::new();
    if dealt.reason.is_none() {
        return needs;
    }
    let rule = facts.core().experiments.get(usize::from(dealt.experiment));
    let Some(body): Option<&Experiment> = rule.and_then(|rule| rule.body.as_ref()) else {
        return alloc::vec![Need::Readable];
    };
    window(body.window, facts.today, &mut needs);
    if body.unit == Unit::Click {
        return of_clicks(facts, dealt, body, solver, needs);
    }
    consents(facts, body.asks.with(Purpose::Personalization), &mut needs);
    let grants = facts.visitor.grants();
    if dealt.reason == Some(super::Reason::Withheld(Purpose::Advertising)) {
        consents(facts, PurposeSet::NONE.with(Purpose::Advertising), &mut needs);
    }
    if grants.has(Purpose::Personalization) && !grants.keeps(Purpose::Personalization) {
        needs.push(Need::Keeping(Purpose::Personalization));
    }
    match solver.any_of(&body.segments).and_then(|found| solver.proved(found, &body.segments, None)) {
        Some(found) => add(&mut needs, found),
        None => return alloc::vec![Need::Never],
    }
    match dealt.reason {
        Some(super::Reason::Holdout) => needs.push(Need::Dealt),
        _ if facts.profile().is_none() => needs.push(Need::Remembered),
        _ => {}
    }
    needs
}

fn of_clicks<'a>(
    facts: &Facts<'a>,
    dealt: &super::Dealt,
    body: &'a Experiment,
    solver: &Solver<'_, 'a>,
    mut needs: Vec<Need<'a>>,
) -> Vec<Need<'a>> {
    if let Some(super::Reason::Withheld(_)) = dealt.reason {
        consents(facts, body.asks.with(Purpose::Advertising), &mut needs);
    }
    match solver.any_of(&body.segments).and_then(|found| solver.proved(found, &body.segments, None)) {
        Some(found) => add(&mut needs, found),
        None => return never(),
    }
    if let Some(super::Reason::Holdout | super::Reason::NotDrawn) = dealt.reason {
        needs.push(Need::Redrawn);
    }
    needs
}

/// That no short list would do.
fn never<'a>() -> Vec<Need<'a>> {
    alloc::vec![Need::Never]
}

/// What of a window stands against today.
fn window(window: crate::snapshot::Window, today: Day, needs: &mut Vec<Need<'_>>) {
    match (window.from, window.to) {
        (Some(from), _) if today < from => needs.push(Need::Opens(from)),
        (_, Some(to)) if today > to => needs.push(Need::Closed(to)),
        _ => {}
    }
}

/// The consents of `asked` that are missing.
fn consents(facts: &Facts<'_>, asked: crate::consent::PurposeSet, needs: &mut Vec<Need<'_>>) {
    let missing = |purpose: &Purpose| asked.has(*purpose) && !facts.visitor.grants().has(*purpose);
    add(needs, Purpose::ALL.into_iter().filter(missing).map(Need::Consent).collect());
}

/// A change as a sentence; `others` are said with it.
fn say(need: &Need<'_>, others: &[Need<'_>], facts: &Facts<'_>, solver: &Solver<'_, '_>) -> Change {
    let core: &Core = facts.core();
    let words = match need {
        Need::Consent(purpose) => said::consent(*purpose),
        Need::Keeping(purpose) => format!("{} for longer than this visit", said::consent(*purpose)),
        Need::Test { test, .. } => {
            format!("{} would have to be {} (it {})", said::signal(test), target(need), said::found(test, facts))
        }
        Need::Exactly { test, value } => {
            format!(
                "{} would have to be {value} to fit all that asks for it (it {})",
                said::signal(test),
                said::found(test, facts)
            )
        }
        Need::Segment { at, inside } => {
            let id = core.segments.get(usize::from(*at)).map_or("", |rule| rule.id.as_str());
            let how = solver.turn(*at, *inside).unwrap_or_default();
            let how = how.iter().filter(|need| !others.contains(need));
            let how: Vec<String> = how.map(|need| short(need, facts)).collect();
            let preposition = if *inside { "in" } else { "out of" };
            let colon = if how.is_empty() { "" } else { ": " };
            format!("the visitor would have to be {preposition} `{id}`{colon}{}", how.join(" and "))
        }
        Need::Opens(day) => format!("its window opens on {day}"),
        Need::Closed(day) => format!("its window would have to be open, and closed on {day}"),
        Need::Arm(experiment, arms) => arm(core, *experiment, *arms),
        Need::Again(day) => format!("the frequency cap would have to let it: it may be shown again from {day}"),
        Need::AsideBlock(at) => match core.blocks.get(usize::from(*at)) {
            Some(rule) => {
                let priority = rule.body.as_ref().map_or(0, |block| block.priority);
                format!("the block `{}` (priority {priority}) would have to step aside, which takes the place", rule.id)
            }
            None => String::new(),
        },
        Need::AsideSet(at) => match core.sets.get(usize::from(*at)) {
            Some(rule) => {
                let priority = rule.body.as_ref().map_or(0, |set| set.priority);
                format!("the set `{}` (priority {priority}) would have to step aside, which takes the place", rule.id)
            }
            None => String::new(),
        },
        Need::AsideCandidate(at, step) => {
            format!("candidate {} ({}), which is closer, would have to step aside", at + 1, step.name())
        }
        Need::AsideOneOff => "the place that the link was signed for would have to step aside".into(),
        Need::AsideMore(more) => format!("{more} more that come before it would have to step aside"),
        Need::Stock => "what it would show would have to be in stock".into(),
        Need::Something => "it would have to find something to show, and as things are it finds nothing".into(),
        Need::LinkProduct => "the link would have to name a product that leads there".into(),
        Need::Wish(super::Unwanted::Category) => {
            "the visitor would have to want to see the category of what it would show".into()
        }
        Need::Wish(_) => "the visitor would have to ask for recommendations as usual".into(),
        Need::Remembered => "something would have to be remembered of the visitor, such as a product viewed".into(),
        Need::Dealt => "the visitor would have to be out of the holdout, and what was dealt stays".into(),
        Need::Redrawn => "the click would have to draw another number, as the next may".into(),
        Need::Allowed => "the shop would have to let links lead there".into(),
        Need::Readable => "this version would have to be able to read the rule".into(),
        Need::Never => "no short list of changes would do".into(),
    };
    Change { code: need.code(), words }
}

/// A change as a part of another's sentence.
fn short(need: &Need<'_>, facts: &Facts<'_>) -> String {
    match need {
        Need::Test { test, .. } => {
            format!("{} {} (it {})", said::signal(test), target(need), said::found(test, facts))
        }
        Need::Segment { at, inside } => {
            let id = facts.core().segments.get(usize::from(*at)).map_or("", |rule| rule.id.as_str());
            format!("{} `{id}`", if *inside { "in" } else { "out of" })
        }
        Need::Consent(purpose) => said::consent(*purpose),
        other => other.code().into(),
    }
}

/// What a test would have to find.
fn target(need: &Need<'_>) -> String {
    match need {
        Need::Test { test, holds: true } => said::wanted(test),
        Need::Test { test, holds: false } => said::unwanted(test),
        _ => String::new(),
    }
}

fn arm(core: &Core, experiment: u16, arms: u32) -> String {
    let Some(rule) = core.experiments.get(usize::from(experiment)) else { return String::new() };
    let all = rule.body.as_ref().map_or(&[][..], |body| &body.arms);
    let named = (0_u32..32).zip(all).filter(|(at, _)| arms & (1 << at) != 0).map(|(_, arm)| arm.id.as_str());
    match said::either(named, " or ") {
        none if none.is_empty() => format!("no arm of the experiment `{}` shows it", rule.id),
        arms => {
            let of_clicks = rule.body.as_ref().is_some_and(|body| body.unit == Unit::Click);
            let whom = if of_clicks { "click" } else { "visitor" };
            format!("the experiment `{}` would have to deal the {whom} the arm {arms}", rule.id)
        }
    }
}
