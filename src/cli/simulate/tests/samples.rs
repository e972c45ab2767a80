//! Files of samples: what is read, and what is refused.

use super::*;

fn file(text: &[u8]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

fn path(file: &tempfile::NamedTempFile) -> &str {
    file.path().to_str().unwrap()
}

#[test]
fn samples_stand_for_their_weight() {
    let seven = |line: &str| format!("{line}\n").repeat(7);
    let cart = r#"{"visitor": {"cart": [{"product": "K-101", "days_ago": 2}]}, "consent": {"personalization": true}, "country": "DE", "product": "K-101", "weight": 3}"#;
    let new = r#"{"country": "US", "search": "best kettle"}"#;
    let samples = file(format!("\u{FEFF}{}\r\n\n{}", seven(cart), seven(new)).as_bytes());
    let report = json(&simulated(&shop(), &["--samples", path(&samples)]));
    assert_eq!(report["population"]["visitors"], 28);
    assert_eq!(row(&report["segments"], "cart_abandoner")["visitors"], 21);
    assert_eq!(row(&report["segments"], "premium")["visitors"], 7, "the search words tell");
    assert_eq!(row(&report["segments"], "cart_abandoner")["share"], 0.75);
}

#[test]
fn everything_that_is_wrong_is_said_at_once_with_its_line() {
    let lines: [&[u8]; 12] = [
        br#"{"visitor": {}}"#,
        b"{",
        br#"{"visitor": {"viewed": [{"product": "NO-1"}, {"product": "NO-2"}]}, "product": "NO-3"}"#,
        b"\xFF\xFE",
        br#"{"vistor": {}}"#,
        br#"{"consent": {"everything": true}}"#,
        br#"{"weight": 0}"#,
        br#"{"weight": -1}"#,
        br#"{"country": "Germany", "device": "toaster"}"#,
        br#"{"visitor": {"orders": [{"days_ago": 70000}]}}"#,
        b"[]",
        br#"{"visitor": {}, "visitor": {}}"#,
    ];
    let said = refused(&shop(), &["--samples", path(&file(&lines.join(&b'\n')))]);
    for want in [
        "line 2: EOF",
        "line 3: there is no product `NO-1`",
        "line 3: there is no product `NO-2`",
        "line 3: there is no product `NO-3`",
        "line 4: ",
        "line 5: unknown field `vistor`",
        "line 6: `everything` is no purpose",
        "line 7: the weight 0",
        "line 8: ",
        "line 9: `Germany` is no country",
        "line 10: ",
        "line 11: ",
        "line 12: duplicate field `visitor`",
        "13 problems",
        "nothing was simulated",
    ] {
        assert!(said.contains(want), "`{want}` is not in {said}");
    }
    assert!(!said.contains("line 1:"), "{said}");
    for word in ["u16", "u32", "struct"] {
        assert!(!said.contains(word), "`{word}` is a programmer's word: {said}");
    }
}

#[test]
fn hostile_files_are_refused_in_bounded_time() {
    let deep = [b"[".repeat(60_000), b"\n".to_vec()].concat();
    let long = b"x".repeat(3_000_000);
    let control = br#"{"product": "\u001b[2J\u0007"}"#;
    let many = b"{\n".repeat(5_000);
    for (text, want) in [
        (&deep[..], "line 1: "),
        (&long[..], "longer than 65536 bytes"),
        (control, "no product"),
        (&many[..], "and 4970 more"),
    ] {
        let said = refused(&shop(), &["--samples", path(&file(text))]);
        assert!(said.contains(want), "{said}");
        assert!(!said.contains('\u{1b}') && said.len() < 20_000);
    }
    assert!(refused(&shop(), &["--samples", path(&file(b"\n \n"))]).contains("holds no sample"));
    assert!(refused(&shop(), &["--samples", "/nowhere/at/all"]).contains("cannot read"));
}
