//! What the targets stand on: the sample shop as it is published, and a request's way through the edge to its answer.

use segue::case::{answered, warm};
use segue::consent::{Choice, PurposeSet, Record};
use segue::cookie::{self, Found, Keys, MAX_BYTES, PROFILE, Unverified, seal_profile, verify_profile};
use segue::day::{Day, Now};
use segue::edge::{Request, Response, Step};
use segue::shop::Compiled;
use segue::snapshot::Snapshot;
use segue::visitor::{LIMITS, Profile};
use std::path::Path;

/// Noon on a day in November 2026, in seconds since 1970.
pub const NOON: u64 = 20_780 * 86_400 + 43_200;

/// Keys for tests only.
pub const KEYS: &str = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";

/// The day of every run.
pub const TODAY: Day = Day((NOON / 86_400) as u16);

/// What every run starts from.
pub struct World {
    /// The sample shop with every shard at hand.
    pub snapshot: Snapshot,
    /// The keys.
    pub keys: Keys,
    /// The cookie of somebody who said yes to everything.
    pub yes: String,
    /// The cookie of somebody who said no to everything.
    pub no: String,
}

impl World {
    /// Compiles the sample shop.
    #[must_use]
    pub fn new() -> Self {
        let keys = keys();
        let record = |granted| {
            let own = Choice { day: TODAY, stated: PurposeSet::ALL, granted };
            let record = Record { day: TODAY, policy: 1, own, ..Record::default() };
            format!("{}={}", cookie::CONSENT, record.seal(&keys).expect("a key"))
        };
        let (yes, no) = (record(PurposeSet::ALL), record(PurposeSet::NONE));
        Self { snapshot: open(compiled()), yes, no, keys }
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// The keys of every run.
#[must_use]
pub fn keys() -> Keys {
    Keys::parse(KEYS).expect("keys")
}

/// The sample shop, compiled.
#[must_use]
pub fn compiled() -> Compiled {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/shop"));
    let folder = segue::shop::read(folder).map_err(|_| "run `segue check fixtures/shop`").expect("the sample shop");
    segue::shop::compile(&folder).map_err(|_| "run `segue check fixtures/shop`").expect("the sample shop")
}

/// A snapshot with every shard at hand.
#[must_use]
pub fn open(compiled: Compiled) -> Snapshot {
    let (mut snapshot, _) = Snapshot::open(&compiled.core).expect("a core");
    for (at, (_, bytes)) in (0_u16..).zip(compiled.shards) {
        snapshot.load(at, bytes, usize::MAX).expect("a shard");
    }
    snapshot
}

/// The answer of a Worker that has this snapshot in memory, and no audiences.
#[must_use]
pub fn answer(snapshot: Option<&Snapshot>, keys: &Keys, request: &Request<'_>) -> Response {
    match answered(&warm(snapshot, keys, Now::from_unix_seconds(NOON)), request, &|_| None) {
        Step::Answer(response) => response,
        Step::Read(need) => panic!("on the last try it still asks for {:?}", need.shards),
    }
}

/// The value that an answer sets a cookie to; `Some("")` where it tells it to go.
#[must_use]
pub fn set_cookie<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    let mut found = None;
    for (header, value) in &response.headers {
        if header.eq_ignore_ascii_case("set-cookie")
            && let Some((other, rest)) = value.split_once('=')
            && other == name
        {
            assert!(found.is_none(), "`{name}` is set twice");
            assert!(rest.contains("; Secure") && rest.contains("; HttpOnly") && rest.contains("; Path=/"), "{value}");
            found = Some(if rest.contains("Max-Age=0") { "" } else { rest.split(';').next().unwrap_or_default() });
        }
    }
    found
}

/// What the profile's cookie holds, which must be one of ours and within its bounds.
pub fn profile_in(value: &str, keys: &Keys) -> Profile {
    assert!(PROFILE.len() + 1 + value.len() <= MAX_BYTES, "a cookie of {} bytes", PROFILE.len() + 1 + value.len());
    let found = verify_profile(Found::One(Unverified::new(PROFILE, value)), keys, TODAY);
    let profile = found.expect("a cookie that was just sealed").expect("a profile");
    within_bounds(&profile);
    // Reading cuts what is too long, so what was written is looked at once more.
    assert!(seal_profile(&profile, keys, TODAY).as_deref() == Some(value), "more was written than may be remembered");
    profile
}

/// Every list of a profile is as long as it may be at most.
pub fn within_bounds(profile: &Profile) {
    let lists = [
        (profile.viewed.len(), LIMITS.viewed),
        (profile.affinities.len(), LIMITS.affinities),
        (profile.cart.len(), LIMITS.cart),
        (profile.bought.len(), LIMITS.bought),
        (profile.audiences.len(), LIMITS.audiences),
        (profile.exposures.len(), LIMITS.exposures),
        (profile.shown.len(), LIMITS.shown),
    ];
    for (at, (length, most)) in lists.into_iter().enumerate() {
        assert!(length <= most, "list {at} of the profile holds {length} entries, and {most} at most");
    }
}

/// What every answer holds to: a status of ours, headers that can be written, and the four that are always there.
pub fn is_whole(response: &Response) {
    assert!(
        matches!(response.status, 200 | 204 | 302 | 303 | 400 | 403 | 404 | 405 | 413 | 415),
        "{}",
        response.status
    );
    for (name, value) in &response.headers {
        assert!(value.bytes().all(|byte| (0x20..0x7F).contains(&byte)), "the header {name} holds what none may");
    }
    for name in ["Segue-Snapshot", "Segue-Basis", "Segue-Rung", "Server-Timing", "Cache-Control"] {
        assert!(response.header(name).is_some(), "`{name}` is missing");
    }
    let json = response.header("Content-Type").is_some_and(|kind| kind.contains("json"));
    assert!(!json || serde_json::from_str::<serde_json::Value>(&response.body).is_ok(), "a body that is no JSON");
    if response.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("set-cookie")) {
        let cache = response.header("Cache-Control").unwrap_or_default();
        assert_eq!(cache, "private, no-store", "an answer with a cookie may be kept");
    }
}
