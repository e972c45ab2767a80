//! The one table that makes a verdict of everything that was said about a purpose. The strictest word wins:
//!
//! | what was said | where people are asked first | where people may object |
//! |---|---|---|
//! | refused, by anyone | refused | refused |
//! | something that cannot be read, from anyone | not granted | not granted |
//! | granted for this visit | granted for this visit | granted for this visit |
//! | granted | granted | granted |
//! | nothing, by anyone | not granted; personalization for this visit, if preferences were granted | granted |
//!
//! A refusal counts wherever it was said, and a yes where it is enough: that nobody opted out under a law of the United
//! States is no yes where people are asked first. What is too old or from the future says nothing. Where the visitor is
//! is not known, people are asked first.

use super::sources::{Statement, Word};
use super::{Purpose, Regime, Source, Standing, Verdict};

/// The verdict on `purpose`. Of two sources that are as strict the first is named.
pub(super) fn verdict(purpose: Purpose, said: &[Statement], regime: Regime) -> Verdict {
    let strictest = said.iter().min_by_key(|statement| statement.word(purpose).rank());
    let said_so = strictest.map(|statement| (statement.word(purpose), statement.source));
    let (standing, source) = match said_so {
        Some((Word::Refused, source)) => (Standing::Refused, source),
        Some((Word::Unreadable(why), source)) => (Standing::Unreadable(why), source),
        Some((Word::ForThisVisit, source)) => (Standing::ForThisVisit, source),
        Some((Word::Granted, source)) => (Standing::Granted, source),
        None | Some((Word::Silent, _)) => match regime {
            Regime::OptOut => (Standing::Granted, Source::OptOutDefault),
            Regime::OptIn => match preferring(said).filter(|_| purpose == Purpose::Personalization) {
                Some(source) => (Standing::ForThisVisit, source),
                None => (Standing::Unasked, Source::OptInDefault),
            },
        },
    };
    Verdict { standing, source }
}

/// Who granted preferences.
fn preferring(said: &[Statement]) -> Option<Source> {
    let strictest = said.iter().min_by_key(|statement| statement.word(Purpose::Preferences).rank())?;
    (strictest.word(Purpose::Preferences) == Word::Granted).then_some(strictest.source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_as_strict_the_first_is_named() {
        let garbled = |source, why| Statement::all(source, Word::Unreadable(why));
        let said = [garbled(Source::Tcf, "z"), garbled(Source::Cookiebot, "a")];
        let verdict = verdict(Purpose::Advertising, &said, Regime::OptOut);
        assert_eq!((verdict.standing, verdict.source), (Standing::Unreadable("z"), Source::Tcf));
    }
}
