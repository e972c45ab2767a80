//! What of the link's parameters goes on.

use super::super::Edge;
use super::resolved::{Lands, Resolved};
use crate::consent::Purpose;
use alloc::string::String;

/// Click identifiers of the advertising platforms: forwarded only with consent to advertising.
const CLICK_IDS: [&str; 6] = ["gclid", "wbraid", "gbraid", "fbclid", "msclkid", "ttclid"];

/// Most parameters that are forwarded.
const MOST: usize = 20;

/// Adds to `url` the link's `utm_*` parameters and, with consent, its click identifiers. A campaign that the link does not
/// name is named, so that the page can go on with its story.
pub(super) fn add(edge: &Edge<'_>, resolved: &Resolved<'_>, url: &mut String) {
    let query = resolved.query;
    // What was searched for, and what the link says of itself beyond where it stood, may name something sensitive.
    let story = !resolved.sensitive;
    // Without a snapshot it is not known whose yes the shop goes by.
    let granted = resolved.admitted.visitor.grants().has(Purpose::Advertising) && edge.snapshot.is_some();
    let click_ids = granted && story;
    let known = matches!(resolved.lands, Lands::On(_));
    let mut out = form_urlencoded::Serializer::new(String::new());
    let forwarded = query.firsts().filter(|(name, _)| {
        let utm = name.strip_prefix("utm_").is_some_and(|rest| {
            !rest.is_empty() && rest.len() <= 32 && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        });
        (utm && (story || matches!(*name, "utm_source" | "utm_medium"))) || (click_ids && CLICK_IDS.contains(name))
    });
    for (name, value) in forwarded.take(MOST) {
        out.append_pair(name, value);
    }
    if known && (!story || query.first("utm_campaign").is_none()) {
        out.append_pair("utm_campaign", resolved.campaign);
    }
    // Within the shop the search goes on, so that the page knows what was looked for.
    let within = story && url.starts_with('/');
    if let (true, Some(search), None) = (within, query.first("q"), query.first("utm_term")) {
        out.append_pair("utm_term", search);
    }
    join(url, &out.finish());
}

/// Adds `parameters` to the query of `url`, before its fragment.
pub(super) fn join(url: &mut String, parameters: &str) {
    if parameters.is_empty() {
        return;
    }
    let fragment = url.find('#').map(|at| url.split_off(at));
    url.push(if url.contains('?') { '&' } else { '?' });
    url.push_str(parameters);
    url.push_str(fragment.as_deref().unwrap_or_default());
}
