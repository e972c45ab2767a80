//! The shop's app, where a page can be asked to open in it.

use super::super::Edge;
use super::resolved::Resolved;
use crate::consent::Os;
use crate::engine::{Place, allowed, in_path};
use crate::snapshot::Shop;
use alloc::format;
use alloc::string::String;

/// `url` as an address that opens in the shop's app, where the click is to land there; else `url` itself. A program gets the
/// page: it has no app.
pub(super) fn opened(edge: &Edge<'_>, resolved: &Resolved<'_>, url: String) -> String {
    match edge.snapshot {
        Some(snapshot) if resolved.place() == Some(Place::App) && !resolved.traceless => {
            address(&snapshot.core().shop, resolved.admitted.visitor.context().os, &url).unwrap_or(url)
        }
        _ => url,
    }
}

/// The address of a path of the shop in its app; `None` where it cannot be said, or leads to a host that is not allowed.
fn address(shop: &Shop, os: Os, path: &str) -> Option<String> {
    if !path.starts_with('/') {
        return None;
    }
    let apps = shop.apps.as_ref()?;
    let of_host = |host: &str| Some(format!("https://{host}{path}")).filter(|url| allowed(url, &shop.allowed_hosts));
    match os {
        Os::Android => {
            let package = apps.android.as_deref().filter(|package| is_package(package))?;
            let (host, fallback) = (&apps.host, of_host(&apps.host)?);
            // The fragment is where the intent itself stands.
            let page = path.split('#').next().unwrap_or_default();
            let fallback = in_path(&fallback);
            Some(format!(
                "intent://{host}{page}#Intent;scheme=https;package={package};S.browser_fallback_url={fallback};end"
            ))
        }
        Os::Ios => of_host(apps.ios.as_deref()?),
        Os::Other => None,
    }
}

/// Letters, digits, dots and underscores, and nothing that would end a part of an address.
fn is_package(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_')
}
