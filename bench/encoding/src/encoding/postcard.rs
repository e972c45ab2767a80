//! postcard, as the library uses it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Encoding, each_rule};
#[cfg(not(target_arch = "wasm32"))]
use crate::shape::ShardInfo;
use crate::shape::{Card, Core, Detail, Rule, Rules, Wire};

const MAGIC: &[u8; 4] = b"SGC2";

pub(crate) struct Postcard;

/// A rule in bytes.
#[derive(Serialize, Deserialize)]
struct WireRule {
    id: String,
    #[serde(with = "bytes")]
    body: Vec<u8>,
}

/// postcard writes a byte slice as one run; serde's default would go byte by byte.
mod bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        <&'de [u8]>::deserialize(from).map(<[u8]>::to_vec)
    }
}

impl Encoding for Postcard {
    type Card<'a> = Card<&'a str>;
    type Detail<'a> = Detail<&'a str>;

    fn core(bytes: &[u8]) -> Option<Core<Rules>> {
        let wire: Core<Wire<WireRule>> = postcard::from_bytes(bytes.strip_prefix(MAGIC)?).ok()?;
        Some(wire.with_rules(|wire| each_rule!(wire, read_rule, Rules)))
    }

    fn card(record: &[u8]) -> Option<(Self::Card<'_>, &[u8])> {
        postcard::take_from_bytes(record).ok()
    }

    fn detail(rest: &[u8]) -> Option<Self::Detail<'_>> {
        postcard::from_bytes(rest).ok()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write_core(core: &Core<Rules>, shards: Vec<ShardInfo>) -> Option<Vec<u8>> {
        let wire = core.copy_with(shards, |rules| each_rule!(rules, write_rule, Wire));
        postcard::to_extend(&wire, MAGIC.to_vec()).ok()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write_record(card: &Card<String>, detail: &Detail<String>) -> Option<Vec<u8>> {
        postcard::to_extend(detail, postcard::to_allocvec(card).ok()?).ok()
    }
}

fn read_rule<T: DeserializeOwned>(rule: &WireRule) -> Rule<T> {
    Rule { id: rule.id.clone(), body: postcard::from_bytes(&rule.body).ok() }
}

#[cfg(not(target_arch = "wasm32"))]
fn write_rule<T: Serialize>(rule: &Rule<T>) -> WireRule {
    let body = rule.body.as_ref().and_then(|body| postcard::to_allocvec(body).ok());
    WireRule { id: rule.id.clone(), body: body.unwrap_or_default() }
}
