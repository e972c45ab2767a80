//! What was asked and what was found, in words that a receipt can use.

use super::facts::Facts;
use super::intent::Intent;
use super::signals;
use crate::consent::Purpose;
use crate::snapshot::{CategoryArg, Core, Name, NameSignal, NumberSignal, Test, Want};
use crate::visitor::Band;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The signal of a test with what it is about: "`category_views` of `tea` within 14 days".
pub(super) fn signal(test: &Test) -> String {
    let signal = match test {
        Test::Name(signal, _) => return format!("`{}`", signal.name()),
        Test::Number(signal, _) => signal,
    };
    let mut said = format!("`{}`", signal.name());
    match signal.category() {
        Some(CategoryArg::Named(name)) => said.push_str(&format!(" of `{}`", name.text)),
        Some(CategoryArg::This)
            if matches!(signal, NumberSignal::CategoryViews { .. } | NumberSignal::Affinity { .. }) =>
        {
            said.push_str(" of this category");
        }
        _ => {}
    }
    if let NumberSignal::BandViews { band, .. } = signal {
        said.push_str(match band {
            Band::Value => " of the band `value`",
            Band::Mid => " of the band `mid`",
            Band::Premium => " of the band `premium`",
        });
    }
    if let NumberSignal::CategoryViews { within_days, .. }
    | NumberSignal::ViewedProducts { within_days }
    | NumberSignal::TopCategoryViews { within_days }
    | NumberSignal::DiscountedViews { within_days }
    | NumberSignal::BandViews { within_days, .. }
    | NumberSignal::ViewedThis { within_days } = signal
    {
        said.push_str(&format!(" within {}", days(*within_days)));
    }
    said
}

/// A number of days.
pub(super) fn days(n: u16) -> String {
    if n == 1 { "1 day".into() } else { format!("{n} days") }
}

/// What a test wants, as it stands behind "be".
pub(super) fn wanted(test: &Test) -> String {
    match test {
        Test::Number(_, want) => range(*want),
        Test::Name(_, names) => either(names.iter().map(|name: &Name| name.text.as_str()), " or "),
    }
}

/// The opposite of what a test wants, as it stands behind "be".
pub(super) fn unwanted(test: &Test) -> String {
    let Test::Number(_, want) = test else { return format!("other than {}", wanted(test)) };
    match (want.at_least, want.at_most) {
        (Some(low), Some(high)) if low == high => format!("other than {low}"),
        (Some(low), Some(high)) => format!("less than {low} or more than {high}"),
        (Some(low), None) => format!("less than {low}"),
        (None, Some(high)) => format!("more than {high}"),
        (None, None) => "no number at all".into(),
    }
}

/// A range in words.
pub(super) fn range(want: Want) -> String {
    match (want.at_least, want.at_most) {
        (Some(low), Some(high)) if low == high => format!("{low}"),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "any number".into(),
    }
}

/// Names in backticks, joined.
pub(super) fn either<'a>(names: impl Iterator<Item = &'a str>, joint: &str) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(joint)
}

/// What a test found, behind the signal: "is 3", "is `DE`".
pub(super) fn found(test: &Test, facts: &Facts<'_>) -> String {
    match test {
        Test::Number(signal, _) => match signals::number(signal, facts) {
            Some(number) => format!("is {number}"),
            None => "has no value".into(),
        },
        Test::Name(NameSignal::Intent, _) => {
            let named = either(facts.intents.all().map(Intent::name), ", ");
            if named.is_empty() { "has no value, as nothing was searched for".into() } else { format!("is {named}") }
        }
        Test::Name(signal @ (NameSignal::Audience | NameSignal::Keyword), names) => {
            let held = |name: &&Name| signals::is_named(*signal, core::slice::from_ref(*name), facts);
            let held = either(names.iter().filter(held).map(|name| name.text.as_str()), ", ");
            if held.is_empty() { "is none of these".into() } else { format!("is {held}") }
        }
        Test::Name(NameSignal::BroughtBy, _) => match brought_by(facts) {
            Some(campaign) => format!("is `{campaign}`"),
            None => "has no value".into(),
        },
        Test::Name(signal, _) => match signals::named(*signal, facts) {
            None | Some("") => "has no value".into(),
            Some(name) => format!("is `{name}`"),
        },
    }
}

/// The campaign that brought the visitor, where it is still there.
fn brought_by<'f>(facts: &'f Facts<'_>) -> Option<&'f str> {
    let brought = facts.profile()?.brought?.campaign;
    let core: &Core = facts.core();
    core.campaigns.keys().find(|id| crate::key::NameKey::of(id) == brought).map(String::as_str)
}

/// A purpose, as something that is agreed to.
pub(super) fn consent(purpose: Purpose) -> String {
    format!("consent to {}", purpose.name())
}
