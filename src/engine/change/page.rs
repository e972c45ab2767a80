//! What would have to change for a block or a set to be on the page.

use super::solve::{Solver, add};
use super::{Need, consents, window};
use crate::engine::facts::Facts;
use crate::engine::{Decision, Evidence, Outcome, Reason, Shelf, Unwanted, blocks, content, experiments, recommend};
use crate::key::NameKey;
use crate::snapshot::{Block, Condition, Experiment, Kind, ProductRef, Set};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Most rules that are named as having to step aside; the rest is counted.
const ASIDE: usize = 3;

/// Most rules that are asked to step aside; where that is not enough, so many are said.
const MOST: usize = 12;

/// A block that would be on the page if there were room.
struct Contender {
    at: u16,
    kind: Kind,
    personal: bool,
}

/// For every block of the decision.
pub(super) fn blocks<'a>(facts: &Facts<'a>, decision: &Decision, solver: &Solver<'_, 'a>) -> Vec<Vec<Need<'a>>> {
    let contenders: Vec<Contender> = decision.blocks.iter().filter_map(|evidence| contender(facts, evidence)).collect();
    decision.blocks.iter().map(|evidence| of_block(facts, decision, solver, &contenders, evidence)).collect()
}

fn contender<T>(facts: &Facts<'_>, evidence: &Evidence<T>) -> Option<Contender> {
    let block = facts.core().blocks.get(usize::from(evidence.rule))?.body.as_ref()?;
    let stands = match evidence.outcome {
        Outcome::Chosen(_) => true,
        Outcome::Not(Reason::NoRoom | Reason::NotWanted(Unwanted::Fewer)) => content::find(block, facts).is_ok(),
        Outcome::Not(_) => false,
    };
    standing(facts, evidence.rule).filter(|_| stands)
}

fn of_block<'a, T>(
    facts: &Facts<'a>,
    decision: &Decision,
    solver: &Solver<'_, 'a>,
    contenders: &[Contender],
    evidence: &Evidence<T>,
) -> Vec<Need<'a>> {
    let at = evidence.rule;
    let mut needs = Vec::new();
    if matches!(evidence.outcome, Outcome::Chosen(_)) {
        return needs;
    }
    let Some(rule) = facts.core().blocks.get(usize::from(at)) else { return needs };
    let Some(block) = rule.body.as_ref() else { return alloc::vec![Need::Readable] };
    window(block.window, facts.today, &mut needs);
    consents(facts, block.asks, &mut needs);
    match conditions(solver, &block.segments, block.when.as_ref()) {
        Some(found) => add(&mut needs, found),
        None => return alloc::vec![Need::Never],
    }
    arms(facts, decision, at, &mut needs);
    cap(facts, block, &mut needs);
    match content::find(block, facts).err() {
        Some(Reason::OutOfStock) => needs.push(Need::Stock),
        Some(Reason::NotWanted(wish)) => needs.push(Need::Wish(wish)),
        Some(_) => needs.push(Need::Something),
        None => {}
    }
    if let Some(me) = standing(facts, at) {
        room(facts, contenders, &me, &mut needs);
    }
    needs
}

/// The easiest way into one of `segments` for which `when` holds as well.
fn conditions<'a>(solver: &Solver<'_, 'a>, segments: &[u16], when: Option<&'a Condition>) -> super::solve::Needs<'a> {
    let mut needs = solver.any_of(segments)?;
    if let Some(when) = when {
        add(&mut needs, solver.solve(when, true)?);
    }
    solver.proves(&needs, segments, when).then_some(needs)
}

/// The experiments that show it in other arms.
fn arms(facts: &Facts<'_>, decision: &Decision, block: u16, needs: &mut Vec<Need<'_>>) {
    for dealt in &decision.experiments {
        if experiments::lets(facts, core::slice::from_ref(dealt), block).is_ok() {
            continue;
        }
        let rule = facts.core().experiments.get(usize::from(dealt.experiment));
        let Some(body): Option<&Experiment> = rule.and_then(|rule| rule.body.as_ref()) else { continue };
        let mut showing = 0;
        for (arm, bit) in (0_u8..32).take(body.arms.len()).map(|arm| (arm, 1_u32 << arm)) {
            let other = crate::engine::Dealt { arm, ..*dealt };
            if experiments::lets(facts, &[other], block).is_ok() {
                showing |= bit;
            }
        }
        needs.push(Need::Arm(dealt.experiment, showing));
    }
}

fn cap(facts: &Facts<'_>, block: &Block, needs: &mut Vec<Need<'_>>) {
    let (Some(cap), Some(profile)) = (block.cap, facts.profile()) else { return };
    let key = NameKey::of(&block.id);
    if profile.earlier_exposures(key, facts.today, cap.within_days) >= cap.times
        && let Some(exposure) = profile.exposures.iter().find(|exposure| exposure.block == key)
    {
        needs.push(Need::Again(exposure.since.plus(cap.within_days)));
    }
}

/// Why there is no place.
enum Full {
    /// This one is of its kind.
    Kind(u16),
    /// Enough that is personal is shown, this one last.
    Personal(u16),
    /// The page is full, with this one last.
    Page(u16),
    /// The visitor wants no more of it.
    Wish(Unwanted),
}

/// Of every block for which there was no room, why there was none; empty for the others.
pub(super) fn no_room(facts: &Facts<'_>, decision: &Decision) -> Vec<String> {
    let core = facts.core();
    let shown: Vec<Contender> = decision.shown_blocks().filter_map(|(at, _)| standing(facts, at)).collect();
    let one = |evidence: &Evidence<_>| {
        let me = standing(facts, evidence.rule).filter(|_| evidence.outcome == Outcome::Not(Reason::NoRoom));
        let full = me.and_then(|me| lay_out(facts, &shown, &me, &[]).err());
        let id = |at: u16| core.blocks.get(usize::from(at)).map_or("", |rule| rule.id.as_str());
        match full {
            Some(Full::Kind(at)) => format!("`{}` is shown before it, and one of a kind is enough", id(at)),
            Some(Full::Personal(_)) => {
                format!(
                    "{} that are personal are shown before it, and more are not",
                    core.shop.defaults.personalized_blocks
                )
            }
            Some(Full::Page(_)) => {
                format!("the page shows {} before it, and has room for no more", core.shop.defaults.blocks)
            }
            Some(Full::Wish(_)) | None => String::new(),
        }
    };
    decision.blocks.iter().map(one).collect()
}

/// A block as it would stand on the page.
fn standing(facts: &Facts<'_>, at: u16) -> Option<Contender> {
    let rule = facts.core().blocks.get(usize::from(at))?;
    let kind = rule.body.as_ref()?.kind;
    Some(Contender { at, kind, personal: blocks::is_personal(facts.visitor, rule.purposes, kind) })
}

/// Who would have to step aside, found by laying the page out again and again, each time without one more. Those that
/// would move up into the place are among them.
fn room<'a>(facts: &Facts<'a>, contenders: &[Contender], me: &Contender, needs: &mut Vec<Need<'a>>) {
    let mut aside: Vec<u16> = Vec::new();
    while aside.len() <= MOST {
        match lay_out(facts, contenders, me, &aside) {
            Ok(()) => break,
            Err(Full::Kind(at) | Full::Personal(at) | Full::Page(at)) => aside.push(at),
            Err(Full::Wish(wish)) => {
                needs.push(Need::Wish(wish));
                break;
            }
        }
    }
    needs.extend(aside.iter().take(ASIDE).map(|at| Need::AsideBlock(*at)));
    more(aside.len(), needs);
}

fn more(aside: usize, needs: &mut Vec<Need<'_>>) {
    if aside > ASIDE {
        needs.push(Need::AsideMore(u16::try_from(aside - ASIDE).unwrap_or(u16::MAX)));
    }
}

fn lay_out(facts: &Facts<'_>, contenders: &[Contender], me: &Contender, aside: &[u16]) -> Result<(), Full> {
    let defaults = facts.core().shop.defaults;
    let mut shown: Vec<&Contender> = Vec::new();
    let fits = |shown: &[&Contender], one: &Contender| {
        let personal = u8::try_from(shown.iter().filter(|other| other.personal).count()).unwrap_or(u8::MAX);
        if let Some(other) = shown.iter().find(|other| other.kind == one.kind) {
            return Err(Full::Kind(other.at));
        }
        if let (true, Some(last)) =
            (one.personal && personal >= defaults.personalized_blocks, shown.iter().rfind(|other| other.personal))
        {
            return Err(Full::Personal(last.at));
        }
        if let (true, Some(last)) = (shown.len() >= usize::from(defaults.blocks), shown.last()) {
            return Err(Full::Page(last.at));
        }
        if one.personal { facts.wishes.lets(personal).map_err(Full::Wish) } else { Ok(()) }
    };
    for one in contenders.iter().filter(|one| one.at < me.at && !aside.contains(&one.at)) {
        if fits(&shown, one).is_ok() {
            shown.push(one);
        }
    }
    fits(&shown, me)
}

/// For every set of the decision.
pub(super) fn sets<'a>(facts: &Facts<'a>, decision: &Decision, solver: &Solver<'_, 'a>) -> Vec<Vec<Need<'a>>> {
    let mut all = Vec::with_capacity(decision.sets.len());
    let left = usize::from(facts.core().shop.defaults.sets);
    // The sets so far that are shown, or would be if there were room.
    let mut standing: Vec<u16> = Vec::new();
    let mut shelves: Vec<&Shelf> = Vec::new();
    for evidence in &decision.sets {
        let set = facts.core().sets.get(usize::from(evidence.rule)).and_then(|rule| rule.body.as_ref());
        let needs = match (&evidence.outcome, set) {
            (Outcome::Chosen(shelf), _) => {
                shelves.push(shelf);
                standing.push(evidence.rule);
                Vec::new()
            }
            (Outcome::Not(_), None) => alloc::vec![Need::Readable],
            (Outcome::Not(reason), Some(set)) => {
                // Who steps aside takes nothing from this one.
                let staying = shelves.iter().take(left.saturating_sub(1)).flat_map(|shelf| &shelf.items);
                let taken: Vec<ProductRef> = staying.map(|item| item.product).collect();
                let found = recommend::fill(facts, set, usize::from(set.size), &taken).err();
                let needs = of_set(facts, solver, set, found, &standing);
                if *reason == Reason::NoRoom && found.is_none() {
                    standing.push(evidence.rule);
                }
                needs
            }
        };
        all.push(needs);
    }
    all
}

fn of_set<'a>(
    facts: &Facts<'a>,
    solver: &Solver<'_, 'a>,
    set: &'a Set,
    found: Option<Reason>,
    standing: &[u16],
) -> Vec<Need<'a>> {
    let mut needs = Vec::new();
    consents(facts, set.asks, &mut needs);
    match conditions(solver, &set.segments, set.when.as_ref()) {
        Some(found) => add(&mut needs, found),
        None => return alloc::vec![Need::Never],
    }
    let fields = facts.fields();
    match found {
        Some(Reason::OutOfStock) => needs.push(Need::Stock),
        Some(Reason::NotWanted(wish)) => needs.push(Need::Wish(wish)),
        Some(_) => needs.push(Need::Something),
        None if !fields.can_fill(&set.title) || !fields.can_fill(&set.why) => needs.push(Need::Something),
        None => {}
    }
    let before = u8::try_from(standing.len()).unwrap_or(u8::MAX);
    let left = facts.core().shop.defaults.sets;
    let aside = before.saturating_sub(left.saturating_sub(1));
    let others = standing.iter().rev().take(usize::from(aside));
    needs.extend(others.clone().take(ASIDE).map(|at| Need::AsideSet(*at)));
    more(usize::from(aside), &mut needs);
    if let Err(wish) = facts.wishes.lets(before.saturating_sub(aside)) {
        needs.push(Need::Wish(wish));
    }
    needs
}
