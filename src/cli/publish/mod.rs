//! Publishing: what writes to KV, what takes back, and what says who did. `docs/publishing.md` is for people.

mod key;
pub(super) mod keygen;

pub(in crate::cli) use key::{KeyArgs, PublisherKey};
