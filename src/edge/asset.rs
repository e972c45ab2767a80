//! Files of the program itself.

use super::Response;
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

    /// The answer with it.
    pub(super) fn response(self) -> Response {
        let (kind, body) = match self {
            Self::Tag => (SCRIPT, include_str!("assets/tag.js")),
            Self::Bridge => (SCRIPT, include_str!("assets/bridge.js")),
            Self::ConsentMode => (SCRIPT, include_str!("assets/consent-mode.js")),
            Self::Receipt => (SCRIPT, include_str!("assets/receipt.js")),
            Self::Gpc => ("application/json", GPC),
            Self::Style => ("text/css; charset=utf-8", include_str!("assets/segue.css")),
        };
        let mut response = Response::private(200, kind, body.to_string());
        response.set("Cache-Control", ASSET);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bridge_is_small() {
        let length = Asset::Bridge.response().body.len();
        assert!(length <= 2_048, "the bridge has {length} bytes");
    }
}
