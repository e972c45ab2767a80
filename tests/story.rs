//! The ad's story: it says what the link said and nothing of who clicked, it cannot be changed, and it ends.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")]

#[path = "common/folder.rs"]
mod folder;
#[path = "common/sample.rs"]
mod sample;

use proptest::prelude::*;
use sample::sample_snapshot;
use segue::case::warm;
use segue::case::{Case, Parts, parts};
use segue::cookie::{Keys, Plain};
use segue::day::{Day, Now};
use segue::edge::{Edge, Request, Response, Step, handle};
use segue::engine::Intents;
use segue::key::{NameKey, ProductKey};
use segue::snapshot::Snapshot;
use segue::story::{COOKIE, Carrier, LONGEST, Story, in_query, with_parameter, without_parameter};
use serde_json::{Value, json};

const KEYS: &str = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";
const TODAY: Day = Day(20_780);

fn keys() -> Keys {
    Keys::parse(KEYS).unwrap()
}

fn answer(snapshot: &Snapshot, request: &Request<'_>, day: Day) -> Response {
    let keys = keys();
    let edge = warm(Some(snapshot), &keys, Now::from_unix_seconds(u64::from(day.0) * 86_400 + 43_200));
    match handle(&edge, request) {
        Step::Answer(response) => response,
        Step::Read(need) => panic!("{need:?} is not at hand"),
    }
}

/// The page of a product as JSON, asked for with a story in the address and these cookies.
fn page(snapshot: &Snapshot, product: &str, story: &Story, cookies: &str, day: Day) -> (Value, Response) {
    let path = format!("/_segue/pdp/{product}");
    let sealed = story.seal(Carrier::Url, &keys(), day).unwrap();
    let query = with_parameter("?", &sealed);
    let query = query.trim_start_matches(['?', '&']);
    let request =
        Request { method: "GET", path: &path, query, cookies, accept: "application/json", ..Request::default() };
    let response = answer(snapshot, &request, day);
    (serde_json::from_str(&response.body).unwrap(), response)
}

fn shows(page: &Value, block: &str) -> bool {
    page["blocks"].as_array().unwrap().iter().any(|shown| shown["id"] == block)
}

fn story(campaign: &str, product: &str) -> Story {
    Story { campaign: campaign.into(), product: Some(ProductKey::of(product)), ..Story::default() }
}

/// The cookies of a visitor who chose.
fn consenting(snapshot: &Snapshot, consent: &Value) -> String {
    let case = json!({ "name": "", "consent": consent, "request": { "path": "/" }, "expect": {} });
    let case: Case = serde_json::from_value(case).unwrap();
    let Parts { headers, .. } = parts(&case, Some(snapshot), &keys(), TODAY).unwrap();
    headers.into_iter().find(|(name, _)| name == "cookie").unwrap().1
}

/// A visitor with a history of their own.
fn remembered(snapshot: &Snapshot, number: u8) -> String {
    let case = json!({ "name": "", "consent": { "personalization": true, "advertising": true },
        "visitor": { "number": number, "visits": number, "viewed": [{ "product": "K-101", "days_ago": number }] },
        "request": { "path": "/" }, "expect": {} });
    let case: Case = serde_json::from_value(case).unwrap();
    let Parts { headers, .. } = parts(&case, Some(snapshot), &keys(), TODAY).unwrap();
    headers.into_iter().find(|(name, _)| name == "cookie").unwrap().1
}

/// The story that a click's answer carries, whatever it carries it in.
fn carried(response: &Response) -> (Option<String>, Option<String>) {
    let location = response.header("Location").unwrap();
    let query = location.split_once('?').map_or("", |(_, query)| query);
    let in_url = match in_query(query) {
        Plain::One(value) => Some(value.to_owned()),
        _ => None,
    };
    let cookies = response.headers.iter().filter(|(name, _)| *name == "Set-Cookie");
    let named = |value: &str| Some(value.strip_prefix(COOKIE)?.strip_prefix('=')?.split(';').next()?.to_owned());
    (in_url, cookies.filter_map(|(_, value)| named(value)).next())
}

/// The same click gives everyone the same bytes, whoever they are, and another day other ones.
#[test]
fn a_story_says_nothing_of_who_clicked() {
    let snapshot = sample_snapshot();
    let click = |cookies: &str, country, language, agent, day| {
        let request = Request {
            method: "GET",
            path: "/r/tea-season",
            query: "product=T-301&q=best+teapot+set&gclid=abc&utm_content=x",
            cookies,
            country: Some(country),
            accept_language: language,
            user_agent: agent,
            ..Request::default()
        };
        carried(&answer(&snapshot, &request, day))
    };
    let phone = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36";
    let desktop = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
    let (in_url, nothing) = click("", "DE", "en", desktop, TODAY);
    assert!(in_url.is_some() && nothing.is_none());
    let refused = consenting(&snapshot, &json!({ "personalization": false }));
    assert_eq!(click(&refused, "FR", "fr", phone, TODAY), (in_url.clone(), None));
    assert_ne!(click("", "DE", "en", desktop, TODAY.plus(1)).0, in_url);
    let (first, second) = (remembered(&snapshot, 1), remembered(&snapshot, 9));
    assert_ne!(first, second);
    let (nothing, in_cookie) = click(&first, "DE", "en", desktop, TODAY);
    assert!(in_cookie.is_some() && nothing.is_none());
    assert_eq!(click(&second, "US", "es", phone, TODAY), (None, in_cookie));
}

#[test]
fn a_campaign_that_ended_after_the_click_promises_nothing() {
    let snapshot = sample_snapshot();
    // The sample shop's summer sale runs until 2026-08-15.
    let last = Day::parse("2026-08-15").unwrap();
    let told = story("summer-sale", "T-301");
    let (on_the_last, _) = page(&snapshot, "T-301", &told, "", last);
    assert!(shows(&on_the_last, "as-the-ad-said"));
    let (after, _) = page(&snapshot, "T-301", &told, "", last.plus(1));
    assert!(!shows(&after, "as-the-ad-said"));
    let (unknown, _) = page(&snapshot, "T-301", &story("no-such", "T-301"), "", last);
    assert!(!shows(&unknown, "as-the-ad-said"));
}

#[test]
fn a_story_about_what_is_sensitive_now_tells_nothing() {
    let snapshot = sample_snapshot();
    let told = story("tea-season", "H-951");
    for product in ["T-301", "H-951"] {
        let (page, response) = page(&snapshot, product, &told, "", TODAY);
        assert!(!shows(&page, "as-the-ad-said"), "{product}");
        assert!(!response.body.contains("from-the-ad"), "{product}");
    }
    let named = Story { category: Some(NameKey::of("motherhood")), ..story("tea-season", "T-301") };
    assert!(!shows(&page(&snapshot, "T-301", &named, "", TODAY).0, "as-the-ad-said"));
}

/// The sample shop with a box of drip coffee that has the paper filters in it too, and a coffee that says what it is good for.
fn other_shop() -> Snapshot {
    let place = tempfile::tempdir().unwrap();
    folder::copy(&sample::at("fixtures/shop"), place.path());
    let file = place.path().join("products.json");
    let mut products: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    for product in products.as_array_mut().unwrap() {
        match product["id"].as_str().unwrap() {
            "SET-03" => product["bundle"].as_array_mut().unwrap().push(json!("F-211")),
            "C-401" => product["use_cases"] = json!(["pour-over COFFEE: a slow, thin stream you can aim"]),
            _ => {}
        }
    }
    std::fs::write(&file, products.to_string()).unwrap();
    let block = place.path().join("blocks/complete-the-set.json");
    let first = std::fs::read_to_string(&block).unwrap().replace("\"priority\": 38", "\"priority\": 99");
    std::fs::write(&block, first).unwrap();
    sample::opened(sample::compiled(place.path()))
}

#[test]
fn the_clicked_products_bundle_goes_first_where_it_holds_the_page_too() {
    let snapshot = other_shop();
    let bundle = |clicked, page_of| {
        let (page, _) = page(&snapshot, page_of, &story("tea-season", clicked), "", TODAY);
        let block = page["blocks"].as_array().unwrap().iter().find(|shown| shown["id"] == "complete-the-set");
        let html = block.unwrap()["html"].as_str().unwrap();
        ["Pour-over starter set", "Moka morning"].into_iter().find(|title| html.contains(title))
    };
    // The filters are in both sets, the kettle in the first, the coffee in the other.
    assert_eq!(bundle("F-211", "F-211"), Some("Pour-over starter set"));
    assert_eq!(bundle("K-101", "F-211"), Some("Pour-over starter set"));
    assert_eq!(bundle("C-403", "F-211"), Some("Moka morning"));
    assert_eq!(bundle("C-403", "K-101"), Some("Pour-over starter set"), "nothing is said to hold what it does not");
    assert_eq!(bundle("C-403", "C-403"), Some("Moka morning"));
}

#[test]
fn what_is_good_for_the_use_of_the_ad_comes_before_what_else_completes_the_product() {
    let items = |snapshot: &Snapshot, campaign| {
        let (page, _) = page(snapshot, "K-101", &story(campaign, "K-101"), "", TODAY);
        let sets = page["recommendations"].as_array().unwrap();
        let set = sets.iter().find(|set| set["set"] == "from-the-ad").unwrap();
        let items = set["products"].as_array().unwrap().iter();
        items.map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (sample, other) = (sample_snapshot(), other_shop());
    let of = |items: &[String], id: &str| items.iter().position(|item| item == id);
    let told = items(&other, "first-pour");
    assert!(
        of(&told, "C-401").is_some() && (of(&told, "F-201").is_none() || of(&told, "C-401") < of(&told, "F-201")),
        "{told:?}"
    );
    for (shop, campaign) in [(&sample, "first-pour"), (&other, "our-name")] {
        let plain = items(shop, campaign);
        assert!(
            of(&plain, "F-201").is_some()
                && (of(&plain, "C-401").is_none() || of(&plain, "F-201") < of(&plain, "C-401")),
            "{plain:?}"
        );
    }
}

/// A yes that came after the click.
#[test]
fn with_a_yes_what_the_address_told_goes_on_in_the_cookie() {
    let snapshot = sample_snapshot();
    let told = story("tea-season", "T-301");
    let sets = |cookies: &str| {
        let (_, response) = page(&snapshot, "T-301", &told, cookies, TODAY);
        let cookies = response.headers.iter().filter(|(name, _)| *name == "Set-Cookie");
        cookies.filter(|(_, value)| value.starts_with(COOKIE)).map(|(_, value)| value.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(sets(""), Vec::<String>::new());
    assert_eq!(sets(&consenting(&snapshot, &json!({ "personalization": false }))), Vec::<String>::new());
    let kept = sets(&consenting(&snapshot, &json!({ "personalization": true })));
    let sealed = told.seal(Carrier::Cookie, &keys(), TODAY).unwrap();
    assert_eq!(kept, [format!("{COOKIE}={sealed}; Path=/; Secure; HttpOnly; SameSite=Lax")]);
}

/// What everyone shares is decided without a story: byte for byte the same, whatever comes along.
#[test]
fn a_shared_answer_does_not_depend_on_a_story() {
    let snapshot = sample_snapshot();
    let sealed = story("tea-season", "T-301").seal(Carrier::Url, &keys(), TODAY).unwrap();
    let in_cookie = story("tea-season", "T-301").seal(Carrier::Cookie, &keys(), TODAY).unwrap();
    let yes = consenting(&snapshot, &json!({ "personalization": true }));
    let cookies = format!("{yes}; {COOKIE}={in_cookie}");
    let shared = snapshot.core().sets.iter().filter(|rule| rule.body.as_ref().is_some_and(|set| set.shared));
    let mut looked = 0;
    for set in shared {
        let path = format!("/_segue/recs/{}", set.id);
        let plain = Request { method: "GET", path: &path, query: "product=M-505", ..Request::default() };
        let without = answer(&snapshot, &plain, TODAY);
        let query = format!("product=M-505&segue_story={sealed}");
        let with = answer(&snapshot, &Request { query: &query, cookies: &cookies, ..plain }, TODAY);
        assert_eq!(without, with, "{}", set.id);
        looked += 1;
    }
    assert!(looked > 2);
}

#[test]
fn a_cold_isolate_reads_what_the_story_names() {
    let compiled = sample::sample_compiled();
    let (cold, _) = Snapshot::open(&compiled.core).unwrap();
    let sealed = story("tea-season", "T-301").seal(Carrier::Url, &keys(), TODAY).unwrap();
    let query = format!("segue_story={sealed}");
    let request = Request { method: "GET", path: "/_segue/recs/from-the-ad", query: &query, ..Request::default() };
    let keys = keys();
    let now = Now::from_unix_seconds(u64::from(TODAY.0) * 86_400);
    let edge = Edge { last_try: false, ..warm(Some(&cold), &keys, now) };
    assert!(matches!(handle(&edge, &request), Step::Read(need) if !need.shards.is_empty()));
}

fn any_story() -> impl Strategy<Value = Story> {
    ("[a-z][a-z0-9-]{0,63}", any::<Option<u64>>(), any::<Option<u32>>(), any::<u16>()).prop_map(
        |(campaign, product, category, intents)| Story {
            campaign,
            product: product.map(ProductKey),
            category: category.map(NameKey),
            intents,
        },
    )
}

proptest! {
    /// No bit of a story can be changed.
    #[test]
    fn a_changed_story_is_not_believed(told in any_story(), at in any::<prop::sample::Index>(), bit in 0_u8..8, cookie: bool) {
        let carrier = if cookie { Carrier::Cookie } else { Carrier::Url };
        let sealed = told.seal(carrier, &keys(), TODAY).unwrap();
        prop_assert!(sealed.len() <= LONGEST);
        let read = |value: &str| Story::read(carrier, Plain::One(value), &keys(), TODAY);
        prop_assert_eq!(read(&sealed), Ok(Some(told)));
        let mut bytes = sealed.clone().into_bytes();
        let at = at.index(bytes.len());
        *bytes.get_mut(at).unwrap() ^= 1 << bit;
        if let Ok(changed) = String::from_utf8(bytes) {
            prop_assert!(read(&changed).is_err(), "{} became {}", sealed, changed);
        }
    }

    /// Whatever stands there, nothing breaks.
    #[test]
    fn any_text_is_read(text in "\\PC{0,400}") {
        for carrier in [Carrier::Url, Carrier::Cookie] {
            prop_assert!(Story::read(carrier, Plain::One(&text), &keys(), TODAY).is_err());
        }
    }

    #[test]
    fn the_parameter_goes_in_and_out(path in "/[a-z/]{0,9}", query in prop::option::of("[a-z]{1,5}=[a-z%&=]{0,9}[a-z]"), fragment in prop::option::of("[a-z?&]{0,5}")) {
        let url = format!("{path}{}{}", query.map(|query| format!("?{query}")).unwrap_or_default(), fragment.map(|rest| format!("#{rest}")).unwrap_or_default());
        let with = with_parameter(&url, "1.a.2.b.c");
        prop_assert_eq!(without_parameter(&with), url);
    }

    #[test]
    fn intents_keep_to_those_that_there_are(bits: u16) {
        prop_assert_eq!(Intents::from_bits(bits).bits(), bits & 0x3FF);
    }
}
