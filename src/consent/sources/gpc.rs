//! Global Privacy Control (W3C Working Draft, `Sec-GPC`): an opt-out of advertising and of sharing, wherever the visitor
//! is. Segue shares nothing but what the purpose of advertising names, so that is what it refuses.

use super::{Statement, Word};
use crate::consent::{Purpose, Source};

/// Reads the header. Only the exact value `1` opts out (section 3.2); anything else says nothing.
pub(in crate::consent) fn read(header: Option<&str>) -> Option<Statement> {
    header.is_some_and(|value| value.trim_matches([' ', '\t']) == "1").then(opt_out)
}

/// What the signal says, wherever it was noted.
pub(super) fn opt_out() -> Statement {
    Statement::only(Source::GlobalPrivacyControl, Purpose::Advertising, Word::Refused)
}
