//! The schemas of the files and the readers of the files, held against each other.

use super::super::fields::Reader;
use super::super::place::{File, Notes};
use super::super::{schema, source, text};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a reader refuses and a schema lets pass: the whole list of what the two do not have in common.
const READER_ONLY: [&str; 16] = [
    // Days that the calendar does not have, and windows that end before they begin.
    "is not a day of the calendar",
    "before it begins on",
    // Numbers that belong together.
    "no number is at least",
    "the weights of the arms add up to",
    "two arms are called",
    "customers are lapsed after",
    "cut points are one to four numbers, each",
    "`blend` has ",
    // How a number is written: `1e3`, `0.005`.
    "has more than two decimals",
    "expected a price, found `",
    "expected a number, found `",
    "expected stars from 0 to 5, found `",
    "more than five stars",
    // Control characters in ids, and what else a pattern of an editor cannot see.
    "this product id holds a control character",
    "begins or ends with a space",
    // Phrases without a word, or with `*` in their middle.
    "is never found: ",
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shop")
}

/// The files of the sample shop by the name of their schema.
fn files() -> Vec<(&'static str, String, Value)> {
    let mut found = Vec::new();
    let mut add = |schema: &'static str, path: &Path| {
        let text = std::fs::read_to_string(path).unwrap();
        let options = jsonc_parser::ParseOptions::default();
        let value: Value = jsonc_parser::parse_to_serde_value(&text, &options).unwrap();
        found.push((schema, path.strip_prefix(fixtures()).unwrap().display().to_string(), value));
    };
    for name in ["shop", "products", "audiences"] {
        add(name, &fixtures().join(format!("{name}.json")));
    }
    add("sessions", &fixtures().join("derived/sessions.json"));
    for (schema, dir) in DIRECTORIES {
        let mut paths: Vec<_> = std::fs::read_dir(fixtures().join(dir)).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        paths.iter().for_each(|path| add(schema, path));
    }
    found
}

const DIRECTORIES: [(&str, &str); 8] = [
    ("intent", "intent"),
    ("segment", "segments"),
    ("block", "blocks"),
    ("set", "sets"),
    ("campaign", "campaigns"),
    ("experiment", "experiments"),
    ("persona", "personas"),
    ("test", "tests"),
];

fn validators() -> BTreeMap<String, Validator> {
    schema::all()
        .into_iter()
        .map(|(name, schema)| {
            let validator = jsonschema::validator_for(&schema).unwrap();
            (name.strip_suffix(".schema.json").unwrap().to_string(), validator)
        })
        .collect()
}

/// What the reader says about a file, without its neighbours.
fn refused(schema: &str, value: &Value) -> Vec<String> {
    let notes = Notes::default();
    let (number, file) = notes.keep(File { name: schema.into(), text: value.to_string() });
    if let Some(value) = text::parse(&notes, number, &file.text) {
        let reader = Reader { notes: &notes, file: number };
        let read = match schema {
            "shop" => source::read_shop(reader, &value).is_some(),
            "products" => source::read_products(reader, &value).whole,
            "audiences" => source::read_audiences(reader, &value).is_some(),
            "segment" => source::read_segment(reader, &value, "a").is_some(),
            "block" => source::read_block(reader, &value, "a").is_some(),
            "set" => source::read_set(reader, &value, "a").is_some(),
            "campaign" => source::read_campaign(reader, &value, "a").is_some(),
            "experiment" => source::read_experiment(reader, &value, "a").is_some(),
            "intent" => source::read_intent(reader, &value, "a").is_some(),
            "persona" => source::read_persona(reader, &value, "a").is_some(),
            "test" => source::read_test(reader, &value, "a").is_some(),
            "sessions" => source::read_sessions(reader, &value).is_some(),
            other => panic!("{other}"),
        };
        assert!(read || notes.failed(&[]), "{schema}: nothing was read and nothing was said: {}", file.text);
    }
    let problems = notes.take();
    problems.into_iter().filter(|p| p.severity() == super::super::Severity::Error).map(|p| p.message).collect()
}

#[test]
fn the_committed_schemas_are_those_of_the_code() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let all = schema::all();
    for (name, schema) in &all {
        let committed = std::fs::read_to_string(dir.join(name)).unwrap_or_default();
        let mend = "run `cargo run -- schema --out schemas`";
        assert_eq!(serde_json::from_str::<Value>(&committed).ok().as_ref(), Some(schema), "{name}: {mend}");
    }
    assert_eq!(std::fs::read_dir(dir).unwrap().count(), all.len());
}

#[test]
fn every_field_says_what_it_is() {
    fn look(at: &str, schema: &Value) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            // Parts of `if` and `then` speak of fields that are described elsewhere.
            for (name, field) in properties.iter().filter(|_| schema.get("additionalProperties").is_some()) {
                let about = field.get("description").and_then(Value::as_str).unwrap_or_default();
                assert!(about.len() > 3, "{at}: `{name}` does not say what it is");
            }
        }
        match schema {
            Value::Object(map) => map.values().for_each(|part| look(at, part)),
            Value::Array(list) => list.iter().for_each(|part| look(at, part)),
            _ => {}
        }
    }
    schema::all().iter().for_each(|(name, schema)| look(name, schema));
}

#[test]
fn the_sample_shop_is_what_its_schemas_say() {
    let validators = validators();
    for (schema, name, value) in files() {
        let errors: Vec<String> = validators[schema].iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
        assert_eq!(refused(schema, &value), Vec::<String>::new(), "{name}");
    }
}

/// Chance that is the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % most as u64).unwrap()
    }
}

/// Changes something somewhere in a value.
fn change(dice: &mut Dice, value: &mut Value) {
    let mut places = Vec::new();
    collect(value, &mut String::new(), &mut places);
    // Every other time a number, which are few: their ends are where two readers differ most easily.
    let numbers: Vec<String> =
        places.iter().filter(|place| value.pointer(place).is_some_and(Value::is_number)).cloned().collect();
    if !numbers.is_empty() && dice.below(2) == 0 {
        places = numbers;
    }
    let place = places[dice.below(places.len())].clone();
    let spot = value.pointer_mut(&place).unwrap();
    let junk = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(101),
        json!(300),
        json!(4_000),
        json!(70_000),
        json!(5_000_000_000_u64),
        json!(0.005),
        json!(""),
        json!(" "),
        json!("x"),
        json!("K-101"),
        json!("yes"),
        json!("DE"),
        json!("de"),
        json!("personalization"),
        json!("2026-02-30"),
        json!("2026-02-28"),
        json!("2026-2-8"),
        json!("from_link"),
        json!("control"),
        json!([]),
        json!({}),
        json!(["x"]),
        json!([1]),
        json!({ "x": 1 }),
        json!({ "signal": "visits", "is": 1 }),
        json!({ "signal": "visits" }),
        json!({ "segment": "x" }),
        json!({ "signal": "device", "any_of": [] }),
        json!({ "signal": "device", "is": "mobile" }),
        json!({ "all": [] }),
        json!({ "signal": "affinity", "category": "this", "at_least": 101 }),
        json!({ "all": [{ "segment": "x" }] }),
        json!({ "signal": "orders", "is": 1, "at_least": 1 }),
        json!({ "any": [{ "not": { "segment": "x" } }], "all": [] }),
        json!({ "home": false }),
        json!({ "home": true }),
        json!({ "home": true, "url": "/x" }),
        json!({ "url": "/x" }),
        json!("curated_picks"),
        json!("curated"),
        json!("bestsellers"),
        json!({ "from": "2026-01-01" }),
    ];
    // The ends of every range, and one beyond.
    let ends: [u64; 26] = [
        0,
        1,
        2,
        3,
        5,
        6,
        7,
        12,
        13,
        20,
        21,
        49,
        50,
        51,
        99,
        100,
        101,
        255,
        256,
        3_650,
        3_651,
        65_535,
        65_536,
        42_949_672,
        4_294_967_295,
        4_294_967_296,
    ];
    match (dice.below(10), spot) {
        (0..=7, spot @ Value::Number(_)) => *spot = json!(ends[dice.below(ends.len())]),
        (0..=2, Value::Object(map)) if !map.is_empty() => {
            let name = map.keys().nth(dice.below(map.len())).unwrap().clone();
            map.remove(&name);
        }
        (3..=4, Value::Object(map)) => {
            let names = [
                "x",
                "nmae",
                "$schema",
                "when",
                "why",
                "for",
                "purposes",
                "window",
                "products",
                "pin",
                "any_of",
                "is",
                "at_least",
                "within_days",
                "category",
                "hypothesis",
                "owner",
                "review_by",
                "note",
                "all",
                "segment",
                "A B",
            ];
            let name = names[dice.below(names.len())];
            map.insert(name.into(), junk[dice.below(junk.len())].clone());
        }
        (0..=2, Value::Array(list)) if !list.is_empty() => {
            list.remove(dice.below(list.len()));
        }
        (3..=4, Value::Array(list)) => list.push(junk[dice.below(junk.len())].clone()),
        (_, spot) => *spot = junk[dice.below(junk.len())].clone(),
    }
}

fn collect(value: &Value, at: &mut String, found: &mut Vec<String>) {
    found.push(at.clone());
    let mut below = |name: &str, value: &Value| {
        let length = at.len();
        at.push('/');
        at.push_str(&name.replace('~', "~0").replace('/', "~1"));
        collect(value, at, found);
        at.truncate(length);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| below(name, value)),
        Value::Array(list) => list.iter().enumerate().for_each(|(n, value)| below(&n.to_string(), value)),
        _ => {}
    }
}

#[test]
fn readers_and_schemas_agree() {
    let validators = validators();
    let mut dice = Dice(0x5E60E);
    let mut files = files();
    // The catalogue is one file of a hundred likes; a few of them say as much.
    for (schema, _, value) in &mut files {
        if *schema == "products" {
            value.as_array_mut().unwrap().truncate(6);
        }
    }
    let (mut fine, mut wrong, mut apart) = (0, 0, Vec::new());
    for round in 0..20_000 {
        let (schema, name, value) = &files[round % files.len()];
        let mut value = value.clone();
        for _ in 0..=dice.below(2) {
            change(&mut dice, &mut value);
        }
        let said = refused(schema, &value);
        let valid = validators[*schema].is_valid(&value);
        let beyond: Vec<&String> =
            said.iter().filter(|said| !READER_ONLY.iter().any(|known| said.contains(known))).collect();
        match valid {
            true => {
                fine += 1;
                if !beyond.is_empty() {
                    apart.push(format!("{name}: only the reader refuses: {beyond:?}"));
                }
            }
            false => {
                wrong += 1;
                if said.is_empty() {
                    let errors: Vec<String> = validators[*schema]
                        .iter_errors(&value)
                        .map(|e| format!("{e} at {}", e.instance_path()))
                        .collect();
                    apart.push(format!("{name}: only the schema refuses: {errors:?}"));
                }
            }
        }
    }
    assert!(apart.is_empty(), "{} files of which the two say different things:\n{}", apart.len(), apart.join("\n"));
    assert!(fine > 1_000 && wrong > 5_000, "{fine} fine, {wrong} wrong");
}
