//! The core segment of a European TC string.

use super::head::{Head, Letters};
use super::restrictions::{Restrictions, Style};
use super::vendors::{Form, Rules, VendorList};
use super::{Dialect, VERSION};
use crate::consent::Unreadable;
use crate::consent::bits::{Bits, IdSet};

/// The core segment.
#[derive(Clone, Copy)]
pub struct Core<'a> {
    /// Who wrote it, when, and about which list.
    pub head: Head,
    /// Whether the choice is about this service alone.
    pub is_service_specific: bool,
    /// Whether people read other texts than the standard ones.
    pub use_non_standard_texts: bool,
    /// The special features (1 to 12) that were opted in to.
    pub special_features: IdSet,
    /// The purposes (1 to 24) with consent.
    pub purpose_consents: IdSet,
    /// The purposes (1 to 24) with legitimate interest that was not objected to.
    pub purpose_legitimate_interests: IdSet,
    /// Whether purpose 1 was not disclosed at all, because the publisher's law does not ask for it.
    pub purpose_one_treatment: bool,
    /// The country whose law the publisher follows.
    pub publisher_country: Letters,
    /// The vendors with consent.
    pub vendor_consents: VendorList<'a>,
    /// The vendors with legitimate interest that was not objected to.
    pub vendor_legitimate_interests: VendorList<'a>,
    /// The publisher's restrictions.
    pub restrictions: Restrictions<'a>,
}

debug_says_presence!(Core<'_>);

impl<'a> Core<'a> {
    pub(super) fn read(bits: Bits<'a>, dialect: Dialect) -> Result<Self, Unreadable> {
        let mut cursor = bits.cursor();
        let strict = dialect == Dialect::Tcf;
        // The version says how to read everything else.
        if cursor.bits.uint(0, 6)? != u64::from(VERSION) {
            return Err(Unreadable::Version);
        }
        let head = Head::read(&mut cursor)?;
        if strict && head.cmp_id < 2 {
            return Err(Unreadable::Platform);
        }
        let rules = Rules { no_zero: strict, no_reversed: false };
        let core = Self {
            head,
            is_service_specific: cursor.flag()?,
            use_non_standard_texts: cursor.flag()?,
            special_features: cursor.ids(12)?,
            purpose_consents: cursor.ids(24)?,
            purpose_legitimate_interests: cursor.ids(24)?,
            purpose_one_treatment: cursor.flag()?,
            publisher_country: Letters::read(&mut cursor)?,
            vendor_consents: VendorList::read(&mut cursor, Form::Ranges, rules)?,
            vendor_legitimate_interests: VendorList::read(&mut cursor, Form::Ranges, rules)?,
            restrictions: match dialect {
                Dialect::Tcf => Restrictions::read(&mut cursor, Style::Strict)?,
                Dialect::Gpp if cursor.left() < 12 => Restrictions::none(cursor, Style::Lenient),
                Dialect::Gpp => Restrictions::read(&mut cursor, Style::Lenient)?,
            },
        };
        let Letters { first, second } = core.publisher_country;
        // 57 is `z`, the last character that the library lets through.
        if strict && (first > 57 || second > 57) {
            return Err(Unreadable::Country);
        }
        Ok(core)
    }
}
