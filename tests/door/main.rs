//! The door: what every source of consent grants, alone and together, and what a withdrawal does.
#![cfg(not(target_arch = "wasm32"))]

#[expect(dead_code, reason = "only the snapshot is needed here")]
#[path = "../common/mod.rs"]
mod common;
mod context;
mod ended;
mod personal;
mod table;
mod vendor;
mod withdrawal;

use segue::case::TcString;
use segue::consent::{Admitted, Raw, Settings, admit};
use segue::cookie::Keys;
use segue::day::{Day, Now};

const TODAY: Day = Day(20_700);

fn now() -> Now {
    Now::from_unix_seconds(u64::from(TODAY.0) * 86_400 + 3_600)
}

fn keys() -> Keys {
    Keys::parse(&format!("k1:{}", "A".repeat(43))).unwrap_or_else(|_| Keys::none())
}

/// A TC string of today, by its JSON.
fn tc_string(json: serde_json::Value) -> String {
    let made: Result<TcString, _> = serde_json::from_value(json);
    made.map(|tcf| tcf.text(TODAY)).unwrap_or_default()
}

/// What comes of these cookies.
fn through(cookies: &str, country: &str, gpc: bool, settings: &Settings) -> Admitted {
    let raw = Raw { cookies, country: Some(country), gpc: gpc.then_some("1"), ..Raw::default() };
    admit(raw, &keys(), settings, now())
}
