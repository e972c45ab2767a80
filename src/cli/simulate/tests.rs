#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use super::*;
use crate::case::{Case, receipt_of};
use crate::day::Day;
use clap::Parser;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

mod clicks;
mod privacy;
mod samples;
mod shelves;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    args: Args,
}

/// A day on which the sample shop's campaigns run.
const DAY: &str = "2026-11-22";

fn shop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shop")
}

fn args(dir: &Path, more: &[&str]) -> Args {
    let words = ["simulate", dir.to_str().unwrap(), "--on", DAY].into_iter().chain(more.iter().copied());
    Line::try_parse_from(words).map_err(|error| error.to_string()).unwrap().args
}

fn simulated(dir: &Path, more: &[&str]) -> Report {
    simulate(&args(dir, more)).map_err(|failure| failure.render(crate::shop::Style::Plain)).unwrap()
}

fn refused(dir: &Path, more: &[&str]) -> String {
    let said = simulate(&args(dir, more)).unwrap_err().render(crate::shop::Style::Plain);
    said.split_whitespace().filter(|word| !matches!(*word, "│" | "×" | "╰─▶")).collect::<Vec<_>>().join(" ")
}

fn json(report: &Report) -> Value {
    serde_json::to_value(report).unwrap()
}

fn row<'v>(rows: &'v Value, id: &str) -> &'v Value {
    rows.as_array().unwrap().iter().find(|row| row["id"] == id).unwrap_or(&Value::Null)
}

/// A copy of the sample shop, with one file changed.
fn changed(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for dir in ["", "blocks", "campaigns", "derived", "experiments", "intent", "personas", "segments", "sets"] {
        std::fs::create_dir_all(place.path().join(dir)).unwrap();
        for entry in std::fs::read_dir(shop().join(dir)).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_file() {
                std::fs::copy(&entry, place.path().join(dir).join(entry.file_name().unwrap())).unwrap();
            }
        }
    }
    let path = place.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} does not hold `{from}`");
    std::fs::write(path, text.replace(from, to)).unwrap();
    place
}

#[test]
fn the_result_is_the_same_for_any_number_of_threads() {
    let other = changed("segments/cart_abandoner.json", "\"at_most\": 7", "\"at_most\": 1");
    let against = other.path().to_str().unwrap();
    let run = |threads| html::page(&simulated(&shop(), &["--threads", threads, "--against", against]));
    let once = run("1");
    assert_eq!(once, run("1"));
    assert_eq!(once, run("3"));
    assert_eq!(once, run("16"), "more threads than there is work");
    let dealt_anew = html::page(&simulated(&shop(), &["--against", against, "--seed", "2"]));
    assert_ne!(once, dealt_anew, "another seed deals other pages");
}

/// Everything is counted a second time, through the whole way of a request and its receipt, page by page.
#[test]
fn the_counts_are_those_of_the_receipts() {
    let told = args(&shop(), &[]);
    let source = Source::read(&told.dir).unwrap();
    let snapshot = source.open().unwrap();
    let catalogue = pages::Catalogue::of(&snapshot);
    let population = Population::read(&told, &source, &snapshot).unwrap();
    let noon = Now::from_unix_seconds(u64::from(Day::parse(DAY).unwrap().0) * 86_400 + 43_200);
    let keys = keys().unwrap();
    let mut shown: BTreeMap<(&str, String), BTreeSet<usize>> = BTreeMap::new();
    let mut shown_on: BTreeMap<(&str, String), u64> = BTreeMap::new();
    let mut why_not: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
    let mut inside: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut opened = 0;
    for (who, person) in population.people.iter().enumerate() {
        for page in catalogue.pages(person, chance::Chance { seed: told.seed, who: who as u64 }, told.pages) {
            opened += 1;
            let asks = || person.who.asks(&format!("/_segue/pdp/{page}"));
            for line in receipt_of(&asks(), &snapshot, &keys, noon).unwrap() {
                let place = (line.kind, line.id.clone());
                if line.chosen {
                    shown.entry(place.clone()).or_default().insert(who);
                    *shown_on.entry(place).or_default() += 1;
                } else if line.kind == "block" {
                    *why_not.entry(line.id).or_default().entry(line.code).or_default() += 1;
                }
            }
            for rule in &snapshot.core().segments {
                let mut case: Case = asks();
                case.expect.segments = vec![rule.id.clone()];
                if crate::case::run(&case, Some(&snapshot), &keys, noon).is_empty() {
                    inside.entry(rule.id.clone()).or_default().insert(who);
                }
            }
        }
    }
    let report = simulate(&told).unwrap();
    assert_eq!((report.population.visitors, report.population.pages), (12, opened));
    assert_eq!(opened, 60);
    let count = |set: Option<&BTreeSet<usize>>| report::Cell::Exact(set.map_or(0, |set| set.len() as u64));
    for segment in &report.segments {
        assert_eq!(segment.visitors, count(inside.get(&segment.id)), "{}", segment.id);
    }
    for block in &report.blocks {
        let place = ("block", block.id.clone());
        assert_eq!(block.visitors, count(shown.get(&place)), "{}", block.id);
        let pages = shown_on.get(&place).copied().unwrap_or(0);
        assert_eq!(block.page_share, Some(report::ratio(pages, opened)), "{}", block.id);
        let reasons = why_not.get(&block.id);
        let most = reasons.and_then(|reasons| reasons.values().max()).copied();
        let said = block.why_not.as_ref().and_then(|why| reasons?.get(why.reason)).copied();
        assert_eq!(said, most, "{}", block.id);
    }
    for set in report.sets.iter().filter(|set| set.on_page) {
        assert_eq!(set.visitors, count(shown.get(&("set", set.id.clone()))), "{}", set.id);
    }
    assert!(inside.len() > 10 && shown.len() > 20, "the sample shop's personas meet its rules");
}

#[test]
fn what_nobody_agreed_to_is_told_beside() {
    let all = simulated(&shop(), &["--consent", "all"]);
    let none = simulated(&shop(), &["--consent", "none"]);
    for (block, bare) in
        all.blocks.iter().map(|row| (row, none.blocks.iter().find(|other| other.id == row.id).unwrap()))
    {
        assert_eq!(block.without_consent, bare.visitors, "{}", block.id);
    }
    assert_eq!(none.consent.personalised, report::Cell::Exact(0));
    assert_eq!(none.consent.would_differ, report::Cell::Exact(0));
    assert!(all.consent.personalised_share > Some(0.5));
    assert_eq!(none.population.agree, report::Cell::Exact(0));
    let some = json(&simulated(&shop(), &["--consent", "0.5"]));
    assert!((2..=10).contains(&some["population"]["agree"].as_u64().unwrap()), "{}", some["population"]);
}

/// One rule is changed: carts count as abandoned for a day only. One persona left a cart two days ago.
#[test]
fn a_changed_rule_changes_what_it_should_for_whom_it_should() {
    let old = changed("segments/cart_abandoner.json", "\"at_most\": 7", "\"at_most\": 1");
    let report = json(&simulated(&shop(), &["--against", old.path().to_str().unwrap()]));
    let changes = &report["changes"];
    assert_eq!(changes["any"]["visitors"], 1);
    assert_eq!(changes["any"]["examples"], serde_json::json!(["Left a kettle in the cart"]));
    let segments = changes["segments"].as_array().unwrap();
    assert_eq!(segments.len(), 1, "{segments:?}");
    let moved = row(&changes["segments"], "cart_abandoner");
    assert_eq!((&moved["before"], &moved["after"]), (&0.into(), &1.into()));
    assert_eq!((&moved["gained"]["visitors"], &moved["lost"]["visitors"]), (&1.into(), &0.into()));
    assert_eq!(row(&changes["blocks"], "shipping-clarity")["gained"]["visitors"], 1);
    assert_eq!(changes["first_block"][0]["to"], "shipping-clarity");
    assert_eq!(changes["landings"], serde_json::json!([]));

    // The other way round, what was gained is lost.
    let back = json(&simulated(old.path(), &["--against", shop().to_str().unwrap()]));
    assert_eq!(row(&back["changes"]["blocks"], "shipping-clarity")["lost"]["visitors"], 1);

    let same = json(&simulated(&shop(), &["--against", shop().to_str().unwrap()]));
    assert_eq!(same["changes"]["any"]["visitors"], 0);
    assert_eq!(same["changes"]["segments"], serde_json::json!([]));
    assert_eq!(same["changes"]["shelves"], serde_json::json!([]));
}

#[test]
fn a_changed_campaign_lands_elsewhere() {
    let old = changed("campaigns/limescale.json", "{ \"category\": \"care\" }", "{ \"category\": \"tea\" }");
    let report = json(&simulated(&shop(), &["--against", old.path().to_str().unwrap()]));
    let landings = report["changes"]["landings"].as_array().unwrap();
    assert_eq!(landings.len(), 1);
    assert_eq!(landings[0]["campaign"], "limescale");
    assert_eq!((&landings[0]["from"], &landings[0]["to"]), (&"/categories/tea".into(), &"/categories/care".into()));
    assert_eq!(landings[0]["who"]["visitors"], 12, "everyone, by the link without a product");
    assert_eq!(report["changes"]["blocks"], serde_json::json!([]));
}

#[test]
fn a_built_snapshot_is_the_folder_that_it_was_built_from() {
    let compiled = crate::shop::compile(&crate::shop::read(&shop()).unwrap()).unwrap();
    let built = tempfile::tempdir().unwrap();
    let core = built.path().join(crate::snapshot::core_key(compiled.id));
    std::fs::write(&core, &compiled.core).unwrap();
    for (id, bytes) in &compiled.shards {
        std::fs::write(built.path().join(crate::snapshot::shard_key(*id)), bytes).unwrap();
    }
    // A pointer that ends in a line of its own does not disturb: the core is found by its name.
    std::fs::write(built.path().join("pointer"), "{}\nsha256 x\n").unwrap();
    let report = json(&simulated(&shop(), &["--against", built.path().to_str().unwrap()]));
    assert_eq!(report["changes"]["any"]["visitors"], 0);
    assert_eq!(report["against"], compiled.id.to_string());
    let mut bytes = compiled.core.clone();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(core, bytes).unwrap();
    let said = refused(&shop(), &["--against", built.path().to_str().unwrap()]);
    assert!(said.contains("is not what its name says"), "{said}");
}

#[test]
fn names_of_the_shop_are_text() {
    let marked = changed("shop.json", "\"Hearth & Field\"", "\"<script>alert(1)</script>\"");
    let renamed = changed("personas/lapsed.json", "\"name\": \"", "\"name\": \"<img src=x onerror=y>");
    for dir in [marked.path(), renamed.path()] {
        let page = html::page(&simulated(dir, &["--against", shop().to_str().unwrap()]));
        assert!(!page.contains("<script") && !page.contains("<img"), "markup of the shop is in the page");
        assert!(!page.contains("http://") && !page.contains("src="), "the page asks for something outside");
    }
    assert!(html::page(&simulated(marked.path(), &[])).contains("&lt;script&gt;alert(1)"));
}

#[test]
fn every_chart_has_a_table_with_its_numbers() {
    let report = simulated(&shop(), &["--against", shop().to_str().unwrap()]);
    for section in sections::sections(&report) {
        assert!(section.chart.is_none() || !section.table.rows.is_empty(), "{}", section.id);
        assert!(section.table.rows.iter().all(|row| row.len() == section.table.head.len()), "{}", section.id);
    }
    for width in [80, 120] {
        let text = terminal::print(&report, &terminal::Style { width, colour: false });
        let wide = text.lines().find(|line| console::measure_text_width(line) > width);
        assert_eq!(wide, None, "no line is wider than {width}");
    }
}
