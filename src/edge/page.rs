//! `GET /_segue/pdp/{product}`: the product page's blocks and sets.

use super::answer::DecisionJson;
use super::query::Query;
use super::{Edge, Request, Response, Step, admitted, baseline, keep, render, settle, story};
use crate::consent::Admitted;
use crate::engine::{Decision, Placement, decide_about};
use crate::key::NameKey;
use crate::snapshot::Snapshot;

pub(super) fn answer(edge: &Edge<'_>, request: &Request<'_>, query: &Query<'_>, product: &str) -> Step {
    let admitted = admitted(edge, request, query, None);
    let Some(snapshot) = edge.snapshot else {
        let mut response = baseline::page(request.wants_json(), edge.fallback_url);
        settle(edge, &admitted, &mut response);
        return Step::Answer(response);
    };
    let placement = Placement::ProductPage { product };
    let (decision, about) = decide_about(snapshot, &admitted.visitor, &placement, edge.now);
    if !decision.missing.is_empty() && !edge.last_try {
        return Step::missing(decision.missing);
    }
    let fields = about.fields(snapshot.core());
    let mut response = if request.wants_json() {
        Response::json(200, &DecisionJson::of(snapshot, &decision, &fields))
    } else {
        match render::page(snapshot, &decision, &fields) {
            Some(html) => Response::html(html),
            None => Response::empty(204),
        }
    };
    settle(edge, &admitted, &mut response);
    if !request.is_prefetch() {
        story::keep_told(edge, &admitted, &mut response);
        count_capped(edge, snapshot, &admitted, &decision, &mut response);
    }
    Step::Answer(response.on(decision.basis))
}

/// Counts today for the shown blocks that have a frequency cap, in the visitor's own cookie.
fn count_capped(
    edge: &Edge<'_>,
    snapshot: &Snapshot,
    admitted: &Admitted,
    decision: &Decision,
    response: &mut Response,
) {
    let Some(profile) = admitted.visitor.profile() else { return };
    let capped = decision.shown_blocks().filter_map(|(at, _)| {
        let block = snapshot.core().blocks.get(usize::from(at))?.body.as_ref()?;
        Some((NameKey::of(&block.id), block.cap?))
    });
    let mut counted = profile.clone();
    let mut changed = false;
    for (block, cap) in capped {
        changed |= counted.note_exposure(block, edge.now.day(), cap.within_days);
    }
    if changed {
        keep(edge, admitted, counted, response);
    }
}
