//! Links by the table.

use crate::segue;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

const SHOP: &str = "fixtures/shop";

fn bulk(table: &[u8], more: &[&str]) -> crate::Said {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("rows.csv");
    std::fs::write(&file, table).unwrap();
    segue(&[&["link", "bulk", SHOP, file.to_str().unwrap()], more].concat())
}

#[test]
fn every_row_gets_its_link_or_its_problem() {
    let table = "\u{feff}Campaign;product;q;to;expires;Name\r\n\
        gifts;K-101;tea kettle;;;Maya\r\n\
        refill;;;/account/orders;2026-12-24;\"Lee; \"\"L\"\"\"\r\n\
        \r\n\
        nope;;;;;x\r\n\
        gifts;K-1o1;;;;x\r\n\
        refill;;;https://evil.example;30d;x\r\n\
        refill;;;/x;;x\r\n\
        refill;;;/x;2020-01-01;x\r\n\
        ;;;;;x\r\n";
    let said = bulk(table.as_bytes(), &[]);
    assert_eq!(said.code, 1, "{}", said.err);
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(said.out.as_bytes());
    let heading: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(heading[1..], ["product", "q", "to", "expires", "Name", "link", "problem"]);
    let rows: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let signed = segue(&["link", "sign", SHOP, "refill", "--to", "/account/orders", "--expires", "2026-12-24"]);
    assert_eq!(rows[0][6], "https://hearthandfield.example/r/gifts?product=K-101&q=tea+kettle");
    assert_eq!((rows[1][5].as_str(), rows[1][6].as_str()), ("Lee; \"L\"", signed.line(0)));
    let wanted = [
        "there is no campaign `nope`",
        "there is no product `K-1o1`; did you mean `K-101`?",
        "`https://evil.example` is no place",
        "`to` without `expires`",
        "`2020-01-01` is over",
        "`campaign` is empty",
    ];
    assert_eq!(rows.len(), 2 + wanted.len());
    for (at, (row, wanted)) in rows[2..].iter().zip(wanted).enumerate() {
        assert!(row[6].is_empty() && row[7].starts_with(wanted), "{row:?}");
        assert!(said.err.contains(&format!("line {}: {wanted}", at + 5)), "{}", said.err);
    }
    assert!(said.err.ends_with("8 rows: 2 with a link, 6 without\n"), "{}", said.err);
}

#[test]
fn its_own_output_can_be_read_again() {
    let first = bulk(b"campaign,product\ngifts,K-101\n", &[]);
    let again = bulk(first.out.as_bytes(), &[]);
    assert_eq!((again.out, again.code), (first.out, 0));
}

#[test]
fn a_long_table_is_written_whole_and_gzip_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let mut table = String::from("campaign,source\n");
    for at in 0..5_000 {
        writeln!(table, "gifts,mail{at}").unwrap();
    }
    let file = std::fs::File::create(dir.path().join("rows.csv.gz")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    gzip.write_all(table.as_bytes()).unwrap();
    gzip.finish().unwrap();
    let (input, out) = (dir.path().join("rows.csv.gz"), dir.path().join("out.csv"));
    let said = segue(&["link", "bulk", SHOP, input.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
    let written = std::fs::read_to_string(&out).unwrap();
    assert_eq!(written.lines().count(), 5_001);
    assert!(written.ends_with("gifts,mail4999,https://hearthandfield.example/r/gifts?utm_source=mail4999,\n"));
}

#[test]
fn what_is_no_table_is_refused_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out.csv");
    let out = ["--out", out.to_str().unwrap()];
    for (table, wanted) in [
        (&b""[..], "has no column `campaign`"),
        (b"product\nK-101\n", "has no column `campaign`"),
        (b"campaign,campaign\na,b\n", "has the column `campaign` twice"),
        (b"c\0mpaign\n", "is no text in UTF-8"),
        (b"PK\x03\x04xx", "is no text in UTF-8"),
        (b"\x1f\x8b\x08\x00broken", "cannot be read"),
    ] {
        let said = bulk(table, &out);
        assert!(said.code != 0 && said.complained().contains(wanted), "{}", said.err);
    }
    let mut endless = b"campaign\n\"".to_vec();
    endless.resize(3 << 20, b'x');
    assert!(bulk(&endless, &out).complained().contains("a line of more than a million bytes"));
    assert!(!Path::new(out[1]).exists() && std::fs::read_dir(dir.path()).unwrap().count() == 0);
    let bytes = bulk(b"campaign,q\ngifts,\xff\xfe\n", &[]);
    assert!(bytes.code == 1 && bytes.err.contains("line 2: `q` is no text in UTF-8"), "{}", bytes.err);
}

#[test]
fn other_names_of_columns_are_read_and_what_is_only_kept_is_named() {
    let table = "Campaign;Product ID;utm_source;UTM_Medium;utm_content;utm_term;utm_campaign;Na\u{7}me\n\
        gifts;K-101;mail;email;top;kettle;winter;Maya\n";
    let said = bulk(table.as_bytes(), &[]);
    let wanted = "/r/gifts?product=K-101&utm_source=mail&utm_medium=email&utm_content=top&utm_term=kettle;";
    assert!(said.code == 0 && said.out.contains(wanted), "{}{}", said.out, said.err);
    let note = "note: columns that say nothing of a link are kept as they are: `utm_campaign`, `Name`\n";
    assert!(said.err.starts_with(note), "{}", said.err);
    let none = bulk(b"campaign,product,link,problem\ngifts,K-101,,\n", &[]);
    assert_eq!(none.err, "1 rows: 1 with a link, 0 without\n");
    let twice = bulk(b"campaign,source,utm_source\ngifts,a,b\n", &[]);
    let wanted = "has the column `source` twice help: take one of them away; `utm_source` is another name of it";
    assert!(twice.code == 1 && twice.complained().contains(wanted), "{}", twice.complained());
}
