//! What a shared cache may do, by the letter of RFC 9111 and not by what the Worker means to say.

use segue::edge::{Request, Response};

/// The directives of `Cache-Control`, lower case, each with its value.
fn directives(response: &Response) -> Vec<(String, Option<String>)> {
    let lines = response.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cache-control"));
    let parts = lines.flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|part| !part.is_empty());
    let split = |part: &str| match part.split_once('=') {
        Some((name, value)) => (name.trim().to_ascii_lowercase(), Some(value.trim().to_owned())),
        None => (part.to_ascii_lowercase(), None),
    };
    parts.map(split).collect()
}

/// Whether a shared cache may store the answer (section 3). Where the standard leaves a cache a choice, it stores: a
/// method that it need not understand, a status that it need not know, and an answer that nobody called cacheable, if the
/// status lets a cache make up a lifetime (RFC 9110, section 15.1).
pub(crate) fn may_be_stored(response: &Response) -> bool {
    let directives = directives(response);
    // `private="name"` and `no-cache` keep nobody from storing.
    let says = |wanted: &str| directives.iter().any(|(name, _)| name == wanted);
    let whole = |wanted: &str| directives.iter().any(|(name, value)| name == wanted && value.is_none());
    let heuristic = [200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501].contains(&response.status);
    let expires = response.header("expires").is_some();
    let allowed = says("public") || says("max-age") || says("s-maxage") || expires || heuristic;
    allowed && !says("no-store") && !whole("private")
}

/// The key under which a shared cache finds it again: method, address, and the request's headers that `Vary` names
/// (section 4.1). `None` when `Vary` is `*`: it is never found again.
pub(crate) fn key(request: &Request<'_>, response: &Response) -> Option<String> {
    let mut key = format!("{} https://{}{}?{}", request.method, request.host, request.path, request.query);
    for (_, names) in response.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("vary")) {
        for name in names.split(',').map(|name| name.trim().to_ascii_lowercase()) {
            let value = match name.as_str() {
                "*" => return None,
                "accept" => Some(request.accept),
                "accept-language" => Some(request.accept_language),
                "content-type" => Some(request.content_type),
                "cookie" => Some(request.cookies),
                "origin" => request.origin,
                "sec-fetch-site" => request.sec_fetch_site,
                "sec-gpc" => request.gpc,
                "sec-purpose" => Some(request.sec_purpose),
                "user-agent" => Some(request.user_agent),
                _ => None,
            };
            key.push_str(&format!("\n{name}: {}", value.unwrap_or_default()));
        }
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer of the Worker's, under another `Cache-Control`.
    fn under(cache_control: &'static str) -> Response {
        let mut response = Response::untouched();
        response.headers.retain(|(name, _)| *name != "Cache-Control");
        if !cache_control.is_empty() {
            response.headers.push(("Cache-Control", cache_control.into()));
        }
        response
    }

    #[test]
    fn the_letter_of_the_standard() {
        for (cache_control, stored) in [
            ("private, no-store", false),
            ("private", false),
            ("PRIVATE", false),
            ("no-store", false),
            ("no-store, public, max-age=60", false),
            ("public, max-age=60", true),
            ("no-cache", true),
            ("private=\"set-cookie\", max-age=60", true),
            ("", true),
        ] {
            assert_eq!(may_be_stored(&under(cache_control)), stored, "{cache_control:?}");
        }
        let redirect = |cache_control| {
            let mut response = under(cache_control);
            response.status = 302;
            response
        };
        assert!(!may_be_stored(&redirect("")), "nobody makes up a lifetime for a 302");
        assert!(may_be_stored(&redirect("s-maxage=1")));
    }
}
