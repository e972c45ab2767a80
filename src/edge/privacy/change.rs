//! `POST /_segue/privacy`: a choice takes effect in the answer to the request that carries it.

use super::super::problem::problem;
use super::super::query::Query;
use super::super::request::FORM;
use super::super::{
    Body, Edge, Request, Response, Step, admitted, is_unwanted, keep, rebound, settle, story_is_unwanted,
};
use super::asked::{Asked, Misnamed};
use super::back;
use super::done::Done;
use super::words::in_words;
use super::{page, words_of};
use crate::consent::{Admitted, Choice, MOST_CATEGORIES, Purpose, Record, RecordState};
use crate::cookie;
use crate::engine::Basis;
use crate::story;
use crate::visitor::Profile;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub(super) fn answer(edge: &Edge<'_>, request: &Request<'_>) -> Step {
    let before = admitted(edge, request, &Query::parse(""), None);
    // What else the request says takes effect even where the choice itself is not understood.
    let refused = |mut response: Response| {
        settle(edge, &before, &mut response);
        Step::Answer(response)
    };
    let Body::Bytes(body) = request.body else { return refused(malformed()) };
    let is_form = request.is_of(FORM);
    let Some(asked) = (if is_form { Asked::from_form(body) } else { Asked::from_json(body) }) else {
        return refused(malformed());
    };
    if let (false, Some(preferring)) = (is_form, &asked.preferences)
        && let Some(misnamed) = preferring.misnamed(edge.snapshot)
    {
        return refused(no_such_category(&misnamed));
    }
    let (mut record, whole) = recorded(edge, &before, &asked);
    let mut now = match &record {
        None => before.clone(),
        Some(record) => match record.seal(edge.keys) {
            // The answer shows what holds from now on, so the request is read again with the record that it comes back with.
            Some(sealed) => with_record(edge, request, &sealed),
            None => {
                let detail = "the Worker has no signing key; set `SEGUE_KEYS`";
                return Step::Answer(problem(503, "the choice cannot be recorded", detail));
            }
        },
    };
    let profile = carried(&before, &now, asked.forget);
    // Whatever ended it, in whole or in part: no copy of the profile counts from now on.
    let ended = before.visitor.profile().is_some_and(|earlier| profile.as_ref() != Some(earlier));
    if let Some(held) = record.take() {
        let stands = ended && held.binding == before.binding();
        record = Some(if stands { rebound(edge, held) } else { held });
    }
    now.renewed.clone_from(&record);
    let mut missing = Vec::new();
    let words = words_of(edge, request);
    let story = now.visitor.context().story.as_ref().filter(|_| !asked.forget);
    let memory = in_words(edge, &words, profile.as_ref(), story, &mut missing);
    if !missing.is_empty() && !edge.last_try {
        return Step::missing(missing);
    }
    let kept = now.visitor.grants().keeps(Purpose::Personalization);
    let basis = match &profile {
        Some(_) if kept => Basis::Full,
        Some(_) => Basis::Session,
        None => Basis::Contextual,
    };
    let mut response = if is_form {
        let mut response = Response::empty(303);
        let done = match (asked.forget, whole) {
            (true, _) => Done::Forgotten,
            (false, true) => Done::Saved,
            (false, false) => Done::Most,
        };
        response.set("Location", back::location(request, done));
        response
    } else {
        let json = Request { accept: "application/json", ..*request };
        page(edge, &json, &words, &now, &memory)
    };
    if let Some(record) = &record {
        response.set_record(edge, record);
    }
    match profile {
        Some(profile) => {
            // Bound to the new record, and without what is no longer allowed, at once and not with the next event.
            let anew =
                profile.binding != now.binding() || before.visitor.profile() != Some(&profile) || before.stripped;
            if anew || (profile.for_this_visit && kept) {
                keep(edge, &now, profile, &mut response);
            }
        }
        None if before.sent_profile && (asked.forget || is_unwanted(&before) || is_unwanted(&now)) => {
            response.expire_cookie(cookie::PROFILE);
        }
        None => {}
    }
    if before.sent_story && (asked.forget || story_is_unwanted(&before) || story_is_unwanted(&now)) {
        response.expire_cookie(story::COOKIE);
    }
    Step::Answer(response.on(basis))
}

/// The profile as it goes on under the new choice, if it does.
fn carried(before: &Admitted, now: &Admitted, forget: bool) -> Option<Profile> {
    let grants = now.visitor.grants();
    let mut profile = before.visitor.profile().filter(|_| !forget && grants.has(Purpose::Personalization)).cloned()?;
    // What was to be kept is not kept for a visit instead.
    if !profile.for_this_visit && !grants.keeps(Purpose::Personalization) {
        return None;
    }
    profile.retain(|purpose| grants.has(purpose));
    Some(profile)
}

/// The new record: what the request names, and for the rest what was said before. What was never said stays unsaid: a
/// default does not become a choice by being left alone. `None` when there is nothing to record. And whether all of it
/// found room.
fn recorded(edge: &Edge<'_>, before: &Admitted, asked: &Asked) -> (Option<Record>, bool) {
    let earlier = before.renewed.as_ref().or(before.record.record());
    let said = |purpose| match asked.platform {
        Some(_) => earlier.and_then(|record| record.bridged).and_then(|(_, choice)| choice.about(purpose)),
        None => earlier.and_then(|record| record.own.about(purpose)),
    };
    // A no that is said again withdraws nothing, unless it had lapsed.
    let held = |purpose| said(purpose) == Some(false) && !before.visitor.grants().has(purpose);
    let refuses = |purpose| asked.about(purpose) == Some(false) && !held(purpose);
    let withdraws = refuses(Purpose::Personalization) || refuses(Purpose::Advertising);
    let nothing = asked.purposes.is_empty() && asked.preferences.is_none() && asked.platform.is_none();
    if nothing && !asked.forget {
        return (before.renewed.clone(), true);
    }
    let mut whole = true;
    let today = edge.now.day();
    let mut record = Record { day: today, ..earlier.cloned().unwrap_or_default() };
    match asked.platform {
        Some(platform) => {
            let mut choice = Choice { day: today, ..Choice::default() };
            asked.add_to(&mut choice);
            record.bridged = Some((platform, choice));
        }
        None if !asked.purposes.is_empty() => {
            record.policy = super::super::settings(edge).policy_version.unwrap_or(record.policy);
            record.own = before.record.own(today);
            // A yes that is not said again grows no younger by another answer.
            let older = |purpose| record.own.about(purpose) == Some(true) && asked.about(purpose).is_none();
            if !Purpose::ALL.into_iter().any(older) {
                record.own.day = today;
            }
            asked.add_to(&mut record.own);
        }
        None => {}
    }
    if let Some(preferences) = &asked.preferences {
        whole = preferences.add_to(&mut record.preferences, edge.snapshot);
    }
    // From now on no copy of a profile counts that was made before; nor does one whose record cannot be read any more.
    let lost = matches!(before.record, RecordState::Unreadable(_));
    let ends = asked.forget || withdraws || lost;
    (Some(if ends { rebound(edge, record) } else { record }), whole)
}

/// The visitor as the next request will find them: with this record, and without the profile, which is carried over by
/// itself.
fn with_record(edge: &Edge<'_>, request: &Request<'_>, sealed: &str) -> Admitted {
    let name_of = |pair: &str| pair.split('=').next().unwrap_or_default().trim_matches([' ', '\t']).to_string();
    let ours = |name: &str| name == cookie::PROFILE || name == cookie::CONSENT;
    let others = request.cookies.split(';').filter(|pair| !ours(&name_of(pair)));
    let mut pairs: Vec<String> = others.map(ToString::to_string).collect();
    pairs.push(format!("{}={sealed}", cookie::CONSENT));
    admitted(edge, &Request { cookies: &pairs.join(";"), ..*request }, &Query::parse(""), None)
}

fn malformed() -> Response {
    let detail = "send JSON such as `{\"purposes\":{\"personalization\":true}}` or `{\"forget\":true}`; the purposes are \
                  `preferences`, `analytics`, `personalization` and `advertising`; of `preferences`, `reminders` is true or \
                  false, `recommendations` is `usual`, `fewer` or `never`, and `likes` and `dislikes` are lists of \
                  category ids";
    problem(400, "not a choice", detail)
}

fn no_such_category(misnamed: &Misnamed<'_>) -> Response {
    match misnamed {
        Misnamed::Unknown(id) => {
            let id: String = id.chars().take(64).collect();
            let detail = format!("the shop has no category `{id}`; use the ids of `shop.json`");
            problem(400, "not a category", &detail)
        }
        Misnamed::TooMany => {
            let detail = format!("send at most {MOST_CATEGORIES} categories in `likes` and as many in `dislikes`");
            problem(400, "too many categories", &detail)
        }
    }
}
