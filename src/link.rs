//! One-off links: the destination that a mail tool chooses for one mail, signed, so that nobody else can choose one.
//!
//! ```text
//! /r/CAMPAIGN?to=URL&exp=SECONDS&sig=MAC
//!
//! MAC = base64url(HMAC-SHA256(key, "segue link 1\n" SHOP "\n" CAMPAIGN "\n" SECONDS "\n" URL)), without padding
//! ```
//!
//! SHOP is the `name` in `shop.json`, URL what a path or address is before it is percent-encoded for the query, and SECONDS
//! the last moment in which it holds, since 1970-01-01 00:00 UTC, in digits. HMAC is RFC 2104, SHA-256 is FIPS 180-4,
//! base64url is RFC 4648, section 5. None of the parts can hold a line break, so that none can pass for two.
//!
//! The signature says who chose the destination. Whether the shop allows it is the engine's question
//! ([`engine::allowed`](crate::engine::allowed)), and is asked of a signed one as well.

use crate::base64url;
use crate::cookie::{KeyError, Keys};
use crate::day::Now;
use crate::engine::OneOff;
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The longest destination, in bytes.
pub const LONGEST: usize = 2_048;

/// What stands before the rest when it is signed, so that no other signature passes for a link's.
const DOMAIN: &str = "segue link 1\n";

/// The keys that sign one-off links. The first signs; all verify, so that they can be changed while mails are under way.
#[derive(Debug)]
pub struct LinkKeys(Keys);

impl LinkKeys {
    /// The secret that holds them: `name:key`, separated by commas.
    pub const VARIABLE: &str = "SEGUE_LINK_KEYS";

    /// Reads `name:key,name:key`; keys are at least 32 bytes in base64url without padding.
    ///
    /// # Errors
    /// When there is none, or one is malformed; [`KeyError::of`] says it with the name of the variable.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        Keys::parse(text).map(Self)
    }

    /// No key: nothing verifies and nothing is signed.
    #[must_use]
    pub fn none() -> Self {
        Self(Keys::none())
    }

    /// The parameters that make a one-off link of `/r/CAMPAIGN`: `to=...&exp=...&sig=...`. `until` is the last moment in
    /// which it holds, in seconds since 1970-01-01 00:00 UTC. `None` without a key, and for what [`is_destination`] refuses.
    #[must_use]
    pub fn sign(&self, shop: &str, campaign: &str, until: u64, to: &str) -> Option<String> {
        if !is_destination(to) {
            return None;
        }
        let until = format!("{until}");
        let mac = fed(self.0.macs().next()?, shop, campaign, &until, to);
        let sig = base64url::encode(&mac.finalize().into_bytes());
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("to", to).append_pair("exp", &until).append_pair("sig", &sig);
        Some(query.finish())
    }

    /// What a campaign's link says about a one-off destination.
    #[must_use]
    pub fn judge<'g>(&self, shop: &str, campaign: &str, given: &'g Parameters<'_>, now: Now) -> Judged<'g> {
        // `exp` or `sig` alone speaks of something else: others use these names as well.
        if matches!(
            (&given.to, &given.exp, &given.sig),
            (Given::Never, Given::Never, _) | (Given::Never, _, Given::Never)
        ) {
            return Judged::Absent;
        }
        let Parameters { to: Given::Once(to), exp: Given::Once(exp), sig: Given::Once(sig) } = given else {
            return Judged::Tampered;
        };
        let (Some(until), Some(sig)) = (seconds(exp), base64url::decode(sig)) else {
            return Judged::Tampered;
        };
        // `verify_slice` compares in constant time.
        let fits = |mac| fed(mac, shop, campaign, exp, to).verify_slice(&sig).is_ok();
        if !is_destination(to) || !self.0.macs().any(fits) {
            return Judged::Tampered;
        }
        Judged::Good(OneOff { url: to, expired: now.unix_seconds > until })
    }
}

fn fed(mut mac: Hmac<Sha256>, shop: &str, campaign: &str, until: &str, to: &str) -> Hmac<Sha256> {
    for part in [DOMAIN, shop, "\n", campaign, "\n", until, "\n", to] {
        mac.update(part.as_bytes());
    }
    mac
}

/// Whether a one-off link may say `to` at all: 1 to [`LONGEST`] printable characters of ASCII, no space among them.
#[must_use]
pub fn is_destination(to: &str) -> bool {
    (1..=LONGEST).contains(&to.len()) && to.bytes().all(|b| b.is_ascii_graphic())
}

/// What a link says about a one-off destination.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Judged<'g> {
    /// Nothing: it is an ordinary link.
    Absent,
    /// A destination that a configured key signed for this campaign of this shop. Its bytes are those that
    /// [`is_destination`] lets pass; whether the shop allows it is another question.
    Good(OneOff<'g>),
    /// Something that no configured key signed, or not all of it, or something twice.
    Tampered,
}

/// A parameter of the query.
#[derive(Default)]
enum Given<'q> {
    #[default]
    Never,
    Once(Cow<'q, str>),
    Twice,
}

/// The parameters of a query that speak of a one-off destination. Unlike the others of a link they are counted: of two
/// destinations none is believed.
#[derive(Default)]
pub struct Parameters<'q> {
    to: Given<'q>,
    exp: Given<'q>,
    sig: Given<'q>,
}

// A mail's own destination may say whom the mail went to.
debug_says_presence!(Judged<'_>, Parameters<'_>);

impl<'q> Parameters<'q> {
    /// Those of a query, read by the rules of the URL Standard (WHATWG), section 5.1.
    #[must_use]
    pub fn read(query: &'q str) -> Self {
        let mut given = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            given.take(name, value);
        }
        given
    }

    /// Takes a parameter that is one of these; gives back any other.
    pub(crate) fn take(&mut self, name: Cow<'q, str>, value: Cow<'q, str>) -> Option<(Cow<'q, str>, Cow<'q, str>)> {
        let given = match name.as_ref() {
            "to" => &mut self.to,
            "exp" => &mut self.exp,
            "sig" => &mut self.sig,
            _ => return Some((name, value)),
        };
        *given = if matches!(given, Given::Never) { Given::Once(value) } else { Given::Twice };
        None
    }
}

/// A moment: digits without leading zeros, so that each is written in one way only.
fn seconds(text: &str) -> Option<u64> {
    let plain = text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests;
