//! `segue import`, run as people run it: the fixtures in `fixtures/import/`, bad input, and the real export where it is.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

mod bad_input;
mod clicks;
mod fixtures;
mod real;
mod value;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A run of `segue import` and what it left.
struct Run {
    place: TempDir,
    output: Output,
}

impl Run {
    /// Imports `orders` into a new folder called `shop`.
    fn of(orders: &Path, more: &[&str]) -> Self {
        let place = tempfile::tempdir().unwrap();
        let output = import(orders, &place.path().join("shop"), more);
        Self { place, output }
    }

    fn shop(&self) -> PathBuf {
        self.place.path().join("shop")
    }

    fn said(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    fn complained(&self) -> String {
        let text = String::from_utf8(self.output.stderr.clone()).unwrap();
        // Sentences are wrapped to the terminal; read them as one line.
        text.split_whitespace().filter(|word| !matches!(*word, "│" | "×" | "╰─▶")).collect::<Vec<_>>().join(" ")
    }

    fn json(&self, path: &str) -> Value {
        let path = self.shop().join(path);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| unreachable!("{}: {error}", path.display()));
        serde_json::from_str(&text).unwrap()
    }

    fn report(&self) -> Value {
        self.json("derived/import-report.json")
    }

    /// `segue check` has nothing to say against the folder.
    fn checked(&self) {
        let output = Command::new(env!("CARGO_BIN_EXE_segue")).arg("check").arg(self.shop()).output().unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).contains("is in order"));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "not even a warning");
    }

    /// The run worked, `segue check` agrees, and every line read was either kept or dropped.
    fn sound(self) -> Self {
        assert!(self.output.status.success(), "{}", self.complained());
        let report = self.report();
        let lines = &report["lines"];
        let dropped: u64 = lines["dropped"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
        assert_eq!(lines["read"].as_u64(), Some(lines["kept"].as_u64().unwrap() + dropped));
        let faults = lines["malformed"].as_object().unwrap().values().filter_map(|fault| fault["lines"].as_u64());
        assert_eq!(lines["dropped"]["malformed"].as_u64(), Some(faults.sum()));
        self.checked();
        self
    }

    /// The run was refused and left nothing.
    fn refused(&self) -> String {
        assert_eq!(self.output.status.code(), Some(1), "{}", self.said());
        let left: Vec<_> = fs::read_dir(self.place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!self.shop().exists() && left.iter().all(|name| !name.to_string_lossy().contains("shop")), "{left:?}");
        self.complained()
    }
}

fn import(orders: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
    command.args(["import", "--orders"]).arg(orders).arg("--out").arg(out).args(more);
    command.output().unwrap()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import").join(name)
}

/// Every file below a folder, by its path.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    found
}
