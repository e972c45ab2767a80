//! Publishing against a KV that fails, is slow, loses keys and is used by two people at once.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may fail loudly")]

mod diff;
#[path = "../common/folder.rs"]
mod folder;
mod gc;
mod history;
mod place;
mod push;
mod stand_in;
mod take_back;
mod times;
mod trust;
