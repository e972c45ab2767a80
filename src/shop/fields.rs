//! Takes a parsed file apart, field by field, and notes everything that is not as it should be. A reader gives `None`
//! for what it noted, so that one wrong field does not hide the next.

use super::code::Code;
use super::names::nearest;
use super::place::{At, Notes, Place};
use super::text::place;
use super::values::{self, Bad};
use crate::day::Day;
use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use std::ops::RangeInclusive;

/// Reads the values of one file.
#[derive(Clone, Copy)]
pub(super) struct Reader<'n> {
    pub(super) notes: &'n Notes,
    pub(super) file: u32,
}

/// The fields of one object, some of them taken.
pub(super) struct Fields<'n, 'v> {
    reader: Reader<'n>,
    object: &'v Object<'v>,
    what: &'static str,
    known: Vec<&'static str>,
}

impl<'n> Reader<'n> {
    pub(super) fn place(self, node: &impl Ranged) -> Place {
        place(self.file, node.range())
    }

    pub(super) fn error(self, node: &impl Ranged, message: impl Into<String>, help: impl Into<String>) {
        self.notes.error(self.place(node), message, help);
    }

    /// Says that something else was expected here.
    fn expected<T>(self, what: &str, value: &Value<'_>, help: impl Into<String>) -> Option<T> {
        let help = match value {
            Value::NullKeyword(_) => "leave the line out where there is nothing to say".into(),
            _ => help.into(),
        };
        self.error(value, format!("expected {what}, found {}", name_of(value)), help);
        None
    }

    pub(super) fn fields<'v>(self, value: &'v Value<'v>, what: &'static str) -> Option<Fields<'n, 'v>> {
        match value {
            Value::Object(object) => Some(Fields { reader: self, object, what, known: Vec::new() }),
            other => self.expected(&format!("an object with the fields of {what}"), other, "write `{ ... }`"),
        }
    }

    /// The fields of a whole file, which may name its schema.
    pub(super) fn file<'v>(self, value: &'v Value<'v>, what: &'static str) -> Option<Fields<'n, 'v>> {
        let mut fields = self.fields(value, what)?;
        fields.may(SCHEMA, Reader::text);
        Some(fields)
    }

    /// The entries of a whole file whose names are free, which may name its schema.
    pub(super) fn file_entries<'v>(
        self,
        value: &'v Value<'v>,
        what: &str,
    ) -> Option<impl Iterator<Item = &'v ObjectProp<'v>>> {
        let entries = self.entries(value, what)?;
        Some(entries.filter(move |entry| {
            let schema = entry.name.as_str() == SCHEMA;
            if schema {
                self.text(&entry.value);
            }
            !schema
        }))
    }

    /// The entries of an object whose names are free.
    pub(super) fn entries<'v>(
        self,
        value: &'v Value<'v>,
        what: &str,
    ) -> Option<impl Iterator<Item = &'v ObjectProp<'v>>> {
        match value {
            Value::Object(object) => Some(object.properties.iter()),
            other => self.expected(what, other, "write `{ \"name\": ... }`"),
        }
    }

    /// Text that says something.
    pub(super) fn text(self, value: &Value<'_>) -> Option<At<String>> {
        match value {
            Value::StringLit(text) if text.value.trim().is_empty() => {
                self.error(value, "this text is empty", "write something, or leave the line out");
                None
            }
            Value::StringLit(text) => Some(At { value: text.value.to_string(), place: self.place(value) }),
            other => self.expected("text", other, "put it into double quotes"),
        }
    }

    /// Text without its place.
    pub(super) fn words(self, value: &Value<'_>) -> Option<String> {
        self.text(value).map(|text| text.value)
    }

    /// Words that are shown on one line, without their place.
    pub(super) fn line(self, value: &Value<'_>) -> Option<String> {
        let text = self.text(value)?;
        self.notes.shown(&text);
        Some(text.value)
    }

    pub(super) fn flag(self, value: &Value<'_>) -> Option<bool> {
        match value {
            Value::BooleanLit(flag) => Some(flag.value),
            other => self.expected("`true` or `false`", other, "write `true` or `false` without quotes"),
        }
    }

    /// A whole number within `range`.
    pub(super) fn whole(self, value: &Value<'_>, range: RangeInclusive<u32>) -> Option<u32> {
        let wanted = match *range.end() {
            u32::MAX => format!("a whole number from {}", range.start()),
            end => format!("a whole number from {} to {end}", range.start()),
        };
        match value {
            Value::NumberLit(number) => match values::whole(number.value) {
                Ok(number) if range.contains(&number) => Some(number),
                _ => {
                    self.error(value, format!("expected {wanted}, found `{}`", number.value), "");
                    None
                }
            },
            other => self.expected(&wanted, other, "write digits without quotes"),
        }
    }

    /// A whole number that is kept in a byte.
    pub(super) fn byte(self, value: &Value<'_>, range: RangeInclusive<u8>) -> Option<u8> {
        let number = self.whole(value, u32::from(*range.start())..=u32::from(*range.end()))?;
        u8::try_from(number).ok()
    }

    /// A number of days.
    pub(super) fn days(self, value: &Value<'_>, least: u16) -> Option<u16> {
        u16::try_from(self.whole(value, u32::from(least)..=u32::from(LONGEST_DAYS))?).ok()
    }

    /// Any number, read by `read`.
    pub(super) fn number(
        self,
        value: &Value<'_>,
        what: &str,
        read: impl FnOnce(&str) -> Result<u32, Bad>,
    ) -> Option<u32> {
        match value {
            Value::NumberLit(number) => self.or_note(self.place(value), what, number.value, read(number.value)),
            other => self.expected(what, other, "write digits without quotes, such as `12.50`"),
        }
    }

    /// Notes why a number is not taken.
    pub(super) fn or_note(self, place: Place, what: &str, text: &str, read: Result<u32, Bad>) -> Option<u32> {
        let (message, help) = match read {
            Ok(number) => return Some(number),
            Err(Bad::NotANumber) => {
                let such = if what == WHOLE { "write digits, such as `12`" } else { "write digits, such as `12.50`" };
                (format!("expected {what}, found `{text}`"), such)
            }
            Err(Bad::Negative) => (format!("`{text}` is below zero"), "write 0 or more"),
            Err(Bad::TooPrecise) if what == PRICE => {
                (format!("`{text}` has more than two decimals"), "round it to two decimals")
            }
            Err(Bad::TooPrecise) => (format!("`{text}` is not {what}"), "write a whole number"),
            Err(Bad::TooLarge) => (format!("`{text}` is too large"), "write a smaller number"),
        };
        self.notes.error(place, message, help);
        None
    }

    pub(super) fn day(self, value: &Value<'_>) -> Option<Day> {
        self.day_of(&self.text(value)?)
    }

    /// The same of a text that was read already.
    pub(super) fn day_of(self, text: &At<String>) -> Option<Day> {
        let day = values::day(&text.value);
        if day.is_none() {
            let message = format!("`{}` is not a day of the calendar", text.value);
            self.notes.error(text.place, message, "write it as `2026-03-31`");
        }
        day
    }

    /// One word out of a list.
    pub(super) fn one_of<T: Copy>(self, value: &Value<'_>, what: &str, all: &[(&'static str, T)]) -> Option<T> {
        self.choose(&self.text(value)?, what, all)
    }

    /// The same of a text that was read already.
    pub(super) fn choose<T: Copy>(self, text: &At<String>, what: &str, all: &[(&'static str, T)]) -> Option<T> {
        let found = all.iter().find(|(name, _)| *name == text.value).map(|(_, choice)| *choice);
        if found.is_none() {
            let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
            let help = match nearest(&text.value, names.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("write one of {}", quoted(&names)),
            };
            self.notes.say(Code::UnknownWord, text.place, format!("unknown {what} `{}`", text.value), help);
        }
        found
    }

    pub(super) fn list<T>(
        self,
        value: &Value<'_>,
        mut item: impl FnMut(Self, &Value<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        match value {
            Value::Array(array) => {
                let read: Vec<Option<T>> = array.elements.iter().map(|part| item(self, part)).collect();
                read.into_iter().collect()
            }
            other => self.expected("a list", other, "put it into square brackets: `[ ... ]`"),
        }
    }

    pub(super) fn texts(self, value: &Value<'_>) -> Option<Vec<At<String>>> {
        self.list(value, Reader::text)
    }
}

/// The field by which a file names its schema to an editor.
pub(super) const SCHEMA: &str = "$schema";

/// Most days that a rule may look back.
pub(super) const LONGEST_DAYS: u16 = 3_650;

/// The words for whole numbers in messages.
pub(super) const WHOLE: &str = "a whole number";

/// The word for prices in messages.
pub(super) const PRICE: &str = "a price";

impl<'n, 'v> Fields<'n, 'v> {
    /// A field that has to be there. `example` is what to write when it is not.
    pub(super) fn need<T>(
        &mut self,
        name: &'static str,
        example: &str,
        read: impl FnOnce(Reader<'n>, &'v Value<'v>) -> Option<T>,
    ) -> Option<T> {
        self.known.push(name);
        match self.find(name) {
            Some(value) => read(self.reader, value),
            None => {
                let code = if name == "hypothesis" { Code::NoHypothesis } else { Code::MissingField };
                let (place, help) = (self.place(), format!("add `\"{name}\": {example}`"));
                self.reader.notes.say(code, place, format!("{} needs `{name}`", self.what), help);
                None
            }
        }
    }

    /// A field that may be there.
    pub(super) fn may<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Reader<'n>, &'v Value<'v>) -> Option<T>,
    ) -> Option<T> {
        self.known.push(name);
        self.find(name).and_then(|value| read(self.reader, value))
    }

    /// The reader that these fields were taken with.
    pub(super) fn reader(&self) -> Reader<'n> {
        self.reader
    }

    /// The value of a field, whatever it is.
    pub(super) fn take(&mut self, name: &'static str) -> Option<&'v Value<'v>> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        self.find(name)
    }

    /// A text that was needed; where it is missing, which was noted, an empty one, so that the rest is still checked.
    pub(super) fn or_empty(&self, text: Option<At<String>>) -> At<String> {
        text.unwrap_or_else(|| At { value: String::new(), place: self.place() })
    }

    /// The node itself.
    pub(super) fn place(&self) -> Place {
        self.reader.place(self.object)
    }

    /// The names that are there.
    pub(super) fn names(&self) -> impl Iterator<Item = &'v str> {
        self.object.properties.iter().map(|property| property.name.as_str())
    }

    /// Notes what is there and was asked for by nobody.
    pub(super) fn finish(self) {
        for property in &self.object.properties {
            let name = property.name.as_str();
            if self.known.contains(&name) {
                continue;
            }
            let names: Vec<&str> = self.known.iter().copied().filter(|name| *name != SCHEMA).collect();
            let help = match nearest(name, names.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("{} may have {}", self.what, quoted(&names)),
            };
            let (place, message) = (self.reader.place(&property.name), format!("{} has no field `{name}`", self.what));
            self.reader.notes.say(Code::UnknownField, place, message, help);
        }
    }

    fn find(&self, name: &str) -> Option<&'v Value<'v>> {
        self.object.properties.iter().find(|property| property.name.as_str() == name).map(|property| &property.value)
    }
}

/// Names in backticks, with commas.
pub(super) fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn name_of(value: &Value<'_>) -> String {
    match value {
        Value::StringLit(text) if text.value.len() <= 40 => format!("the text `{}`", text.value),
        Value::StringLit(_) => "text".into(),
        Value::NumberLit(number) => format!("the number `{}`", number.value),
        Value::BooleanLit(flag) => format!("`{}`", flag.value),
        Value::Object(_) => "an object".into(),
        Value::Array(_) => "a list".into(),
        Value::NullKeyword(_) => "`null`".into(),
    }
}
