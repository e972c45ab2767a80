//! `GET`, `POST /_segue/privacy`: the visitor's own page. What is remembered, in words; who decided each purpose; and the
//! choice. `GET /_segue/consent`: the question, for shops without a consent platform.

mod asked;
mod back;
pub(super) mod banner;
mod change;
mod done;
mod download;
mod verdict;
mod wishes;
mod words;

pub(super) use wishes::{PreferencesJson, Taste};
pub(super) use words::{Group, Memory};

use super::languages::{LANGUAGES, Words, choose};
use super::{Edge, Query, Request, Response, Step, admitted, render, settle};
use crate::consent::{Admitted, MOST_CATEGORIES, Purpose, Visitor};
use crate::engine::Basis;
use alloc::string::String;
use alloc::vec::Vec;
use done::Done;
use serde::{Serialize, Serializer};

/// What the page says to programs.
#[derive(Serialize)]
struct PrivacyJson {
    purposes: Each<bool>,
    sources: Each<String>,
    remembered: Vec<String>,
    preferences: PreferencesJson,
}

/// A purpose on the page.
pub(super) struct Row {
    pub(super) purpose: Purpose,
    /// What the visitor chose here, if anything.
    pub(super) chosen: Option<bool>,
    /// What holds now.
    pub(super) now: String,
    /// Where it has to be changed instead, if so.
    pub(super) elsewhere: Option<&'static str>,
}

/// What the page says to people.
pub(super) struct Page<'a> {
    pub(super) words: &'a Words,
    /// Whether the language is one that a link asked for; then it stays.
    pub(super) lang: bool,
    pub(super) shop_url: &'a str,
    /// The language of titles, where it is not the page's.
    pub(super) titles_in: Option<&'a str>,
    pub(super) done: Option<String>,
    pub(super) rows: Vec<Row>,
    pub(super) preferences: PreferencesJson,
    pub(super) categories: Vec<wishes::Asked<'a>>,
    pub(super) most: usize,
    pub(super) memory: &'a Memory,
    pub(super) for_this_visit: bool,
}

/// What the page may load and where it may stand: nothing of others, and in no frame of others.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

pub(super) fn answer(edge: &Edge<'_>, request: &Request<'_>) -> Step {
    if request.method == "POST" { change::answer(edge, request) } else { show(edge, request) }
}

fn show(edge: &Edge<'_>, request: &Request<'_>) -> Step {
    let admitted = admitted(edge, request, &Query::parse(""), None);
    let words = words_of(edge, request);
    let mut missing = Vec::new();
    let (profile, story) = (admitted.visitor.profile(), admitted.visitor.context().story.as_ref());
    let memory = words::in_words(edge, &words, profile, story, &mut missing);
    if !missing.is_empty() && !edge.last_try {
        return Step::missing(missing);
    }
    let mut response = if Query::parse(request.query).first("download").is_some() {
        download::answer(edge, &words, &admitted, &memory)
    } else {
        page(edge, request, &words, &admitted, &memory)
    };
    settle(edge, &admitted, &mut response);
    Step::Answer(response.on(basis(&admitted).unwrap_or(Basis::Contextual)))
}

fn basis(admitted: &Admitted) -> Option<Basis> {
    Basis::of(&admitted.visitor)
}

/// The visitor's language.
fn words_of(edge: &Edge<'_>, request: &Request<'_>) -> Words {
    let query = Query::parse(request.query);
    Words::of(choose(query.first("lang"), request.accept_language, shop_language(edge)))
}

fn shop_language<'a>(edge: &Edge<'a>) -> &'a str {
    edge.snapshot.map_or("", |snapshot| &snapshot.core().shop.language)
}

/// Says which language an answer is in, and what it depends on.
fn language_of(words: &Words, response: &mut Response) {
    response.set("Content-Language", words.language.tag);
    response.set("Vary", "Accept, Accept-Language, Cookie");
}

/// Where the way back to the shop leads.
fn shop_url<'a>(edge: &Edge<'a>) -> &'a str {
    edge.snapshot.map_or(edge.fallback_url, |snapshot| &snapshot.core().shop.fallback_url)
}

/// Something for each of [`Purpose::ALL`]; an object with their names in JSON.
struct Each<T>([T; 5]);

impl<T: Serialize> Serialize for Each<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(Purpose::ALL.map(Purpose::name).iter().zip(&self.0))
    }
}

/// A boolean for each purpose: whether it is granted beyond this visit.
fn purposes(visitor: &Visitor) -> Each<bool> {
    Each(Purpose::ALL.map(|purpose| visitor.grants().keeps(purpose)))
}

fn to_json(edge: &Edge<'_>, words: &Words, visitor: &Visitor, memory: &Memory) -> PrivacyJson {
    let source = |purpose| verdict::in_words(words, visitor.grants().verdict(purpose));
    PrivacyJson {
        purposes: purposes(visitor),
        sources: Each(Purpose::ALL.map(source)),
        remembered: memory.sentences(),
        preferences: PreferencesJson::of(visitor.preferences(), edge.snapshot),
    }
}

fn page(edge: &Edge<'_>, request: &Request<'_>, words: &Words, admitted: &Admitted, memory: &Memory) -> Response {
    let visitor = &admitted.visitor;
    let mut response = if request.wants_json() {
        Response::json(200, &to_json(edge, words, visitor, memory))
    } else {
        let query = Query::parse(request.query);
        let row = |purpose: Purpose| {
            let verdict = visitor.grants().verdict(purpose);
            Row {
                purpose,
                chosen: admitted.chose(purpose, edge.now.day()),
                now: verdict::now(words, purpose, verdict),
                elsewhere: verdict::elsewhere(words, verdict),
            }
        };
        // A yes that somebody else's no outweighs, or that holds for less than was said.
        let outweighed = |purpose: Purpose| {
            admitted.chose(purpose, edge.now.day()) == Some(true) && !visitor.grants().keeps(purpose)
        };
        let partly = Purpose::ALL.into_iter().any(outweighed);
        let page = Page {
            words,
            lang: query.first("lang").is_some_and(|lang| lang == words.language.tag),
            shop_url: shop_url(edge),
            titles_in: Some(shop_language(edge)).filter(|tag| !tag.is_empty() && *tag != words.language.tag),
            done: Done::read(query.first("done"), admitted).map(|done| done.words(words, partly)),
            rows: Purpose::ALL.into_iter().map(row).collect(),
            preferences: PreferencesJson::of(visitor.preferences(), edge.snapshot),
            categories: wishes::asked(visitor.preferences(), edge.snapshot),
            most: MOST_CATEGORIES,
            memory,
            for_this_visit: visitor.profile().is_none() || !visitor.grants().keeps(Purpose::Personalization),
        };
        let mut response = Response::html(render::privacy(&page, &LANGUAGES).into_string());
        response.set("Content-Security-Policy", POLICY);
        response.set("Referrer-Policy", "same-origin");
        response
    };
    language_of(words, &mut response);
    response
}
