//! What a receipt says would have to change does make the difference: the visitor who has changed so is built, and asked
//! for anew.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

use proptest::prelude::*;
use segue::case::{Case, Order, Persona, Touched, Visitor, parts};
use segue::consent::{Raw, admit};
use segue::cookie::Keys;
use segue::day::Now;
use segue::engine::{Changes, Decision, Need, Outcome, Placement, decide};
use segue::shop::{Compiled, Folder, compile, read};
use segue::snapshot::{NameSignal, NumberSignal, Snapshot, Test, Want};
use std::collections::BTreeMap;

const KEYS: &str = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";
const SHOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/shop");
const COUNTRIES: [&str; 4] = ["DE", "FR", "GB", "IT"];
const DEVICES: [&str; 3] = ["mobile", "tablet", "desktop"];

fn now() -> Now {
    Now::from_unix_seconds(20_780 * 86_400 + 43_200)
}

fn open(compiled: &Compiled) -> Snapshot {
    let (mut snapshot, _) = Snapshot::open(&compiled.core).unwrap();
    for (at, (_, bytes)) in (0_u16..).zip(&compiled.shards) {
        snapshot.load(at, bytes.clone(), usize::MAX).unwrap();
    }
    snapshot
}

/// Goes through the door as a request of this case does, and hands over the visitor with what is decided.
fn with_decision<T>(
    case: &Case,
    snapshot: &Snapshot,
    product: &str,
    look: impl FnOnce(&Decision, &Changes<'_>) -> T,
) -> T {
    let keys = Keys::parse(KEYS).unwrap();
    let made = parts(case, Some(snapshot), &keys, now().day()).unwrap();
    let header = |name: &str| made.headers.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value);
    let raw = Raw {
        cookies: header("cookie"),
        gpc: None,
        user_agent: header("user-agent"),
        accept_language: header("accept-language"),
        country: case.request.country.as_deref(),
        region: None,
        search: "",
        campaign: "",
        story: segue::cookie::Plain::Absent,
        arms: None,
    };
    let admitted = admit(raw, &keys, &snapshot.core().shop.consent, now());
    let placement = Placement::ProductPage { product };
    let decision = decide(snapshot, &admitted.visitor, &placement, now());
    look(&decision, &Changes::new(snapshot, &admitted.visitor, &placement, now(), &decision))
}

/// A condition over what a test can change.
fn condition(depth: u32) -> BoxedStrategy<String> {
    let names = ["cart_items", "visits", "orders", "days_since_first_visit", "viewed_products"];
    let number = (prop::sample::select(names.to_vec()), 0_u32..6, 0_u32..6, 0_u8..3).prop_map(|(name, a, b, shape)| {
        let within = if name == "viewed_products" { ", \"within_days\": 30" } else { "" };
        let range = match shape {
            0 => format!("\"at_least\": {a}"),
            1 => format!("\"at_most\": {a}"),
            _ => format!("\"at_least\": {}, \"at_most\": {}", a.min(b), a.max(b)),
        };
        format!("{{ \"signal\": \"{name}\"{within}, {range} }}")
    });
    let country = prop::sample::subsequence(COUNTRIES.to_vec(), 1..=2)
        .prop_map(|names| format!("{{ \"signal\": \"country\", \"any_of\": {names:?} }}"));
    let device = prop::sample::select(DEVICES.to_vec())
        .prop_map(|name| format!("{{ \"signal\": \"device\", \"is\": {name:?} }}"));
    let leaf = prop_oneof![6 => number, 1 => country, 1 => device].boxed();
    leaf.prop_recursive(depth, 12, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..=3).prop_map(|parts| parts.join(", ")).boxed();
        prop_oneof![
            several.clone().prop_map(|parts| format!("{{ \"all\": [{parts}] }}")),
            several.prop_map(|parts| format!("{{ \"any\": [{parts}] }}")),
            inner.prop_map(|part| format!("{{ \"not\": {part} }}")),
        ]
    })
    .boxed()
}

/// A shop of one block, for those of one segment for whom a further condition holds.
fn shop(segments: [&str; 2], when: &str) -> Option<Folder> {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "shop.json",
        r#"{ "name": "Tea", "currency": "EUR", "categories": [{ "id": "tea", "title": "Tea", "url": "/c/tea" }] }"#,
    );
    let products =
        (0..10).map(|n| format!(r#"{{ "id": "T-{n}", "title": "Tea {n}", "category": "tea", "price": 9 }}"#));
    write("products.json", &format!("[{}]", products.collect::<Vec<_>>().join(", ")));
    let [first, second] = segments;
    write("segments/first.json", &format!(r#"{{ "name": "First", "when": {first} }}"#));
    // The second rests on the first, so that a change of one is a change of both.
    write(
        "segments/second.json",
        &format!(r#"{{ "name": "Second", "when": {{ "any": [{second}, {{ "not": {{ "segment": "first" }} }}] }} }}"#),
    );
    write(
        "blocks/only.json",
        &format!(
            r#"{{ "kind": "orientation", "need": "I am here.", "title": "Only", "for": ["first", "second"],
                 "when": {{ "any": [{when}, {{ "all": [{{ "segment": "first" }}, {{ "segment": "second" }}] }}] }} }}"#
        ),
    );
    read(dir.path()).ok()
}

fn touched(n: u32) -> Vec<Touched> {
    (0..n.min(10)).map(|n| Touched { product: format!("T-{n}"), days_ago: 0, quantity: None }).collect()
}

fn orders(n: u32) -> Vec<Order> {
    (0..n).map(|n| Order { days_ago: 5 + n as u16, value: 10.0, products: Vec::new() }).collect()
}

/// The value of `all` that is allowed by every one of `tests`, if there is one.
fn fitting(tests: &[(Want, bool)]) -> Option<u32> {
    (0..=40).find(|value| tests.iter().all(|(want, holds)| want.holds(*value) == *holds))
}

/// What is asked of each signal, and whether it has to hold.
type Asked<S, W> = Vec<(S, Vec<(W, bool)>)>;

/// The persona with the changes made.
fn changed(persona: &Persona, leaves: &[Need<'_>]) -> Option<Persona> {
    let mut next = persona.clone();
    if leaves.iter().any(|need| matches!(need, Need::Consent(_))) {
        next.consent = Some(granted());
        // What a cookie held without consent is not looked at, and is gone.
        next.visitor = Some(Visitor { visits: Some(1), ..Visitor::default() });
    }
    let mut numbers: Asked<NumberSignal, Want> = Vec::new();
    let mut names: Asked<NameSignal, Vec<String>> = Vec::new();
    for need in leaves {
        match need {
            Need::Test { test: Test::Number(signal, want), holds } => {
                match numbers.iter_mut().find(|(other, _)| other == signal) {
                    Some((_, tests)) => tests.push((*want, *holds)),
                    None => numbers.push((signal.clone(), vec![(*want, *holds)])),
                }
            }
            Need::Exactly { test: Test::Number(signal, _), value } => {
                let exactly = Want { at_least: Some(*value), at_most: Some(*value) };
                match numbers.iter_mut().find(|(other, _)| other == signal) {
                    Some((_, tests)) => tests.push((exactly, true)),
                    None => numbers.push((signal.clone(), vec![(exactly, true)])),
                }
            }
            Need::Test { test: Test::Name(signal, list), holds } => {
                let list: Vec<String> = list.iter().map(|name| name.text.clone()).collect();
                match names.iter_mut().find(|(other, _)| other == signal) {
                    Some((_, tests)) => tests.push((list, *holds)),
                    None => names.push((*signal, vec![(list, *holds)])),
                }
            }
            Need::Consent(_) => {}
            other => panic!("{other:?} is no change of the visitor"),
        }
    }
    for (signal, tests) in numbers {
        let value = fitting(&tests)?;
        let visitor = next.visitor.get_or_insert_with(|| Visitor { visits: Some(1), ..Visitor::default() });
        match signal {
            NumberSignal::CartItems => visitor.cart = touched(value),
            NumberSignal::ViewedProducts { .. } => visitor.viewed = touched(value),
            NumberSignal::Visits => visitor.visits = Some(value as u16),
            NumberSignal::Orders => visitor.orders = orders(value),
            NumberSignal::DaysSinceFirstVisit => visitor.first_visit_days_ago = value as u16,
            other => panic!("{other:?} was not asked for"),
        }
    }
    for (signal, tests) in names {
        // `SE` is named by no rule.
        let all: &[&str] = if signal == NameSignal::Country { &["DE", "FR", "GB", "IT", "SE"] } else { &DEVICES };
        let allowed = |name: &&&str| tests.iter().all(|(list, holds)| list.iter().any(|one| one == **name) == *holds);
        let value = all.iter().find(allowed)?.to_string();
        match signal {
            NameSignal::Country => next.country = Some(value),
            _ => next.device = Some(value),
        }
    }
    Some(next)
}

fn granted() -> BTreeMap<String, bool> {
    ["preferences", "analytics", "personalization", "advertising"].map(|name| (name.to_string(), true)).into()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn whoever_changes_as_the_receipt_says_is_shown_the_block(
        segments in [condition(3), condition(3)], when in condition(3),
        (cart, viewed, visits, ordered, first) in (0_u32..5, 0_u32..5, 1_u16..6, 0_u32..4, 0_u16..6),
        country in prop::sample::select(COUNTRIES.to_vec()), device in prop::sample::select(DEVICES.to_vec()),
        consents in prop::bool::weighted(0.8),
    ) {
        let [first_segment, second_segment] = &segments;
        let Some(folder) = shop([first_segment, second_segment], &when) else { return Ok(()) };
        let snapshot = open(&compile(&folder).unwrap());
        let persona = Persona {
            name: "Somebody".into(),
            visitor: Some(Visitor {
                first_visit_days_ago: first, visits: Some(visits), viewed: touched(viewed), cart: touched(cart),
                orders: orders(ordered), ..Visitor::default()
            }),
            consent: consents.then(granted),
            country: Some(country.into()), device: Some(device.into()),
            ..Persona::default()
        };
        let case = persona.asks("/_segue/pdp/T-9");
        let told = with_decision(&case, &snapshot, "T-9", |decision, changes| {
            let evidence = decision.blocks.first().unwrap();
            if matches!(evidence.outcome, Outcome::Chosen(_)) {
                assert_eq!(changes.block(0), [], "what was chosen needs no change");
                return None;
            }
            let leaves = changes.leaves(0).unwrap();
            assert!(!leaves.is_empty(), "{:?} can be changed by nothing that is named", evidence.outcome);
            (leaves != [Need::Never]).then(|| changed(&persona, &leaves))
        });
        let Some(next) = told else { return Ok(()) };
        // Every list can be fulfilled: nothing in it rules out another.
        let next = next.unwrap();
        let shown = with_decision(&next.asks("/_segue/pdp/T-9"), &snapshot, "T-9", |decision, _| {
            decision.blocks.first().unwrap().outcome.clone()
        });
        prop_assert!(matches!(shown, Outcome::Chosen(_)), "{shown:?}");
    }
}

/// "No change would do" is said of what cannot be, and of little else.
#[test]
fn what_can_be_is_not_called_impossible() {
    let never = r#"{ "all": [{ "signal": "visits", "at_least": 4 }, { "signal": "visits", "at_most": 2 }] }"#;
    let other = r#"{ "signal": "cart_items", "at_least": 1 }"#;
    for (when, expected) in [
        (never.to_string(), None),
        // The branch with fewer tests contradicts itself, and the other one does not.
        (
            format!(
                r#"{{ "any": [{never}, {{ "all": [{other}, {{ "signal": "orders", "at_least": 2 }}, {{ "signal": "device", "is": "mobile" }}] }}] }}"#
            ),
            Some(3),
        ),
        (
            format!(r#"{{ "not": {{ "any": [{{ "not": {other} }}, {{ "signal": "country", "is": "DE" }}] }} }}"#),
            Some(2),
        ),
    ] {
        let visited = r#"{ "signal": "visits", "at_least": 1 }"#;
        let Some(folder) = shop([visited, never], &format!(r#"{{ "all": [{when}] }}"#)) else {
            assert_eq!(expected, None, "only what can never be is refused before: {when}");
            continue;
        };
        let snapshot = open(&compile(&folder).unwrap());
        let persona =
            Persona { name: "X".into(), consent: Some(granted()), country: Some("DE".into()), ..Persona::default() };
        let needs = with_decision(&persona.asks("/_segue/pdp/T-9"), &snapshot, "T-9", |_, changes| {
            let needs = changes.leaves(0).unwrap();
            (needs != [Need::Never]).then_some(needs.len())
        });
        assert_eq!(needs, expected, "{when}");
    }
}

/// Segments that rest on two others each, many times over: as many ways lead down as there are stars.
#[test]
fn segments_upon_segments_take_no_time() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "shop.json",
        r#"{ "name": "Tea", "currency": "EUR", "categories": [{ "id": "tea", "title": "Tea", "url": "/c/tea" }] }"#,
    );
    write("products.json", r#"[{ "id": "T-9", "title": "Tea", "category": "tea", "price": 9 }]"#);
    write("segments/a0.json", r#"{ "name": "A", "when": { "signal": "visits", "at_least": 3 } }"#);
    write("segments/b0.json", r#"{ "name": "B", "when": { "signal": "orders", "at_least": 2 } }"#);
    for n in 1..40 {
        let both = format!(r#"{{ "segment": "a{0}" }}, {{ "segment": "b{0}" }}"#, n - 1);
        write(&format!("segments/a{n}.json"), &format!(r#"{{ "name": "A", "when": {{ "all": [{both}] }} }}"#));
        let deep = format!(r#"{{ "any": [{{ "all": [{both}] }}, {{ "all": [{both}] }}] }}"#);
        write(&format!("segments/b{n}.json"), &format!(r#"{{ "name": "B", "when": {deep} }}"#));
    }
    write(
        "blocks/only.json",
        r#"{ "kind": "orientation", "need": "I.", "title": "Only", "for": ["b39"], "when": { "segment": "a39" } }"#,
    );
    let folder = read(dir.path()).unwrap_or_else(|_| panic!("the folder is in order"));
    let snapshot = open(&compile(&folder).unwrap());
    let persona = Persona { name: "X".into(), consent: Some(granted()), ..Persona::default() };
    let leaves = with_decision(&persona.asks("/_segue/pdp/T-9"), &snapshot, "T-9", |_, changes| {
        changes.leaves(0).unwrap().len()
    });
    assert_eq!(leaves, 2);
}

/// Where others have to step aside, taking them away is enough, and taking away one fewer is not.
#[test]
fn who_is_said_to_step_aside_makes_room() {
    let folder = || read(SHOP.as_ref()).unwrap_or_else(|_| panic!("run `segue check fixtures/shop`"));
    let shop = folder();
    let snapshot = open(&compile(&shop).unwrap());
    let mut seen = 0;
    for persona in &shop.personas {
        let case = persona.persona.asks("/_segue/pdp/K-101");
        let asides: Vec<(String, Vec<String>)> = with_decision(&case, &snapshot, "K-101", |decision, changes| {
            let id = |at: u16| snapshot.core().blocks.get(usize::from(at)).unwrap().id.clone();
            let one = |(nth, rule): (usize, u16)| {
                let needs = changes.block(nth);
                let aside = |need: &Need<'_>| if let Need::AsideBlock(at) = need { Some(id(*at)) } else { None };
                let all: Option<Vec<String>> = needs.iter().map(aside).collect();
                Some((id(rule), all.filter(|all| !all.is_empty())?))
            };
            decision.blocks.iter().map(|evidence| evidence.rule).enumerate().filter_map(one).collect()
        });
        for (block, aside) in asides {
            seen += 1;
            let shown_without = |gone: &[String]| {
                let mut folder = folder();
                folder.blocks.retain(|block| !gone.contains(&block.id));
                let snapshot = open(&compile(&folder).unwrap());
                with_decision(&case, &snapshot, "K-101", |decision, _| {
                    let id = |at: u16| &snapshot.core().blocks.get(usize::from(at)).unwrap().id;
                    decision.shown_blocks().any(|(at, _)| *id(at) == block)
                })
            };
            assert!(shown_without(&aside), "{}: `{block}` is not shown without {aside:?}", persona.id);
            let (_, fewer) = aside.split_last().unwrap();
            assert!(!shown_without(fewer), "{}: `{block}` is shown without {fewer:?} already", persona.id);
        }
    }
    assert!(seen >= 20, "only {seen} blocks had to wait for another");
}
