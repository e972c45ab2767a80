//! JSON: a record is the card's object and, right behind it, the object of the rest.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Encoding, each_rule};
#[cfg(not(target_arch = "wasm32"))]
use crate::shape::ShardInfo;
use crate::shape::{Card, Core, Detail, Rule, Rules, Wire};

pub(crate) struct Json;

/// A rule that is read on its own.
#[derive(Serialize, Deserialize)]
struct WireRule {
    id: String,
    body: Box<RawValue>,
}

/// Text in a shard: borrowed, unless it has escapes.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Encoding for Json {
    type Card<'a> = Card<Text<'a>>;
    type Detail<'a> = Detail<Text<'a>>;

    fn core(bytes: &[u8]) -> Option<Core<Rules>> {
        let wire: Core<Wire<WireRule>> = serde_json::from_slice(bytes).ok()?;
        Some(wire.with_rules(|wire| each_rule!(wire, read_rule, Rules)))
    }

    fn card(record: &[u8]) -> Option<(Self::Card<'_>, &[u8])> {
        let mut values = serde_json::Deserializer::from_slice(record).into_iter();
        let card = values.next()?.ok()?;
        Some((card, record.get(values.byte_offset()..)?))
    }

    fn detail(rest: &[u8]) -> Option<Self::Detail<'_>> {
        serde_json::from_slice(rest).ok()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write_core(core: &Core<Rules>, shards: Vec<ShardInfo>) -> Option<Vec<u8>> {
        serde_json::to_vec(&core.copy_with(shards, |rules| each_rule!(rules, write_rule, Wire))).ok()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write_record(card: &Card<String>, detail: &Detail<String>) -> Option<Vec<u8>> {
        let mut record = serde_json::to_vec(card).ok()?;
        record.extend(serde_json::to_vec(detail).ok()?);
        Some(record)
    }
}

fn read_rule<T: DeserializeOwned>(rule: &WireRule) -> Rule<T> {
    Rule { id: rule.id.clone(), body: serde_json::from_str(rule.body.get()).ok() }
}

#[cfg(not(target_arch = "wasm32"))]
fn write_rule<T: Serialize>(rule: &Rule<T>) -> WireRule {
    let body = rule.body.as_ref().and_then(|body| serde_json::value::to_raw_value(body).ok());
    WireRule { id: rule.id.clone(), body: body.unwrap_or_default() }
}
