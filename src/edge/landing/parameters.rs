//! What of the link's parameters goes on, and what is added. Bounded: it is at most 2,048 bytes in all.

use super::super::Edge;
use super::resolved::{Lands, Resolved};
use crate::consent::Purpose;
use crate::engine::Place;
use crate::snapshot::Channel;
use alloc::string::String;

/// Click identifiers of the advertising platforms: forwarded only with consent to advertising.
const CLICK_IDS: [&str; 6] = ["gclid", "wbraid", "gbraid", "fbclid", "msclkid", "ttclid"];

/// Most parameters that are forwarded.
const MOST: usize = 20;

/// Longest text of all parameters that are added, in bytes, but for what the shop itself says to a channel.
const LONGEST: usize = 2_048;

/// Parameters as they are added, percent-encoded by the rules of the URL Standard (WHATWG), section 5.2.
struct Added {
    text: String,
    /// How many bytes may still come.
    left: usize,
}

impl Added {
    /// Adds a parameter; one that is too long for what is left is left out.
    fn push(&mut self, name: &str, value: &str) {
        let before = self.text.len();
        append(&mut self.text, name, value);
        match self.left.checked_sub(self.text.len() - before) {
            Some(left) => self.left = left,
            None => self.text.truncate(before),
        }
    }
}

fn append(text: &mut String, name: &str, value: &str) {
    if !text.is_empty() {
        text.push('&');
    }
    text.extend(form_urlencoded::byte_serialize(name.as_bytes()));
    text.push('=');
    text.extend(form_urlencoded::byte_serialize(value.as_bytes()));
}

/// Adds to `url` the link's `utm_*` parameters and, with consent, its click identifiers. A campaign that the link does not
/// name is named, so that the page can go on with its story. A channel is told what the shop says of the campaign, and
/// beside that `utm_*` alone: nothing about the person may travel there.
pub(super) fn add(edge: &Edge<'_>, resolved: &Resolved<'_>, url: &mut String) {
    let query = resolved.query;
    let shop = edge.snapshot.map(|snapshot| &snapshot.core().shop);
    let channel = match resolved.place() {
        Some(Place::Channel(at)) => shop.and_then(|shop| shop.channels.get(usize::from(at))),
        _ => None,
    };
    let abroad = matches!(resolved.place(), Some(Place::Channel(_)));
    // What was searched for, and what the link says of itself beyond where it stood, may name something sensitive.
    let story = !resolved.sensitive;
    // Without a snapshot it is not known whose yes the shop goes by.
    let granted = resolved.admitted.visitor.grants().has(Purpose::Advertising) && shop.is_some();
    let click_ids = granted && story && !abroad;
    let is_click_id = |name: &str| {
        CLICK_IDS.contains(&name) || shop.is_some_and(|shop| shop.click_ids.iter().any(|other| other == name))
    };
    let mut added = Added { text: told(channel, resolved.campaign), left: LONGEST };
    // The campaign's own name has its room whatever the link brings.
    let named = matches!(resolved.lands, Lands::On(_)) && (!story || query.first("utm_campaign").is_none());
    let mut campaign = String::new();
    if named {
        append(&mut campaign, "utm_campaign", resolved.campaign);
        added.left = added.left.saturating_sub(campaign.len() + 1);
    }
    let forwarded = query.firsts().filter(|(name, _)| {
        let utm = is_utm(name) && (story || matches!(*name, "utm_source" | "utm_medium"));
        (utm && !tells(channel, name)) || (click_ids && is_click_id(name))
    });
    for (name, value) in forwarded.take(MOST) {
        added.push(name, value);
    }
    if named && !tells(channel, "utm_campaign") {
        if !added.text.is_empty() {
            added.text.push('&');
        }
        added.text.push_str(&campaign);
    }
    // Within the shop the search goes on, so that the page knows what was looked for.
    let within = story && url.starts_with('/');
    if let (true, Some(search), None) = (within, query.filled("q"), query.filled("utm_term")) {
        added.push("utm_term", search);
    }
    join(url, &added.text);
}

fn is_utm(name: &str) -> bool {
    name.strip_prefix("utm_").is_some_and(|rest| {
        !rest.is_empty() && rest.len() <= 32 && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

/// What the shop says to a channel of where the click comes from.
fn told(channel: Option<&Channel>, campaign: &str) -> String {
    let mut text = String::new();
    for (name, value) in channel.map_or(&[][..], |channel| &channel.parameters) {
        append(&mut text, name, &value.replace("{campaign}", campaign));
    }
    text
}

/// Whether the shop says this to the channel itself.
fn tells(channel: Option<&Channel>, name: &str) -> bool {
    channel.is_some_and(|channel| channel.parameters.iter().any(|(other, _)| other == name))
}

/// Adds `parameters` to the query of `url`, before its fragment.
pub(super) fn join(url: &mut String, parameters: &str) {
    if parameters.is_empty() {
        return;
    }
    let fragment = url.find('#').map(|at| url.split_off(at));
    match url.contains('?') {
        false => url.push('?'),
        true if url.ends_with(['?', '&']) => {}
        true => url.push('&'),
    }
    url.push_str(parameters);
    url.push_str(fragment.as_deref().unwrap_or_default());
}
