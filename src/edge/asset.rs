//! Files of the program itself.

use super::Response;
use crate::key::ProductKey;
use alloc::format;
use alloc::string::ToString;

/// What changes with the program only.
const ASSET: &str = "public, max-age=3600";

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The support resource of Global Privacy Control (W3C Working Draft, "GPC Support Resource"): that the signal is followed,
/// and the day on which this was said.
const GPC: &str = r#"{"gpc":true,"lastUpdate":"2026-11-22"}"#;

/// A file of the program, the same for everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asset {
    /// The tag that a shop puts into its pages.
    Tag,
    /// The style of the fragments.
    Style,
    /// What tells Segue of a consent platform that lives in the browser.
    Bridge,
    /// What tells Google's tags of the visitor's choice.
    ConsentMode,
    /// What draws a receipt for a colleague.
    Receipt,
    /// That Global Privacy Control is followed.
    Gpc,
}

impl Asset {
    /// The file at this path.
    pub(super) fn at(path: &str) -> Option<Self> {
        Some(match path {
            "/_segue/tag.js" => Self::Tag,
            "/_segue/segue.css" => Self::Style,
            "/_segue/bridge.js" => Self::Bridge,
            "/_segue/consent-mode.js" => Self::ConsentMode,
            "/_segue/receipt.js" => Self::Receipt,
            "/.well-known/gpc.json" => Self::Gpc,
            _ => return None,
        })
    }

    /// The answer with it, or that it is still what the client has: `if_none_match` is the header of that name.
    pub(super) fn response(self, if_none_match: &str) -> Response {
        let (kind, body) = match self {
            Self::Tag => (SCRIPT, include_str!("assets/tag.js")),
            Self::Bridge => (SCRIPT, include_str!("assets/bridge.js")),
            Self::ConsentMode => (SCRIPT, include_str!("assets/consent-mode.js")),
            Self::Receipt => (SCRIPT, include_str!("assets/receipt.js")),
            Self::Gpc => ("application/json", GPC),
            Self::Style => ("text/css; charset=utf-8", include_str!("assets/segue.css")),
        };
        let tag = format!("\"{:016x}\"", ProductKey::of(body).0);
        let mut response = if is_named(if_none_match, &tag) {
            Response::empty(304)
        } else {
            Response::private(200, kind, body.to_string())
        };
        response.set("Cache-Control", ASSET);
        response.set("ETag", tag);
        response
    }
}

/// Whether an `If-None-Match` names this tag, by the weak comparison (RFC 9110, sections 8.8.3.2 and 13.1.2).
fn is_named(if_none_match: &str, tag: &str) -> bool {
    let same = |one: &str| one.strip_prefix("W/").unwrap_or(one) == tag || one == "*";
    if_none_match.split(',').any(|one| same(one.trim_matches([' ', '\t'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bridge_is_small() {
        let length = Asset::Bridge.response("").body.len();
        assert!(length <= 2_048, "the bridge has {length} bytes");
    }

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        let whole = Asset::Tag.response("");
        let tag = whole.header("ETag").unwrap_or_default();
        assert_ne!(tag, Asset::Style.response("").header("ETag").unwrap_or_default());
        for has in [tag, &format!("W/{tag}"), &format!("\"a,b\" ,\t{tag}"), "*"] {
            let answer = Asset::Tag.response(has);
            assert_eq!((answer.status, answer.body.as_str()), (304, ""), "{has}");
            // What a cache refreshes its copy with.
            assert_eq!(answer.header("ETag"), Some(tag));
            assert_eq!(answer.header("Cache-Control"), whole.header("Cache-Control"));
        }
        for has in ["", ",", "\"a\"", tag.trim_matches('"'), "W/", &tag.to_uppercase(), &format!("w/{tag}")] {
            assert_eq!(Asset::Tag.response(has), whole, "{has}");
        }
    }
}
