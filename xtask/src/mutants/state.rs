//! What was built and what each test comes by, kept in a file, so that the next run (`--built`) goes on from there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::build::{Out, Suite};
use super::list::Mutant;
use super::trial::{Reach, Test};
use crate::error::{Context, Error, Result};

/// All of it.
#[derive(Debug)]
pub(super) struct State {
    pub(super) mutants: Vec<Mutant>,
    pub(super) out: BTreeMap<u16, Out>,
    pub(super) suites: Vec<Suite>,
    pub(super) reach: Reach,
}

impl State {
    /// Writes it.
    pub(super) fn keep(&self, file: &Path) -> Result<()> {
        let mutants: Vec<Value> =
            self.mutants.iter().map(|one| json!({ "id": one.id, "file": one.file, "name": one.name })).collect();
        let out: Vec<Value> = self.out.iter().map(|(id, out)| json!([id, *out == Out::Unviable])).collect();
        let suites: Vec<Value> =
            self.suites.iter().map(|one| json!({ "name": one.name, "program": one.program })).collect();
        let test = |one: &Test| json!({ "suite": one.suite, "name": one.name, "us": one.took.as_micros() as u64 });
        let tests: Vec<Value> = self.reach.tests.iter().map(test).collect();
        let by: Vec<Value> = self.reach.by.iter().map(|(id, tests)| json!([id, tests])).collect();
        let all = json!({ "mutants": mutants, "out": out, "suites": suites, "tests": tests, "by": by });
        fs::write(file, all.to_string()).context(|| format!("cannot write `{}`", file.display()))
    }

    /// Reads it.
    pub(super) fn read(file: &Path) -> Result<Self> {
        let text = fs::read(file).context(|| format!("cannot read `{}`; run without `--built`", file.display()))?;
        let all: Value = serde_json::from_slice(&text).unwrap_or_default();
        Self::of(&all).ok_or_else(|| Error::new(format!("`{}` is another; run without `--built`", file.display())))
    }

    fn of(all: &Value) -> Option<Self> {
        let list = |name: &str| all.get(name)?.as_array();
        let text = |one: &Value, name: &str| Some(one.get(name)?.as_str()?.to_owned());
        let id = |one: &Value| u16::try_from(one.as_u64()?).ok();
        let index = |one: &Value| usize::try_from(one.as_u64()?).ok();
        let mutant = |one: &Value| {
            let (id, file, name) = (id(one.get("id")?)?, text(one, "file")?, text(one, "name")?);
            Some(Mutant::listed(id, file, name))
        };
        let out = |one: &Value| {
            let why = if one.get(1)?.as_bool()? { Out::Unviable } else { Out::NoSwitch };
            Some((id(one.get(0)?)?, why))
        };
        let suite = |one: &Value| Some(Suite { name: text(one, "name")?, program: text(one, "program")?.into() });
        let test = |one: &Value| {
            let took = Duration::from_micros(one.get("us")?.as_u64()?);
            Some(Test { suite: index(one.get("suite")?)?, name: text(one, "name")?, took })
        };
        let by = |one: &Value| {
            let tests: Option<Vec<usize>> = one.get(1)?.as_array()?.iter().map(index).collect();
            Some((id(one.get(0)?)?, tests?))
        };
        Some(Self {
            mutants: list("mutants")?.iter().map(mutant).collect::<Option<_>>()?,
            out: list("out")?.iter().map(out).collect::<Option<_>>()?,
            suites: list("suites")?.iter().map(suite).collect::<Option<_>>()?,
            reach: Reach {
                tests: list("tests")?.iter().map(test).collect::<Option<_>>()?,
                by: list("by")?.iter().map(by).collect::<Option<_>>()?,
            },
        })
    }
}
