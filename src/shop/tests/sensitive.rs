//! Sensitive categories: what is said of rules that name them, and that nothing of them is shown elsewhere.

use super::{Shop, said};
use crate::consent::Visitor;
use crate::day::Now;
use crate::engine::{Decision, Link, Outcome, Placement, Reason, decide, receipt};
use crate::snapshot::{Lookup, ProductRef, Snapshot};

const SHOP: &str = r#"{
  "name": "Tea & Co", "currency": "EUR", "image_url": "/{id}.svg",
  "categories": [
    { "id": "nursing", "title": "Nursing", "url": "/c/nursing", "sensitive": true },
    { "id": "tea", "title": "Tea", "url": "/c/tea" },
    { "id": "prayer", "title": "Prayer", "url": "/c/prayer", "sensitive": true }
  ]
}"#;

const PRODUCTS: &str = r#"[
  { "id": "N-1", "title": "Nursing tea", "category": "nursing", "price": 9, "rating": 5, "reviews": 900 },
  { "id": "T-1", "title": "Green tea", "category": "tea", "price": 8 },
  { "id": "B-1", "title": "Beads", "category": "prayer", "price": 5, "variant_of": "T-1" },
  { "id": "T-2", "title": "Black tea", "category": "tea", "price": 8, "variant_of": "T-1" },
  { "id": "N-2", "title": "Nursing set", "category": "nursing", "price": 20, "bundle": ["T-1", "N-1"] },
  { "id": "N-3", "title": "Nursing and prayer", "category": "nursing", "price": 20, "bundle": ["N-1", "B-1"] },
  { "id": "N-4", "title": "Nursing pair", "category": "nursing", "price": 15, "bundle": ["T-1", "T-2"] }
]"#;

fn shop() -> Shop {
    Shop::new().with("shop.json", SHOP).with("products.json", PRODUCTS)
}

/// Expects one error of this file, and that the same file passes where `word` is `instead`.
#[track_caller]
fn refused(name: &str, text: &str, (word, instead): (&str, &str), message: &str, help: &str) {
    let quoted = format!("\"{word}\"");
    let column = text.find(&quoted).unwrap() + 1;
    shop().with(name, text).expect(&format!("{name}:1:{column}"), message, help);
    shop().with(name, text.replace(&quoted, &format!("\"{instead}\""))).compile();
}

#[test]
fn conditions_name_nothing_sensitive() {
    let when = |condition: &str| format!("{{ \"name\": \"B\", \"when\": {{ \"not\": {condition} }} }}");
    let help = "ask about another category, or take this condition away";
    for condition in [
        "{ \"signal\": \"category_views\", \"category\": \"nursing\", \"within_days\": 7, \"at_least\": 1 }",
        "{ \"signal\": \"affinity\", \"category\": \"nursing\", \"at_least\": 1 }",
        "{ \"signal\": \"page_category\", \"any_of\": [\"tea\", \"nursing\"] }",
    ] {
        let message = "the category `nursing` is sensitive, and never a reason";
        refused("segments/back-again.json", &when(condition), ("nursing", "tea"), message, help);
    }
    let condition = "{ \"signal\": \"page_product\", \"is\": \"N-1\" }";
    let message = "the product `N-1` is of the sensitive category `nursing`, and never a reason";
    refused("segments/back-again.json", &when(condition), ("N-1", "T-1"), message, help);
    let block = format!("{{ \"kind\": \"orientation\", \"need\": \"n\", \"title\": \"t\", \"when\": {condition} }}");
    refused("blocks/b.json", &block, ("N-1", "T-1"), message, help);
    let set = format!("{{ \"title\": \"t\", \"strategies\": [\"bestsellers\"], \"when\": {condition} }}");
    refused("sets/s.json", &set, ("N-1", "T-1"), message, help);
    let campaign =
        format!("{{ \"name\": \"C\", \"candidates\": [{{ \"to\": {{ \"home\": true }}, \"when\": {condition} }}] }}");
    refused("campaigns/c.json", &campaign, ("N-1", "T-1"), message, help);
}

#[test]
fn nothing_sensitive_is_picked_or_linked() {
    let block = "{ \"kind\": \"curated_picks\", \"need\": \"n\", \"title\": \"t\", \"products\": [\"T-1\", \"N-1\"] }";
    let message = "the product `N-1` is of the sensitive category `nursing`, and no block shows it";
    refused("blocks/b.json", block, ("N-1", "T-2"), message, "take it away here");
    let set = "{ \"title\": \"t\", \"strategies\": [\"curated\"], \"pin\": [\"N-1\"] }";
    let message = "the product `N-1` is of the sensitive category `nursing`, and no set pins it";
    refused("sets/s.json", set, ("N-1", "T-2"), message, "take it away here");
    let help = "let the link lead elsewhere, such as to the shop's front page";
    for url in ["/c/nursing", "/c/nursing/?a=b#c", "/products/N-1", "/c/./%6eursing", "/C//Nursing/", "/products/n-1"] {
        let block = format!(
            "{{ \"kind\": \"early_access\", \"need\": \"n\", \"title\": \"t\", \"link\": {{ \"text\": \"x\", \"url\": \"{url}\" }} }}"
        );
        let message = format!("`{url}` is a page of the sensitive category `nursing`, and no block leads there");
        refused("blocks/b.json", &block, (url, "/c/tea"), &message, help);
        let campaign = format!("{{ \"name\": \"C\", \"candidates\": [{{ \"to\": {{ \"url\": \"{url}\" }} }}] }}");
        let message = format!("`{url}` is a page of the sensitive category `nursing`, and never stands in a redirect");
        refused("campaigns/c.json", &campaign, (url, "/c/tea"), &message, help);
    }
    let fallback = SHOP.replace("\"EUR\"", "\"EUR\", \"fallback_url\": \"/c/nursing\"");
    shop().with("shop.json", fallback).expect(
        "shop.json:2:58",
        "`/c/nursing` is a page of the sensitive category `nursing`, and never stands in a redirect",
        help,
    );
}

#[test]
fn campaigns_lead_to_nothing_sensitive() {
    let help = "let the link lead elsewhere, such as to the shop's front page";
    for goal in ["product", "variant", "bundle"] {
        let text = format!("{{ \"name\": \"C\", \"candidates\": [{{ \"to\": {{ \"{goal}\": \"N-1\" }} }}] }}");
        let message = "the product `N-1` is of the sensitive category `nursing`, and never stands in a redirect";
        refused("campaigns/c.json", &text, ("N-1", "T-1"), message, help);
    }
    let text = "{ \"name\": \"C\", \"candidates\": [{ \"to\": { \"category\": \"nursing\" } }] }";
    let message = "the category `nursing` is sensitive, and never stands in a redirect";
    refused("campaigns/c.json", text, ("nursing", "tea"), message, help);
}

#[test]
fn the_catalogue_tells_nothing_sensitive() {
    let with = |from: &str, to: &str| {
        assert!(PRODUCTS.contains(from));
        shop().with("products.json", PRODUCTS.replace(from, to))
    };
    with("\"price\": 8 }", "\"price\": 8, \"bundle\": [\"T-2\", \"N-1\"] }").expect(
        "products.json:3:89",
        "this bundle holds `N-1` of the sensitive category `nursing`, and would tell of it",
        "let the bundle's category be `nursing`, or take `N-1` out of it",
    );
    let warnings = |shop: Shop| shop.compile().warnings.iter().map(said).collect::<Vec<_>>();
    let message = "the product `N-1` is of the sensitive category `nursing`, and is shown on its pages alone";
    assert_eq!(
        warnings(with("\"price\": 8 }", "\"price\": 8, \"complements\": [\"N-1\"] }")),
        [("products.json:3:87".to_string(), message.to_string(), "take it away here".to_string())]
    );
    let message = "the category `nursing` is sensitive, and is shown on its own pages alone";
    assert_eq!(
        warnings(shop().with("shop.json", SHOP.replace("\"/c/tea\"", "\"/c/tea\", \"complements\": [\"nursing\"]"))),
        [("shop.json:5:69".to_string(), message.to_string(), "take it away here".to_string())]
    );
}

#[test]
fn a_category_that_sounds_sensitive_says_whether_it_is() {
    let named = |rest: &str| {
        let text = super::SHOP.replace("\"title\": \"Pots\"", &format!("\"title\": \"Intimate care\"{rest}"));
        Shop::new().with("shop.json", text).compile().warnings.iter().map(said).collect::<Vec<_>>()
    };
    let message = "the category `pots` sounds sensitive: `Intimate`";
    let help = "say `\"sensitive\": true`, or `\"sensitive\": false` where it is not";
    assert_eq!(named(""), [("shop.json:5:13".to_string(), message.to_string(), help.to_string())]);
    assert_eq!(named(", \"sensitive\": false"), []);
    // What completes tea is hidden then, and that is said instead.
    assert_eq!(named(", \"sensitive\": true").len(), 1);
    let text = super::SHOP.replace("\"title\": \"Pots\"", "\"title\": \"Pots\", \"sensitive\": \"yes\"");
    Shop::new().with("shop.json", text).expect(
        "shop.json:5:51",
        "expected `true` or `false`, found the text `yes`",
        "write `true` or `false` without quotes",
    );
}

fn open(shop: &Shop) -> Snapshot {
    let compiled = shop.compile();
    let (mut snapshot, _) = Snapshot::open(&compiled.core).unwrap();
    for (at, (_, bytes)) in (0_u16..).zip(compiled.shards) {
        snapshot.load(at, bytes, usize::MAX).unwrap();
    }
    snapshot
}

fn of(snapshot: &Snapshot, placement: Placement<'_>) -> Decision {
    decide(snapshot, &Visitor::nobody(), &placement, Now::from_unix_seconds(1_800_000_000))
}

fn ids(snapshot: &Snapshot, products: &[ProductRef]) -> Vec<String> {
    let one = |at: &ProductRef| match snapshot.by_ref(*at) {
        Lookup::Found(product) => product.card.id.to_string(),
        _ => panic!("{at:?} is not there"),
    };
    products.iter().map(one).collect()
}

/// What a block of this kind shows on a product's page: products, and categories.
fn shown(kind: &str, product: &str) -> Option<(Vec<String>, Vec<u16>)> {
    let block = format!("{{ \"kind\": \"{kind}\", \"need\": \"n\", \"title\": \"t\" }}");
    let snapshot = open(&shop().without("blocks/welcome.json").with("blocks/b.json", block));
    let decision = of(&snapshot, Placement::ProductPage { product });
    let found = decision.shown_blocks().next().map(|(_, shown)| shown.clone());
    found.map(|shown| (ids(&snapshot, &shown.products), shown.categories))
}

#[test]
fn blocks_show_nothing_sensitive_but_on_its_own_pages() {
    let some = |products: &[&str], categories: &[u16]| {
        Some((products.iter().map(ToString::to_string).collect::<Vec<_>>(), categories.to_vec()))
    };
    assert_eq!(shown("bestsellers", "T-1"), some(&["T-2"], &[]));
    assert_eq!(shown("bestsellers", "N-2"), some(&["N-1", "N-3", "N-4", "T-1"], &[]));
    assert_eq!(shown("category_path", "T-1"), some(&[], &[1]));
    assert_eq!(shown("category_path", "N-1"), some(&[], &[0, 1]));
    assert_eq!(shown("bundle", "T-1"), None, "the bundles that hold it are sensitive");
    assert_eq!(shown("bundle", "N-2"), some(&["N-2", "T-1", "N-1"], &[]));
    assert_eq!(shown("bundle", "N-3"), None, "a part is of another sensitive category");
}

#[test]
fn links_step_over_what_is_sensitive() {
    let campaign = "{ \"name\": \"C\", \"candidates\": [ { \"to\": { \"product\": \"from_link\" } },
        { \"to\": { \"variant\": \"from_link\" } }, { \"to\": { \"bundle\": \"from_link\" } },
        { \"to\": { \"category\": \"from_link\" } }, { \"to\": { \"home\": true } } ] }";
    let reasons = |products: &str, product: &str| -> Vec<Option<Reason>> {
        let snapshot = open(&shop().with("products.json", products).with("campaigns/c.json", campaign));
        let decision = of(&snapshot, Placement::Landing { campaign: "c", link: Link { product, ..Link::default() } });
        let reason = |outcome: &Outcome<_>| match outcome {
            Outcome::Chosen(_) => None,
            Outcome::Not(reason) => Some(*reason),
        };
        decision.landing.iter().map(|evidence| reason(&evidence.outcome)).collect()
    };
    use Reason::{NoRoom, NothingToShow, OutOfStock, Sensitive};
    let sensitive = |at| Some(Sensitive(at));
    assert_eq!(
        reasons(PRODUCTS, "N-1"),
        [sensitive(0), Some(NothingToShow), sensitive(0), sensitive(0), None],
        "its own page, the bundles that hold it, and its category"
    );
    // The variants of a product that is sold out: the sensitive one, which stands first, is passed over.
    let sold_out = PRODUCTS.replace("\"price\": 8 }", "\"price\": 8, \"stock\": 0 }");
    assert_eq!(reasons(&sold_out, "T-1"), [Some(OutOfStock), None, Some(NoRoom), Some(NoRoom), Some(NoRoom)]);
    let alone = sold_out.replace(", \"variant_of\": \"T-1\" },\n  { \"id\": \"N-2\"", " },\n  { \"id\": \"N-2\"");
    assert_ne!(alone, sold_out);
    assert_eq!(reasons(&alone, "T-1"), [Some(OutOfStock), sensitive(2), sensitive(0), None, Some(NoRoom)]);
}

#[test]
fn receipts_say_what_is_sensitive() {
    let block = r#"{ "kind": "orientation", "need": "n", "title": "t", "when": { "not": { "signal": "page_in_stock", "is": "no" } } }"#;
    let snapshot = open(&shop().without("blocks/welcome.json").with("blocks/b.json", block));
    let decision = of(&snapshot, Placement::ProductPage { product: "N-1" });
    let lines = receipt(&snapshot, &Visitor::nobody(), &decision);
    let line = lines.iter().find(|line| line.kind != "purpose").unwrap();
    let words = "it would read of the category `nursing`, which is sensitive and never a reason";
    assert_eq!((line.code, line.words.as_str()), ("sensitive", words));
    let campaign = r#"{ "name": "C", "candidates": [ { "to": { "product": "from_link" } } ] }"#;
    let snapshot = open(&shop().with("campaigns/c.json", campaign));
    let decision =
        of(&snapshot, Placement::Landing { campaign: "c", link: Link { product: "B-1", ..Link::default() } });
    let lines = receipt(&snapshot, &Visitor::nobody(), &decision);
    let line = lines.iter().find(|line| line.kind != "purpose").unwrap();
    let words = "it is of the category `prayer`, which is sensitive and never stands in a redirect";
    assert_eq!((line.code, line.words.as_str()), ("sensitive", words));
}
