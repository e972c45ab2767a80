//! Why a product is on a shelf, in words.

use super::world::{Who, World, keys, now, set};
use super::{found, shelf};
use crate::edge::{Beside, Edge, Request, Rung, Step, handle, receipt, receipt_json};
use crate::engine::Why;
use crate::snapshot::{Set, Snapshot, Strategy};

fn words(world: &World, who: &Who, set: &str, page: Option<usize>) -> Vec<(usize, String)> {
    let snapshot = world.snapshot();
    let shelf = shelf(world, who, set, page).unwrap();
    let said = |item: &crate::engine::Item| (world.thing(item.product), Why::of(&snapshot, item).to_string());
    shelf.items.iter().map(said).collect()
}

fn world(sets: Vec<Set>) -> World {
    let mut world = World::of(12, 3);
    world.sets = sets;
    world
}

#[test]
fn the_reason_names_the_product_that_spoke_most() {
    let mut world = world(vec![set("mine", &[Strategy::ViewedProducts], 3)]);
    world.things[0].next = vec![(3, 255), (4, 90)];
    world.things[1].next = vec![(4, 255), (5, 250)];
    world.title = Some((0, "Copper kettle"));
    let who = Who { viewed: vec![0, 1], ..Who::default() };
    let said = words(&world, &who, "mine", None);
    let of = |at: usize| said.iter().find(|(product, _)| *product == at).unwrap().1.as_str();
    assert_eq!(of(3), "others who look at Copper kettle also look at things like this");
    assert_eq!(of(4), "others who look at P1 also look at things like this");
    // On its own page the product need not be named.
    let said = words(&world, &Who { viewed: vec![1], ..Who::default() }, "mine", Some(0));
    assert_eq!(said[0], (3, "others who look at this product also look at things like this".into()));
    assert!(said.iter().any(|(_, why)| why == "others who look at P1 also look at things like this"), "{said:?}");
}

#[test]
fn without_lists_the_reason_says_what_ties_the_two() {
    let mut world = world(vec![set("mine", &[Strategy::ViewedProducts], 2)]);
    world.things[0].bought_together = vec![5];
    world.things[1].similar = vec![4];
    let said = words(&world, &Who { viewed: vec![0, 1], ..Who::default() }, "mine", None);
    assert_eq!(
        said,
        [(5, "bought together with P0, which you looked at".into()), (4, "close to P1, which you looked at".into())]
    );
}

#[test]
fn what_was_viewed_says_that() {
    let mut mine = set("mine", &[Strategy::ViewedProducts], 2);
    mine.viewed = true;
    let mut world = world(vec![mine]);
    world.things[0].next = vec![(3, 255), (0, 255)];
    let said = words(&world, &Who { viewed: vec![0], ..Who::default() }, "mine", None);
    assert_eq!(said[0], (0, "you looked at this".into()));
}

#[test]
fn nothing_sensitive_is_a_reason_though_it_became_so_after_it_was_viewed() {
    let mut world = world(vec![set("mine", &[Strategy::ViewedProducts], 2)]);
    world.things[0].next = vec![(3, 255), (6, 200)];
    world.things[2].next = vec![(4, 255), (7, 200)];
    let who = Who { viewed: vec![2, 0], ..Who::default() };
    assert!(words(&world, &who, "mine", None)[0].1.contains("P2"));
    // The cookie says `c2`; in the catalogue the product has moved to another category, which is sensitive.
    let cookies = world.cookies(&who);
    world.categories = 4;
    world.sensitive = true;
    world.things[2].category = 3;
    let body = answer(&world.snapshot(), &cookies, "application/json", "mine", "");
    assert!(body.contains("P0") && !body.contains("P2"), "{body}");
}

fn with<T>(
    snapshot: &Snapshot,
    cookies: &str,
    accept: &str,
    set: &str,
    query: &str,
    run: impl Fn(&Edge<'_>, &Request<'_>) -> T,
) -> T {
    let keys = keys();
    let edge = Edge {
        snapshot: Some(snapshot),
        published: 0,
        rung: Rung::Memory,
        keys: &keys,
        now: now(),
        entropy: &|| Some([7; 16]),
        fallback_url: "/",
        read_ms: None,
        last_try: true,
        beside: Beside::default(),
    };
    let path = format!("/_segue/recs/{set}");
    run(&edge, &Request { method: "GET", path: &path, query, cookies, accept, ..Request::default() })
}

fn answer(snapshot: &Snapshot, cookies: &str, accept: &str, set: &str, query: &str) -> String {
    with(snapshot, cookies, accept, set, query, |edge, request| match handle(edge, request) {
        Step::Answer(response) => response.body,
        Step::Read(_) => String::new(),
    })
}

#[test]
fn json_html_and_receipt_say_the_same_and_a_title_is_escaped() {
    let mut world = world(vec![set("mine", &[Strategy::ViewedProducts], 2)]);
    world.things[0].next = vec![(3, 255), (4, 200)];
    world.title = Some((0, "Tea & <b>honey</b>"));
    let (snapshot, cookies) = (world.snapshot(), world.cookies(&Who { viewed: vec![0], ..Who::default() }));
    let json = answer(&snapshot, &cookies, "application/json", "mine", "");
    assert!(json.contains(r#""why":"others who look at Tea & <b>honey</b> also look at things like this""#), "{json}");
    let html = answer(&snapshot, &cookies, "text/html", "mine", "");
    assert!(
        html.contains("others who look at Tea &amp; &lt;b&gt;honey&lt;/b&gt; also look at things like this"),
        "{html}"
    );
    assert!(!html.contains("<b>honey"), "{html}");
}

#[test]
fn an_offer_says_its_price_in_html_and_json() {
    let mut world = world(vec![set("offer", &[Strategy::Bundle], 2)]);
    world.things[0].complements = vec![1, 2];
    let snapshot = world.snapshot();
    let json = answer(&snapshot, "", "application/json", "offer", "product=P0");
    assert!(json.contains(r#""total":33.0"#), "{json}");
    let html = answer(&snapshot, "", "text/html", "offer", "product=P0");
    assert!(html.contains("together €33.00"), "{html}");
}

#[test]
fn a_shop_speaks_its_language_and_a_receipt_english() {
    let (mine, offer) = (set("mine", &[Strategy::ViewedProducts], 2), set("offer", &[Strategy::Bundle], 2));
    let mut world = world(vec![mine, offer]);
    world.things[0].next = vec![(3, 255), (4, 200)];
    world.things[0].complements = vec![1, 2];
    world.title = Some((0, "Kessel & Kanne"));
    world.language = Some("de-AT");
    let (snapshot, cookies) = (world.snapshot(), world.cookies(&Who { viewed: vec![0], ..Who::default() }));
    let html = answer(&snapshot, &cookies, "text/html", "mine", "");
    assert!(html.contains("wer sich Kessel &amp; Kanne ansieht, sieht sich auch Dinge wie das hier an"), "{html}");
    let json = answer(&snapshot, &cookies, "application/json", "mine", "");
    assert!(
        json.contains(r#""why":"wer sich Kessel & Kanne ansieht, sieht sich auch Dinge wie das hier an""#),
        "{json}"
    );
    let html = answer(&snapshot, "", "text/html", "offer", "product=P0");
    assert!(html.contains("passt zu diesem Produkt"), "{html}");
    assert!(html.contains("Zusammen mit diesem Produkt €33.00"), "{html}");
    let json = with(&snapshot, &cookies, "application/json", "mine", "", receipt_json).unwrap().unwrap();
    assert!(json.contains(r#""why":"others who look at Kessel & Kanne also look at things like this""#), "{json}");
}

#[test]
fn the_receipt_declares_what_the_margin_moved() {
    let mut world = world(vec![set("next", &[Strategy::ViewedNext], 2)]);
    world.things[0].next = vec![(3, 255), (4, 250)];
    let said = |world: &World| {
        let lines = with(&world.snapshot(), "", "application/json", "next", "product=P0", receipt);
        lines.into_iter().find(|line| line.id == "next").unwrap().words
    };
    world.things[4].margin = 100;
    assert_eq!(said(&world), "it found 2 products");
    world.margin_nudge = 10;
    assert_eq!(said(&world), "it found 2 products; the margin moved up `P4`");
}

#[test]
fn what_was_shown_and_not_looked_at_moves_down_and_the_receipt_says_so() {
    let mut next = set("next", &[Strategy::ViewedNext], 2);
    let mut world = world(vec![next.clone()]);
    world.things[0].next = vec![(3, 255), (6, 250)];
    let who = Who { shown: vec![(3, 2)], ..Who::default() };
    let receipt_of = |world: &World| {
        let cookies = world.cookies(&who);
        let lines = with(&world.snapshot(), &cookies, "application/json", "next", "product=P0", receipt);
        lines.into_iter().find(|line| line.id == "next").unwrap().words
    };
    assert_eq!(found(&world, &Who::default(), "next", Some(0)), [3, 6]);
    assert_eq!(found(&world, &who, "next", Some(0)), [6, 3]);
    assert_eq!(receipt_of(&world), "it found 2 products; shown before and not looked at, so moved down: `P3`");
    // What is the same for everyone is so on a product's page as well.
    next.shared = true;
    world.sets = vec![next];
    assert_eq!(found(&world, &who, "next", Some(0)), [3, 6]);
}
