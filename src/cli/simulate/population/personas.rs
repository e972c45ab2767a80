//! The shop's own personas as visitors, each for one.

use super::super::open::Source;
use super::{Kind, Person, Population};
use crate::case::parts;
use crate::cli::Failure;
use crate::cli::simulate::keys;
use crate::day::Day;
use crate::snapshot::Snapshot;
use std::path::Path;

/// Takes the personas that the folder was read with.
pub(super) fn read(dir: &Path, source: &Source, snapshot: &Snapshot) -> Result<Population, Failure> {
    if source.personas.is_empty() {
        let what = format!("`{}` has no `personas/`, and nobody else was named", dir.display());
        let help = "describe visitors there, or name an export with `--orders FILE`, or samples with `--samples FILE`";
        return Err(Failure::outside(format!("{what}; {help}")));
    }
    let keys = keys()?;
    let mut wrong = Vec::new();
    let mut people = Vec::new();
    for file in &source.personas {
        let person = Person { who: file.persona.clone(), search: None, product: None, weight: 1, id: None };
        if let Err(problem) = parts(&person.asks(), Some(snapshot), &keys, Day(u16::MAX / 2)) {
            wrong.push(format!("`personas/{}.json`: {problem}", file.id));
        }
        people.push(person);
    }
    if !wrong.is_empty() {
        return Err(Failure::Report(miette::Report::msg(wrong.join("\n"))));
    }
    let notes =
        vec!["personas are made up: they say which rules can meet whom, and nothing about how many".to_string()];
    Ok(Population { kind: Kind::Personas, people, notes })
}
