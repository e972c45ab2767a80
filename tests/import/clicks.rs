//! `segue import --clicks`: small logs whose every count is known, beside orders and into a shop that is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Run, files, fixture};

/// What clicks make of a shop folder.
const OF_CLICKS: [&str; 4] =
    ["derived/clicks-report.json", "derived/sessions.json", "derived/viewed-next.tsv", "derived/most-viewed.json"];

fn with_clicks(name: &str) -> [String; 2] {
    ["--clicks".to_owned(), fixture(name).display().to_string()]
}

fn of_orders(more: &[&str]) -> Run {
    Run::of(&fixture("online-retail.csv"), more)
}

/// Imports clicks alone.
fn clicks(shop: &Path, logs: &[PathBuf], more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
    command.arg("import").args(logs.iter().flat_map(|log| ["--clicks".as_ref(), log.as_os_str()]));
    command.arg("--out").arg(shop).args(more).output().unwrap()
}

fn said(output: &Output) -> String {
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    text.split_whitespace().filter(|word| !matches!(*word, "│" | "×" | "╰─▶")).collect::<Vec<_>>().join(" ")
}

fn log(place: &TempDir, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = place.path().join(name);
    fs::write(&path, content).unwrap();
    path
}

fn lists(run: &Run) -> String {
    fs::read_to_string(run.shop().join("derived/viewed-next.tsv")).unwrap()
}

#[test]
fn every_click_of_the_dirty_log_has_one_outcome() {
    let with = with_clicks("clicks.tsv");
    let run = of_orders(&with.each_ref().map(String::as_str)).sound();
    let clicks = run.report()["clicks"].clone();
    assert_eq!(clicks["lines"]["read"], 221);
    assert_eq!(clicks["lines"]["malformed"], 4);
    assert_eq!(clicks["lines"]["faults"]["no product"], json!({ "lines": 1, "first_lines": [219] }));
    assert_eq!(
        clicks["clicks"],
        json!({
            "read": 217, "kept": 10, "out_of_order": 1, "repeats_kept": 1,
            "dropped": { "duplicate": 1, "robot": 201, "vanished_product": 3, "alone": 2 }
        })
    );
    assert_eq!(clicks["sessions"], json!({ "kept": 4, "robots": 1, "visitors": 0, "cut_from_visitors": 0 }));
    assert_eq!(clicks["products"], json!({ "clicked": 4, "vanished": 2, "with_list": 4 }));
    assert_eq!(clicks["tuned"], false);
    let first: Vec<String> = lists(&run).lines().map(|line| line.split('\t').take(1).collect()).collect();
    assert_eq!(first, ["91001", "91002A", "91003", "91004"]);
    assert!(
        run.said().contains("201    dropped     of robots: 1 session of more than 200 clicks".split_at(6).1.trim())
    );
    nobody_in(&run, &["ses-71"]);
}

#[test]
fn exports_of_ga4_and_own_events_are_read_by_their_lines() {
    let run = of_orders(&[]).sound();
    let before = files(&run.shop());
    let output = clicks(&run.shop(), &[fixture("clicks-ga4.jsonl")], &[]);
    assert!(output.status.success(), "{}", said(&output));
    let found = run.json(OF_CLICKS[0])["clicks"].clone();
    assert_eq!(found["lines"]["read"], 15);
    assert_eq!(found["lines"]["malformed"], 5);
    assert_eq!(found["events"], json!({ "carts": 1, "purchases": 1, "others": 1 }));
    assert_eq!(
        found["clicks"]["read"], 7,
        "two of a session, two of another visitor's with its number, three of a visitor"
    );
    assert_eq!(found["sessions"], json!({ "kept": 3, "robots": 0, "visitors": 1, "cut_from_visitors": 2 }));
    nobody_in(&run, &["user-81"]);

    let output = clicks(&run.shop(), &[fixture("clicks-own.jsonl")], &[]);
    assert!(output.status.success(), "{}", said(&output));
    let found = run.json(OF_CLICKS[0])["clicks"].clone();
    assert_eq!(found["events"], json!({ "carts": 1, "purchases": 0, "others": 1 }));
    assert_eq!(found["sessions"], json!({ "kept": 2, "robots": 0, "visitors": 1, "cut_from_visitors": 1 }));
    assert_eq!(found["lines"]["malformed"], 2);
    nobody_in(&run, &["own-91", "9102"]);

    let both = [fixture("clicks-ga4.jsonl"), fixture("clicks-own.jsonl"), fixture("clicks.tsv")];
    assert!(clicks(&run.shop(), &both, &[]).status.success(), "kinds may be mixed");
    assert_eq!(run.json(OF_CLICKS[0])["clicks"]["sessions"]["kept"], 3 + 2 + 4);

    // Nothing else of the folder was touched.
    let mut after = files(&run.shop());
    for path in OF_CLICKS {
        assert!(after.remove(&run.shop().join(path)).is_some(), "{path}");
    }
    assert_eq!(after, before);
    run.checked();
}

#[test]
fn parameters_are_kept_and_lists_are_carried_over() {
    let with = with_clicks("clicks.tsv");
    let with = with.each_ref().map(String::as_str);
    let run = of_orders(&with).sound();
    let untuned = lists(&run);
    let sessions = run.shop().join(OF_CLICKS[1]);
    let text = fs::read_to_string(&sessions).unwrap();
    assert!(text.contains("\"beta\": 0.6,"));
    fs::write(&sessions, text.replace("\"beta\": 0.6,", "\"beta\": 0.05,").replacen('{', "{ \"tuned\": true,", 1))
        .unwrap();

    assert!(clicks(&run.shop(), &[fixture("clicks.tsv")], &[]).status.success());
    assert_eq!(run.json(OF_CLICKS[1])["parameters"]["beta"], 0.05);
    assert_eq!(run.json(OF_CLICKS[0])["clicks"]["tuned"], true);
    let tuned = lists(&run);
    assert_ne!(tuned, untuned);

    let orders = fixture("online-retail.csv");
    let again = super::import(&orders, &run.shop(), &[]);
    assert!(again.status.success(), "{}", said(&again));
    assert_eq!(lists(&run), tuned, "orders alone leave what clicks told");
    let again = super::import(&orders, &run.shop(), &with);
    assert!(again.status.success(), "{}", said(&again));
    assert_eq!(run.json(OF_CLICKS[1])["parameters"]["beta"], 0.05);
    assert_eq!(lists(&run), tuned, "and an import of both keeps the parameters");
    run.checked();

    fs::write(&sessions, "{ \"parameters\": { \"beta\": 7 } }").unwrap();
    let output = clicks(&run.shop(), &[fixture("clicks.tsv")], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("expected a number from 0 to 1, found `7`"), "{}", said(&output));
    assert_eq!(lists(&run), tuned);
}

#[test]
fn what_holds_no_clicks_is_refused_with_a_word_and_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let run = of_orders(&[]).sound();
    let before = files(&run.shop());
    for (content, expected) in [
        (&b""[..], "clicks` holds no clicks"),
        (b"\n \n", "clicks` holds no clicks"),
        (b"SessionId,ItemId,Time\n", "clicks` holds no clicks"),
        (b"SessionId,ItemId,Time\na,91001,1\n", "no session is left of these clicks"),
        (b"SessionId,ItemId,Time\na,x,1\na,y,2\n", "2 clicks on 2 products not in the catalogue"),
        (
            b"SessionId,ItemId,Time\na,91001,soon\n",
            "1 line can't be read: no time, or one that can't be read (first on line 2)",
        ),
        (b"SessionId,When\n1,2\n", "no column that is known to hold: item, time"),
        (b"[{\"event_name\":\"view_item\"}]", "is one JSON list"),
        (b"{\"event_name\":\"view_item\"", "1 line can't be read: no JSON object"),
        (b"\x7fELF\x02\0\0", "it holds binary data"),
        (b"PK\x03\x04\x14", "is a spreadsheet or a zip file"),
        (b"\xff\xfea\0", "UTF-16"),
        (b"\x1f\x8b\x08\0\0", "ends too early"),
    ] {
        let output = clicks(&run.shop(), &[log(&place, "clicks", content)], &[]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains(expected), "{expected}: {}", said(&output));
        assert_eq!(files(&run.shop()), before);
    }
    let none = clicks(&run.shop(), &[place.path().join("none")], &[]);
    assert!(said(&none).contains("there is no file"));
    let nowhere = clicks(place.path(), &[fixture("clicks.tsv")], &[]);
    assert!(said(&nowhere).contains("is no shop folder: it has no `shop.json`"), "{}", said(&nowhere));

    // One day of many may be empty, and orders are imported whatever the clicks say.
    let logs = [log(&place, "empty", ""), fixture("clicks.tsv")];
    assert!(clicks(&run.shop(), &logs, &[]).status.success());
    assert_eq!(run.json(OF_CLICKS[0])["clicks"]["files"], json!({ "read": 2, "empty": 1 }));
    let with = ["--clicks", logs[0].to_str().unwrap()];
    assert_eq!(of_orders(&with).sound().report()["clicks"]["sessions"]["kept"], 0);
}

#[test]
fn lists_of_a_warehouse_are_of_no_linear_model() {
    let run = of_orders(&[]).sound();
    let kept = run.shop().join(OF_CLICKS[1]);
    fs::write(&kept, r#"{ "tuned": true, "parameters": { "ridge": 50 } }"#).unwrap();
    let lists = |shop: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        said(&command.args(["import", "--lists", "none.parquet", "--out"]).arg(shop).output().unwrap())
    };
    let refused = lists(&run.shop());
    assert!(refused.contains("are of a linear model, which SQL cannot make"), "{refused}");
    assert!(refused.contains("remove `") && refused.contains("segue import --clicks"), "{refused}");
    fs::remove_file(kept).unwrap();
    assert!(lists(&run.shop()).contains("none.parquet"), "without it the lists themselves are looked at");
}

#[test]
fn what_tune_refuses_and_what_it_writes() {
    let place = tempfile::tempdir().unwrap();
    let run = of_orders(&[]).sound();
    let tune = |log: &Path, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        command.arg("tune").arg("--clicks").arg(log).arg("--out").arg(run.shop());
        command.args(["--seconds", "1"]).args(more).output().unwrap()
    };
    let none = tune(&fixture("clicks.tsv"), &["--trials", "0"]);
    assert!(said(&none).contains("0 is not in 1.."), "{}", said(&none));
    let empty = tune(&log(&place, "empty.csv", ""), &[]);
    assert!(said(&empty).contains("empty.csv` holds no clicks"), "{}", said(&empty));
    assert!(!run.shop().join(OF_CLICKS[1]).exists());
    let tuned = tune(&fixture("clicks.tsv"), &["--trials", "1"]);
    assert!(tuned.status.success(), "{}", said(&tuned));
    assert!(run.shop().join(OF_CLICKS[1]).exists());
    let entries = fs::read_dir(run.shop().join("derived")).unwrap();
    let mut names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(names.all(|name| !name.starts_with('.')), "no draft is left");

    fs::remove_dir_all(run.shop().join("derived")).unwrap();
    fs::write(run.shop().join("derived"), "a file").unwrap();
    let refused = tune(&fixture("clicks.tsv"), &["--trials", "1"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(!said(&refused).contains("os error"), "{}", said(&refused));
}

#[test]
fn a_shop_of_one_product_and_ids_of_any_kind() {
    let place = tempfile::tempdir().unwrap();
    let shop = place.path().join("shop");
    fs::create_dir(&shop).unwrap();
    let settings = r#"{ "name": "S", "currency": "EUR", "allowed_hosts": [], "image_url": "/{id}.svg", "categories": [ { "id": "c", "title": "C", "url": "/c" } ] }"#;
    fs::write(shop.join("shop.json"), settings).unwrap();
    let product = |id: &str| json!({ "id": id, "title": "T", "category": "c", "price": 1 });
    let catalogue = |ids: &[&str]| {
        fs::write(shop.join("products.json"), Value::from_iter(ids.iter().map(|id| product(id))).to_string()).unwrap()
    };

    catalogue(&["only"]);
    let one = log(&place, "one.csv", "session,product,time\na,only,1\na,only,2\n");
    let output = clicks(&shop, &[one], &[]);
    assert!(output.status.success(), "{}", said(&output));
    let check = Command::new(env!("CARGO_BIN_EXE_segue")).arg("check").arg(&shop).output().unwrap();
    assert!(check.status.success(), "{}", said(&check));

    let odd = ["a \"quoted\" one", "semi;colon, comma", "ünï-ço=dé", "'", "#1"];
    catalogue(&odd);
    let mut text = String::from("Kunde|session,Artikel,time\n");
    for (n, id) in odd.iter().chain(&["tab\there", "line\nbreak"]).enumerate() {
        text += &format!("s,\"{}\",{n}\n", id.replace('"', "\"\""));
    }
    let columns = ["--column", "session=Kunde|session", "--column", "product=Artikel"];
    let output = clicks(&shop, &[log(&place, "odd.csv", text)], &columns);
    assert!(output.status.success(), "{}", said(&output));
    let report: Value = serde_json::from_str(&fs::read_to_string(shop.join(OF_CLICKS[0])).unwrap()).unwrap();
    assert_eq!(report["clicks"]["products"], json!({ "clicked": 5, "vanished": 2, "with_list": 5 }));
    let check = Command::new(env!("CARGO_BIN_EXE_segue")).arg("check").arg(&shop).output().unwrap();
    assert!(check.status.success() && said(&check).contains("no errors, no warnings"), "{}", said(&check));
}

/// The clicks that Serenade publishes, where they are: `../shared/data/clicks-train.tsv.gz`, or the file that
/// `SEGUE_CLICKS` names.
#[test]
fn real_clicks() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/clicks-train.tsv.gz");
    let file = std::env::var_os("SEGUE_CLICKS").map_or(here, PathBuf::from);
    if !file.exists() {
        eprintln!("skipped: ../shared/data/clicks-train.tsv.gz is not here");
        return;
    }
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(fs::File::open(&file).unwrap()), &mut text)
        .unwrap();
    let ids: std::collections::BTreeSet<&str> =
        text.lines().skip(1).filter_map(|line| line.split('\t').nth(1)).collect();
    let products = ids.iter().map(|id| json!({ "id": id, "title": id, "category": "c", "price": 1 }));
    let place = tempfile::tempdir().unwrap();
    let settings = r#"{ "name": "S", "currency": "EUR", "allowed_hosts": [], "image_url": "/{id}.svg", "categories": [ { "id": "c", "title": "C", "url": "/c" } ] }"#;
    fs::write(place.path().join("shop.json"), settings).unwrap();
    fs::write(place.path().join("products.json"), Value::from_iter(products).to_string()).unwrap();
    let output = clicks(place.path(), &[file], &[]);
    assert!(output.status.success(), "{}", said(&output));
    let report: Value = serde_json::from_str(&fs::read_to_string(place.path().join(OF_CLICKS[0])).unwrap()).unwrap();
    let found = &report["clicks"];
    assert_eq!(found["clicks"]["read"], 113_601);
    assert_eq!(found["clicks"]["kept"], 113_601);
    assert_eq!(found["clicks"]["out_of_order"], 793);
    assert_eq!(found["sessions"]["kept"], 23_753);
    assert_eq!(found["products"]["clicked"], 18_009);
    assert_eq!((found["first_day"].as_str(), found["last_day"].as_str()), (Some("2020-05-31"), Some("2020-06-29")));
    let bytes = found["list_bytes"].as_u64().unwrap() / found["products"]["with_list"].as_u64().unwrap();
    assert!(bytes <= 200, "{bytes} bytes a product");
}

/// No file and no word holds who clicked.
fn nobody_in(run: &Run, marks: &[&str]) {
    for (path, bytes) in files(&run.shop()) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for mark in marks {
            assert!(!text.contains(mark), "{} holds {mark}", path.display());
        }
    }
    for mark in marks {
        assert!(!run.said().contains(mark) && !run.complained().contains(mark), "{mark} is said");
    }
}
