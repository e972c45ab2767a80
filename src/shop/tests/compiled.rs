//! What becomes of a folder that uses everything.

use super::{Shop, compile_dir};
use crate::consent::{Purpose, PurposeSet};
use crate::day::Day;
use crate::shop::Members;
use crate::snapshot::{
    Condition, Cuts, Destination, Detail, Lookup, MemberKey, Product, ProductRef, Says, Snapshot, Step,
};
use crate::visitor::Band;

const PRODUCTS: &str = r#"[
  { "id": "T-1", "title": "Green", "category": "tea", "price": 10, "list_price": 12, "rating": 4.5, "reviews": 100 },
  { "id": "T-2", "title": "Black", "category": "tea", "price": 10, "rating": 4.5, "reviews": 10, "reorder_days": 0 },
  { "id": "T-3", "title": "White", "category": "tea", "price": 11, "rating": 4, "reviews": 50, "list_price": 11 },
  { "id": "T-4", "title": "Gold", "category": "tea", "price": 40, "stock": 0, "successor": "T-3" },
  { "id": "T-5", "title": "Dust", "category": "tea", "price": 3, "reviews": 900, "rating": 1 },
  { "id": "T-6", "title": "Rare", "category": "tea", "price": 90, "url": "/rare", "image": "/i/rare.png" },
  { "id": "P-1", "title": "Pot", "category": "pots", "price": 30, "complements": ["T-2", "P-2", "T-4"] },
  { "id": "P-2", "title": "Pot, blue", "category": "pots", "price": 31, "variant_of": "P-1", "stock": 0 },
  { "id": "P-3", "title": "Pot, red", "category": "pots", "price": 32, "variant_of": "P-2" },
  { "id": "S-1", "title": "Starter set", "category": "pots", "price": 38, "bundle": ["P-1", "T-1"],
    "specs": { "Volume": "1 l", "Age": 3 }, "use_cases": ["A gift"], "ships_in_days": 2, "brand": "B", "review": "Good." }
]"#;

pub(super) fn everything() -> Shop {
    Shop::new()
        .with("shop.json", super::SHOP.replace("\"EUR\"", "\"EUR\", \"allow\": [\"sold-out\"]"))
        .with("products.json", PRODUCTS)
        .with("segments/a-late.json", r#"{ "name": "Late", "why": "You are back", "when": { "all": [ { "segment": "back-again" }, { "not": { "segment": "zeta" } } ] } }"#)
        .with("segments/zeta.json", r#"{ "name": "Zeta", "when": { "signal": "audience", "is": "vip" } }"#)
        .with("audiences.json", r#"{ "vip": { "name": "VIP", "description": "d" } }"#)
        .with("audiences/vip.members", Members::of("vip", Day(u16::MAX), vec![MemberKey(1)]).to_bytes())
        .with("blocks/b.json", r#"{ "kind": "orientation", "need": "n", "title": "B", "priority": 90, "for": ["a-late"], "purposes": ["personalization", "advertising"] }"#)
        .with("blocks/a.json", r#"{ "kind": "curated_picks", "need": "n", "title": "A", "priority": 90, "products": ["T-6", "T-1"],
            "link": { "text": "All", "url": "/all" }, "cap": { "times": 2, "within_days": 9 },
            "window": { "from": "2026-01-01" }, "why": "Because {title}.", "points": ["p"], "text": "t" }"#)
        .with("blocks/c.json", r#"{ "kind": "bundle", "need": "n", "title": "C", "priority": 100, "for": ["a-late", "zeta"], "purposes": ["personalization", "advertising"] }"#)
        .with("sets/low.json", r#"{ "title": "Low", "strategies": ["reorder", "curated"], "pin": ["T-3"], "priority": 1, "page": false, "size": 7 }"#)
        .with("sets/high.json", r#"{ "title": "High", "strategies": ["bought_together"], "for": ["a-late"], "allow": ["thin-set"], "priority": 99, "purposes": ["personalization", "advertising"] }"#)
        .with("campaigns/c.json", r#"{ "name": "C", "offer": "o", "allow": ["candidates-out-of-order"], "window": { "to": "2026-12-31" }, "candidates": [
            { "to": { "home": true } }, { "to": { "url": "/one" }, "when": { "signal": "language", "is": "de" } },
            { "to": { "category": "pots" }, "when": { "signal": "language", "is": "fr" } },
            { "to": { "url": "https://x.tea.example/two" }, "when": { "signal": "language", "is": "es" } }, { "to": { "category": "from_link" } },
            { "to": { "product": "T-2" }, "when": { "signal": "campaign", "is": "c" } }, { "to": { "variant": "from_link" } } ] }"#)
        .with("experiments/e.json", r#"{ "name": "E", "hypothesis": "H", "version": 3, "holdout_percent": 10, "for": ["zeta"], "purposes": ["personalization", "advertising"],
            "window": { "from": "2026-01-01", "to": "2026-12-31" },
            "arms": [ { "id": "control", "weight": 60 }, { "id": "x", "weight": 40, "show": ["b"], "hide": ["welcome", "c"] } ] }"#)
        .with("derived/bestsellers.json", r#"{ "all": ["T-6", "GONE", "T-4"], "by_category": { "tea": ["T-3", "T-3", "P-1"] } }"#)
        .with("derived/bought-together.json", r#"{ "T-1": ["T-4", "P-3", "GONE", "T-1", "T-5", "P-3"], "GONE": ["T-1"] }"#)
        .with("derived/reorder.json", r#"{ "T-1": 28, "T-2": 14, "GONE": 1 }"#)
        .with("derived/rfm.json", r#"{ "observed_on": "2011-12-10", "customers": 4, "recency_days": [1,2,3,4], "frequency": [1,2,3], "monetary": [10.4, 20.5, 20.6, 40] }"#)
}

fn open(shop: &Shop) -> Snapshot {
    let compiled = shop.compile();
    assert_eq!(compiled.warnings, []);
    let (mut snapshot, warnings) = Snapshot::open(&compiled.core).unwrap();
    assert_eq!(warnings, []);
    for (at, (_, bytes)) in (0_u16..).zip(compiled.shards) {
        snapshot.load(at, bytes, usize::MAX).unwrap();
    }
    snapshot
}

fn product<'s>(snapshot: &'s Snapshot, id: &str) -> Product<'s> {
    match snapshot.by_id(id) {
        Lookup::Found(product) => product,
        _ => panic!("{id} is not there"),
    }
}

fn detail<'s>(snapshot: &'s Snapshot, id: &str) -> Detail<'s> {
    product(snapshot, id).detail().unwrap()
}

fn ids(snapshot: &Snapshot, list: &[ProductRef]) -> Vec<String> {
    let one = |at: &ProductRef| match snapshot.by_ref(*at) {
        Lookup::Found(product) => product.card.id.to_string(),
        _ => panic!("{at:?} is not there"),
    };
    list.iter().map(one).collect()
}

#[test]
fn products_carry_what_was_written() {
    let snapshot = open(&everything());
    let (green, white, rare) = (product(&snapshot, "T-1"), product(&snapshot, "T-3"), product(&snapshot, "T-6"));
    assert_eq!((green.card.price, green.card.list_price, green.card.on_sale()), (1_000, 1_200, true));
    assert_eq!((white.card.list_price, white.card.on_sale()), (0, false));
    assert_eq!((rare.card.url, rare.card.image, green.card.url), ("/rare", "/i/rare.png", ""));
    assert!(!product(&snapshot, "T-4").card.in_stock && green.card.in_stock);
    let set = detail(&snapshot, "S-1");
    assert_eq!(set.specs, [("Volume", "1 l"), ("Age", "3")]);
    assert_eq!(
        (set.use_cases.as_slice(), set.ships_in_days, set.brand, set.review),
        (&["A gift"][..], Some(2), "B", "Good.")
    );
    assert_eq!((detail(&snapshot, "T-1").rating, detail(&snapshot, "T-1").reviews), (45, 100));
    // The marketer's own word on reordering, even "not at all", goes before what orders say.
    assert_eq!((detail(&snapshot, "T-1").reorder_days, green.card.bought_again), (28, true));
    assert_eq!((detail(&snapshot, "T-2").reorder_days, product(&snapshot, "T-2").card.bought_again), (0, false));
    let band = |id: &str| product(&snapshot, id).card.band;
    assert_eq!(
        ["T-5", "T-1", "T-2", "T-3", "T-4", "T-6"].map(band),
        [Band::Value, Band::Value, Band::Value, Band::Mid, Band::Premium, Band::Premium]
    );
    assert_eq!(band("P-1"), Band::Mid);
}

#[test]
fn products_know_one_another() {
    let snapshot = open(&everything());
    let of = |id: &str, list: fn(&Detail<'_>) -> Vec<ProductRef>| ids(&snapshot, &list(&detail(&snapshot, id)));
    assert_eq!(of("P-1", |d| d.variants.clone()), ["P-3", "P-2"]);
    assert_eq!(of("P-3", |d| d.variants.clone()), ["P-1", "P-2"]);
    assert_eq!(product(&snapshot, "P-3").card.family, product(&snapshot, "P-1").at);
    assert_eq!(product(&snapshot, "T-1").card.family, product(&snapshot, "T-1").at);
    assert_eq!(of("T-4", |d| d.successor.into_iter().collect()), ["T-3"]);
    assert_eq!(of("S-1", |d| d.bundle.clone()), ["P-1", "T-1"]);
    assert_eq!(of("T-1", |d| d.bundles.clone()), ["S-1"]);
    assert_eq!(of("T-2", |d| d.bundles.clone()), [""; 0]);
    // Without what is sold out, unknown, itself, or there already.
    assert_eq!(of("T-1", |d| d.bought_together.clone()), ["P-3", "T-5"]);
    // The marketer's own, without the variant and what is sold out; pots complete nothing.
    assert_eq!(of("P-1", |d| d.complements.clone()), ["T-2"]);
    // What is bought with it from elsewhere; then pots complete tea: their bestsellers in turn.
    assert_eq!(of("T-1", |d| d.complements.clone()), ["P-3", "P-1", "S-1"]);
    // Closest first: T-2 costs and rates the same, T-3 is a tenth dearer and half a star less.
    assert_eq!(of("T-1", |d| d.similar.clone()), ["T-2", "T-3", "T-5", "T-6"]);
    assert_eq!(of("P-1", |d| d.similar.clone()), ["S-1"]);
}

#[test]
fn bestsellers_are_what_sold_then_what_is_liked_then_what_comes_first() {
    let snapshot = open(&everything());
    let core = snapshot.core();
    let best = |at: usize| ids(&snapshot, &core.categories.get(at).unwrap().bestsellers);
    assert_eq!(best(0), ["T-3", "P-1", "T-5", "T-1", "T-2", "T-6"]);
    assert_eq!(best(1), ["P-1", "P-3", "S-1"]);
    assert_eq!(ids(&snapshot, &core.bestsellers), ["T-6", "T-5", "T-1", "T-3", "T-2", "P-1", "P-3", "S-1"]);
    assert_eq!(core.categories.first().unwrap().complements, [1]);
}

#[test]
fn rules_stand_in_their_order_and_name_places() {
    let snapshot = open(&everything());
    let core = snapshot.core();
    let segments: Vec<&str> = core.segments.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(segments, ["back-again", "zeta", "a-late"]);
    let late = core.segments.get(2).unwrap().body.as_ref().unwrap();
    let not = Condition::Not(Box::new(Condition::Segment(1)));
    assert_eq!(late.when, Condition::All(vec![Condition::Segment(0), not]));
    let blocks: Vec<&str> = core.blocks.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(blocks, ["c", "a", "b", "welcome"]);
    let picks = core.blocks.get(1).unwrap().body.as_ref().unwrap();
    assert_eq!(ids(&snapshot, &picks.products), ["T-6", "T-1"]);
    let both = PurposeSet::NONE.with(Purpose::Personalization).with(Purpose::Advertising);
    assert_eq!((picks.asks, core.blocks.first().unwrap().body.as_ref().unwrap().asks), (PurposeSet::NONE, both));
    assert_eq!((picks.cap.unwrap().times, picks.cap.unwrap().within_days), (2, 9));
    assert_eq!(picks.window.from, crate::day::Day::parse("2026-01-01"));
    let sets: Vec<&str> = core.sets.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(sets, ["high", "low"]);
    let low = core.sets.get(1).unwrap().body.as_ref().unwrap();
    assert_eq!((low.size, low.page, low.shared, ids(&snapshot, &low.pin)), (7, false, false, vec!["T-3".to_string()]));
    assert_eq!(core.sets.first().unwrap().body.as_ref().unwrap().size, 4);
    let experiment = core.experiments.first().unwrap().body.as_ref().unwrap();
    let arm = experiment.arms.get(1).unwrap();
    assert_eq!((arm.show.as_slice(), arm.hide.as_slice()), (&[2][..], &[3, 0][..]));
    assert_eq!((experiment.version, experiment.holdout_percent, experiment.segments.as_slice()), (3, 10, &[1][..]));
}

#[test]
fn every_rule_says_why() {
    let snapshot = open(&everything());
    let core = snapshot.core();
    let blocks: Vec<&str> = core.blocks.iter().map(|rule| rule.body.as_ref().unwrap().why.as_str()).collect();
    let welcome = "A short introduction to the shop.";
    assert_eq!(blocks, ["This product is part of a bundle.", "Because {title}.", "You are back.", welcome]);
    let sets: Vec<&str> = core.sets.iter().map(|rule| rule.body.as_ref().unwrap().why.as_str()).collect();
    assert_eq!(sets, ["You are back.", "You bought these before. What may be running out comes first."]);
}

#[test]
fn campaigns_land_closest_first() {
    let snapshot = open(&everything());
    let campaign = snapshot.core().campaigns.get("c").unwrap().body.as_ref().unwrap();
    let steps: Vec<Step> = campaign.candidates.iter().map(|candidate| candidate.to.step()).collect();
    assert_eq!(steps, [Step::Product, Step::Variant, Step::Category, Step::Category, Step::Url, Step::Url, Step::Home]);
    let to: Vec<&Destination> = campaign.candidates.iter().map(|candidate| &candidate.to).collect();
    assert_eq!(to.first(), Some(&&Destination::Product(Some(product(&snapshot, "T-2").at))));
    assert_eq!(to.get(2), Some(&&Destination::Category(Some(1), String::new())));
    assert_eq!(to.get(3), Some(&&Destination::Category(None, String::new())));
    assert_eq!(to.get(4), Some(&&Destination::Url("/one".into())));
    assert!(campaign.candidates.first().unwrap().when.is_some());
}

#[test]
fn the_shop_has_its_defaults() {
    let with_orders = open(&everything());
    let rfm = &with_orders.core().rfm;
    assert_eq!(rfm.recency_days, Cuts::four([1, 2, 3, 4]));
    assert_eq!((Some(rfm.frequency), Some(rfm.monetary)), (Cuts::of(&[1, 2, 3]), Cuts::of(&[10, 21, 40])));
    let shop = SHOP_WITH_RFM;
    let of_marketer = open(&Shop::new().with("shop.json", shop));
    assert_eq!(of_marketer.core().rfm.frequency, Cuts::four([2, 3, 4, 5]));
    assert_eq!((of_marketer.core().rfm.lifecycle.at_risk, of_marketer.core().rfm.lifecycle.lapsed), (30, 60));
    let phrases = &of_marketer.core().intent.first().unwrap().phrases;
    let brand = phrases.iter().map(|phrase| (phrase.text.as_str(), phrase.said(false), phrase.exact));
    assert!(brand.eq([("tea co", "tea & co".to_string(), Says::Branded.bit())]));
    let usual = open(&Shop::new());
    assert_eq!(usual.core().rfm.recency_days, Cuts::four([30, 60, 120, 240]));
    assert_eq!((usual.core().rfm.lifecycle.at_risk, usual.core().rfm.lifecycle.lapsed), (90, 180));
    let shop = &usual.core().shop;
    assert_eq!(
        (shop.fallback_url.as_str(), shop.product_url.as_str(), shop.consent.policy_version),
        ("/", "/products/{id}", Some(1))
    );
    assert_eq!((shop.language.as_str(), shop.defaults.blocks, shop.defaults.sets), ("en", 3, 2));
}

const SHOP_WITH_RFM: &str = r#"{ "name": "T", "currency": "EUR", "brand_words": ["Tea & Co"], "image_url": "/{id}.svg",
  "categories": [ { "id": "tea", "title": "Tea", "url": "/c/tea" }, { "id": "pots", "title": "Pots", "url": "/c/pots" } ],
  "rfm": { "recency_days": [1,2,3,4], "frequency": [2,3,4,5], "monetary": [1,2,3,4] },
  "lifecycle": { "at_risk": 30, "lapsed": 60 } }"#;

#[test]
fn nothing_of_a_rule_that_nobody_wrote_is_made_up() {
    let compiled =
        compile_dir(Shop::new().without("blocks/welcome.json").without("segments/back-again.json").write().path());
    let (snapshot, _) = Snapshot::open(&compiled.core).unwrap();
    let core = snapshot.core();
    assert!(core.segments.is_empty() && core.blocks.is_empty() && core.sets.is_empty() && core.campaigns.is_empty());
}
