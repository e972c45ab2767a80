//! What a login reads: at most one shard of the audiences, once, and nothing while nothing has changed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use crate::KEYS;
use crate::common::sample::sample_compiled;
use segue::case::{Case, Parts, parts};
use segue::cookie::{Found, Keys, PROFILE, Unverified, verify_profile};
use segue::day::{Day, Now};
use segue::edge::{Beside, Body, Edge, Request, Response, Rung, Step, handle};
use segue::key::NameKey;
use segue::snapshot::{List, MemberKey, Snapshot, SnapshotId, WireCore, write_audience_shards};
use segue::visitor::Profile;
use serde_json::json;

/// SHA-256 of `fake-customer-01`, who is on the sample shop's list, and of `fake-stranger-01`.
const MEMBER: &str = "52c61be34200aa36b10a6aa4ab81bd4ad6d9feb62a4898dc21c6724cf215845e";
const STRANGER: &str = "2e2b6a217ec4e71fcee717478ac974dfd305b807fe1d6c4270530e5c568a0cc6";
const TODAY: u64 = 20_780;

/// A shop with audiences, and a browser that logs in there.
struct Visit {
    snapshot: Snapshot,
    shards: Vec<(SnapshotId, Vec<u8>)>,
    keys: Keys,
    day: u64,
    /// The cookies of the browser; the profile is the last.
    record: String,
    profile: Option<String>,
}

impl Visit {
    fn new() -> Self {
        let compiled = sample_compiled();
        let (mut snapshot, _) = Snapshot::open(&compiled.core).unwrap();
        for (at, (_, bytes)) in (0_u16..).zip(compiled.shards) {
            snapshot.load(at, bytes, usize::MAX).unwrap();
        }
        let keys = Keys::parse(KEYS).unwrap();
        let mut visit =
            Self { snapshot, shards: compiled.audience_shards, keys, day: TODAY, record: String::new(), profile: None };
        visit.choose(true);
        visit
    }

    /// The visitor chooses about advertising, and agrees to personalization.
    fn choose(&mut self, advertising: bool) {
        let case = json!({ "name": "", "consent": { "personalization": true, "advertising": advertising },
            "request": { "path": "/" }, "expect": {} });
        let case: Case = serde_json::from_value(case).unwrap();
        let Parts { headers, .. } = parts(&case, Some(&self.snapshot), &self.keys, self.today()).unwrap();
        self.record = headers.into_iter().find(|(name, _)| name == "cookie").unwrap().1;
    }

    fn today(&self) -> Day {
        Day(u16::try_from(self.day).unwrap())
    }

    /// Other audiences are published.
    fn publish(&mut self, lists: &[List<'_>]) {
        let compiled = sample_compiled();
        let shards = write_audience_shards(lists);
        self.shards = shards.into_iter().map(|bytes| (SnapshotId::of(&bytes), bytes)).collect();
        let mut core: WireCore = postcard::from_bytes(&compiled.core[4..]).unwrap();
        core.audience_shards = self.shards.iter().map(|(id, _)| *id).collect();
        self.snapshot = Snapshot::open(&core.to_bytes()).unwrap().0;
    }

    fn ask(&self, path: &str, body: Option<&str>, last_try: bool, beside: Beside<'_>) -> Step {
        let profile = self.profile.as_ref().map_or(String::new(), |value| format!("; {PROFILE}={value}"));
        let cookies = format!("{}{profile}", self.record);
        let request = Request {
            method: if body.is_some() { "POST" } else { "GET" },
            path,
            cookies: &cookies,
            country: Some("DE"),
            accept: "application/json",
            body: body.map_or(Body::None, |body| Body::Bytes(body.as_bytes())),
            ..Request::default()
        };
        let edge = Edge {
            snapshot: Some(&self.snapshot),
            published: 0,
            rung: Rung::Memory,
            keys: &self.keys,
            now: Now::from_unix_seconds(self.day * 86_400),
            entropy: &|| Some([7; 16]),
            fallback_url: "/",
            read_ms: None,
            last_try,
            beside,
        };
        handle(&edge, &request)
    }

    /// Logs in as the Worker would go about it, with shards that `read` gives; how often it read.
    fn log_in(&mut self, id: &str, read: impl Fn(&[u8]) -> Option<Vec<u8>>) -> usize {
        let body = json!({ "events": [{ "name": "login", "user_id": id }] }).to_string();
        let mut held: Option<(SnapshotId, Option<Vec<u8>>)> = None;
        for reads in 0..4 {
            let audience = held.as_ref().map(|(id, bytes)| (*id, bytes.as_deref()));
            match self.ask("/_segue/events", Some(&body), false, Beside { audience, ..Beside::default() }) {
                Step::Answer(response) => {
                    assert_eq!(response.status, 204);
                    assert!(!format!("{response:?}").contains(id) && !response.body.contains(id));
                    self.keep(&response);
                    return reads;
                }
                Step::Read(need) => {
                    assert!(need.shards.is_empty());
                    let id = need.audience.unwrap();
                    let bytes = self.shards.iter().find(|(shard, _)| *shard == id).map(|(_, bytes)| bytes);
                    held = Some((id, bytes.and_then(|bytes| read(bytes))));
                }
            }
        }
        usize::MAX
    }

    fn keep(&mut self, response: &Response) {
        let mut cookies = response.headers.iter().filter(|(name, _)| *name == "Set-Cookie");
        let set = cookies.find_map(|(_, value)| value.strip_prefix(&format!("{PROFILE}=")));
        self.profile = set.map(|value| value.split(';').next().unwrap().to_owned()).or(self.profile.take());
    }

    fn remembered(&self) -> Option<Profile> {
        let value = self.profile.as_ref()?;
        verify_profile(Found::One(Unverified::new(PROFILE, value)), &self.keys, self.today()).unwrap()
    }

    fn audiences(&self) -> Vec<(NameKey, u16)> {
        let profile = self.remembered();
        profile.iter().flat_map(|profile| &profile.audiences).map(|a| (a.audience, a.until.0)).collect()
    }
}

fn whole(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(bytes.to_vec())
}

fn members(of: &[&str]) -> (u32, Vec<u64>) {
    let count = u32::try_from(of.len()).unwrap();
    let mut values: Vec<u64> = of.iter().map(|id| MemberKey::read(id).unwrap().on_list_of(count)).collect();
    values.sort_unstable();
    (count, values)
}

fn list<'a>(name: &str, until: u64, (members, values): &'a (u32, Vec<u64>)) -> List<'a> {
    List { name: NameKey::of(name), until: Day(u16::try_from(until).unwrap()), members: *members, values }
}

#[test]
fn a_login_reads_once_and_the_next_reads_nothing() {
    for (id, found) in [(MEMBER, 1), (STRANGER, 0)] {
        let mut visit = Visit::new();
        assert_eq!(visit.log_in(id, whole), 1);
        assert_eq!(visit.audiences().len(), found);
        assert_eq!(visit.log_in(id, whole), 0, "it is known");
        visit.day += 20;
        assert_eq!(visit.log_in(&id.to_uppercase(), whole), 0, "also on another day, and in another spelling");
        assert_eq!(visit.audiences().len(), found);
    }
}

#[test]
fn somebody_else_in_the_same_browser_is_asked_about_anew() {
    let mut visit = Visit::new();
    visit.log_in(MEMBER, whole);
    assert_eq!(visit.log_in(STRANGER, whole), 1);
    assert_eq!(visit.audiences(), []);
    assert_eq!(visit.log_in(MEMBER, whole), 1);
    assert_eq!(visit.audiences().len(), 1);
}

#[test]
fn what_cannot_be_read_or_is_damaged_is_asked_for_again_with_the_next_login() {
    let damaged = |bytes: &[u8]| Some(bytes.iter().map(|byte| byte ^ 0xFF).collect());
    let cut = |bytes: &[u8]| bytes.get(..bytes.len() - 1).map(<[u8]>::to_vec);
    let mut visit = Visit::new();
    for read in [&|_: &[u8]| None, &damaged, &cut] as [&dyn Fn(&[u8]) -> Option<Vec<u8>>; 3] {
        assert_eq!(visit.log_in(MEMBER, read), 1, "one try");
        assert!(visit.remembered().is_none(), "nothing is remembered");
    }
    assert_eq!(visit.log_in(MEMBER, whole), 1);
    assert_eq!(visit.audiences().len(), 1);

    // Without time to read, the answer is the same.
    let body = json!({ "user_id": STRANGER, "events": [] }).to_string();
    let fresh = Visit::new();
    let Step::Answer(response) = fresh.ask("/_segue/events", Some(&body), true, Beside::default()) else {
        unreachable!("the last try answers")
    };
    assert_eq!(response.status, 204);
    assert!(response.headers.iter().all(|(name, _)| *name != "Set-Cookie"));
    // The bytes of another shard than the one asked for answer nothing.
    let other = (SnapshotId::of(b"another"), Some(fresh.shards[0].1.as_slice()));
    let beside = Beside { audience: Some(other), ..Beside::default() };
    let Step::Answer(response) = fresh.ask("/_segue/events", Some(&body), false, beside) else {
        unreachable!("nothing is asked for twice")
    };
    assert!(response.headers.iter().all(|(name, _)| *name != "Set-Cookie"));
}

#[test]
fn somebody_else_does_not_inherit_audiences_where_the_answer_is_unknown() {
    let damaged = |bytes: &[u8]| Some(bytes.iter().map(|byte| byte ^ 0xFF).collect());
    for read in [&|_: &[u8]| None, &damaged] as [&dyn Fn(&[u8]) -> Option<Vec<u8>>; 2] {
        let mut visit = Visit::new();
        visit.log_in(MEMBER, whole);
        assert_eq!(visit.audiences().len(), 1);
        // The one who is known already is not asked about, so nothing can be lost for them.
        assert_eq!(visit.log_in(MEMBER, read), 0);
        assert_eq!(visit.audiences().len(), 1);
        assert_eq!(visit.log_in(STRANGER, read), 1);
        assert_eq!(visit.audiences(), [], "these are somebody else's");
        assert_eq!(visit.remembered().unwrap().asked, 0);
        assert_eq!(visit.log_in(MEMBER, whole), 1, "the next login asks again");
        assert_eq!(visit.audiences().len(), 1);
    }
    // Without time to read.
    let mut visit = Visit::new();
    visit.log_in(MEMBER, whole);
    let body = json!({ "user_id": STRANGER, "events": [] }).to_string();
    let Step::Answer(response) = visit.ask("/_segue/events", Some(&body), true, Beside::default()) else {
        unreachable!("the last try answers")
    };
    visit.keep(&response);
    assert_eq!(visit.audiences(), []);
}

#[test]
fn a_membership_ends_with_its_list() {
    let (one, other) = (members(&[MEMBER]), members(&[MEMBER, STRANGER]));
    let mut visit = Visit::new();
    visit.publish(&[
        list("over", TODAY - 1, &one),
        list("today", TODAY, &one),
        list("tomorrow", TODAY + 1, &other),
        list("others", TODAY + 9, &members(&[STRANGER])),
    ]);
    assert_eq!(visit.log_in(MEMBER, whole), 1);
    let [today, tomorrow] = ["today", "tomorrow"].map(NameKey::of);
    let until = |days: u64| u16::try_from(TODAY + days).unwrap();
    assert_eq!(visit.audiences(), [(today, until(0)), (tomorrow, until(1))]);
    visit.day += 1;
    // Something else that is remembered writes the profile anew, without what has ended.
    let viewed = json!({ "events": [{ "name": "view_cart", "items": [] }] }).to_string();
    let Step::Answer(response) = visit.ask("/_segue/events", Some(&viewed), true, Beside::default()) else {
        unreachable!("the last try answers")
    };
    visit.keep(&response);
    assert_eq!(visit.audiences(), [(tomorrow, until(1))]);
    assert_eq!(visit.log_in(MEMBER, whole), 0);
}

#[test]
fn other_audiences_are_asked_about_once_more() {
    let one = members(&[MEMBER]);
    let mut visit = Visit::new();
    assert_eq!(visit.log_in(MEMBER, whole), 1);
    visit.publish(&[list("vip", TODAY + 99, &one), list("new", TODAY + 9, &one)]);
    assert_eq!(visit.log_in(MEMBER, whole), 1);
    assert_eq!(visit.audiences().len(), 2);
    assert_eq!(visit.log_in(MEMBER, whole), 0);
    // Taken off the list.
    visit.publish(&[list("vip", TODAY + 99, &members(&[STRANGER]))]);
    assert_eq!(visit.log_in(MEMBER, whole), 1);
    assert_eq!(visit.audiences(), []);
    // No audiences at all: nothing to read, and nothing changes.
    visit.publish(&[]);
    assert_eq!(visit.log_in(MEMBER, whole), 0);
}

#[test]
fn a_withdrawal_takes_the_audiences_and_the_question_with_it() {
    let mut visit = Visit::new();
    visit.log_in(MEMBER, whole);
    visit.choose(false);
    let Step::Answer(response) = visit.ask("/_segue/pdp/K-101", None, true, Beside::default()) else {
        unreachable!("the last try answers")
    };
    visit.keep(&response);
    let profile = visit.remembered().unwrap();
    assert!(profile.audiences.is_empty() && profile.asked == 0);
    assert_eq!(visit.log_in(MEMBER, whole), 0, "nobody is looked up without consent");
    let kept = response.headers.iter().filter(|(name, _)| *name == "Set-Cookie");
    let record = kept.filter_map(|(_, value)| value.strip_prefix("__Host-segue-consent="));
    visit.record = record.map(|value| format!("__Host-segue-consent={}", value.split(';').next().unwrap())).collect();
    assert_eq!(visit.log_in(MEMBER, whole), 0);
}
