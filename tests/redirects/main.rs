//! No link leads where the shop does not: hostile texts in every input of `/r/{campaign}`, from the request to the
//! `Location`, judged by the URL Standard. `tests/http/redirects.rs` asks the running Worker the same.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

#[path = "../common/sample.rs"]
mod common;
mod corpus;
mod files;
mod inputs;
mod judge;
mod judged;
mod properties;
mod world;
