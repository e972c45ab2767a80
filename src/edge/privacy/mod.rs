//! `GET`, `POST /_segue/privacy`: the visitor's own page. What is remembered, in words; who decided each purpose; and the
//! choice.

mod asked;
mod change;
mod words;

use super::{Edge, Request, Response, Step, admitted, query::Query, render, settle};
use crate::consent::{Admitted, HowOften, Purpose, Visitor};
use crate::engine::Basis;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// What the page says.
#[derive(Serialize)]
pub(super) struct Privacy {
    pub(super) purposes: BTreeMap<&'static str, bool>,
    pub(super) sources: BTreeMap<&'static str, String>,
    pub(super) remembered: Vec<String>,
    pub(super) preferences: PreferencesJson,
}

/// Preferences, with the categories by their ids.
#[derive(Serialize)]
pub(super) struct PreferencesJson {
    pub(super) reminders: bool,
    pub(super) recommendations: HowOften,
}

pub(super) fn answer(edge: &Edge<'_>, request: &Request<'_>) -> Step {
    if request.method == "POST" { change::answer(edge, request) } else { show(edge, request) }
}

fn show(edge: &Edge<'_>, request: &Request<'_>) -> Step {
    let admitted = admitted(edge, request, &Query::parse(""), None);
    let visitor = &admitted.visitor;
    let mut missing = Vec::new();
    let remembered = words::in_words(edge, visitor.profile(), &mut missing);
    if !missing.is_empty() && !edge.last_try {
        return Step::Read(missing);
    }
    let mut response = page(request, shop_url(edge), visitor, remembered);
    settle(edge, &admitted, &mut response);
    Step::Answer(response.on(basis(&admitted).unwrap_or(Basis::Contextual)))
}

fn basis(admitted: &Admitted) -> Option<Basis> {
    Basis::of(&admitted.visitor)
}

/// Where the way back to the shop leads.
fn shop_url<'a>(edge: &Edge<'a>) -> &'a str {
    edge.snapshot.map_or(edge.fallback_url, |snapshot| &snapshot.core().shop.fallback_url)
}

fn page(request: &Request<'_>, shop_url: &str, visitor: &Visitor, remembered: Vec<String>) -> Response {
    let (grants, preferences) = (visitor.grants(), visitor.preferences());
    let privacy = Privacy {
        purposes: Purpose::ALL.iter().map(|purpose| (purpose.name(), grants.keeps(*purpose))).collect(),
        sources: Purpose::ALL.iter().map(|p| (p.name(), grants.verdict(*p).words())).collect(),
        remembered,
        preferences: PreferencesJson { reminders: preferences.reminders, recommendations: preferences.recommendations },
    };
    if request.wants_json() {
        Response::json(200, &privacy)
    } else {
        Response::html(render::privacy(&privacy, shop_url).into_string())
    }
}
