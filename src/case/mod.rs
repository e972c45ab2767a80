//! Expectations in files: one case is a visitor, a request, and what should come of it. The same files are run by
//! `cargo test`, by the Wasm build, against the running Worker, and by `segue test`, so that these cannot drift apart.
//! `docs/shop-folder.md` describes the format.
//!
//! Days are counted back from the day of the run, so a case means the same on every day.

mod build;
mod check;
mod file;
mod persona;
mod run;
mod search;
mod tcf;

/// The key that signs the one-off links in case files. It is no secret: no Worker that shoppers reach has it.
pub const LINK_KEYS: &str = "cases:Y2FzZXMtb25seS1saW5rLWtleS1uby1zZWNyZXQtYXQ";

pub use build::{Parts, click, follow, parts, parts_as};
pub use check::{Seen, check, check_profile};
pub use file::{Asked, Brought, Case, Expect, Order, Prefers, Touched, Visitor};
pub use persona::Persona;
pub use run::{ReadAudience, answered, run, run_with, warm};
#[cfg(feature = "pages")]
pub use run::{receipt_json_of, receipt_of, whole};
pub use search::{Search, Searches};
pub use tcf::TcString;
