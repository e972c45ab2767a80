//! Our own record, `__Host-segue-consent`: the visitor's own choice, and what a consent platform said through the bridge.

use super::{Statement, Word, counts};
use crate::consent::record::Choice;
use crate::consent::{RecordState, Source};
use crate::day::Day;

/// The visitor's own choice. What was refused under another policy, or on a day to come, stays refused; what was granted
/// then is asked again.
pub(in crate::consent) fn choice(state: &RecordState, today: Day) -> Option<Statement> {
    match state {
        RecordState::Absent => None,
        RecordState::Unreadable(why) => Some(Statement::all(Source::OwnRecord, Word::Unreadable(why.words()))),
        RecordState::Outdated(_) | RecordState::Chosen(_) => Some(said(Source::OwnRecord, state.own(today))),
    }
}

/// What a consent platform that lives in the browser said last. The shop's policy version is not its concern.
pub(in crate::consent) fn bridged(state: &RecordState, today: Day) -> Option<Statement> {
    let (platform, choice) = state.record()?.bridged?;
    counts(choice.day, today).then(|| said(Source::Bridge(platform), choice))
}

fn said(source: Source, choice: Choice) -> Statement {
    Statement::each(source, |purpose| match choice.about(purpose) {
        Some(true) => Word::Granted,
        Some(false) => Word::Refused,
        None => Word::Silent,
    })
}
