//! The same for requests that nobody wrote down, and how long they take.

use crate::common::sample_snapshot;
use crate::judge::judge;
use crate::judged::{AGENTS, campaigns, yes_to_everything};
use crate::world::{KEYS, answer, is_link, request};
use proptest::prelude::*;
use segue::cookie::Keys;
use segue::snapshot::Snapshot;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

thread_local! {
    static SHOP: Snapshot = sample_snapshot();
}
static CAMPAIGNS: LazyLock<Vec<String>> = LazyLock::new(|| campaigns(&sample_snapshot()));
static SIGNING: LazyLock<Keys> = LazyLock::new(|| Keys::parse(KEYS).unwrap());

/// Names that are read, and others.
fn name() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(vec![
        "product",
        "variant",
        "category",
        "q",
        "utm_source",
        "utm_term",
        "utm_campaign",
        "gclid",
        "fbclid",
        "to",
        "exp",
        "sig",
        "segue_story",
        "segue_preview",
        "segue_persona",
        "next",
    ]);
    prop_oneof![6 => known.prop_map(str::to_owned), 1 => "utm_[a-z0-9_%]{0,40}", 1 => "[ -~]{0,12}"]
}

/// Values that lead somewhere, and others.
fn value() -> impl Strategy<Value = String> {
    let ids = proptest::sample::select(vec!["K-101", "K-102", "SET-01", "L-153", "tea", "kettles", "motherhood"]);
    prop_oneof![
        3 => ids.prop_map(str::to_owned),
        2 => "(https?:|javascript:|intent:)?[/\\\\%@:.;#a-z0-9]{0,40}",
        2 => "\\PC{0,60}",
        1 => "(%[0-9a-f]{2}){0,40}",
        1 => "[\\x00-\\x20\\x7f]{0,20}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_link_leads_to_what_was_published(
        campaign in prop_oneof![4 => proptest::sample::select(CAMPAIGNS.clone()), 1 => "\\PC{0,80}"],
        pairs in prop::collection::vec((name(), value(), any::<bool>()), 0..12),
        (agent, language, cookies) in (0_usize..4, value(), prop_oneof![Just("yes".to_owned()), value()]),
        (country, method) in (proptest::option::of("[A-Z]{2}"), "(GET|HEAD)"),
        with_snapshot in proptest::bool::weighted(0.95),
    ) {
        let one = |(name, value, escape): &(String, String, bool)| {
            let hex = |byte: u8| format!("%{byte:02x}");
            let value = if *escape { value.bytes().map(hex).collect() } else { value.clone() };
            format!("{name}={value}")
        };
        let query: Vec<String> = pairs.iter().map(one).collect();
        let target = format!("/r/{campaign}?{}", query.join("&"));
        let cookies = if cookies == "yes" { yes_to_everything(&SIGNING) } else { cookies };
        let headers = [
            ("User-Agent", AGENTS.get(agent).unwrap_or(&"").as_bytes().to_vec()),
            ("Accept-Language", language.into_bytes()),
            ("Cookie", cookies.into_bytes()),
        ];
        let Some(request) = request(&method, target.as_bytes(), &headers, country) else { return Ok(()) };
        prop_assume!(is_link(&request));
        let verdict = SHOP.with(|shop| {
            let snapshot = with_snapshot.then_some(shop);
            let response = answer(snapshot, &SIGNING, &request).ok_or("no answer")?;
            let headers = response.headers.iter().map(|(name, value)| (*name, value.as_ref()));
            judge(snapshot.map(Snapshot::core), response.status, headers)?;
            if response.body.is_empty() { Ok(()) } else { Err("there is a body".to_owned()) }
        });
        prop_assert_eq!(verdict, Ok(()), "{}", target);
    }
}

/// The shortest of many runs, each so short that it is seldom interrupted: what else the machine does only ever adds.
fn shortest(target: &str) -> Duration {
    let request = request("GET", target.as_bytes(), &[], None).unwrap();
    let once = || {
        let started = Instant::now();
        SHOP.with(|shop| std::hint::black_box(answer(Some(shop), &SIGNING, &request)));
        started.elapsed()
    };
    (0..60).map(|_| once()).min().unwrap_or_default()
}

/// Four times as much of anything may take four times as long, not sixteen: 10 lies between the two. And beyond what is
/// read, more takes hardly longer.
#[test]
fn time_grows_no_faster_than_the_link() {
    let links: [(&str, fn(usize) -> String); 8] = [
        ("one long value", |n| format!("/r/gifts?utm_source={}", "a".repeat(n))),
        ("a long search", |n| format!("/r/gifts?q={}", "best kettle vs set with ".replace(' ', "+").repeat(n / 24))),
        ("many parameters", |n| {
            format!("/r/gifts?{}", (0..n / 8).map(|at| format!("utm_{at:03}=&")).collect::<String>())
        }),
        ("one parameter many times", |n| format!("/r/gifts?{}", "utm_a=b&".repeat(n / 8))),
        ("escapes", |n| format!("/r/gifts?utm_source={}", "%c3%a9".repeat(n / 6))),
        ("broken escapes", |n| format!("/r/gifts?utm_source={}", "%".repeat(n))),
        ("ampersands", |n| format!("/r/gifts?{}", "&".repeat(n))),
        ("a long campaign", |n| format!("/r/{}", "a".repeat(n))),
    ];
    for (name, link) in links {
        let (short, long) = (shortest(&link(2_000)), shortest(&link(8_000)));
        let bound = (short * 10).max(Duration::from_micros(500));
        assert!(long < bound, "{name}: 2 KB took {short:?} and 8 KB {long:?}");
        let longest = shortest(&link(32_000));
        assert!(longest < bound * 4, "{name}: 32 KB took {longest:?}, 2 KB {short:?}");
    }
}
