//! A decision in words: one line a rule, read off the evidence. This is what `segue explain` and failing tests print.

use super::condition::{Because, Truth};
use super::intent::{Intents, Rules, told};
use super::{Decision, Outcome, Reason, landing, recommend, said};
use crate::consent::{Purpose, Standing, Visitor};
use crate::snapshot::{Condition, Core, Kind, Snapshot, Test, Unit};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What became of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `purpose`, `block`, `set`, `one-off`, `candidate`, `experiment` or `intent`.
    pub kind: &'static str,
    /// Its id; a candidate is numbered from 1.
    pub id: String,
    /// Whether it was chosen; a purpose, whether it is granted.
    pub chosen: bool,
    /// The reason in two or three fixed words, as tests write it; `chosen` when it was.
    pub code: &'static str,
    /// The reason as a sentence.
    pub words: String,
}

impl Reason {
    /// The reason in fixed words, as tests write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SwitchedOff => "switched off",
            Self::OutsideWindow => "outside window",
            Self::BucketMiss(_) => "bucket miss",
            Self::NotInSegment => "not in segment",
            Self::ConditionNotMet(_) => "condition not met",
            Self::Withheld(_) => "withheld",
            Self::ReadsSensitive(_) | Self::Sensitive(_) => "sensitive",
            Self::OutOfStock => "out of stock",
            Self::NothingToShow | Self::NotNamed => "nothing to show",
            Self::ShownOftenEnough => "shown often enough",
            Self::NoRoom => "no room",
            Self::NotWanted(_) => "not wanted",
            Self::Holdout => "holdout",
            Self::NotInCatalogue => "not in the catalogue",
            Self::NotCaught => "not caught",
            Self::LinkExpired => "link expired",
            Self::NotAllowed => "not allowed",
            Self::NothingRemembered => "nothing remembered",
            Self::NotDrawn => "not drawn",
            Self::Previewed => "previewed",
        }
    }
}

impl Truth {
    /// The answer to a segment in fixed words.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "in",
            Self::No(_) => "condition not met",
            Self::Withheld(_) => "withheld",
            Self::Sensitive(_) => "sensitive",
            Self::Off => "switched off",
        }
    }
}

/// The whole decision, rule by rule.
#[must_use]
pub fn receipt(snapshot: &Snapshot, visitor: &Visitor, decision: &Decision) -> Vec<Line> {
    let core = snapshot.core();
    let words =
        |reason: Reason, when: Option<&Condition>, segments: &[u16]| sentence(reason, when, segments, visitor, core);
    let mut lines: Vec<Line> = purposes(visitor).collect();
    for dealt in &decision.experiments {
        let Some(rule) = core.experiments.get(usize::from(dealt.experiment)) else { continue };
        let segments = rule.body.as_ref().map_or(&[][..], |body| &body.segments);
        let arm = rule.body.as_ref().and_then(|body| body.arms.get(usize::from(dealt.arm)));
        let arm = arm.map_or("control", |arm| arm.id.as_str());
        lines.push(match dealt.reason {
            None => {
                let of_click = rule.body.as_ref().is_some_and(|body| body.unit == Unit::Click);
                let whose = if of_click { "the click's" } else { "the visitor's" };
                line("experiment", &rule.id, Ok(format!("{whose} bucket is in the arm `{arm}`")))
            }
            Some(reason @ Reason::Previewed) => {
                let words = format!("a preview takes part in no experiment, and looks at the arm `{arm}`");
                line("experiment", &rule.id, Err((reason, words)))
            }
            Some(reason) => line("experiment", &rule.id, Err((reason, words(reason, None, segments)))),
        });
    }
    for evidence in &decision.blocks {
        let Some(rule) = core.blocks.get(usize::from(evidence.rule)) else { continue };
        let body = rule.body.as_ref();
        lines.push(match &evidence.outcome {
            Outcome::Chosen(shown) => {
                let when = body.and_then(|block| block.when.as_ref());
                let words = match body.is_some_and(|block| block.kind == Kind::AdPromise) {
                    true => "an ad led here, and this keeps its promise".into(),
                    false => chosen_because(core, shown.segment, when),
                };
                line("block", &rule.id, Ok(words))
            }
            Outcome::Not(reason) => {
                let when = body.and_then(|block| block.when.as_ref());
                let segments = body.map_or(&[][..], |block| &block.segments);
                line("block", &rule.id, Err((*reason, words(*reason, when, segments))))
            }
        });
    }
    for evidence in &decision.sets {
        let Some(rule) = core.sets.get(usize::from(evidence.rule)) else { continue };
        let body = rule.body.as_ref();
        lines.push(match &evidence.outcome {
            Outcome::Chosen(shelf) => line("set", &rule.id, Ok(recommend::found(snapshot, shelf))),
            Outcome::Not(Reason::NoRoom) => {
                let most = core.shop.defaults.sets;
                let words = format!("the page shows {most} sets before it, and has room for no more");
                line("set", &rule.id, Err((Reason::NoRoom, words)))
            }
            Outcome::Not(reason) => {
                let when = body.and_then(|set| set.when.as_ref());
                let segments = body.map_or(&[][..], |set| &set.segments);
                line("set", &rule.id, Err((*reason, words(*reason, when, segments))))
            }
        });
    }
    let campaign = core.campaigns.get(&visitor.context().campaign).and_then(|rule| rule.body.as_ref());
    lines.extend(landing::lines(core, campaign, decision, &|reason, when| words(reason, when, &[])));
    let context = visitor.context();
    // Last, so that a block of the same name is found before it. What is decided for everyone alike reads no search.
    if decision.intents != Intents::default() {
        for said in told(&context.search, &Rules::of(core, context, &context.campaign)) {
            let id = said.intent.name().into();
            lines.push(Line { kind: "intent", id, chosen: said.holds, code: said.code, words: said.words });
        }
    }
    lines
}

/// Who decided about each purpose.
fn purposes(visitor: &Visitor) -> impl Iterator<Item = Line> {
    let asked = Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Necessary);
    asked.map(|purpose| {
        let verdict = visitor.grants().verdict(purpose);
        let code = match verdict.standing {
            Standing::Granted => "granted",
            Standing::ForThisVisit => "for this visit",
            Standing::Refused => "refused",
            Standing::Unreadable(_) => "unreadable",
            Standing::Unasked => "unasked",
        };
        let chosen = visitor.grants().has(purpose);
        Line { kind: "purpose", id: purpose.name().to_string(), chosen, code, words: verdict.words() }
    })
}

fn line(kind: &'static str, id: &str, outcome: Result<String, (Reason, String)>) -> Line {
    match outcome {
        Ok(words) => Line { kind, id: id.to_string(), chosen: true, code: "chosen", words },
        Err((reason, words)) => Line { kind, id: id.to_string(), chosen: false, code: reason.code(), words },
    }
}

fn chosen_because(core: &Core, segment: Option<u16>, when: Option<&Condition>) -> String {
    let whom = match segment.and_then(|at| core.segments.get(usize::from(at))) {
        Some(rule) => format!("the visitor is in `{}`", rule.id),
        None if when.is_none() => "it is for everyone and its turn came".into(),
        None => String::from("it is for everyone"),
    };
    let Some(when) = when else { return whom };
    let mut reads: Vec<String> = Vec::new();
    for (condition, _) in (0..).map_while(|n| when.nth(n)) {
        let read = match condition {
            Condition::Test(test) => said::signal(test),
            Condition::Segment(at) => {
                let rule = core.segments.get(usize::from(*at));
                format!("the segment `{}`", rule.map_or("", |rule| rule.id.as_str()))
            }
            _ => continue,
        };
        if !reads.contains(&read) {
            reads.push(read);
        }
    }
    format!("{whom}, and its condition on {} holds", reads.join(" and "))
}

fn sentence(reason: Reason, when: Option<&Condition>, segments: &[u16], visitor: &Visitor, core: &Core) -> String {
    match reason {
        Reason::SwitchedOff => "it could not be read here, so it is switched off".into(),
        Reason::OutsideWindow => "today is not between its first and its last day".into(),
        Reason::BucketMiss(at) => {
            let name = core.experiments.get(usize::from(at)).map_or("", |rule| rule.id.as_str());
            let unit = core.experiments.get(usize::from(at)).and_then(|rule| rule.body.as_ref()).map(|body| body.unit);
            let whose = if unit == Some(Unit::Click) { "the click's" } else { "the visitor's" };
            format!("the experiment `{name}` shows this in another arm than {whose}")
        }
        Reason::NotInSegment => {
            let names = segments.iter().filter_map(|at| core.segments.get(usize::from(*at)));
            let names: Vec<String> = names.map(|rule| format!("`{}`", rule.id)).collect();
            format!("the visitor is not in {}", names.join(" or "))
        }
        Reason::ConditionNotMet(because) => match when.and_then(|when| when.nth(because.test)) {
            Some((Condition::Test(test), opposite)) => failed(test, because, opposite),
            Some((Condition::Segment(at), opposite)) => {
                let name = core.segments.get(usize::from(*at)).map_or("", |rule| rule.id.as_str());
                format!("the visitor is {} `{name}`", if opposite { "in" } else { "not in" })
            }
            _ => "its condition does not hold".into(),
        },
        Reason::Withheld(purpose) => {
            format!("it needs consent to {}, {}", purpose.name(), visitor.grants().verdict(purpose).words())
        }
        Reason::ReadsSensitive(at) => {
            format!("it would read of the category `{}`, which is sensitive and never a reason", category(core, at))
        }
        Reason::Sensitive(at) => {
            format!("it is of the category `{}`, which is sensitive and never stands in a redirect", category(core, at))
        }
        Reason::OutOfStock => "what it would show is sold out".into(),
        Reason::NothingToShow => "it finds nothing to show here".into(),
        Reason::ShownOftenEnough => "this visitor has seen it as often as its cap allows".into(),
        Reason::NoRoom => "the page is full, or already shows one of its kind, or enough that is personal".into(),
        Reason::NotWanted(why) => why.words().into(),
        Reason::Holdout => "the visitor is in the share that the experiment leaves alone".into(),
        Reason::NotInCatalogue => {
            "the catalogue has no such product: it was withdrawn, or the link misspells it".into()
        }
        Reason::NotNamed => "the link names no product".into(),
        Reason::NotCaught => "it is sold out in the shop, and this channel does not catch what is sold out".into(),
        Reason::LinkExpired => "the last moment of the link has passed".into(),
        Reason::NotAllowed => "no link of this shop may lead there".into(),
        Reason::NothingRemembered => "nothing is remembered of the visitor yet, so there is no arm to keep to".into(),
        Reason::NotDrawn => "no number was drawn for the click, so it gets the control".into(),
        Reason::Previewed => "a preview takes part in no experiment".into(),
    }
}

fn category(core: &Core, at: u16) -> &str {
    core.category(at).map_or("", |category| &category.id)
}

fn failed(test: &Test, because: Because, opposite: bool) -> String {
    let (signal, wanted) = (said::signal(test), said::wanted(test));
    match (test, opposite) {
        (_, true) => format!("{signal} should not be {wanted}, and it is"),
        (Test::Number(..), false) => {
            let found = because.found.map_or("there is none".to_string(), |n| format!("it is {n}"));
            format!("{signal} should be {wanted}, and {found}")
        }
        (Test::Name(..), false) => format!("{signal} is not {wanted}"),
    }
}
