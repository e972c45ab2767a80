//! Why a consent string cannot be read. What cannot be read grants nothing.

/// Longest consent string that is looked at, in bytes: 8 KB and more is refused before a byte of it is decoded. With every
/// vendor of today's list as a bit, a TC string is shorter than 1 KB.
pub const MAX_BYTES: usize = 8191;

/// Why a TC, GPP or US Privacy string cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing is there.
    Empty,
    /// It is longer than [`MAX_BYTES`].
    TooLong,
    /// A character that base64url does not have.
    Alphabet,
    /// It ends before what it announces.
    Truncated,
    /// A version of the standard that this reader does not know.
    Version,
    /// Its first segment is missing.
    NoCore,
    /// The same segment twice.
    SegmentTwice,
    /// A segment of a kind that the standard does not have.
    UnknownSegment,
    /// A consent platform's id that nobody can have.
    Platform,
    /// A country code that is no letters.
    Country,
    /// A vendor's id that nobody can have.
    Vendor,
    /// A publisher restriction without a purpose, of a kind that the standard does not have, or for a range that ends
    /// before it begins.
    Restriction,
    /// It does not begin as a GPP string does.
    NotGpp,
    /// A section id beyond what a section can have.
    SectionId,
    /// The header announces another number of sections than there are.
    SectionCount,
    /// A section without text.
    BlankSection,
    /// Not a version digit and three of `Y`, `N` and `-`.
    NotUsPrivacy,
    /// Not a list of section ids.
    NotSectionIds,
}

impl Unreadable {
    /// What is wrong, as part of a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "there is nothing to read",
            Self::TooLong => "it is 8 KB or longer",
            Self::Alphabet => "a character in it does not belong to base64url",
            Self::Truncated => "it ends before everything that it announces",
            Self::Version => "its version is not one that can be read here",
            Self::NoCore => "its core segment is missing",
            Self::SegmentTwice => "it has the same segment twice",
            Self::UnknownSegment => "it has a segment of an unknown kind",
            Self::Platform => "no consent platform can have the id in it",
            Self::Country => "the publisher's country in it is no country code",
            Self::Vendor => "no vendor can have an id in it",
            Self::Restriction => "a publisher restriction in it is none that the standard knows",
            Self::NotGpp => "it does not begin as a GPP string does",
            Self::SectionId => "no section can have an id in its header",
            Self::SectionCount => "its header announces another number of sections than it has",
            Self::BlankSection => "one of its sections is blank",
            Self::NotUsPrivacy => "it is not a `1` followed by three of `Y`, `N` and `-`",
            Self::NotSectionIds => "it is not a list of section ids",
        }
    }
}

impl core::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.words())
    }
}

/// Refuses what is empty or too long.
pub(super) fn bounded(text: &str) -> Result<&str, Unreadable> {
    match text.len() {
        0 => Err(Unreadable::Empty),
        1..=MAX_BYTES => Ok(text),
        _ => Err(Unreadable::TooLong),
    }
}
