//! `segue value`, run as people run it. That its numbers are right, `tests/value/` compares with pandas and Lifetimes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::fixture;

fn value(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_segue")).arg("value").args(words).output().unwrap()
}

fn printed(words: &[&str]) -> (String, String) {
    let output = value(words);
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{err}");
    (out, err)
}

fn path(file: &Path) -> String {
    file.display().to_string()
}

#[test]
fn a_row_says_nobody_unless_asked() {
    let orders = path(&fixture("online-retail.csv"));
    for format in ["--csv", "--json"] {
        let (plain, warned) = printed(&["--orders", &orders, format]);
        let (named, asked) = printed(&["--orders", &orders, format, "--customers"]);
        assert!(!plain.contains("980") && !plain.contains("\"customer\"") && warned.is_empty(), "{plain}");
        assert!(named.contains("98000") && asked.contains("every row names its customer"), "{named}");
    }
    let (words, warned) = printed(&["--orders", &orders, "--customers"]);
    assert!(words.starts_with("13 customers\nfifths of the customers, on 2011-03-06\n"), "{words}");
    assert!(!words.contains("980") && warned.is_empty(), "there is no row to name");
}

#[test]
fn rows_go_by_what_they_say() {
    let place = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(fixture("online-retail.csv")).unwrap();
    let orders = place.path().join("orders.csv");
    // Other numbers for the same people, in another order, so that whatever went by them changes.
    let (header, lines) = text.split_once('\n').unwrap();
    let lines = lines.lines().rev().map(|line| format!("{}\n", line.replace(",98", ",77")));
    let renumbered: String = std::iter::once(format!("{header}\n")).chain(lines).collect();
    assert!(renumbered.contains(",77000"), "{renumbered}");
    fs::write(&orders, renumbered).unwrap();
    let rows = |file: &str| printed(&["--orders", file, "--csv"]).0;
    assert_eq!(rows(&path(&orders)), rows(&path(&fixture("online-retail.csv"))));
}

#[test]
fn purchases_need_no_product_and_every_line_counts() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("till.csv");
    let lines = "id;day;total\n7;2024-01-01;10,00\n7;2024-01-01;10,00\n7;2024-01-31;0\n7;2024-02-02;-4,00\n8;2024-02-05;1,50\n\
                 ;2024-02-05;1\n9;soon;1\n9;2024-02-05;much\n9;2024-03-01;1\n";
    fs::write(&file, lines).unwrap();
    let file = path(&file);
    let (rows, said) =
        printed(&["--purchases", &file, "--observed", "2024-02-05", "--json", "--customers", "--currency", "EUR"]);
    let rows: Value = serde_json::from_str(&rows).unwrap();
    let seven = &rows["rows"][0];
    for (column, wanted) in
        [("orders", 3.0), ("spent", 20.0), ("given_back", 4.0), ("frequency", 1.0), ("recency", 30.0)]
    {
        assert_eq!(seven[column].as_f64(), Some(wanted), "{column}: {seven}");
    }
    assert_eq!((&seven["T"], &seven["monetary_value"]), (&35.into(), &0.0.into()));
    assert_eq!((&rows["customers"], &rows["currency"]), (&2.into(), &"EUR".into()));
    for left_out in
        ["1 returns", "1 without a customer", "1 without a date", "1 without an amount", "1 after the observation"]
    {
        assert!(said.contains(left_out), "{left_out}: {said}");
    }
}

#[test]
fn what_cannot_be_measured_is_said() {
    let place = tempfile::tempdir().unwrap();
    let refused = |content: &str, words: &[&str]| {
        let file = place.path().join("some.csv");
        fs::write(&file, content).unwrap();
        let file = path(&file);
        let output = value(&[&["--purchases", file.as_str()], words].concat());
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        said.split_whitespace().filter(|word| !matches!(*word, "│" | "×" | "╰─▶")).collect::<Vec<_>>().join(" ")
    };
    let said = refused("who,when,much\nann@example.com,2024-01-01,5\n", &["--column", "customer=who"]);
    assert!(
        said.contains("no column that is known to hold: date, price") && said.contains("--column date=NAME"),
        "{said}"
    );
    let said = refused("ann@example.com,2024-01-01,5\n", &[]);
    assert!(said.contains("a line of column names") && !said.contains("ann"), "{said}");
    assert!(refused("id,date,amount\n", &[]).contains("says who bought"));
    assert!(refused("id,date,amount\nann@example.com,soon,5\n", &[]).contains("1 without a date that can be read"));
    assert!(refused("", &[]).contains("is empty"));
    assert_eq!(value(&[]).status.code(), Some(2));
    assert_eq!(value(&["--orders", "a", "--purchases", "b"]).status.code(), Some(2));
}
