//! The layouts of the US sections: IAB Tech Lab, "Global Privacy Platform", sections 7 to 27, as `@iabgpp/cmpapi` 3.2.0
//! reads them. Each is a version of six bits and then fields of two bits: 0 does not apply, 1 and 2 answer.

/// A field of a US section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Notice that personal data is shared.
    SharingNotice,
    /// Notice that personal data is processed.
    ProcessingNotice,
    /// Notice of the opt-out of sale.
    SaleOptOutNotice,
    /// Notice of the opt-out of sharing.
    SharingOptOutNotice,
    /// Notice of the opt-out of targeted advertising.
    TargetedAdvertisingOptOutNotice,
    /// Notice of the opt-out of processing sensitive data.
    SensitiveDataProcessingOptOutNotice,
    /// The same in Iowa's words.
    SensitiveDataOptOutNotice,
    /// Notice of the right to limit the use of sensitive data.
    SensitiveDataLimitUseNotice,
    /// Opted out of sale (1) or not (2).
    SaleOptOut,
    /// Opted out of sharing (1) or not (2).
    SharingOptOut,
    /// Opted out of targeted advertising (1) or not (2).
    TargetedAdvertisingOptOut,
    /// For each kind of sensitive data: opted out or no consent (1), or not opted out or consent (2).
    SensitiveDataProcessing,
    /// For each age of a known child: no consent (1) or consent (2).
    KnownChildSensitiveDataConsents,
    /// No consent (1) or consent (2) to uses beyond the disclosed ones.
    PersonalDataConsents,
    /// The same in the words of the states.
    AdditionalDataProcessingConsent,
    /// Whether the transaction is covered by the IAB's Multi-State Privacy Agreement (1) or not (2).
    MspaCoveredTransaction,
    /// Whether that agreement's opt-out option mode is on (1) or not (2).
    MspaOptOutOptionMode,
    /// Whether that agreement's service provider mode is on (1) or not (2).
    MspaServiceProviderMode,
    /// Opt-out option mode (1) or service provider mode (2), in the newer sections.
    MspaMode,
}

/// How many answers a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// One.
    One,
    /// A list of so many.
    List(u8),
}

impl Answers {
    /// How many.
    #[must_use]
    pub const fn count(self) -> u8 {
        match self {
            Self::One => 1,
            Self::List(count) => count,
        }
    }
}

/// What may follow the core segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// Nothing that is read.
    Nothing,
    /// Whether the browser sent Global Privacy Control.
    Gpc,
    /// [`Field::SensitiveDataProcessing`], eight answers.
    Sensitive,
}

/// The layout of a section.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// The section's id.
    pub id: u16,
    /// The library's name of the section.
    pub name: &'static str,
    /// The fields of the core segment after its version.
    pub core: &'static [(Field, Answers)],
    /// The segment after the core segment.
    pub extra: Extra,
}

impl Layout {
    /// The layout of section `id`.
    #[must_use]
    pub fn of(id: u16) -> Option<&'static Self> {
        LAYOUTS.iter().find(|layout| layout.id == id)
    }

    /// Whether the standard puts a header of its own before this section's core segment. The library does not, and what it
    /// writes cannot be told from it but by its first number.
    #[must_use]
    pub fn has_section_header(&self) -> bool {
        self.id >= MARYLAND
    }

    /// How many answers the core segment has.
    #[must_use]
    pub fn answers(&self) -> usize {
        self.core.iter().map(|(_, answers)| usize::from(answers.count())).sum()
    }
}

/// The first section whose core segment begins with the version of the agreement instead of its own.
const MARYLAND: u16 = 24;

use Answers::{List, One};
use Field::{
    AdditionalDataProcessingConsent as Additional, KnownChildSensitiveDataConsents as Child,
    MspaCoveredTransaction as Covered, MspaMode, MspaOptOutOptionMode as OptOutMode,
    MspaServiceProviderMode as Provider, PersonalDataConsents, ProcessingNotice, SaleOptOut, SaleOptOutNotice,
    SensitiveDataLimitUseNotice, SensitiveDataOptOutNotice, SensitiveDataProcessing as Sensitive,
    SensitiveDataProcessingOptOutNotice, SharingNotice, SharingOptOut, SharingOptOutNotice,
    TargetedAdvertisingOptOut as AdsOptOut, TargetedAdvertisingOptOutNotice as AdsNotice,
};

/// The sections that say [`Field::SharingNotice`].
macro_rules! sharing {
    ($($field:expr),*) => {
        &[(SharingNotice, One), (SaleOptOutNotice, One), (AdsNotice, One), (SaleOptOut, One), (AdsOptOut, One),
          $($field,)* (Covered, One), (OptOutMode, One), (Provider, One)]
    };
}

/// The sections that say [`Field::ProcessingNotice`] and [`Field::AdditionalDataProcessingConsent`].
macro_rules! processing {
    ($($field:expr),*) => {
        &[(ProcessingNotice, One), (SaleOptOutNotice, One), (AdsNotice, One), (SaleOptOut, One), (AdsOptOut, One),
          $($field,)* (Additional, One), (Covered, One), (OptOutMode, One), (Provider, One)]
    };
}

/// The sections that begin with the agreement.
macro_rules! agreement {
    ($($field:expr),*) => {
        &[(Covered, One), (MspaMode, One), (ProcessingNotice, One), (SaleOptOutNotice, One), (AdsNotice, One),
          (SaleOptOut, One), (AdsOptOut, One), $($field,)* (Additional, One)]
    };
}

const fn state(id: u16, name: &'static str, extra: Extra, core: &'static [(Field, Answers)]) -> Layout {
    Layout { id, name, core, extra }
}

/// Every layout, by id.
pub static LAYOUTS: [Layout; 21] = [
    state(
        7,
        "usnat",
        Extra::Gpc,
        &[
            (SharingNotice, One),
            (SaleOptOutNotice, One),
            (SharingOptOutNotice, One),
            (AdsNotice, One),
            (SensitiveDataProcessingOptOutNotice, One),
            (SensitiveDataLimitUseNotice, One),
            (SaleOptOut, One),
            (SharingOptOut, One),
            (AdsOptOut, One),
            (Sensitive, List(16)),
            (Child, List(3)),
            (PersonalDataConsents, One),
            (Covered, One),
            (OptOutMode, One),
            (Provider, One),
        ],
    ),
    state(
        8,
        "usca",
        Extra::Gpc,
        &[
            (SaleOptOutNotice, One),
            (SharingOptOutNotice, One),
            (SensitiveDataLimitUseNotice, One),
            (SaleOptOut, One),
            (SharingOptOut, One),
            (Sensitive, List(9)),
            (Child, List(2)),
            (PersonalDataConsents, One),
            (Covered, One),
            (OptOutMode, One),
            (Provider, One),
        ],
    ),
    state(9, "usva", Extra::Nothing, sharing![(Sensitive, List(8)), (Child, One)]),
    state(10, "usco", Extra::Gpc, sharing![(Sensitive, List(7)), (Child, One)]),
    state(
        11,
        "usut",
        Extra::Nothing,
        &[
            (SharingNotice, One),
            (SaleOptOutNotice, One),
            (AdsNotice, One),
            (SensitiveDataProcessingOptOutNotice, One),
            (SaleOptOut, One),
            (AdsOptOut, One),
            (Sensitive, List(8)),
            (Child, One),
            (Covered, One),
            (OptOutMode, One),
            (Provider, One),
        ],
    ),
    state(12, "usct", Extra::Gpc, sharing![(Sensitive, List(8)), (Child, List(3))]),
    state(13, "usfl", Extra::Nothing, processing![(Sensitive, List(8)), (Child, List(3))]),
    state(14, "usmt", Extra::Gpc, sharing![(Sensitive, List(8)), (Child, List(3)), (Additional, One)]),
    state(15, "usor", Extra::Gpc, processing![(Sensitive, List(11)), (Child, List(3))]),
    state(16, "ustx", Extra::Gpc, processing![(Sensitive, List(8)), (Child, One)]),
    state(17, "usde", Extra::Gpc, processing![(Sensitive, List(9)), (Child, List(5))]),
    state(
        18,
        "usia",
        Extra::Gpc,
        &[
            (ProcessingNotice, One),
            (SaleOptOutNotice, One),
            (AdsNotice, One),
            (SensitiveDataOptOutNotice, One),
            (SaleOptOut, One),
            (AdsOptOut, One),
            (Sensitive, List(8)),
            (Child, One),
            (Covered, One),
            (OptOutMode, One),
            (Provider, One),
        ],
    ),
    state(19, "usne", Extra::Gpc, processing![(Sensitive, List(8)), (Child, One)]),
    state(20, "usnh", Extra::Gpc, processing![(Sensitive, List(8)), (Child, List(3))]),
    state(21, "usnj", Extra::Gpc, processing![(Sensitive, List(10)), (Child, List(5))]),
    state(22, "ustn", Extra::Gpc, processing![(Sensitive, List(8)), (Child, One)]),
    state(23, "usmn", Extra::Gpc, processing![(Sensitive, List(8)), (Child, One)]),
    state(MARYLAND, "usmd", Extra::Gpc, agreement![]),
    state(25, "usin", Extra::Sensitive, agreement![(Child, One)]),
    state(26, "usky", Extra::Sensitive, agreement![(Child, One)]),
    state(27, "usri", Extra::Sensitive, agreement![(Child, One)]),
];
