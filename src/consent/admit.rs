//! The door.

use super::{
    Context, Device, Grants, Jurisdiction, Preferences, Purpose, Record, RecordState, Regime, Source, Standing,
    Verdict, Visitor, gpc,
};
use crate::cookie::{self, Keys, Reason, verify_profile};
use crate::day::Now;
use alloc::string::{String, ToString};

/// Everything a request carries that could say something about a person, as it came. `Debug` says only what is there.
#[derive(Clone, Default)]
pub struct Raw<'a> {
    /// The `Cookie` header.
    pub cookies: &'a str,
    /// The `Sec-GPC` header.
    pub gpc: Option<&'a str>,
    /// The `User-Agent` header.
    pub user_agent: &'a str,
    /// The `Accept-Language` header.
    pub accept_language: &'a str,
    /// The country of the connection, ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// The region of the connection, ISO 3166-2 subdivision code.
    pub region: Option<&'a str>,
    /// The link's search words.
    pub search: &'a str,
    /// The link's campaign.
    pub campaign: &'a str,
}

impl core::fmt::Debug for Raw<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Raw")
            .field("cookies", &!self.cookies.is_empty())
            .field("gpc", &self.gpc.is_some())
            .field("country", &self.country.is_some())
            .finish_non_exhaustive()
    }
}

/// What the door gives.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// The visitor.
    pub visitor: Visitor,
    /// The visitor's own choice.
    pub record: RecordState,
    /// Why the profile's cookie was not believed, if there was one and it was not.
    pub distrust: Option<Reason>,
    /// Whether the browser sent a profile cookie at all: one without consent is told to go.
    pub sent_profile: bool,
}

/// Longest search text and campaign name that is looked at, in bytes.
const MAX_CONTEXT: usize = 200;

/// Lets in what may come in. `policy` is the version of the shop's privacy policy, where it is known.
///
/// Without consent to personalization the profile's cookie is not even verified; without consent to advertising the
/// profile comes without campaign and audiences.
#[must_use]
pub fn admit(raw: Raw<'_>, keys: &Keys, policy: Option<u16>, now: Now) -> Admitted {
    let today = now.day();
    let record = Record::read(cookie::find(raw.cookies, cookie::CONSENT), keys, policy, today);
    let regime = Jurisdiction::of(raw.country, raw.region).regime;
    let gpc = gpc::opts_out(raw.gpc);
    let grants = Grants::from_fn(|purpose| combine(purpose, &record, gpc, regime));
    let preferences = match record {
        RecordState::Chosen(record) | RecordState::Outdated(record) => record.preferences,
        RecordState::Absent | RecordState::Unreadable(_) => Preferences::default(),
    };

    let found = cookie::find(raw.cookies, cookie::PROFILE);
    let sent_profile = found != cookie::Found::Absent;
    let (profile, distrust) = if grants.has(Purpose::Personalization) {
        match verify_profile(found, keys, today) {
            Ok(profile) => (profile, None),
            Err(reason) => (None, Some(reason)),
        }
    } else {
        (None, None)
    };
    let profile = profile.map(|mut profile| {
        profile.audiences.retain(|audience| audience.until >= today);
        if grants.has(Purpose::Advertising) { profile } else { profile.without_advertising() }
    });

    let visitor = Visitor::new(profile, grants, preferences, context(&raw));
    Admitted { visitor, record, distrust, sent_profile }
}

/// The strictest that applies: the browser's signal, then the visitor's record, then the default of the place.
fn combine(purpose: Purpose, record: &RecordState, gpc: bool, regime: Regime) -> Verdict {
    let verdict = |standing, source| Verdict { standing, source };
    if gpc && purpose == Purpose::Advertising {
        return verdict(Standing::Refused, Source::GlobalPrivacyControl);
    }
    match (record, regime) {
        (RecordState::Unreadable(why), _) => verdict(Standing::Unreadable(why.words()), Source::OwnRecord),
        (RecordState::Chosen(record), _) if record.stated.has(purpose) => {
            let yes = record.granted.has(purpose);
            verdict(if yes { Standing::Granted } else { Standing::Refused }, Source::OwnRecord)
        }
        (RecordState::Outdated(record), _) if record.stated.has(purpose) && !record.granted.has(purpose) => {
            verdict(Standing::Refused, Source::OwnRecord)
        }
        (_, Regime::OptIn) => verdict(Standing::Unasked, Source::OptInDefault),
        (_, Regime::OptOut) => verdict(Standing::Granted, Source::OptOutDefault),
    }
}

fn context(raw: &Raw<'_>) -> Context {
    let country = raw.country.filter(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase()));
    let primary = raw.accept_language.split([',', ';', '-']).next().unwrap_or_default().trim_matches(' ');
    let language = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
    Context {
        country: country.unwrap_or_default().to_string(),
        device: Device::of_user_agent(raw.user_agent),
        language: if language { primary.to_ascii_lowercase() } else { String::new() },
        search: bounded(raw.search).to_lowercase(),
        campaign: bounded(raw.campaign).to_string(),
    }
}

/// The first [`MAX_CONTEXT`] bytes, cut between characters.
fn bounded(text: &str) -> &str {
    let end = (0..=MAX_CONTEXT.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}
