//! The US national section and the sections of the states.

use super::layouts::{Extra, Field, Layout};
use crate::consent::Unreadable;
use crate::consent::bits::Bits;

/// A US section.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UsSection {
    /// The section's layout, which has its id and name.
    pub layout: &'static Layout,
    /// The version of the section (of the Multi-State Privacy Agreement in sections 24 to 27).
    pub version: u8,
    /// The answers of the core segment, two bits each, the first the most significant.
    core: u64,
    /// The segment after the core segment.
    extra: ExtraSegment,
}

debug_says_presence!(UsSection);

/// The segment after the core segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExtraSegment {
    /// It is not there.
    Absent,
    /// Global Privacy Control: the segment's kind and whether it was on.
    Gpc(u8, bool),
    /// Eight answers about sensitive data.
    Sensitive(u64),
}

/// Whether the visitor opted out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptOut {
    /// There is nothing to opt out of.
    NotApplicable,
    /// The visitor opted out.
    OptedOut,
    /// The visitor could and did not.
    DidNotOptOut,
    /// A number that the standard does not have; it counts as an opt-out.
    Undefined,
}

impl OptOut {
    /// Whether it counts as an opt-out.
    #[must_use]
    pub fn is_out(self) -> bool {
        matches!(self, Self::OptedOut | Self::Undefined)
    }
}

/// The section's answers about sensitive data and known children in version 1 of the national section.
const NATIONAL_1: (usize, usize) = (12, 2);

impl UsSection {
    pub(super) fn decode(text: &str, layout: &'static Layout) -> Result<Self, Unreadable> {
        let mut segments = text.split('.');
        let bits = Bits::new(segments.next().unwrap_or_default())?;
        let version = bits.cursor().byte(6)?;
        let core = if layout.id == 7 && matches!(bits.len(), 60 | 66) {
            short_national(bits)?
        } else {
            let count = layout.answers();
            bits.uint(6, 2 * count)? << (64 - 2 * count)
        };
        let extra = match (layout.extra, segments.next()) {
            (Extra::Nothing, _) | (_, None) => ExtraSegment::Absent,
            (Extra::Gpc, Some(text)) => {
                let mut cursor = Bits::new(text)?.cursor();
                ExtraSegment::Gpc(cursor.byte(2)?, cursor.flag()?)
            }
            (Extra::Sensitive, Some(text)) => ExtraSegment::Sensitive(Bits::new(text)?.uint(0, 16)? << 48),
        };
        Ok(Self { layout, version, core, extra })
    }

    /// The answers of `field`, or nothing when the section does not have it.
    pub fn answers(&self, field: Field) -> impl Iterator<Item = u8> + use<> {
        let mut start = 0;
        let mut found = (0, 0_usize, self.core);
        for (here, answers) in self.layout.core {
            let count = usize::from(answers.count());
            if *here == field {
                found = (start, count, self.core);
            }
            start += count;
        }
        if self.layout.extra == Extra::Sensitive && field == Field::SensitiveDataProcessing {
            found = match self.extra {
                ExtraSegment::Sensitive(answers) => (0, 8, answers),
                ExtraSegment::Absent | ExtraSegment::Gpc(..) => (0, 8, 0),
            };
        }
        let (start, mut count, packed) = found;
        if self.layout.id == 7 && self.version == 1 {
            // Version 1 has fewer of them; the library still finds the fields behind them where version 2 has them.
            count = match field {
                Field::SensitiveDataProcessing => count.min(NATIONAL_1.0),
                Field::KnownChildSensitiveDataConsents => count.min(NATIONAL_1.1),
                _ => count,
            };
        }
        (start..start + count).map(move |at| (packed >> (62 - 2 * at) & 3).to_le_bytes()[0])
    }

    /// The opt-out of sale; `None` when the section does not have it.
    #[must_use]
    pub fn sale(&self) -> Option<OptOut> {
        self.opt_out(Field::SaleOptOut)
    }

    /// The opt-out of sharing; `None` when the section does not have it.
    #[must_use]
    pub fn sharing(&self) -> Option<OptOut> {
        self.opt_out(Field::SharingOptOut)
    }

    /// The opt-out of targeted advertising; `None` when the section does not have it.
    #[must_use]
    pub fn targeted_advertising(&self) -> Option<OptOut> {
        self.opt_out(Field::TargetedAdvertisingOptOut)
    }

    /// Whether the section says that the browser sent Global Privacy Control; `None` when it has no such segment.
    #[must_use]
    pub fn gpc(&self) -> Option<bool> {
        match self.extra {
            ExtraSegment::Gpc(_, on) => Some(on),
            ExtraSegment::Absent | ExtraSegment::Sensitive(_) => None,
        }
    }

    /// The kind that the segment about Global Privacy Control has in the string; the standard has 1.
    #[must_use]
    pub fn gpc_segment_type(&self) -> Option<u8> {
        match self.extra {
            ExtraSegment::Gpc(kind, _) => Some(kind),
            ExtraSegment::Absent | ExtraSegment::Sensitive(_) => None,
        }
    }

    /// Whether the section opts out of sale, of sharing or of targeted advertising. Global Privacy Control, which
    /// [`Self::gpc`] says, is not counted here.
    ///
    /// A section that may begin with a header of its own cannot be told what it says and counts as an opt-out.
    #[must_use]
    pub fn any_opt_out(&self) -> bool {
        let opted = [self.sale(), self.sharing(), self.targeted_advertising()];
        let is_header = self.layout.has_section_header() && u16::from(self.version) == self.layout.id;
        is_header || opted.into_iter().flatten().any(OptOut::is_out)
    }

    fn opt_out(&self, field: Field) -> Option<OptOut> {
        self.answers(field).next().map(|answer| match answer {
            0 => OptOut::NotApplicable,
            1 => OptOut::OptedOut,
            2 => OptOut::DidNotOptOut,
            _ => OptOut::Undefined,
        })
    }
}

/// The national section as version 1 wrote it, with 12 answers about sensitive data and 2 about known children, in the
/// places of version 2. It is known by its length of 10 or 11 characters, as the library knows it.
fn short_national(bits: Bits<'_>) -> Result<u64, Unreadable> {
    let (sensitive, child, rest) = (bits.uint(6, 42)?, bits.uint(48, 4)?, bits.uint(52, 8)?);
    Ok(sensitive << 22 | child << 10 | rest)
}
