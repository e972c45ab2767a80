//! A request as plain values: only what Segue looks at.

use alloc::string::String;
use alloc::vec::Vec;

/// The body of a request.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Body<'a> {
    /// None, or one that the route does not want.
    #[default]
    None,
    /// All of it.
    Bytes(&'a [u8]),
    /// More than [`MAX_BODY`](super::MAX_BODY) bytes.
    TooLarge,
    /// It broke off.
    Broken,
    /// It took longer than [`BODY_SECONDS`](super::BODY_SECONDS).
    TooSlow,
}

debug_says_presence!(Body<'_>);

/// A request. Absent headers are empty, except where presence matters.
#[derive(Clone, Copy, Default)]
pub struct Request<'a> {
    /// The method, upper case.
    pub method: &'a str,
    /// The path as it came, percent-encoded.
    pub path: &'a str,
    /// The query without the question mark, as it came.
    pub query: &'a str,
    /// The host of the request's own address, with its port.
    pub host: &'a str,
    /// `Accept`
    pub accept: &'a str,
    /// `Accept-Language`
    pub accept_language: &'a str,
    /// `Content-Type`
    pub content_type: &'a str,
    /// `Cookie`
    pub cookies: &'a str,
    /// `Referer`: only where a form leads back to. It is read with a body alone, and never kept.
    pub referer: &'a str,
    /// `If-None-Match`: only the program's own files are asked for with it.
    pub if_none_match: &'a str,
    /// `Origin`
    pub origin: Option<&'a str>,
    /// `Sec-Fetch-Site`
    pub sec_fetch_site: Option<&'a str>,
    /// `Sec-GPC`
    pub gpc: Option<&'a str>,
    /// `Sec-Purpose`: a prefetch leaves no trace.
    pub sec_purpose: &'a str,
    /// What says the same beside it: `Purpose`, `X-Purpose` or `X-Moz`, the first that is there. Only a link is asked.
    pub purpose: &'a str,
    /// `User-Agent`
    pub user_agent: &'a str,
    /// The country of the connection, ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// The region of the connection, ISO 3166-2 subdivision code.
    pub region: Option<&'a str>,
    /// The body.
    pub body: Body<'a>,
}

impl core::fmt::Debug for Request<'_> {
    /// The method only, if it is one that Segue knows: a path may hold what somebody looks at, a header who they are.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let known = ["GET", "HEAD", "POST"].into_iter().find(|known| *known == self.method);
        f.debug_struct("Request").field("method", &known).finish_non_exhaustive()
    }
}

impl Request<'_> {
    /// Whether the client asks for JSON.
    #[must_use]
    pub fn wants_json(&self) -> bool {
        let place = |wanted: &str| {
            self.accept.split(',').position(|part| {
                let mut words = part.split(';').map(|word| word.trim_matches(' '));
                let named = words.next().is_some_and(|kind| kind.eq_ignore_ascii_case(wanted));
                named && !words.any(|word| matches!(word, "q=0" | "q=0.0"))
            })
        };
        // Whoever asks for both asks for what comes first, as browsers and programs write it.
        match (place("application/json"), place("text/html")) {
            (Some(json), Some(html)) => json < html,
            (json, _) => json.is_some(),
        }
    }

    /// Whether a browser says that another site sent this.
    #[must_use]
    pub fn is_cross_site(&self) -> bool {
        match (self.sec_fetch_site, self.origin) {
            (Some(site), _) => !matches!(site, "same-origin" | "none"),
            (None, Some(origin)) => {
                let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
                host != Some(self.host)
            }
            // No browser of today; a program acts for itself and carries nobody's cookies.
            (None, None) => false,
        }
    }

    /// Whether a choice may be taken from this: a browser says that a page of this very origin sent it.
    ///
    /// Every browser since 2020 sends `Sec-Fetch-Site` or `Origin` with a POST of any kind, a form without a script included.
    /// What sends neither is a program, which acts for itself and has nobody's cookies but its own.
    #[must_use]
    pub fn may_choose(&self) -> bool {
        match self.sec_fetch_site {
            Some(site) => site == "same-origin",
            None => !self.is_cross_site(),
        }
    }

    /// Whether the body is of this media type.
    #[cfg(feature = "pages")]
    pub(super) fn is_of(&self, kind: &str) -> bool {
        let named = self.content_type.split(';').next().unwrap_or_default();
        named.trim_matches([' ', '\t']).eq_ignore_ascii_case(kind)
    }

    /// Whether it is a prefetch or a preview, which must leave no trace.
    #[must_use]
    pub fn is_prefetch(&self) -> bool {
        let says = |purpose: &str, word: &str| {
            purpose.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
        };
        let ahead = |purpose: &str| ["prefetch", "prerender", "preview"].into_iter().any(|word| says(purpose, word));
        ahead(self.sec_purpose) || ahead(self.purpose)
    }
}

/// The form of a page, as HTML writes it by default.
#[cfg(feature = "pages")]
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// Headers that requests are looked at for whatever they ask for; the last three are of a click alone.
pub const LOOKED_AT: [&str; 10] = [
    "accept",
    "accept-language",
    "cookie",
    "sec-gpc",
    "sec-purpose",
    "user-agent",
    "segue-country",
    "purpose",
    "x-purpose",
    "x-moz",
];

/// A request that owns its values, for as long as something has to be read.
#[derive(Default)]
#[expect(missing_docs, reason = "the fields are those of Request")]
pub struct Owned {
    pub method: String,
    /// The whole address, as the runtime parsed it.
    pub url: String,
    pub accept: Option<String>,
    pub accept_language: Option<String>,
    pub content_type: Option<String>,
    pub cookies: Option<String>,
    pub referer: Option<String>,
    pub origin: Option<String>,
    pub if_none_match: Option<String>,
    pub sec_fetch_site: Option<String>,
    pub gpc: Option<String>,
    pub sec_purpose: Option<String>,
    pub purpose: Option<String>,
    pub user_agent: Option<String>,
    pub country: Option<String>,
    pub region: Option<String>,
    pub body: OwnedBody,
}

/// The body of an [`Owned`] request.
#[derive(Default)]
#[expect(missing_docs, reason = "the variants are those of Body")]
pub enum OwnedBody {
    #[default]
    None,
    Bytes(Vec<u8>),
    TooLarge,
    Broken,
    TooSlow,
}

impl core::fmt::Debug for Owned {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Debug::fmt(&self.request(), f)
    }
}

impl core::fmt::Debug for OwnedBody {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("OwnedBody(..)")
    }
}

impl Owned {
    /// The request.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        let (host, path, query) = split_url(&self.url);
        Request {
            method: &self.method,
            path,
            query,
            host,
            accept: self.accept.as_deref().unwrap_or_default(),
            accept_language: self.accept_language.as_deref().unwrap_or_default(),
            content_type: self.content_type.as_deref().unwrap_or_default(),
            cookies: self.cookies.as_deref().unwrap_or_default(),
            referer: self.referer.as_deref().unwrap_or_default(),
            origin: self.origin.as_deref(),
            if_none_match: self.if_none_match.as_deref().unwrap_or_default(),
            sec_fetch_site: self.sec_fetch_site.as_deref(),
            gpc: self.gpc.as_deref(),
            sec_purpose: self.sec_purpose.as_deref().unwrap_or_default(),
            purpose: self.purpose.as_deref().unwrap_or_default(),
            user_agent: self.user_agent.as_deref().unwrap_or_default(),
            country: self.country.as_deref(),
            region: self.region.as_deref(),
            body: match &self.body {
                OwnedBody::None => Body::None,
                OwnedBody::Bytes(bytes) => Body::Bytes(bytes),
                OwnedBody::TooLarge => Body::TooLarge,
                OwnedBody::Broken => Body::Broken,
                OwnedBody::TooSlow => Body::TooSlow,
            },
        }
    }

    /// Whether it is a click on a campaign's link.
    #[must_use]
    pub fn is_link(&self) -> bool {
        split_url(&self.url).1.starts_with("/r/")
    }

    /// Whether it is left to the Wasm with the feature `pages`.
    #[must_use]
    pub fn is_for_pages(&self) -> bool {
        let (_, path, query) = split_url(&self.url);
        super::is_for_pages(path, query)
    }

    /// Whether the answer depends on a snapshot; the program's own files do not, so they never wait for one.
    #[must_use]
    pub fn needs_snapshot(&self) -> bool {
        !super::pages::is_file(split_url(&self.url).1)
    }

    /// Whether the body has to be read, and the headers that go with one.
    #[must_use]
    pub fn wants_body(&self) -> bool {
        super::wants_body(&self.method, split_url(&self.url).1)
    }
}

/// Host (with port), path and query. The runtime has parsed the address already, so its shape is known.
fn split_url(url: &str) -> (&str, &str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    let (host, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    (host, path, query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_own_files_wait_for_no_snapshot() {
        let needs = |path: &str| {
            Owned { url: alloc::format!("https://shop.example{path}"), ..Owned::default() }.needs_snapshot()
        };
        for file in ["/_segue/tag.js", "/_segue/bridge.js?v=2", "/_segue/consent-mode.js", "/.well-known/gpc.json"] {
            assert!(!needs(file), "{file}");
        }
        assert!(needs("/_segue/privacy") && needs("/_segue/pdp/K-101") && needs("/.well-known/gpc.json/x"));
    }

    #[test]
    fn an_address_falls_into_its_parts() {
        let parts = |url| split_url(url);
        assert_eq!(parts("https://shop.example/a/b?c=d?e#f"), ("shop.example", "/a/b", "c=d?e"));
        assert_eq!(parts("http://127.0.0.1:8787/"), ("127.0.0.1:8787", "/", ""));
        assert_eq!(parts("https://shop.example/a#?b"), ("shop.example", "/a", ""));
    }
}
