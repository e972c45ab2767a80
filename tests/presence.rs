//! `Debug` of what says something about a person prints that it is there, and nothing of what it is: words are planted in
//! every field, and nothing that is printed holds one.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

#[path = "common/strings.rs"]
mod strings;

use segue::case::warm;
use segue::consent::gpp::{Applicable, Gpp};
use segue::consent::tcf::Tcf;
use segue::consent::usp::Usp;
use segue::consent::{
    Bridged, Choice, Context, Device, HowOften, Preferences, Purpose, PurposeSet, Raw, Record, RecordState, Settings,
    admit,
};
use segue::cookie::{self, Found, Keys, Plain, Unverified, find, find_all, seal_profile};
use segue::day::{Day, Now};
use segue::edge::{Body, Configured, Edge, FIELDS, Owned, OwnedBody, Request, Step, handle};
use segue::isolate::{Isolate, Sent};
use segue::key::{NameKey, ProductKey};
use segue::snapshot::SnapshotId;
use segue::story::Story;
use segue::visitor::{
    Affinity, Audience, Band, Bought, Brought, CartLine, Event, EventName, Exposure, Item, Later, Profile, Purchases,
    ShownProduct, View, VisitorId,
};
use std::fmt::Debug;
use strings::{EVERYTHING, tc_string};

/// The word in every text, and numbers that nothing else has.
const WORD: &str = "qxplantedzj";
const NUMBER: u16 = 54_321;
const KEY: NameKey = NameKey(3_987_654_321);
const PRODUCT: ProductKey = ProductKey(9_876_543_210_123_456_789);
const BYTE: u8 = 0xA7;

/// Prints it in both forms and looks for what was planted.
fn says_nothing(what: &str, value: &dyn Debug) {
    let numbers = [NUMBER.to_string(), KEY.0.to_string(), PRODUCT.0.to_string(), format!("{BYTE}, {BYTE}")];
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        // A list of bytes is a text as well; in the long form each stands on a line of its own.
        let flat = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let as_bytes: Vec<String> = WORD.bytes().take(4).map(|byte| byte.to_string()).collect();
        let hidden = !flat.to_lowercase().contains(WORD) && !flat.contains(&as_bytes.join(", "));
        assert!(hidden && numbers.iter().all(|number| !flat.contains(number)), "{what}: {shown}");
        assert!(!shown.is_empty());
    }
}

fn keys() -> Keys {
    // 43 characters of base64url: 32 bytes.
    Keys::parse(&format!("t1:{}A", WORD.repeat(4).get(..42).unwrap())).unwrap()
}

fn profile() -> Profile {
    let day = Day(NUMBER);
    let mut profile = Profile::new(VisitorId([BYTE; 16]), day);
    profile.viewed = vec![View { product: PRODUCT, category: KEY, day, band: Band::Value, on_sale: true }];
    profile.affinities = vec![Affinity { category: KEY, score: 1, day }];
    profile.cart = vec![CartLine { product: PRODUCT, quantity: 1 }];
    profile.purchases = Purchases { orders: 1, spend_tens: NUMBER, last: day };
    profile.bought = vec![Bought { product: PRODUCT, day, times: 1, again_after: NUMBER, first: day }];
    profile.brought = Some(Brought { campaign: KEY, day });
    profile.audiences = vec![Audience { audience: KEY, until: day }];
    profile.exposures = vec![Exposure { block: KEY, since: day, last: day, days: 1 }];
    profile.shown = vec![ShownProduct { product: KEY, times: 1, day }];
    profile.binding = NUMBER;
    profile
}

fn record() -> Record {
    let choice = Choice { day: Day(20_780), stated: PurposeSet::ALL, granted: PurposeSet::ALL };
    let preferences =
        Preferences { reminders: true, recommendations: HowOften::Fewer, likes: vec![KEY], dislikes: vec![KEY] };
    Record {
        day: Day(20_780),
        policy: 1,
        own: choice,
        bridged: Some((Bridged::Other, choice)),
        preferences,
        binding: NUMBER,
    }
}

#[test]
fn what_is_remembered_is_not_printed() {
    let (profile, record) = (profile(), record());
    says_nothing("profile", &profile);
    says_nothing("visitor id", &profile.id);
    says_nothing("view", &profile.viewed);
    says_nothing("affinity", &profile.affinities);
    says_nothing("cart", &profile.cart);
    says_nothing("purchases", &profile.purchases);
    says_nothing("bought", &profile.bought);
    says_nothing("brought", &profile.brought);
    says_nothing("audiences", &profile.audiences);
    says_nothing("exposures", &profile.exposures);
    says_nothing("shown", &profile.shown);
    says_nothing("later", &Later::of(&profile));
    let item =
        Item { product: PRODUCT, category: KEY, band: Band::Mid, on_sale: false, quantity: 1, again_after: NUMBER };
    says_nothing("event", &Event { name: EventName::ViewItem, items: vec![item], value: 54_321 });
    says_nothing("preferences", &record.preferences);
    says_nothing("record", &record);
    says_nothing("record's state", &[RecordState::Chosen(record.clone()), RecordState::Outdated(record.clone())]);
    let yes_and_no = |granted| format!("{:?}", Choice { granted, ..record.own });
    assert_eq!(yes_and_no(PurposeSet::ALL), yes_and_no(PurposeSet::NONE), "nor what was chosen");
}

fn story() -> Story {
    Story { campaign: WORD.into(), product: Some(PRODUCT), category: Some(KEY), intents: NUMBER }
}

#[test]
fn what_a_request_holds_is_not_printed() {
    says_nothing("keys", &keys());
    let cookies = format!("{WORD}={WORD}; {}={WORD}; {}={WORD}", cookie::PROFILE, cookie::CONSENT);
    says_nothing("found", &[find(&cookies, cookie::PROFILE), find(&cookies, "no")]);
    says_nothing("plain", &find_all(&cookies, [cookie::PROFILE, cookie::CONSENT]));
    says_nothing("plain", &Plain::One(WORD));
    says_nothing("unverified", &Unverified::new(cookie::PROFILE, WORD));
    says_nothing("found", &Found::One(Unverified::new(cookie::PROFILE, WORD)));
    let raw = Raw {
        cookies: &cookies,
        gpc: Some(WORD),
        user_agent: WORD,
        accept_language: WORD,
        country: Some(WORD),
        region: Some(WORD),
        search: WORD,
        campaign: WORD,
        story: Plain::One(WORD),
        arms: None,
    };
    says_nothing("raw", &raw);
    let text = FIELDS.map(|name| if name == "url" { format!("https://{WORD}/{WORD}?{WORD}") } else { WORD.into() });
    let owned = Owned { text: text.join("\n"), body: OwnedBody::Bytes(WORD.into()) };
    says_nothing("owned", &owned);
    says_nothing("owned body", &owned.body);
    says_nothing("request", &owned.request());
    let mut isolate = Isolate { settings: Some(Configured::read(|_| None).0), ..Isolate::default() };
    isolate.answer(&owned.text, &owned.request(), 1_800_000_000_000, &|| None);
    let mut pending = isolate.pending.take().unwrap();
    pending.audience = Some((SnapshotId([BYTE; 16]), Some(WORD.into())));
    says_nothing("pending", &pending);
    says_nothing("body", &Body::Bytes(WORD.as_bytes()));
    let context = Context {
        country: WORD.into(),
        device: Device::Mobile,
        os: segue::consent::Os::Android,
        within_app: true,
        language: WORD.into(),
        search: WORD.into(),
        campaign: WORD.into(),
        story: Some(story()),
        preview: None,
    };
    says_nothing("context", &context);
    says_nothing("story", &story());
}

#[test]
fn who_was_admitted_is_not_printed() {
    let (keys, today) = (keys(), Day(20_780));
    let now = Now::from_unix_seconds(u64::from(today.0) * 86_400);
    let sealed = (record().seal(&keys).unwrap(), seal_profile(&profile(), &keys, today).unwrap());
    let cookies = format!("{}={}; {}={}", cookie::CONSENT, sealed.0, cookie::PROFILE, sealed.1);
    let raw = Raw { cookies: &cookies, search: WORD, campaign: WORD, country: Some("DE"), ..Raw::default() };
    let admitted = admit(raw, &keys, &Settings::default(), now);
    assert!(admitted.visitor.profile().is_some() && admitted.visitor.grants().has(Purpose::Advertising));
    says_nothing("admitted", &admitted);
    says_nothing("visitor", &admitted.visitor);

    let edge = Edge { entropy: &|| Some([BYTE; 16]), ..warm(None, &keys, now) };
    says_nothing("edge", &edge);
    let query = format!("utm_campaign={WORD}");
    let request = Request {
        method: "GET",
        path: "/r/x",
        query: &query,
        cookies: &cookies,
        country: Some("DE"),
        ..Request::default()
    };
    let step = handle(&edge, &request);
    let Step::Answer(answer) = &step else { return assert!(matches!(step, Step::Answer(_))) };
    assert!(answer.header("location").unwrap().contains(WORD), "the answer itself holds it");
    says_nothing("answer", answer);
    says_nothing("sent", &Sent::of(answer.clone(), &request, None));
    says_nothing("step", &step);
}

/// The strings of two people who chose differently look the same.
#[test]
fn what_a_consent_string_says_is_not_printed() {
    let at = |purposes: &[usize]| tc_string(1_790_000_000, purposes);
    let (yes, no) = (at(&EVERYTHING), at(&[]));
    assert_eq!(format!("{:?}", Tcf::decode(&yes).unwrap()), format!("{:?}", Tcf::decode(&no).unwrap()));
    let core = |text: &str| format!("{:?}", Tcf::decode(text).unwrap().core.purpose_consents);
    assert_eq!(core(&yes), core(&no));
    assert_eq!(format!("{:?}", Usp::decode("1YYN")), format!("{:?}", Usp::decode("1NNY")));
    assert_eq!(format!("{:?}", Gpp::decode("DBABTA~1YYN")), format!("{:?}", Gpp::decode("DBABLA~BVVqAAEABAA.QA")));
    assert_eq!(format!("{:?}", Applicable::parse("6")), format!("{:?}", Applicable::parse("7,8")));
}
