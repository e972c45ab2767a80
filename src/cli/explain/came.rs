//! The ad's link that was clicked first: why a click tells no story.

use crate::case::{Case, click, parts, receipt_json_of};
use crate::cli::Failure;
use crate::cookie::Keys;
use crate::day::Now;
use crate::engine::allowed;
use crate::shop::{Folder, instead};
use crate::snapshot::Snapshot;
use crate::story;
use serde_json::Value;

/// A sentence about a click that tells the page no story.
///
/// # Errors
/// When the link is on a host that is not the shop's.
pub(super) fn silent(
    case: &Case,
    folder: &Folder,
    snapshot: &Snapshot,
    keys: &Keys,
    now: Now,
) -> Result<Option<String>, Failure> {
    let (Some(link), Some(click)) = (&case.came_by, click(case)) else { return Ok(None) };
    let hosts = &snapshot.core().shop.allowed_hosts;
    if link.starts_with("https://") && !hosts.is_empty() && !allowed(link, hosts) {
        let help = "name one of the shop's `allowed_hosts`, or leave the host out";
        return Err(Failure::Report(miette::miette!(help = help, "`{link}` is on no host of this shop")));
    }
    let refused = |problem: String| Failure::Report(miette::miette!("{problem}"));
    let asks = parts(case, Some(snapshot), keys, now.day()).map_err(refused)?;
    let kept = format!("{}=", story::COOKIE);
    let in_cookie = asks.headers.iter().any(|(name, value)| name == "cookie" && value.contains(&kept));
    let (_, query) = asks.target.split_once('?').unwrap_or_default();
    if in_cookie || !matches!(story::in_query(query), crate::cookie::Plain::Absent) {
        return Ok(None);
    }
    let why = why(&click, folder, snapshot, keys, now).map_err(refused)?;
    Ok(Some(format!("the click tells no story: {why}")))
}

fn why(click: &Case, folder: &Folder, snapshot: &Snapshot, keys: &Keys, now: Now) -> Result<String, String> {
    let path = click.request.path.split(['?', '#']).next().unwrap_or_default();
    let Some(id) = path.strip_prefix("/r/").filter(|id| !id.is_empty()) else {
        return Ok(format!("`{path}` is no link of a campaign; write `/r/campaign?product=...`"));
    };
    let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
    let known = folder.campaigns.iter().map(|campaign| campaign.id.as_str());
    if !known.clone().any(|known| known == id) {
        return Ok(format!("the campaign `{id}` is unknown; {}", instead(&id, known, "the folder has no campaigns")));
    }
    let Some(told) = receipt_json_of(click, snapshot, keys, now)? else {
        return Ok("the signature does not fit the link".into());
    };
    let receipt: Value = serde_json::from_str(&told).unwrap_or_default();
    let decided =
        |field| receipt.get("decision").and_then(|decision| decision.get(field)?.as_str()).unwrap_or_default();
    let location = decided("location");
    Ok(if decided("step") == "fallback" {
        format!("nothing of `{id}` can be landed on, so it leads to the fallback")
    } else if !location.starts_with('/') {
        let place = location.split(['?', '#']).next().unwrap_or_default();
        format!("it leads to {place}, and only a page of the shop goes on with one")
    } else {
        "what it is about is sensitive, or who clicked is no shopper".into()
    })
}
