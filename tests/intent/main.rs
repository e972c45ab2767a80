//! What searches are after: those of `fixtures/intent`, each with the intents that a person expects of it.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/sample.rs"]
mod sample;

mod properties;
mod queries;
