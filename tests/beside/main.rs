//! What is promised to those who publish: canaries and previews.
#![cfg(not(target_arch = "wasm32"))]

mod canary;
mod preview;
#[path = "../common/sample.rs"]
mod sample;
