//! The ad's story: what a click promised, carried to the page that it lands on. It says what the link said and nothing
//! about who clicked, so the same click on the same day gives everyone the same bytes.
//!
//! It travels sealed, in the URL ([`PARAMETER`]) or, with consent to personalization, in a session cookie ([`COOKIE`]).
//! The seal covers the name that it travels under, so that neither passes as the other.

use crate::cookie::{Keys, Plain, Reason, Unverified, seal};
use crate::day::Day;
use crate::key::{NameKey, ProductKey};
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// The parameter of a page's address.
pub const PARAMETER: &str = "segue_story";

/// The cookie. It ends with the browser's session, and its seal with the next day.
pub const COOKIE: &str = "__Host-segue-story";

/// Longest sealed story that is written or looked at, in bytes. A campaign's id of 160 bytes still fits.
pub const LONGEST: usize = 320;

/// The first byte of the payload: the version of the story's fields.
const FIELDS: u8 = 1;

/// What a click promised: only what its link says.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// The campaign's id.
    pub campaign: String,
    /// The product that was clicked.
    pub product: Option<ProductKey>,
    /// The category that the link names.
    pub category: Option<NameKey>,
    /// What the search behind the click was after, as [`Intents`](crate::engine::Intents) writes it.
    pub intents: u16,
}

debug_says_presence!(Story);

/// What a story travels in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// The page's address: part of this one request.
    Url,
    /// The session cookie.
    Cookie,
}

impl Carrier {
    /// The name in receipts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Cookie => "cookie",
        }
    }

    /// The name that the seal covers.
    fn sealed_as(self) -> &'static str {
        match self {
            Self::Url => PARAMETER,
            Self::Cookie => COOKIE,
        }
    }
}

impl Story {
    /// The story sealed until the end of the next day; `None` without a signing key, or when it would be longer than
    /// [`LONGEST`].
    #[must_use]
    pub fn seal(&self, carrier: Carrier, keys: &Keys, today: Day) -> Option<String> {
        let mut payload = alloc::vec![FIELDS];
        payload.extend(postcard::to_allocvec(self).ok()?);
        seal(keys, carrier.sealed_as(), today.plus(1), &payload).filter(|value| value.len() <= LONGEST)
    }

    /// The story that came; `Ok(None)` when none did.
    ///
    /// # Errors
    /// The reason why it is not believed. It counts as absent then.
    pub fn read(carrier: Carrier, came: Plain<'_>, keys: &Keys, today: Day) -> Result<Option<Self>, Reason> {
        let value = match came {
            Plain::Absent => return Ok(None),
            Plain::Several => return Err(Reason::Duplicate),
            Plain::One(value) if value.len() > LONGEST => return Err(Reason::Oversize),
            Plain::One(value) => value,
        };
        let payload: Vec<u8> = Unverified::new(carrier.sealed_as(), value).verify(keys, today)?;
        let Some((&FIELDS, fields)) = payload.split_first() else { return Err(Reason::UnreadablePayload) };
        match postcard::take_from_bytes(fields) {
            Ok((story, [])) => Ok(Some(story)),
            _ => Err(Reason::UnreadablePayload),
        }
    }
}

/// The sealed story in a query, as it came: its letters need no escaping, so one that has escapes is none of ours.
#[must_use]
pub fn in_query(query: &str) -> Plain<'_> {
    let mut values = query.split('&').filter_map(|pair| pair.strip_prefix(PARAMETER)?.strip_prefix('='));
    match (values.next(), values.next()) {
        (None, _) => Plain::Absent,
        (Some(value), None) => Plain::One(value),
        (Some(_), Some(_)) => Plain::Several,
    }
}

/// `url` with a sealed story, before its fragment.
#[must_use]
pub fn with_parameter(url: &str, sealed: &str) -> String {
    let (base, fragment) = url.find('#').map_or((url, ""), |at| url.split_at(at));
    let joint = if base.contains('?') { "&" } else { "?" };
    [base, joint, PARAMETER, "=", sealed, fragment].concat()
}

/// `url` without what [`with_parameter`] added, be it within the page that an address of an app goes back to.
#[must_use]
pub fn without_parameter(url: &str) -> String {
    // Escaped, as the value of another address.
    if let Some((before, rest)) = url.split_once("%26segue_story%3D") {
        let sealed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        return without_parameter(&[before, rest.trim_start_matches(sealed)].concat());
    }
    let (base, fragment) = url.find('#').map_or((url, ""), |at| url.split_at(at));
    let Some((path, query)) = base.split_once('?') else { return url.into() };
    let of_story = |pair: &&str| pair.strip_prefix(PARAMETER).is_some_and(|rest| rest.starts_with('='));
    let rest: Vec<&str> = query.split('&').filter(|pair| !of_story(pair)).collect();
    if rest.is_empty() { [path, fragment].concat() } else { [path, "?", &rest.join("&"), fragment].concat() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;
    use alloc::format;
    use alloc::string::ToString;

    const TODAY: Day = Day(20_780);

    fn keys() -> Keys {
        Keys::parse("a:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0").unwrap()
    }

    fn story() -> Story {
        Story {
            campaign: "tea-season".into(),
            product: Some(ProductKey::of("T-301")),
            category: Some(NameKey::of("tea")),
            intents: 0b1010_0110,
        }
    }

    fn read(carrier: Carrier, value: &str, today: Day) -> Result<Option<Story>, Reason> {
        Story::read(carrier, Plain::One(value), &keys(), today)
    }

    #[test]
    fn it_comes_back_until_the_end_of_the_next_day() {
        for carrier in [Carrier::Url, Carrier::Cookie] {
            let sealed = story().seal(carrier, &keys(), TODAY).unwrap();
            assert_eq!(read(carrier, &sealed, TODAY), Ok(Some(story())));
            assert_eq!(read(carrier, &sealed, TODAY.plus(1)), Ok(Some(story())));
            assert_eq!(read(carrier, &sealed, TODAY.plus(2)), Err(Reason::Expired));
            let whole = sealed.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
            assert!(whole, "no letter has to be escaped in a URL: {sealed}");
        }
    }

    #[test]
    fn neither_passes_as_the_other() {
        let in_url = story().seal(Carrier::Url, &keys(), TODAY).unwrap();
        let in_cookie = story().seal(Carrier::Cookie, &keys(), TODAY).unwrap();
        assert_eq!(read(Carrier::Cookie, &in_url, TODAY), Err(Reason::Forged));
        assert_eq!(read(Carrier::Url, &in_cookie, TODAY), Err(Reason::Forged));
    }

    #[test]
    fn what_is_not_as_it_was_sealed_is_not_believed() {
        let sealed = story().seal(Carrier::Url, &keys(), TODAY).unwrap();
        let other = Keys::parse("b:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0").unwrap();
        let unknown = Story::read(Carrier::Url, Plain::One(&sealed), &other, TODAY);
        assert_eq!(unknown, Err(Reason::UnknownKey));
        assert_eq!(Story::read(Carrier::Url, Plain::Several, &keys(), TODAY), Err(Reason::Duplicate));
        assert_eq!(read(Carrier::Url, &"a".repeat(LONGEST + 1), TODAY), Err(Reason::Oversize));
        assert_eq!(read(Carrier::Url, "", TODAY), Err(Reason::Malformed));
        let sealed_otherwise = seal(&keys(), PARAMETER, TODAY, &[FIELDS, 1]).unwrap();
        assert_eq!(read(Carrier::Url, &sealed_otherwise, TODAY), Err(Reason::UnreadablePayload));
        let later = seal(&keys(), PARAMETER, TODAY, &[FIELDS + 1, 0, 0, 0, 0]).unwrap();
        assert_eq!(read(Carrier::Url, &later, TODAY), Err(Reason::UnreadablePayload));
    }

    #[test]
    fn its_length_is_bounded() {
        let of = |length| Story { campaign: "c".repeat(length), intents: u16::MAX, ..story() };
        let seal = |length| of(length).seal(Carrier::Cookie, &keys(), Day(u16::MAX - 1));
        assert!(seal(160).is_some_and(|value| value.len() <= LONGEST));
        assert_eq!(seal(200), None);
    }

    #[test]
    fn it_is_found_in_a_query_once() {
        assert_eq!(in_query(""), Plain::Absent);
        assert_eq!(in_query("a=b&segue_storyx=1"), Plain::Absent);
        assert_eq!(in_query("a=b&segue_story=1.a&c"), Plain::One("1.a"));
        assert_eq!(in_query("segue_story=1&segue_story=1"), Plain::Several);
    }

    #[test]
    fn it_stands_before_the_fragment() {
        for (url, with) in [
            ("/p", "/p?segue_story=x"),
            ("/p?a=b", "/p?a=b&segue_story=x"),
            ("/p#top", "/p?segue_story=x#top"),
            ("/p?a#b?c", "/p?a&segue_story=x#b?c"),
        ] {
            assert_eq!(with_parameter(url, "x"), with);
            assert_eq!(without_parameter(with), url);
            assert_eq!(without_parameter(url), url);
        }
    }

    #[test]
    fn debug_says_nothing() {
        assert!(!format!("{:?}", story()).contains(&story().campaign.to_string()));
    }
}
