//! `segue evaluate`: what it reads, what it refuses, and what it says.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use serde_json::Value;
use std::fmt::Write;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Sessions that walk along a row of 40 items, forwards mostly, a few steps at a time.
fn walks(from: u32, to: u32) -> Vec<(String, String, u32)> {
    let mut chance = 12_345 + u64::from(from);
    let mut next = |bound: u64| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) % bound
    };
    let mut clicks = Vec::new();
    for session in from..to {
        let mut item = next(40);
        for nth in 0..2 + next(5) as u32 {
            clicks.push((format!("s{session}"), format!("item {item}"), 1_600_000_000 + session * 1_000 + nth * 10));
            item = (item + 1 + next(3) * next(2)) % 40;
        }
    }
    clicks
}

fn tabs(clicks: &[(String, String, u32)]) -> String {
    let mut text = String::from("SessionId\tItemId\tTime\n");
    for (session, item, time) in clicks {
        writeln!(text, "{session}\t{item}\t{time}.0").unwrap();
    }
    text
}

struct Place(TempDir);

impl Place {
    /// With clicks to learn from and clicks to predict.
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("train.tsv", tabs(&walks(0, 900)));
        place.write("test.tsv", tabs(&walks(900, 960)));
        place
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_segue"))
            .arg("evaluate")
            .args(args)
            .current_dir(self.0.path())
            .output()
            .unwrap()
    }

    fn json(&self, train: &str, test: &str, more: &[&str]) -> Value {
        let output = self.run(&[&["--train", train, "--test", test, "--json"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn refusal(&self, train: &str, test: &str) -> String {
        let output = self.run(&["--train", train, "--test", test, "--untuned"]);
        assert_ne!(output.status.code(), Some(0));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn method<'a>(json: &'a Value, name: &str) -> &'a Value {
    json["methods"].as_array().unwrap().iter().find(|method| method["name"] == name).unwrap()
}

/// All but the times, which nobody can repeat.
fn without_times(mut json: Value) -> Value {
    for method in json["methods"].as_array_mut().unwrap() {
        method.as_object_mut().unwrap().retain(|name, _| !["us", "us_p90"].contains(&name.as_str()));
    }
    json
}

#[test]
fn every_method_is_measured_and_compared() {
    let place = Place::new();
    let json = place.json("train.tsv", "test.tsv", &["--trials", "4"]);
    let names: Vec<&str> =
        json["methods"].as_array().unwrap().iter().map(|method| method["name"].as_str().unwrap()).collect();
    let all =
        ["segue", "segue-tuned", "popularity", "association-rules", "sequential-rules", "vmis-knn", "vs-knn", "stan"];
    assert_eq!(names, all);
    assert_eq!(json["test"]["sessions"], 60);
    for name in all {
        let method = method(&json, name);
        for number in ["hr@20", "mrr@20", "coverage@20", "popularity@20", "bytes_per_product", "us", "us_p90"] {
            assert!(method[number].as_f64().unwrap() >= 0.0, "{name} {number}");
        }
        assert!(method["new"]["hr@20"].is_number() && method["new"]["mrr@20"].is_number());
        assert_eq!(method["predictions"], json["test"]["predictions"]);
    }
    let hits = |name| method(&json, name)["hr@20"].as_f64().unwrap();
    assert!(hits("segue") > 0.9 && hits("vs-knn") > 0.9 && hits("popularity") < 0.7, "{json}");
    let segue = method(&json, "segue");
    assert!(segue["bytes_per_request"]["max"].as_f64() >= segue["bytes_per_request"]["mean"].as_f64());
    assert_eq!(segue["tuned"], false);
    assert_eq!(method(&json, "vs-knn")["trials"], 4);
    let versus = &segue["vs"]["popularity"]["hr@20"];
    let difference = hits("segue") - hits("popularity");
    assert!((versus["difference"].as_f64().unwrap() - difference).abs() < 1e-5);
    assert!(versus["low"].as_f64().unwrap() > 0.0 && versus["high"].as_f64().unwrap() > difference);
    let again = place.json("train.tsv", "test.tsv", &["--trials", "4"]);
    assert_eq!(without_times(json), without_times(again), "the same seed, the same result");
}

/// Parameters are fitted to the training alone, and what is added to the test changes nothing of it.
#[test]
fn the_test_is_not_learned_from() {
    let place = Place::new();
    place.write("more.tsv", tabs(&walks(900, 1_400)));
    let parameters = |json: &Value| -> Vec<Value> {
        json["methods"].as_array().unwrap().iter().map(|method| method["parameters"].clone()).collect()
    };
    let (few, many) = (
        place.json("train.tsv", "test.tsv", &["--trials", "6"]),
        place.json("train.tsv", "more.tsv", &["--trials", "6"]),
    );
    assert_eq!(parameters(&few), parameters(&many));
    assert_eq!(few["tuning"], many["tuning"]);
}

#[test]
fn columns_are_found_by_their_names() {
    let place = Place::new();
    let write = |name: &str, clicks: Vec<(String, String, u32)>| {
        let mut text = String::from("\u{feff}Time,Country,ItemId,SessionId\r\n");
        for (session, item, time) in clicks {
            let (day, second) = (time / 86_400 - 18_518, time % 86_400);
            let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
            writeln!(text, "2020-09-{:02}T{hour:02}:{minute:02}:{second:02}.500Z,DE,\"{item}\",{session}\r", 13 + day)
                .unwrap();
        }
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, text.as_bytes()).unwrap();
        place.write(name, gzip.finish().unwrap());
    };
    write("train.csv.gz", walks(0, 900));
    write("test.csv.gz", walks(900, 960));
    let only = ["--untuned", "--methods", "segue,stan"];
    let plain = place.json("train.tsv", "test.tsv", &only);
    let other = place.json("train.csv.gz", "test.csv.gz", &only);
    assert_eq!(plain["methods"].as_array().unwrap().len(), 2);
    let plain = without_times(plain);
    assert_eq!(plain, without_times(other));
    let named = tabs(&walks(0, 900)).replacen("SessionId\tItemId\tTime", "session_id\tproduct\ttimestamp", 1);
    place.write("named.tsv", named.replace(".0\n", "000000000\n"));
    assert_eq!(plain, without_times(place.json("named.tsv", "test.tsv", &only)), "nanoseconds are known as such");
}

#[test]
fn one_of_a_kind_is_said_as_one() {
    let place = Place::new();
    let mut train = walks(0, 900);
    train.push(("s9".to_owned(), "item 1".to_owned(), 1_700_000_000));
    place.write("one.tsv", tabs(&train) + "s1\titem 1\tyesterday\n");
    let notes = place.json("one.tsv", "test.tsv", &["--untuned", "--methods", "segue"])["notes"].to_string();
    for says in ["`one.tsv`: 1 line is no click and was passed over", "1 training click is no earlier than"] {
        assert!(notes.contains(says), "{says}: {notes}");
    }
    let output = place.run(&["--train", "train.tsv", "--test", "test.tsv", "--trials", "0"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("0 is not in 1.."));
}

/// What robots click is bounded: no method takes the square of it.
#[test]
fn a_robot_keeps_nobody_waiting() {
    let place = Place::new();
    let robot = |name: &str, from: u32, clicks: u32| -> Vec<(String, String, u32)> {
        (0..clicks).map(|nth| (name.to_owned(), format!("item {}", nth * 7 % 5_000), from + nth)).collect()
    };
    let mut train = walks(0, 900);
    train.extend(robot("robot", 1_600_000_000, 100_000));
    let mut test = walks(900, 960);
    test.extend(robot("another", 1_700_000_000, 3_000));
    place.write("train.tsv", tabs(&train));
    place.write("test.tsv", tabs(&test));
    let begun = std::time::Instant::now();
    place.json("train.tsv", "test.tsv", &["--untuned", "--methods", "vs-knn,stan"]);
    assert!(begun.elapsed().as_secs() < 40, "{:?}", begun.elapsed());
}

#[test]
fn bad_lines_are_counted_and_bad_files_refused() {
    let place = Place::new();
    let mut text = tabs(&walks(0, 900));
    text += "s1\titem 1\tyesterday\n\ts1\t17\ns2\titem 3\n";
    place.write("odd.tsv", text);
    let json = place.json("odd.tsv", "test.tsv", &["--untuned", "--methods", "segue"]);
    assert_eq!(json["train"]["unreadable_lines"], 3);
    assert!(json["notes"].to_string().contains("3 lines are no clicks"), "{}", json["notes"]);
    assert!(place.refusal("none.tsv", "test.tsv").contains("`none.tsv` cannot be read"));
    for (name, text, says) in [
        ("empty.tsv", "", "`empty.tsv` is empty"),
        ("header.tsv", "SessionId\tItemId\tTime\n", "has no clicks"),
        ("columns.tsv", "SessionId\tWhat\tTime\n1\t2\t3\n", "has no column `ItemId`"),
        ("negative.tsv", "SessionId,ItemId,Time\n1,2,-5\n", "has no line that is a click"),
        ("late.tsv", "SessionId,ItemId,Time\n1,2,99999999999999999999\n", "has no line that is a click"),
        ("zone.tsv", "SessionId,ItemId,Time\n1,2,2020-06-30T10:00:00+99:00\n", "has no line that is a click"),
        ("words.tsv", "SessionId,ItemId,Time\n1,2,noon\n", "has no line that is a click"),
        ("few.tsv", "SessionId,ItemId,Time\n1,2,3\n1,3,4\n", "nothing is left of `few.tsv`"),
        ("binary.tsv", "PK\u{3}\u{4}", "is no text in UTF-8"),
    ] {
        place.write(name, text);
        let said = place.refusal(name, "test.tsv");
        assert!(said.contains(says), "{name}: {said}");
    }
    place.write("others.tsv", "SessionId,ItemId,Time\n1,x,3\n1,y,4\n");
    assert!(place.refusal("train.tsv", "others.tsv").contains("do both files write items alike?"));
    let output = place.run(&["--train", "train.tsv", "--test", "test.tsv", "--methods", "oracle"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no method `oracle`"));
}

/// A robot of thousands of clicks, clicks out of order, and clicks that stand there twice.
#[test]
fn odd_clicks_are_kept_as_the_protocol_has_it_and_counted() {
    let place = Place::new();
    let mut clicks = walks(900, 960);
    clicks.extend((0..2_500).map(|nth| ("robot".to_owned(), format!("item {}", nth % 40), 1_700_000_000 + nth)));
    clicks.swap(0, 1);
    clicks.push(clicks[5].clone());
    place.write("odd.tsv", tabs(&clicks));
    let json = place.json("train.tsv", "odd.tsv", &["--untuned"]);
    assert_eq!((&json["test"]["sessions_of_robots"], &json["test"]["sessions"]), (&1.into(), &61.into()));
    assert_eq!(json["test"]["duplicate_clicks"], 1);
    assert!(json["test"]["clicks_out_of_order"].as_u64().unwrap() >= 1);
    let json = place.json("train.tsv", "odd.tsv", &["--untuned", "--methods", "segue", "--drop-robots"]);
    assert_eq!((&json["dropped"]["test"]["sessions_of_robots"], &json["test"]["sessions"]), (&1.into(), &60.into()));
}

#[test]
fn the_table_says_what_its_columns_are() {
    let place = Place::new();
    let output =
        place.run(&["--train", "train.tsv", "--test", "test.tsv", "--trials", "2", "--methods", "segue,vs-knn"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for line in ["HR@20      share of predictions", "segue minus others", "vs-knn: k ", "(best of 2)", "note: "] {
        assert_eq!(text.contains(line), line != "note: ", "{line}\n{text}");
    }
    let widths: Vec<usize> =
        text.lines().skip_while(|line| !line.starts_with("method")).take(3).map(str::len).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{text}");
}
