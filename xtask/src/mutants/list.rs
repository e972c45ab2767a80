//! What cargo-mutants would change, one place after the other.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::proc;

/// A place in a file: the line from 1, the column in characters from 1.
pub(super) type Place = (usize, usize);

/// What kind of change it is, by cargo-mutants' own names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Genre {
    /// A function that returns something at once.
    FnValue,
    /// Another operator between two values.
    Binary,
    /// A `!` or `-` taken away.
    Unary,
    /// An arm of a `match` taken away.
    Arm,
    /// The condition of an arm that always or never holds.
    Guard,
    /// A field of a struct left to its default.
    Field,
}

/// One change.
#[derive(Clone, Debug)]
pub(super) struct Mutant {
    /// Its number, from 1.
    pub(super) id: u16,
    /// The file, from the root of the package.
    pub(super) file: String,
    /// What kind of change.
    pub(super) genre: Genre,
    /// Where it begins.
    pub(super) start: Place,
    /// What is put there.
    pub(super) replacement: String,
    /// What cargo-mutants calls it.
    pub(super) name: String,
}

impl Mutant {
    /// One that was woven before.
    pub(super) fn listed(id: u16, file: String, name: String) -> Self {
        Self { id, file, genre: Genre::Field, start: (0, 0), replacement: String::new(), name }
    }
}

/// The changes in `src/MODULE` for each of `modules`.
pub(super) fn read(paths: &Paths, program: &Path, modules: &[&str]) -> Result<Vec<Mutant>> {
    let mut command: Command = proc::command(paths, program);
    command.args(["mutants", "--list", "--json"]);
    for module in modules {
        command.args(["--file", &format!("src/{module}/**")]);
    }
    let text = proc::output(&mut command).ok_or_else(|| Error::new("cargo-mutants lists nothing"))?;
    let listed: Vec<Value> = serde_json::from_str(&text).unwrap_or_default();
    let read = (1_u16..).zip(&listed).map(|(id, one)| {
        mutant(id, one).ok_or_else(|| Error::new("cargo-mutants lists otherwise than it did; mend `mutants/list.rs`"))
    });
    read.collect()
}

fn mutant(id: u16, one: &Value) -> Option<Mutant> {
    let start = one.pointer("/span/start")?;
    let number = |name: &str| usize::try_from(start.get(name)?.as_u64()?).ok();
    let text = |name: &str| Some(one.get(name)?.as_str()?.to_owned());
    let genre = match one.get("genre")?.as_str()? {
        "FnValue" => Genre::FnValue,
        "BinaryOperator" => Genre::Binary,
        "UnaryOperator" => Genre::Unary,
        "MatchArm" => Genre::Arm,
        "MatchArmGuard" => Genre::Guard,
        "StructField" => Genre::Field,
        _ => return None,
    };
    Some(Mutant {
        id,
        file: text("file")?,
        genre,
        start: (number("line")?, number("column")?),
        replacement: text("replacement")?,
        name: text("name")?,
    })
}
