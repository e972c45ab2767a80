//! Candidates of campaigns that no link can ever land on. `tests/reach.rs` holds against the engine that what is said here
//! never happens there.

use super::logic::{Case, Logic};
use super::reach::{MOST_PAIRS, window_covers};
use super::view::View;
use crate::engine::allowed;
use crate::shop::code::Code;
use crate::shop::place::{At, Notes};
use crate::shop::source::{ArmOf, CampaignFile, CandidateEntry, Goal, Order};
use crate::snapshot::Window;

/// Notes candidates that are never landed on.
pub(super) fn check(notes: &Notes, view: &View<'_>, logic: &Logic<'_>) {
    let hosts: Vec<String> =
        view.shop.iter().flat_map(|shop| &shop.allowed_hosts).map(|host| host.value.clone()).collect();
    view.campaigns.iter().for_each(|campaign| one(notes, view, logic, campaign, &hosts));
}

fn one(notes: &Notes, view: &View<'_>, logic: &Logic<'_>, campaign: &CampaignFile, hosts: &[String]) {
    let ordered = campaign.tried();
    let mut pairs = 0;
    for (nth, (_, candidate)) in ordered.iter().enumerate() {
        let Some(days) = both(campaign.window, candidate.window.value) else {
            let message = "no link can ever land here: its window has no day in common with the campaign's";
            notes.say(Code::NeverLands, candidate.window.place, message, "change one of the two windows");
            continue;
        };
        let cases = cases(candidate, logic);
        if cases.is_empty() {
            let message = "no link can ever land here: the condition contradicts itself";
            notes.say(Code::NeverLands, candidate.place, message, "change the condition, or take the candidate away");
            continue;
        }
        pairs += nth;
        if pairs > MOST_PAIRS {
            return;
        }
        let covers = |(_, first): &&(usize, &CandidateEntry)| {
            let personal =
                |one: &CandidateEntry, unknown| one.when.as_ref().is_some_and(|when| logic.is_personal(when, unknown));
            (always_there(&first.to, view, hosts) || same(&first.to, &candidate.to))
                && window_covers(first.window.value, days)
                && (first.arm.is_none() || same_arm(first.arm.as_ref(), candidate.arm.as_ref()))
                && (!personal(first, true) || personal(candidate, false))
                && first
                    .when
                    .as_ref()
                    .is_none_or(|when| cases.iter().all(|case| logic.answer(when, case) == Some(true)))
        };
        if let Some((_, first)) = ordered.iter().take(nth).find(covers) {
            let message = format!(
                "no link can ever land here: {} comes first, and lands whenever this one could",
                say(&first.to)
            );
            let help = match campaign.order {
                Order::Closest => {
                    "candidates are tried by closeness: product, listing, variant, bundle, successor, category, page, \
                     channel, home; take this one away, or give the earlier one a condition"
                }
                Order::AsWritten => {
                    "candidates are tried as they are written; move this one up, or give the earlier one a condition"
                }
            };
            notes.say(Code::ShadowedCandidate, candidate.place, message, help);
        }
    }
}

/// The cases in which a candidate's condition holds.
pub(super) fn cases<'d>(candidate: &'d CandidateEntry, logic: &Logic<'d>) -> Vec<Case<'d>> {
    candidate.when.as_ref().map_or_else(|| vec![Case::default()], |when| logic.cases(when, true))
}

/// The days that two windows have in common.
pub(super) fn both(one: Window, other: Window) -> Option<Window> {
    let from = one.from.max(other.from);
    let to = match (one.to, other.to) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    from.zip(to).is_none_or(|(from, to)| from <= to).then_some(Window { from, to })
}

fn same_arm(one: Option<&ArmOf>, other: Option<&ArmOf>) -> bool {
    one.zip(other)
        .is_some_and(|(one, other)| one.experiment.value == other.experiment.value && one.is.value == other.is.value)
}

/// Whether a destination can be landed on whatever the link says and whatever is sold out.
pub(super) fn always_there(goal: &Goal, view: &View<'_>, hosts: &[String]) -> bool {
    match goal {
        Goal::Home => true,
        Goal::Url(url) => allowed(&url.value, hosts),
        Goal::Category(Some(id), _) => {
            let categories = view.shop.iter().filter_map(|shop| shop.categories.as_ref()).flatten();
            let mut named = categories.filter(|category| category.id.value == id.value);
            named.any(|category| category.sensitive != Some(true) && allowed(&category.url.value, hosts))
        }
        Goal::Channel(id) => {
            let channels = view.shop.iter().filter_map(|shop| shop.channels.as_ref()).flatten();
            let mut named = channels.filter(|channel| channel.id.value == id.value);
            named.any(|channel| channel.home.is_some())
        }
        // Its number needs no product that could be sold out, and the check has seen that its address is sound.
        Goal::Listed(..) => true,
        Goal::Category(None, _)
        | Goal::Product(_)
        | Goal::Listing(..)
        | Goal::Variant(_)
        | Goal::Bundle(_)
        | Goal::Successor(_) => false,
    }
}

fn same(one: &Goal, other: &Goal) -> bool {
    let ids = |a: &Option<At<String>>, b: &Option<At<String>>| {
        a.as_ref().map(|id| &id.value) == b.as_ref().map(|id| &id.value)
    };
    match (one, other) {
        // The use only adds to the address, and the page is there either way.
        (Goal::Product(a), Goal::Product(b))
        | (Goal::Variant(a), Goal::Variant(b))
        | (Goal::Bundle(a), Goal::Bundle(b))
        | (Goal::Successor(a), Goal::Successor(b))
        | (Goal::Category(a, _), Goal::Category(b, _)) => ids(a, b),
        (Goal::Listing(at, a), Goal::Listing(there, b)) => at.value == there.value && ids(a, b),
        (Goal::Listed(at, a), Goal::Listed(there, b)) => at.value == there.value && a.value == b.value,
        (Goal::Url(a), Goal::Url(b)) | (Goal::Channel(a), Goal::Channel(b)) => a.value == b.value,
        (Goal::Home, Goal::Home) => true,
        _ => false,
    }
}

/// A destination in words.
pub(super) fn say(goal: &Goal) -> String {
    let of = |what: &str, id: &Option<At<String>>| match id {
        Some(id) => format!("the {what} `{}`", id.value),
        None => format!("the link's own {what}"),
    };
    let product = |id: &Option<At<String>>| match id {
        Some(id) => format!("`{}`", id.value),
        None => "the link's product".into(),
    };
    match goal {
        Goal::Product(id) => of("product", id),
        Goal::Listing(channel, id) => format!("the listing of {} in `{}`", product(id), channel.value),
        Goal::Listed(channel, number) => format!("the listing `{}` in `{}`", number.value, channel.value),
        Goal::Variant(id) => format!("the variant of {}", product(id)),
        Goal::Bundle(id) => format!("the bundle that holds {}", product(id)),
        Goal::Successor(id) => format!("what replaces {}", product(id)),
        Goal::Category(id, None) => of("category", id),
        Goal::Category(id, Some(use_case)) => format!("{} for `{}`", of("category", id), use_case.value),
        Goal::Url(url) => format!("the page `{}`", url.value),
        Goal::Channel(id) => format!("the front page in `{}`", id.value),
        Goal::Home => "the front page".into(),
    }
}
