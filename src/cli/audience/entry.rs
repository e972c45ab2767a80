//! The name of an audience in `audiences.json`, written there when it is not yet, without touching what else is in it.

use super::{unreadable, write};
use crate::cli::Failure;
use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use std::path::{Path, PathBuf};

/// What there is to do.
pub(super) enum Entry {
    /// Nothing.
    There,
    /// The names stand in a table, which its owner writes.
    InTable(String),
    /// Write the file with this text.
    Missing { path: PathBuf, text: String, name: String },
}

impl Entry {
    /// Looks for the name.
    pub(super) fn find(dir: &Path, name: &str) -> Result<Self, Failure> {
        let (json, table) = (dir.join("audiences.json"), dir.join("audiences.csv"));
        let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| unreadable(path, &error));
        if table.is_file() && !json.is_file() {
            let text = read(&table)?;
            let names = |line: &str| line.split([',', ';', '\t']).any(|cell| cell.trim().trim_matches('"') == name);
            return Ok(if text.lines().any(names) { Self::There } else { Self::InTable(name.into()) });
        }
        let text = if json.is_file() { read(&json)? } else { "{\n}\n".into() };
        let mend = "mend it first: `segue check` says where";
        let broken = |what: String| Failure::from(miette::miette!(help = mend, "`audiences.json` {what}"));
        let tree = parse_to_ast(&text, &CollectOptions::default(), &ParseOptions::default());
        let tree = tree.map_err(|error| broken(format!("cannot be read: {error}")))?;
        let Some(Value::Object(object)) = &tree.value else { return Err(broken("is no object".into())) };
        if object.properties.iter().any(|property| property.name.as_str() == name) {
            return Ok(Self::There);
        }
        let text = with(&text, object, name).ok_or_else(|| broken("cannot be added to".into()))?;
        Ok(Self::Missing { path: json, text, name: name.into() })
    }

    /// Writes what is missing, and says so.
    pub(super) fn write(self) -> Result<Option<String>, Failure> {
        match self {
            Self::There => Ok(None),
            Self::InTable(name) => {
                Ok(Some(format!("add a line for `{name}` to `audiences.csv`, so that rules may name it")))
            }
            Self::Missing { path, text, name } => {
                write(&path, text.as_bytes())?;
                Ok(Some(format!("`audiences.json` names `{name}` now; say there what it is, for colleagues")))
            }
        }
    }
}

/// The text with an entry behind the last one. A comma that stands behind that stays behind the new one.
fn with(text: &str, object: &Object<'_>, name: &str) -> Option<String> {
    let entry = format!("\n  \"{name}\": {{ \"name\": \"{name}\" }}");
    let (at, comma) = match object.properties.last() {
        Some(last) => (last.end(), ","),
        None => (object.start() + 1, ""),
    };
    let (before, after) = text.split_at_checked(at)?;
    let end = if after.starts_with('}') { "\n" } else { "" };
    Some(format!("{before}{comma}{entry}{end}{after}"))
}
