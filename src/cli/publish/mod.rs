//! Publishing: what writes to KV, what takes back, and what says who did. `docs/publishing.md` is for people.

mod git;
mod key;
pub(super) mod keygen;
mod live;
mod moving;
mod publication;
pub(super) mod push;
mod say;
mod store;
mod upload;

pub(in crate::cli) use key::{KeyArgs, PublisherKey};
pub(in crate::cli) use publication::now;
