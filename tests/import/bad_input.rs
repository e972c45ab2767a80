//! What is no export of order lines is refused with a sentence, and leaves no folder.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Run, fixture, import};

const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

fn complaint(content: &[u8]) -> String {
    complaint_with(content, &[])
}

fn complaint_with(content: &[u8], options: &[&str]) -> String {
    let place = tempfile::tempdir().unwrap();
    let orders = place.path().join("orders.csv");
    fs::write(&orders, content).unwrap();
    Run::of(&orders, options).refused()
}

fn gzipped(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn nothing_in_it() {
    for content in [&b""[..], b"\n\n", &gzipped(b"")] {
        assert!(complaint(content).contains("orders.csv` is empty"));
    }
    assert!(complaint(HEADER.as_bytes()).contains("has column names but no lines"));
    let place = tempfile::tempdir().unwrap();
    assert!(Run::of(&place.path().join("none.csv"), &[]).refused().contains("there is no file"));
    assert!(Run::of(place.path(), &[]).refused().contains("is a folder"));
}

#[test]
fn no_csv() {
    assert!(complaint(b"\x7fELF\x02\x01\x01\0\0\0").contains("not a CSV file: it holds binary data"));
    assert!(complaint(b"PK\x03\x04\x14\x00").contains("is a spreadsheet or a zip file, not CSV"));
    assert!(complaint(b"\xff\xfeI\0n\0").contains("UTF-16"));
    assert!(complaint(b"dear sir or madam").contains("the columns found are `dear sir or madam`"));
}

#[test]
fn broken_gzip() {
    let whole = gzipped(&fs::read(fixture("online-retail.csv")).unwrap());
    for end in [3, 12, whole.len() / 2, whole.len() - 1] {
        let said = complaint(whole.get(..end).unwrap());
        assert!(said.contains("ends too early"), "{end}: {said}");
    }
    let mut damaged = whole.clone();
    damaged.iter_mut().skip(20).take(40).for_each(|byte| *byte = !*byte);
    let said = complaint(&damaged);
    assert!(said.contains("is damaged") || said.contains("ends too early"), "{said}");
}

#[test]
fn columns_that_are_not_there() {
    let said = complaint(b"SKU,Qty,Price\nA,1,2\n");
    assert!(said.contains("no column that is known to hold: order, product, quantity, date"), "{said}");
    assert!(said.contains("the columns found are `SKU`, `Qty`, `Price`"), "{said}");
    assert!(said.contains("--column order=NAME"), "{said}");
    let said = complaint_with(HEADER.as_bytes(), &["--column", "product=SKU"]);
    assert!(said.contains("has no column `SKU` for the product"), "{said}");
    let said = complaint(b"536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850.0,UK\n");
    assert!(said.contains("holds data") && !said.contains("17850"), "{said}");
}

#[test]
fn options_that_make_no_sense() {
    let place = tempfile::tempdir().unwrap();
    for (options, sentence) in [
        (["--column", "sku=SKU"], "is not a field; the fields are order, product"),
        (["--currency", "pounds"], "three letters"),
        (["--observed", "10.12.2011"], "year-month-day"),
    ] {
        let output = import(&fixture("dirty.csv"), &place.path().join("shop"), &options);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(sentence), "{options:?}");
    }
}

#[test]
fn lines_of_which_none_can_be_used() {
    let said = complaint(format!("{HEADER}C1,91001,MUG,-1,12/1/2010,2.55,98001,UK\n1,91001,MUG,1\n").as_bytes());
    assert!(said.contains("none of the 2 lines of"), "{said}");
    assert!(
        said.contains("1 can't be read; 1 cancelled or refunded; more or fewer fields than columns (first on line 3)")
    );
}

#[test]
fn days_and_months_are_not_guessed() {
    let lines = "1,91001,MUG,1,31/1/2011 8:00,2.55,98001,UK\n2,91001,MUG,1,1/2/2011 8:00,2.55,98001,UK\n";
    let said = complaint(format!("{HEADER}{lines}").as_bytes());
    assert!(said.contains("put the day first, as on line 2") && said.contains("add `--day-first`"), "{said}");
    let said = complaint_with(format!("{HEADER}1,91001,MUG,1,1/31/2011,2.55,,UK\n").as_bytes(), &["--day-first"]);
    assert!(said.contains("put the month first"), "{said}");
}

#[test]
fn a_currency_is_not_guessed() {
    let said = complaint_with(
        b"o,p,q,d,c\n1,A1,1,2024-01-01,2.00\n",
        &[
            "--column",
            "order=o",
            "--column",
            "product=p",
            "--column",
            "quantity=q",
            "--column",
            "date=d",
            "--column",
            "price=c",
        ],
    );
    assert!(said.contains("in which currency") && said.contains("--currency EUR"), "{said}");
}

#[test]
fn a_quote_that_never_closes_does_not_swallow_the_file() {
    let mut content = format!("{HEADER}1,91001,\"MUG,1,12/1/2010,2.55,98001,UK\n").into_bytes();
    content.extend("2,91001,MUG,1,12/1/2010,2.55,98001,UK\n".repeat(60_000).into_bytes());
    let said = complaint(&content);
    assert!(said.contains("a line of more than a million bytes after line 1"), "{said}");
    assert!(!said.contains("98001"));
}

#[test]
fn a_folder_of_somebodys_is_not_touched() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("letter.txt"), "dear").unwrap();
    let output = import(&fixture("dirty.csv"), place.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("was not made by `segue import`") && said.contains("--force"), "{said}");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}
