//! What a preview promises: it is the real answer, and leaves no trace. Signatures are verified by the runtime, and tested
//! there (`tests/http/preview.rs`).
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")]

use crate::sample::sample_snapshot;
use segue::case::{Case, parts};
use segue::cookie::Keys;
use segue::day::Now;
use segue::edge::preview::{PREVIEW_KEYS, Preview, Seen, Token};
use segue::edge::{Beside, Body, Edge, Request, Response, Rung, Step, handle};
use segue::snapshot::Snapshot;

const NOW: Now = Now { unix_seconds: 20_780 * 86_400 };

/// Somebody with a cart, who would be counted for a block with a cap and dealt an arm.
const ABANDONER: &str = r#"{ "name": "x", "visitor": { "visits": 4, "first_visit_days_ago": 20,
    "cart": [ { "product": "K-101", "days_ago": 2 } ], "number": 3 },
    "consent": { "personalization": true, "analytics": true, "advertising": true, "preferences": true },
    "request": { "path": "/" }, "expect": {} }"#;

fn keys(of: &str) -> Keys {
    Keys::parse(of).unwrap()
}

fn cookies_of(case: &str, snapshot: &Snapshot, sealed_with: &str) -> String {
    let case: Case = serde_json::from_str(case).unwrap();
    let parts = parts(&case, Some(snapshot), &keys(sealed_with), NOW.day()).unwrap();
    parts.headers.into_iter().find(|(name, _)| name == "cookie").unwrap().1
}

fn seen(snapshot: &Snapshot) -> Seen {
    let cookies = cookies_of(ABANDONER, snapshot, PREVIEW_KEYS);
    Seen {
        name: "Cart <abandoner>".into(),
        cookies,
        country: Some("DE".into()),
        language: "en".into(),
        ..Seen::default()
    }
}

fn token(snapshot: &Snapshot) -> Token {
    let stranger = Seen { name: "Stranger".into(), country: Some("DE".into()), ..Seen::default() };
    Token {
        shop: snapshot.core().shop.name.clone(),
        until: NOW.unix_seconds + 3_600,
        snapshot: None,
        personas: vec![seen(snapshot), stranger],
    }
}

struct Asked<'a> {
    token: &'a Token,
    snapshot: Option<&'a Snapshot>,
    keys: &'a Keys,
    now: Now,
}

impl Asked<'_> {
    fn answer(&self, request: &Request<'_>) -> Response {
        let preview = Preview { token: self.token, text: "T.o.k", seen: &self.token.personas[0], live: false };
        let edge = Edge {
            snapshot: self.snapshot,
            published: 0,
            rung: Rung::Memory,
            keys: self.keys,
            now: self.now,
            entropy: &|| Some([7; 16]),
            fallback_url: "/",
            read_ms: None,
            last_try: true,
            beside: Beside { preview: Some(preview), ..Beside::default() },
        };
        let Step::Answer(response) = handle(&edge, request) else { panic!("everything is at hand") };
        response
    }
}

fn get(path: &str) -> Request<'_> {
    Request { method: "GET", path, accept: "text/html", country: Some("US"), ..Request::default() }
}

const SHOP_KEYS: &str = "d1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";

fn with<R>(ask: impl FnOnce(&Snapshot, &Asked<'_>) -> R) -> R {
    let snapshot = sample_snapshot();
    let (token, keys) = (token(&snapshot), keys(SHOP_KEYS));
    ask(&snapshot, &Asked { token: &token, snapshot: Some(&snapshot), keys: &keys, now: NOW })
}

fn leaves_no_trace(response: &Response) {
    assert_eq!(response.header("Set-Cookie"), None);
    assert_eq!(response.header("Cache-Control"), Some("private, no-store"));
    assert_eq!(response.header("Segue-Preview"), Some("draft"));
}

#[test]
fn a_page_is_that_of_the_persona_in_a_frame_that_says_so() {
    with(|_, asked| {
        let response = asked.answer(&get("/_segue/pdp/K-101"));
        leaves_no_trace(&response);
        assert_eq!((response.status, response.header("Segue-Basis")), (200, Some("full")));
        assert!(response.body.contains("data-segue-block=\"shipping-clarity\""), "{}", response.body);
        assert!(response.body.contains("Cart &lt;abandoner&gt;") && !response.body.contains("<abandoner>"));
        assert!(response.body.contains("/_segue/pdp/K-101?receipt=1&amp;segue_preview=T.o.k"));
        assert!(response.body.contains("/_segue/preview?product=K-101&amp;segue_preview=T.o.k"));
    });
}

#[test]
fn who_looks_does_not_matter() {
    with(|snapshot, asked| {
        let own = cookies_of(&ABANDONER.replace("K-101", "T-301"), snapshot, SHOP_KEYS);
        let plain = asked.answer(&get("/_segue/pdp/K-101"));
        let colleague = asked.answer(&Request { cookies: &own, gpc: Some("1"), ..get("/_segue/pdp/K-101") });
        assert_eq!(plain.body, colleague.body, "the colleague's own cookies and headers change nothing");
        leaves_no_trace(&colleague);
    });
}

#[test]
fn nothing_that_happens_in_a_preview_has_happened() {
    with(|_, asked| {
        let body = Body::Bytes(br#"{"events":[{"name":"view_item","items":[{"item_id":"K-101"}]}]}"#);
        let post =
            |path| Request { method: "POST", path, content_type: "application/json", body, ..Request::default() };
        for path in ["/_segue/events", "/_segue/privacy"] {
            let response = asked.answer(&Request { sec_fetch_site: Some("same-origin"), ..post(path) });
            assert_eq!(response.status, 204, "{path}");
            leaves_no_trace(&response);
        }
        assert_eq!(asked.answer(&get("/_segue/consent")).status, 204);
        // The forms of the visitor's own page would be the previewer's.
        let page = asked.answer(&get("/_segue/privacy"));
        leaves_no_trace(&page);
        assert!(page.body.contains("not part of a preview") && !page.body.contains("<form"), "{}", page.body);
    });
}

#[test]
fn nobody_takes_part_in_an_experiment_and_an_arm_can_be_looked_at() {
    with(|snapshot, asked| {
        let json = |asked: &Asked<'_>| -> serde_json::Value {
            let response = asked.answer(&Request { accept: "application/json", ..get("/_segue/pdp/P-601") });
            serde_json::from_str(&response.body).unwrap()
        };
        let arms = |page: &serde_json::Value| -> Vec<(String, bool)> {
            let experiments = page["experiments"].as_array().unwrap().iter();
            experiments
                .map(|one| (one["arm"].as_str().unwrap().to_owned(), one["enrolled"].as_bool().unwrap()))
                .collect()
        };
        assert!(arms(&json(asked)).iter().all(|(_, enrolled)| !enrolled));
        let mut token = token(snapshot);
        token.personas[0].arms.insert("set-or-parts".into(), "saving-first".into());
        let named = arms(&json(&Asked { token: &token, ..*asked }));
        assert!(named.contains(&("saving-first".into(), false)), "{named:?}");
    });
}

#[test]
fn a_link_goes_on_as_a_preview_within_the_shop_alone() {
    with(|_, asked| {
        let response = asked.answer(&Request { query: "product=K-101&utm_source=mail", ..get("/r/pour-over-week") });
        leaves_no_trace(&response);
        let location = response.header("Location").unwrap();
        assert!(location.starts_with("/products/K-101?") && location.ends_with("segue_preview=T.o.k"), "{location}");
        let outside = asked.answer(&Request { query: "utm_source=mail", ..get("/r/no-such-campaign") });
        let location = outside.header("Location").unwrap();
        assert_eq!(location.starts_with("https://"), !location.contains("segue_preview"), "{location}");
    });
}

#[test]
fn a_plus_shows_where_a_link_leads_and_goes_nowhere() {
    with(|snapshot, asked| {
        let query = "product=K-101&utm_source=mail&segue_preview=T.o.k";
        let json = |path| Request { query, accept: "application/json", ..get(path) };
        let shown = asked.answer(&json("/r/pour-over-week+"));
        leaves_no_trace(&shown);
        assert_eq!((shown.status, shown.header("Location")), (200, None));
        let receipt: serde_json::Value = serde_json::from_str(&shown.body).unwrap();
        let there = asked.answer(&Request { query: "product=K-101&utm_source=mail", ..get("/r/pour-over-week") });
        let location = receipt["decision"]["location"].as_str().unwrap();
        assert!(there.header("Location").unwrap().starts_with(location) && location.starts_with("/products/K-101?"));
        assert_eq!(receipt["request"]["path"], "/r/pour-over-week?product=K-101&utm_source=mail");
        assert!(receipt["candidates"].as_array().is_some_and(|candidates| candidates.len() > 1));
        assert_eq!(asked.answer(&json("/r/pour-over-week%2B")).body, shown.body);

        // For a browser, the page that draws it.
        let page = asked.answer(&Request { query, ..get("/r/pour-over-week+") });
        leaves_no_trace(&page);
        assert!(page.status == 200 && page.header("Location").is_none() && page.body.contains("receipt.js"));

        // Of a campaign that is not there it says that; without a preview the `+` is a part of an unknown name.
        let unknown = asked.answer(&json("/r/no-such-campaign+"));
        assert!(unknown.status == 200 && unknown.body.contains("\"step\":\"fallback\""), "{}", unknown.body);
        let keys = keys(SHOP_KEYS);
        let public = Edge {
            snapshot: Some(snapshot),
            published: 0,
            rung: Rung::Memory,
            keys: &keys,
            now: NOW,
            entropy: &|| None,
            fallback_url: "/",
            read_ms: None,
            last_try: true,
            beside: Beside::default(),
        };
        let answer = |path| match handle(&public, &json(path)) {
            Step::Answer(response) => response,
            Step::Read(_) => panic!("everything is at hand"),
        };
        let (plus, none) = (answer("/r/pour-over-week+"), answer("/r/no-such-campaign"));
        assert_eq!((plus.status, plus.header("Segue-Landing")), (302, Some("fallback")));
        assert_eq!((plus.header("Location"), plus.body.as_str()), (none.header("Location"), none.body.as_str()));
    });
}

#[test]
fn a_gallery_shows_every_persona() {
    with(|_, asked| {
        let response = asked.answer(&Request { query: "product=K-101", ..get("/_segue/preview") });
        leaves_no_trace(&response);
        assert!(response.body.contains("Cart &lt;abandoner&gt;") && response.body.contains("Stranger"));
        assert!(response.body.contains("segue_persona=1"), "each page can be opened");
        assert_eq!(response.body.matches("data-segue-block=\"shipping-clarity\"").count(), 1, "the two differ");
        assert_eq!(asked.answer(&get("/_segue/preview")).status, 400);
    });
}

#[test]
fn a_link_ends_and_is_of_one_shop_and_one_snapshot() {
    with(|snapshot, asked| {
        let late = Asked { now: Now { unix_seconds: NOW.unix_seconds + 3_601 }, ..*asked };
        let token = Token { shop: "Another shop".into(), ..token(snapshot) };
        let foreign = Asked { token: &token, ..*asked };
        let gone = Asked { snapshot: None, ..*asked };
        for (asked, status, words) in [(late, 403, "expired"), (foreign, 403, "another shop"), (gone, 404, "not in kv")]
        {
            let page = asked.answer(&get("/_segue/pdp/K-101"));
            assert!(page.status == 200 && page.body.contains(words), "{}", page.body);
            assert!(!page.body.contains("data-segue-block"), "{words}");
            for path in ["/_segue/preview", "/_segue/recs/most-loved"] {
                let other = asked.answer(&get(path));
                assert!(other.status == status && other.body.contains(words), "{path}: {}", other.body);
            }
            // Whoever clicks on an old link to a campaign is a shopper.
            for path in ["/r/pour-over-week", "/r/pour-over-week+"] {
                let click = asked.answer(&get(path));
                assert_eq!((click.status, click.header("Segue-Preview")), (302, None), "{words} {path}");
                // Nobody sees a draft by it.
                assert_eq!(click.header("Segue-Fallback"), Some("no-snapshot"), "{words} {path}");
            }
        }
    });
}

#[test]
fn a_link_without_such_a_persona_is_still_a_preview() {
    let snapshot = sample_snapshot();
    let token = token(&snapshot);
    let name = |query| segue::edge::preview::persona_in(query, &token).map(|seen| seen.name.as_str());
    assert_eq!(name("segue_persona=1"), Some("Stranger"));
    for query in ["", "segue_persona=99", "segue_persona=-1", "segue_persona=x"] {
        assert_eq!(name(query), Some("Cart <abandoner>"), "{query}");
    }
}

#[test]
fn a_token_is_what_was_signed() {
    let snapshot = sample_snapshot();
    let token = token(&snapshot);
    let signature = "A".repeat(86);
    let mut signed = Vec::new();
    let text = token.signed(|message| {
        signed = message.to_vec();
        ("maya".into(), signature.clone())
    });
    assert!(text.len() < 2_500, "{} bytes for two personas", text.len());
    let read = segue::edge::preview::Unverified::read(&text).unwrap();
    assert_eq!((read.signed(), read.signature.name, read.believe()), (signed, "maya", Some(token)));
    for bad in ["", ".", "a.b", "a.maya.short", &text.replace(".maya.", ".Maya."), &"x".repeat(20_000)] {
        assert!(segue::edge::preview::Unverified::read(bad).is_none(), "{bad}");
    }
}
