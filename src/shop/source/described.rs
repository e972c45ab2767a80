//! Files whose format is a type: `tests/` and `personas/`. What the type does not take is said at its place in the file, and
//! every mistake at once.

use crate::shop::code::Code;
use crate::shop::fields::{Reader, SCHEMA, quoted};
use crate::shop::names::nearest;
use jsonc_parser::ast::{ObjectProp, Value};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::json;
use serde_path_to_error::{Path, Segment};
use std::collections::HashSet;

/// Most mistakes of one file that are looked for.
const MOST_MISTAKES: usize = 64;

/// Reads a value of the type. `None` where something is wrong, which is noted.
pub(super) fn read<T: DeserializeOwned>(reader: Reader<'_>, value: &Value<'_>, what: &str, lists: &Lists) -> Option<T> {
    let nulls = nulls(reader, value);
    let mut json = serde_json::Value::from(value.clone());
    lists.settle(&mut json, None);
    for mistakes in 0..MOST_MISTAKES {
        let error = match serde_path_to_error::deserialize::<_, T>(&json) {
            Ok(read) => return (mistakes == 0 && !nulls).then_some(read),
            Err(error) => error,
        };
        let mistake = Mistake::new(&error.inner().to_string(), steps(error.path()));
        mistake.note(reader, value, what);
        // With something else in its place, the rest can be looked at.
        if !mistake.mend(&mut json) {
            break;
        }
    }
    None
}

/// The fields of a type that are lists, and those that are `true` or `false`.
///
/// Serde also takes a list for an object, field by field in their order. Nobody means that, so a list where none belongs
/// becomes something that is refused.
#[derive(Default)]
pub(super) struct Lists {
    lists: HashSet<String>,
    flags: HashSet<String>,
}

impl Lists {
    /// Those of a type.
    pub(super) fn of<T: JsonSchema>() -> Self {
        let mut lists = Self::default();
        lists.collect(schemars::schema_for!(T).as_value());
        lists
    }

    fn collect(&mut self, schema: &serde_json::Value) {
        let is = |field: &serde_json::Value, what: &str| match field.get("type") {
            Some(serde_json::Value::Array(types)) => types.iter().any(|kind| kind == what),
            Some(kind) => kind == what,
            None => false,
        };
        for (name, field) in schema.get("properties").and_then(|fields| fields.as_object()).into_iter().flatten() {
            if is(field, "array") {
                self.lists.insert(name.clone());
            } else if is(field, "boolean") || field.get("additionalProperties").is_some_and(|free| is(free, "boolean"))
            {
                self.flags.insert(name.clone());
            }
        }
        match schema {
            serde_json::Value::Object(map) => map.values().for_each(|part| self.collect(part)),
            serde_json::Value::Array(list) => list.iter().for_each(|part| self.collect(part)),
            _ => {}
        }
    }

    fn settle(&self, value: &mut serde_json::Value, field: Option<&str>) {
        let listed = field.is_some_and(|field| self.lists.contains(field) || self.flags.contains(field));
        match value {
            serde_json::Value::Array(list) if listed => {
                let inner = if field == Some("restrictions") { field } else { None };
                list.iter_mut().for_each(|item| self.settle(item, inner));
            }
            serde_json::Value::Array(_) => *value = serde_json::Value::Bool(true),
            serde_json::Value::Object(map) => {
                // What stands in an object of flags is a flag.
                let flags = field.filter(|field| self.flags.contains(*field));
                let asked = map.iter_mut().filter(|(name, _)| *name != "body");
                asked.for_each(|(name, value)| self.settle(value, flags.or(Some(name))));
            }
            _ => {}
        }
    }
}

/// A step from a value to a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Field(String),
    Item(usize),
}

fn steps(path: &Path) -> Vec<Step> {
    let step = |segment: &Segment| match segment {
        Segment::Map { key } => Some(Step::Field(key.clone())),
        Segment::Seq { index } => Some(Step::Item(*index)),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().filter_map(step).collect()
}

/// Something that serde refuses.
enum Mistake {
    Missing(Vec<Step>, String),
    UnknownField(Vec<Step>, String, Vec<String>),
    UnknownWord(Vec<Step>, String, Vec<String>),
    Other(Vec<Step>, String),
}

impl Mistake {
    /// Takes serde's sentence apart, which is not shown since it names types of the program.
    fn new(complaint: &str, steps: Vec<Step>) -> Self {
        let mut names = complaint.split('`').skip(1).step_by(2).map(String::from);
        let first = names.next().unwrap_or_default();
        match complaint {
            _ if complaint.starts_with("missing field") => Self::Missing(steps, first),
            _ if complaint.starts_with("unknown field") => Self::UnknownField(steps, first, names.collect()),
            _ if complaint.starts_with("unknown variant") => Self::UnknownWord(steps, first, names.collect()),
            _ => Self::Other(steps, complaint.split("expected ").nth(1).unwrap_or_default().to_string()),
        }
    }

    /// Says what is wrong, unless it is about something that is not in the file.
    fn note(&self, reader: Reader<'_>, value: &Value<'_>, what: &str) {
        let owner = |steps: &[Step]| field_of(steps).map_or_else(|| what.to_string(), |name| format!("`{name}`"));
        match self {
            Self::Missing(steps, name) => {
                let Some((Value::Object(object), _)) = find(value, steps) else { return };
                if object.properties.iter().all(|property| property.name.as_str() != name) {
                    let help = format!("add `\"{name}\": ...`");
                    let message = format!("{} needs `{name}`", owner(steps));
                    reader.notes.say(Code::MissingField, reader.place(object), message, help);
                }
            }
            Self::UnknownField(steps, name, known) => {
                let Some((_, Some(property))) = find(value, steps) else { return };
                let of = owner(steps.split_last().map(|(_, before)| before).unwrap_or_default());
                let message = format!("{of} has no field `{name}`");
                reader.notes.say(Code::UnknownField, reader.place(&property.name), message, instead(name, known));
            }
            Self::UnknownWord(steps, word, known) => {
                let Some((node, _)) = find(value, steps) else { return };
                let message = format!("unknown word `{word}`");
                reader.notes.say(Code::UnknownWord, reader.place(node), message, instead(word, known));
            }
            Self::Other(steps, expected) => {
                let Some((node, _)) = find(value, steps) else { return };
                let (wanted, help, _) = wanted(expected);
                let of = field_of(steps).map(|name| format!(" for `{name}`")).unwrap_or_default();
                reader.error(node, format!("expected {wanted}{of}"), help);
            }
        }
    }

    /// Puts something in its place that may be there.
    fn mend(&self, json: &mut serde_json::Value) -> bool {
        match self {
            Self::Missing(steps, name) => match at(json, steps) {
                // What it has to be is said by the next complaint, about this text.
                Some(serde_json::Value::Object(map)) => map.insert(name.clone(), "".into()).is_none(),
                _ => false,
            },
            Self::UnknownField(steps, ..) | Self::UnknownWord(steps, ..) => {
                let Some((Step::Field(name), before)) = steps.split_last() else { return false };
                match at(json, before) {
                    Some(serde_json::Value::Object(map)) => map.remove(name).is_some(),
                    _ => false,
                }
            }
            Self::Other(steps, expected) => match (at(json, steps), wanted(expected).2) {
                (Some(place), Some(other)) if *place != other => {
                    *place = other;
                    true
                }
                _ => false,
            },
        }
    }
}

/// The last field of the steps.
fn field_of(steps: &[Step]) -> Option<&str> {
    steps.iter().rev().find_map(|step| match step {
        Step::Field(name) => Some(name.as_str()),
        Step::Item(_) => None,
    })
}

fn instead(word: &str, known: &[String]) -> String {
    let known: Vec<&str> = known.iter().map(String::as_str).filter(|name| *name != SCHEMA).collect();
    match nearest(word, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("write one of {}", quoted(&known)),
    }
}

/// The node at the end of the steps, and the field that leads to it.
fn find<'v>(value: &'v Value<'v>, steps: &[Step]) -> Option<(&'v Value<'v>, Option<&'v ObjectProp<'v>>)> {
    steps.iter().try_fold((value, None), |(value, _), step| match (step, value) {
        (Step::Field(name), Value::Object(object)) => {
            let property = object.properties.iter().find(|property| property.name.as_str() == name)?;
            Some((&property.value, Some(property)))
        }
        (Step::Item(at), Value::Array(array)) => Some((array.elements.get(*at)?, None)),
        _ => None,
    })
}

/// The same in what serde reads.
fn at<'j>(json: &'j mut serde_json::Value, steps: &[Step]) -> Option<&'j mut serde_json::Value> {
    steps.iter().try_fold(json, |json, step| match step {
        Step::Field(name) => json.get_mut(name.as_str()),
        Step::Item(index) => json.get_mut(*index),
    })
}

/// What serde expected, in the words of somebody who writes files; the mend; and something that fits.
fn wanted(expected: &str) -> (&'static str, &'static str, Option<serde_json::Value>) {
    let digits = "write digits without quotes";
    match expected.split([' ', ',']).next().unwrap_or_default() {
        "u8" => ("a whole number from 0 to 255", digits, Some(json!(0))),
        "u16" => ("a whole number from 0 to 65535", digits, Some(json!(0))),
        "u32" | "usize" | "u64" | "i32" => ("a whole number", digits, Some(json!(0))),
        "f32" | "f64" => ("a number", "write digits without quotes, such as `12.50`", Some(json!(0.5))),
        "struct" => ("an object", "write `{ ... }`", Some(json!({}))),
        _ if expected.starts_with("a string") => ("text", "put it into double quotes", Some(json!("x"))),
        _ if expected.starts_with("a boolean") => {
            ("`true` or `false`", "write `true` or `false` without quotes", Some(json!(false)))
        }
        _ if expected.starts_with("a sequence") => {
            ("a list", "put it into square brackets: `[ ... ]`", Some(json!([])))
        }
        _ if expected.starts_with("a map") => ("an object", "write `{ \"name\": ... }`", Some(json!({}))),
        _ if expected.starts_with("a tuple") => {
            ("three numbers", "write such as `[1, 0, 755]`", Some(json!([0, 0, 0])))
        }
        _ => ("something else", "look it up in the description of the format", None),
    }
}

/// Notes every `null` outside of a request's body.
fn nulls(reader: Reader<'_>, value: &Value<'_>) -> bool {
    match value {
        Value::NullKeyword(_) => {
            reader.error(value, "expected a value, found `null`", "leave the line out where there is nothing to say");
            true
        }
        // Counted rather than asked with `any`, so that one does not hide the next.
        Value::Array(array) => array.elements.iter().filter(|item| nulls(reader, item)).count() > 0,
        Value::Object(object) => {
            let asked = object.properties.iter().filter(|property| property.name.as_str() != "body");
            asked.filter(|property| nulls(reader, &property.value)).count() > 0
        }
        _ => false,
    }
}
