//! `segue new`: the folder it makes is in order, is explained to editors, and is never written over another.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn segue(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_segue")).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn feed(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import/feeds").join(name);
    path.display().to_string()
}

/// Makes a folder with these arguments; what was said on the way, and the folder.
fn new(more: &[&str]) -> (tempfile::TempDir, PathBuf, Output) {
    let dir = tempfile::tempdir().unwrap();
    let shop = dir.path().join("leaf-and-kettle");
    let done = segue(&[&["new", shop.to_str().unwrap()], more].concat());
    assert!(done.status.success(), "{}", text(&done.stderr));
    (dir, shop, done)
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    jsonc_parser::parse_to_serde_value(&text, &jsonc_parser::ParseOptions::default()).unwrap()
}

#[test]
fn a_new_folder_has_no_problem_and_its_tests_hold() {
    let (_dir, shop, done) = new(&[]);
    assert_eq!(text(&done.stderr), "");
    let checked = segue(&["check", shop.to_str().unwrap(), "--strict"]);
    assert!(checked.status.success());
    assert_eq!(text(&checked.stderr), "");
    let tested = segue(&["test", shop.to_str().unwrap()]);
    assert!(tested.status.success(), "{}", text(&tested.stdout));
    assert!(text(&tested.stdout).contains("3 passed, 0 failed"));
    assert_eq!(json(&shop.join("shop.json"))["name"], "Leaf and kettle");
    assert!(std::fs::read_to_string(shop.join(".gitignore")).unwrap().contains("*.key"));
}

#[test]
fn every_file_leads_to_its_schema_and_is_what_it_says() {
    let (_dir, shop, _) = new(&["--name", "Tee & \"Kessel\"", "--currency", "CHF"]);
    let mut seen = 0;
    for path in files(&shop) {
        let ours = path.extension().is_some_and(|ending| ending == "json") && !path.starts_with(shop.join("schemas"));
        if !ours {
            continue;
        }
        let value = json(&path);
        let schema = path.parent().unwrap().join(value["$schema"].as_str().unwrap());
        let validator = jsonschema::validator_for(&json(&schema)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", path.display());
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
    assert_eq!(json(&shop.join("shop.json"))["name"], "Tee & \"Kessel\"");
    assert_eq!(json(&shop.join("shop.json"))["currency"], "CHF");
    for path in files(&shop) {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("{{"), "{} holds a mark that was not filled", path.display());
    }
}

#[test]
fn every_page_of_a_new_shop_has_a_full_shelf() {
    let (_dir, shop, _) = new(&[]);
    let products = json(&shop.join("products.json"));
    for product in products["products"].as_array().unwrap() {
        let id = product["id"].as_str().unwrap();
        let told = segue(&["explain", shop.to_str().unwrap(), "--product", id]);
        assert!(text(&told.stdout).contains("goes-with              it found 4 products"), "{}", text(&told.stdout));
    }
}

#[test]
fn the_readme_explains_the_commands_in_one_column() {
    for more in [vec![], vec!["--products".to_string(), feed("merchant.tsv")]] {
        let (_dir, shop, _) = new(&more.iter().map(String::as_str).collect::<Vec<_>>());
        let readme = std::fs::read_to_string(shop.join("README.md")).unwrap();
        let lines = readme.lines().filter(|line| line.starts_with("segue "));
        let columns: Vec<Option<usize>> = lines.map(|line| Some(line.rfind("   ")? + 3)).collect();
        assert_eq!(columns.len(), 6);
        assert!(columns.iter().all(|column| column.is_some() && *column == columns[0]), "{readme}");
        assert!(readme.contains("the directory that has `wrangler.toml`") && readme.contains("--config"));
    }
}

/// The feeds of which something is not taken.
const LEFT_OUT: [&str; 3] = ["shopify-products.csv", "shopify-products-2025.csv", "merchant.tsv"];

#[test]
fn products_of_other_systems_bring_their_categories() {
    for (name, file, categories) in [
        ("shopify-products.csv", "products.csv", vec!["kettles", "tee", "mugs"]),
        ("shopify-products-2025.csv", "products.csv", vec!["table-linen"]),
        ("merchant.tsv", "products.tsv", vec!["kettles", "tee"]),
        ("merchant-rss.xml", "products.xml", vec!["kettles"]),
        ("merchant-atom.xml", "products.xml", vec!["tea"]),
    ] {
        let (_dir, shop, _) = new(&["--products", &feed(name)]);
        let found: Vec<String> = json(&shop.join("shop.json"))["categories"]
            .as_array()
            .unwrap()
            .iter()
            .map(|category| category["id"].as_str().unwrap().to_string())
            .collect();
        assert_eq!(found, categories, "{name}");
        assert!(shop.join(file).exists() && !shop.join("products.json").exists(), "{name}");
        // What is sold out, or too little for a shelf, is the shop's own news; what is left out is not.
        let checked = segue(&["check", shop.to_str().unwrap(), "--format", "json"]);
        let report: Value = serde_json::from_slice(&checked.stdout).unwrap();
        let codes: Vec<&str> =
            report["problems"].as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap()).collect();
        assert!(codes.iter().all(|code| ["sold-out", "thin-set"].contains(code)), "{name}: {codes:?}");
        let settings = std::fs::read_to_string(shop.join("shop.json")).unwrap();
        assert_eq!(settings.contains("\"allow\": [\"left-out\"]"), LEFT_OUT.contains(&name), "{name}");
        let tested = segue(&["test", shop.to_str().unwrap()]);
        assert!(text(&tested.stdout).contains("3 passed, 0 failed"), "{name}: {}", text(&tested.stdout));
    }
}

#[test]
fn nothing_is_written_over() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mine.txt"), "mine").unwrap();
    let refused = segue(&["new", dir.path().to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("is not empty, and nothing in it is overwritten"));
    assert_eq!(files(dir.path()).len(), 1);
    let wrong = segue(&["new", dir.path().join("x").to_str().unwrap(), "--currency", "euro"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(!dir.path().join("x").exists());
    let broken = dir.path().join("broken.xml");
    std::fs::write(&broken, "<rss><channel>").unwrap();
    let refused = segue(&["new", dir.path().join("x").to_str().unwrap(), "--products", broken.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(!dir.path().join("x").exists());
    let unknown = segue(&["new", dir.path().join("x").to_str().unwrap(), "--products", "products.pdf"]);
    assert!(text(&unknown.stderr).contains("is no file of products"));
}
