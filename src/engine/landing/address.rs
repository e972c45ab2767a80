//! Addresses that a link may lead to.

use crate::snapshot::Channel;
use alloc::string::String;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode_str, utf8_percent_encode};

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

/// `url` with the shop's query that shows one use alone, before its fragment. `query` holds `{use_case}`.
pub(super) fn with_use_case(url: &str, query: &str, use_case: &str) -> String {
    let Some((before, after)) = query.split_once("{use_case}").filter(|_| !use_case.is_empty()) else {
        return url.into();
    };
    let (page, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let joint = match page.contains('?') {
        false => "?",
        true if page.ends_with(['?', '&']) => "",
        true => "&",
    };
    alloc::format!("{page}{joint}{before}{}{after}{fragment}", in_path(use_case))
}

/// Whether `url` is on the channel's own host, and on no other.
pub(super) fn of_channel(url: &str, channel: &Channel) -> bool {
    !url.starts_with('/') && !channel.host.starts_with("*.") && allowed(url, core::slice::from_ref(&channel.host))
}

/// Whether `url` is, or may become on its way, one of our own links: the path begins with `/r/`. A path with dots or a
/// broken escape is taken for one, since a browser rewrites it.
pub(crate) fn is_own_link(url: &str) -> bool {
    let path = match url.strip_prefix("https://") {
        Some(rest) => rest.get(rest.find(['/', '?', '#']).unwrap_or(rest.len())..).unwrap_or_default(),
        None => url,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let Ok(path) = percent_decode_str(path).decode_utf8() else { return true };
    let mut parts = path.split(['/', '\\']).filter(|part| !part.is_empty()).peekable();
    parts.peek() == Some(&"r") || parts.any(|part| matches!(part, "." | ".."))
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
    fn a_use_stands_in_the_query() {
        let with = |url| with_use_case(url, "use={use_case}", "pour over/ü&x");
        assert_eq!(with("/tea"), "/tea?use=pour%20over%2F%C3%BC%26x");
        assert_eq!(with("/tea?a=b"), "/tea?a=b&use=pour%20over%2F%C3%BC%26x");
        assert_eq!(with("/tea?"), "/tea?use=pour%20over%2F%C3%BC%26x");
        assert_eq!(with("/tea?a&#x?y"), "/tea?a&use=pour%20over%2F%C3%BC%26x#x?y");
        assert_eq!(with("/tea#x"), "/tea?use=pour%20over%2F%C3%BC%26x#x");
        assert_eq!(with_use_case("/tea#x", "use={use_case}", ""), "/tea#x");
        assert_eq!(with_use_case("/tea", "", "pour over"), "/tea");
    }

    #[test]
    fn our_own_links_are_known_however_they_are_written() {
        for own in [
            "/r/x",
            "/r",
            "/r?x",
            "/%72/x",
            "/r%2Fx",
            "/./r/x",
            "/a/../r/x",
            "/a/%2e%2E/r/x",
            "/%ff",
            "https://shop.example/r/x",
            "https://shop.example//r/x",
            "https://shop.example/%72/x#y",
        ] {
            assert!(is_own_link(own), "{own}");
        }
        for other in
            ["/", "/R/x", "/reviews", "/p/r/x", "/x?y=/r/x", "https://shop.example", "https://r.example/x", "/x...y"]
        {
            assert!(!is_own_link(other), "{other}");
        }
    }

    #[test]
    fn ids_are_encoded_in_patterns() {
        assert_eq!(fill_pattern("", "/p/{id}", "A/b ü"), "/p/A%2Fb%20%C3%BC");
        assert_eq!(fill_pattern("/own", "/p/{id}", "A"), "/own");
    }
}
