//! The Canadian section of a GPP string: IAB Canada's Transparency and Consent Framework, version 1.
//!
//! Older encoders wrote its vendor lists with 16 bits for each vendor, newer ones as the standard has them, with Fibonacci
//! coded distances, and nothing in the string says which. The library takes the reading that would be written back as the
//! same bits, the standard's first; so does this.

use super::super::bits::{Bits, Cursor, IdSet};
use super::super::tcf::{Form, Head, PublisherTc, Restrictions, Rules, Style, VendorList, once};
use crate::consent::Unreadable;

/// The Canadian section.
#[derive(Clone, Copy)]
pub struct TcfCa<'a> {
    /// Who wrote it, when, and about which list.
    pub head: Head,
    /// Whether people read other texts than the standard ones.
    pub use_non_standard_stacks: bool,
    /// The special features (1 to 12) with express consent.
    pub special_features: IdSet,
    /// The purposes (1 to 24) with express consent.
    pub purposes_express: IdSet,
    /// The purposes (1 to 24) with implied consent.
    pub purposes_implied: IdSet,
    /// The vendors with express consent.
    pub vendors_express: VendorList<'a>,
    /// The vendors with implied consent.
    pub vendors_implied: VendorList<'a>,
    /// The publisher's restrictions.
    pub restrictions: Restrictions<'a>,
    /// What was granted to the publisher itself; `None` when the string does not say.
    pub publisher: Option<PublisherTc>,
    /// The vendors that were disclosed to the visitor; `None` when the string does not say.
    pub vendors_disclosed: Option<VendorList<'a>>,
}

debug_says_presence!(TcfCa<'_>);

impl<'a> TcfCa<'a> {
    /// Reads the section.
    pub(super) fn section(text: &'a str) -> Result<Self, Unreadable> {
        let (mut core, mut disclosed, mut publisher) = (None, None, None);
        for segment in text.split('.').filter(|segment| !segment.is_empty()) {
            let bits = Bits::new(segment)?;
            match bits.uint(0, 3)? {
                0 => once(&mut core, read_core(bits)?)?,
                1 => once(&mut disclosed, read_disclosed(bits)?)?,
                3 => once(&mut publisher, PublisherTc::read(bits)?)?,
                _ => return Err(Unreadable::UnknownSegment),
            }
        }
        let core: Self = core.ok_or(Unreadable::NoCore)?;
        Ok(Self { publisher, vendors_disclosed: disclosed, ..core })
    }
}

/// Reads the way that would be written back as the same bits; the standard's way when neither would.
fn either<'a, T>(
    bits: Bits<'a>,
    read: impl Fn(Cursor<'a>, Form) -> Result<T, Unreadable>,
    is_canonical: impl Fn(&T, Form) -> bool,
) -> Result<T, Unreadable> {
    let standard = read(bits.cursor(), Form::Fibonacci);
    if standard.as_ref().is_ok_and(|read| is_canonical(read, Form::Fibonacci)) {
        return standard;
    }
    match read(bits.cursor(), Form::Ranges) {
        Ok(older) if is_canonical(&older, Form::Ranges) => Ok(older),
        _ => standard,
    }
}

const RULES: Rules = Rules { no_zero: false, no_reversed: false };

fn read_disclosed(bits: Bits<'_>) -> Result<VendorList<'_>, Unreadable> {
    let read = |mut cursor, form| {
        Cursor::skip(&mut cursor, 3)?;
        VendorList::read(&mut cursor, form, RULES)
    };
    either(bits, read, VendorList::is_canonical)
}

fn read_core(bits: Bits<'_>) -> Result<TcfCa<'_>, Unreadable> {
    either(bits, read_core_as, |core, form| {
        let language = core.head.consent_language;
        // A blank is written as 63 and comes back only at the end of the word.
        let blank_first = language.first == 63 && language.second != 63;
        !blank_first
            && core.vendors_express.is_canonical(form)
            && core.vendors_implied.is_canonical(form)
            && core.restrictions.iter().all(|one| match form {
                Form::Fibonacci => one.vendors.is_canonical(form),
                Form::Ranges | Form::Bits => one.vendors.has_canonical_ranges(),
            })
    })
}

fn read_core_as(mut cursor: Cursor<'_>, form: Form) -> Result<TcfCa<'_>, Unreadable> {
    let style = if form == Form::Fibonacci { Style::Fibonacci } else { Style::Lenient };
    Ok(TcfCa {
        head: Head::read(&mut cursor)?,
        use_non_standard_stacks: cursor.flag()?,
        special_features: cursor.ids(12)?,
        purposes_express: cursor.ids(24)?,
        purposes_implied: cursor.ids(24)?,
        vendors_express: VendorList::read(&mut cursor, form, RULES)?,
        vendors_implied: VendorList::read(&mut cursor, form, RULES)?,
        restrictions: Restrictions::read(&mut cursor, style)?,
        publisher: None,
        vendors_disclosed: None,
    })
}
