//! rkyv: a record is the length of the card's archive, that archive, and the archive of the rest. Every look goes
//! through the checked `access`, because bytes of KV are not trusted and `unsafe` is forbidden here.

use rkyv::rancor::Failure;
use rkyv::{Archive, Deserialize};

use super::{Encoding, Shown, Told, each_rule};
use crate::shape::{ArchivedCard, ArchivedDetail, Core, ProductRef, Rule, Rules, Wire};
#[cfg(not(target_arch = "wasm32"))]
use crate::shape::{Card, Detail, ShardInfo};

pub(crate) struct Rkyv;

type Reader = rkyv::api::high::HighDeserializer<Failure>;

/// A rule in bytes.
#[derive(rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
struct WireRule {
    id: String,
    body: Vec<u8>,
}

impl Encoding for Rkyv {
    type Card<'a> = &'a ArchivedCard<String>;
    type Detail<'a> = &'a ArchivedDetail<String>;

    fn core(bytes: &[u8]) -> Option<Core<Rules>> {
        let wire = rkyv::from_bytes::<Core<Wire<WireRule>>, Failure>(bytes).ok()?;
        Some(wire.with_rules(|wire| each_rule!(wire, read_rule, Rules)))
    }

    fn card(record: &[u8]) -> Option<(Self::Card<'_>, &[u8])> {
        let (length, rest) = record.split_first_chunk::<2>()?;
        let (card, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        Some((rkyv::access::<_, Failure>(card).ok()?, rest))
    }

    fn detail(rest: &[u8]) -> Option<Self::Detail<'_>> {
        rkyv::access::<_, Failure>(rest).ok()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write_core(core: &Core<Rules>, shards: Vec<ShardInfo>) -> Option<Vec<u8>> {
        let wire = core.copy_with(shards, |rules| each_rule!(rules, write_rule, Wire));
        rkyv::to_bytes::<Failure>(&wire).ok().map(|bytes| bytes.to_vec())
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write_record(card: &Card<String>, detail: &Detail<String>) -> Option<Vec<u8>> {
        let card = rkyv::to_bytes::<Failure>(card).ok()?;
        let mut record = u16::try_from(card.len()).ok()?.to_le_bytes().to_vec();
        record.extend_from_slice(&card);
        record.extend_from_slice(&rkyv::to_bytes::<Failure>(detail).ok()?);
        Some(record)
    }
}

fn read_rule<T>(rule: &WireRule) -> Rule<T>
where
    T: Archive,
    T::Archived:
        for<'a> rkyv::bytecheck::CheckBytes<rkyv::api::high::HighValidator<'a, Failure>> + Deserialize<T, Reader>,
{
    Rule { id: rule.id.clone(), body: rkyv::from_bytes::<T, Failure>(&rule.body).ok() }
}

#[cfg(not(target_arch = "wasm32"))]
fn write_rule<T>(rule: &Rule<T>) -> WireRule
where
    T: for<'a> rkyv::Serialize<
            rkyv::api::high::HighSerializer<rkyv::util::AlignedVec, rkyv::ser::allocator::ArenaHandle<'a>, Failure>,
        >,
{
    let body = rule.body.as_ref().and_then(|body| rkyv::to_bytes::<Failure>(body).ok());
    WireRule { id: rule.id.clone(), body: body.map(|bytes| bytes.to_vec()).unwrap_or_default() }
}

impl Shown for &ArchivedCard<String> {
    fn id(&self) -> &str {
        &self.id
    }
    fn title(&self) -> &str {
        &self.title
    }
    fn url(&self) -> &str {
        &self.url
    }
    fn image(&self) -> &str {
        &self.image
    }
    fn category(&self) -> u16 {
        self.category.into()
    }
    fn price(&self) -> u32 {
        self.price.into()
    }
    fn list_price(&self) -> u32 {
        self.list_price.into()
    }
    fn in_stock(&self) -> bool {
        self.in_stock
    }
}

impl Told for &ArchivedDetail<String> {
    fn brand(&self) -> &str {
        &self.brand
    }
    fn rating(&self) -> u8 {
        self.rating
    }
    fn reviews(&self) -> u32 {
        self.reviews.into()
    }
    fn review(&self) -> &str {
        &self.review
    }
    fn specs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.specs.iter().map(|pair| (pair.0.as_str(), pair.1.as_str()))
    }
    fn use_cases(&self) -> impl Iterator<Item = &str> {
        self.use_cases.iter().map(|text| text.as_str())
    }
    fn ships_in_days(&self) -> Option<u8> {
        self.ships_in_days.as_ref().copied()
    }
    fn bought_together(&self) -> impl Iterator<Item = ProductRef> {
        self.bought_together.iter().map(|at| ProductRef(at.0.into()))
    }
}
