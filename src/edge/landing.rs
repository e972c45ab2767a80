//! `GET /r/{campaign}`: where an ad link lands. It always lands: on a candidate of the campaign, or on the shop's
//! fallback. The address is built from the snapshot and from parsed parameters, never from text of the request.

use super::query::Query;
use super::{Edge, Request, Response, Step, admitted, keep, settle, story};
use crate::consent::Purpose;
use crate::engine::{Basis, Evidence, Link, Outcome, Placement, Reason, allowed, decide};
use crate::key::NameKey;
use crate::visitor::{Brought, Profile, VisitorId};
use alloc::string::String;

/// Click identifiers of the advertising platforms: forwarded only with consent to advertising.
const CLICK_IDS: [&str; 6] = ["gclid", "wbraid", "gbraid", "fbclid", "msclkid", "ttclid"];

/// Most parameters that are forwarded.
const MOST: usize = 20;

pub(super) fn answer(edge: &Edge<'_>, request: &Request<'_>, query: &Query<'_>, campaign: &str) -> Step {
    let admitted = admitted(edge, request, query, Some(campaign));
    let visitor = &admitted.visitor;
    let link = link(query);
    let mut basis = Basis::Default;
    let mut landed = None;
    let mut sensitive = false;
    if let Some(snapshot) = edge.snapshot {
        let decision = decide(snapshot, visitor, &Placement::Landing { campaign, link }, edge.now);
        // Even where something was found: what is missing may be closer.
        if !decision.missing.is_empty() && !edge.last_try {
            return Step::missing(decision.missing);
        }
        basis = decision.basis;
        landed = decision.landed().cloned();
        let is = |reason| matches!(reason, Reason::Sensitive(_) | Reason::ReadsSensitive(_));
        let by_rule = |evidence: &Evidence<_>| matches!(evidence.outcome, Outcome::Not(reason) if is(reason));
        sensitive = decision.about_sensitive || decision.landing.iter().any(by_rule);
    }
    let (target, step) = match landed {
        Some(ref landed) => (landed.url.clone(), landed.step.name()),
        None => (fallback(edge), "fallback"),
    };
    let known = step != "fallback";
    // Without a snapshot it is not known whose yes the shop goes by.
    let click_ids = visitor.grants().has(Purpose::Advertising) && edge.snapshot.is_some();
    let mut response = Response::empty(302);
    let forwarded = Forwarded { click_ids: click_ids && !sensitive, story: !sensitive };
    response.set("Location", with_parameters(&target, query, campaign, known, forwarded));
    response.set("Referrer-Policy", "strict-origin-when-cross-origin");
    response.set("Segue-Landing", step);
    settle(edge, &admitted, &mut response);
    if let (Some(snapshot), Some(landed), false) = (edge.snapshot, &landed, sensitive) {
        let told = story::of_click(snapshot, campaign, &link, &visitor.context().search);
        story::carry(edge, request, &admitted, landed, &told, &mut response);
    }
    let may_remember = visitor.grants().has(Purpose::Personalization) && click_ids && known && !sensitive;
    if may_remember && !request.is_prefetch() {
        let today = edge.now.day();
        let profile = visitor.profile().cloned().or_else(|| Some(Profile::new(VisitorId((edge.entropy)()?), today)));
        if let Some(mut profile) = profile {
            profile.arrive(today);
            profile.brought = Some(Brought { campaign: NameKey::of(campaign), day: today });
            keep(edge, &admitted, profile, &mut response);
        }
    }
    Step::Answer(response.on(basis))
}

/// What the link names.
pub(super) fn link<'q>(query: &'q Query<'_>) -> Link<'q> {
    let first = |name| query.first(name).unwrap_or_default();
    Link { product: first("product"), variant: first("variant"), category: first("category"), to: None, draw: None }
}

fn fallback(edge: &Edge<'_>) -> String {
    let of_shop = edge.snapshot.map(|snapshot| &snapshot.core().shop);
    let from_shop = of_shop.filter(|shop| allowed(&shop.fallback_url, &shop.allowed_hosts));
    let url = from_shop.map_or(edge.fallback_url, |shop| &shop.fallback_url);
    // The Worker's own setting is trusted to name a host, but not to be well-formed.
    let plain = url.bytes().all(|b| (0x21..0x7F).contains(&b) && b != b'\\');
    if (plain && url.starts_with("https://")) || allowed(url, &[]) { url.into() } else { "/".into() }
}

/// What of a link may go on.
#[derive(Clone, Copy)]
struct Forwarded {
    /// Click identifiers.
    click_ids: bool,
    /// What was searched for, and what the link says of itself beyond where it stood; not where the link is about
    /// something sensitive, which those words may name.
    story: bool,
}

/// `target` with the link's `utm_*` parameters and, with consent, its click identifiers. A campaign that the link does
/// not name is named, so that the page can go on with its story.
fn with_parameters(target: &str, query: &Query<'_>, campaign: &str, known: bool, may: Forwarded) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    let forwarded = query.firsts().filter(|(name, _)| {
        let utm = name.strip_prefix("utm_").is_some_and(|rest| {
            !rest.is_empty() && rest.len() <= 32 && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        });
        (utm && (may.story || matches!(*name, "utm_source" | "utm_medium")))
            || (may.click_ids && CLICK_IDS.contains(name))
    });
    for (name, value) in forwarded.take(MOST) {
        out.append_pair(name, value);
    }
    if known && (!may.story || query.first("utm_campaign").is_none()) {
        out.append_pair("utm_campaign", campaign);
    }
    // Within the shop the search goes on, so that the page knows what was looked for.
    let within = may.story && target.starts_with('/');
    if let (true, Some(search), None) = (within, query.first("q"), query.first("utm_term")) {
        out.append_pair("utm_term", search);
    }
    let parameters = out.finish();
    if parameters.is_empty() {
        return target.into();
    }
    let (base, fragment) = target.split_once('#').map_or((target, None), |(base, fragment)| (base, Some(fragment)));
    let mut url = String::from(base);
    url.push(if base.contains('?') { '&' } else { '?' });
    url.push_str(&parameters);
    if let Some(fragment) = fragment {
        url.push('#');
        url.push_str(fragment);
    }
    url
}
