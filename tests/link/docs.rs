//! What the manual shows is accepted: the programs in `docs/links.md` sign what `segue link sign` signs, where this
//! machine can run them, and the campaign of `docs/shop-folder.md` can be published.

use crate::folder::copy;
use crate::{KEYS, segue};
use std::path::Path;
use std::process::{Command, Stdio};

const DOCS: &str = include_str!("../../docs/links.md");
const TO: &str = "/products/T-301?a=1&size=500g#reviews";

/// The first block of this language that holds `mark`.
fn block(language: &str, mark: &str) -> String {
    let fence = format!("```{language}\n");
    let blocks = DOCS.split(&fence).skip(1).filter_map(|rest| rest.split("```").next());
    blocks.into_iter().find(|block| block.contains(mark)).unwrap().to_string()
}

fn is_there(program: &str) -> bool {
    let run = Command::new(program).arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    run.is_ok()
}

fn wanted() -> (String, String) {
    let said = segue(&["link", "sign", "fixtures/shop", "refill", "--to", TO, "--expires", "4102444800"]);
    let path = said.line(0).strip_prefix("https://hearthandfield.example").unwrap().to_string();
    (KEYS.split_once(':').unwrap().1.to_string(), path)
}

fn sig(path: &str) -> &str {
    path.trim().split_once("&sig=").unwrap().1
}

#[test]
fn the_python_of_the_page_signs_alike() {
    if !is_there("python3") {
        eprintln!("skipped: there is no python3");
        return;
    }
    let (key, path) = wanted();
    let program = block("python", "def sign");
    assert_eq!(program.lines().count(), 6);
    let call = format!("{program}\nprint(sign({key:?}, 'Hearth & Field', 'refill', {TO:?}, 4102444800))");
    let output = Command::new("python3").args(["-c", &call]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), path, "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_shell_of_the_page_signs_alike() {
    if !is_there("openssl") || !is_there("sh") {
        eprintln!("skipped: there is no openssl");
        return;
    }
    let (key, path) = wanted();
    let program = block("sh", "openssl dgst");
    let output = Command::new("sh")
        .args(["-c", &program])
        .envs([
            ("KEY", key.as_str()),
            ("SHOP", "Hearth & Field"),
            ("CAMPAIGN", "refill"),
            ("EXP", "4102444800"),
            ("TO", TO),
        ])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(sig(&said), sig(&path), "{}", String::from_utf8_lossy(&output.stderr));
    // It escapes less than a browser's form would, and says the same.
    let query = |path: &str| -> Vec<(String, String)> {
        form_urlencoded::parse(path.trim().split_once('?').unwrap().1.as_bytes()).into_owned().collect()
    };
    assert_eq!(query(&said), query(&path));
}

#[test]
fn the_campaign_of_the_manual_is_in_order() {
    let manual = include_str!("../../docs/shop-folder.md");
    let (_, section) = manual.split_once("\n## campaigns/").unwrap();
    let campaign = section.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    assert!(campaign.contains("\"candidates\""));
    let dir = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shop"), dir.path());
    std::fs::write(dir.path().join("campaigns/of-the-manual.json"), campaign).unwrap();
    let said = segue(&["check", dir.path().to_str().unwrap(), "--strict"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.complained());
}
