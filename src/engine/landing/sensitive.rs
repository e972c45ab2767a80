//! Pages that tell of something sensitive, by their address.

use crate::engine::facts::Facts;
use alloc::borrow::Cow;
use percent_encoding::percent_decode_str;

/// The sensitive category (its place in the core) whose page, or the page of whose product, this is, on whichever of the
/// shop's hosts.
pub(super) fn page(facts: &Facts<'_>, url: &str) -> Option<u16> {
    let core = facts.core();
    if core.sensitive.is_empty() {
        return None;
    }
    let page = path(url)?;
    let places = (0_u16..).zip(&core.categories).filter(|(at, _)| core.sensitive.has(*at));
    let category = places.into_iter().find(|(_, category)| path(&category.url).is_some_and(|own| own == page));
    if let Some((at, _)) = category {
        return Some(at);
    }
    let pattern = path(&core.shop.product_url)?;
    let (before, after) = pattern.split_once("{id}")?;
    let id = page.strip_prefix(before)?.strip_suffix(after)?;
    let product = facts.by_id(id)?;
    core.sensitive.has(product.card.category).then_some(product.card.category)
}

/// The path of an address, unescaped, without a slash at its end.
fn path(url: &str) -> Option<Cow<'_, str>> {
    let path = match url.strip_prefix("https://") {
        Some(rest) => rest.find(['/', '?', '#']).and_then(|at| rest.get(at..)).unwrap_or_default(),
        None => url,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    percent_decode_str(path.strip_suffix('/').unwrap_or(path)).decode_utf8().ok()
}
