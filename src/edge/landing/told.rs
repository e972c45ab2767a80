//! What the shop's owner is told of a click: one record, with nothing in it of who clicked.

use super::super::Edge;
use super::fallback::Why;
use super::resolved::{Lands, Resolved};
use crate::consent::Purpose;
use crate::engine::Intent;
use alloc::string::{String, ToString};

/// Longest index, in bytes (Cloudflare, "Workers Analytics Engine limits").
const LONGEST_INDEX: usize = 96;

/// Longest list of intents or arms, in bytes; all blobs of a record may have 16 KB.
const LONGEST: usize = 512;

/// A data point of Workers Analytics Engine.
#[derive(serde::Serialize)]
struct Point<'a> {
    indexes: [&'a str; 1],
    blobs: [&'a str; 8],
    doubles: [u8; 1],
}

/// The record as the JSON of a data point; `None` where nobody clicked, in a preview, and where nobody is told.
///
/// A campaign is named only if the shop has it: what else stands in a link's path may be anything.
pub(super) fn exposure(edge: &Edge<'_>, resolved: &Resolved<'_>) -> Option<String> {
    if !edge.beside.tells || resolved.traceless || edge.beside.is_preview() {
        return None;
    }
    let known = edge.snapshot.and_then(|snapshot| snapshot.core().campaigns.get(resolved.campaign));
    let campaign = known.map_or("", |rule| rule.id.as_str());
    // Counted from 1, as people count.
    let candidate = resolved.candidate().map_or_else(String::new, |at| (u32::from(at) + 1).to_string());
    let intents = resolved.intents();
    let mut intent = String::new();
    for one in Intent::ALL.into_iter().filter(|one| !resolved.sensitive && intents.has(*one)) {
        push(&mut intent, one.name(), "");
    }
    let mut arm = String::new();
    for (experiment, of) in resolved.arms(edge) {
        push(&mut arm, experiment, of);
    }
    let grants = resolved.admitted.visitor.grants();
    // Without a snapshot it is not known whose yes the shop goes by.
    let consent = match edge.snapshot.is_some() {
        true if grants.has(Purpose::Advertising) => "advertising",
        true if grants.has(Purpose::Personalization) => "personalization",
        _ => "none",
    };
    let snapshot = edge.snapshot.map_or_else(String::new, |snapshot| snapshot.id().to_string());
    let fallback = match resolved.lands {
        Lands::On(_) => "",
        Lands::Fallback(why) => Why::name(why),
    };
    let point = Point {
        indexes: [cut(campaign, LONGEST_INDEX)],
        blobs: [cut(campaign, LONGEST), &candidate, resolved.step(), &intent, consent, &snapshot, fallback, &arm],
        doubles: [1],
    };
    serde_json::to_string(&point).ok()
}

/// Adds a word, or two with a slash between them, while there is room.
fn push(text: &mut String, word: &str, second: &str) {
    if text.len() + word.len() + second.len() + 2 > LONGEST {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
    if !second.is_empty() {
        text.push('/');
        text.push_str(second);
    }
}

/// The first `most` bytes, cut between characters.
fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_bounded_and_texts_cut_between_characters() {
        let mut text = String::new();
        for _ in 0..200 {
            push(&mut text, "experiment", "arm");
        }
        assert!(text.len() <= LONGEST && text.ends_with("experiment/arm"), "{}", text.len());
        assert_eq!(cut("aü", 2), "a");
        assert_eq!(cut("aü", 3), "aü");
    }
}
