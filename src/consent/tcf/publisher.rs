//! The publisher's own purposes: the segment "publisher TC" of a European string, "publisher purposes" of a Canadian one.

use crate::consent::Unreadable;
use crate::consent::bits::{Bits, IdSet};

/// What the visitor granted the publisher itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublisherTc {
    /// The purposes (1 to 24) with consent; in a Canadian string: with express consent.
    pub consents: IdSet,
    /// The purposes (1 to 24) with legitimate interest; in a Canadian string: with implied consent.
    pub legitimate_interests: IdSet,
    /// The publisher's own purposes (at most 63) with consent.
    pub custom_consents: IdSet,
    /// The publisher's own purposes (at most 63) with legitimate interest.
    pub custom_legitimate_interests: IdSet,
}

debug_says_presence!(PublisherTc);

impl PublisherTc {
    /// Reads the segment.
    pub(in crate::consent) fn read(bits: Bits<'_>) -> Result<Self, Unreadable> {
        let mut cursor = bits.cursor();
        cursor.skip(3)?;
        let (consents, legitimate_interests) = (cursor.ids(24)?, cursor.ids(24)?);
        let custom = cursor.byte(6)?;
        Ok(Self {
            consents,
            legitimate_interests,
            custom_consents: cursor.ids(custom)?,
            custom_legitimate_interests: cursor.ids(custom)?,
        })
    }

    /// Nothing, as if the segment were there and empty.
    #[must_use]
    pub fn nothing() -> Self {
        let (none, custom) = (IdSet::none(24), IdSet::none(0));
        Self {
            consents: none,
            legitimate_interests: none,
            custom_consents: custom,
            custom_legitimate_interests: custom,
        }
    }

    /// How many purposes of its own the publisher has.
    #[must_use]
    pub fn custom_purposes(&self) -> u8 {
        self.custom_consents.width()
    }
}
