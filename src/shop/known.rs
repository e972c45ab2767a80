//! A visitor about whom everything that can be known is known: what costs a request most.

use super::Folder;
use crate::case::{Case, parts};
use crate::cookie::Keys;
use crate::day::Day;
use crate::snapshot::Snapshot;
use crate::visitor::LIMITS;
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The `Cookie` header of a visitor of this shop with a long history and consent to everything: of each list so many entries, as
/// far as it takes them. `snapshot` is the folder's, with all its shards at hand.
///
/// # Errors
/// When the snapshot is another folder's, or the keys seal nothing.
pub fn known_visitor(
    folder: &Folder,
    snapshot: &Snapshot,
    most: usize,
    keys: &Keys,
    today: Day,
) -> Result<String, String> {
    // Every seventh product, so that the history spreads over categories and shards.
    let ids: Vec<&String> = folder.products.iter().step_by(7).map(|product| &product.id.value).collect();
    let take = |skip: usize, limit: usize| ids.iter().cycle().skip(skip).take(most.min(limit).min(ids.len()));
    let touched =
        |skip, limit| -> Value { take(skip, limit).map(|id| json!({ "product": id, "days_ago": 1 })).collect() };
    let bought: Vec<_> = take(16, LIMITS.bought).collect();
    let mut capped: Vec<_> = folder.blocks.iter().filter(|block| block.cap.is_some()).collect();
    capped.sort_by_key(|block| Reverse(block.priority));
    let shown: BTreeMap<_, _> = capped.iter().take(LIMITS.exposures).map(|block| (block.id.clone(), 1)).collect();
    let case = json!({
        "name": "a visitor with a long history",
        "visitor": {
            "first_visit_days_ago": 200, "visits": 40, "shown": shown, "shown_today": true,
            "viewed": touched(0, LIMITS.viewed), "cart": touched(3, LIMITS.cart), "on_shelves": touched(28, LIMITS.shown),
            "orders": [{ "days_ago": 40, "value": 120, "products": bought }, { "days_ago": 80, "value": 60 }],
        },
        "consent": { "personalization": true, "preferences": true, "analytics": true, "advertising": true },
        "request": { "path": "/" },
        "expect": {},
    });
    let case: Case = serde_json::from_value(case).map_err(|error| error.to_string())?;
    let cookie = parts(&case, Some(snapshot), keys, today)?.headers.into_iter().find(|(name, _)| name == "cookie");
    cookie.map(|(_, value)| value).ok_or_else(|| "the keys seal nothing, so that the visitor has no cookie".into())
}
