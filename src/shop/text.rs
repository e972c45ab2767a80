//! From a file's bytes to a tree in which every value knows its bytes.

use super::code::Code;
use super::place::{File, Notes, Place};
use jsonc_parser::ast::{ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// Objects of no more fields than this are small.
const SMALL: usize = 24;
/// Lists and objects within one another, at most.
const DEEPEST: usize = 64;

/// Reads a file as text. `None` when that fails, which is then noted.
pub(super) fn read(notes: &Notes, path: &Path, name: &str) -> Option<(u32, Arc<File>)> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            notes.missing(name, format!("`{name}` cannot be read: {}", plain(&error)), "");
            return None;
        }
    };
    if u32::try_from(bytes.len()).is_err() {
        notes.missing(name, format!("`{name}` is larger than 4 GiB"), "split the catalogue into several shops");
        return None;
    }
    let wide =
        bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || bytes.iter().take(200).any(|b| *b == 0);
    if wide {
        let message = format!("`{name}` is not UTF-8: it looks like UTF-16, which spreadsheets call \"Unicode text\"");
        notes.of_file(Code::Encoding, name, message, "save the file as UTF-8 (in spreadsheets: \"CSV UTF-8\")");
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{FEFF}').map(str::to_string).unwrap_or(text);
            Some(notes.keep(File { name: name.into(), text }))
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bad = error.as_bytes().get(at).copied().unwrap_or_default();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let (file, _) = notes.keep(File { name: name.into(), text });
            let place = Place { file, start: narrow(at), end: narrow(at + '\u{FFFD}'.len_utf8()) };
            let message = format!("`{name}` is not UTF-8: the byte 0x{bad:02X} cannot be read");
            notes.say(
                Code::Encoding,
                place,
                message,
                "save the file as UTF-8 (in most editors: \"Save with encoding\")",
            );
            None
        }
    }
}

/// What the system says, without its error number.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// Parses JSON with comments. `None` when it cannot be parsed, nests too deeply, or says a name twice; noted.
pub(super) fn parse<'t>(notes: &Notes, file: u32, text: &'t str) -> Option<Value<'t>> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    if let Some(at) = too_deep(text) {
        let message = format!("more than {DEEPEST} lists and objects within one another");
        let place = Place { file, start: narrow(at), end: narrow(at + 1) };
        notes.say(Code::Nesting, place, message, "split the rule into segments that name one another");
        return None;
    }
    let value = match parse_to_ast(text, &CollectOptions::default(), &options) {
        Ok(parsed) => parsed.value,
        Err(error) => {
            let (message, help) = say(&error);
            let mut place = place(file, error.range());
            if matches!(error.kind(), ParseErrorKind::ExpectedComma) {
                // The complaint is about what follows; the mend belongs behind what stands before.
                let before = text.get(..error.range().start).unwrap_or_default();
                place.end = narrow(before.len());
                place.start = narrow(before.char_indices().next_back().map_or(0, |(at, _)| at));
            }
            notes.say(Code::Syntax, place, message, help);
            return None;
        }
    };
    let Some(value) = value else {
        let message = "the file is empty".to_string();
        notes.say(Code::Syntax, Place { file, start: 0, end: 0 }, message, "write at least `{}` or take the file away");
        return None;
    };
    sound(notes, file, &value).then_some(value)
}

/// The place of a node.
pub(super) fn place(file: u32, range: jsonc_parser::common::Range) -> Place {
    Place { file, start: narrow(range.start), end: narrow(range.end) }
}

/// Files of 4 GiB are refused before any place in them is taken.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Where lists and objects are first within more than so many others. It is found before anything is parsed, since a parser
/// calls itself for each.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                // To the quote that closes it; a backslash takes the next byte with it.
                while let Some((_, byte)) = bytes.next() {
                    match byte {
                        b'\\' => drop(bytes.next()),
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            b'/' if bytes.peek().is_some_and(|(_, next)| *next == b'/') => {
                bytes.by_ref().find(|(_, byte)| *byte == b'\n');
            }
            b'/' if bytes.peek().is_some_and(|(_, next)| *next == b'*') => {
                let mut last = 0;
                bytes.next();
                bytes.by_ref().find(|(_, byte)| core::mem::replace(&mut last, *byte) == b'*' && *byte == b'/');
            }
            b'[' | b'{' => {
                depth += 1;
                if depth > DEEPEST {
                    return Some(at);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Whether it says no name twice; notes what is not so.
fn sound(notes: &Notes, file: u32, value: &Value<'_>) -> bool {
    // Counted rather than asked with `all`, so that one problem does not hide the next.
    let unsound = |parts: &mut dyn Iterator<Item = &Value<'_>>| -> usize {
        parts.filter(|part| !sound(notes, file, part)).count()
    };
    match value {
        Value::Array(array) => unsound(&mut array.elements.iter()) == 0,
        Value::Object(object) => {
            let unique = unique(notes, file, &object.properties);
            unsound(&mut object.properties.iter().map(|part| &part.value)) == 0 && unique
        }
        _ => true,
    }
}

fn unique(notes: &Notes, file: u32, properties: &[ObjectProp<'_>]) -> bool {
    // A catalogue has very many small objects; for those, looking is faster than hashing.
    let small = properties.len() <= SMALL;
    let mut seen = HashSet::with_capacity(if small { 0 } else { properties.len() });
    let mut ok = true;
    for (at, property) in properties.iter().enumerate() {
        let name = property.name.as_str();
        let before = || properties.iter().take(at).any(|other| other.name.as_str() == name);
        if if small { before() } else { !seen.insert(name) } {
            let message = format!("`{}` stands here twice", property.name.as_str());
            notes.say(Code::NameTwice, place(file, property.name.range()), message, "keep one of the two");
            ok = false;
        }
    }
    ok
}

/// What a parser's complaint means to somebody who writes rules.
fn say(error: &ParseError) -> (String, &'static str) {
    let (message, help) = match error.kind() {
        ParseErrorKind::ExpectedComma => ("a comma is missing after this", "write `,` here"),
        ParseErrorKind::ExpectedColonAfterObjectKey => {
            ("a colon is missing after this name", "write `\"name\": value`")
        }
        ParseErrorKind::ExpectedObjectValue => ("a value is missing after the colon", "write `\"name\": value`"),
        ParseErrorKind::MultipleRootJsonValues => {
            ("the file ends before this", "one file holds one value; take the rest away")
        }
        ParseErrorKind::SingleQuotedStringsNotAllowed => {
            ("text stands in single quotes", "use double quotes: `\"text\"`")
        }
        ParseErrorKind::UnterminatedArray => ("this list is not closed", "close it with `]`"),
        ParseErrorKind::UnterminatedObject => ("this object is not closed", "close it with `}`"),
        ParseErrorKind::UnterminatedCommentBlock => ("this comment is not closed", "close it with `*/`"),
        ParseErrorKind::NestingDepthExceeded => {
            ("more than 64 lists and objects within one another", "split the rule into segments that name one another")
        }
        ParseErrorKind::ExpectedStringObjectProperty | ParseErrorKind::UnexpectedTokenInObject => {
            ("a name in double quotes is expected here", "write `\"name\": value`")
        }
        ParseErrorKind::UnexpectedWord => ("this word is not JSON", "put text into double quotes"),
        ParseErrorKind::UnexpectedCloseBrace
        | ParseErrorKind::UnexpectedCloseBracket
        | ParseErrorKind::UnexpectedColon
        | ParseErrorKind::UnexpectedComma
        | ParseErrorKind::UnexpectedToken => ("this is not expected here", "take it away, or write a value before it"),
        ParseErrorKind::String(_) => (
            "this text is not written as JSON wants it",
            "close it with `\"` on the same line, and write `\\\\` for a backslash",
        ),
        ParseErrorKind::BareDecimalPointNumbersNotAllowed => ("a number begins or ends with its point", "write `0.5`"),
        _ => ("this number is not written as JSON wants it", "write digits, such as `12` or `12.50`"),
    };
    (message.into(), help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_outside_of_text_and_comments() {
        let deep = "[".repeat(DEEPEST + 1);
        assert_eq!(too_deep(&deep), Some(DEEPEST));
        assert_eq!(too_deep(&deep[1..]), None);
        assert_eq!(too_deep(&format!("\"{deep}\"")), None);
        assert_eq!(too_deep(&format!("\"\\\"{deep}\"")), None);
        assert_eq!(too_deep(&format!("\"\\\\\"{deep}")), Some(DEEPEST + 4));
        assert_eq!(too_deep(&format!("// {deep}\n[]")), None);
        assert_eq!(too_deep(&format!("/* {deep} **/ []")), None);
        assert_eq!(too_deep(&format!("/*/ {deep}")), None);
        assert_eq!(too_deep(&"[]".repeat(1_000)), None);
    }
}
