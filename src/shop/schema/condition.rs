//! Conditions: one shape for each signal, from the tables that the reader of conditions uses.

use super::parts::{about_it, days, need, object, one_of, shared, some, text, whole, with};
use super::signals::about;
use crate::shop::source::{Arguments, NUMBERS, Names, names_of};
use crate::snapshot::NameSignal;
use serde_json::{Value, json};

/// The definitions that files with conditions need.
pub(super) fn definitions() -> Value {
    json!({ "condition": condition() })
}

fn condition() -> Value {
    let parts = some(shared("condition"));
    let mut shapes = vec![
        about_it(object(vec![need("all", "All of these hold.", parts.clone())]), "All of these hold."),
        about_it(object(vec![need("any", "At least one of these holds.", parts)]), "At least one of these holds."),
        about_it(object(vec![need("not", "This does not hold.", shared("condition"))]), "This does not hold."),
        about_it(object(vec![need("segment", "The id of a segment.", text())]), "The visitor is in this segment."),
    ];
    shapes.extend(NUMBERS.iter().map(|(name, arguments, least, most)| number(name, *arguments, *least, *most)));
    shapes.extend(NameSignal::ALL.into_iter().map(name));
    json!({
        "title": "a condition",
        "description": "One question: `all`, `any`, `not`, `segment`, or a `signal` with what it has to be.",
        "type": "object",
        "oneOf": shapes,
    })
}

fn number(name: &str, arguments: Arguments, least: u32, most: u32) -> Value {
    let range = match most {
        u32::MAX => String::new(),
        most => format!(" (from {least} to {most})"),
    };
    let mut fields = vec![need("signal", about(name), json!({ "const": name }))];
    if matches!(arguments, Arguments::Category | Arguments::CategoryAndDays) {
        fields.push(need("category", "The id of a category, or `this` for the category of the page.", text()));
    }
    if arguments == Arguments::BandAndDays {
        let about = "The price band: the lower, middle or upper third of its category.";
        fields.push(need("band", about, one_of(&["value", "mid", "premium"])));
    }
    if matches!(arguments, Arguments::Days | Arguments::CategoryAndDays | Arguments::BandAndDays) {
        fields.push(need("within_days", "Looks back so many days, from 1 to 3650.", days(1)));
    }
    let compared = || whole(least..=most);
    fields.extend([
        super::parts::may("at_least", &format!("This or more{range}."), compared()),
        super::parts::may("at_most", &format!("This or less{range}."), compared()),
        super::parts::may("is", &format!("Exactly this{range}."), compared()),
    ]);
    let ranged = json!({ "required": ["is"] });
    let bounded = json!({ "anyOf": [{ "required": ["at_least"] }, { "required": ["at_most"] }] });
    with(about_it(object(fields), about(name)), json!({ "oneOf": [ranged, bounded] }))
}

fn name(signal: NameSignal) -> Value {
    let word = match names_of(signal) {
        Names::Words(words) => one_of(words),
        Names::Country => super::parts::pattern("^[A-Z]{2}$"),
        Names::Language => super::parts::pattern("^[a-z]{2,3}$"),
        Names::Category | Names::Product | Names::Campaign | Names::Audience | Names::Phrase => text(),
    };
    let fields = vec![
        need("signal", about(signal.name()), json!({ "const": signal.name() })),
        super::parts::may("is", "Exactly this.", word.clone()),
        super::parts::may("any_of", "Any of these.", some(word)),
    ];
    let either = json!({ "oneOf": [{ "required": ["is"] }, { "required": ["any_of"] }] });
    with(about_it(object(fields), about(signal.name())), either)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::source::all_signals;

    #[test]
    fn every_signal_says_what_it_is() {
        for signal in all_signals() {
            assert!(!about(signal).is_empty(), "{signal}");
        }
    }
}
