//! What an export says, in every form in which the API gives it.

use crate::{Said, segue};
use proptest::prelude::*;
use std::fmt::Write as _;

const ROWS: [[&str; 10]; 5] = [
    ["gifts", "1", "product", "branded,premium", "advertising", "5ba1", "", "", "30", "2026-11-20 10:00:00"],
    ["gifts", "4", "category", "", "none", "5ba1", "", "pages=new", "60", "2026-11-21 10:00:00"],
    ["gifts", "", "fallback", "", "none", "5ba1", "nothing-fits", "", "10", "2026-11-21 11:00:00"],
    ["gifts", "", "fallback", "", "none", "5ba1", "tampered", "", "7", "2026-11-22 10:00:00"],
    ["tea-season", "7", "page", "value", "personalization", "77c2", "", "", "1", "2026-11-19 10:00:00"],
];
const RAW: [&str; 10] =
    ["blob1", "blob2", "blob3", "blob4", "blob5", "blob6", "blob7", "blob8", "_sample_interval", "timestamp"];
const NAMED: [&str; 10] =
    ["campaign", "candidate", "step", "intent", "consent", "snapshot", "fallback", "arm", "redirects", "day"];

fn objects(names: [&str; 10]) -> Vec<String> {
    let object = |row: &[&str; 10]| {
        let cells: Vec<String> = names.iter().zip(row).map(|(name, cell)| format!("{name:?}:{cell:?}")).collect();
        format!("{{{}}}", cells.join(","))
    };
    ROWS.iter().map(object).collect()
}

fn table(names: [&str; 10], joint: &str) -> String {
    let quoted = |cell: &&str| if cell.contains(joint) { format!("\"{cell}\"") } else { (*cell).to_string() };
    let mut text = format!("{}\n", names.join(joint));
    for row in ROWS {
        writeln!(text, "{}", row.iter().map(quoted).collect::<Vec<_>>().join(joint)).unwrap();
    }
    text
}

fn report(export: &[u8], more: &[&str]) -> Said {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("export");
    std::fs::write(&file, export).unwrap();
    segue(&[&["links", "report", file.to_str().unwrap()], more].concat())
}

#[test]
fn every_form_says_the_same() {
    let answer = format!("{{\"meta\":[{{\"name\":\"blob1\"}}],\"data\":[{}],\"rows\":5}}", objects(RAW).join(","));
    let wanted = report(answer.as_bytes(), &["--format", "json"]);
    assert_eq!(wanted.code, 0, "{}", wanted.err);
    let json = wanted.json();
    assert_eq!((json["redirects"].as_u64(), json["records"].as_u64()), (Some(101), Some(5)));
    assert_eq!((json["first_day"].as_str(), json["last_day"].as_str()), (Some("2026-11-19"), Some("2026-11-22")));
    let gifts = &json["campaigns"][0];
    assert_eq!((gifts["redirects"].as_u64(), gifts["tampered"].as_u64()), (Some(100), Some(7)));
    let told = |kind: &str| -> Vec<(String, u64, f64)> {
        let one = |one: &serde_json::Value| {
            (one["value"].as_str().unwrap().into(), one["redirects"].as_u64().unwrap(), one["share"].as_f64().unwrap())
        };
        gifts[kind].as_array().unwrap().iter().map(one).collect()
    };
    assert_eq!(
        told("steps"),
        [("category".into(), 60, 0.6), ("product".into(), 30, 0.3), ("fallback".into(), 10, 0.1)]
    );
    assert_eq!(told("candidates"), [("4 (category)".into(), 60, 0.6), ("1 (product)".into(), 30, 0.3)]);
    assert_eq!(told("fallbacks"), [("nothing-fits".into(), 10, 0.1)]);
    assert_eq!(told("intents"), [("(none)".into(), 70, 0.7), ("branded".into(), 30, 0.3), ("premium".into(), 30, 0.3)]);
    assert_eq!(told("consent"), [("none".into(), 70, 0.7), ("advertising".into(), 30, 0.3)]);
    assert_eq!(told("arms"), [("pages=new".into(), 60, 0.6)]);
    assert_eq!(told("snapshots"), [("5ba1".into(), 100, 1.0)]);

    let forms = [
        objects(RAW).join("\n"),
        objects(NAMED).join("\n"),
        format!("[{}]", objects(NAMED).join(",\n")),
        table(RAW, ","),
        table(NAMED, "\t"),
        table(NAMED, ";"),
    ];
    for form in forms {
        let said = report(form.as_bytes(), &["--format", "json"]);
        assert_eq!(said.out, wanted.out, "{form}\n{}", said.err);
    }
}

#[test]
fn people_read_it_by_campaign() {
    let said = report(objects(RAW).join("\n").as_bytes(), &[]);
    assert!(
        said.out.starts_with(
            "101 redirects of 2 campaigns, 2026-11-19 to 2026-11-22\n\
            sampled: read from 5 records, each of which stands for about 21.6\n\
            beside them 7 clicks on links that nobody here signed, in no share\n"
        ),
        "{}",
        said.out
    );
    for wanted in [
        "gifts: 100 redirects",
        "resolved to category 60 60.0 %",
        "fallback because nothing-fits 10 10.0 %",
        "tampered 7 clicks on links that nobody here signed, counted apart",
        "note: 4 records only, so that shares are rough",
        "tea-season: 1 redirect",
    ] {
        let words: Vec<&str> = said.out.split_whitespace().collect();
        assert!(words.join(" ").contains(wanted), "{wanted}\n{}", said.out);
    }
    let one = report(objects(RAW).join("\n").as_bytes(), &["--campaign", "tea-season"]);
    assert!(one.out.starts_with("1 redirect of 1 campaign, 2026-11-19 to 2026-11-19\n"), "{}", one.out);
    let none = report(objects(RAW).join("\n").as_bytes(), &["--campaign", "tea"]);
    assert!(none.code == 1 && none.complained().contains("holds no redirect of `tea`"), "{}", none.err);
}

#[test]
fn rows_that_are_summed_up_say_how_many_records_they_are() {
    let rows = "campaign,step,redirects,records\ngifts,product,900,300\ngifts,page,90,30\n";
    let json = report(rows.as_bytes(), &["--format", "json"]).json();
    assert_eq!((json["redirects"].as_u64(), json["records"].as_u64()), (Some(990), Some(330)));
    assert_eq!(json["campaigns"][0]["few"], false);
    let unweighted = report(b"campaign,step\ngifts,product\n", &[]);
    assert!(unweighted.out.contains("note: rows without `_sample_interval`"), "{}", unweighted.out);
}

#[test]
fn days_without_a_redirect_are_no_mistake() {
    let answer =
        b"{\"meta\":[{\"name\":\"campaign\",\"type\":\"String\"},{\"name\":\"redirects\"}],\"data\":[],\"rows\":0}";
    for export in [&answer[..], b"campaign,step\n"] {
        let said = report(export, &[]);
        assert_eq!((said.code, said.out.as_str()), (0, "no redirect in these days\n"), "{}", said.err);
        let json = report(export, &["--format", "json"]).json();
        assert_eq!((json["redirects"].as_u64(), json["campaigns"].as_array().unwrap().len()), (Some(0), 0));
    }
    let other = report(b"{\"meta\":[{\"name\":\"block\"}],\"data\":[]}", &[]);
    assert!(other.code == 1 && other.complained().contains("has no column of a redirect"), "{}", other.err);
}

#[test]
fn an_id_that_the_shop_does_not_have_is_no_campaign_of_it() {
    let said = report(b"campaign,step,fallback,redirects\n,fallback,unknown-campaign,3\n", &[]);
    assert!(said.out.contains("\n(no campaign of the shop): 3 redirects\n"), "{}", said.out);
}

#[test]
fn what_is_not_known_is_said_and_what_is_broken_is_refused() {
    let said = report(b"campaign,step,gclid\ngifts,product,abc\n", &[]);
    assert!(said.code == 0 && said.err.contains("not known were passed over: `gclid`"), "{}", said.err);
    assert!(!said.out.contains("abc"));
    let deep = format!("{{\"campaign\":{}", "[".repeat(100_000));
    let wide = format!("{{{}\"campaign\":1}}", (0..300).map(|at| format!("\"c{at}\":1,")).collect::<String>());
    let long = format!("{{\"campaign\":\"{}\"}}", "x".repeat(3 << 20));
    let cut = objects(RAW).join("\n");
    for (export, wanted) in [
        (&b""[..], "is empty"),
        (b" \n", "is empty"),
        (b"{\"data\":[]}", "has no column of a redirect"),
        (b"{\"a\":1}", "has no column of a redirect"),
        (b"hello\n", "has no column of a redirect"),
        (cut.get(..cut.len() - 20).unwrap().as_bytes(), "ends in the middle, at line 5"),
        (b"{\"campaign\":\"a\",\"redirects\":-1}", "row 1: `-1` is no number of redirects"),
        (b"{\"campaign\":{\"a\":1}}", "row 1: `campaign` is no text"),
        (b"[1]", "invalid type"),
        (b"campaign,step\ngifts\n", "has 1 cells in line 2, and 2 in its heading"),
        (b"campaign,redirects\ngifts,many\n", "in line 2: `many` is no number"),
        (b"{\"success\":false,\"errors\":[{\"message\":\"no table\"}]}", "the API answered: no table"),
        (b"\x1f\x8b\x08\x00broken", "cannot be read"),
        (b"PK\x03\x04", "is no text in UTF-8"),
        (deep.as_bytes(), "recursion limit exceeded"),
        (wide.as_bytes(), "has more than 200 columns"),
        (long.as_bytes(), "a row of more than a million bytes"),
    ] {
        let said = report(export, &[]);
        let (code, complained) = (said.code, said.complained());
        assert!(matches!(code, 1 | 3) && complained.contains(wanted), "{wanted}: {complained}");
        assert_eq!(said.out, "");
    }
}

#[test]
fn many_names_do_not_fill_the_memory_and_none_steers_the_terminal() {
    let mut rows = String::from("campaign,step,snapshot\n");
    for at in 0..30_000 {
        writeln!(rows, "typed-{at},product,s{at}").unwrap();
    }
    let json = report(rows.as_bytes(), &["--format", "json"]).json();
    assert_eq!(json["campaigns"].as_array().unwrap().len(), 10_001);
    assert_eq!(json["redirects"], 30_000);
    let escape = report("campaign,step\n\"\u{1b}[31mred\u{7}\",product\n".as_bytes(), &[]);
    assert!(escape.code == 0 && !escape.out.contains(['\u{1b}', '\u{7}']), "{:?}", escape.out);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    /// Whatever is cut out of an export or put into it: a report or a complaint, and never a panic.
    #[test]
    fn damaged_exports_are_read_or_refused(at in any::<prop::sample::Index>(), out in 0_usize..9, put in prop::collection::vec(any::<u8>(), 0..6), form in 0..3) {
        let text = match form { 0 => objects(RAW).join("\n"), 1 => table(NAMED, ","), _ => format!("{{\"data\":[{}]}}", objects(NAMED).join(",")) };
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len());
        bytes.splice(at..(at + out).min(bytes.len()), put);
        let said = report(&bytes, &[]);
        prop_assert!(matches!(said.code, 0 | 1 | 3), "{}", said.err);
        prop_assert!(!said.err.contains("panicked"), "{}", said.err);
    }
}
