//! `tests/*.json`: what the marketer expects, in the format of case files.

use super::described::{self, Lists};
use super::mentioned::{self, DEVICES, Named, Names, Part};
use crate::case::Case;
use crate::shop::fields::Reader;
use crate::shop::place::Place;
use jsonc_parser::ast::Value;
use std::sync::LazyLock;

static LISTS: LazyLock<Lists> = LazyLock::new(Lists::of::<Case>);

/// What `basis` may be.
pub(in crate::shop) const BASES: [&str; 4] = ["full", "session", "contextual", "default"];

/// What may be done to a cookie.
pub(in crate::shop) const SPOILS: [&str; 3] = ["tamper", "truncate", "duplicate"];

/// A test.
#[derive(Debug)]
pub struct TestFile {
    /// The whole file.
    pub place: Place,
    /// The id: the file's stem.
    pub id: String,
    /// What is expected.
    pub case: Case,
    /// The names in it that have to exist.
    pub names: Vec<Named>,
}

/// Reads a test.
pub(in crate::shop) fn read(reader: Reader<'_>, value: &Value<'_>, id: &str) -> Option<TestFile> {
    let case: Case = described::read(reader, value, "a test", &LISTS)?;
    let mut names = Names::new(reader, value);
    // Each is asked, so that one problem does not hide the next.
    let fits = [
        mentioned::visitor(&mut names),
        names.word(&["request", "device"], "device", &DEVICES),
        names.word(&["request", "spoil"], "way to spoil a cookie", &SPOILS),
        names.word(&["expect", "basis"], "basis", &BASES),
        names.words(&["expect", "purposes"], "purpose", &mentioned::PURPOSES),
    ];
    names.listed(Part::Segment, &["expect", "segments"], None);
    names.listed(Part::Segment, &["expect", "not_segments"], None);
    names.listed(Part::Block, &["expect", "blocks"], None);
    names.listed(Part::Block, &["expect", "not_blocks"], None);
    names.keys(Part::Rule, &["expect", "why"]);
    names.keys(Part::Rule, &["expect", "reasons"]);
    names.keys(Part::Set, &["expect", "sets"]);
    names.below(Part::Product, &["expect", "sets"], &["has", "lacks", "first"]);
    names.listed(Part::Set, &["expect", "not_sets"], None);
    names.keys(Part::Experiment, &["expect", "arms"]);
    let place = reader.place(value);
    fits.into_iter().all(|fits| fits).then(|| TestFile { place, id: id.into(), case, names: names.done() })
}
