//! What has passed: review dates, and the windows of campaigns, blocks and experiments.

use super::view::View;
use crate::day::Day;
use crate::shop::code::Code;
use crate::shop::place::{At, Notes, Place};
use crate::shop::source::Colleagues;
use crate::snapshot::Window;

/// Notes what has passed on `today`.
pub(super) fn check(notes: &Notes, view: &View<'_>, today: Day) {
    added(notes, view, today);
    for file in &view.segments {
        review(notes, "segment", &file.id, &file.colleagues, today);
    }
    for file in &view.blocks {
        review(notes, "block", &file.id, &file.colleagues, today);
        window(notes, Code::BlockEnded, ("block", &file.id), file.place, file.window, today);
    }
    for file in &view.sets {
        review(notes, "set", &file.id, &file.colleagues, today);
    }
    for file in &view.campaigns {
        review(notes, "campaign", &file.id, &file.colleagues, today);
        window(notes, Code::CampaignEnded, ("campaign", &file.id), file.place, file.window, today);
        // Where the campaign has ended, nothing of it is worth a word.
        if file.window.to.is_none_or(|to| to >= today) {
            file.candidates.iter().for_each(|one| candidate(notes, &one.window, today));
        }
    }
    for file in &view.experiments {
        review(notes, "experiment", &file.id, &file.colleagues, today);
        window(notes, Code::ExperimentEnded, ("experiment", &file.id), file.place, file.window, today);
    }
}

/// What has a day that is still to come: a slip of the pen makes everything else look old.
fn added(notes: &Notes, view: &View<'_>, today: Day) {
    let dated = view.products.into_iter().flatten().filter_map(|product| Some((product, product.added.as_ref()?)));
    let mut later = dated.filter(|(_, added)| added.value > today);
    let Some((first, added)) = later.next() else { return };
    let others = match later.count() {
        0 => String::new(),
        more => format!(", and {more} more are added later than today"),
    };
    let message =
        format!("the product `{}` is added on {}, which is still to come{others}", first.id.value, added.value);
    let help = "what is new is counted back from the latest day: write the day on which it came";
    notes.say(Code::AddedLater, added.place, message, help);
}

fn candidate(notes: &Notes, window: &At<Window>, today: Day) {
    let Some(to) = window.value.to.filter(|to| *to < today) else { return };
    let help = "take the candidate away, or give it another window";
    notes.say(Code::CandidateEnded, window.place, format!("this candidate ended on {to}"), help);
}

fn review(notes: &Notes, what: &str, id: &str, colleagues: &Colleagues, today: Day) {
    let Some(by) = colleagues.review_by.as_ref().filter(|by| by.value < today) else { return };
    let (message, whom) = match &colleagues.owner {
        Some(owner) => (
            format!("`{}` was to look at the {what} `{id}` by {}", owner.value, by.value),
            format!("`{}`", owner.value),
        ),
        None => (format!("somebody was to look at the {what} `{id}` by {}", by.value), "somebody".into()),
    };
    let help = format!("let {whom} look at it, and write the next date");
    notes.say(Code::ReviewPassed, by.place, message, help);
}

fn window(notes: &Notes, code: Code, (what, id): (&str, &str), place: Place, window: Window, today: Day) {
    let Some(to) = window.to.filter(|to| *to < today) else { return };
    let message = format!("the {what} `{id}` ended on {to}");
    let help = "take the file away, or give it another window";
    notes.say(code, notes.field(place, "window").0, message, help);
}
