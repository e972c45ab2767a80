//! Why the visitor is in a segment, or is not.

use crate::engine::condition::{Truth, check, walk};
use crate::engine::facts::Facts;
use crate::engine::{Decision, said};
use crate::snapshot::Condition;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Most tests that a sentence names.
const SAID: usize = 4;

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
