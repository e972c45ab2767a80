//! The shop's app, where a page can be asked to open in it.

use super::super::Edge;
use super::resolved::Resolved;
use crate::consent::Os;
use crate::engine::{Place, in_path};
use crate::snapshot::Apps;
use alloc::format;
use alloc::string::String;

/// `url` as an address that opens in the shop's app, where the click is to land there; else `url` itself. A program gets the
/// page: it has no app.
pub(super) fn opened(edge: &Edge<'_>, resolved: &Resolved<'_>, url: String) -> String {
    let apps = edge.snapshot.and_then(|snapshot| snapshot.core().shop.apps.as_ref());
    match apps {
        Some(apps) if resolved.place() == Some(Place::App) && !resolved.traceless => {
            address(apps, resolved.admitted.visitor.context().os, &url).unwrap_or(url)
        }
        _ => url,
    }
}

/// The address of a path of the shop in its app; `None` where it cannot be said.
fn address(apps: &Apps, os: Os, path: &str) -> Option<String> {
    if !path.starts_with('/') {
        return None;
    }
    match os {
        Os::Android => {
            let package = apps.android.as_deref().filter(|package| is_name(package, b"_"))?;
            let host = Some(apps.host.as_str()).filter(|host| is_name(host, b"-"))?;
            // The fragment is where the intent itself stands.
            let page = path.split('#').next().unwrap_or_default();
            let fallback = format!("https://{host}{path}");
            let fallback = in_path(&fallback);
            Some(format!(
                "intent://{host}{page}#Intent;scheme=https;package={package};S.browser_fallback_url={fallback};end"
            ))
        }
        Os::Ios => {
            let host = apps.ios.as_deref().filter(|host| is_name(host, b"-"))?;
            Some(format!("https://{host}{path}"))
        }
        Os::Other => None,
    }
}

/// Letters, digits, dots and `more`, and nothing that would end a part of an address.
fn is_name(text: &str, more: &[u8]) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || more.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_asked_for_the_page_of_the_same_path() {
        let apps = Apps {
            host: "shop.example".into(),
            android: Some("example.shop_app".into()),
            ios: Some("app.shop.example".into()),
        };
        let at = |os, path| address(&apps, os, path);
        assert_eq!(
            at(Os::Android, "/p/K;1?utm_source=a#b").as_deref(),
            Some(
                "intent://shop.example/p/K;1?utm_source=a#Intent;scheme=https;package=example.shop_app;\
                 S.browser_fallback_url=https%3A%2F%2Fshop.example%2Fp%2FK%3B1%3Futm_source%3Da%23b;end"
            )
        );
        assert_eq!(at(Os::Ios, "/p/K?x#y").as_deref(), Some("https://app.shop.example/p/K?x#y"));
        assert_eq!(at(Os::Other, "/p/K"), None);
        assert_eq!(at(Os::Ios, "https://elsewhere.example/"), None);
        for (host, package) in
            [("shop.example/x", "a.b"), ("shop.example", "a.b;end"), ("", "a.b"), ("shop.example", "")]
        {
            let apps = Apps { host: host.into(), android: Some(package.into()), ios: Some("a@b".into()) };
            assert_eq!(address(&apps, Os::Android, "/"), None, "{host} {package}");
            assert_eq!(address(&apps, Os::Ios, "/"), None);
        }
    }
}
