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

/// What the shim tells of a request, in this order, each in a line of its own; see [`Request::told`]. What a request does not
/// have is a zero byte, and what stands last may be left out: the headers of a body, the older names of
/// `Sec-Purpose`, which only a click is asked for, and what only the program's own files look at.
pub const FIELDS: [&str; 16] = [
    "method",
    "url",
    "accept",
    "accept-language",
    "cookie",
    "sec-gpc",
    "sec-purpose",
    "user-agent",
    "country",
    "region",
    "purpose",
    "content-type",
    "origin",
    "referer",
    "sec-fetch-site",
    "if-none-match",
];

/// What stands for a header that was not sent.
const ABSENT: &str = "\0";

impl<'a> Request<'a> {
    /// A request without its body, from the text that the shim makes of it. Neither an address that was parsed nor the value of
    /// a header can hold the end of a line (RFC 9112, section 5), so that nobody can make one field into two.
    #[must_use]
    pub fn told(text: &'a str) -> Self {
        let mut fields = text.split('\n').map(|field| (field != ABSENT).then_some(field));
        let mut next = || fields.next().flatten();
        let method = next().unwrap_or_default();
        let (host, path, query) = split_url(next().unwrap_or_default());
        Self {
            method,
            path,
            query,
            host,
            accept: next().unwrap_or_default(),
            accept_language: next().unwrap_or_default(),
            cookies: next().unwrap_or_default(),
            gpc: next(),
            sec_purpose: next().unwrap_or_default(),
            user_agent: next().unwrap_or_default(),
            country: next(),
            region: next(),
            purpose: next().unwrap_or_default(),
            content_type: next().unwrap_or_default(),
            origin: next(),
            referer: next().unwrap_or_default(),
            sec_fetch_site: next(),
            if_none_match: next().unwrap_or_default(),
            body: Body::None,
        }
    }

    /// Whether the answer depends on a snapshot; the program's own files do not, so they never wait for one.
    #[must_use]
    pub fn needs_snapshot(&self) -> bool {
        !super::pages::is_file(self.path)
    }

    /// Whether the body has to be read.
    #[must_use]
    pub fn wants_body(&self) -> bool {
        super::wants_body(self.method, self.path)
    }

    /// Whether the address holds a preview link.
    #[must_use]
    pub fn asks_for_preview(&self) -> bool {
        cfg!(feature = "pages") && self.query.contains(super::pages::PREVIEW)
    }
}

/// A request that owns its values, for as long as something has to be read.
#[derive(Default)]
pub struct Owned {
    /// What the shim told of it.
    pub text: String,
    /// The body.
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

impl OwnedBody {
    /// A copy of a body.
    #[must_use]
    pub fn of(body: Body<'_>) -> Self {
        match body {
            Body::None => Self::None,
            Body::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
            Body::TooLarge => Self::TooLarge,
            Body::Broken => Self::Broken,
            Body::TooSlow => Self::TooSlow,
        }
    }
}

impl Owned {
    /// The request.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        let body = match &self.body {
            OwnedBody::None => Body::None,
            OwnedBody::Bytes(bytes) => Body::Bytes(bytes),
            OwnedBody::TooLarge => Body::TooLarge,
            OwnedBody::Broken => Body::Broken,
            OwnedBody::TooSlow => Body::TooSlow,
        };
        Request { body, ..Request::told(&self.text) }
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
        let needs = |path: &str| Request::told(&alloc::format!("GET\nhttps://shop.example{path}")).needs_snapshot();
        for file in ["/_segue/tag.js", "/_segue/bridge.js?v=2", "/_segue/consent-mode.js", "/.well-known/gpc.json"] {
            assert!(!needs(file), "{file}");
        }
        assert!(needs("/_segue/privacy") && needs("/_segue/pdp/K-101") && needs("/.well-known/gpc.json/x"));
    }

    #[test]
    fn a_request_is_what_the_shim_tells_of_it() {
        let text: Vec<String> = FIELDS.iter().map(|name| alloc::format!("of {name}")).collect();
        let text = text.join("\n").replace("of url", "https://shop.example/r/a?b=c");
        let told = Request::told(&text);
        assert_eq!((told.method, told.host, told.path, told.query), ("of method", "shop.example", "/r/a", "b=c"));
        assert_eq!((told.accept, told.accept_language, told.cookies), ("of accept", "of accept-language", "of cookie"));
        assert_eq!((told.gpc, told.sec_purpose), (Some("of sec-gpc"), "of sec-purpose"));
        assert_eq!(
            (told.user_agent, told.country, told.region),
            ("of user-agent", Some("of country"), Some("of region"))
        );
        assert_eq!((told.purpose, told.content_type, told.referer), ("of purpose", "of content-type", "of referer"));
        assert_eq!((told.origin, told.sec_fetch_site), (Some("of origin"), Some("of sec-fetch-site")));
    }

    #[test]
    fn what_was_not_sent_is_absent_and_what_was_sent_empty_is_empty() {
        let told = Request::told("GET\nhttps://shop.example/\n\0\n\0\n\0\n\n\0");
        assert_eq!((told.accept, told.gpc, told.country, told.origin), ("", Some(""), None, None));
    }

    #[test]
    fn the_shim_tells_the_fields_in_their_order() {
        let shim = include_str!("../../wasm/shim.js");
        let line = shim.lines().find(|line| line.starts_with("// fields:")).unwrap_or_default();
        let named: Vec<&str> = line.trim_start_matches("// fields:").split_whitespace().collect();
        assert_eq!(named, FIELDS);
    }

    #[test]
    fn an_address_falls_into_its_parts() {
        let parts = |url| split_url(url);
        assert_eq!(parts("https://shop.example/a/b?c=d?e#f"), ("shop.example", "/a/b", "c=d?e"));
        assert_eq!(parts("http://127.0.0.1:8787/"), ("127.0.0.1:8787", "/", ""));
        assert_eq!(parts("https://shop.example/a#?b"), ("shop.example", "/a", ""));
    }
}
