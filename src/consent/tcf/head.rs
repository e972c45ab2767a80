//! What the core segments of the European and the Canadian string begin with: who wrote it, when, and about which list.

use crate::consent::Unreadable;
use crate::consent::bits::Cursor;

/// Two letters, six bits each, `A` is 0; the bits can say more than letters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Letters {
    /// The first, 0 to 63.
    pub first: u8,
    /// The second, 0 to 63.
    pub second: u8,
}

impl Letters {
    pub(in crate::consent) fn read(cursor: &mut Cursor<'_>) -> Result<Self, Unreadable> {
        Ok(Self { first: cursor.byte(6)?, second: cursor.byte(6)? })
    }
}

/// The first fields of a core segment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The version of the encoding.
    pub version: u8,
    /// When the choice was first recorded, in milliseconds since 1970-01-01 00:00 UTC; whole tenths of a second.
    pub created_ms: u64,
    /// When the string was last changed, likewise.
    pub last_updated_ms: u64,
    /// The consent platform.
    pub cmp_id: u16,
    /// The consent platform's version.
    pub cmp_version: u16,
    /// The screen on which the choice was made.
    pub consent_screen: u8,
    /// The language in which people were asked.
    pub consent_language: Letters,
    /// The version of the list of vendors.
    pub vendor_list_version: u16,
    /// The version of the framework's policy: 4 is TCF v2.2, 5 is TCF v2.3.
    pub policy_version: u8,
}

debug_says_presence!(Letters, Head);

impl Head {
    pub(in crate::consent) fn read(cursor: &mut Cursor<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            version: cursor.byte(6)?,
            created_ms: cursor.uint(36)? * 100,
            last_updated_ms: cursor.uint(36)? * 100,
            cmp_id: cursor.short(12)?,
            cmp_version: cursor.short(12)?,
            consent_screen: cursor.byte(6)?,
            consent_language: Letters::read(cursor)?,
            vendor_list_version: cursor.short(12)?,
            policy_version: cursor.byte(6)?,
        })
    }
}
