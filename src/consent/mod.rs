//! Consent is a type. Raw signals go in at one door, [`admit`], which consumes them and returns a [`Visitor`] that holds
//! only what the granted purposes allow. The engine accepts nothing else.
//!
//! A [`Visitor`] cannot be made anywhere else:
//!
//! ```compile_fail,E0451
//! use segue::consent::{Grants, Visitor};
//! let forged = Visitor {
//!     profile: None,
//!     grants: Grants::default(),
//!     preferences: Default::default(),
//!     context: Default::default(),
//! };
//! ```
//!
//! and the engine does not take raw signals:
//!
//! ```compile_fail,E0308
//! use segue::consent::Raw;
//! fn shortcut(snapshot: &segue::snapshot::Snapshot, raw: &Raw<'_>, now: segue::day::Now) {
//!     let placement = segue::engine::Placement::ProductPage { product: "K-101" };
//!     let _ = segue::engine::decide(snapshot, raw, &placement, now);
//! }
//! ```
//!
//! The same call with the [`Visitor`] that the door gave compiles:
//!
//! ```
//! use segue::consent::{Raw, admit};
//! fn through_the_door(snapshot: &segue::snapshot::Snapshot, raw: Raw<'_>, now: segue::day::Now) {
//!     let placement = segue::engine::Placement::ProductPage { product: "K-101" };
//!     let settings = &segue::consent::Settings::default();
//!     let admitted = admit(raw, &segue::cookie::Keys::none(), settings, now);
//!     let _ = segue::engine::decide(snapshot, &admitted.visitor, &placement, now);
//! }
//! ```

mod admit;
mod bits;
mod combine;
mod fibonacci;
pub mod gpp;
mod jurisdiction;
#[cfg(test)]
mod laid;
mod purpose;
mod record;
mod settings;
mod sources;
pub mod tcf;
mod unreadable;
pub mod usp;
mod visitor;

pub use admit::{Admitted, Raw, Told, admit};
pub use bits::IdSet;
pub(crate) use bits::{NONE, SEXTETS};
pub use jurisdiction::{Jurisdiction, Regime};
pub use purpose::{Bridged, Grants, Purpose, PurposeSet, Source, Standing, Verdict};
pub use record::{Choice, HowOften, MOST_CATEGORIES, Preferences, Record, RecordState};
pub use settings::{CategoryMap, Platform, Settings};
pub use unreadable::{MAX_BYTES, Unreadable};
pub use visitor::{Context, Device, Os, Visitor};
