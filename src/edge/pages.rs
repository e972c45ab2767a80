//! What is not of the request path: what people look at now and then. It is left out of the Wasm that every page of the shop
//! waits for, which hands such a request on by its address alone.

/// The parameter that carries a preview's token.
pub(super) const PREVIEW: &str = "segue_preview";

/// Paths of pages.
const PAGES: [&str; 3] = ["/_segue/privacy", "/_segue/consent", "/_segue/preview"];

/// Paths of files of the program, which depend on no snapshot.
const FILES: [&str; 6] = [
    "/_segue/tag.js",
    "/_segue/segue.css",
    "/_segue/bridge.js",
    "/_segue/consent-mode.js",
    "/_segue/receipt.js",
    "/.well-known/gpc.json",
];

/// Whether the Wasm without the feature `pages` leaves a request of this address to the one that has it, body and all: the
/// visitor's page, the question, files of the program, and whatever is asked for in a preview.
#[must_use]
pub fn is_for_pages(path: &str, query: &str) -> bool {
    PAGES.contains(&path) || is_file(path) || preview_token(query).is_some()
}

/// Whether a file of the program is at this path.
pub(super) fn is_file(path: &str) -> bool {
    FILES.contains(&path)
}

/// The token of a preview in a query, if there is one.
pub(super) fn preview_token(query: &str) -> Option<&str> {
    let pair = query.split('&').find(|pair| pair.strip_prefix(PREVIEW).is_some_and(|rest| rest.starts_with('=')))?;
    pair.split_once('=').map(|(_, token)| token).filter(|token| !token.is_empty())
}

#[cfg(all(test, feature = "pages"))]
mod tests {
    use super::super::asset::Asset;
    use super::super::route::{Route, route};
    use super::*;
    use crate::edge::Request;

    #[test]
    fn what_is_not_of_the_path_is_known_by_its_address() {
        let of_path = ["/_segue/pdp/K-101", "/_segue/recs/similar", "/r/kettles", "/_segue/events", "/_segue/health"];
        for path in PAGES.iter().chain(&FILES).chain(&of_path).chain(&["/", "/_segue/privacy/", "/_segue/tag.jsx"]) {
            let method = if *path == "/_segue/events" { "POST" } else { "GET" };
            let left = match route(&Request { method, path, ..Request::default() }) {
                Ok(Route::Privacy | Route::Consent | Route::Preview | Route::Asset(_)) => true,
                Ok(Route::Page { .. } | Route::Recs { .. } | Route::Landing { .. } | Route::Events | Route::Health) => {
                    false
                }
                Err(_) => false,
            };
            assert_eq!(is_for_pages(path, ""), left, "{path}");
            assert_eq!(is_file(path), Asset::at(path).is_some(), "{path}");
            assert!(is_for_pages(path, "a=b&segue_preview=x"), "{path}");
        }
    }

    #[test]
    fn a_preview_is_one_with_a_token() {
        for (query, token) in [
            ("segue_preview=a.b", Some("a.b")),
            ("x=1&segue_preview=a=b&y", Some("a=b")),
            ("segue_preview=", None),
            ("segue_preview", None),
            ("xsegue_preview=a&segue_previews=b", None),
            ("", None),
        ] {
            assert_eq!(preview_token(query), token, "{query}");
        }
    }
}
