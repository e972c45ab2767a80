//! What an answer is, run natively: the case files, and the same answers from an isolate that has yet to read.
#![cfg(not(target_arch = "wasm32"))]

mod cold;
#[path = "../common/mod.rs"]
mod common;
mod files;
#[path = "../common/folder.rs"]
mod folder;
mod kinds;
mod landing;
mod login;
mod question;
mod sensitive;

/// Keys for tests only.
const KEYS: &str = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";

/// Days on which every case is run, counted from 1970-01-01: in April and November 2026 and in 2028.
const CASE_DAYS: [u64; 3] = [20_560, 20_780, 21_300];
