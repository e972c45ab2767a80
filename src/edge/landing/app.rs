//! The shop's app, where a page can be asked to open in it.

use super::super::Edge;
use super::resolved::Resolved;
use alloc::string::String;

/// `url` as an address that opens in the shop's app, where the click is to land there; else `url` itself.
pub(super) fn opened(_edge: &Edge<'_>, _resolved: &Resolved<'_>, url: String) -> String {
    url
}
