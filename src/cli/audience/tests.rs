#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

use super::*;
use crate::shop::{Style, read as read_folder};
use crate::snapshot::MemberKey;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

fn hash(n: u32) -> String {
    Sha256::digest(n.to_le_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn shop() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let text = r#"{ "name": "S", "currency": "EUR", "categories": [{ "id": "tea", "title": "Tea", "url": "/tea" }] }"#;
    std::fs::write(dir.path().join("shop.json"), text).unwrap();
    let products = r#"[{ "id": "T", "title": "T", "category": "tea", "price": 1 }]"#;
    std::fs::write(dir.path().join("products.json"), products).unwrap();
    dir
}

/// `segue audience add vip` with this file.
fn added(dir: &TempDir, ids: impl AsRef<[u8]>, column: Option<&str>) -> Result<Members, String> {
    let file = dir.path().join("ids.txt");
    std::fs::write(&file, ids).unwrap();
    let args = Add {
        name: "vip".into(),
        ids: file,
        column: column.map(str::to_owned),
        until: None,
        folder: Dir { dir: dir.path().into() },
    };
    add(&args).map_err(|failure| failure.render(Style::Plain))?;
    let bytes = std::fs::read(dir.path().join("audiences/vip.members")).unwrap();
    Ok(Members::read("vip", &bytes).unwrap())
}

fn has(members: &Members, n: u32) -> bool {
    let value = MemberKey::read(&hash(n)).unwrap().on_list_of(members.members);
    members.values().unwrap().contains(&value)
}

fn gzipped(text: &str) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::fast());
    to.write_all(text.as_bytes()).unwrap();
    to.finish().unwrap()
}

#[test]
fn ids_are_read_from_what_tools_export() {
    let (a, b) = (hash(1), hash(2));
    let plain = format!("{a}\n{b}\n");
    let crlf = format!("user_id\r\n{a}\r\n\r\n{}\r\n{b}", a.to_uppercase());
    let table =
        format!("\u{FEFF}first name,\"id, hashed\",since\n\"Ada \"\"A\"\"\nB.\",{a},2020-01-01\nBo,{b},2021-02-02\n");
    let semicolons = format!("id;sha\n1;{a}\n2;{b}\n3;\n");
    let two = format!("mail_sha,user_sha\n{},{a}\n{},{b}\n", hash(8), hash(9));
    for (text, column) in
        [(plain.clone(), None), (crlf, None), (table, None), (semicolons, None), (two, Some("User_SHA"))]
    {
        for ids in [text.clone().into_bytes(), gzipped(&text)] {
            let members = added(&shop(), ids, column).unwrap_or_else(|problem| panic!("{text}: {problem}"));
            assert_eq!(members.members, 2, "{text}");
            assert!(has(&members, 1) && has(&members, 2) && !has(&members, 8), "{text}");
        }
    }
}

#[test]
fn what_is_no_hash_is_refused_by_its_line_and_never_repeated() {
    let a = hash(1);
    let cases = [
        (format!("{a}\nada@example.com\n"), None, "holds an address, and addresses are never read: line 2;"),
        ("ada@example.com\n".into(), None, "holds an address, and addresses are never read: line 1;"),
        (format!("id\n{a}\n12345\n12346\n"), None, "holds no SHA-256: lines 3, 4;"),
        (
            format!("id,mail\n7,ada@example.com\n8,{a}\n"),
            None,
            "holds an address, and addresses are never read: line 2;",
        ),
        (format!("{a}\n{}", "ada12345\n".repeat(12)), None, "lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more;"),
        (format!("x,y\n{a},{a}\n"), None, "has several columns of hashes (line 2)"),
        (format!("x,y\n{a},{a}\n"), Some("z"), "has no column `z`"),
        (String::new(), None, "holds no ids"),
        ("id\n".into(), None, "holds no ids"),
        (format!("{a}\n\"{}", "x\n".repeat(1 << 20)), None, "a line of more than a million bytes follows"),
        (format!("{a}\u{0}\n"), None, "is no text in UTF-8"),
    ];
    for (text, column, wanted) in cases {
        let dir = shop();
        let said = added(&dir, &text, column).unwrap_err();
        let flat = said.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
        assert!(flat.contains(wanted), "{flat} instead of {wanted}");
        assert!(!said.contains("ada") && !said.contains("12345") && !said.contains(&a), "{said}");
        assert!(!dir.path().join("audiences/vip.members").exists() && !dir.path().join("audiences.json").exists());
    }
    let cut = gzipped(&format!("{a}\n")).into_iter().take(30).collect::<Vec<_>>();
    assert!(added(&shop(), cut, None).unwrap_err().contains("gzip"));
}

#[test]
fn the_name_is_written_down_once_and_the_rest_of_the_file_stays() {
    for (before, after) in [
        (None, "{\n  \"vip\": { \"name\": \"vip\" }\n}\n"),
        (Some("{}"), "{\n  \"vip\": { \"name\": \"vip\" }\n}"),
        (
            Some("{ // ours\n  \"a\": { \"name\": \"A\" }, // the first\n}\n"),
            "{ // ours\n  \"a\": { \"name\": \"A\" },\n  \"vip\": { \"name\": \"vip\" }, // the first\n}\n",
        ),
        (Some("{ \"vip\": { \"name\": \"V\" } }"), "{ \"vip\": { \"name\": \"V\" } }"),
    ] {
        let dir = shop();
        let file = dir.path().join("audiences.json");
        before.into_iter().for_each(|text| std::fs::write(&file, text).unwrap());
        for _ in 0..2 {
            added(&dir, hash(1), None).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), after);
        }
        assert!(read_folder(dir.path()).is_ok());
    }
    let dir = shop();
    std::fs::write(dir.path().join("audiences.json"), "{ \"a\": ").unwrap();
    assert!(added(&dir, hash(1), None).unwrap_err().contains("mend it first"));
    assert!(!dir.path().join("audiences/vip.members").exists());
}

#[test]
fn a_table_of_names_is_left_to_its_owner() {
    let dir = shop();
    std::fs::write(dir.path().join("audiences.csv"), "id,name\nother,Other\n").unwrap();
    added(&dir, hash(1), None).unwrap();
    assert!(!dir.path().join("audiences.json").exists());
}

#[test]
fn a_day_that_is_over_and_a_name_that_is_none_are_refused() {
    let dir = shop();
    let args = |name: &str, until| Add {
        name: name.into(),
        ids: dir.path().join("none"),
        column: None,
        until,
        folder: Dir { dir: dir.path().into() },
    };
    for (name, until, wanted) in
        [("VIP", None, "no name"), ("../x", None, "no name"), ("vip", Some(Day(9)), "1970-01-10 is over")]
    {
        let said = add(&args(name, until)).unwrap_err().render(Style::Plain);
        assert!(said.contains(wanted), "{said}");
    }
    let nowhere = Remove { name: "../shop".into(), folder: Dir { dir: dir.path().into() } };
    assert!(remove(&nowhere).is_err());
}

#[test]
fn what_was_added_can_be_taken_away() {
    let dir = shop();
    added(&dir, hash(1), None).unwrap();
    list(dir.path()).unwrap();
    remove(&Remove { name: "vip".into(), folder: Dir { dir: dir.path().into() } }).unwrap();
    assert!(!dir.path().join("audiences/vip.members").exists());
    list(dir.path()).unwrap();
}
