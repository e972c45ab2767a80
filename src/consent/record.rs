//! Our own record of choices, `__Host-segue-consent`: signed, with the policy version and the day. It holds the visitor's own
//! choice, what a consent platform said through the bridge, what the visitor prefers, and the number that binds the
//! profile to it.

use super::{Bridged, Purpose, PurposeSet};
use crate::cookie::{CONSENT, CONSENT_DAYS, Found, Keys, Reason, seal};
use crate::day::Day;
use crate::key::NameKey;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// The first byte of the payload: the version of the record's fields.
const FIELDS: u8 = 2;

/// Most categories that a visitor may like, and as many not.
pub const MOST_CATEGORIES: usize = 12;

/// How often a visitor wants to see recommendations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HowOften {
    /// As the shop has it.
    #[default]
    Usual,
    /// At most one set and one personal block on a page.
    Fewer,
    /// No set, and no personal block.
    Never,
}

/// What the visitor prefers, beside yes and no. It is a setting that the visitor asked for, so it needs no consent of its
/// own and lives in the record of the choice.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Whether to be reminded of what was bought and may run out.
    pub reminders: bool,
    /// How often to see recommendations.
    pub recommendations: HowOften,
    /// Categories that are liked, at most [`MOST_CATEGORIES`].
    pub likes: Vec<NameKey>,
    /// Categories that are not wanted, at most [`MOST_CATEGORIES`].
    pub dislikes: Vec<NameKey>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { reminders: true, recommendations: HowOften::Usual, likes: Vec::new(), dislikes: Vec::new() }
    }
}

impl core::fmt::Debug for Preferences {
    /// Prints presence only: what somebody likes is theirs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Preferences").finish_non_exhaustive()
    }
}

/// What somebody said about purposes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The day.
    pub day: Day,
    /// What something was said about; about the rest the default of the place still holds.
    pub stated: PurposeSet,
    /// What of that was granted; the rest of it was refused.
    pub granted: PurposeSet,
}

impl Choice {
    /// Says yes or no to a purpose.
    pub fn say(&mut self, purpose: Purpose, yes: bool) {
        self.stated = self.stated.with(purpose);
        self.granted = if yes { self.granted.with(purpose) } else { self.granted.without(purpose) };
    }

    /// Yes, no, or nothing.
    #[must_use]
    pub fn about(self, purpose: Purpose) -> Option<bool> {
        self.stated.has(purpose).then(|| self.granted.has(purpose))
    }
}

/// A record.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The day on which it was last written.
    pub day: Day,
    /// The privacy policy's version that the visitor's own choice was about.
    pub policy: u16,
    /// The visitor's own choice.
    pub own: Choice,
    /// What a consent platform that lives in the browser said, through the bridge.
    pub bridged: Option<(Bridged, Choice)>,
    /// What the visitor prefers.
    pub preferences: Preferences,
    /// A profile counts only if it was sealed under this number. It is drawn anew with every withdrawal, so that a copy of
    /// an older profile is worth nothing. Sixteen bits: enough that a copy does not fit by chance, and too few to tell
    /// visitors apart by them.
    pub binding: u16,
}

debug_says_presence!(Choice, Record);

/// What the browser holds of a choice. Absent, refused and unreadable are three different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordState {
    /// None, or one that has expired.
    Absent,
    /// A choice about another version of the privacy policy, or one from the future. What it refused stays refused; about
    /// the rest the visitor is asked again.
    Outdated(Record),
    /// A choice.
    Chosen(Record),
    /// Something that cannot be read; it grants nothing.
    Unreadable(Reason),
}

impl RecordState {
    /// The visitor's own choice as far as it still counts: of another policy and of a day to come only what was refused,
    /// and nothing of what is older than [`CONSENT_DAYS`].
    #[must_use]
    pub fn own(&self, today: Day) -> Choice {
        match self {
            Self::Absent | Self::Unreadable(_) => Choice::default(),
            Self::Outdated(record) => {
                let refused = Purpose::ALL.into_iter().filter(|purpose| record.own.about(*purpose) == Some(false));
                let stated = refused.fold(PurposeSet::NONE, PurposeSet::with);
                Choice { stated, granted: PurposeSet::NONE, day: record.own.day }
            }
            Self::Chosen(record) if today.since(record.own.day) <= CONSENT_DAYS => record.own,
            Self::Chosen(_) => Choice::default(),
        }
    }

    /// The record, if it could be read.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Outdated(record) | Self::Chosen(record) => Some(record),
            Self::Absent | Self::Unreadable(_) => None,
        }
    }
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
        let Ok((mut record, [])) = postcard::take_from_bytes::<Self>(fields) else {
            return RecordState::Unreadable(Reason::UnreadablePayload);
        };
        record.preferences.likes.truncate(MOST_CATEGORIES);
        record.preferences.dislikes.truncate(MOST_CATEGORIES);
        // From the future: what it grants does not count, what it refuses does.
        if record.own.day <= today.plus(1) && policy.is_none_or(|policy| policy == record.policy) {
            RecordState::Chosen(record)
        } else {
            RecordState::Outdated(record)
        }
    }

    /// The value of the cookie: it holds for [`CONSENT_DAYS`]; each choice in it has a day of its own and may lapse before.
    /// `None` without a signing key.
    #[must_use]
    pub fn seal(&self, keys: &Keys) -> Option<String> {
        let mut payload = alloc::vec![FIELDS];
        payload.extend(postcard::to_allocvec(self).ok()?);
        seal(keys, CONSENT, self.day.plus(CONSENT_DAYS), &payload)
    }
}
