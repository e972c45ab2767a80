//! Publishing against a KV that fails, is slow, loses keys and is used by two people at once.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may fail loudly")]

mod place;
mod push;
mod stand_in;
