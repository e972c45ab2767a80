//! `segue simulate` as people and scripts call it, and the whole of UCI "Online Retail" where it is:
//! `../shared/data/online-retail.csv.gz`, or the file that `SEGUE_ORDERS` names.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FILE: &str = "../shared/data/online-retail.csv.gz";

fn segue(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_segue")).args(args).current_dir(dir).output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn visitors<'v>(report: &'v Value, kind: &str, id: &str) -> &'v Value {
    &report[kind].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap()["visitors"]
}

#[test]
fn a_table_a_page_and_json_say_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = tempfile::tempdir().unwrap();
    let page = place.path().join("report.html");
    let args = ["simulate", "fixtures/shop", "--on", "2026-11-22", "--html", page.to_str().unwrap()];
    let output = segue(root, &args);
    let table = stdout(&output);
    assert!(table.contains("Hearth & Field: 12 visitors, 60 pages"), "{table}");
    assert!(!table.contains('\u{1b}'), "no colour where nobody looks");
    let page = std::fs::read_to_string(&page).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<svg") && page.contains("<table"));
    assert!(!page.contains("<script") && page.len() < 500_000);
    let report: Value =
        serde_json::from_str(&stdout(&segue(root, &[&args[..4], &["--format", "json"]].concat()))).unwrap();
    assert_eq!(visitors(&report, "segments", "repeat_buyer"), 3);
    let line = table.lines().find(|line| line.starts_with("repeat_buyer")).unwrap();
    assert_eq!(line.split_whitespace().nth(1), Some("3"));
}

#[test]
fn what_stands_in_the_way_has_its_exit_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let code = |args: &[&str]| segue(root, args).status.code();
    assert_eq!(code(&["simulate", "nowhere"]), Some(1));
    assert_eq!(code(&["simulate", "fixtures/shop", "--against", "nowhere"]), Some(1));
    assert_eq!(code(&["simulate", "fixtures/shop", "--samples", "Cargo.toml"]), Some(1));
    assert_eq!(code(&["simulate", "fixtures/shop", "--consent", "2"]), Some(2));
    assert_eq!(code(&["simulate", "fixtures/shop", "--samples", "a", "--orders", "b"]), Some(2));
    assert_eq!(code(&["simulate", "fixtures/shop", "--html", "/nowhere/report.html"]), Some(3));
}

/// The import counts lifecycles by its own arithmetic; the engine has to put the same customers into the same segments.
#[test]
fn online_retail() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let orders = std::env::var_os("SEGUE_ORDERS").map_or(here, PathBuf::from);
    if !orders.exists() {
        eprintln!("skipped: {FILE} is not here");
        return;
    }
    let orders = std::fs::canonicalize(orders).unwrap();
    let orders = orders.to_str().unwrap();
    let place = tempfile::tempdir().unwrap();
    stdout(&segue(place.path(), &["import", "--orders", orders, "--out", "shop"]));
    let counted = std::fs::read_to_string(place.path().join("shop/derived/import-report.json")).unwrap();
    let counted: Value = serde_json::from_str(&counted).unwrap();
    let args =
        ["simulate", "shop", "--orders", orders, "--on", "2026-11-22", "--format", "json", "--html", "report.html"];
    let output = segue(place.path(), &args);
    let text = stdout(&output);
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["population"]["visitors"], 4_334);
    assert_eq!(report["population"]["pages"], 21_670);
    for stage in ["first_time_buyer", "repeat_buyer", "at_risk", "lapsed"] {
        let import = &counted["customers"]["lifecycle"][stage];
        assert!(import.as_u64() > Some(500), "{counted}");
        assert_eq!(visitors(&report, "segments", stage), import, "{stage}");
    }
    assert_eq!(visitors(&report, "segments", "new_visitor"), 0);

    // The customers of the export have numbers of five digits from 12346 to 18287; none of them is anywhere. Some products
    // have such numbers as well, and stand on shelves.
    let products = std::fs::read_to_string(place.path().join("shop/products.json")).unwrap();
    let is_product = |n: &u32| products.contains(&format!("\"{n}\""));
    let page = std::fs::read_to_string(place.path().join("report.html")).unwrap();
    let numbers = |text: &str| -> Vec<u32> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != ',' && c != '.');
        words.filter(|word| word.len() == 5).filter_map(|word| word.parse().ok()).collect()
    };
    for text in [&text, &page] {
        let named: Vec<u32> =
            numbers(text).into_iter().filter(|n| (12_346..=18_287).contains(n) && !is_product(n)).collect();
        assert!(named.is_empty(), "{named:?}");
    }
}
