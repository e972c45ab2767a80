//! `personas/*.json`: somebody whom the team knows by name. Read with the types of case files, so that a visitor is
//! described the same way in both.

use crate::case::Persona;
use crate::shop::fields::Reader;
use crate::shop::place::Place;
use jsonc_parser::ast::Value;
use serde::Deserialize as _;

/// A persona.
#[derive(Debug)]
pub struct PersonaFile {
    /// The whole file.
    pub place: Place,
    /// The id: the file's stem.
    pub id: String,
    /// Who it is.
    pub persona: Persona,
}

/// Reads one file.
pub(in crate::shop) fn read(reader: Reader<'_>, value: &Value<'_>, stem: &str) -> Option<PersonaFile> {
    let place = reader.place(value);
    match Persona::deserialize(serde_json::Value::from(value.clone())) {
        Ok(persona) => Some(PersonaFile { place, id: stem.into(), persona }),
        Err(error) => {
            let message = format!("`{stem}` is no persona: {}", plain(&error.to_string()));
            let help = "write `name`, and of `description`, `visitor`, `consent`, `preferences`, `country`, `device`, \
                        `language` and `gpc` what there is to say";
            reader.error(value, message, help);
            None
        }
    }
}

/// The complaint without the names of types.
fn plain(complaint: &str) -> String {
    let said = [
        ("expected u8", "expected a whole number from 0 to 255"),
        ("expected u16", "expected a whole number from 0 to 65535"),
        ("expected f64", "expected a number"),
        ("expected a sequence", "expected a list"),
        ("expected a map", "expected an object"),
        ("expected struct ", "expected an object: "),
        ("invalid type: ", ""),
        ("invalid value: ", ""),
    ];
    said.iter().fold(complaint.to_string(), |said, (from, to)| said.replace(from, to))
}
