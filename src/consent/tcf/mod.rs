//! The European TC string (`euconsent-v2`, and section 2 of a GPP string): IAB Europe's Transparency and Consent Framework
//! v2.2 and v2.3; IAB Tech Lab, "Consent string and vendor list formats v2".
//!
//! A [`Tcf`] says what is in the string and borrows its text; what follows from it is not decided here. The IAB's library
//! `@iabtechlabtcf/core` is the yardstick: what it reads is read the same, what it refuses is refused. Refused beyond that
//! are strings of 8 KB and more, strings of the withdrawn version 1, strings without a core segment (the library reads
//! them as if the visitor had been asked today and refused everything), and strings with the same segment twice.

mod core_segment;
mod head;
mod publisher;
mod restrictions;
mod vendors;

pub use core_segment::Core;
pub use head::{Head, Letters};
pub use publisher::PublisherTc;
pub use restrictions::{Kind, Restriction, Restrictions};
pub use vendors::{Ranges, VendorList};

pub(super) use restrictions::Style;
pub(super) use vendors::{Form, Rules};

use super::Unreadable;
use super::bits::Bits;
use super::unreadable::bounded;

/// The version of the encoding that TCF v2.0 to v2.3 share.
pub const VERSION: u8 = 2;

/// Which of the IAB's libraries is followed where they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// `@iabtechlabtcf/core`.
    Tcf,
    /// `@iabgpp/cmpapi`: any consent platform and country, vendor 0, undefined restrictions, blank segments.
    Gpp,
}

/// A TC string.
#[derive(Clone, Copy)]
pub struct Tcf<'a> {
    /// The core segment.
    pub core: Core<'a>,
    /// The vendors that were disclosed to the visitor; `None` when the string does not say. TCF v2.3 wants it to.
    pub vendors_disclosed: Option<VendorList<'a>>,
    /// The vendors that the publisher allows to use out-of-band legal bases; `None` when the string does not say.
    pub vendors_allowed: Option<VendorList<'a>>,
    /// What was granted to the publisher itself; `None` when the string does not say.
    pub publisher: Option<PublisherTc>,
}

debug_says_presence!(Tcf<'_>);

impl<'a> Tcf<'a> {
    /// Reads a TC string as a cookie holds it.
    pub fn decode(text: &'a str) -> Result<Self, Unreadable> {
        Self::read(bounded(text)?, Dialect::Tcf)
    }

    /// Reads a TC string that is a section of a GPP string, whose length was looked at.
    pub(super) fn section(text: &'a str) -> Result<Self, Unreadable> {
        Self::read(text, Dialect::Gpp)
    }

    fn read(text: &'a str, dialect: Dialect) -> Result<Self, Unreadable> {
        let (mut core, mut disclosed, mut allowed, mut publisher) = (None, None, None, None);
        for segment in text.split('.') {
            if segment.is_empty() && dialect == Dialect::Gpp {
                continue;
            }
            let bits = Bits::new(segment)?;
            // A core segment has no kind of its own: it begins with the version, whose first bits are zero.
            match bits.uint(0, 3)? {
                0 => once(&mut core, Core::read(bits, dialect)?)?,
                1 => once(&mut disclosed, vendors(bits, dialect)?)?,
                2 => once(&mut allowed, vendors(bits, dialect)?)?,
                3 => once(&mut publisher, PublisherTc::read(bits)?)?,
                _ => return Err(Unreadable::UnknownSegment),
            }
        }
        let core = core.ok_or(Unreadable::NoCore)?;
        Ok(Self { core, vendors_disclosed: disclosed, vendors_allowed: allowed, publisher })
    }
}

/// A segment that is a list of vendors.
fn vendors(bits: Bits<'_>, dialect: Dialect) -> Result<VendorList<'_>, Unreadable> {
    let mut cursor = bits.cursor();
    cursor.skip(3)?;
    let rules = Rules { no_zero: dialect == Dialect::Tcf, no_reversed: false };
    VendorList::read(&mut cursor, Form::Ranges, rules)
}

/// Fills `place`, which has to be empty.
pub(super) fn once<T>(place: &mut Option<T>, value: T) -> Result<(), Unreadable> {
    if place.is_some() {
        return Err(Unreadable::SegmentTwice);
    }
    *place = Some(value);
    Ok(())
}

#[cfg(test)]
mod tests;
