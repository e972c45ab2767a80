//! What conditions name.

use super::Known;
use crate::consent::Purpose;
use crate::shop::place::{At, Notes, Place};
use crate::shop::source::{Subject, When};
use crate::snapshot::{NumberSignal, Test};

/// Notes what leads nowhere.
pub(super) fn check(notes: &Notes, when: &When, known: &Known<'_>) {
    match when {
        When::All(parts) | When::Any(parts) => parts.iter().for_each(|part| check(notes, part, known)),
        When::Not(part) => check(notes, part, known),
        When::Segment(id) => known.segment(notes, id),
        When::Test(_, mentions, _) => {
            for mention in mentions {
                match mention.subject {
                    Subject::Category => known.category(notes, &mention.id),
                    Subject::Product => known.product(notes, &mention.id),
                    Subject::Campaign => known.campaign(notes, &mention.id),
                    Subject::Audience => known.audience(notes, &mention.id),
                }
            }
        }
    }
}

/// The segments that a condition names.
pub(super) fn segments<'w>(when: &'w When, found: &mut Vec<&'w At<String>>) {
    match when {
        When::All(parts) | When::Any(parts) => parts.iter().for_each(|part| segments(part, found)),
        When::Not(part) => segments(part, found),
        When::Segment(id) => found.push(id),
        When::Test(..) => {}
    }
}

/// The first thing in a condition that differs between two visitors of one page, with its name.
pub(super) fn reads_visitor(when: &When) -> Option<(Place, String)> {
    match when {
        When::All(parts) | When::Any(parts) => parts.iter().find_map(reads_visitor),
        When::Not(part) => reads_visitor(part),
        When::Segment(id) => Some((id.place, format!("the segment `{}`", id.value))),
        When::Test(test, _, place) => (!of_page(test)).then(|| (*place, format!("the signal `{}`", name(test)))),
    }
}

fn name(test: &Test) -> &'static str {
    match test {
        Test::Number(signal, _) => signal.name(),
        Test::Name(signal, _) => signal.name(),
    }
}

/// Whether a signal is the same for everyone who opens the page.
fn of_page(test: &Test) -> bool {
    match test {
        Test::Number(signal, _) => {
            signal.purpose() == Purpose::Necessary
                && matches!(signal, NumberSignal::PageReviews | NumberSignal::PageRating)
        }
        Test::Name(signal, _) => signal.reads_page(),
    }
}
