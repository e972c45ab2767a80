//! The profile in its cookie: postcard, since it needs no field names and a third of JSON's bytes.

use super::{Found, Keys, PROFILE, PROFILE_DAYS, Reason, seal};
use crate::day::Day;
use crate::packed::Packed;
use crate::visitor::{Later, Profile};
use alloc::string::String;

/// The first byte of the payload: the version of the profile's fields.
const FIELDS: u8 = 4;
/// The version before: the same without the fields that came later.
const FORMER: u8 = 3;

/// The profile in the browser's cookie; `Ok(None)` when there is none.
///
/// # Errors
/// The reason why the cookie is not believed.
pub fn verify_profile(found: Found<'_>, keys: &Keys, today: Day) -> Result<Option<Profile>, Reason> {
    let cookie = match found {
        Found::Absent => return Ok(None),
        Found::Several => return Err(Reason::Duplicate),
        Found::One(cookie) => cookie,
    };
    let payload = cookie.verify(keys, today)?;
    let mut profile = read(&payload).ok_or(Reason::UnreadablePayload)?;
    profile.bound();
    Ok(Some(profile))
}

fn read(payload: &[u8]) -> Option<Profile> {
    let (version, fields) = payload.split_first()?;
    let mut packed = Packed(fields);
    let profile = Profile::read(&mut packed)?;
    let later = match *version {
        FIELDS => Later::read(&mut packed)?,
        FORMER => Later::unknown(&profile),
        _ => return None,
    };
    if packed.0.is_empty() { later.complete(profile) } else { None }
}

/// The value of the profile's cookie; one for this visit only ends with the next day, whatever a browser does with it.
/// `None` without a signing key.
#[must_use]
pub fn seal_profile(profile: &Profile, keys: &Keys, today: Day) -> Option<String> {
    let days = if profile.for_this_visit { 1 } else { PROFILE_DAYS };
    let mut payload = alloc::vec![FIELDS];
    payload.extend(postcard::to_allocvec(profile).ok()?);
    payload.extend(postcard::to_allocvec(&Later::of(profile)).ok()?);
    seal(keys, PROFILE, today.plus(days), &payload)
}
