//! What a form just did, said by the page that it leads to. A link cannot make the page say what is not so.

use super::super::languages::Words;
use crate::consent::{Admitted, MOST_CATEGORIES};
use alloc::string::{String, ToString};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// The choice was recorded.
    Saved,
    /// The same, but not every category that was named.
    Most,
    /// What was remembered is deleted.
    Forgotten,
}

impl Done {
    const ALL: [Self; 3] = [Self::Saved, Self::Most, Self::Forgotten];

    /// The name in the address.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Most => "most",
            Self::Forgotten => "forgotten",
        }
    }

    /// What the address says was done, as far as it can be so.
    pub(super) fn read(value: Option<&str>, admitted: &Admitted) -> Option<Self> {
        let done = Self::ALL.into_iter().find(|done| value == Some(done.name()))?;
        let recorded = admitted.record.record().is_some();
        let forgotten = !admitted.sent_profile && !admitted.sent_story;
        (recorded && (done != Self::Forgotten || forgotten)).then_some(done)
    }

    /// What was done, in words; `partly` says that something else decides where the visitor said yes.
    pub(super) fn words(self, words: &Words, partly: bool) -> String {
        let saved = if partly { words.get("done.partly") } else { words.get("done.saved") };
        match self {
            Self::Saved => saved.to_string(),
            Self::Most => [saved, &words.fill("done.most", &[("n", &MOST_CATEGORIES.to_string())])].join(" "),
            Self::Forgotten => words.get("done.forgotten").to_string(),
        }
    }
}
