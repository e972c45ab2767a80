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
fn the_folder_is_this_one_where_none_is_named() {
    let place = Place::new();
    for args in [&["check"][..], &["test"], &["explain", "--product", "P-1"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        let output = command.args(args).current_dir(place.path("shop")).output().unwrap();
        let said = words(&output.stderr);
        assert!(output.status.code() != Some(2) && !said.contains("not a directory"), "{args:?}: {said}");
    }
}

#[test]
fn tests_that_are_not_there_are_not_called_passed() {
    let place = Place::new();
    assert!(place.run(&["new", "fresh"]).status.success());
    let output = place.run(&["test", "fresh", "--only", "zzz"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(words(&output.stderr).contains("no test in `fresh/tests` has `zzz` in its name"), "{output:?}");
    assert_eq!(place.run(&["test", "fresh", "--only", "first"]).status.code(), Some(0));
}

#[test]
fn a_country_is_a_code() {
    let place = Place::new();
    let output = place.run(&["explain", "shop", "--product", "P-1", "--country", "Germany"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output.stderr).contains("write two capital letters, such as `DE`"), "{output:?}");
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

/// What `check --format json` says.
fn report(place: &Place, args: &[&str]) -> (Option<i32>, serde_json::Value) {
    let output = place.run(&[&["check", "shop", "--format", "json"], args].concat());
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn check_says_everything_to_machines() {
    let place = Place::new();
    assert!(place.run(&["synth", "--products", "500", "--out", "shop"]).status.success());
    let (code, clean) = report(&place, &["--on", "2026-11-22"]);
    assert_eq!((code, &clean["errors"], &clean["warnings"]), (Some(0), &0.into(), &0.into()));
    assert_eq!(clean["snapshot"].as_str().unwrap().len(), 32);
    assert_eq!(clean["problems"], serde_json::json!([]));
    // More than the fifty that are drawn, in the order of the files, with places that count characters.
    let many: Vec<String> = (0..120).map(|n| format!("\"ü{n}\"")).collect();
    let text = format!("{{ \"title\": \"t\", \"strategies\": [\"curated\"],\n  \"pin\": [{}] }}", many.join(", "));
    std::fs::write(place.path("shop/sets/s.json"), text).unwrap();
    let (code, report) = report(&place, &[]);
    assert_eq!((code, &report["errors"], &report["snapshot"]), (Some(1), &120.into(), &serde_json::Value::Null));
    let first = &report["problems"][0];
    let wanted = serde_json::json!({
        "severity": "error", "code": "unknown-product", "message": "unknown product `ü0`",
        "help": "add it to the catalogue, or take it away here", "file": "sets/s.json",
        "line": 2, "column": 11, "end_line": 2, "end_column": 15
    });
    assert_eq!(first, &wanted);
    assert_eq!(report["problems"][119]["message"], "unknown product `ü119`");
    assert_eq!(report["problems"][2]["column"], 23);

    let output = place.run(&["check", "shop", "--format", "github"]);
    assert_eq!(output.status.code(), Some(1));
    let said = words(&output.stdout);
    assert_eq!(said.lines().count(), 120);
    let line = "::error file=shop/sets/s.json,line=2,col=11,endColumn=15,title=unknown-product::unknown product `ü0`%0Aadd it to \
                the catalogue, or take it away here";
    assert_eq!(said.lines().next(), Some(line));
}

#[test]
fn check_is_as_strict_as_it_is_told_on_the_day_that_it_is_told() {
    let place = Place::new();
    assert!(place.run(&["synth", "--products", "500", "--out", "shop"]).status.success());
    let text = "{ \"kind\": \"bundle\", \"need\": \"n\", \"title\": \"t\", \"owner\": \"Maya\", \"review_by\": \"2026-11-21\" }";
    std::fs::write(place.path("shop/blocks/b.json"), text).unwrap();
    let code = |args: &[&str]| place.run(&[&["check", "shop"], args].concat()).status.code();
    assert_eq!(code(&["--on", "2026-11-21", "--strict"]), Some(0));
    assert_eq!(code(&["--on", "2026-11-22"]), Some(0));
    assert_eq!(code(&["--on", "2026-11-22", "--strict"]), Some(1));
    assert_eq!(code(&["--on", "22.11.2026"]), Some(2));
    let output = place.run(&["check", "shop", "--on", "2026-11-22"]);
    let said = words(&output.stderr);
    assert!(said.contains("`Maya` was to look at the block `b` by 2026-11-21"), "{said}");
    assert!(words(&output.stdout).ends_with("no errors, 1 warning\n"), "{output:?}");
    place.spoil();
    let output = place.run(&["check", "shop", "--on", "2026-11-22"]);
    assert!(
        words(&output.stderr).ends_with("1 error, 1 warning in `shop`: nothing of it can be published\n"),
        "{output:?}"
    );
}

#[test]
fn a_folder_without_tests_has_not_passed() {
    let place = Place::new();
    let _ = std::fs::remove_dir_all(place.path("shop/tests"));
    for made in [false, true] {
        if made {
            std::fs::create_dir(place.path("shop/tests")).unwrap();
        }
        let output = place.run(&["test", "shop"]);
        let said = words(&output.stderr);
        assert!(output.status.code() == Some(1) && said.contains("holds no tests"), "{said}");
    }
}
