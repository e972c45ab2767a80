//! Previews: the real answer as a persona would get it, on a snapshot that is published or not, for whoever has a link that a
//! publisher signed. It sets no cookie, counts nothing, takes part in no experiment and is kept nowhere.
//!
//! A persona is the cookies and headers of a visitor, and comes in through the same door as every request.

mod token;

pub use token::{LONGEST_TOKEN, PREVIEW_KEYS, Seen, Token, Unverified};

use super::problem::problem;
use super::query::Query;
use super::route::Route;
use super::{Edge, Request, Response, Step, finished, receipt_json, render};
use crate::cookie::Keys;
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};

/// The parameter that carries the token.
pub const PARAMETER: &str = super::pages::PREVIEW;

/// The parameter that says which of several personas looks, from 0.
pub(super) const PERSONA: &str = "segue_persona";

/// A preview whose link was verified.
#[derive(Clone, Copy)]
pub struct Preview<'a> {
    /// What the link says.
    pub token: &'a Token,
    /// The link's token as it came, for the links of the frame.
    pub text: &'a str,
    /// The persona who looks.
    pub seen: &'a Seen,
    /// Whether the snapshot is the one that everybody gets.
    pub live: bool,
}

impl core::fmt::Debug for Preview<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Preview").field("live", &self.live).finish_non_exhaustive()
    }
}

impl<'a> Preview<'a> {
    /// Arms of experiments that the persona looks at.
    pub(super) fn arms(&self) -> &'a BTreeMap<String, String> {
        &self.seen.arms
    }
}

/// The token in a request's query, if there is one.
#[must_use]
pub fn token_in(query: &str) -> Option<&str> {
    super::pages::preview_token(query)
}

/// Which of the link's personas a request asks for; the first where it asks for none that is there.
#[must_use]
pub fn persona_in<'t>(query: &str, token: &'t Token) -> Option<&'t Seen> {
    let named = query.split('&').find_map(|pair| pair.strip_prefix(PERSONA)?.strip_prefix('='));
    let named = named.and_then(|n| token.personas.get(n.parse::<usize>().ok()?));
    named.or_else(|| token.personas.first())
}

/// The gallery, asked for without a link that counts.
pub(super) fn unasked() -> Response {
    problem(
        403,
        "no preview",
        "the link is not signed by a publisher of this shop, or was changed; make one with `segue preview`",
    )
}

/// Answers a request of a preview.
pub(super) fn answer(edge: &Edge<'_>, request: &Request<'_>, route: &Route<'_>, preview: &Preview<'_>) -> Step {
    if let Some((status, why)) = objection(edge, preview) {
        // Whoever is given an old preview link to a campaign still wants to go there.
        if matches!(route, Route::Landing { .. }) {
            let snapshot = edge.snapshot.filter(|_| preview.live);
            let beside = super::Beside { preview: None, ..edge.beside };
            let edge = &Edge { snapshot, beside, ..*edge };
            return finished(edge, super::answer(edge, request, route));
        }
        let mut response = match route {
            Route::Page { .. } if !request.wants_json() => Response::html(render::preview::refused(why).into_string()),
            _ => problem(status, "no preview", why),
        };
        response.finish(edge);
        return Step::Answer(response);
    }
    let Ok(keys) = Keys::parse(PREVIEW_KEYS) else { return Step::Answer(unasked()) };
    let edge = &Edge { keys: &keys, ..*edge };
    let seen = preview.seen;
    let request = &Request {
        cookies: &seen.cookies,
        accept_language: &seen.language,
        user_agent: &seen.agent,
        country: seen.country.as_deref(),
        region: None,
        gpc: seen.gpc.then_some("1"),
        ..*request
    };
    let step = match route {
        Route::Preview if has(request, "check") => Step::Answer(Response::empty(204)),
        Route::Preview => gallery(edge, request, preview),
        Route::Page { .. } | Route::Recs { .. } | Route::Landing { .. } if has(request, "receipt") => {
            receipt_of(edge, request)
        }
        // `/r/{campaign}+` says where the link leads, and goes nowhere.
        Route::Landing { campaign } if let Some(campaign) = campaign.strip_suffix('+') => {
            let path = format!("/r/{}", crate::engine::in_path(campaign));
            receipt_of(edge, &Request { path: &path, ..*request })
        }
        // Nothing that happens in a preview has happened.
        Route::Events | Route::Consent => Step::Answer(Response::empty(204)),
        Route::Privacy if request.method == "POST" => Step::Answer(Response::empty(204)),
        // Its forms would be the previewer's own.
        Route::Privacy => Step::Answer(Response::html(
            render::preview::alone("the visitor's own page is not part of a preview; leave it first").into_string(),
        )),
        _ => framed(edge, request, route, preview, super::answer(edge, request, route)),
    };
    let mut step = finished(edge, step);
    if let Step::Answer(response) = &mut step {
        response.headers.retain(|(name, _)| *name != "Set-Cookie");
        response.set("Cache-Control", super::response::PRIVATE);
        response.set("Referrer-Policy", "no-referrer");
        response.set("Segue-Preview", if preview.live { "live" } else { "draft" });
    }
    step
}

/// Why a link that a publisher signed does not work, and the status that says so.
fn objection(edge: &Edge<'_>, preview: &Preview<'_>) -> Option<(u16, &'static str)> {
    if edge.now.unix_seconds > preview.token.until {
        return Some((403, "the link has expired; make another with `segue preview`"));
    }
    let Some(snapshot) = edge.snapshot else {
        return Some((404, "its snapshot is not in kv; upload it with `segue push --draft`, or wait a minute"));
    };
    let other = snapshot.core().shop.name != preview.token.shop;
    other.then_some((403, "the link was made for another shop; make one with `segue preview`"))
}

/// Whether the query has a parameter of this name.
fn has(request: &Request<'_>, name: &str) -> bool {
    Query::parse(request.query).first(name).is_some()
}

/// The answer in a frame that says what it is. A link's target goes on as a preview.
fn framed(edge: &Edge<'_>, request: &Request<'_>, route: &Route<'_>, preview: &Preview<'_>, step: Step) -> Step {
    let mut response = match step {
        Step::Answer(response) => response,
        read @ Step::Read(_) => return read,
    };
    match route {
        Route::Page { product } if !request.wants_json() => {
            let links = links(preview, product, request.query);
            let body = core::mem::take(&mut response.body);
            let frame = render::preview::frame(preview, &links, &snapshot_of(edge), &body).into_string();
            response = Response::html(frame).on(response.basis());
        }
        Route::Landing { .. } => {
            let within = response.header("Location").filter(|target| target.starts_with('/')).map(|target| {
                let (page, fragment) = target.split_once('#').unwrap_or((target, ""));
                let joint = if page.contains('?') { '&' } else { '?' };
                let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
                format!("{page}{joint}{}{fragment}", parameters(preview, request.query))
            });
            if let Some(target) = within {
                response.set("Location", target);
            }
        }
        _ => {}
    }
    Step::Answer(response)
}

fn snapshot_of(edge: &Edge<'_>) -> String {
    edge.snapshot.map_or_else(String::new, |snapshot| snapshot.id().to_string())
}

/// The parameters with which a preview goes on.
fn parameters(preview: &Preview<'_>, query: &str) -> String {
    let prefix = format!("{PERSONA}=");
    let persona = query.split('&').find(|pair| pair.starts_with(&prefix));
    let persona = persona.map_or_else(String::new, |pair| format!("{pair}&"));
    // The token was verified, so it is letters, digits, dots, `-` and `_`.
    format!("{persona}{PARAMETER}={}", preview.text)
}

/// Where the frame leads.
pub(super) struct Links {
    /// To the receipt of this very page.
    pub(super) receipt: String,
    /// To the page for every persona of the link, where it has several.
    pub(super) gallery: Option<String>,
}

fn links(preview: &Preview<'_>, product: &str, query: &str) -> Links {
    let product = crate::engine::in_path(product);
    // What the ad said belongs to the page, and so to its receipt.
    let story =
        query.split('&').filter(|pair| ["utm_", "q=", "segue_story="].iter().any(|of_ad| pair.starts_with(of_ad)));
    let story = story.fold(String::new(), |story, pair| format!("{story}{pair}&"));
    let parameters = parameters(preview, query);
    let several = preview.token.personas.len() > 1;
    Links {
        receipt: format!("/_segue/pdp/{product}?receipt=1&{story}{parameters}"),
        gallery: several.then(|| format!("/_segue/preview?product={product}&{story}{PARAMETER}={}", preview.text)),
    }
}

/// One product's page for every persona of the link, side by side.
fn gallery(edge: &Edge<'_>, request: &Request<'_>, preview: &Preview<'_>) -> Step {
    let query = Query::parse(request.query);
    let Some(product) = query.first("product").filter(|product| !product.is_empty()) else {
        return Step::Answer(problem(400, "which product?", "add `product=ID` to the link"));
    };
    let route = Route::Page { product: Cow::Borrowed(product) };
    let mut missing = super::Need::default();
    let mut cells = alloc::vec::Vec::with_capacity(preview.token.personas.len());
    for (at, seen) in preview.token.personas.iter().enumerate() {
        let one = &Preview { seen, ..*preview };
        let edge = &Edge { beside: super::Beside { preview: Some(*one), ..edge.beside }, ..*edge };
        let request = &Request {
            cookies: &seen.cookies,
            accept: "text/html",
            accept_language: &seen.language,
            user_agent: &seen.agent,
            country: seen.country.as_deref(),
            gpc: seen.gpc.then_some("1"),
            ..*request
        };
        match super::answer(edge, request, &route) {
            Step::Answer(response) => {
                let query = format!("{PERSONA}={at}");
                cells.push(render::preview::Cell {
                    name: &seen.name,
                    basis: response.basis().name(),
                    receipt: links(one, product, &query).receipt,
                    open: page_of(edge, product).map(|page| {
                        let joint = if page.contains('?') { '&' } else { '?' };
                        format!("{page}{joint}{}", parameters(one, &query))
                    }),
                    body: response.body,
                });
            }
            Step::Read(need) => {
                for shard in need.shards {
                    if !missing.shards.contains(&shard) {
                        missing.shards.push(shard);
                    }
                }
            }
        }
    }
    if !missing.shards.is_empty() {
        return Step::Read(missing);
    }
    let title = product_title(edge, product);
    Step::Answer(Response::html(render::preview::gallery(preview, &title, &snapshot_of(edge), &cells).into_string()))
}

/// The address of a product's page.
fn page_of(edge: &Edge<'_>, product: &str) -> Option<String> {
    let snapshot = edge.snapshot?;
    let crate::snapshot::Lookup::Found(found) = snapshot.by_id(product) else { return None };
    let url = crate::engine::fill_pattern(found.card.url, &snapshot.core().shop.product_url, found.card.id);
    crate::engine::allowed(&url, &snapshot.core().shop.allowed_hosts).then_some(url)
}

fn product_title(edge: &Edge<'_>, product: &str) -> String {
    match edge.snapshot.map(|snapshot| snapshot.by_id(product)) {
        Some(crate::snapshot::Lookup::Found(found)) => found.card.title.to_string(),
        _ => product.to_string(),
    }
}

/// The receipt of what is previewed: as JSON the very bytes that `segue explain --format json` prints, and for a browser a
/// page that draws them.
fn receipt_of(edge: &Edge<'_>, request: &Request<'_>) -> Step {
    if !request.wants_json() {
        return Step::Answer(Response::html(render::preview::receipt().into_string()));
    }
    match receipt_json(edge, request) {
        Err(shards) => Step::missing(shards),
        Ok(None) => {
            Step::Answer(problem(404, "no receipt", "nothing is decided here; ask for a page, a set or a link"))
        }
        Ok(Some(json)) => Step::Answer(Response::private(200, "application/json", json)),
    }
}
