//! The core in bytes and in memory.
//!
//! ```text
//! "SGC6"  postcard of WireCore
//! ```
//!
//! Each rule is a length-prefixed postcard of its own, so that one that this program cannot read (a newer publisher, a
//! damaged file) is switched off with a warning while the rest works.

use super::SnapshotId;
use super::campaign::Campaign;
use super::campaigns::Campaigns;
use super::condition::Condition;
use super::intent::Lexicon;
use super::product::ProductRef;
use super::rules::{Block, Experiment, Rule, Segment, Set};
use super::sensitive::Sensitive;
use super::shop::{Category, Rfm, Shop};
use crate::consent::PurposeSet;
use crate::neighbours::Blend;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

const MAGIC: &[u8; 4] = b"SGC6";

/// Why bytes are no core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoreError {
    /// They do not begin as a core does.
    NotACore,
    /// They cannot be read to the end.
    Damaged,
}

/// Something that is switched off, and why, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning(pub String);

/// A rule in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WireRule {
    pub(super) id: String,
    #[serde(with = "bytes")]
    pub(super) body: Vec<u8>,
}

/// The purposes that each segment reads; `None` for one that is off.
pub(super) type Purposes = Vec<Option<PurposeSet>>;

/// Postcard writes a byte slice as one run; serde's default would go byte by byte.
mod bytes {
    use alloc::vec::Vec;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        <&'de [u8]>::deserialize(from).map(<[u8]>::to_vec)
    }
}

/// A shard as the core knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardInfo {
    /// Its content's address.
    pub id: SnapshotId,
    /// The place of its first product.
    pub first: u32,
}

/// The core as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireCore {
    /// The shop.
    pub shop: Shop,
    /// The categories.
    pub categories: Vec<Category>,
    /// The phrases that tell intent: those of the shop's own language, then those of others.
    pub intent: Vec<Lexicon>,
    /// Value and lifecycle.
    pub rfm: Rfm,
    /// The shop's bestsellers, best first.
    pub bestsellers: Vec<ProductRef>,
    /// What is looked at and bought most of late, best first.
    pub popular: Vec<ProductRef>,
    /// What was added of late, newest first.
    pub newest: Vec<ProductRef>,
    /// How the lists of the products viewed last are combined.
    pub blend: Blend,
    /// How many products there are.
    pub products: u32,
    /// The shards, by the range of keys that they hold.
    pub shards: Vec<ShardInfo>,
    /// The shards of the audiences, by the range of members that they hold.
    pub audience_shards: Vec<SnapshotId>,
    segments: Vec<WireRule>,
    blocks: Vec<WireRule>,
    sets: Vec<WireRule>,
    campaigns: Vec<WireRule>,
    experiments: Vec<WireRule>,
}

/// The core in memory.
#[derive(Debug)]
pub struct Core {
    /// The shop.
    pub shop: Shop,
    /// The categories.
    pub categories: Vec<Category>,
    /// Which of them are sensitive.
    pub sensitive: Sensitive,
    /// The phrases that tell intent: those of the shop's own language, then those of others.
    pub intent: Vec<Lexicon>,
    /// Value and lifecycle.
    pub rfm: Rfm,
    /// The shop's bestsellers, best first.
    pub bestsellers: Vec<ProductRef>,
    /// What is looked at and bought most of late, best first.
    pub popular: Vec<ProductRef>,
    /// What was added of late, newest first.
    pub newest: Vec<ProductRef>,
    /// How the lists of the products viewed last are combined.
    pub blend: Blend,
    /// How many products there are.
    pub products: u32,
    /// The shards.
    pub shards: Vec<ShardInfo>,
    /// The shards of the audiences, by the range of members that they hold.
    pub audience_shards: Vec<SnapshotId>,
    /// The segments; each may name only those before it.
    pub segments: Vec<Rule<Segment>>,
    /// The blocks, by descending priority, then by id.
    pub blocks: Vec<Rule<Block>>,
    /// The sets, by descending priority, then by id.
    pub sets: Vec<Rule<Set>>,
    /// The campaigns by id.
    pub campaigns: Campaigns,
    /// The experiments.
    pub experiments: Vec<Rule<Experiment>>,
}

impl WireCore {
    /// A core without rules.
    #[must_use]
    pub fn new(shop: Shop, categories: Vec<Category>, intent: Vec<Lexicon>, rfm: Rfm) -> Self {
        Self {
            shop,
            categories,
            intent,
            rfm,
            bestsellers: Vec::new(),
            popular: Vec::new(),
            newest: Vec::new(),
            blend: Blend::default(),
            products: 0,
            shards: Vec::new(),
            audience_shards: Vec::new(),
            segments: Vec::new(),
            blocks: Vec::new(),
            sets: Vec::new(),
            campaigns: Vec::new(),
            experiments: Vec::new(),
        }
    }

    /// Adds the rules, in the order in which the core is to hold them.
    pub fn set_rules(
        &mut self,
        segments: &[Segment],
        blocks: &[Block],
        sets: &[Set],
        campaigns: &[Campaign],
        experiments: &[Experiment],
    ) {
        self.segments = write_all(segments, |rule| &rule.id);
        self.blocks = write_all(blocks, |rule| &rule.id);
        self.sets = write_all(sets, |rule| &rule.id);
        self.campaigns = write_all(campaigns, |rule| &rule.id);
        self.experiments = write_all(experiments, |rule| &rule.id);
    }

    /// The bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(postcard::to_allocvec(self).unwrap_or_default());
        bytes
    }
}

fn write_all<T: Serialize>(rules: &[T], id: impl Fn(&T) -> &String) -> Vec<WireRule> {
    let write = |rule: &T| WireRule { id: id(rule).clone(), body: postcard::to_allocvec(rule).unwrap_or_default() };
    rules.iter().map(write).collect()
}

impl Core {
    /// Reads a core, switching off what cannot be read.
    ///
    /// # Errors
    /// When the bytes are not a core.
    pub fn read(bytes: &[u8]) -> Result<(Self, Vec<Warning>), CoreError> {
        let (core, mut warnings) = Self::begin(bytes)?;
        core.campaigns.read_all(&mut warnings);
        Ok((core, warnings))
    }

    /// The same with the campaigns read when they are asked for: one that cannot be read is off then, without a warning.
    ///
    /// # Errors
    /// When the bytes are not a core.
    pub fn begin(bytes: &[u8]) -> Result<(Self, Vec<Warning>), CoreError> {
        let body = bytes.strip_prefix(MAGIC).ok_or(CoreError::NotACore)?;
        let wire: WireCore = postcard::from_bytes(body).map_err(|_| CoreError::Damaged)?;
        let mut warnings = Vec::new();
        let mut segments: Vec<Rule<Segment>> = Vec::with_capacity(wire.segments.len());
        let mut of: Purposes = Vec::with_capacity(wire.segments.len());
        for WireRule { id, body } in wire.segments {
            let read = read_one(id, &body, "segment", &mut warnings, |segment: &Segment| {
                of_condition(Some(&segment.when), &of)
            });
            of.push(read.body.is_some().then_some(read.purposes));
            segments.push(read);
        }
        let blocks = read_all(wire.blocks, "block", &mut warnings, |block: &Block| {
            Some(of_segments(&block.segments, &of)?.union(of_condition(block.when.as_ref(), &of)?))
        });
        let sets = read_all(wire.sets, "set", &mut warnings, |set: &Set| {
            Some(of_segments(&set.segments, &of)?.union(of_condition(set.when.as_ref(), &of)?))
        });
        let experiments = read_all(wire.experiments, "experiment", &mut warnings, |experiment: &Experiment| {
            of_segments(&experiment.segments, &of)
        });
        let core = Self {
            shop: wire.shop,
            sensitive: Sensitive::of(&wire.categories),
            categories: wire.categories,
            intent: wire.intent,
            rfm: wire.rfm,
            bestsellers: wire.bestsellers,
            popular: wire.popular,
            newest: wire.newest,
            blend: wire.blend,
            products: wire.products,
            shards: wire.shards,
            audience_shards: wire.audience_shards,
            segments,
            blocks,
            sets,
            campaigns: Campaigns::new(wire.campaigns, of),
            experiments,
        };
        Ok((core, warnings))
    }

    /// The category's place.
    #[must_use]
    pub fn category_named(&self, id: &str) -> Option<u16> {
        self.categories.iter().position(|c| c.id == id).and_then(|at| u16::try_from(at).ok())
    }

    /// The category at this place.
    #[must_use]
    pub fn category(&self, at: u16) -> Option<&Category> {
        self.categories.get(usize::from(at))
    }
}

/// The purposes that segments read; `None` when one of them is not there.
fn of_segments(places: &[u16], of: &[Option<PurposeSet>]) -> Option<PurposeSet> {
    places.iter().try_fold(PurposeSet::NONE, |set, at| Some(set.union((*of.get(usize::from(*at))?)?)))
}

/// The purposes that a condition reads; `None` when it names a segment that is not there.
pub(super) fn of_condition(condition: Option<&Condition>, of: &[Option<PurposeSet>]) -> Option<PurposeSet> {
    let Some(condition) = condition else { return Some(PurposeSet::NONE) };
    if !all_there(condition, of) {
        return None;
    }
    let of_segment = |at: u16| of.get(usize::from(at)).copied().flatten().unwrap_or(PurposeSet::NONE);
    Some(condition.purposes(&of_segment))
}

fn all_there(condition: &Condition, of: &[Option<PurposeSet>]) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().all(|part| all_there(part, of)),
        Condition::Not(part) => all_there(part, of),
        Condition::Segment(at) => of.get(usize::from(*at)).is_some_and(Option::is_some),
        Condition::Test(_) => true,
    }
}

fn read_all<T: DeserializeOwned>(
    rules: Vec<WireRule>,
    what: &str,
    warnings: &mut Vec<Warning>,
    purposes: impl Fn(&T) -> Option<PurposeSet>,
) -> Vec<Rule<T>> {
    rules.into_iter().map(|WireRule { id, body }| read_one(id, &body, what, warnings, &purposes)).collect()
}

/// Reads one rule; one that cannot be read has no body.
pub(super) fn read_one<T: DeserializeOwned>(
    id: String,
    body: &[u8],
    what: &str,
    warnings: &mut Vec<Warning>,
    purposes: impl Fn(&T) -> Option<PurposeSet>,
) -> Rule<T> {
    let read = postcard::from_bytes::<T>(body).ok().and_then(|body| {
        let purposes = purposes(&body)?;
        Some((body, purposes))
    });
    if let Some((body, purposes)) = read {
        return Rule { id, body: Some(body), purposes };
    }
    warnings.push(Warning(format!("{what} `{id}` cannot be evaluated here and is switched off")));
    Rule { id, body: None, purposes: PurposeSet::NONE }
}

#[cfg(test)]
mod tests;
