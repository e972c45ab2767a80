//! JSON objects whose fields stand in the order in which they were said, so that people find the answer first.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// A JSON object.
#[derive(Debug, Default)]
pub(super) struct Object(Vec<(&'static str, Item)>);

#[derive(Debug)]
enum Item {
    Value(Value),
    Object(Object),
}

impl Object {
    /// Without fields.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// With this field at the end.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((name, Item::Value(value.into())));
        self
    }

    /// With this object as a field at the end.
    pub(super) fn with_object(mut self, name: &'static str, object: Self) -> Self {
        self.0.push((name, Item::Object(object)));
        self
    }

    /// With the fields of `other` at the end.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// As one line.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, item) in &self.0 {
            match item {
                Item::Value(value) => map.serialize_entry(name, value)?,
                Item::Object(object) => map.serialize_entry(name, object)?,
            }
        }
        map.end()
    }
}
