//! A new snapshot arrives while requests come in: every answer is of the old one or of the new one, whole.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::cases::agent;
use crate::common::at;
use crate::workers;
use std::process::Command;
use std::time::{Duration, Instant};

#[path = "../common/folder.rs"]
mod folder;
pub(crate) use folder::copy;

/// The mark that every title of the second snapshot carries.
const MARK: &str = " (second)";

/// The snapshot that the answer names, the titles in it, and how many of them carry the mark.
fn ask(base: &str, product: &str) -> (String, usize, usize) {
    let request = agent().get(format!("{base}/_segue/pdp/{product}")).header("accept", "application/json");
    let mut answer = request.call().unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    let snapshot = answer.headers().get("segue-snapshot").unwrap().to_str().unwrap().to_owned();
    let body: serde_json::Value = answer.body_mut().read_json().unwrap();
    let sets = body.get("recommendations").unwrap().as_array().unwrap();
    let titles: Vec<String> = sets
        .iter()
        .flat_map(|set| set.get("products").unwrap().as_array().unwrap())
        .map(|product| product.get("title").unwrap().as_str().unwrap().to_owned())
        .collect();
    let marked = titles.iter().filter(|title| title.ends_with(MARK)).count();
    (snapshot, titles.len(), marked)
}

#[test]
fn a_new_snapshot_is_taken_whole() {
    let (base, state) = workers::to_publish_to();
    let folder = tempfile::tempdir().unwrap();
    copy(&at("fixtures/shop"), folder.path());
    let file = folder.path().join("products.json");
    let mut products: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    for product in products.as_array_mut().unwrap() {
        let title = format!("{}{MARK}", product.get("title").unwrap().as_str().unwrap());
        product.as_object_mut().unwrap().insert("title".into(), title.into());
    }
    std::fs::write(&file, products.to_string()).unwrap();

    let (first, ..) = ask(&base, "K-101");
    let push = Command::new(env!("CARGO_BIN_EXE_segue"))
        .arg("push")
        .arg(folder.path())
        .args(["--local", "--persist-to", &state])
        .current_dir(at(""))
        .output()
        .unwrap();
    assert!(push.status.success(), "{}", String::from_utf8_lossy(&push.stderr));

    // The Worker looks at the pointer at most every 10 seconds.
    let started = Instant::now();
    let mut is_old_seen = false;
    loop {
        for product in ["K-101", "T-301", "no-such-product"] {
            let (snapshot, titles, marked) = ask(&base, product);
            let wanted = if snapshot == first { 0 } else { titles };
            assert_eq!(marked, wanted, "an answer of {snapshot} mixes snapshots: {marked} of {titles} titles are new");
            is_old_seen |= snapshot == first;
            if snapshot != first && product == "no-such-product" {
                // The request that finds the pointer due is answered from memory.
                assert!(is_old_seen, "the change was seen");
                return;
            }
        }
        assert!(started.elapsed() < Duration::from_secs(90), "the new snapshot was not taken within 90 seconds");
        std::thread::sleep(Duration::from_millis(50));
    }
}
