//! The hostile texts of `fixtures/redirects`, whose README has the format.

use crate::common::at;

/// A hostile text.
#[derive(Debug, Clone)]
pub(crate) struct Payload {
    /// The file's stem.
    pub(crate) family: String,
    /// The line in it, from 1.
    pub(crate) line: usize,
    /// What it is.
    pub(crate) bytes: Vec<u8>,
}

/// All of them, by family.
pub(crate) fn payloads() -> Vec<Payload> {
    let mut files: Vec<_> =
        std::fs::read_dir(at("fixtures/redirects")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let family = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            if !line.is_empty() && !line.starts_with('#') {
                let bytes = unescaped(line).unwrap_or_else(|| panic!("{family}.txt, line {number}: a broken escape"));
                found.push(Payload { family: family.clone(), line: number, bytes });
            }
        }
    }
    found
}

/// The line with its escapes undone; `None` when one is broken.
fn unescaped(line: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.as_bytes());
        let kind = after.chars().next()?;
        let braced = || after.get(1..)?.strip_prefix('{')?.split_once('}');
        rest = match kind {
            '\\' => {
                bytes.push(b'\\');
                after.get(1..)?
            }
            'x' => {
                bytes.push(u8::from_str_radix(after.get(1..3)?, 16).ok()?);
                after.get(3..)?
            }
            'u' => {
                let (number, behind) = braced()?;
                let character = char::from_u32(u32::from_str_radix(number, 16).ok()?)?;
                bytes.extend(character.to_string().as_bytes());
                behind
            }
            '*' => {
                // The inner text may hold a character's braces, so the last brace of the line closes it at the latest.
                let inside = after.get(1..)?.strip_prefix('{')?;
                let (count, inside) = inside.split_once(':')?;
                let end = closing(inside)?;
                let text = unescaped(inside.get(..end)?)?;
                bytes.extend(text.repeat(count.parse().ok()?));
                inside.get(end + 1..)?
            }
            _ => return None,
        };
    }
    bytes.extend(rest.as_bytes());
    Some(bytes)
}

/// Where the brace stands that closes a text in which others may open.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => open += 1,
            '}' if open == 0 => return Some(at),
            '}' => open -= 1,
            _ => {}
        }
    }
    None
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
    let all = payloads();
    assert!(all.len() >= 300, "only {} payloads", all.len());
    for (at, one) in all.iter().enumerate() {
        let same = all.iter().skip(at + 1).find(|other| other.family == one.family && other.bytes == one.bytes);
        assert!(same.is_none(), "{}.txt, lines {} and {same:?} say the same", one.family, one.line);
    }
}
