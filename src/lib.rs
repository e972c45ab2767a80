//! Segue decides, at the edge and within one request, what a storefront shows a visitor. The modules stand in the order
//! in which a request travels.
//!
//! [`worker`] takes the request, [`isolate`] has what was read before, [`edge`] turns it into plain values, [`cookie`] verifies,
//! [`consent::admit`] drops what the visitor did not grant, [`snapshot`] holds what the marketers published,
//! [`engine::decide`] decides, and [`edge`] renders the answer. [`shop`] and [`cli`] make the snapshot and exist only outside the Wasm.

extern crate alloc;

#[macro_use]
mod presence;

mod base64url;

pub mod day;
mod json;
pub mod key;
pub mod lower;
mod packed;

pub mod cookie;

pub mod link;

pub mod story;

pub mod visitor;

pub mod consent;

pub mod snapshot;

pub mod neighbours;

pub mod engine;

pub mod edge;

pub mod isolate;

pub mod case;

#[cfg(target_arch = "wasm32")]
pub mod worker;

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(not(target_arch = "wasm32"))]
pub mod learn;
#[cfg(not(target_arch = "wasm32"))]
pub mod shop;

/// The version of the program, as `GET /_segue/health` and `segue --version` say it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
