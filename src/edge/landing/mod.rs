//! `GET /r/{campaign}`: where an ad link lands. It always lands: on a candidate of the campaign, or on the shop's
//! fallback. The address is built from the snapshot and from parsed parameters, never from text of the request.

mod app;
mod fallback;
mod parameters;
mod resolved;
mod robots;
mod told;

use super::query::Query;
use super::{Edge, Need, Request, Response, Step, admitted, keep, settle, story};
use crate::consent::{Admitted, Purpose};
use crate::engine::{BUCKETS, Basis, Decision, Evidence, Link, OneOff, Outcome, Reason, land};
use crate::key::{NameKey, scale};
use crate::link::{Judged, LinkKeys};
use crate::snapshot::{Campaign, Snapshot, Unit};
use crate::visitor::{Brought, Profile, VisitorId};
use fallback::Why;
use resolved::Lands;
pub(super) use resolved::Resolved;

#[inline(never)]
pub(super) fn answer(edge: &Edge<'_>, request: &Request<'_>, query: &Query<'_>, campaign: &str) -> Step {
    match resolve(edge, request, query, campaign) {
        Ok(resolved) => Step::Answer(redirect(edge, &resolved)),
        Err(missing) => missing,
    }
}

/// Decides where the click lands.
///
/// # Errors
/// What has to be read first.
fn resolve<'q>(
    edge: &Edge<'_>,
    request: &Request<'_>,
    query: &'q Query<'_>,
    campaign: &'q str,
) -> Result<Resolved<'q>, Step> {
    let admitted = admit(edge, request, query, campaign);
    let traceless = is_traceless(request);
    let nowhere = |why| Resolved {
        campaign,
        query,
        admitted: admitted.clone(),
        traceless,
        decision: None,
        // What the link is about was not looked at.
        sensitive: edge.snapshot.is_some_and(has_sensitive),
        lands: Lands::Fallback(why),
    };
    let Some(snapshot) = edge.snapshot else { return Ok(nowhere(Why::NoSnapshot)) };
    let link = match link(edge, query, campaign, traceless) {
        Ok(link) => link,
        Err(why) => return Ok(nowhere(why)),
    };
    let decision = land(snapshot, &admitted.visitor, campaign, link, edge.now);
    // Even where something was found: what is missing may be closer.
    if !decision.missing.is_empty() && !edge.last_try {
        let drawn = link.draw;
        return Err(Step::Read(Need { shards: decision.missing, drawn, ..Need::default() }));
    }
    let lands = match decision.landed() {
        Some(landed) => Lands::On(landed.clone()),
        None => Lands::Fallback(fallback::why(snapshot.core(), campaign, edge.now.day())),
    };
    // What cannot be read may be sensitive.
    let unread = !decision.missing.is_empty() && has_sensitive(snapshot);
    let sensitive = is_sensitive(&decision) || unread;
    Ok(Resolved { campaign, query, admitted, traceless, decision: Some(decision), sensitive, lands })
}

/// The redirect.
fn redirect(edge: &Edge<'_>, resolved: &Resolved<'_>) -> Response {
    let mut response = Response::empty(302);
    let mut url = match &resolved.lands {
        Lands::On(landed) => landed.url.clone(),
        Lands::Fallback(_) => fallback::url(edge),
    };
    parameters::add(edge, resolved, &mut url);
    story::goes_on(edge, resolved, &mut url, &mut response);
    response.set("Location", app::opened(edge, resolved, url));
    response.set("Referrer-Policy", resolved.referrer_policy());
    response.set("Segue-Landing", resolved.step());
    if let Lands::Fallback(why) = resolved.lands {
        response.set("Segue-Fallback", why.name());
    }
    settle(edge, &resolved.admitted, &mut response);
    // A click begins a story anew, whatever came of the last one.
    if resolved.admitted.sent_story && !resolved.traceless && !response.sets_cookie(crate::story::COOKIE) {
        response.expire_cookie(crate::story::COOKIE);
    }
    remember(edge, resolved, &mut response);
    response.exposure = told::exposure(edge, resolved);
    let basis = resolved.decision.as_ref().map_or(Basis::Default, |decision| decision.basis);
    response.on(basis)
}

/// The visitor's own profile notes which campaign brought them, where that is allowed.
fn remember(edge: &Edge<'_>, resolved: &Resolved<'_>, response: &mut Response) {
    let grants = resolved.admitted.visitor.grants();
    let may = grants.has(Purpose::Personalization) && grants.has(Purpose::Advertising) && edge.snapshot.is_some();
    let on_the_way = matches!(resolved.lands, Lands::On(_)) && !resolved.sensitive && !resolved.traceless;
    if !may || !on_the_way {
        return;
    }
    let today = edge.now.day();
    let new = || Some(Profile::new(VisitorId((edge.entropy)()?), today));
    if let Some(mut profile) = resolved.admitted.visitor.profile().cloned().or_else(new) {
        profile.arrive(today);
        profile.brought = Some(Brought { campaign: NameKey::of(resolved.campaign), day: today });
        keep(edge, &resolved.admitted, profile, response);
    }
}

/// Takes the raw signals through the door, as for every request. Of a program nothing is looked at but what the request
/// says.
pub(super) fn admit(edge: &Edge<'_>, request: &Request<'_>, query: &Query<'_>, campaign: &str) -> Admitted {
    if is_traceless(request) {
        let nothing = Request { cookies: "", gpc: None, ..*request };
        return admitted(edge, &nothing, query, Some(campaign)).without_a_trace();
    }
    admitted(edge, request, query, Some(campaign))
}

/// Whether nobody clicked: a program that reads links, a preview of one, a page that is fetched ahead, or somebody who asks
/// for the headers alone.
pub(super) fn is_traceless(request: &Request<'_>) -> bool {
    request.method == "HEAD" || request.is_prefetch() || robots::is_one(request.user_agent)
}

/// What the link names.
///
/// # Errors
/// Why it is not believed.
pub(super) fn link<'q>(
    edge: &Edge<'_>,
    query: &'q Query<'_>,
    campaign: &str,
    traceless: bool,
) -> Result<Link<'q>, Why> {
    let first = |name| query.first(name).unwrap_or_default();
    Ok(Link {
        product: first("product"),
        variant: first("variant"),
        category: first("category"),
        to: one_off(edge, query, campaign)?,
        // A program gets what a click without a number gets: the same each time.
        draw: if traceless { None } else { draw(edge, campaign) },
    })
}

/// The place that the link was signed for, if it is a one-off link.
///
/// # Errors
/// It was tampered with.
fn one_off<'q>(edge: &Edge<'_>, query: &'q Query<'_>, campaign: &str) -> Result<Option<OneOff<'q>>, Why> {
    let shop = edge.snapshot.map_or("", |snapshot| &snapshot.core().shop.name);
    let none = LinkKeys::none();
    match edge.beside.link_keys.unwrap_or(&none).judge(shop, campaign, query.one_off(), edge.now) {
        Judged::Absent => Ok(None),
        Judged::Good(one_off) => Ok(Some(one_off)),
        Judged::Tampered => Err(Why::Tampered),
    }
}

/// A number for this click, where an experiment of the campaign deals clicks. A preview takes part in none.
fn draw(edge: &Edge<'_>, campaign: &str) -> Option<u32> {
    let core = edge.snapshot?.core();
    let campaign: &Campaign = core.campaigns.get(campaign)?.body.as_ref()?;
    let of_clicks = |at: u16| {
        let body = core.experiments.get(usize::from(at)).and_then(|rule| rule.body.as_ref());
        body.is_some_and(|experiment| experiment.unit == Unit::Click)
    };
    let mut named = campaign.candidates.iter().filter_map(|candidate| candidate.arm);
    if edge.beside.is_preview() || !named.any(|(at, _)| of_clicks(at)) {
        return None;
    }
    // Once for a click, however often it is asked again: another number in the next round would favour the arms that need
    // nothing read.
    let draw = || Some(scale((edge.entropy)()?.first_chunk().copied().map(u64::from_le_bytes)?, BUCKETS));
    edge.beside.drawn.or_else(draw)
}

/// Whether anything of the shop is sensitive.
fn has_sensitive(snapshot: &Snapshot) -> bool {
    !snapshot.core().sensitive.is_empty()
}

/// Whether the click is about something sensitive, or a candidate is.
fn is_sensitive(decision: &Decision) -> bool {
    let is = |reason| matches!(reason, Reason::Sensitive(_) | Reason::ReadsSensitive(_));
    let by_rule = |evidence: &Evidence<_>| matches!(evidence.outcome, Outcome::Not(reason) if is(reason));
    let signed = matches!(decision.one_off, Some(Outcome::Not(reason)) if is(reason));
    decision.about_sensitive || signed || decision.landing.iter().any(by_rule)
}
