//! `tests/` and `personas/`, whose format is a type: its comments are what an editor shows.

use super::parts::{one_of, with};
use crate::case::{Case, Persona};
use crate::shop::source::{BASES, DEVICES, PURPOSES, SPOILS};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// A test.
pub(super) fn test() -> Value {
    let mut made = of::<Case>("a test", "What you expect: somebody, a page, and what should come of it.");
    narrow(&mut made, "/properties/consent", json!({ "propertyNames": { "enum": PURPOSES } }));
    narrow(&mut made, "/definitions/Asked/properties/device", one_of(&DEVICES));
    narrow(&mut made, "/definitions/Asked/properties/spoil", one_of(&SPOILS));
    narrow(&mut made, "/definitions/Expect/properties/basis", one_of(&BASES));
    narrow(&mut made, "/definitions/Expect/properties/purposes", json!({ "propertyNames": { "enum": PURPOSES } }));
    made
}

/// A persona.
pub(super) fn persona() -> Value {
    let mut made = of::<Persona>("a persona", "Somebody made up, to look at the shop as.");
    narrow(&mut made, "/properties/consent", json!({ "propertyNames": { "enum": PURPOSES } }));
    narrow(&mut made, "/properties/device", one_of(&DEVICES));
    made
}

fn of<T: JsonSchema>(title: &str, about: &str) -> Value {
    let generator = SchemaSettings::draft07().into_generator();
    let made = generator.into_root_schema_for::<T>().to_value();
    with(plain(made), json!({ "title": title, "description": about }))
}

/// Adds what the type cannot say.
fn narrow(schema: &mut Value, at: &str, more: Value) {
    if let Some(part) = schema.pointer_mut(at) {
        *part = with(part.take(), more);
    }
}

/// Without `null` (a line that is left out says the same) and without the formats of Rust's numbers, which no editor knows.
fn plain(value: Value) -> Value {
    let null = json!({ "type": "null" });
    match value {
        Value::Object(mut map) => {
            map.remove("format");
            if map.get("default").is_some_and(Value::is_null) {
                map.remove("default");
            }
            let types = map.get("type").and_then(Value::as_array).cloned().unwrap_or_default();
            if let [one, other] = types.as_slice()
                && other == "null"
            {
                map.insert("type".into(), one.clone());
            }
            let either = map.get("anyOf").and_then(Value::as_array).cloned().unwrap_or_default();
            if let [one, other] = either.as_slice()
                && *other == null
            {
                map.remove("anyOf");
                map.insert("allOf".into(), json!([one]));
            }
            Value::Object(map.into_iter().map(|(name, value)| (name, plain(value))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(plain).collect()),
        other => other,
    }
}
