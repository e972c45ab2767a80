//! Where an ad link lands: the closest candidate whose condition holds and which can be had.

use super::condition::evaluate;
use super::facts::Facts;
use super::segments::{granted, holds};
use super::{Decision, Evidence, Landed, Outcome, Place, Reason};
use crate::consent::{Purpose, PurposeSet};
use crate::snapshot::{Candidate, Destination, Product, ProductRef};
use alloc::string::String;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// Looks at every candidate of the campaign, closest first; the first that holds is where the link lands.
pub(super) fn choose(facts: &Facts<'_>, decision: &mut Decision, campaign: &str) {
    let Some(body) = facts.core().campaigns.get(campaign).and_then(|rule| rule.body.as_ref()) else { return };
    let open = body.window.holds(facts.today);
    let mut landed = false;
    for (at, candidate) in (0_u16..).zip(&body.candidates) {
        let looked = match (open, landed) {
            (false, _) => Err(Reason::OutsideWindow),
            (true, true) => Err(Reason::NoRoom),
            (true, false) => look(facts, decision, candidate, body.asks),
        };
        landed |= looked.is_ok();
        let outcome = looked.map_or_else(Outcome::Not, Outcome::Chosen);
        decision.landing.push(Evidence { rule: at, outcome });
    }
}

/// Where a candidate leads, when it holds.
///
/// # Errors
/// Why it does not.
pub(super) fn look(
    facts: &Facts<'_>,
    decision: &Decision,
    candidate: &Candidate,
    asks: PurposeSet,
) -> Result<Landed, Reason> {
    if let Some(when) = &candidate.when {
        let of_segment =
            |at: u16| facts.core().segments.get(usize::from(at)).map_or(PurposeSet::NONE, |rule| rule.purposes);
        let reads = when.purposes(&of_segment);
        // An ad's landing is an advertising use, whatever it reads of the visitor. What the link alone says needs nothing.
        if reads.has(Purpose::Personalization) || reads.has(Purpose::Advertising) {
            granted(facts, asks.with(Purpose::Advertising))?;
        }
        holds(evaluate(when, facts, &decision.segments))?;
    }
    destination(facts, candidate)
}

/// Where a candidate leads, whatever its condition says.
///
/// # Errors
/// Out of stock, nothing to show, sensitive, or a host that the shop does not allow.
pub(super) fn destination(facts: &Facts<'_>, candidate: &Candidate) -> Result<Landed, Reason> {
    let url = match &candidate.to {
        Destination::Product(product) => page_of(facts, in_stock(open(facts, wanted(facts, *product)?)?)?),
        Destination::Variant(product) => page_of(facts, variant(facts, wanted(facts, *product)?)?),
        Destination::Bundle(product) => page_of(facts, bundle(facts, wanted(facts, *product)?)?),
        Destination::Successor(_) | Destination::Listing(..) | Destination::Listed(..) | Destination::Channel(_) => {
            return Err(Reason::NothingToShow);
        }
        Destination::Category(place, _) => {
            let at = place.or(facts.category).ok_or(Reason::NothingToShow)?;
            not_sensitive(facts, at)?;
            facts.core().category(at).ok_or(Reason::NothingToShow)?.url.clone()
        }
        Destination::Url(url) => url.clone(),
        Destination::Home => "/".into(),
    };
    if !allowed(&url, &facts.core().shop.allowed_hosts) {
        return Err(Reason::SwitchedOff);
    }
    let place = if url.starts_with('/') { Place::Shop } else { Place::Host };
    Ok(Landed { url, step: candidate.to.step(), place })
}

fn wanted<'a>(facts: &Facts<'a>, named: Option<ProductRef>) -> Result<Product<'a>, Reason> {
    match named {
        Some(at) => facts.by_ref(at),
        None => facts.page,
    }
    .ok_or(Reason::NothingToShow)
}

/// Nothing of a sensitive category stands in a redirect.
fn not_sensitive(facts: &Facts<'_>, category: u16) -> Result<(), Reason> {
    if facts.core().sensitive.has(category) { Err(Reason::Sensitive(category)) } else { Ok(()) }
}

fn open<'a>(facts: &Facts<'_>, product: Product<'a>) -> Result<Product<'a>, Reason> {
    not_sensitive(facts, product.card.category).map(|()| product)
}

fn in_stock(product: Product<'_>) -> Result<Product<'_>, Reason> {
    if product.card.in_stock { Ok(product) } else { Err(Reason::OutOfStock) }
}

/// The first variant in stock, then what replaces the product.
fn variant<'a>(facts: &Facts<'a>, product: Product<'a>) -> Result<Product<'a>, Reason> {
    let detail = product.detail().ok_or(Reason::NothingToShow)?;
    first_in_stock(facts, detail.variants.into_iter().chain(detail.successor))
}

fn bundle<'a>(facts: &Facts<'a>, product: Product<'a>) -> Result<Product<'a>, Reason> {
    let detail = product.detail().ok_or(Reason::NothingToShow)?;
    first_in_stock(facts, detail.bundles.into_iter())
}

fn first_in_stock<'a>(facts: &Facts<'a>, places: impl Iterator<Item = ProductRef>) -> Result<Product<'a>, Reason> {
    let mut reason = Reason::NothingToShow;
    for at in places {
        if let Some(product) = facts.by_ref(at) {
            match open(facts, product).and_then(in_stock) {
                Ok(product) => return Ok(product),
                Err(why) => reason = why,
            }
        }
    }
    Err(reason)
}

fn page_of(facts: &Facts<'_>, product: Product<'_>) -> String {
    fill_pattern(product.card.url, &facts.core().shop.product_url, product.card.id)
}

/// `own`, or where that is empty the shop's pattern with the id in it, percent-encoded.
#[must_use]
pub fn fill_pattern(own: &str, pattern: &str, id: &str) -> String {
    if !own.is_empty() {
        return own.into();
    }
    let Some((before, after)) = pattern.split_once("{id}") else { return pattern.into() };
    alloc::format!("{before}{}{after}", in_path(id))
}

/// What a path must not hold unescaped: everything but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// An id as a part of a path.
#[must_use]
pub fn in_path(id: &str) -> PercentEncode<'_> {
    utf8_percent_encode(id, &RESERVED)
}

/// Whether a redirect may go to `url`: a path of the shop, or `https` on an allowed host. Strict on purpose: only what
/// every browser reads in the same way passes, so no port, no user, no host that is not plain letters, digits, dots and
/// hyphens, and no backslash, space or control character anywhere.
#[must_use]
pub fn allowed(url: &str, hosts: &[String]) -> bool {
    if !url.bytes().all(|b| (0x21..0x7F).contains(&b) && b != b'\\') {
        return false;
    }
    if let Some(path) = url.strip_prefix('/') {
        return !path.starts_with('/');
    }
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
    plain && !host.is_empty() && hosts.iter().any(|allowed| host_fits(host, allowed))
}

/// A name under `*.` that only looks like one is refused: browsers take an address with a broken `xn--` for none at all.
fn host_fits(host: &str, allowed: &str) -> bool {
    match allowed.strip_prefix("*.") {
        Some(domain) => host
            .strip_suffix(domain)
            .and_then(|sub| sub.strip_suffix('.'))
            .is_some_and(|sub| sub.split('.').all(|label| !label.is_empty() && !label.starts_with("xn--"))),
        None => host == allowed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_and_allowed_hosts_pass() {
        let hosts = [String::from("shop.example"), String::from("*.shop.example")];
        for good in ["/", "/a?b=c#d", "https://shop.example", "https://shop.example/x", "https://a.b.shop.example/"] {
            assert!(allowed(good, &hosts), "{good}");
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "http://shop.example",
            "https://evil.example",
            "javascript:alert(1)",
            "https://shop.example.evil.example",
            "https://evilshop.example",
            "https://.shop.example",
            "https://a..shop.example",
            "https://xn--a.shop.example",
            "https://shop.example@evil.example",
            "https://shop.example:444",
            "https://SHOP.example",
            "x",
            "https:/shop.example",
            "https://shop.example\r\nX: y",
            "/\t/evil.example",
            "/ü",
            "https:///shop.example",
            "https://shop.example\\@evil",
        ] {
            assert!(!allowed(bad, &hosts), "{bad}");
        }
    }

    #[test]
    fn ids_are_encoded_in_patterns() {
        assert_eq!(fill_pattern("", "/p/{id}", "A/b ü"), "/p/A%2Fb%20%C3%BC");
        assert_eq!(fill_pattern("/own", "/p/{id}", "A"), "/own");
    }
}
