//! What colleagues write for one another: it is read and kept with its place, and not compiled.

use crate::day::Day;
use crate::shop::fields::{Fields, Reader};
use crate::shop::place::At;
use jsonc_parser::ast::Value;

/// Who answers for a rule, until when it holds without another look, and what was thought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Colleagues {
    /// Who answers for it.
    pub owner: Option<At<String>>,
    /// The day by which somebody looks at it again.
    pub review_by: Option<At<Day>>,
    /// What is expected to come of it, in a segment, a block or a set. (An experiment has a field of its own.)
    pub hypothesis: Option<At<String>>,
    /// Anything else.
    pub note: Option<At<String>>,
}

impl Colleagues {
    /// Reads `owner`, `review_by`, `note` and `allow`.
    pub(super) fn read(fields: &mut Fields<'_, '_>) -> Self {
        // Which warnings are meant; `check` heeds it when everything else was looked at.
        let allow = fields.may("allow", Reader::texts).unwrap_or_default();
        fields.reader().notes.allow(allow);
        Self {
            owner: fields.may("owner", Reader::text),
            review_by: fields.may("review_by", day),
            hypothesis: None,
            note: fields.may("note", Reader::text),
        }
    }

    /// The same with `hypothesis`, which a rule may have.
    pub(super) fn with_hypothesis(fields: &mut Fields<'_, '_>) -> Self {
        let hypothesis = fields.may("hypothesis", Reader::text);
        Self { hypothesis, ..Self::read(fields) }
    }
}

fn day(reader: Reader<'_>, value: &Value<'_>) -> Option<At<Day>> {
    Some(At { value: reader.day(value)?, place: reader.place(value) })
}
