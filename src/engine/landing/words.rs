//! What became of a link's places, in words.

use crate::engine::{Decision, Landed, Line, Outcome, Place, Reason};
use crate::snapshot::{Campaign, Condition, Core, Step};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A reason as a sentence, given the condition that it is about.
type Said<'s> = &'s dyn Fn(Reason, Option<&Condition>) -> String;

/// A line for the place of a one-off link, if there is one, and for each candidate.
pub(in crate::engine) fn lines(
    core: &Core,
    campaign: Option<&Campaign>,
    decision: &Decision,
    say: Said<'_>,
) -> Vec<Line> {
    let mut lines = Vec::with_capacity(decision.landing.len() + 1);
    // What was closer, and stepped aside since it cannot be had.
    let mut aside = String::new();
    if let Some(one_off) = &decision.one_off {
        lines.push(match one_off {
            Outcome::Chosen(landed) => line("one-off", "signed", Ok(format!("it is signed for `{}`", landed.url))),
            Outcome::Not(reason) => line("one-off", "signed", Err((*reason, say(*reason, None)))),
        });
        if let Outcome::Not(Reason::LinkExpired) = one_off {
            aside.push_str("; its own place has expired");
        }
    }
    let one_off = matches!(decision.one_off, Some(Outcome::Chosen(_)));
    for evidence in &decision.landing {
        let candidate = campaign.and_then(|campaign| campaign.candidates.get(usize::from(evidence.rule)));
        let step = candidate.map_or(Step::Home, |candidate| candidate.to.step());
        let id = format!("{} ({})", evidence.rule + 1, step.name());
        lines.push(match &evidence.outcome {
            Outcome::Chosen(landed) => {
                let words = format!("it is the closest that holds: `{}`{}{aside}", landed.url, at(core, landed));
                line("candidate", &id, Ok(words))
            }
            Outcome::Not(reason @ Reason::NoRoom) => {
                let words = if one_off {
                    "the place that the link was signed for was taken"
                } else {
                    "a closer candidate was taken"
                };
                line("candidate", &id, Err((*reason, words.into())))
            }
            Outcome::Not(reason) => {
                if let Some(why) = cannot_be_had(*reason, step) {
                    aside.push_str(&format!("; {id} {why}"));
                }
                let words = of_step(*reason, step).map_or_else(
                    || say(*reason, candidate.and_then(|candidate| candidate.when.as_ref())),
                    String::from,
                );
                line("candidate", &id, Err((*reason, words)))
            }
        });
    }
    lines
}

fn line(kind: &'static str, id: &str, outcome: Result<String, (Reason, String)>) -> Line {
    match outcome {
        Ok(words) => Line { kind, id: id.to_string(), chosen: true, code: "chosen", words },
        Err((reason, words)) => Line { kind, id: id.to_string(), chosen: false, code: reason.code(), words },
    }
}

/// Where that is, beyond the shop's pages.
fn at(core: &Core, landed: &Landed) -> String {
    match landed.place {
        Place::Shop | Place::Host => String::new(),
        Place::App => " in the shop's app".into(),
        Place::Channel(at) => {
            let id = core.shop.channels.get(usize::from(at)).map_or("", |channel| channel.id.as_str());
            format!(" in the channel `{id}`")
        }
    }
}

/// Why a closer place stepped aside, behind its name; `None` where it is not about the place.
fn cannot_be_had(reason: Reason, step: Step) -> Option<&'static str> {
    Some(match reason {
        Reason::OutOfStock => "is sold out",
        Reason::NotCaught => "is sold out and not caught",
        Reason::NotInCatalogue => "is not in the catalogue",
        Reason::Sensitive(_) => "is of a sensitive category",
        Reason::NotAllowed => "is on a host that is not allowed",
        Reason::NothingToShow => match step {
            Step::Listing => "has no listing",
            Step::Variant => "has no variant",
            Step::Bundle => "is in no bundle",
            Step::Successor => "has no successor",
            _ => "is not there",
        },
        _ => return None,
    })
}

/// Reasons that say more when it is known what was looked for.
fn of_step(reason: Reason, step: Step) -> Option<&'static str> {
    Some(match (reason, step) {
        (Reason::NothingToShow, Step::Listing) => "the product has no listing in this channel",
        (Reason::NothingToShow, Step::Variant) => "the product has no variant",
        (Reason::NothingToShow, Step::Bundle) => "no bundle holds the product",
        (Reason::NothingToShow, Step::Successor) => "nothing replaces the product",
        (Reason::NothingToShow, Step::Channel) => "the channel has no front page",
        (Reason::OutOfStock, Step::Product) => "the product is sold out",
        (Reason::OutOfStock, Step::Variant) => "every variant of the product is sold out",
        (Reason::OutOfStock, Step::Bundle) => "every bundle that holds the product is sold out",
        (Reason::OutOfStock, Step::Successor) => "what replaces the product is sold out",
        (Reason::NotNamed, Step::Category) => "the link names no product and no category",
        (Reason::NotInCatalogue, Step::Category) => "the shop has no such category, nor such a product",
        _ => return None,
    })
}
