//! Generated visitors: everything that a request may carry and that says something about who sends it.

use crate::TODAY;
use crate::common::cases;
use crate::strings::{EVERYTHING, tc_string};
use proptest::prelude::*;
use proptest::sample::select;
use segue::case::parts;
use segue::consent::{Bridged, Choice, HowOften, Preferences, PurposeSet, Record};
use segue::cookie::{self, Found, Keys, Unverified, seal_profile, verify_profile};
use segue::key::NameKey;
use segue::snapshot::Snapshot;

/// What a request says about the visitor who sends it.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(crate) cookies: String,
    pub(crate) gpc: Option<&'static str>,
    pub(crate) country: Option<&'static str>,
    pub(crate) region: Option<&'static str>,
    pub(crate) language: &'static str,
    pub(crate) agent: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) site: Option<&'static str>,
    pub(crate) origin: Option<&'static str>,
}

/// The number under which some profiles and records are sealed, as after a withdrawal.
const BINDING: u16 = 7;

/// The profile cookies of all cases, as they are and under another number, and some that nobody should believe.
fn profiles(snapshot: &Snapshot, keys: &Keys) -> Vec<String> {
    let of_case = |case: segue::case::Case| {
        let sent = parts(&case, Some(snapshot), keys, TODAY).ok()?;
        let (_, cookies) = sent.headers.iter().find(|(name, _)| name == "cookie")?.clone();
        cookies.split("; ").find_map(|pair| pair.strip_prefix("__Host-segue=")).map(str::to_owned)
    };
    let mut values: Vec<String> = cases().into_iter().filter_map(|(_, case)| of_case(case)).collect();
    values.sort();
    values.dedup();
    let bound = |value: &String| {
        let found = Found::One(Unverified::new(cookie::PROFILE, value));
        let mut profile = verify_profile(found, keys, TODAY).ok()??;
        profile.binding = BINDING;
        seal_profile(&profile, keys, TODAY)
    };
    let again: Vec<String> = values.iter().filter_map(bound).collect();
    assert!(again.len() >= 5, "only {} profiles can be read", again.len());
    values.extend(again);
    values.extend(["1.t1.99999.AAAA.AAAA", "1.new1.99999.AAAA.AAAA", "2.t1.9.x.y", "", "%"].map(str::to_owned));
    values
}

fn choice() -> impl Strategy<Value = Choice> {
    (select(vec![0, 1, 200, 390, 400]), 0_u8..32, 0_u8..32).prop_map(|(ago, stated, granted)| Choice {
        day: TODAY.minus(ago),
        stated: PurposeSet::from_bits(stated),
        granted: PurposeSet::from_bits(granted),
    })
}

fn preferences() -> impl Strategy<Value = Preferences> {
    let often = select(vec![HowOften::Usual, HowOften::Fewer, HowOften::Never]);
    let some = || prop::collection::vec(select(vec!["tea", "kettles", "mugs"]).prop_map(NameKey::of), 0..3);
    (any::<bool>(), often, some(), some()).prop_map(|(reminders, recommendations, likes, dislikes)| Preferences {
        reminders,
        recommendations,
        likes,
        dislikes,
    })
}

/// The cookie with a record of every choice, or something that is none.
fn record(keys: &'static Keys) -> impl Strategy<Value = String> {
    let platform = select(vec![Bridged::GoogleConsentMode, Bridged::Didomi]);
    let bridged = prop::option::weighted(0.3, (platform, choice()));
    let sealed = (choice(), bridged, preferences(), select(vec![1_u16, 1, 1, 2]), select(vec![0, 0, BINDING]))
        .prop_map(move |(own, bridged, preferences, policy, binding)| {
            let record = Record { day: TODAY, policy, own, bridged, preferences, binding };
            record.seal(keys).unwrap_or_default()
        });
    prop_oneof![8 => sealed, 1 => select(vec!["1.t1.99999.AAAA.AAAA", "x", ""]).prop_map(str::to_owned)]
}

/// What consent platforms leave behind: granting, refusing, too old, and unreadable.
fn platforms() -> impl Strategy<Value = Vec<String>> {
    let now = u64::from(TODAY.0) * 86_400;
    let tc = |name, when, purposes: &[usize]| format!("{name}={}", tc_string(when, purposes));
    let all = vec![
        tc("euconsent-v2", now, &EVERYTHING),
        tc("euconsent-v2", now, &[1, 11]),
        tc("euconsent-v2", now, &[1]),
        tc("euconsent-v2", now, &[]),
        tc("euconsent-v2", now - 400 * 86_400, &EVERYTHING),
        tc("eupubconsent-v2", now, &EVERYTHING),
        "euconsent-v2=%ZZ".into(),
        "__gpp=DBABTA~1YNN; __gpp_sid=6".into(),
        "__gpp=DBABTA~1YYN".into(),
        "__gpp=DBABLA~BVVqAAEABAA.QA; __gpp_sid=7".into(),
        "__gpp=nonsense".into(),
        "usprivacy=1YNN".into(),
        "usprivacy=1YYN".into(),
        "usprivacy=?".into(),
        "OptanonConsent=groups=C0001:1,C0002:1,C0003:1,C0004:1; OptanonAlertBoxClosed=2026-11-01T00:00:00.000Z".into(),
        "CookieConsent=-1".into(),
        "_tracking_consent=%7B%22con%22%3A%7B%7D%7D".into(),
        "a=b; theme=dark".into(),
    ];
    prop::collection::vec(select(all), 0..3)
}

/// A visitor.
pub(crate) fn visitor(snapshot: &Snapshot, keys: &'static Keys) -> impl Strategy<Value = Visitor> + use<> {
    let profile = prop::option::weighted(0.7, select(profiles(snapshot, keys)));
    let cookies =
        (profile, prop::option::weighted(0.6, record(keys)), platforms()).prop_map(|(profile, record, mut all)| {
            all.extend(record.map(|value| format!("{}={value}", cookie::CONSENT)));
            all.extend(profile.map(|value| format!("{}={value}", cookie::PROFILE)));
            all.join("; ")
        });
    let place = select(vec![
        (None, None),
        (Some("DE"), None),
        (Some("US"), None),
        (Some("US"), Some("CA")),
        (Some("CA"), Some("QC")),
        (Some("AU"), None),
        (Some("XX"), None),
    ]);
    let language = select(vec!["", "en", "de-DE,de;q=0.9", "fr", "es-MX", "*", "zz-broken;;"]);
    let agent = select(vec![
        "",
        "Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile",
        "Mozilla/5.0 (iPad; CPU OS 18_0)",
        "Mozilla/5.0 (X11; Linux x86_64)",
    ]);
    let purpose = select(vec!["", "", "", "prefetch", "prefetch;prerender"]);
    let site = select(vec![None, Some("same-origin"), Some("same-site"), Some("cross-site"), Some("none")]);
    let origin = select(vec![None, Some("https://shop.example"), Some("https://evil.example"), Some("null")]);
    let gpc = select(vec![None, None, Some("1"), Some("0")]);
    (cookies, gpc, place, language, agent, purpose, (site, origin)).prop_map(
        |(cookies, gpc, (country, region), language, agent, purpose, (site, origin))| Visitor {
            cookies,
            gpc,
            country,
            region,
            language,
            agent,
            purpose,
            site,
            origin,
        },
    )
}
