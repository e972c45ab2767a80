//! `GET /_segue/recs/{set}`: one recommendation set.

use super::answer::SetJson;
use super::query::Query;
use super::{Edge, Request, Response, Step, admitted, render, settle, story};
use crate::consent::Visitor;
use crate::engine::{Placement, decide_about};

pub(super) fn answer(edge: &Edge<'_>, request: &Request<'_>, query: &Query<'_>, set: &str) -> Step {
    let admitted = admitted(edge, request, query, None);
    let shared = edge.snapshot.is_some_and(|snapshot| {
        snapshot.core().sets.iter().any(|rule| rule.id == set && rule.body.as_ref().is_some_and(|set| set.shared))
    });
    let nobody = Visitor::nobody();
    let visitor = if shared { &nobody } else { &admitted.visitor };
    let placement = placement(set, query);
    let Some(snapshot) = edge.snapshot else {
        let mut response = Response::empty(204);
        settle(edge, &admitted, &mut response);
        return Step::Answer(response);
    };
    let (decision, about) = decide_about(snapshot, visitor, &placement, edge.now);
    if !decision.missing.is_empty() && !edge.last_try {
        return Step::missing(decision.missing);
    }
    let fields = about.fields(snapshot.core());
    let mut response = match decision.shown_sets().next() {
        Some((at, shelf)) if request.wants_json() => SetJson::of(snapshot, at, shelf, &fields)
            .map_or_else(|| Response::empty(204), |json| Response::json(200, &json)),
        Some((at, shelf)) => Response::html(render::set(snapshot, at, shelf, &fields)),
        None => Response::empty(204),
    };
    // An answer cut short by a fault must not be kept for others.
    if shared && decision.missing.is_empty() && edge.beside.live.is_none() {
        response = response.shared();
        response.set("Vary", "Accept");
    } else {
        settle(edge, &admitted, &mut response);
        if !request.is_prefetch() {
            story::keep_told(edge, &admitted, &mut response);
        }
    }
    Step::Answer(response.on(decision.basis))
}

/// What is asked, as the engine takes it.
pub(super) fn placement<'a>(set: &'a str, query: &'a Query<'_>) -> Placement<'a> {
    Placement::Recommendations {
        set,
        product: query.first("product").unwrap_or_default(),
        category: query.first("category").unwrap_or_default(),
        limit: query.first("limit").and_then(|limit| limit.parse().ok()).map(|limit: u32| limit.min(255) as u8),
    }
}
