#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::*;

#[test]
fn the_score_counts_what_compiles() {
    let score = Score { unviable: 20, no_switch: 3, seen: 72, survived: 8 };
    assert_eq!(score.shown(), "72 of 80 mutants were seen (90 %), 20 do not compile, 3 can't be switched");
    assert_eq!(Score::default().shown(), "0 of 0 mutants were seen (0 %), 0 do not compile, 0 can't be switched");
}

#[test]
fn an_unknown_module_is_refused() {
    let read = |line: &str| Options::read(Args::new(line.split_whitespace().map(str::to_owned)));
    assert_eq!(read("cookie --part 3/48").unwrap().part, (3, 48));
    assert!(read("cookies").unwrap_err().to_string().contains("there is cookie, consent, engine"));
    assert!(read("cookie --part 48/48").is_err());
}

/// Weaves one change of this kind at the first `at` of the source.
fn woven(source: &str, genre: list::Genre, at: &str, replacements: &[&str]) -> weave::Woven {
    let column = source.find(at).unwrap() + 1;
    let mutants: Vec<list::Mutant> = (1..)
        .zip(replacements)
        .map(|(id, replacement)| list::Mutant {
            id,
            file: String::new(),
            genre,
            start: (1, column),
            replacement: (*replacement).to_owned(),
            name: String::new(),
        })
        .collect();
    weave::weave(source, &mutants.iter().collect::<Vec<_>>(), &["early".to_owned()].into()).unwrap()
}

#[test]
fn every_change_is_behind_its_switch() {
    use list::Genre;
    let text = |source, genre, at, replacements: &[&str]| {
        woven(source, genre, at, replacements).text.replace("crate::mutant::", "")
    };
    assert_eq!(
        text("fn f(a: u8) -> u8 { a }", Genre::FnValue, "a }", &["0", "1"]),
        "fn f(a: u8) -> u8 { if on(1) { return 0; } if on(2) { return 1; } a }"
    );
    assert_eq!(
        text("fn f() { g(a < b) }", Genre::Binary, "<", &["==", ">"]),
        "fn f() { g((match (&(a ), &( b)) { (mutant_l, mutant_r) => if on(1) { *mutant_l == *mutant_r } else \
         if on(2) { *mutant_l > *mutant_r } else { *mutant_l < *mutant_r } })) }"
    );
    assert_eq!(
        text("fn f() { a && b || c }", Genre::Binary, "&&", &["||"]),
        "fn f() { (if (a ) != on(1) {  b } else { on(1) }) || c }"
    );
    assert_eq!(
        text("fn f() { a && b || c }", Genre::Binary, "||", &["&&"]),
        "fn f() { (if (a && b ) == on(1) {  c } else { !on(1) }) }"
    );
    assert_eq!(
        text("fn f() { a += g(b); }", Genre::Binary, "+=", &["-="]),
        "fn f() { (match (g(b)) { mutant_r => if on(1) { a  -= mutant_r } else { a  += mutant_r } }); }"
    );
    assert_eq!(
        text("fn f() { a + b - c }", Genre::Binary, "-", &["+"]),
        "fn f() { (match ((a + b ), ( c)) { (mutant_l, mutant_r) => if on(1) { mutant_l + mutant_r } else \
         { mutant_l - mutant_r } }) }"
    );
    assert_eq!(
        text("fn f() { !a.b() }", Genre::Unary, "!", &[""]),
        "fn f() { (match (a.b()) { mutant_e => if on(1) { mutant_e } else { !mutant_e } }) }"
    );
    assert_eq!(
        text("fn f() { match a { 1 => b, _ => c } }", Genre::Arm, "1", &[""]),
        "fn f() { match a { 1 if !on(1) => b, _ => c } }"
    );
    assert_eq!(
        text("fn f() { match a { 1 if d => b, _ => c } }", Genre::Guard, "d", &["true", "false"]),
        "fn f() { match a { 1 if (on(1) || !on(2) && (d)) => b, _ => c } }"
    );
}

#[test]
fn what_has_no_switch_is_left_and_said() {
    use list::Genre;
    let left = |source, genre, at| {
        let woven = woven(source, genre, at, &["-"]);
        assert_eq!(woven.text, source);
        (woven.left, woven.unviable)
    };
    assert_eq!(left("const fn early() -> u8 { 1 + 2 }", Genre::Binary, "+"), (vec![1], vec![]));
    assert_eq!(left("const A: u8 = 1 + 2;", Genre::Binary, "+"), (vec![1], vec![]));
    assert_eq!(left("fn f() -> impl Copy { a }", Genre::FnValue, "a }"), (vec![1], vec![]));
    assert_eq!(left("fn f() { if let A = a && b {} }", Genre::Binary, "&&"), (vec![], vec![1]));
    assert_eq!(left("fn f() { match a { 1 => b, _ if c => d } }", Genre::Arm, "1"), (vec![], vec![1]));
}
