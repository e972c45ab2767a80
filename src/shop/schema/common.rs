//! What several files have in common.

use super::parts::{Field, day, id, list, may, object, one_of, shared, text, whole};
use crate::consent::Purpose;
use crate::shop::Severity;
use crate::shop::code::Code;

/// What colleagues write for one another.
pub(super) fn colleagues() -> Vec<Field> {
    vec![
        may("owner", "Who answers for this, for colleagues.", text()),
        may("review_by", "The day by which somebody looks at this again, such as 2027-03-31.", day()),
        may(
            "allow",
            "Warnings that are meant here, by their codes. `segue check` then keeps quiet about them.",
            list(code()),
        ),
        may("note", "Anything that colleagues should know. Shoppers never see it.", text()),
    ]
}

/// The code of a warning. Other words are only warned of, since codes come and go.
fn code() -> serde_json::Value {
    let codes: Vec<&str> =
        Code::ALL.iter().filter(|code| code.severity() != Severity::Error).map(|code| code.name()).collect();
    serde_json::json!({ "anyOf": [one_of(&codes), text()] })
}

/// The same with `hypothesis`.
pub(super) fn with_hypothesis() -> Vec<Field> {
    let about = "What you expect to come of it, so that colleagues can tell later whether it did.";
    let mut fields = colleagues();
    fields.push(may("hypothesis", about, text()));
    fields
}

/// For whom, on which condition, and with which consent.
pub(super) fn audience(what: &str) -> Vec<Field> {
    vec![
        may(
            "for",
            &format!("Segments (their ids). {what} is for those who are in any of them. Left out: for everyone."),
            list(text()),
        ),
        may("when", "A further condition that has to hold.", shared("condition")),
    ]
}

/// `priority`.
pub(super) fn priority() -> Field {
    let about = "From 0 to 100; what is higher comes first. Left out: 50. Equal priorities go by id.";
    may("priority", about, whole(0..=100))
}

/// `window`.
pub(super) fn window() -> Field {
    let window = object(vec![
        may("from", "The first day, such as 2026-11-01. Left out: since ever.", day()),
        may("to", "The last day, which counts in full. Left out: until further notice.", day()),
    ]);
    may("window", "The days on which it holds, in UTC. Left out: always.", window)
}

/// `purposes`.
pub(super) fn purposes(left_out: &str) -> Field {
    let names: Vec<&str> = Purpose::ALL.iter().skip(1).map(|purpose| purpose.name()).collect();
    let about = format!("What the visitor has to have agreed to. {left_out}");
    may("purposes", &about, list(one_of(&names)))
}

/// The id of an arm or a category.
pub(super) fn an_id(name: &'static str, about: &str) -> Field {
    super::parts::need(name, about, id())
}
