//! What `segue check` accepts the Worker accepts: of folders that were changed at random, those that still pass are opened
//! without a warning, with every product in its place, and decide.

use super::Shop;
use super::compiled::everything;
use super::made::{Chance, now, visitor};
use crate::engine::{Link, Placement, decide};
use crate::shop::{compile, read};
use crate::snapshot::{Lookup, Snapshot};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Puts something else somewhere into `value`.
fn spoil(value: &mut Value, chance: &mut Chance) {
    let inner = chance.below(6) > 0;
    match value {
        Value::Array(list) if inner && !list.is_empty() => {
            let at = chance.below(u32::try_from(list.len()).unwrap()) as usize;
            match chance.below(8) {
                0 => drop(list.remove(at)),
                1 => list.push(list.get(at).unwrap().clone()),
                2 => list.rotate_left(1),
                _ => spoil(list.get_mut(at).unwrap(), chance),
            }
        }
        Value::Object(fields) if inner && !fields.is_empty() => {
            let at = chance.below(u32::try_from(fields.len()).unwrap()) as usize;
            let name = fields.keys().nth(at).unwrap().clone();
            match chance.below(8) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert(chance.one(&NAMES).into(), other(chance))),
                _ => spoil(fields.get_mut(&name).unwrap(), chance),
            }
        }
        value => *value = other(chance),
    }
}

const NAMES: [&str; 10] =
    ["when", "for", "window", "priority", "cap", "purposes", "text", "allow", "sensitive", "variant_of"];

fn other(chance: &mut Chance) -> Value {
    match chance.below(26) {
        0 => json!(0),
        1 => json!(1),
        2 => json!(-1),
        3 => json!(100),
        4 => json!(255),
        5 => json!(65_536),
        6 => json!(4_294_967_295_u32),
        7 => json!(0.125),
        8 => json!(""),
        9 => json!("x"),
        10 => json!("{title} and {shop}"),
        11 => json!("{"),
        12 => json!("ü".repeat(3_000)),
        13 => json!("/x?y=z#\u{7f}"),
        14 => json!("https://tea.example/r/c0"),
        15 => json!(null),
        16 => json!(true),
        17 => json!([]),
        18 => json!(["s0", "s1"]),
        19 => json!(["personalization", "advertising"]),
        20 => json!({}),
        21 => json!({ "from": "2026-01-01", "to": "2026-12-31" }),
        22 => json!({ "times": 255, "within_days": 3650 }),
        23 => json!("A-1"),
        24 => json!("from_link"),
        _ => {
            let test = json!({ "signal": "visits", "at_least": 2 });
            (0..58).fold(test, |inner, _| json!({ "not": inner }))
        }
    }
}

/// Whether the folder passed; then the Worker has to take it.
fn holds(dir: &Path, chance: &mut Chance, at: &str) -> bool {
    let Ok(compiled) = read(dir).and_then(|folder| compile(&folder)) else { return false };
    let (mut snapshot, warnings) = Snapshot::open(&compiled.core).unwrap();
    assert_eq!(warnings, [], "{at}");
    for (place, (_, bytes)) in (0_u16..).zip(compiled.shards) {
        snapshot.load(place, bytes, usize::MAX).unwrap();
    }
    let folder = read(dir).unwrap();
    assert_eq!(snapshot.core().products as usize, folder.products.len(), "{at}");
    for product in &folder.products {
        let found = snapshot.by_id(&product.id.value);
        let Lookup::Found(found) = found else { panic!("{at}: {} is not there", product.id.value) };
        assert!(found.detail().is_some(), "{at}: {} cannot be read", product.id.value);
    }
    let campaigns = folder.campaigns.iter().map(|campaign| campaign.id.as_str());
    for product in folder.products.iter().map(|product| product.id.value.as_str()).take(3).chain(["nothing"]) {
        let visitor = visitor(chance);
        let _ = decide(&snapshot, &visitor, &Placement::ProductPage { product }, now());
        for campaign in campaigns.clone() {
            let _ = decide(
                &snapshot,
                &visitor,
                &Placement::Landing { campaign, link: Link { product, ..Link::default() } },
                now(),
            );
        }
    }
    true
}

fn write(files: &BTreeMap<String, Value>) -> tempfile::TempDir {
    let shop = Shop { files: BTreeMap::new() };
    files.iter().fold(shop, |shop, (name, value)| shop.with(name, value.to_string())).write()
}

fn parse(text: &[u8]) -> Value {
    let text = std::str::from_utf8(text).unwrap();
    jsonc_parser::parse_to_serde_value(text, &jsonc_parser::ParseOptions::default()).unwrap()
}

#[test]
fn what_check_accepts_the_worker_accepts() {
    let chance = &mut Chance::new(7);
    let mut passed = 0;
    let sound: BTreeMap<String, Value> = everything()
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".json"))
        .map(|(name, text)| (name.clone(), parse(text)))
        .collect();
    let names: Vec<&str> = sound.keys().map(String::as_str).collect();
    for change in 0..250 {
        let mut files = sound.clone();
        for _ in 0..1 + chance.below(2) {
            spoil(files.get_mut(chance.one(&names)).unwrap(), chance);
        }
        passed += u32::from(holds(write(&files).path(), chance, &format!("change {change}")));
    }
    assert!((25..225).contains(&passed), "{passed} of 250 passed");
}

#[test]
fn the_sample_shop_changed_is_accepted_by_both_or_by_none() {
    let chance = &mut Chance::new(11);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shop");
    let mut sound = BTreeMap::new();
    for below in ["", "segments", "blocks", "sets", "campaigns", "experiments", "intent"] {
        for entry in std::fs::read_dir(sample.join(below)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "json") {
                let name = path.strip_prefix(&sample).unwrap().to_string_lossy().into_owned();
                sound.insert(name, parse(&std::fs::read(&path).unwrap()));
            }
        }
    }
    let names: Vec<String> = sound.keys().filter(|name| *name != "products.json").cloned().collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut passed = 0;
    for change in 0..30 {
        let mut files = sound.clone();
        spoil(files.get_mut(chance.one(&names)).unwrap(), chance);
        passed += u32::from(holds(write(&files).path(), chance, &format!("change {change}")));
    }
    assert!((3..30).contains(&passed), "{passed} of 30 passed");
}

#[test]
fn the_sample_shop_has_no_warnings_for_years() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shop");
    for day in ["2026-01-01", "2026-11-22", "2030-06-30", "2036-12-31"] {
        let folder = crate::shop::read_on(&sample, crate::day::Day::parse(day)).unwrap();
        assert_eq!(folder.warnings, [], "{day}");
    }
}
