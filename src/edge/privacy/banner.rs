//! `GET /_segue/consent`: the question, for shops without a consent platform. A fragment with one form of two buttons, or
//! nothing where nothing has to be asked. It sets no cookie.

use super::super::languages::{Words, choose};
use super::super::{Edge, Query, Request, Response, admitted, render};
use super::{Each, language_of, purposes, shop_language};
use crate::consent::{Admitted, Purpose, RecordState, Source, Standing};
use crate::day::Day;
use serde::Serialize;

#[derive(Serialize)]
struct Question {
    ask: bool,
    purposes: Each<bool>,
}

pub(in crate::edge) fn answer(edge: &Edge<'_>, request: &Request<'_>) -> Response {
    let admitted = admitted(edge, request, &Query::parse(""), None);
    // A choice that cannot be signed cannot be kept, so it is not asked for.
    let ask = edge.keys.can_sign() && is_open(&admitted, edge.now.day());
    if request.wants_json() {
        return Response::json(200, &Question { ask, purposes: purposes(&admitted.visitor) });
    }
    if !ask {
        return Response::empty(204);
    }
    let query = Query::parse(request.query);
    let words = Words::of(choose(query.first("lang"), request.accept_language, shop_language(edge)));
    let mut response = Response::html(render::banner(&words, query.first("lang").is_some()).into_string());
    response.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'self'",
    );
    language_of(&words, &mut response);
    response
}

/// Whether nobody has said yet whether this visitor may be remembered, where people are asked first.
///
/// Where people may object, the answer is no: the law does not want to be asked, and the page is one link away. It is also
/// no as soon as anyone else spoke of personalization, since asking twice would be asking until it is a yes.
fn is_open(admitted: &Admitted, today: Day) -> bool {
    let verdict = admitted.visitor.grants().verdict(Purpose::Personalization);
    let chosen = Purpose::ALL.into_iter().any(|purpose| admitted.chose(purpose, today).is_some());
    match (&admitted.record, verdict.standing) {
        (RecordState::Chosen(_), Standing::Unasked) => !chosen,
        (_, Standing::Unasked) => true,
        // An answer that can no longer be read is none.
        (RecordState::Unreadable(_), Standing::Unreadable(_)) => verdict.source == Source::OwnRecord,
        _ => false,
    }
}
