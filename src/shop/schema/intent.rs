//! `intent/`, and the same lists in campaigns.

use super::common::colleagues;
use super::parts::{Field, file, list, may, text};
use crate::snapshot::Says;
use serde_json::{Value, json};

/// The phrases of a language.
pub(super) fn intent() -> Value {
    let mut fields = phrases();
    fields.extend(colleagues());
    let about = "Phrases that tell what a search is after, in the language that the file is named by, such as en.json.";
    file("the phrases of a language", about, fields, json!({}))
}

/// One field for each list.
pub(super) fn phrases() -> Vec<Field> {
    Says::ALL.into_iter().map(|says| may(says.name(), about(says), list(text()))).collect()
}

fn about(says: Says) -> &'static str {
    match says {
        Says::Branded => "Phrases by which people search for the shop itself or for what is its own.",
        Says::ProblemAware => "Phrases of somebody who has a problem to solve, such as how to or rust*.",
        Says::ProductAware => {
            "Phrases that say it is a product after all, such as descaler: they take its words from a shorter problem."
        }
        Says::Premium => "Phrases of somebody who wants the best, such as handmade.",
        Says::Value => "Phrases of somebody who looks at the price, such as cheap or under #.",
        Says::Single => "Phrases that say it is one thing after all, such as set of scales.",
        Says::Bundle => "Phrases of somebody who wants several things at once, such as starter kit.",
        Says::ReviewLed => "Phrases of somebody who wants opinions, such as vs or reviews.",
        Says::FeatureLed => "Phrases of somebody who looks for a feature, such as cordless or #l.",
        Says::Nothing => "Phrases that say nothing: a shorter phrase in them does not count, such as set in set up.",
        Says::Negation => "Words before a phrase that does not count then, such as not.",
    }
}
