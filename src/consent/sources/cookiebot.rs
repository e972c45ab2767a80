//! Cookiebot: the cookie `CookieConsent` (written by its script `uc.js`).
//!
//! The value is a JavaScript object literal, in part percent-escaped: `{stamp:'…',necessary:true,preferences:false,
//! statistics:true,marketing:false,method:'explicit',ver:1,utc:1747209600000,region:'de'}`; or a bare `-1` ("not within a
//! region that requires consent"), which says nothing, or `0` ("not accepted").

mod literal;

use super::categories::{self, Said};
use super::escaped::{self, Plus};
use super::{Statement, Word, counts_ms};
use crate::consent::unreadable::bounded;
use crate::consent::{CategoryMap, Source, Unreadable};
use crate::day::Day;
use literal::{Literal, Value};

/// Cookiebot's own categories. Each is `true` or `false`.
const CATEGORIES: [&str; 4] = ["necessary", "preferences", "statistics", "marketing"];

/// What the cookie says; `None`, when it says nothing or its choice is too old or from the future.
///
/// `method:'implied'`, with which Cookiebot marks what nobody was asked about, is no yes where the law is `opt_in`. A
/// cookie without a method counts as implied, as Cookiebot itself documents.
#[inline(never)]
pub(in crate::consent) fn read(value: &str, map: &CategoryMap, opt_in: bool, today: Day) -> Option<Statement> {
    match value {
        // Outside the regions that ask: nobody was asked.
        "-1" => return None,
        // Asked, and not accepted: what is necessary and no more.
        "0" => return Some(Statement::all(Source::Cookiebot, Word::Refused)),
        _ => {}
    }
    match of(value, map, opt_in, today) {
        Ok(statement) => statement,
        Err(why) => Some(Statement::all(Source::Cookiebot, Word::Unreadable(why))),
    }
}

fn of(value: &str, map: &CategoryMap, opt_in: bool, today: Day) -> Result<Option<Statement>, &'static str> {
    let text = escaped::decode(bounded(value).map_err(Unreadable::words)?, Plus::Plus)?;
    let literal = Literal::read(&text)?;
    if CATEGORIES.iter().any(|category| !matches!(literal.get(category), None | Some(Value::Flag(_)))) {
        return Err("a category in it is neither `true` nor `false`");
    }
    let explicit = match literal.get("method") {
        Some(Value::Text("explicit")) => true,
        Some(Value::Text("implied")) | None => false,
        Some(_) => return Err("its method is neither `explicit` nor `implied`"),
    };
    match literal.get("utc") {
        Some(Value::Number(milliseconds)) if counts_ms(milliseconds, today) => {}
        Some(Value::Number(_)) => return Ok(None),
        _ => return Err("it does not say when the choice was made"),
    }
    let say = |category: &str| match literal.get(category) {
        Some(Value::Flag(true)) => Said::On,
        Some(Value::Flag(false)) => Said::Off,
        _ => Said::Unmentioned,
    };
    Ok(Some(Statement::each(Source::Cookiebot, |purpose| categories::word(map.of(purpose), explicit || !opt_in, &say))))
}

#[cfg(test)]
mod tests;
