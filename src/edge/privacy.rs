//! `GET`, `POST /_segue/privacy`: the visitor's own page. What is remembered, in words; who decided each purpose; and the
//! choice.

use super::problem::problem;
use super::{Body, Edge, Request, Response, Step, admitted, query::Query, render};
use crate::consent::{Admitted, Grants, Preferences, Purpose, PurposeSet, Record, RecordState};
use crate::cookie;
use crate::engine::Basis;
use crate::key::{NameKey, ProductKey};
use crate::snapshot::{Lookup, Snapshot};
use crate::visitor::Profile;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// What the page says.
#[derive(Serialize)]
pub(super) struct Privacy {
    pub(super) purposes: BTreeMap<&'static str, bool>,
    pub(super) sources: BTreeMap<&'static str, &'static str>,
    pub(super) remembered: Vec<String>,
    pub(super) preferences: Preferences,
}

/// What a visitor may ask for.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    #[serde(default)]
    purposes: BTreeMap<String, bool>,
    #[serde(default)]
    preferences: Option<Preferences>,
    #[serde(default)]
    forget: bool,
}

pub(super) fn answer(edge: &Edge<'_>, request: &Request<'_>) -> Step {
    if request.method == "POST" { change(edge, request) } else { show(edge, request) }
}

fn show(edge: &Edge<'_>, request: &Request<'_>) -> Step {
    let admitted = admitted(edge, request, &Query::parse(""), None);
    let visitor = &admitted.visitor;
    let mut missing = Vec::new();
    let remembered = in_words(edge, visitor.profile(), &mut missing);
    if !missing.is_empty() && !edge.last_try {
        return Step::Read(missing);
    }
    let mut response = page(request, shop_url(edge), visitor.grants(), visitor.preferences(), remembered);
    super::expire_unwanted(&admitted, &mut response);
    Step::Answer(response.on(basis(&admitted)))
}

fn basis(admitted: &Admitted) -> Basis {
    if admitted.visitor.profile().is_some() { Basis::Full } else { Basis::Contextual }
}

/// Where the way back to the shop leads.
fn shop_url<'a>(edge: &Edge<'a>) -> &'a str {
    edge.snapshot.map_or(edge.fallback_url, |snapshot| &snapshot.core().shop.fallback_url)
}

fn change(edge: &Edge<'_>, request: &Request<'_>) -> Step {
    let Body::Bytes(body) = request.body else { return Step::Answer(malformed()) };
    let is_form = request.content_type.starts_with("application/x-www-form-urlencoded");
    let read = if is_form { from_form(body) } else { serde_json::from_slice(body).ok() };
    let known = |choice: &Choice| choice.purposes.keys().all(|name| Purpose::ALL.iter().any(|p| p.name() == name));
    // A misspelt purpose is refused whole: it may be a no.
    let Some(choice) = read.filter(known) else { return Step::Answer(malformed()) };
    let before = admitted(edge, request, &Query::parse(""), None);
    let mut set = Vec::new();
    if !choice.purposes.is_empty() || choice.preferences.is_some() {
        let record = recorded(edge, &before, &choice);
        let Some(value) = record.seal(edge.keys) else {
            let detail = "the Worker has no signing key; set `SEGUE_KEYS`";
            return Step::Answer(problem(503, "the choice cannot be recorded", detail));
        };
        set.push((cookie::CONSENT, value, cookie::CONSENT_DAYS));
    }
    // The answer shows what holds from now on, so the request is read again with the cookies it will come back with.
    let keep_profile = !choice.forget;
    let cookies = cookies_after(request.cookies, &set, keep_profile);
    let after = Request { cookies: &cookies, ..*request };
    let now = admitted(edge, &after, &Query::parse(""), None);
    let mut missing = Vec::new();
    let remembered = in_words(edge, now.visitor.profile(), &mut missing);
    if !missing.is_empty() && !edge.last_try {
        return Step::Read(missing);
    }
    let mut response = if is_form {
        let mut response = Response::empty(303);
        response.set("Location", "/_segue/privacy");
        response
    } else {
        page(
            &Request { accept: "application/json", ..*request },
            shop_url(edge),
            now.visitor.grants(),
            now.visitor.preferences(),
            remembered,
        )
    };
    for (name, value, days) in set {
        response.set_cookie(name, &value, days);
    }
    if before.sent_profile && (choice.forget || super::is_unwanted(&now)) {
        response.expire_cookie(cookie::PROFILE);
    } else if let Some(profile) = now.visitor.profile()
        && choice.purposes.get(Purpose::Advertising.name()) == Some(&false)
    {
        // Advertising was refused: its part of the profile goes at once, not with the next event.
        response.set_profile(edge, profile);
    }
    Step::Answer(response.on(basis(&now)))
}

/// The new record: what the choice names, and for the rest what the visitor said before. What was never said stays
/// unsaid: a default does not become a choice by being left alone.
fn recorded(edge: &Edge<'_>, before: &Admitted, choice: &Choice) -> Record {
    let earlier = match before.record {
        RecordState::Chosen(record) | RecordState::Outdated(record) => Some(record),
        RecordState::Absent | RecordState::Unreadable(_) => None,
    };
    let necessary = PurposeSet::NONE.with(Purpose::Necessary);
    let mut stated = earlier.map_or(necessary, |record| record.stated);
    let mut granted = earlier.map_or(necessary, |record| record.granted);
    for purpose in Purpose::ALL {
        if let Some(yes) = choice.purposes.get(purpose.name()) {
            stated = stated.with(purpose);
            granted = if *yes { granted.with(purpose) } else { granted.without(purpose) };
        }
    }
    let known = edge.snapshot.and_then(|snapshot| snapshot.core().shop.consent.policy_version);
    Record {
        policy: known.or(earlier.map(|record| record.policy)).unwrap_or(0),
        day: edge.now.day(),
        stated,
        granted: granted.intersection(stated),
        preferences: choice.preferences.unwrap_or_else(|| before.visitor.preferences()),
    }
}

/// The `Cookie` header that the browser will send next.
fn cookies_after(header: &str, set: &[(&'static str, String, u16)], keep_profile: bool) -> String {
    let name_of = |pair: &str| pair.split('=').next().unwrap_or_default().trim_matches([' ', '\t']).to_string();
    let replaced = |name: &str| set.iter().any(|(other, ..)| *other == name);
    let kept = header.split(';').filter(|pair| {
        let name = name_of(pair);
        !replaced(&name) && (keep_profile || name != cookie::PROFILE)
    });
    let mut pairs: Vec<String> = kept.map(ToString::to_string).collect();
    pairs.extend(set.iter().map(|(name, value, _)| format!("{name}={value}")));
    pairs.join(";")
}

fn page(
    request: &Request<'_>,
    shop_url: &str,
    grants: &Grants,
    preferences: Preferences,
    remembered: Vec<String>,
) -> Response {
    let privacy = Privacy {
        purposes: Purpose::ALL.iter().map(|purpose| (purpose.name(), grants.has(*purpose))).collect(),
        sources: Purpose::ALL.iter().map(|p| (p.name(), grants.verdict(*p).source.words())).collect(),
        remembered,
        preferences,
    };
    if request.wants_json() {
        Response::json(200, &privacy)
    } else {
        Response::html(render::privacy(&privacy, shop_url).into_string())
    }
}

fn malformed() -> Response {
    let detail = "send JSON such as `{\"purposes\":{\"personalization\":true}}` or `{\"forget\":true}`; the purposes are \
                  `preferences`, `analytics`, `personalization` and `advertising`";
    problem(400, "not a choice", detail)
}

/// The form of the page itself: a field for each purpose, `yes` or `no`; `reminders`; or `forget`.
fn from_form(body: &[u8]) -> Option<Choice> {
    let mut choice = Choice::default();
    for (name, value) in form_urlencoded::parse(body).take(20) {
        let yes = match value.as_ref() {
            "yes" => true,
            "no" => false,
            _ => return None,
        };
        match name.as_ref() {
            "forget" => choice.forget = yes,
            "reminders" => choice.preferences = Some(Preferences { reminders: yes }),
            purpose => {
                Purpose::ALL.iter().find(|known| known.name() == purpose)?;
                choice.purposes.insert(purpose.to_string(), yes);
            }
        }
    }
    Some(choice)
}

/// What is remembered, one sentence each.
fn in_words(edge: &Edge<'_>, profile: Option<&Profile>, missing: &mut Vec<u16>) -> Vec<String> {
    let Some(profile) = profile else { return Vec::new() };
    let Some(snapshot) = edge.snapshot else {
        return alloc::vec!["Something is remembered, but it cannot be read out just now.".into()];
    };
    let today = edge.now.day();
    let mut words = Vec::new();
    words.push(format!(
        "You first came {}, and have come on {}.",
        ago(today.since(profile.first_visit)),
        count(u32::from(profile.visits), "day")
    ));
    for view in &profile.viewed {
        words.push(format!("You looked at {} {}.", title(snapshot, view.product, missing), ago(today.since(view.day))));
    }
    for line in &profile.cart {
        words.push(format!("Your cart holds {} × {}.", line.quantity, title(snapshot, line.product, missing)));
    }
    if profile.purchases.orders > 0 {
        words.push(format!(
            "You ordered {}, for about {} {} in all, the last time {}.",
            count(u32::from(profile.purchases.orders), "time"),
            u32::from(profile.purchases.spend_tens) * 10,
            snapshot.core().shop.currency,
            ago(today.since(profile.purchases.last)),
        ));
    }
    for bought in &profile.bought {
        words.push(format!(
            "You bought {} {}.",
            title(snapshot, bought.product, missing),
            ago(today.since(bought.day))
        ));
    }
    for affinity in profile.affinities.iter().filter(|affinity| affinity.on(today) > 0) {
        let category = snapshot.core().categories.iter().find(|c| NameKey::of(&c.id) == affinity.category);
        if let Some(category) = category {
            words.push(format!("You are drawn to “{}”, {} of 100, fading.", category.title, affinity.on(today)));
        }
    }
    if !profile.exposures.is_empty() {
        let blocks = count(profile.exposures.len() as u32, "piece");
        words.push(format!("On how many days you saw {blocks} of our pages, so that they are not shown too often."));
    }
    words.push("A random number, so that you see the same version of a page each time.".into());
    if let Some(brought) = profile.brought {
        words.push(format!("A link of one of our campaigns brought you {}.", ago(today.since(brought.day))));
    }
    if !profile.audiences.is_empty() {
        words.push(format!("You are on {} of ours.", count(profile.audiences.len() as u32, "list")));
    }
    words
}

fn title(snapshot: &Snapshot, key: ProductKey, missing: &mut Vec<u16>) -> String {
    match snapshot.by_key(key) {
        Lookup::Found(product) => format!("“{}”", product.card.title),
        Lookup::Absent => "a product that we no longer sell".into(),
        Lookup::NotLoaded(shard) => {
            if !missing.contains(&shard) {
                missing.push(shard);
            }
            "a product".into()
        }
    }
}

fn count(n: u32, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

fn ago(days: u16) -> String {
    match days {
        0 => "today".into(),
        1 => "yesterday".into(),
        n => format!("{n} days ago"),
    }
}
