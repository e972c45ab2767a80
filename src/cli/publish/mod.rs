//! Publishing: what writes to KV, what takes back, and what says who did. `docs/publishing.md` is for people.

pub(super) mod diff;
pub(super) mod gc;
mod git;
pub(super) mod history;
mod key;
pub(super) mod keygen;
mod live;
mod moving;
mod named;
pub(super) mod promote;
mod publication;
pub(super) mod push;
mod record;
pub(super) mod rollback;
mod say;
mod signing;
mod store;
mod trust;
mod upload;

pub(in crate::cli) use key::{KEY_VARIABLE, KeyArgs, PublisherKey};
pub(in crate::cli) use publication::now;
