//! The files of the corpus.

use crate::common::at;
use crate::corpus::{Payload, payloads, unescaped};

/// The whole corpus.
pub(crate) fn all() -> Vec<Payload> {
    payloads(&at("fixtures/redirects")).unwrap()
}

#[test]
fn escapes_are_undone() {
    let of = |line| unescaped(line).unwrap();
    assert_eq!(of(r"a\\b\x00\xffc"), b"a\\b\0\xffc");
    assert_eq!(of(r"\u{e9}\u{10ffff}"), "\u{e9}\u{10ffff}".as_bytes());
    assert_eq!(of(r"\*{3:ab}c\*{2:\u{e9}}d"), "abababc\u{e9}\u{e9}d".as_bytes());
    for broken in [r"\", r"\n", r"\x1", r"\xzz", r"\u{d800}", r"\u{e9", r"\*{a:b}", r"\*{3:b", r"\*{3}"] {
        assert_eq!(unescaped(broken), None, "{broken}");
    }
}

#[test]
fn there_are_enough_and_none_stands_twice_in_a_family() {
    let all = all();
    assert!(all.len() >= 300, "only {} payloads", all.len());
    for (at, one) in all.iter().enumerate() {
        let same = all.iter().skip(at + 1).find(|other| other.family == one.family && other.bytes == one.bytes);
        assert!(same.is_none(), "{}.txt, lines {} and {same:?} say the same", one.family, one.line);
    }
}
