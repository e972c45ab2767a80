//! `derived/sessions.json`, which `segue import --clicks` and `segue tune` write.

use super::parts::{day, file, flag, may, need, object, whole};
use crate::learn::Params;
use crate::learn::written::{NUMBERS, Number};
use crate::shop::source::{COUNTS, DAYS};
use serde_json::{Value, json};

/// The parameters, and what was counted.
pub(super) fn sessions() -> Value {
    let parameter = |number: &Number| {
        let kind = if number.whole { "integer" } else { "number" };
        let about = format!("{} Left out: {}.", number.about, (number.get)(&Params::default()));
        may(number.name, &about, json!({ "type": kind, "minimum": number.least, "maximum": number.most }))
    };
    let about =
        ["Sessions that counted.", "Clicks that counted.", "Products that were clicked.", "Products with a list."];
    let mut counted: Vec<_> =
        COUNTS.into_iter().zip(about).map(|(name, about)| may(name, about, whole(0..=u32::MAX))).collect();
    let about = ["The day of the first click.", "The day of the last click."];
    counted.extend(DAYS.into_iter().zip(about).map(|(name, about)| may(name, about, day())));
    let fields = vec![
        may(
            "tuned",
            "Whether `segue tune` found the parameters: the next import keeps them. Otherwise it fits the default ones anew.",
            flag(),
        ),
        need(
            "parameters",
            "How lists are made of clicks, and how those of the products viewed last are combined.",
            object(NUMBERS.iter().map(parameter).collect()),
        ),
        may("counted", "What the lists were made of, for people.", object(counted)),
    ];
    let about = "How what is looked at next is found: written by `segue import --clicks` and by `segue tune`, and kept by \
                 the next import.";
    file("the parameters of sessions", about, fields, json!({}))
}
