//! The whole of UCI "Online Retail", where it is: `../shared/data/online-retail.csv.gz`, or the file that `SEGUE_ORDERS`
//! names.

use std::collections::BTreeSet;
use std::env;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use super::{Run, files};

const FILE: &str = "../shared/data/online-retail.csv.gz";

#[test]
fn online_retail() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let orders = env::var_os("SEGUE_ORDERS").map_or(here, PathBuf::from);
    if !orders.exists() {
        eprintln!("skipped: {FILE} is not here");
        return;
    }
    let run = Run::of(&orders, &[]).sound();
    let report = run.report();
    let lines = &report["lines"];
    assert_eq!(lines["read"], 541_909);
    assert_eq!(lines["dropped"]["cancelled"], 9_288);
    assert_eq!(lines["dropped"]["quantity_not_positive"], 1_336);
    assert_eq!(lines["dropped"]["price_not_positive"], 1_161);
    assert_eq!(lines["dropped"]["duplicate"], 5_221);
    assert_eq!(lines["dropped"]["malformed"], 0);
    assert_eq!(lines["without_customer"], 135_080);
    assert_eq!(lines["kept_without_customer"], 131_362);
    assert_eq!(report["customers"]["named"], 4_372);
    assert_eq!(report["customers"]["with_purchases"], 4_334);

    // The same numbers come out of pandas: `cargo xtask test --only value`.
    let rfm = run.json("derived/rfm.json");
    assert_eq!(rfm["observed_on"], "2011-12-10");
    assert_eq!(rfm["recency_days"], json!([15, 33, 72, 180]));
    assert_eq!(rfm["frequency"], json!([1, 2, 3, 5]));
    assert_eq!(rfm["monetary"], json!([246.81, 482.25, 922.05, 2029.21]));
    assert_eq!(
        report["customers"]["lifecycle"],
        json!({ "first_time_buyer": 537, "repeat_buyer": 2_073, "at_risk": 861, "lapsed": 863 })
    );

    let products = run.json("products.json");
    let products = products.as_array().unwrap();
    let ids: BTreeSet<&str> = products.iter().filter_map(|product| product["id"].as_str()).collect();
    assert_eq!(ids.len(), products.len(), "no id stands twice");
    assert!(["POST", "DOT", "M", "AMAZONFEE", "C2", "PADS"].iter().all(|code| !ids.contains(code)));
    let categories = report["categories"]["all"].as_u64().unwrap();
    assert!((30..=61).contains(&categories), "{categories}");
    let in_none = report["categories"]["products_in_none"].as_u64().unwrap() as usize;
    assert!(in_none * 10 < products.len(), "nine products in ten have a guess: {in_none}");
    for file in ["derived/bought-together.json", "derived/reorder.json"] {
        let known = run.json(file).as_object().unwrap().keys().all(|id| ids.contains(id.as_str()));
        assert!(known, "{file}");
    }
    assert_eq!(run.json("derived/bestsellers.json")["all"][0], "22086");
    no_customer_in(&run, &orders);
}

/// Customer numbers of this export have five digits, as some product codes and some words of titles have: a number may
/// only stand where it is one of those.
fn no_customer_in(run: &Run, orders: &Path) {
    let word = |c: char| !c.is_ascii_alphanumeric();
    let mut text = String::new();
    GzDecoder::new(File::open(orders).unwrap()).read_to_string(&mut text).unwrap();
    let mut customers = BTreeSet::new();
    let mut others = BTreeSet::new();
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        let record = record.unwrap();
        customers.extend(record.get(6).and_then(|customer| customer.strip_suffix(".0")).map(str::to_owned));
        for field in [record.get(1), record.get(2)].into_iter().flatten() {
            others.extend(field.split(word).filter(|word| word.len() == 5).map(str::to_owned));
        }
    }
    assert_eq!(customers.len(), 4_372);
    let telling: BTreeSet<&str> = customers.difference(&others).map(String::as_str).collect();
    assert!(telling.len() > 4_000);
    let mut said = run.said();
    for (path, bytes) in files(&run.shop()) {
        if path.ends_with("derived/import-report.json") {
            let mut report: Value = serde_json::from_slice(&bytes).unwrap();
            // Checksums are no numbers of anybody.
            report["files"] = Value::Null;
            said += &report.to_string();
        } else {
            said += &String::from_utf8(bytes).unwrap();
        }
    }
    let found: Vec<&str> = said.split(word).filter(|word| telling.contains(word)).collect();
    assert_eq!(found, Vec::<&str>::new());
}
