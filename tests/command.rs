//! The `segue` command as people and scripts call it: exit codes, what is written, and what Wrangler is asked to do.
//! Wrangler itself is a script here that writes down what it was told.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Writes down its arguments; keeps what is put in `kv/`; fails where `refuse` says a word of the arguments.
const WRANGLER: &str = r#"#!/bin/sh
here="$(dirname "$0")/../.."
echo "$@" >> "$here/calls"
if [ -f "$here/refuse" ] && echo "$@" | grep -q "$(cat "$here/refuse")"; then
  echo "no such account" >&2; exit 1
fi
case "$2 $3" in
  "key get") if [ -f "$here/kv/$4" ]; then cat "$here/kv/$4"; else echo "Value not found"; fi ;;
  "key put") cp "$6" "$here/kv/$4" ;;
  "bulk put") cat "$4" >> "$here/bulk" ;;
  "key list") echo "[]" ;;
esac
"#;

struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let place = Self { dir };
        let bin = place.path("node_modules/.bin");
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::create_dir_all(place.path("kv")).unwrap();
        std::fs::write(bin.join("wrangler"), WRANGLER).unwrap();
        std::fs::set_permissions(bin.join("wrangler"), std::fs::Permissions::from_mode(0o755)).unwrap();
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
    let pointer: serde_json::Value = serde_json::from_str(&place.text("out/pointer")).unwrap();
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
    assert_eq!(names(place.dir.path()), ["kv", "node_modules", "out", "shop"]);
}

#[test]
fn build_replaces_nothing_but_a_snapshot() {
    let place = Place::new();
    let output = place.run(&["build", "shop", "--out", "shop"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(words(&output.stderr).contains("which is no part of a snapshot"));
    assert!(place.path("shop/shop.json").exists());
}

#[test]
fn push_writes_the_keys_and_moves_the_pointer_last() {
    let place = Place::new();
    let output = place.run(&["push", "shop", "--local", "--persist-to", "state", "--message", "go"]);
    assert!(output.status.success(), "{output:?}");
    let calls = place.text("calls");
    let calls: Vec<&str> = calls.lines().collect();
    let flags = "--binding SEGUE --local --persist-to state";
    assert_eq!(calls.len(), 3, "{calls:?}");
    assert_eq!(calls.first().unwrap(), &format!("kv key get pointer {flags}"));
    assert!(calls.get(1).unwrap().starts_with("kv bulk put ") && calls.get(1).unwrap().ends_with(flags));
    assert!(calls.get(2).unwrap().starts_with("kv key put pointer --path ") && calls.get(2).unwrap().ends_with(flags));
    let bulk: Vec<serde_json::Value> = serde_json::from_str(&place.text("bulk")).unwrap();
    let pointer: serde_json::Value = serde_json::from_str(&place.text("kv/pointer")).unwrap();
    let core = format!("core-{}", pointer["snapshot"].as_str().unwrap());
    assert_eq!(bulk.last().unwrap()["key"], core.as_str());
    assert_eq!(bulk.len(), 2);

    // The same again is nothing to do; something else names what was before it.
    std::fs::remove_file(place.path("calls")).unwrap();
    let output = place.run(&["push", "shop", "--local", "--persist-to", "state"]);
    assert!(words(&output.stdout).contains("is live already"), "{output:?}");
    assert_eq!(place.text("calls").lines().count(), 1);
    assert!(place.run(&["synth", "--products", "4", "--out", "shop"]).status.success());
    assert!(place.run(&["push", "shop", "--local", "--persist-to", "state"]).status.success());
    let next: serde_json::Value = serde_json::from_str(&place.text("kv/pointer")).unwrap();
    assert_eq!(next["parent"], pointer["snapshot"]);
}

#[test]
fn push_to_the_account_passes_the_environment_on() {
    let place = Place::new();
    let args = ["push", "shop", "--config", "w.toml", "--env", "staging", "--binding", "STORE"];
    assert!(place.run(&args).status.success());
    let flags = "--binding STORE --remote --preview=false --config w.toml --env staging";
    assert!(place.text("calls").lines().all(|call| call.ends_with(flags)), "{}", place.text("calls"));
}

#[test]
fn a_broken_folder_leaves_kv_untouched() {
    let place = Place::new();
    place.spoil();
    assert_eq!(place.run(&["push", "shop", "--local"]).status.code(), Some(1));
    assert_eq!(place.text("calls"), "");
}

#[test]
fn a_failure_on_the_way_leaves_the_pointer_where_it_was() {
    for refused in ["bulk put", "key get"] {
        let place = Place::new();
        std::fs::write(place.path("refuse"), refused).unwrap();
        let output = place.run(&["push", "shop", "--local"]);
        assert_eq!(output.status.code(), Some(3));
        assert!(words(&output.stderr).contains("no such account"), "{output:?}");
        assert!(!place.path("kv/pointer").exists());
    }
}

#[test]
fn a_shop_of_many_shards_is_pushed_whole() {
    let place = Place::new();
    assert!(place.run(&["synth", "--products", "12000", "--out", "shop"]).status.success());
    let output = place.run(&["push", "shop", "--local"]);
    assert!(output.status.success(), "{output:?}");
    assert!(place.text("calls").contains("kv key list --prefix shard- --binding SEGUE --local"));
    let bulk: Vec<serde_json::Value> = serde_json::from_str(&place.text("bulk")).unwrap();
    assert!(bulk.len() > 51, "{}", bulk.len());
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
