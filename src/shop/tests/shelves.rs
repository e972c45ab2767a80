//! Shelves by purpose: what the marketer says of them, what is said back, and what comes of it in the snapshot.

use super::codes::{found, set};
use super::{PRODUCTS, Shop, compile_dir};
use crate::shop::Code;
use crate::snapshot::{Lookup, ProductRef, Set, Snapshot, Strategy};

/// A shop of three categories in which much is bought together.
const THREE: &str = r#"{
  "name": "Tea & Co", "currency": "EUR", "image_url": "/i/{id}.svg",
  "categories": [
    { "id": "tea", "title": "Tea", "url": "/c/tea", "complements": ["pots"] },
    { "id": "pots", "title": "Pots", "url": "/c/pots" },
    { "id": "mugs", "title": "Mugs", "url": "/c/mugs" }
  ]
}"#;

fn three(products: &[&str]) -> Shop {
    Shop::new().with("shop.json", THREE).with("products.json", format!("[ {} ]", products.join(",\n")))
}

fn of(id: &str, title: &str, category: &str, rest: &str) -> String {
    format!("{{ \"id\": \"{id}\", \"title\": \"{title}\", \"category\": \"{category}\", \"price\": 10{rest} }}")
}

fn open(shop: &Shop) -> Snapshot {
    let compiled = compile_dir(shop.write().path());
    let (mut snapshot, _) = Snapshot::open(&compiled.core).unwrap();
    for (at, (_, bytes)) in (0_u16..).zip(compiled.shards) {
        snapshot.load(at, bytes, usize::MAX).unwrap();
    }
    snapshot
}

fn ids(snapshot: &Snapshot, list: &[ProductRef]) -> Vec<String> {
    let one = |at: &ProductRef| match snapshot.by_ref(*at) {
        Lookup::Found(product) => product.card.id.to_string(),
        _ => panic!("{at:?} is not there"),
    };
    list.iter().map(one).collect()
}

fn set_of(snapshot: &Snapshot) -> Set {
    snapshot.core().sets[0].body.clone().unwrap()
}

fn codes_of(shop: &Shop) -> Vec<Code> {
    found(shop).iter().map(|problem| problem.code).collect()
}

#[test]
fn sets_are_measured_by_what_can_be_had() {
    let said = |rest: &str| found(&set(rest)).iter().map(|problem| problem.message.clone()).collect::<Vec<_>>();
    let pinned = "\"strategies\": [\"curated\", \"bestsellers\"], \"pin\": [\"T-1\"]";
    assert_eq!(said(pinned), ["of what it pins, the set `s` finds 1 in stock for a shelf of 4"]);
    assert_eq!(said(&format!("{pinned}, \"size\": 2")), [""; 0]);
    // On the page of a tea: the other tea. On that of the pot: nothing.
    let message = "on the median product page, the set `s` finds 1 in stock for a shelf of 4";
    assert_eq!(said("\"strategies\": [\"same_category\"]"), [message]);
    assert_eq!(said("\"strategies\": [\"same_category\"], \"size\": 2"), [""; 0]);
    // What is new is known by its day: of four weeks ago, and not of last year.
    let dated = |days: [&str; 3]| {
        let days = ["9.50", "8 ", "30.00"].into_iter().zip(days);
        let dated = |text: String, (price, day): (&str, &str)| {
            text.replacen(price, &format!("{price}, \"added\": \"{day}\""), 1)
        };
        let shop = set("\"strategies\": [\"new\"], \"size\": 3");
        codes_of(&shop.with("products.json", days.fold(PRODUCTS.replace("8 }", "8  }"), dated)))
    };
    assert_eq!(dated(["2026-11-20", "2026-10-20", "2026-10-21"]), []);
    assert_eq!(dated(["2026-11-20", "2025-10-20", "2025-10-21"]), [Code::ThinSet]);
    // What was never bought is not popular, and what is, is counted by its list.
    let sold = |list: &str| set("\"strategies\": [\"popular\"]").with("derived/bestsellers.json", list);
    assert_eq!(codes_of(&sold("{ \"all\": [] }")), [Code::IdleStrategy]);
    assert_eq!(codes_of(&sold("{ \"all\": [\"T-1\", \"T-2\", \"P-1\"] }")), []);
    assert_eq!(codes_of(&sold("{ \"all\": [\"T-1\"] }")), [Code::ThinSet]);
    // What depends on the visitor is not guessed.
    assert_eq!(said("\"strategies\": [\"viewed_products\"]"), [""; 0]);
}

#[test]
fn what_a_set_mixes_is_compiled() {
    let mixed =
        set_of(&open(&set("\"strategies\": [\"viewed_products\", \"similar\"], \"blend\": [3, 1], \"viewed\": true")));
    assert_eq!(mixed.strategies, [Strategy::ViewedProducts, Strategy::Similar]);
    assert_eq!((mixed.blend.as_slice(), mixed.viewed), (&[3, 1][..], true));
    let plain = set_of(&open(&set("\"strategies\": [\"bestsellers\"]")));
    assert_eq!((plain.blend.as_slice(), plain.viewed), (&[][..], false));
    let table = "id,title,strategies,blend,viewed\ns,T,viewed_products|similar,100|1,yes\n";
    let listed = set_of(&open(&Shop::new().with("sets.csv", table)));
    assert_eq!((listed.blend.as_slice(), listed.viewed), (&[100, 1][..], true));
}

#[test]
fn weights_are_one_for_each_strategy_and_viewed_is_of_the_views() {
    let said = |rest: &str| found(&set(rest)).iter().map(|problem| problem.message.clone()).collect::<Vec<_>>();
    let two = "\"strategies\": [\"bestsellers\", \"similar\"]";
    assert_eq!(said(&format!("{two}, \"blend\": [1]")), ["`blend` has 1 weight for 2 strategies"]);
    assert_eq!(said("\"strategies\": [\"similar\"], \"blend\": [1, 2]"), ["`blend` has 2 weights for 1 strategy"]);
    assert_eq!(said(&format!("{two}, \"blend\": [1, 0]")), ["expected a whole number from 1 to 100, found `0`"]);
    assert_eq!(said(&format!("{two}, \"blend\": [1, 101]")), ["expected a whole number from 1 to 100, found `101`"]);
    let heeds = "only the strategy `viewed_products` heeds `viewed`";
    assert_eq!(said(&format!("{two}, \"viewed\": false")), [heeds]);
    let table = |row: &str| {
        let shop = Shop::new().with("sets.csv", format!("id,title,strategies,blend,viewed\n{row}\n"));
        found(&shop).iter().map(|problem| problem.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(table("s,T,bestsellers|similar,1,"), ["`blend` has 1 weight for 2 strategies"]);
    assert_eq!(table("s,T,bestsellers|similar,1|x,"), ["expected a whole number from 1 to 100, found `x`"]);
    assert_eq!(table("s,T,bestsellers|similar,1|2,yes"), [heeds]);
}

#[test]
fn margins_and_days_come_from_every_form_of_the_catalogue() {
    let margin = |snapshot: &Snapshot, id: &str| match snapshot.by_id(id) {
        Lookup::Found(product) => product.card.margin,
        _ => panic!("{id} is not there"),
    };
    let json = PRODUCTS.replacen("9.50", "9.50, \"margin\": 45, \"added\": \"2026-11-01\"", 1);
    let snapshot = open(&Shop::new().with("products.json", json));
    assert_eq!((margin(&snapshot, "T-1"), margin(&snapshot, "T-2")), (45, 0));
    assert_eq!(ids(&snapshot, &snapshot.core().newest), ["T-1"]);
    let csv = "id,title,category,price,margin,added\nT-1,A,tea,9,45,2026-11-01\nT-2,B,tea,9,,\n";
    let snapshot = open(&Shop::new().without("products.json").with("products.csv", csv));
    assert_eq!((margin(&snapshot, "T-1"), margin(&snapshot, "T-2")), (45, 0));
    assert_eq!(ids(&snapshot, &snapshot.core().newest), ["T-1"]);
    let shopify = "Handle,Title,Type,Variant Price,Cost per item,Published At\n\
                   a,A,tea,10.00,5.50,2026-11-01 09:30:00 +0100\nb,B,tea,10.00,,2026-11-02T08:00:00Z\nc,C,tea,10,12,\n";
    let snapshot = open(&Shop::new().without("products.json").with("products.csv", shopify));
    assert_eq!(["a", "b", "c"].map(|id| margin(&snapshot, id)), [45, 0, 0]);
    assert_eq!(ids(&snapshot, &snapshot.core().newest), ["b", "a"]);
    let merchant =
        "id\ttitle\tprice\tproduct_type\tcost_of_goods_sold\nT-1\tA\t10 EUR\tTea\t5.50 EUR\nT-2\tB\t10 EUR\tTea\t\n";
    let snapshot = open(&Shop::new().without("products.json").with("products.tsv", merchant));
    assert_eq!((margin(&snapshot, "T-1"), margin(&snapshot, "T-2")), (45, 0));
    let said = |text: &str| {
        let json = PRODUCTS.replacen("9.50", &format!("9.50, {text}"), 1);
        found(&Shop::new().with("products.json", json)).iter().map(|it| it.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(said("\"margin\": 101"), ["expected a whole number from 0 to 100, found `101`"]);
    assert_eq!(said("\"added\": \"2026-02-30\""), ["`2026-02-30` is not a day of the calendar"]);
}

#[test]
fn what_is_new_was_added_in_the_last_90_days_and_can_be_had() {
    let dated = |id: &str, category: &str, day: &str| of(id, id, category, &format!(", \"added\": \"{day}\""));
    let gone = of("gone", "gone", "tea", ", \"added\": \"2026-11-30\", \"stock\": 0");
    let shop = three(&[
        &dated("old", "tea", "2026-09-01"),
        &dated("edge", "tea", "2026-09-02"),
        &dated("late", "pots", "2026-11-20"),
        &dated("same", "tea", "2026-11-20"),
        &gone,
        &of("none", "none", "tea", ""),
    ]);
    let snapshot = open(&shop);
    let core = snapshot.core();
    // Counted back from the latest, though that is sold out; of one day in the marketer's order.
    assert_eq!(ids(&snapshot, &core.newest), ["late", "same", "edge"]);
    let by_category: Vec<_> = core.categories.iter().map(|it| ids(&snapshot, &it.newest)).collect();
    assert_eq!(by_category, [vec!["same", "edge"], vec!["late"], vec![]]);
    let many: Vec<String> = (0..40).map(|n| dated(&format!("p{n}"), "tea", "2026-11-20")).collect();
    let snapshot = open(&three(&many.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!((snapshot.core().newest.len(), snapshot.core().categories[0].newest.len()), (24, 24));
}

#[test]
fn what_is_popular_goes_by_clicks_and_orders_where_there_are_clicks() {
    let products = [of("a", "a", "tea", ""), of("b", "b", "tea", ""), of("c", "c", "pots", ", \"stock\": 0")];
    let shop = || three(&products.iter().map(String::as_str).collect::<Vec<_>>());
    let lists = |shop: &Shop| {
        let snapshot = open(shop);
        let of_tea = ids(&snapshot, &snapshot.core().categories[0].popular);
        (ids(&snapshot, &snapshot.core().popular), of_tea)
    };
    let named = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(lists(&shop()), (Vec::new(), Vec::new()));
    let orders = shop()
        .with("derived/bestsellers.json", r#"{ "all": ["c", "b", "x", "a"], "by_category": { "tea": ["b", "c"] } }"#);
    assert_eq!(lists(&orders), (named(&["b", "a"]), named(&["b"])));
    // What leads the clicks counts a tenth, more than what is second in orders; of equals, orders go first.
    let clicks = orders.with("derived/most-viewed.json", r#"{ "all": ["c", "a"] }"#);
    assert_eq!(lists(&clicks), (named(&["a", "b"]), named(&["b", "a"])));
}

#[test]
fn what_completes_is_of_another_category() {
    let shop = three(&[
        &of("T-1", "Green tea", "tea", ", \"complements\": [\"T-9\"]"),
        &of("T-2", "Black tea", "tea", ""),
        &of("T-9", "Tea of the house", "tea", ""),
        &of("P-1", "Pot", "pots", ""),
        &of("M-1", "Mug", "mugs", ""),
    ])
    .with("derived/bought-together.json", r#"{ "T-1": ["T-2", "M-1"], "T-2": ["T-1"] }"#);
    let snapshot = open(&shop);
    let list = |id: &str| match snapshot.by_id(id) {
        Lookup::Found(product) => ids(&snapshot, &product.detail().unwrap().complements),
        _ => panic!("{id} is not there"),
    };
    // The marketer's own whatever its category, then what is bought with it, then what completes tea.
    assert_eq!(list("T-1"), ["T-9", "M-1", "P-1"]);
    assert_eq!(list("T-2"), ["P-1"]);
}

#[test]
fn alternatives_are_alike_in_words_then_in_price_and_stars() {
    let shop = three(&[
        &of("K-1", "Gooseneck kettle, steel", "pots", ", \"brand\": \"Fjord\""),
        &of("K-2", "Gooseneck kettles, black", "pots", ", \"brand\": \"Fjord\""),
        &of("K-3", "Gooseneck kettle, black, large", "pots", ", \"variant_of\": \"K-2\""),
        &of("L-1", "Lid", "pots", ""),
        &of("L-2", "Ladle", "pots", ", \"rating\": 5"),
        &of("X-1", "Gooseneck kettle, steel", "tea", ""),
        &of("X-2", "Gooseneck kettle, steel", "pots", ", \"stock\": 0"),
    ]);
    let snapshot = open(&shop);
    let list = |id: &str| match snapshot.by_id(id) {
        Lookup::Found(product) => ids(&snapshot, &product.detail().unwrap().similar),
        _ => panic!("{id} is not there"),
    };
    // One of a family, nothing of another category, nothing sold out; then the lid, which is rated alike.
    assert_eq!(list("K-1"), ["K-2", "L-1", "L-2"]);
    assert_eq!(list("X-1"), [""; 0]);
    assert_eq!(list("X-2"), ["K-1", "K-2", "L-1", "L-2"]);
}

#[test]
fn what_is_compared_completes_nothing() {
    let products = [
        of("T-1", "Green tea", "tea", ", \"complements\": [\"P-2\"]"),
        of("P-1", "Pot", "pots", ""),
        of("P-2", "Pot for two", "pots", ""),
        of("M-1", "Mug", "mugs", ""),
        of("M-2", "Cup", "mugs", ""),
    ];
    let list = |lists: &str| {
        let shop = three(&products.iter().map(String::as_str).collect::<Vec<_>>())
            .with("derived/bought-together.json", r#"{ "T-1": ["M-1", "M-2"] }"#)
            .with("derived/viewed-next.tsv", lists);
        let snapshot = open(&shop);
        match snapshot.by_id("T-1") {
            Lookup::Found(product) => ids(&snapshot, &product.detail().unwrap().complements),
            _ => panic!("it is not there"),
        }
    };
    assert_eq!(list(""), ["P-2", "M-1", "M-2", "P-1"]);
    // A quarter of the best weight is half of the byte. The list of either says it, and the marketer's own stays.
    assert_eq!(list("T-1\t900\tP-2\t255\tM-1\t128\tM-2\t127\n"), ["P-2", "M-2", "P-1"]);
    assert_eq!(list("M-2\t900\tT-1\t200\nP-1\t900\tT-1\t255\n"), ["P-2", "M-1"]);
    // The best of the others counts, where the product itself is in its list.
    assert_eq!(list("T-1\t900\tT-1\t255\tM-1\t100\tM-2\t50\tP-1\t49\n"), ["P-2", "P-1"]);
}

#[test]
fn what_others_looked_at_next_needs_lists() {
    let after = |lists: &str, rest: &str| {
        let shop = set(&format!("\"strategies\": [\"viewed_next\"]{rest}")).with("derived/viewed-next.tsv", lists);
        codes_of(&shop)
    };
    assert_eq!(after("", ""), [Code::IdleStrategy]);
    let all = "T-1\t9\tT-2\t255\tP-1\t9\nT-2\t9\tT-1\t255\tP-1\t9\nP-1\t9\tT-1\t255\tT-2\t9\n";
    assert_eq!(after(all, ", \"size\": 4"), []);
    assert_eq!(after("T-1\t9\tT-2\t255\n", ""), [Code::ThinSet]);
    // An offer is of two at most: one companion is enough.
    let alone = super::SHOP.replace(", \"complements\": [\"pots\"]", "");
    let offer = |with: &str| {
        let shop = set("\"strategies\": [\"bundle\"]").with("shop.json", &alone);
        codes_of(&shop.with("derived/bought-together.json", with))
    };
    assert_eq!(offer("{}"), [Code::ThinSet]);
    let pot = r#"{ "T-1": ["P-1"], "T-2": ["P-1"] }"#;
    assert_eq!(offer(pot), []);
    assert_eq!(offer(r#"{ "T-1": ["T-2"], "T-2": ["T-1"] }"#), [Code::ThinSet]);
}
