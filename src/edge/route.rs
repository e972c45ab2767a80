//! Which path is which.

#[cfg(feature = "pages")]
use super::asset::Asset;
use super::counted::Kind;
use super::problem::{cross_site, method_not_allowed, problem, too_large};
use super::{Body, Request, Response};
use alloc::borrow::Cow;
use percent_encoding::percent_decode_str;

/// The longest body that is read, in bytes.
pub const MAX_BODY: usize = 65_536;

/// How long a body may take to arrive, in seconds.
pub const BODY_SECONDS: u8 = 10;

/// The longest id in a path, in bytes; a longer one is no id.
const MAX_ID: usize = 64;

/// A request that somebody answers.
pub(super) enum Route<'a> {
    /// `GET /_segue/pdp/{product}`
    Page { product: Cow<'a, str> },
    /// `GET /_segue/recs/{set}`
    Recs { set: Cow<'a, str> },
    /// `GET /r/{campaign}`
    Landing { campaign: Cow<'a, str> },
    /// `POST /_segue/events`
    Events,
    /// `GET /_segue/health`
    Health,
    /// `GET`, `POST /_segue/privacy`
    #[cfg(feature = "pages")]
    Privacy,
    /// `GET /_segue/consent`
    #[cfg(feature = "pages")]
    Consent,
    /// `GET /_segue/preview`: one product for several personas
    #[cfg(feature = "pages")]
    Preview,
    /// A file of the program.
    #[cfg(feature = "pages")]
    Asset(Asset),
}

debug_says_presence!(Route<'_>);

impl Route<'_> {
    /// What it counts as.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Page { .. } => Kind::Page,
            Self::Recs { .. } => Kind::Recs,
            Self::Landing { .. } => Kind::Landing,
            Self::Events => Kind::Events,
            #[cfg(feature = "pages")]
            Self::Privacy => Kind::Privacy,
            #[cfg(feature = "pages")]
            Self::Consent => Kind::Consent,
            Self::Health => Kind::Health,
            #[cfg(feature = "pages")]
            Self::Preview => Kind::Preview,
            #[cfg(feature = "pages")]
            Self::Asset(_) => Kind::Asset,
        }
    }
}

/// Whether the body of such a request has to be read.
#[must_use]
pub fn wants_body(method: &str, path: &str) -> bool {
    method == "POST" && (path == "/_segue/events" || cfg!(feature = "pages") && path == "/_segue/privacy")
}

/// Finds the route.
///
/// # Errors
/// The answer to a request that nobody answers.
pub(super) fn route<'a>(request: &Request<'a>) -> Result<Route<'a>, Response> {
    let path = request.path;
    let route = if let Some(campaign) = path.strip_prefix("/r/") {
        // Mail programs and people add a slash.
        Route::Landing { campaign: id(campaign.strip_suffix('/').unwrap_or(campaign)) }
    } else if let Some(product) = path.strip_prefix("/_segue/pdp/") {
        Route::Page { product: id(product) }
    } else if let Some(set) = path.strip_prefix("/_segue/recs/") {
        Route::Recs { set: id(set) }
    } else {
        match path {
            "/_segue/events" => Route::Events,
            "/_segue/health" => Route::Health,
            #[cfg(feature = "pages")]
            path if let Some(asset) = Asset::at(path) => Route::Asset(asset),
            #[cfg(feature = "pages")]
            "/_segue/privacy" => Route::Privacy,
            #[cfg(feature = "pages")]
            "/_segue/consent" => Route::Consent,
            #[cfg(feature = "pages")]
            "/_segue/preview" => Route::Preview,
            _ => {
                let detail = "the paths that Segue answers begin with `/_segue/` and `/r/`, and `/.well-known/gpc.json`; see the README";
                return Err(problem(404, "nothing here", detail));
            }
        }
    };
    let method = request.method;
    match &route {
        Route::Events if method == "POST" => in_order(request, request.is_cross_site()).map(|()| route),
        Route::Events => Err(method_not_allowed("POST")),
        // A choice is guarded more closely than an event, which can do no more than a visit.
        #[cfg(feature = "pages")]
        Route::Privacy if method == "POST" => in_order(request, !request.may_choose()).map(|()| route),
        _ if matches!(method, "GET" | "HEAD") => Ok(route),
        #[cfg(feature = "pages")]
        Route::Privacy => Err(method_not_allowed("GET, HEAD, POST")),
        _ => Err(method_not_allowed("GET, HEAD")),
    }
}

/// Whether what is sent may be taken: not where it is `foreign`, nor where the body cannot be read.
fn in_order(request: &Request<'_>, foreign: bool) -> Result<(), Response> {
    if foreign {
        return Err(cross_site());
    }
    match request.body {
        Body::TooLarge => Err(too_large()),
        Body::Broken => Err(problem(400, "body broke off", "send the request again")),
        Body::TooSlow => Err(problem(408, "body too slow", "send the request again, all of it within 10 seconds")),
        Body::None | Body::Bytes(_) => Ok(()),
    }
}

/// The id in the last part of a path. What cannot be one (too long, further slashes, broken encoding) becomes empty,
/// which no product, set or campaign has.
fn id(text: &str) -> Cow<'_, str> {
    let Ok(decoded) = percent_decode_str(text).decode_utf8() else { return Cow::Borrowed("") };
    if decoded.len() > MAX_ID || text.contains('/') || decoded.chars().any(char::is_control) {
        return Cow::Borrowed("");
    }
    decoded
}
