//! What follows from a US Privacy string (IAB Tech Lab, version 1.0; `usprivacy`): an opt-out of sale refuses advertising.
//! That nobody opted out is a yes only where people may object.

use super::{Statement, Word, once};
use crate::consent::usp::Usp;
use crate::consent::{Purpose, Source};
use crate::cookie::Plain;

/// Reads the cookie.
#[inline(never)]
pub(in crate::consent) fn read(cookie: Plain<'_>, opt_in: bool) -> Option<Statement> {
    let read = |text: &str| match Usp::decode(text) {
        Ok(usp) => of(&usp, Source::Usp, opt_in),
        Err(why) => Statement::all(Source::Usp, Word::Unreadable(why.words())),
    };
    once(cookie, Source::Usp, |text| Some(read(text)))
}

/// What a decoded string says.
pub(super) fn of(usp: &Usp, source: Source, opt_in: bool) -> Statement {
    let word = if usp.any_opt_out() {
        Word::Refused
    } else if usp.opt_out_sale.no() && !opt_in {
        Word::Granted
    } else {
        Word::Silent
    };
    Statement::only(source, Purpose::Advertising, word)
}
