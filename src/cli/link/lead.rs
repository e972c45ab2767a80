//! Where a link leads somebody, and why: read off the receipt that the Worker gives.

use super::Shop;
use crate::case::{Persona, receipt_json_of};
use crate::cli::Failure;
use crate::cli::expect::KEYS;
use crate::cookie::Keys;
use crate::day::Now;
use serde::Serialize;
use serde_json::Value;

/// Reasons that are said one by one; the others are counted.
const SAID: usize = 3;

/// Where a link leads somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Lead {
    /// Whom: the stem of their file in `personas/`, or empty for somebody unknown.
    pub(super) persona: String,
    /// What colleagues call them.
    pub(super) name: String,
    /// How close it is, or `fallback`.
    pub(super) step: String,
    /// Where.
    pub(super) location: String,
    /// The candidate, counted from 1.
    pub(super) candidate: Option<u64>,
    /// Why.
    pub(super) why: String,
}

impl Lead {
    /// Whether nothing of the campaign holds for them.
    pub(super) fn is_fallback(&self) -> bool {
        self.step == "fallback"
    }
}

/// Somebody of whom nothing is known.
pub(super) fn unknown() -> Persona {
    Persona { name: "somebody unknown".into(), ..Persona::default() }
}

/// Where `path` leads `persona`, whose file's stem is `id`.
pub(super) fn lead(shop: &Shop, id: &str, persona: &Persona, path: &str, now: Now) -> Result<Lead, Failure> {
    let keys = Keys::parse(KEYS).map_err(|error| Failure::outside(error.to_string()))?;
    let told = receipt_json_of(&persona.asks(path), &shop.snapshot, &keys, now)
        .map_err(|problem| Failure::Report(miette::miette!("`{id}` cannot be a visitor: {problem}")))?;
    let Some(told) = told else {
        // Of a link that is not believed nothing is decided.
        return Ok(Lead {
            persona: id.into(),
            name: persona.name.clone(),
            step: "fallback".into(),
            location: shop.snapshot.core().shop.fallback_url.clone(),
            candidate: None,
            why: "the signature does not fit the link".into(),
        });
    };
    let receipt: Value = serde_json::from_str(&told).unwrap_or_default();
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_string();
    let decision = receipt.get("decision");
    let candidates = receipt.get("candidates").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_chosen = |candidate: &&Value| candidate.get("chosen").and_then(Value::as_bool) == Some(true);
    let chosen = candidates.iter().find(is_chosen);
    let one_off = receipt.get("one_off").filter(|one_off| one_off.is_object());
    Ok(Lead {
        persona: id.into(),
        name: persona.name.clone(),
        step: text(decision.and_then(|decision| decision.get("step"))),
        location: without_story(&text(decision.and_then(|decision| decision.get("location")))),
        candidate: chosen.and_then(|chosen| chosen.get("candidate")).and_then(Value::as_u64),
        why: why(one_off, candidates, chosen),
    })
}

/// The address without what continues the story of the ad: a text for programs, sealed with the key of this one.
fn without_story(url: &str) -> String {
    let (page, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let Some((page, query)) = page.split_once('?') else { return url.into() };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("segue_story=")).collect();
    let joint = if kept.is_empty() { "" } else { "?" };
    format!("{page}{joint}{}{fragment}", kept.join("&"))
}

/// Why it leads there: what was closer and did not hold, in the words of the receipt.
fn why(one_off: Option<&Value>, candidates: &[Value], chosen: Option<&Value>) -> String {
    let text = |value: &Value, field: &str| value.get(field).and_then(Value::as_str).unwrap_or_default().to_string();
    let mut refused: Vec<String> = Vec::new();
    if let Some(one_off) = one_off {
        if one_off.get("chosen").and_then(Value::as_bool) == Some(true) {
            return "the link was signed for it".into();
        }
        refused.push(format!("not the signed one ({})", text(one_off, "words")));
    }
    let closer = candidates.iter().take_while(|candidate| chosen != Some(*candidate));
    refused.extend(closer.map(|candidate| {
        let nth = candidate.get("candidate").and_then(Value::as_u64).unwrap_or_default();
        format!("not {nth} ({})", text(candidate, "words"))
    }));
    let more = refused.len().saturating_sub(SAID);
    refused.truncate(SAID);
    if more > 0 {
        refused.push(format!("nor {more} more"));
    }
    match (chosen, refused.is_empty()) {
        (Some(_), true) => "it is the first that holds".into(),
        (None, true) => "nothing can be landed on".into(),
        (_, false) => refused.join("; "),
    }
}
