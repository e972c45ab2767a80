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
    sound(notes, file, &value, 1).then_some(value)
}

/// The place of a node.
pub(super) fn place(file: u32, range: jsonc_parser::common::Range) -> Place {
    Place { file, start: narrow(range.start), end: narrow(range.end) }
}

/// Files of 4 GiB are refused before any place in them is taken.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Whether it is not too deep and says no name twice; notes what is not so.
fn sound(notes: &Notes, file: u32, value: &Value<'_>, depth: usize) -> bool {
    let holds_others = matches!(value, Value::Array(_) | Value::Object(_));
    if holds_others && depth > DEEPEST {
        let message = format!("more than {DEEPEST} lists and objects within one another");
        notes.say(
            Code::Nesting,
            place(file, value.range()),
            message,
            "split the rule into segments that name one another",
        );
        return false;
    }
    // Counted rather than asked with `all`, so that one problem does not hide the next.
    let unsound = |parts: &mut dyn Iterator<Item = &Value<'_>>| -> usize {
        parts.filter(|part| !sound(notes, file, part, depth + 1)).count()
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
    let mut seen = HashSet::with_capacity(properties.len());
    let mut ok = true;
    for property in properties {
        if !seen.insert(property.name.as_str()) {
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
