//! The words in which schemas are written: JSON Schema draft 7, which editors support in full.

use crate::shop::source::LONGEST_DAYS;
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;

/// A field of an object.
pub(super) struct Field {
    name: &'static str,
    needed: bool,
    schema: Value,
}

/// A field that has to be there.
pub(super) fn need(name: &'static str, about: &str, shape: Value) -> Field {
    Field { name, needed: true, schema: about_it(shape, about) }
}

/// A field that may be there.
pub(super) fn may(name: &'static str, about: &str, shape: Value) -> Field {
    Field { name, needed: false, schema: about_it(shape, about) }
}

/// The same shape with a sentence that an editor shows.
pub(super) fn about_it(shape: Value, about: &str) -> Value {
    match shape {
        // Beside `$ref` draft 7 reads nothing else.
        Value::Object(map) if map.contains_key("$ref") => json!({ "description": about, "allOf": [map] }),
        Value::Object(mut map) => {
            map.insert("description".into(), about.into());
            Value::Object(map)
        }
        other => other,
    }
}

/// The same shape with further keywords.
pub(super) fn with(shape: Value, more: Value) -> Value {
    match (shape, more) {
        (Value::Object(mut map), Value::Object(more)) => {
            map.extend(more);
            Value::Object(map)
        }
        (shape, _) => shape,
    }
}

/// An object of these fields and no others.
pub(super) fn object(fields: Vec<Field>) -> Value {
    let needed: Vec<&str> = fields.iter().filter(|field| field.needed).map(|field| field.name).collect();
    let mut made = json!({ "type": "object", "additionalProperties": false });
    if !needed.is_empty() {
        made = with(made, json!({ "required": needed }));
    }
    let properties: Map<String, Value> =
        fields.into_iter().map(|field| (field.name.to_string(), field.schema)).collect();
    with(made, json!({ "properties": properties }))
}

/// An object of these fields which is a whole file, and may name its schema.
pub(super) fn file(title: &str, about: &str, mut fields: Vec<Field>, definitions: Value) -> Value {
    fields.push(schema_field());
    whole_file(title, about, object(fields), definitions)
}

/// The field by which a file names its schema.
pub(super) fn schema_field() -> Field {
    may("$schema", "Where this file's schema is, for editors.", text())
}

/// A shape as the schema of a file.
pub(super) fn whole_file(title: &str, about: &str, shape: Value, definitions: Value) -> Value {
    let head = json!({ "$schema": "http://json-schema.org/draft-07/schema#", "title": title, "description": about });
    let body = with(shape, head);
    match definitions.as_object().is_some_and(|map| map.is_empty()) {
        true => body,
        false => with(body, json!({ "definitions": definitions })),
    }
}

/// An object whose names are free.
pub(super) fn named(shape: Value) -> Value {
    json!({ "type": "object", "additionalProperties": shape })
}

/// Text that says something.
pub(super) fn text() -> Value {
    json!({ "type": "string", "pattern": "\\S" })
}

/// Lower-case words joined by `-` or `_`.
pub(super) fn id() -> Value {
    json!({ "type": "string", "pattern": ID, "maxLength": 64 })
}

const ID: &str = "^[a-z0-9]+([-_][a-z0-9]+)*$";

/// A product's id.
pub(super) fn product_id() -> Value {
    json!({ "type": "string", "pattern": "^\\S(.*\\S)?$", "maxLength": crate::shop::source::LONGEST_ID })
}

/// Text that matches.
pub(super) fn pattern(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

/// A day, without a time.
pub(super) fn day() -> Value {
    with(pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), json!({ "format": "date" }))
}

/// A number of days.
pub(super) fn days(least: u32) -> Value {
    whole(least..=u32::from(LONGEST_DAYS))
}

/// A whole number.
pub(super) fn whole(range: RangeInclusive<u32>) -> Value {
    let number = json!({ "type": "integer", "minimum": range.start() });
    match *range.end() {
        u32::MAX => with(number, json!({ "maximum": u32::MAX })),
        end => with(number, json!({ "maximum": end })),
    }
}

/// A price in the shop's currency.
pub(super) fn price() -> Value {
    json!({ "type": "number", "minimum": 0, "maximum": 42_949_672.95 })
}

/// `true` or `false`.
pub(super) fn flag() -> Value {
    json!({ "type": "boolean" })
}

/// A list.
pub(super) fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

/// A list that is not empty.
pub(super) fn some(of: Value) -> Value {
    with(list(of), json!({ "minItems": 1 }))
}

/// One of these words.
pub(super) fn one_of(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

/// The words of a table.
pub(super) fn words<T>(table: &[(&'static str, T)]) -> Vec<&'static str> {
    table.iter().map(|(word, _)| *word).collect()
}

/// A part that several places share.
pub(super) fn shared(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}
