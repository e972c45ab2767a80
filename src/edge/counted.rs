//! How many requests an isolate answered, of which route, from which rung and snapshot, on which basis, with which status, and
//! how long they read: counted in memory, and told to the shop's owner once in a while.
//!
//! A data point for each request would cost more than the request. So what is alike is added up, and one data point stands
//! for all of it. What an isolate has counted and not told when the runtime ends it is lost; nothing else is.

use super::Rung;
use crate::engine::Basis;
use crate::snapshot::SnapshotId;
use alloc::string::String;
use core::fmt::Write;

/// How long an isolate adds up, in seconds. The first request is told at once, so that an isolate that answers one is seen.
const PAUSE: u64 = 60;
/// How many requests are added up at most before they are told.
const MOST_REQUESTS: u32 = 10_000;
/// How many data points are written at once. A request may write 25 (Cloudflare, "Workers Analytics Engine limits"), and
/// one of a click is another.
const MOST_POINTS: usize = 20;
/// How many kinds of requests are told apart between two tellings; what is beyond that is added up as `other`.
const KINDS: usize = 48;

/// The upper bounds of what was read, in milliseconds. Before them is what read nothing, behind them what took longer.
const BOUNDS: [u32; 4] = [10, 50, 250, 1_000];
const BUCKETS: usize = BOUNDS.len() + 2;

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are those of the routes")]
pub enum Kind {
    Page,
    Recs,
    Landing,
    Events,
    Privacy,
    Consent,
    Health,
    Preview,
    Asset,
    /// The route was not found, or does not take this method or body.
    Nothing,
}

impl Kind {
    const NAMES: [&'static str; 10] =
        ["pdp", "recs", "r", "events", "privacy", "consent", "health", "preview", "asset", "nothing"];
}

/// What is counted of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// What was asked for.
    pub kind: Kind,
    /// Which rung answered.
    pub rung: Rung,
    /// On which basis.
    pub basis: Basis,
    /// From which snapshot.
    pub snapshot: Option<SnapshotId>,
    /// Milliseconds spent reading, if anything was read. The clock of the runtime stands still while the program computes,
    /// so there is nothing else to be measured from inside.
    pub read_ms: Option<u32>,
    /// When, in seconds since 1970; 0 where it is not known.
    pub second: u64,
}

impl Seen {
    /// Of an answer of which nothing is known yet.
    pub(super) const NOTHING: Self = Self {
        kind: Kind::Nothing,
        rung: Rung::Storefront,
        basis: Basis::Default,
        snapshot: None,
        read_ms: None,
        second: 0,
    };

    /// The bucket of the time that was spent reading.
    fn bucket(&self) -> usize {
        self.read_ms.map_or(0, |ms| 1 + BOUNDS.iter().take_while(|bound| ms > **bound).count())
    }

    /// All but the snapshot and the time, as one number. Statuses count by their first digit.
    fn key(&self, status: u16) -> u16 {
        let digit = (status / 100).min(7);
        (self.kind as u16) | (self.rung as u16) << 4 | (self.basis as u16) << 6 | digit << 8
    }
}

/// Requests that are alike.
#[derive(Debug, Clone, Copy)]
struct Count {
    key: u16,
    snapshot: Option<SnapshotId>,
    /// How many, by the time they read.
    requests: [u32; BUCKETS],
}

impl Count {
    const NONE: Self = Self { key: 0, snapshot: None, requests: [0; BUCKETS] };

    /// What found no place of its own.
    const OTHER: Self = Self { key: u16::MAX, ..Self::NONE };
}

/// What one isolate has counted and not told yet.
#[derive(Debug)]
pub struct Counts {
    counts: [Count; KINDS],
    used: usize,
    requests: u32,
    /// When to tell next, in seconds since 1970.
    next: u64,
}

impl Counts {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { counts: [Count::NONE; KINDS], used: 0, requests: 0, next: 0 }
    }

    /// Counts a request that was answered with this status; whether it is time to tell.
    pub fn add(&mut self, seen: &Seen, status: u16) -> bool {
        let key = seen.key(status);
        let alike = |count: &Count| count.key == key && count.snapshot == seen.snapshot;
        let known = self.counts.iter().take(self.used).position(alike);
        let at = known.unwrap_or_else(|| self.place(Count { key, snapshot: seen.snapshot, ..Count::NONE }));
        if let Some(requests) = self.counts.get_mut(at).and_then(|count| count.requests.get_mut(seen.bucket())) {
            *requests = requests.saturating_add(1);
        }
        self.requests = self.requests.saturating_add(1);
        // A clock that was put back by more than a pause does not silence anybody.
        let early = seen.second < self.next && self.next - seen.second <= PAUSE;
        let due = (!early && seen.second > 0) || self.requests >= MOST_REQUESTS;
        if due {
            self.next = seen.second + PAUSE;
            self.requests = 0;
        }
        due
    }

    /// Counts it as well, and when it is time tells: `write` writes data points, a JSON array, and says how many it wrote.
    /// Whether all of them were, if any had to be.
    pub fn tell(&mut self, seen: &Seen, status: u16, write: impl FnOnce(&str) -> usize) -> bool {
        if !self.add(seen, status) {
            return true;
        }
        let (points, some) = self.points();
        let written = write(&points);
        self.written(written);
        written >= some
    }

    /// A place for another kind of requests; the last one is for all that come when the others are taken.
    fn place(&mut self, count: Count) -> usize {
        let at = self.used.min(KINDS - 1);
        if self.used < KINDS {
            self.used += 1;
            let count = if at == KINDS - 1 { Count::OTHER } else { count };
            self.counts.iter_mut().skip(at).take(1).for_each(|place| *place = count);
        }
        at
    }

    /// Some data points of Workers Analytics Engine as a JSON array, and how many they are.
    #[must_use]
    pub fn points(&self) -> (String, usize) {
        let some = self.used.min(MOST_POINTS);
        let mut points = String::with_capacity(2 + some * 192);
        points.push('[');
        for count in self.counts.iter().take(some) {
            if points.len() > 1 {
                points.push(',');
            }
            write(&mut points, count);
        }
        points.push(']');
        (points, some)
    }

    /// The first `some` data points were written; what is left is told with the next request.
    pub fn written(&mut self, some: usize) {
        self.counts.copy_within(some.min(KINDS).., 0);
        self.used = self.used.saturating_sub(some);
        if some > 0 && self.used > 0 {
            self.next = 0;
        }
    }
}

impl Default for Counts {
    fn default() -> Self {
        Self::new()
    }
}

/// All words are the program's own, so that nothing has to be escaped.
fn write(to: &mut String, count: &Count) {
    let Count { key, snapshot, requests } = count;
    let name = |names: &[&'static str], at: u16| names.get(usize::from(at)).copied().unwrap_or("other");
    let [kind, rung, basis, digit] = if *key == u16::MAX {
        ["other"; 4]
    } else {
        [
            name(&Kind::NAMES, key & 15),
            name(&["memory", "kv", "baseline", "storefront"], key >> 4 & 3),
            name(&["full", "session", "contextual", "default"], key >> 6 & 3),
            name(&["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"], key >> 8),
        ]
    };
    for part in ["{\"indexes\":[\"", kind, "\"],\"blobs\":[\"", kind, "\",\"", rung, "\",\"", basis, "\",\""] {
        to.push_str(part);
    }
    match snapshot {
        Some(snapshot) => _ = write!(to, "{snapshot}"),
        None => to.push_str("none"),
    }
    for part in ["\",\"", digit, "\",\"", crate::VERSION, "\"],\"doubles\":["] {
        to.push_str(part);
    }
    let all = requests.iter().fold(0_u32, |sum, some| sum.saturating_add(*some));
    let _ = write!(to, "{all}");
    for some in requests {
        let _ = write!(to, ",{some}");
    }
    to.push_str("]}");
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

    use super::*;
    use alloc::collections::BTreeMap;
    use alloc::string::ToString;
    use alloc::vec::Vec;
    use serde_json::Value;

    const SEEN: Seen = Seen {
        kind: Kind::Page,
        rung: Rung::Memory,
        basis: Basis::Full,
        snapshot: Some(SnapshotId([0xab; 16])),
        read_ms: None,
        second: 1_000,
    };

    /// Adds up what the data points say, by their texts, and forgets them.
    fn tell(counts: &mut Counts, told: &mut BTreeMap<Vec<String>, u64>) -> usize {
        let (points, some) = counts.points();
        let points: Vec<Value> = serde_json::from_str(&points).unwrap();
        assert!(points.len() == some && some <= MOST_POINTS);
        for point in &points {
            let blobs = point["blobs"].as_array().unwrap().iter().map(|blob| blob.as_str().unwrap().to_string());
            let doubles: Vec<u64> = point["doubles"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
            assert_eq!(doubles[0], doubles[1..].iter().sum::<u64>(), "{point}");
            assert_eq!((point["indexes"].as_array().unwrap().len(), doubles.len()), (1, 1 + BUCKETS));
            *told.entry(blobs.collect()).or_default() += doubles[0];
        }
        counts.written(some);
        some
    }

    #[test]
    fn every_kind_has_its_own_words() {
        let kinds = [
            Kind::Page,
            Kind::Recs,
            Kind::Landing,
            Kind::Events,
            Kind::Privacy,
            Kind::Consent,
            Kind::Health,
            Kind::Preview,
            Kind::Asset,
            Kind::Nothing,
        ];
        for (at, kind) in kinds.into_iter().enumerate() {
            assert_eq!(kind as usize, at);
        }
        for rung in [Rung::Memory, Rung::Kv, Rung::Baseline, Rung::Storefront] {
            for basis in [Basis::Full, Basis::Session, Basis::Contextual, Basis::Default] {
                for status in [200, 204, 302, 404, 503] {
                    let mut counts = Counts::new();
                    counts.add(&Seen { rung, basis, kind: Kind::Landing, ..SEEN }, status);
                    let mut told = BTreeMap::new();
                    tell(&mut counts, &mut told);
                    let class = alloc::format!("{}xx", status / 100);
                    let words = ["r", rung.name(), basis.name(), &"ab".repeat(16), &class, crate::VERSION];
                    assert_eq!(told.into_keys().next().unwrap(), words);
                }
            }
        }
    }

    #[test]
    fn what_was_read_falls_into_its_bucket() {
        for (read_ms, bucket) in [
            (None, 0),
            (Some(0), 1),
            (Some(10), 1),
            (Some(11), 2),
            (Some(50), 2),
            (Some(250), 3),
            (Some(1_000), 4),
            (Some(1_001), 5),
            (Some(u32::MAX), 5),
        ] {
            let mut counts = Counts::new();
            counts.add(&Seen { read_ms, ..SEEN }, 200);
            let point: Value = serde_json::from_str(&counts.points().0).unwrap();
            let doubles: Vec<u64> =
                point[0]["doubles"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
            let mut wanted = [1, 0, 0, 0, 0, 0, 0];
            wanted[1 + bucket] = 1;
            assert_eq!(doubles, wanted, "{read_ms:?}");
        }
    }

    #[test]
    fn the_first_at_once_and_then_once_a_minute() {
        let mut counts = Counts::new();
        let due: Vec<u64> =
            (1_000..1_200).filter(|second| counts.add(&Seen { second: *second, ..SEEN }, 200)).collect();
        assert_eq!(due, [1_000, 1_060, 1_120, 1_180]);
        assert!(counts.add(&Seen { second: 5, ..SEEN }, 200), "a clock that was put back silences nobody");
        let mut busy = Counts::new();
        let due = (0..25_000).filter(|_| busy.add(&SEEN, 200)).count();
        assert_eq!(due, 3, "the first, and then each 10,000");
        assert_eq!(busy.points().1, 1);
    }

    proptest::proptest! {
        #[test]
        fn no_request_is_lost(
            seen in proptest::collection::vec((0..10_u8, 0..4_u8, 0..4_u8, 0..6_u8, 2..6_u16, 0..90_u64), 1..1_500),
        ) {
            use {Basis::{Contextual, Default as Nobody, Full, Session}, Rung::{Baseline, Kv, Memory, Storefront}};
            let kinds = [Kind::Page, Kind::Recs, Kind::Landing, Kind::Events, Kind::Privacy,
                Kind::Consent, Kind::Health, Kind::Preview, Kind::Asset, Kind::Nothing];
            let (mut counts, mut told, mut second) = (Counts::new(), BTreeMap::new(), 1_000);
            let mut wanted: BTreeMap<Vec<String>, u64> = BTreeMap::new();
            for (kind, rung, basis, snapshot, digit, pause) in &seen {
                second += pause / 30;
                let seen = Seen {
                    kind: kinds[usize::from(*kind)],
                    rung: [Memory, Kv, Baseline, Storefront][usize::from(*rung)],
                    basis: [Full, Session, Contextual, Nobody][usize::from(*basis)],
                    snapshot: (*snapshot > 0).then_some(SnapshotId([*snapshot; 16])),
                    read_ms: (*rung == 1).then_some(u32::try_from(*pause).unwrap()),
                    second,
                };
                let due = counts.add(&seen, digit * 100);
                let named = seen.snapshot.map_or("none".to_string(), |id| id.to_string());
                let class = alloc::format!("{digit}xx");
                let words = [Kind::NAMES[usize::from(*kind)], seen.rung.name(), seen.basis.name(), &named, &class,
                    crate::VERSION];
                *wanted.entry(words.iter().map(ToString::to_string).collect()).or_default() += 1;
                if due {
                    tell(&mut counts, &mut told);
                }
            }
            while tell(&mut counts, &mut told) > 0 {}
            let sum = |of: &BTreeMap<Vec<String>, u64>| of.values().sum::<u64>();
            proptest::prop_assert_eq!(sum(&told), u64::try_from(seen.len()).unwrap());
            for (words, count) in told.iter().filter(|(words, _)| words[0] != "other") {
                proptest::prop_assert!(wanted.get(words).is_some_and(|all| all >= count), "{:?}", words);
            }
        }
    }
}
