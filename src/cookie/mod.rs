//! Cookies that Segue signs, and how it takes them back. What a browser sends is [`Unverified`]; only
//! [`Unverified::verify`] turns it into something, and a failure is a [`Reason`], never an error: the visitor is
//! anonymous then, and the page is served.

mod header;
mod keys;
mod profile;
mod seal;

pub use header::{Found, Plain, find, find_all};
pub use keys::{KeyError, Keys};
pub use profile::{seal_profile, verify_profile};
pub use seal::{Reason, Unverified, seal};

/// The signed profile; set only with consent to personalization.
pub const PROFILE: &str = "__Host-segue";

/// The signed record of the visitor's own choice.
pub const CONSENT: &str = "__Host-segue-consent";

/// The longest cookie, name and value together, that is set or looked at, in bytes.
pub const MAX_BYTES: usize = 1_500;

/// How long a profile lives after its last change, in days.
pub const PROFILE_DAYS: u16 = 180;

/// How long a recorded choice holds before the visitor is asked again: 13 months, in days.
pub const CONSENT_DAYS: u16 = 395;
