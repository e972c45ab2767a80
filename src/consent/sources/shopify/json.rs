//! Versions 2.0 and 2.1: JSON.

use super::{Answer, Answers};
use crate::json::{Json, Read};
use alloc::borrow::Cow;

/// What is read of the whole; the rest may be anything.
#[derive(Default)]
struct Found<'a> {
    /// Whether `con` and `CMP` were there.
    objects: [Option<()>; 2],
    version: Option<&'a str>,
    gdpr: Option<&'a str>,
    ccpa: Option<&'a str>,
    analytics: Option<&'a str>,
    marketing: Option<&'a str>,
    preferences: Option<&'a str>,
    sale: Option<&'a str>,
}

/// Reads the JSON. Anything twice, and anything of a wrong type, makes it unreadable.
pub(super) fn read(text: &str) -> Result<Answers, &'static str> {
    let mut found = Found::default();
    let whole = Json::whole(text.as_bytes(), |json| at(Place::Whole, json, &mut found));
    if whole.is_none() {
        return Err("it is not the JSON that Shopify writes");
    }
    let [_, cmp] = found.objects;
    match found.version {
        Some("2.1") if cmp.is_some() => Ok(Answers {
            analytics: answer(found.analytics)?,
            marketing: answer(found.marketing)?,
            preferences: answer(found.preferences)?,
            sale: answer(found.sale)?,
        }),
        Some("2.0") if cmp.is_none() && (found.gdpr.is_some() || found.ccpa.is_some()) => {
            let tracking = answer(found.gdpr)?.or(Some(Answer::Open));
            let sale = answer(found.ccpa)?.or(Some(Answer::Open));
            Ok(Answers { analytics: tracking, marketing: tracking, preferences: tracking, sale })
        }
        Some("2.0" | "2.1") => Err("its version says other things"),
        _ => Err("its version is not one that can be read here"),
    }
}

fn answer(text: Option<&str>) -> Result<Option<Answer>, &'static str> {
    Ok(match text {
        None => None,
        Some("1") => Some(Answer::Yes),
        Some("0") => Some(Answer::No),
        Some("") => Some(Answer::Open),
        Some(_) => return Err("it holds something else where only `1`, `0` or nothing can stand"),
    })
}

/// Where in the JSON.
#[derive(Clone, Copy)]
enum Place {
    Whole,
    Consent,
    Purposes,
    /// At the text of this key.
    Text(&'static str),
}

impl Place {
    /// What stands here under `key`; `None`, when nobody asks.
    fn under(self, key: &str) -> Option<Self> {
        match (self, key) {
            (Self::Whole, "v") => Some(Self::Text("v")),
            (Self::Whole, "con") => Some(Self::Consent),
            (Self::Consent, "CMP") => Some(Self::Purposes),
            (Self::Consent, "GDPR") => Some(Self::Text("GDPR")),
            (Self::Consent, "CCPA") => Some(Self::Text("CCPA")),
            (Self::Purposes, "a") => Some(Self::Text("a")),
            (Self::Purposes, "m") => Some(Self::Text("m")),
            (Self::Purposes, "p") => Some(Self::Text("p")),
            (Self::Purposes, "s") => Some(Self::Text("s")),
            _ => None,
        }
    }
}

impl<'a> Found<'a> {
    fn text(&mut self, key: &str) -> &mut Option<&'a str> {
        match key {
            "GDPR" => &mut self.gdpr,
            "CCPA" => &mut self.ccpa,
            "a" => &mut self.analytics,
            "m" => &mut self.marketing,
            "p" => &mut self.preferences,
            "s" => &mut self.sale,
            _ => &mut self.version,
        }
    }
}

/// Reads what stands at a place. Keys and texts with escapes of JSON's own are refused: Shopify writes none.
fn at<'a>(place: Place, json: &mut Json<'a>, found: &mut Found<'a>) -> Read {
    let [consent, purposes] = &mut found.objects;
    match place {
        Place::Text(key) => {
            let Cow::Borrowed(text) = json.text()? else { return None };
            return once(found.text(key), text);
        }
        Place::Consent => once(consent, ())?,
        Place::Purposes => once(purposes, ())?,
        Place::Whole => {}
    }
    json.object(&mut |json, key| match place.under(key) {
        Some(place) => at(place, json, found),
        None => json.skip(),
    })
}

/// Fills what nothing filled before.
fn once<T>(slot: &mut Option<T>, value: T) -> Read {
    slot.replace(value).is_none().then_some(())
}
