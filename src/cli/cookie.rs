//! `segue cookie`: the cookies of a visitor with a long history, as the Worker would have sealed them.

use super::Failure;
use super::check::compile;
use super::expect::{now, open};
use crate::case::{Case, parts};
use crate::cookie::Keys;
use crate::shop;
use crate::visitor::LIMITS;
use serde_json::json;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What `segue cookie` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder whose products fill the history
    #[arg(long)]
    shop: PathBuf,
    /// The Worker's `SEGUE_KEYS`
    #[arg(long)]
    keys: String,
    /// Fill every list to its bound
    #[arg(long)]
    full: bool,
}

/// Prints one line: `name=value; name=value`.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let snapshot = open(&compile(&args.shop)?)?;
    let keys = Keys::parse(&args.keys).map_err(|error| Failure::outside(error.to_string()))?;
    let folder = shop::read(&args.shop).map_err(Failure::Folder)?;
    let most = if args.full { LIMITS.viewed } else { 2 };
    // Every seventh product, so that the history spreads over categories and shards.
    let ids: Vec<String> = folder.products.iter().step_by(7).map(|product| product.id.value.clone()).collect();
    let take = |skip: usize, n: usize| ids.iter().cycle().skip(skip).take(n.min(ids.len()));
    let viewed: Vec<_> = take(0, most).map(|id| json!({ "product": id, "days_ago": 1 })).collect();
    let cart: Vec<_> = take(3, most.min(LIMITS.cart)).map(|id| json!({ "product": id, "days_ago": 1 })).collect();
    let bought: Vec<_> = take(16, most.min(LIMITS.bought)).collect();
    let shelved: Vec<_> = take(28, most.min(LIMITS.shown)).map(|id| json!({ "product": id, "days_ago": 1 })).collect();
    let mut capped: Vec<_> = folder.blocks.iter().filter(|block| block.cap.is_some()).collect();
    capped.sort_by_key(|block| Reverse(block.priority));
    let shown: BTreeMap<_, _> = capped.iter().take(LIMITS.exposures).map(|block| (block.id.clone(), 1)).collect();
    let case = json!({
        "name": "a visitor with a long history",
        "visitor": {
            "first_visit_days_ago": 200, "visits": 40, "shown": shown, "shown_today": true, "viewed": viewed, "cart": cart,
            "on_shelves": shelved,
            "orders": [{ "days_ago": 40, "value": 120, "products": bought }, { "days_ago": 80, "value": 60 }],
        },
        "consent": { "personalization": true, "preferences": true, "analytics": true, "advertising": true },
        "request": { "path": "/" },
        "expect": {},
    });
    let case: Case = serde_json::from_value(case).map_err(|error| Failure::outside(error.to_string()))?;
    let parts = parts(&case, Some(&snapshot), &keys, now().day()).map_err(Failure::outside)?;
    let cookie = parts.headers.iter().find(|(name, _)| name == "cookie");
    println!("{}", cookie.map_or("", |(_, value)| value));
    Ok(())
}
