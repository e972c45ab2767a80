//! Where a click lands, in a shop of its own: each step of closeness, each reason, and what goes on.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

mod anywhere;
mod arms;
mod changes;
mod kept;
mod one_off;
mod parameters;
mod programs;
mod steps;

use crate::KEYS;
use segue::case::{Case, parts};
use segue::cookie::Keys;
use segue::day::Now;
use segue::edge::{Beside, Edge, Request, Response, Rung, Step, handle, receipt, receipt_json};
use segue::engine::Line;
use segue::link::LinkKeys;
use segue::snapshot::{Campaign, Snapshot, WireCore};
use std::fs;

const NOW: Now = Now { unix_seconds: 20_780 * 86_400 + 43_200 };

const SHOP: &str = r#"{ "name": "Shop", "currency": "EUR", "language": "en",
  "allowed_hosts": ["shop.example", "*.shop.example"], "fallback_url": "/start",
  "click_ids": ["sccid"], "use_case_query": "use={use_case}",
  "apps": { "host": "shop.example", "android": "example.shop.app", "ios": "app.shop.example" },
  "channels": [
    { "id": "amazon-de", "kind": "amazon", "marketplace": "DE", "home": "https://www.amazon.de/stores/page/X",
      "parameters": { "maas": "m_{campaign}", "utm_source": "segue" }, "catches_sold_out": true },
    { "id": "walmart", "kind": "walmart" } ],
  "categories": [
    { "id": "kettles", "title": "Kettles", "url": "/kettles?sort=best#list" },
    { "id": "tea", "title": "Tea", "url": "/tea" },
    { "id": "health", "title": "Health", "url": "/health", "sensitive": true } ] }"#;

/// A kettle with two variants, a bundle and a successor, of which the case says what is sold out; and something sensitive.
const PRODUCTS: [(&str, &str); 9] = [
    (
        "K",
        r#""category": "kettles", "use_cases": ["pour over"], "successor": "K2", "listings": { "amazon-de": "B0AAAAAAA1", "walmart": "111" }"#,
    ),
    ("K-red", r#""category": "kettles", "variant_of": "K", "listings": { "amazon-de": "B0AAAAAAA2" }"#),
    ("K-blue", r#""category": "kettles", "variant_of": "K""#),
    ("K2", r#""category": "kettles""#),
    ("SET", r#""category": "kettles", "bundle": ["K", "T"]"#),
    ("T", r#""category": "tea", "use_cases": ["pour over"]"#),
    ("H", r#""category": "health", "listings": { "amazon-de": "B0AAAAAAA3" }"#),
    ("T2", r#""category": "tea", "successor": "H""#),
    ("A/b ü", r#""category": "tea""#),
];

/// A shop with one campaign, `c`.
pub(crate) struct Shop {
    snapshot: Snapshot,
    core: Vec<u8>,
    shards: Vec<Vec<u8>>,
}

/// The shop with these candidates in the campaign `c`, where these products are sold out.
pub(crate) fn shop(candidates: &str, sold_out: &[&str]) -> Shop {
    with(&format!("\"candidates\": [{candidates}]"), sold_out, &[])
}

/// The same with all that the campaign says, and further files.
pub(crate) fn with(campaign: &str, sold_out: &[&str], files: &[(&str, &str)]) -> Shop {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    write("shop.json", SHOP);
    let products = PRODUCTS.iter().map(|(id, rest)| {
        let stock = u8::from(!sold_out.contains(id));
        format!(r#"{{ "id": "{id}", "title": "{id}", "price": 10, "stock": {stock}, {rest} }}"#)
    });
    write("products.json", &format!("[{}]", products.collect::<Vec<_>>().join(",\n")));
    write("segments/buyers.json", r#"{ "name": "Buyers", "when": { "signal": "orders", "at_least": 1 } }"#);
    write("campaigns/c.json", &format!(r#"{{ "name": "C", {campaign} }}"#));
    files.iter().for_each(|(name, text)| write(name, text));
    let style = segue::shop::Style::Plain;
    let said = |problems: Vec<_>| segue::shop::render(&problems, style);
    let folder = segue::shop::read(dir.path()).map_err(said).unwrap();
    let compiled = segue::shop::compile(&folder).map_err(said).unwrap();
    let shards = compiled.shards.into_iter().map(|(_, bytes)| bytes).collect();
    Shop { snapshot: open(&compiled.core, &shards), core: compiled.core, shards }
}

/// A snapshot with all its shards at hand.
fn open(core: &[u8], shards: &Vec<Vec<u8>>) -> Snapshot {
    let (mut snapshot, _) = Snapshot::open(core).unwrap();
    for (at, bytes) in (0_u16..).zip(shards) {
        snapshot.load(at, bytes.clone(), usize::MAX).unwrap();
    }
    snapshot
}

/// The same shop with another core of the same catalogue and these campaigns.
fn changed(shop: &Shop, settings: segue::snapshot::Shop, campaigns: &[Campaign]) -> Shop {
    let core = shop.snapshot.core();
    let mut wire = WireCore::new(settings, core.categories.clone(), core.intent.clone(), core.rfm.clone());
    wire.products = core.products;
    wire.shards.clone_from(&core.shards);
    wire.set_rules(&[], &[], &[], campaigns, &[]);
    let core = wire.to_bytes();
    Shop { snapshot: open(&core, &shop.shards), core, shards: shop.shards.clone() }
}

/// A click, as a case file describes its request.
pub(crate) struct Click<'c> {
    /// Path and query.
    pub(crate) to: &'c str,
    /// Further fields of the case's request, each with a comma behind it.
    pub(crate) request: &'c str,
    /// Further fields of the case, each with a comma behind it.
    pub(crate) case: &'c str,
    /// What is drawn.
    pub(crate) drawn: [u8; 16],
}

pub(crate) const ADVERTISING: &str = r#""consent": { "personalization": true, "advertising": true },"#;
pub(crate) const BUYER: &str =
    r#""visitor": { "orders": [ { "days_ago": 3, "value": 20, "products": ["T"] } ], "number": 1 },"#;

pub(crate) fn to(to: &str) -> Click<'_> {
    Click { to, request: "", case: "", drawn: [7; 16] }
}

/// Keys of one-off links.
fn link_keys() -> LinkKeys {
    LinkKeys::parse(KEYS).unwrap()
}

/// What came of a click.
pub(crate) struct Came {
    pub(crate) response: Response,
    pub(crate) lines: Vec<Line>,
}

impl Click<'_> {
    pub(crate) fn at(&self, shop: &Shop) -> Came {
        self.on(Some(&shop.snapshot))
    }

    pub(crate) fn on(&self, snapshot: Option<&Snapshot>) -> Came {
        self.ask(snapshot, |edge, request| {
            let Step::Answer(response) = handle(edge, request) else { panic!("all shards are at hand") };
            Came { response, lines: receipt(edge, request) }
        })
    }

    /// The receipt as JSON.
    pub(crate) fn explained(&self, shop: &Shop) -> serde_json::Value {
        let text = self.ask(Some(&shop.snapshot), |edge, request| receipt_json(edge, request).unwrap().unwrap());
        serde_json::from_str(&text).unwrap()
    }

    /// What an isolate that has read none of the catalogue says.
    pub(crate) fn cold(&self, shop: &Shop, drawn: [u8; 16], beside: Beside<'_>) -> Step {
        let (snapshot, _) = Snapshot::open(&shop.core).unwrap();
        self.ask(Some(&snapshot), |edge, request| handle(&Edge { entropy: &|| Some(drawn), beside, ..*edge }, request))
    }

    fn ask<T>(&self, snapshot: Option<&Snapshot>, then: impl FnOnce(&Edge<'_>, &Request<'_>) -> T) -> T {
        let Self { to, request, case, .. } = self;
        let text = format!(
            r#"{{ "name": "n", {case} "request": {{ {request} "path": "{to}", "country": "DE" }}, "expect": {{}} }}"#
        );
        let case: Case = serde_json::from_str(&text).unwrap();
        let (keys, link_keys) = (Keys::parse(KEYS).unwrap(), link_keys());
        let parts = parts(&case, snapshot, &keys, NOW.day()).unwrap();
        let (path, query) = parts.target.split_once('?').unwrap_or((&parts.target, ""));
        let header = |name: &str| {
            parts.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        let request = Request {
            method: &parts.method,
            path,
            query,
            host: "shop.example",
            accept_language: header("accept-language"),
            cookies: header("cookie"),
            sec_purpose: header("sec-purpose"),
            purpose: header("purpose"),
            user_agent: header("user-agent"),
            country: Some("DE"),
            ..Request::default()
        };
        let edge = Edge {
            snapshot,
            published: 0,
            rung: Rung::Memory,
            keys: &keys,
            now: NOW,
            entropy: &|| Some(self.drawn),
            fallback_url: "/worker",
            read_ms: None,
            last_try: false,
            beside: Beside { link_keys: Some(&link_keys), ..Beside::default() },
        };
        then(&edge, &request)
    }
}

impl Came {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.response.header(name).unwrap_or_default()
    }

    /// Where it leads, without the sealed story that goes with it.
    pub(crate) fn location(&self) -> String {
        assert_eq!(self.response.status, 302);
        assert_eq!(self.header("Cache-Control"), "private, no-store");
        segue::story::without_parameter(self.header("Location"))
    }

    /// The same without the parameter that every landing gets.
    pub(crate) fn place(&self) -> String {
        let location = self.location();
        let named = ["?utm_campaign=c", "&utm_campaign=c"].into_iter().find(|named| location.contains(named));
        location.replacen(named.unwrap_or("\0"), "", 1)
    }

    pub(crate) fn step(&self) -> &str {
        self.header("Segue-Landing")
    }

    /// The fixed words for each candidate, in the order in which they were tried.
    pub(crate) fn codes(&self) -> Vec<&str> {
        self.lines.iter().filter(|line| line.kind == "candidate").map(|line| line.code).collect()
    }

    /// The sentence of the n-th candidate, from 1.
    pub(crate) fn words(&self, nth: usize) -> &str {
        let mut of_candidates = self.lines.iter().filter(|line| line.kind == "candidate");
        of_candidates.nth(nth - 1).map(|line| line.words.as_str()).unwrap_or_default()
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        let cookies = self.response.headers.iter().filter(|(name, _)| *name == "Set-Cookie");
        cookies.map(|(_, value)| value.as_ref()).collect()
    }
}
