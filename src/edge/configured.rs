//! What is configured for a Worker: the variables and secrets of `wrangler.toml`, as plain values.

use super::fault::Fault;
use crate::cookie::{KeyError, Keys};
use crate::link::LinkKeys;
use crate::snapshot::Publishers;
use alloc::string::String;
use alloc::vec::Vec;

/// Bytes of shards that an isolate keeps, unless `SEGUE_SHARD_MB` says otherwise.
const SHARD_BUDGET: usize = 32 * 1024 * 1024;

/// How long an isolate goes without looking at the pointer, in seconds, unless `SEGUE_LOOK_EVERY` says otherwise. KV gives
/// out what it holds for up to 30 more, so that going back takes 40 at most, and a minute with the command.
const LOOK_EVERY: u64 = 10;

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
    /// `SEGUE_LOOK_EVERY`, in milliseconds: how long an isolate goes without looking at the pointer.
    pub look_every: u64,
}

impl Configured {
    /// Reads the settings through `text`, which gives a variable's value; what cannot be read is said, with the number of
    /// the entry in a list, and never opens a door: without keys no cookie is believed, and without publishers nothing is.
    #[must_use]
    pub fn read(text: impl Fn(&str) -> Option<String>) -> (Self, Vec<(Fault, Option<u32>)>) {
        let text = |name: &str| text(name).filter(|value| !value.is_empty());
        let mut faults = Vec::new();
        let keys = Keys::parse(&text("SEGUE_KEYS").unwrap_or_default()).unwrap_or_else(|error| {
            faults.push(match error {
                KeyError::Empty => (Fault::KeysMissing, None),
                KeyError::Malformed(at) => (Fault::KeysUnreadable, u32::try_from(at).ok()),
            });
            Keys::none()
        });
        let link_keys = LinkKeys::parse(&text(LinkKeys::VARIABLE).unwrap_or_default()).unwrap_or_else(|error| {
            // A shop that sends no one-off links has no such keys.
            if let KeyError::Malformed(at) = error {
                faults.push((Fault::LinkKeysUnreadable, u32::try_from(at).ok()));
            }
            LinkKeys::none()
        });
        let publishers = Publishers::parse(&text("SEGUE_PUBLISHERS").unwrap_or_default()).unwrap_or_else(|at| {
            faults.push((Fault::PublishersUnreadable, u32::try_from(at).ok()));
            Publishers::nobody()
        });
        let not_before = match text("SEGUE_NOT_BEFORE").map(|seconds| seconds.parse()) {
            None => 0,
            Some(Ok(seconds)) => seconds,
            Some(Err(_)) => {
                faults.push((Fault::NotBeforeUnreadable, None));
                u64::MAX
            }
        };
        let megabytes = text("SEGUE_SHARD_MB").and_then(|megabytes| {
            let number = megabytes.parse::<usize>().ok();
            if number.is_none() {
                faults.push((Fault::ShardMbUnreadable, None));
            }
            number
        });
        let look_every = text("SEGUE_LOOK_EVERY").and_then(|seconds| {
            let number = seconds.parse().ok().filter(|seconds| (1..=3_600).contains(seconds));
            if number.is_none() {
                faults.push((Fault::LookEveryUnreadable, None));
            }
            number
        });
        let configured = Self {
            keys,
            link_keys,
            fallback_url: text("SEGUE_FALLBACK_URL").unwrap_or_else(|| "/".into()),
            shard_budget: megabytes.map_or(SHARD_BUDGET, |megabytes| megabytes.saturating_mul(1024 * 1024)),
            publishers,
            not_before,
            tells: false,
            look_every: look_every.unwrap_or(LOOK_EVERY) * 1_000,
        };
        (configured, faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pointer_is_looked_at_within_reason() {
        let looks = |set: &str| {
            let set = String::from(set);
            Configured::read(|name| (name == "SEGUE_LOOK_EVERY").then(|| set.clone())).0.look_every
        };
        assert_eq!([looks("1"), looks("3600")], [1_000, 3_600_000]);
        assert!(["", "0", "3601", "-1", "x"].iter().all(|set| looks(set) == 10_000));
    }

    #[test]
    fn what_cannot_be_read_opens_no_door() {
        let (plain, faults) = Configured::read(|_| None);
        assert_eq!((plain.fallback_url.as_str(), plain.shard_budget, plain.not_before), ("/", SHARD_BUDGET, 0));
        assert!(!plain.publishers.ask());
        assert_eq!(faults, [(Fault::KeysMissing, None)], "only the keys are missing");

        let (wrong, faults) = Configured::read(|_| Some("maya".into()));
        assert!(wrong.publishers.ask(), "a slip in the list asks for signatures all the same");
        assert_eq!((wrong.not_before, wrong.shard_budget), (u64::MAX, SHARD_BUDGET));
        let all = [
            (Fault::KeysUnreadable, Some(1)),
            (Fault::LinkKeysUnreadable, Some(1)),
            (Fault::PublishersUnreadable, Some(1)),
            (Fault::NotBeforeUnreadable, None),
            (Fault::ShardMbUnreadable, None),
            (Fault::LookEveryUnreadable, None),
        ];
        assert_eq!(faults, all);
    }
}
