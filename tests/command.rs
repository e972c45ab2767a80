//! The `segue` command as people and scripts call it: exit codes, and what is written. What publishes is in `publishing/`.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let place = Self { dir };
        let done = place.run(&["synth", "--products", "3", "--out", "shop"]);
        assert!(done.status.success(), "{done:?}");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        command.args(args).current_dir(self.dir.path()).env("SOURCE_DATE_EPOCH", "1767225600");
        command.output().unwrap()
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    fn spoil(&self) {
        std::fs::write(self.path("shop/segments/repeat_buyer.json"), "{ \"name\": \"R\" }").unwrap();
    }
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn words(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

#[test]
fn check_says_what_is_wrong_and_ends_with_1() {
    let place = Place::new();
    assert_eq!(place.run(&["check", "shop"]).status.code(), Some(0));
    place.spoil();
    let output = place.run(&["check", "shop"]);
    assert_eq!(output.status.code(), Some(1));
    let said = words(&output.stderr);
    assert!(said.contains("a segment needs `when`") && said.contains("segments/repeat_buyer.json:1:1"), "{said}");
    assert!(!said.contains('\u{1b}'), "colour only at a terminal");
    assert_eq!(place.run(&["chekc"]).status.code(), Some(2));
}

#[test]
fn build_writes_one_file_a_key() {
    let place = Place::new();
    let output = place.run(&["build", "shop", "--out", "out", "--message", "first"]);
    assert!(output.status.success(), "{output:?}");
    let names = names(&place.path("out"));
    let core = names.iter().find(|name| name.starts_with("core-")).unwrap();
    assert_eq!(names.len(), 3);
    assert!(names.iter().any(|name| name.starts_with("shard-")));
    let bytes = place.text("out/pointer");
    let sealed = segue::snapshot::SealedPointer::read(bytes.as_bytes()).unwrap();
    let pointer: serde_json::Value = serde_json::from_slice(sealed.body()).unwrap();
    assert_eq!(pointer["snapshot"].as_str().unwrap(), core.trim_start_matches("core-"));
    assert_eq!((&pointer["published"], &pointer["message"]), (&1_767_225_600_u64.into(), &"first".into()));
    assert!(pointer.get("parent").is_none());
}

#[test]
fn build_is_whole_or_not_at_all() {
    let place = Place::new();
    assert!(place.run(&["build", "shop", "--out", "out"]).status.success());
    let before = names(&place.path("out"));
    place.spoil();
    assert_eq!(place.run(&["build", "shop", "--out", "out"]).status.code(), Some(1));
    assert_eq!(names(&place.path("out")), before);
    assert_eq!(place.run(&["build", "shop", "--out", "new"]).status.code(), Some(1));
    assert!(!place.path("new").exists());
    // Another snapshot takes the place of the first, and leaves nothing of it behind.
    assert!(place.run(&["synth", "--products", "4", "--out", "shop"]).status.success());
    assert!(place.run(&["build", "shop", "--out", "out"]).status.success());
    let after = names(&place.path("out"));
    assert!(after.len() == 3 && after != before);
    assert_eq!(names(place.dir.path()), ["out", "shop"]);
}

#[test]
fn build_replaces_nothing_but_a_snapshot() {
    let place = Place::new();
    let output = place.run(&["build", "shop", "--out", "shop"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(words(&output.stderr).contains("which is no part of a snapshot"));
    assert!(place.path("shop/shop.json").exists());
}
