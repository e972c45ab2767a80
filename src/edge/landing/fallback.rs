//! Where a click goes when nothing better is known, and why.

use super::super::Edge;
use crate::day::Day;
use crate::engine::{allowed, is_own_link};
use crate::snapshot::Core;
use alloc::string::String;

/// Why a click lands on the fallback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::edge) enum Why {
    /// The shop has no such campaign.
    UnknownCampaign,
    /// It has not begun, or is over.
    Ended,
    /// It could not be read.
    Broken,
    /// There is no snapshot.
    NoSnapshot,
    /// A one-off link was changed, or nobody here signed it.
    Tampered,
    /// None of its candidates holds.
    NothingFits,
}

impl Why {
    /// The word in `Segue-Fallback`.
    pub(in crate::edge) fn name(self) -> &'static str {
        match self {
            Self::UnknownCampaign => "unknown-campaign",
            Self::Ended => "ended",
            Self::Broken => "broken",
            Self::NoSnapshot => "no-snapshot",
            Self::Tampered => "tampered",
            Self::NothingFits => "nothing-fits",
        }
    }
}

/// Why a campaign's link landed on no candidate.
pub(super) fn why(core: &Core, campaign: &str, today: Day) -> Why {
    match core.campaigns.get(campaign) {
        None => Why::UnknownCampaign,
        Some(rule) => match &rule.body {
            None => Why::Broken,
            Some(body) if !body.window.holds(today) => Why::Ended,
            Some(_) => Why::NothingFits,
        },
    }
}

/// The fallback: the shop's, while there is no snapshot the Worker's own. Never a link of ours: it may be lost as well.
pub(super) fn url(edge: &Edge<'_>) -> String {
    let of_shop = edge.snapshot.map(|snapshot| &snapshot.core().shop);
    let lands = |url: &str, hosts: &[String]| allowed(url, hosts) && !is_own_link(url);
    let from_shop = of_shop.filter(|shop| lands(&shop.fallback_url, &shop.allowed_hosts));
    from_shop.map_or_else(|| of_worker(edge.fallback_url), |shop| &shop.fallback_url).into()
}

/// The Worker's own setting. It is trusted to name a host, but not to be well-formed; and a link of ours would lead back here,
/// again and again, for as long as there is no snapshot.
fn of_worker(url: &str) -> &str {
    let plain = url.bytes().all(|b| (0x21..0x7F).contains(&b) && b != b'\\');
    let fits = (plain && url.starts_with("https://")) || allowed(url, &[]);
    if fits && !is_own_link(url) { url } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workers_own_fallback_is_no_circle_and_well_formed() {
        for good in ["/", "/sale?x=y", "https://shop.example/x", "https://shop.example"] {
            assert_eq!(of_worker(good), good);
        }
        for bad in [
            "",
            "x",
            "//evil.example",
            "https://shop.example/r/x",
            "/r/gifts",
            "/./r/gifts",
            "/%72/gifts",
            "http://shop.example",
            "/a b",
        ] {
            assert_eq!(of_worker(bad), "/", "{bad}");
        }
    }
}
