//! `personas/*.json`: somebody whom the team knows by name. Read with the types of case files, so that a visitor is
//! described the same way in both.

use super::described::{self, Lists};
use super::mentioned::{self, DEVICES, Named, Names};
use crate::case::Persona;
use crate::shop::fields::Reader;
use crate::shop::place::Place;
use jsonc_parser::ast::Value;
use std::sync::LazyLock;

static LISTS: LazyLock<Lists> = LazyLock::new(Lists::of::<Persona>);

/// A persona.
#[derive(Debug)]
pub struct PersonaFile {
    /// The whole file.
    pub place: Place,
    /// The id: the file's stem.
    pub id: String,
    /// Who it is.
    pub persona: Persona,
    /// The names in it that have to exist.
    pub names: Vec<Named>,
}

/// Reads one file.
pub(in crate::shop) fn read(reader: Reader<'_>, value: &Value<'_>, stem: &str) -> Option<PersonaFile> {
    let persona: Persona = described::read(reader, value, "a persona", &LISTS)?;
    let mut names = Names::new(reader, value);
    let fits = [mentioned::visitor(&mut names), names.word(&["device"], "device", &DEVICES)];
    let place = reader.place(value);
    fits.into_iter().all(|fits| fits).then(|| PersonaFile { place, id: stem.into(), persona, names: names.done() })
}
