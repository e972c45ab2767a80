//! The names of everything that `segue check` finds. They are stable: people write them in `allow`, and machines match
//! them. `docs/check.md` explains each.

use super::problem::Severity;

/// Writes the enum, the list and the table from one place.
macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident,)*) => {
        /// What kind of problem it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "docs/check.md explains each, and a test holds that it does")]
        pub enum Code { $($variant,)* }

        impl Code {
            /// All, in the order of `docs/check.md`.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name as `allow`, JSON and GitHub's annotations write it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Whether it stops a folder from being compiled.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    MissingFile "missing-file" Error,
    Encoding "encoding" Error,
    Syntax "syntax" Error,
    Nesting "nesting" Error,
    NameTwice "name-twice" Error,
    WrongValue "wrong-value" Error,
    MissingField "missing-field" Error,
    UnknownField "unknown-field" Error,
    UnknownWord "unknown-word" Error,
    NotAnId "not-an-id" Error,
    DuplicateId "duplicate-id" Error,
    KeyCollision "key-collision" Error,
    UnknownCategory "unknown-category" Error,
    UnknownProduct "unknown-product" Error,
    UnknownSegment "unknown-segment" Error,
    UnknownBlock "unknown-block" Error,
    UnknownCampaign "unknown-campaign" Error,
    UnknownAudience "unknown-audience" Error,
    UnknownName "unknown-name" Error,
    UnknownChannel "unknown-channel" Error,
    UnknownExperiment "unknown-experiment" Error,
    UnknownArm "unknown-arm" Error,
    UnknownPlaceholder "unknown-placeholder" Error,
    SegmentCircle "segment-circle" Error,
    VariantCircle "variant-circle" Error,
    BadHost "bad-host" Error,
    HostNotAllowed "host-not-allowed" Error,
    BadLink "bad-link" Error,
    BadChannel "bad-channel" Error,
    BadListing "bad-listing" Error,
    NoListing "no-listing" Error,
    NoHypothesis "no-hypothesis" Error,
    Arms "arms" Error,
    Weights "weights" Error,
    Purposes "purposes" Error,
    SharedSet "shared-set" Error,
    Sensitive "sensitive" Error,
    NeverShown "never-shown" Error,
    ShadowedBlock "shadowed-block" Error,
    NeverLands "never-lands" Error,
    ShadowedCandidate "shadowed-candidate" Error,
    RedirectLoop "redirect-loop" Error,
    FieldNobodyHas "field-nobody-has" Error,
    UnknownLanguage "unknown-language" Error,
    PhraseNeverFound "phrase-never-found" Error,
    TooMany "too-many" Error,
    TooLarge "too-large" Error,
    InvisibleCharacter "invisible-character" Error,
    StrayFile "stray-file" Warning,
    LeftOut "left-out" Warning,
    UnreadPlatform "unread-platform" Warning,
    UnknownCode "unknown-code" Warning,
    UnneededAllow "unneeded-allow" Warning,
    Label "label" Warning,
    EmptySegment "empty-segment" Warning,
    EveryoneSegment "everyone-segment" Warning,
    SameName "same-name" Warning,
    SameCondition "same-condition" Warning,
    ThinSet "thin-set" Warning,
    IdleStrategy "idle-strategy" Warning,
    NoMargins "no-margins" Warning,
    SoldOut "sold-out" Warning,
    NoPicture "no-picture" Warning,
    NoPrice "no-price" Warning,
    FieldSomeLack "field-some-lack" Warning,
    LongChain "long-chain" Warning,
    CandidatesOutOfOrder "candidates-out-of-order" Warning,
    ArmWithoutControl "arm-without-control" Warning,
    UnknownUseCase "unknown-use-case" Warning,
    NoApp "no-app" Warning,
    AddedLater "added-later" Warning,
    ReviewPassed "review-passed" Warning,
    CampaignEnded "campaign-ended" Warning,
    CandidateEnded "candidate-ended" Warning,
    BlockEnded "block-ended" Warning,
    ExperimentEnded "experiment-ended" Warning,
    DiscountForValuable "discount-for-valuable" Warning,
    TooPersonal "too-personal" Warning,
    CapAboveBlocks "cap-above-blocks" Warning,
    NoMembers "no-members" Warning,
    ListEnded "list-ended" Warning,
    IdleList "idle-list" Warning,
    SensitiveHidden "sensitive-hidden" Warning,
    SoundsSensitive "sounds-sensitive" Warning,
    Markup "markup" Warning,
    NoPhrases "no-phrases" Warning,
    PhraseTwice "phrase-twice" Warning,
    PhraseOnBothSides "phrase-on-both-sides" Warning,
    PhraseSaysNothing "phrase-says-nothing" Warning,
    CandidatesCompete "candidates-compete" Note,
    GoneNeighbours "gone-neighbours" Note,
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Code {
    /// The code of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// Whether it comes and goes with the day, so that a file may allow it before it has come.
    #[must_use]
    pub fn comes_with_time(self) -> bool {
        matches!(
            self,
            Self::AddedLater
                | Self::ReviewPassed
                | Self::ListEnded
                | Self::CampaignEnded
                | Self::CandidateEnded
                | Self::BlockEnded
                | Self::ExperimentEnded
        )
    }
}
