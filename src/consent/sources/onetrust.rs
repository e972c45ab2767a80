//! OneTrust: the cookies `OptanonConsent` (written by its script `otSDKStub.js`/`otBannerSdk.js`, as seen in versions 6.x
//! and 202xmm) and `OptanonAlertBoxClosed`.
//!
//! The value is a query string: `isGpcEnabled=0&datestamp=…&interactionCount=1&groups=C0001%3A1%2CC0002%3A0&…`. A group is
//! its id, a colon, and `1` or `0`; nothing else has been seen, so anything else is unreadable.

use super::categories::{self, Said};
use super::escaped::{self, Plus};
use super::{Statement, Word, counts, date};
use crate::consent::unreadable::bounded;
use crate::consent::{CategoryMap, Purpose, Source, Unreadable};
use crate::day::Day;
use alloc::borrow::Cow;

const TWICE: &str = "it says the same thing twice";
const NEITHER: &str = "it holds something else where only yes or no can stand";
const NO_NUMBER: &str = "its count of interactions is no number";

/// A date is not longer than this, in bytes, escapes and the zone's name in any language included.
const MAX_DATE: usize = 512;

/// What the cookies say: OneTrust's statement, and that of the browser's Global Privacy Control if OneTrust noted it.
/// `consent` is the value of `OptanonConsent`, `closed` that of `OptanonAlertBoxClosed`.
/// Before a choice what is on says nothing, and the law's default decides.
#[inline(never)]
pub(in crate::consent) fn read(
    consent: &str,
    closed: Option<&str>,
    map: &CategoryMap,
    today: Day,
) -> [Option<Statement>; 2] {
    match Kept::read(consent) {
        Ok(kept) => [kept.statement(closed.and_then(day), map, today), kept.gpc()],
        Err(why) => [Some(Statement::all(Source::Onetrust, Word::Unreadable(why))), None],
    }
}

/// The parts of the cookie that are of interest.
#[derive(Default)]
struct Kept<'a> {
    groups: Option<Cow<'a, str>>,
    datestamp: Option<Cow<'a, str>>,
    interactions: Option<u32>,
    reconsent: Option<bool>,
    gpc: Option<bool>,
    browser_gpc: Option<bool>,
}

impl<'a> Kept<'a> {
    /// Every part is decoded, also those of no interest: half an escape anywhere means that something was cut off.
    fn read(value: &'a str) -> Result<Self, &'static str> {
        let mut kept = Self::default();
        for part in bounded(value).map_err(Unreadable::words)?.split('&') {
            let (key, value) = part.split_once('=').ok_or("a part of it has no `=`")?;
            let value = escaped::decode(value, Plus::Space)?;
            match &*escaped::decode(key, Plus::Space)? {
                "groups" => set(&mut kept.groups, value)?,
                "datestamp" => set(&mut kept.datestamp, value)?,
                "interactionCount" => set(&mut kept.interactions, number(&value)?)?,
                "AwaitingReconsent" => set(&mut kept.reconsent, flag(&value, "false", "true")?)?,
                "isGpcEnabled" => set(&mut kept.gpc, flag(&value, "0", "1")?)?,
                "browserGpcFlag" => set(&mut kept.browser_gpc, flag(&value, "0", "1")?)?,
                _ => {}
            }
        }
        for item in kept.items() {
            match item.split_once(':') {
                Some((id, "0" | "1")) if !id.is_empty() => {}
                _ => return Err("its `groups` are not ids, each with `:0` or `:1`"),
            }
        }
        Ok(kept)
    }

    /// The groups, each as `id:1` or `id:0`.
    fn items(&self) -> impl Iterator<Item = &str> {
        self.groups.as_deref().filter(|groups| !groups.is_empty()).into_iter().flat_map(|groups| groups.split(','))
    }

    /// `None`, when the choice is too old or from the future.
    fn statement(&self, closed: Option<Day>, map: &CategoryMap, today: Day) -> Option<Statement> {
        // The datestamp is the day of the last visit rather than that of the choice, but better than none.
        let stamp = self.datestamp.as_deref().filter(|stamp| !stamp.is_empty());
        let day = closed.or_else(|| stamp.and_then(date::read));
        if stamp.is_some() && day.is_none() {
            return Some(Statement::all(Source::Onetrust, Word::Unreadable("its date is none")));
        }
        if day.is_some_and(|day| !counts(day, today)) {
            return None;
        }
        let chose = self.chose(closed.is_some());
        Some(Statement::each(Source::Onetrust, |purpose| {
            categories::word(map.of(purpose), chose, &|category| self.say(category))
        }))
    }

    /// Whether the visitor made the choice. Without a count of interactions (as older versions and other scripts write
    /// the cookie) its groups are taken for a choice.
    fn chose(&self, closed: bool) -> bool {
        let interacted = match self.interactions {
            Some(count) => count > 0,
            None => self.items().next().is_some(),
        };
        (closed || interacted) && self.reconsent != Some(true)
    }

    /// What is said of a group; a group that is both on and off is off.
    fn say(&self, category: &str) -> Said {
        let mut said = Said::Unmentioned;
        for item in self.items() {
            match item.strip_prefix(category) {
                Some(":0") => return Said::Off,
                Some(":1") => said = Said::On,
                _ => {}
            }
        }
        said
    }

    fn gpc(&self) -> Option<Statement> {
        let noted = self.gpc == Some(true) || self.browser_gpc == Some(true);
        noted.then(|| Statement::only(Source::GlobalPrivacyControl, Purpose::Advertising, Word::Refused))
    }
}

/// The day in `OptanonAlertBoxClosed`. What is no date is as good as not sent: it proves no choice.
fn day(value: &str) -> Option<Day> {
    if value.len() > MAX_DATE {
        return None;
    }
    // Written without escapes as ISO 8601, in which `+` can only be a zone's sign.
    date::read(&escaped::decode(value, Plus::Plus).ok()?)
}

fn set<T>(slot: &mut Option<T>, value: T) -> Result<(), &'static str> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(TWICE),
    }
}

fn flag(value: &str, no: &str, yes: &str) -> Result<bool, &'static str> {
    if value == yes {
        return Ok(true);
    }
    if value == no { Ok(false) } else { Err(NEITHER) }
}

fn number(value: &str) -> Result<u32, &'static str> {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    if digits { value.parse().map_err(|_| NO_NUMBER) } else { Err(NO_NUMBER) }
}

#[cfg(test)]
mod tests;
