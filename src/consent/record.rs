//! Our own record of the visitor's choice, `__Host-segue-consent`: signed, with the policy version and the day.

use super::{Purpose, PurposeSet};
use crate::cookie::{CONSENT, CONSENT_DAYS, Found, Keys, Reason, seal};
use crate::day::Day;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// The first byte of the payload: the version of the record's fields.
const FIELDS: u8 = 1;

/// What the visitor prefers, beside yes and no. Absent means no opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// Whether to be reminded of what was bought and may run out.
    #[serde(default = "yes")]
    pub reminders: bool,
}

fn yes() -> bool {
    true
}

impl Default for Preferences {
    fn default() -> Self {
        Self { reminders: true }
    }
}

/// A choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The privacy policy's version that the choice was about.
    pub policy: u16,
    /// The day of the choice.
    pub day: Day,
    /// What the visitor said something about; about the rest the default of the place still holds.
    pub stated: PurposeSet,
    /// What of that was granted; the rest of it was refused.
    pub granted: PurposeSet,
    /// What the visitor prefers.
    pub preferences: Preferences,
}

/// What the browser holds of a choice. Absent, refused and unreadable are three different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordState {
    /// None, or one that has expired.
    Absent,
    /// A choice about another version of the privacy policy, or one from the future. What it refused stays refused; about the rest the visitor
    /// is asked again.
    Outdated(Record),
    /// A choice.
    Chosen(Record),
    /// Something that cannot be read; it grants nothing.
    Unreadable(Reason),
}

impl Record {
    /// Reads the cookie. `policy` is the policy version of today; `None`, when it is not known, takes any.
    #[must_use]
    pub fn read(found: Found<'_>, keys: &Keys, policy: Option<u16>, today: Day) -> RecordState {
        let cookie = match found {
            Found::Absent => return RecordState::Absent,
            Found::Several => return RecordState::Unreadable(Reason::Duplicate),
            Found::One(cookie) => cookie,
        };
        let payload = match cookie.verify(keys, today) {
            Ok(payload) => payload,
            Err(Reason::Expired) => return RecordState::Absent,
            Err(reason) => return RecordState::Unreadable(reason),
        };
        let Some((&FIELDS, fields)) = payload.split_first() else {
            return RecordState::Unreadable(Reason::UnreadablePayload);
        };
        match postcard::from_bytes::<Self>(fields) {
            // From the future: what it grants does not count, what it refuses does.
            Ok(record) if record.day > today.plus(1) => RecordState::Outdated(record),
            Ok(record) => {
                let granted = PurposeSet::from_bits(record.granted.bits()).with(Purpose::Necessary);
                let record = Self { granted, ..record };
                if policy.is_none_or(|policy| policy == record.policy) {
                    RecordState::Chosen(record)
                } else {
                    RecordState::Outdated(record)
                }
            }
            Err(_) => RecordState::Unreadable(Reason::UnreadablePayload),
        }
    }

    /// The value of the cookie. `None` without a signing key.
    #[must_use]
    pub fn seal(&self, keys: &Keys) -> Option<String> {
        let mut payload = alloc::vec![FIELDS];
        payload.extend(postcard::to_allocvec(self).ok()?);
        seal(keys, CONSENT, self.day.plus(CONSENT_DAYS), &payload)
    }
}
