//! Publisher restrictions: what the publisher does not let vendors do, or only on another legal basis.

use super::vendors::{Form, Rules, VendorList};
use crate::consent::Unreadable;
use crate::consent::bits::Cursor;

/// The kind of a restriction, from the strictest to the one that says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The purpose is flatly not allowed.
    NotAllowed,
    /// The purpose needs consent.
    RequireConsent,
    /// The purpose needs legitimate interest.
    RequireLegitimateInterest,
    /// A number that the standard keeps for later.
    Undefined,
}

impl Kind {
    fn of(bits: u8) -> Self {
        match bits {
            0 => Self::NotAllowed,
            1 => Self::RequireConsent,
            2 => Self::RequireLegitimateInterest,
            _ => Self::Undefined,
        }
    }

    /// The number in the string.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }
}

/// One restriction.
#[derive(Debug, Clone, Copy)]
pub struct Restriction<'a> {
    /// The purpose that is restricted.
    pub purpose: u8,
    /// How.
    pub kind: Kind,
    /// For whom.
    pub vendors: VendorList<'a>,
}

/// How restrictions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::consent) enum Style {
    /// Ranges, read as strictly as the TCF's library does.
    Strict,
    /// Ranges, read as the GPP's library does.
    Lenient,
    /// Vendor lists with Fibonacci coded ranges.
    Fibonacci,
}

/// All restrictions of a string.
#[derive(Debug, Clone, Copy)]
pub struct Restrictions<'a> {
    place: Cursor<'a>,
    style: Style,
    count: u16,
}

impl<'a> Restrictions<'a> {
    /// Reads the field.
    pub(in crate::consent) fn read(cursor: &mut Cursor<'a>, style: Style) -> Result<Self, Unreadable> {
        let count = cursor.short(12)?;
        let all = Self { place: *cursor, style, count };
        for _ in 0..count {
            let one = read_one(cursor, style)?;
            let means_nothing = one.purpose == 0 || one.kind == Kind::Undefined;
            if style == Style::Strict && means_nothing && one.vendors.ranges().next().is_some() {
                return Err(Unreadable::Restriction);
            }
        }
        Ok(all)
    }

    /// No restriction, at the place of `cursor`.
    pub(in crate::consent) fn none(cursor: Cursor<'a>, style: Style) -> Self {
        Self { place: cursor, style, count: 0 }
    }

    /// The restrictions in the order of the string.
    pub fn iter(&self) -> impl Iterator<Item = Restriction<'a>> + use<'a> {
        let (mut cursor, style) = (self.place, self.style);
        (0..self.count).map_while(move |_| read_one(&mut cursor, style).ok())
    }

    /// The strictest restriction of `purpose` for `vendor`.
    #[must_use]
    pub fn on(&self, purpose: u8, vendor: u16) -> Option<Kind> {
        self.iter().filter(|one| one.purpose == purpose && one.vendors.has(vendor)).map(|one| one.kind).min()
    }
}

fn read_one<'a>(cursor: &mut Cursor<'a>, style: Style) -> Result<Restriction<'a>, Unreadable> {
    let (purpose, kind) = (cursor.byte(6)?, Kind::of(cursor.byte(2)?));
    let vendors = match style {
        Style::Strict => VendorList::read_ranges(cursor, Form::Ranges, Rules { no_zero: false, no_reversed: true })?,
        Style::Lenient => VendorList::read_ranges(cursor, Form::Ranges, Rules { no_zero: false, no_reversed: false })?,
        Style::Fibonacci => VendorList::read(cursor, Form::Fibonacci, Rules { no_zero: false, no_reversed: false })?,
    };
    Ok(Restriction { purpose, kind, vendors })
}
