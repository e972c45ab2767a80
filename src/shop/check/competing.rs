//! What competes in a campaign: candidates in an order other than the one they are tried in, candidates that can hold at
//! once, arms that leave somebody without a landing, and uses that no product has.

use super::candidates::{both, cases, say};
use super::logic::{Case, Logic};
use super::reach::MOST_PAIRS;
use super::view::View;
use crate::shop::code::Code;
use crate::shop::place::{At, Notes};
use crate::shop::source::{ArmOf, CampaignFile, CandidateEntry, Goal};

/// Notes what competes.
pub(super) fn check(notes: &Notes, view: &View<'_>, logic: &Logic<'_>) {
    for campaign in &view.campaigns {
        order(notes, campaign);
        pairs(notes, logic, campaign);
        arms(notes, view, campaign);
        uses(notes, view, campaign);
    }
}

/// The order of the file is not the order tried.
fn order(notes: &Notes, campaign: &CampaignFile) {
    let tried = campaign.tried();
    let Some((_, first)) = (0..).zip(&tried).find(|(nth, (at, _))| nth != at).map(|(_, found)| found) else { return };
    let ways: Vec<String> = tried.iter().map(|(_, one)| say(&one.to)).collect();
    let message = format!("these candidates are not tried as they are written, but by closeness: {}", ways.join(", "));
    let help = format!("move {} up to where it is tried, or write `\"order\": \"as_written\"`", say(&first.to));
    notes.say(Code::CandidatesOutOfOrder, notes.field(campaign.place, "candidates").0, message, help);
}

/// Candidates of one step that ask for something each, and can hold at once. One that asks for nothing is what is left
/// when those before it do not hold, and needs no word.
fn pairs(notes: &Notes, logic: &Logic<'_>, campaign: &CampaignFile) {
    let tried = campaign.tried();
    let asking: Vec<&CandidateEntry> = tried.iter().map(|(_, one)| *one).filter(|one| one.when.is_some()).collect();
    let cases: Vec<Vec<Case<'_>>> = asking.iter().map(|one| cases(one, logic)).collect();
    let mut compared = 0;
    for (nth, (candidate, own)) in asking.iter().zip(&cases).enumerate() {
        let before = asking.iter().zip(&cases).take(nth);
        compared += nth;
        if compared > MOST_PAIRS {
            return;
        }
        let meets = |(first, others): &(&&CandidateEntry, &Vec<Case<'_>>)| {
            let apart = first.arm.as_ref().zip(candidate.arm.as_ref()).is_some_and(|(one, other)| {
                one.experiment.value == other.experiment.value && one.is.value != other.is.value
            });
            first.to.step() == candidate.to.step()
                && !apart
                && both(first.window.value, candidate.window.value).is_some()
                && others.iter().any(|one| own.iter().any(|other| one.and(other).is_some()))
        };
        if let Some((first, _)) = before.into_iter().find(meets) {
            let message = format!(
                "these compete: {} and {}; when both hold, {} wins, since it comes first",
                say(&first.to),
                say(&candidate.to),
                say(&first.to)
            );
            let help = "what stands inside one candidate combines: all of it has to hold; candidates compete, and the \
                        first that holds wins";
            notes.say(Code::CandidatesCompete, candidate.place, message, help);
        }
    }
}

/// Who is in another arm, or in none, needs somewhere to land as well.
fn arms(notes: &Notes, view: &View<'_>, campaign: &CampaignFile) {
    let tried = campaign.tried();
    for (nth, (_, candidate)) in tried.iter().enumerate() {
        let Some(arm) = &candidate.arm else { continue };
        // Once for each experiment.
        if tried.iter().take(nth).any(|(_, one)| of_it(one, arm).is_some()) {
            continue;
        }
        let experiment = view.experiments.iter().find(|file| file.id == arm.experiment.value);
        let Some(control) = experiment.and_then(|file| file.arms.first()) else { continue };
        let in_control = tried.iter().any(|(_, one)| of_it(one, arm) == Some(&control.id.value));
        let follows = tried.iter().skip(nth + 1).any(|(_, one)| one.arm.is_none());
        if !in_control && !follows {
            let message = format!(
                "nobody in the control of `{}` can land here: none of these candidates is in its arm `{}`, and none \
                 that is in no arm follows",
                arm.experiment.value, control.id.value
            );
            let help = "add a candidate without `arm` behind it; whoever takes no part is in the control as well";
            notes.say(Code::ArmWithoutControl, arm.is.place, message, help);
        }
    }
}

/// The arm of a candidate, where it is one of the same experiment.
fn of_it<'c>(one: &'c CandidateEntry, arm: &ArmOf) -> Option<&'c String> {
    let own = one.arm.as_ref()?;
    (own.experiment.value == arm.experiment.value).then_some(&own.is.value)
}

/// A use that nothing in the category has filters it to nothing, so that it is left away.
fn uses(notes: &Notes, view: &View<'_>, campaign: &CampaignFile) {
    let Some(products) = view.products else { return };
    let has = |category: Option<&str>, use_case: &str| {
        let wanted = use_case.to_lowercase();
        products.iter().any(|product| {
            category.is_none_or(|id| id == product.category.value)
                && product.use_cases.iter().any(|one| one.to_lowercase() == wanted)
        })
    };
    let nobody = |use_case: &At<String>, category: Option<&str>| {
        let whose = category.map_or_else(|| "no product".into(), |id| format!("no product of `{id}`"));
        let message = format!("{whose} has the use `{}`", use_case.value);
        let help = "write it as `use_cases` of products have it; the category is shown whole otherwise";
        notes.say(Code::UnknownUseCase, use_case.place, message, help);
    };
    campaign.use_case.iter().filter(|one| !has(None, &one.value)).for_each(|one| nobody(one, None));
    for candidate in &campaign.candidates {
        let Goal::Category(category, Some(use_case)) = &candidate.to else { continue };
        let category = category.as_ref().map(|id| id.value.as_str());
        if !has(category, &use_case.value) {
            nobody(use_case, category);
        } else if view.shop.is_some_and(|shop| shop.use_case_query.is_none()) {
            let message = format!("`shop.json` does not say how a category shows the use `{}` alone", use_case.value);
            let help = "add `\"use_case_query\": \"use={use_case}\"` to `shop.json`";
            notes.say(Code::UnknownUseCase, use_case.place, message, help);
        }
    }
}
