//! A snapshot: what the marketers published. Immutable and named by its content.
//!
//! The *core* (shop, categories, segments, blocks, sets, campaigns, experiments and the list of shards) stays in the
//! isolate's memory. The catalogue lies in *shards*, by hash of the product's id, read only when a request needs them,
//! so that nothing on the request path grows with the catalogue. The *pointer* is the one key that changes.

mod audience;
mod campaign;
mod campaigns;
mod channel;
mod condition;
mod core;
mod cuts;
mod id;
mod intent;
mod memory;
mod pointer;
mod product;
mod publisher;
mod record;
mod rules;
mod sensitive;
mod shard;
mod shop;
mod store;

pub use self::audience::{
    List, MemberKey, audience_shard_of, decode_members, encode_members, memberships, write_audience_shards,
};
pub use self::core::{Core, CoreError, ShardInfo, Warning, WireCore};
pub use campaign::{Campaign, Candidate, Destination, Step};
pub use campaigns::Campaigns;
pub use channel::{Apps, Channel};
pub use condition::{CategoryArg, Condition, Name, NameSignal, NumberSignal, Test, Want};
pub use cuts::{Cuts, fifth};
pub use id::SnapshotId;
pub use intent::{Lexicon, Phrase, Says};
#[cfg(test)]
pub(crate) use memory::tests::{live as live_for_tests, live_of_shards};
pub use memory::{Live, Loaded, Memory, OnTrial};
pub use pointer::{Canary, POINTER_KEY, Pointer, SealedPointer, message as pointer_message, seal_pointer};
pub use product::{Card, Detail, Product, ProductRef, write_record};
pub use publisher::{PublisherSignature, Publishers, is_name as is_publisher_name};
pub use record::ProductRecord;
pub use rules::{Arm, Block, Cap, Experiment, Kind, Link, Rule, Segment, Set, Strategy, Unit, Window};
pub use sensitive::Sensitive;
pub use shard::{Shard, ShardError, write_shard};
pub use shop::{Category, Defaults, Rfm, Shop};
pub use store::{Lookup, Snapshot};

/// The key of the core with this id.
#[must_use]
pub fn core_key(id: SnapshotId) -> alloc::string::String {
    alloc::format!("core-{id}")
}

/// The key of the shard with this content.
#[must_use]
pub fn shard_key(id: SnapshotId) -> alloc::string::String {
    alloc::format!("shard-{id}")
}
