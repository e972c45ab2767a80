//! What is configured for a Worker: the variables and secrets of `wrangler.toml`, as plain values.

use crate::cookie::{KeyError, Keys};
use crate::link::LinkKeys;
use crate::snapshot::Publishers;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Bytes of shards that an isolate keeps, unless `SEGUE_SHARD_MB` says otherwise.
const SHARD_BUDGET: usize = 32 * 1024 * 1024;

/// What is set once for an isolate.
#[derive(Debug)]
pub struct Configured {
    /// `SEGUE_KEYS`: the keys that sign the visitors' cookies.
    pub keys: Keys,
    /// `SEGUE_LINK_KEYS`: the keys that sign one-off links; without one, none is believed.
    pub link_keys: LinkKeys,
    /// `SEGUE_FALLBACK_URL`: where links go while there is no snapshot.
    pub fallback_url: String,
    /// `SEGUE_SHARD_MB`, in bytes: how much of the catalogue an isolate keeps.
    pub shard_budget: usize,
    /// `SEGUE_PUBLISHERS`: whose signatures are believed; with somebody in it, nothing unsigned is served.
    pub publishers: Publishers,
    /// `SEGUE_NOT_BEFORE`: no pointer is followed that was published before, in seconds since 1970-01-01 00:00 UTC. An
    /// isolate that has just started knows no other bound on how old a signed pointer may be.
    pub not_before: u64,
    /// Whether the shop's owner is told of clicks: `SEGUE_EXPOSURES` is bound.
    pub tells: bool,
}

impl Configured {
    /// Reads the settings through `text`, which gives a variable's value; what cannot be read is said in words, and never
    /// opens a door: without keys no cookie is believed, and without publishers nothing is.
    #[must_use]
    pub fn read(text: impl Fn(&str) -> Option<String>) -> (Self, Vec<String>) {
        let text = |name: &str| text(name).filter(|value| !value.is_empty());
        let mut faults = Vec::new();
        let keys = Keys::parse(&text("SEGUE_KEYS").unwrap_or_default()).unwrap_or_else(|error| {
            faults.push(format!("{error}"));
            Keys::none()
        });
        let link_keys = LinkKeys::parse(&text(LinkKeys::VARIABLE).unwrap_or_default()).unwrap_or_else(|error| {
            // A shop that sends no one-off links has no such keys.
            if error != KeyError::Empty {
                faults.push(error.of(LinkKeys::VARIABLE));
            }
            LinkKeys::none()
        });
        let publishers = Publishers::parse(&text("SEGUE_PUBLISHERS").unwrap_or_default()).unwrap_or_else(|at| {
            faults.push(format!("entry {at} of SEGUE_PUBLISHERS is no name and key; nobody is believed"));
            Publishers::nobody()
        });
        let not_before = match text("SEGUE_NOT_BEFORE").map(|seconds| seconds.parse()) {
            None => 0,
            Some(Ok(seconds)) => seconds,
            Some(Err(_)) => {
                faults.push("SEGUE_NOT_BEFORE is no number of seconds; no pointer is followed".into());
                u64::MAX
            }
        };
        let megabytes = text("SEGUE_SHARD_MB").and_then(|megabytes| megabytes.parse::<usize>().ok());
        let configured = Self {
            keys,
            link_keys,
            fallback_url: text("SEGUE_FALLBACK_URL").unwrap_or_else(|| "/".into()),
            shard_budget: megabytes.map_or(SHARD_BUDGET, |megabytes| megabytes.saturating_mul(1024 * 1024)),
            publishers,
            not_before,
            tells: false,
        };
        (configured, faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_opens_no_door() {
        let (plain, faults) = Configured::read(|_| None);
        assert_eq!((plain.fallback_url.as_str(), plain.shard_budget, plain.not_before), ("/", SHARD_BUDGET, 0));
        assert!(!plain.publishers.ask() && faults.len() == 1, "only the keys are missing: {faults:?}");

        let (wrong, faults) = Configured::read(|_| Some("maya".into()));
        assert!(wrong.publishers.ask(), "a slip in the list asks for signatures all the same");
        assert_eq!(wrong.not_before, u64::MAX);
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert!(faults.iter().any(|fault| fault.starts_with("entry 1 of `SEGUE_LINK_KEYS`")), "{faults:?}");
    }
}
