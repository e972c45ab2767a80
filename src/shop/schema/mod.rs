//! JSON Schemas of a shop folder's files: editors complete, explain and check with them while a marketer types.
//!
//! The readers in `source` decide what is accepted; a schema says the same to an editor, with the words for it. Both use the
//! same tables of signals, kinds, strategies and ranges, and `tests/schemas.rs` holds them against each other with
//! thousands of changed files. What only a reader can see (names that exist, days of the calendar, sums) is listed there.

mod channels;
mod common;
mod condition;
mod described;
mod intent;
mod learned;
mod parts;
mod plans;
mod products;
mod rules;
mod shop;
mod signals;

use serde_json::Value;

/// Every schema: the name of its file in `schemas/`, and what it says.
#[must_use]
pub fn all() -> Vec<(String, Value)> {
    let named = [
        ("shop", shop::shop()),
        ("products", products::products()),
        ("segment", rules::segment()),
        ("block", rules::block()),
        ("set", rules::set()),
        ("campaign", plans::campaign()),
        ("experiment", plans::experiment()),
        ("intent", intent::intent()),
        ("audiences", plans::audiences()),
        ("persona", described::persona()),
        ("test", described::test()),
        ("sessions", learned::sessions()),
    ];
    named.into_iter().map(|(name, schema)| (format!("{name}.schema.json"), schema)).collect()
}

/// A schema as its file has it.
#[must_use]
pub fn text(schema: &Value) -> String {
    // A value that holds no map with other keys than text cannot fail to be written.
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}
