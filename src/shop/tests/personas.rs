//! Personas of a folder.

use super::{Shop, said};
use crate::case::{Persona, parts};
use crate::cookie::Keys;
use crate::day::Day;
use crate::shop::{compile, read};
use crate::snapshot::Snapshot;
use std::path::Path;

const KEYS: &str = "test:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";

#[test]
fn the_sample_shop_knows_its_visitors_and_each_can_ask() {
    let folder = read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/shop"))).unwrap();
    let compiled = compile(&folder).unwrap();
    let (mut snapshot, _) = Snapshot::open(&compiled.core).unwrap();
    for (at, (_, bytes)) in (0_u16..).zip(&compiled.shards) {
        snapshot.load(at, bytes.clone(), usize::MAX).unwrap();
    }
    assert!(folder.personas.len() >= 10);
    for file in &folder.personas {
        let Persona { name, description, .. } = &file.persona;
        let description = description.as_ref().unwrap();
        assert!(description.ends_with('.') && name.len() < description.len(), "{}", file.id);
        let case = file.persona.asks("/_segue/pdp/K-101");
        let made = parts(&case, Some(&snapshot), &Keys::parse(KEYS).unwrap(), Day(20_000));
        assert_eq!(made.unwrap_or_else(|problem| panic!("{}: {problem}", file.id)).target, "/_segue/pdp/K-101");
    }
}

#[test]
fn a_persona_that_cannot_be_read_is_an_error_of_its_file() {
    for (text, at, message) in [
        (r#"{ "description": "X" }"#, "1:1", "a persona needs `name`"),
        (
            r#"{ "name": "X", "visitor": { "visits": "two" } }"#,
            "1:39",
            "expected a whole number from 0 to 65535 for `visits`",
        ),
        (r#"{ "name": "X" "#, "1:1", "this object is not closed"),
    ] {
        let problems = Shop::new().with("personas/a.json", text).problems();
        let (place, said, help) = said(problems.first().unwrap());
        assert_eq!((place, said.as_str()), (format!("personas/a.json:{at}"), message), "{text}");
        assert!(!help.is_empty() && problems.len() == 1, "{text}");
    }
    Shop::new().with("personas/Not An Id.json", r#"{ "name": "X" }"#).expect(
        "personas/Not An Id.json:1:1",
        "the file's name `Not An Id` is not an id",
        "name it in lower-case letters and digits, joined by `-` or `_`",
    );
}

#[test]
fn personas_change_no_snapshot() {
    let with = Shop::new().with("personas/a.json", r#"{ "name": "X", "consent": {} }"#).compile();
    assert_eq!((with.id, with.warnings.len()), (Shop::new().compile().id, 0));
}
