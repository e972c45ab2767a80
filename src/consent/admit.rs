//! The door.

use super::combine::verdict;
use super::sources::{Statement, Word, cookiebot, gpc, gpp, once, onetrust, own, shopify, tcf, twice, usp};
use super::visitor::Agent;
use super::{
    Context, Device, Grants, Jurisdiction, Os, Platform, Preferences, Purpose, Record, RecordState, Regime, Settings,
    Source, Standing, Visitor,
};
use crate::cookie::{self, Keys, Plain, Reason, verify_profile};
use crate::day::{Day, Now};
use crate::story::{self, Carrier, Story};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

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
    /// The sealed story in the address of the page.
    pub story: Plain<'a>,
    /// In a preview: the arms of experiments to look at.
    pub arms: Option<&'a BTreeMap<String, String>>,
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
    /// The visitor's own record.
    pub record: RecordState,
    /// Why the profile's cookie was not believed, if there was one and it was not.
    pub distrust: Option<Reason>,
    /// Whether the browser sent a profile cookie at all: one without consent is told to go.
    pub sent_profile: bool,
    /// Whether the profile held what is no longer allowed: without it, it is written anew.
    pub stripped: bool,
    /// Whether a profile came under a consent that has ended, in whole or in part.
    pub ended: bool,
    /// The story of the ad that brought the visitor.
    pub story: Told,
    /// Whether the browser sent a cookie with a story at all: one without consent is told to go.
    pub sent_story: bool,
    /// The record under another number, where [`Admitted::must_renew`] asked for one.
    pub renewed: Option<Record>,
}

impl Admitted {
    /// The same request as if nobody had made it: nothing is granted, nothing remembered, and nothing changes. For programs,
    /// which carry nobody's choice.
    #[must_use]
    pub fn without_a_trace(self) -> Self {
        Self {
            visitor: self.visitor.reduced_to_context(),
            record: RecordState::Absent,
            distrust: None,
            sent_profile: false,
            stripped: false,
            ended: false,
            story: Told::Not,
            sent_story: false,
            renewed: None,
        }
    }

    /// The number under which a profile of this visitor is sealed.
    #[must_use]
    pub fn binding(&self) -> u16 {
        self.renewed.as_ref().or(self.record.record()).map_or(0, |record| record.binding)
    }

    /// What the visitor chose here about `purpose`, as far as it still counts: what was granted under another policy does
    /// not.
    #[must_use]
    pub fn chose(&self, purpose: Purpose, today: Day) -> Option<bool> {
        match own::choice(&self.record, today)?.word(purpose) {
            Word::Granted => Some(true),
            Word::Refused => Some(false),
            _ => None,
        }
    }

    /// Whether the record needs another number: a consent under which the profile stood has ended, and the record does not
    /// say so yet. Without a record, only a no is worth one: before a choice nothing is stored.
    #[must_use]
    pub fn must_renew(&self) -> bool {
        let grants = self.visitor.grants();
        let no = |purpose| grants.verdict(purpose).standing == Standing::Refused;
        let refused = no(Purpose::Personalization) || (self.stripped && no(Purpose::Advertising));
        let narrowed = grants.verdict(Purpose::Personalization).standing == Standing::ForThisVisit;
        match &self.record {
            RecordState::Unreadable(_) => false,
            RecordState::Absent => self.ended && (refused || narrowed),
            RecordState::Outdated(_) | RecordState::Chosen(_) => self.ended,
        }
    }
}

/// Longest search text and campaign name that is looked at, in bytes.
const MAX_CONTEXT: usize = 200;

/// The cookies that are looked at.
const NAMES: [&str; 12] = [
    cookie::CONSENT,
    cookie::PROFILE,
    story::COOKIE,
    "euconsent-v2",
    "eupubconsent-v2",
    "__gpp",
    "__gpp_sid",
    "usprivacy",
    "OptanonConsent",
    "OptanonAlertBoxClosed",
    "CookieConsent",
    "_tracking_consent",
];

/// Lets in what may come in.
///
/// Without consent to personalization the profile's cookie is not even verified; without consent to advertising the
/// profile comes without campaign and audiences; and a profile that was sealed before the latest withdrawal does not come
/// in at all.
#[must_use]
pub fn admit(raw: Raw<'_>, keys: &Keys, settings: &Settings, now: Now) -> Admitted {
    let today = now.day();
    let cookies = cookie::find_all(raw.cookies, NAMES);
    let [consent, profile, kept_story, ..] = cookies;
    let record = Record::read(consent.signed(cookie::CONSENT), keys, settings.policy_version, today);
    let regime = Jurisdiction::of(raw.country, raw.region).regime;
    let said = gather(&raw, &cookies, &record, settings, regime, now);
    let grants = Grants::from_fn(|purpose| verdict(purpose, &said, regime));
    let preferences = record.record().map_or_else(Preferences::default, |record| record.preferences.clone());

    let (story, told) = tell(raw.story, kept_story, grants.has(Purpose::Personalization), keys, today);

    let mut admitted = Admitted {
        visitor: Visitor::new(None, grants, preferences, Context { story, ..context(&raw) }),
        record,
        distrust: None,
        sent_profile: profile != Plain::Absent,
        stripped: false,
        ended: false,
        story: told,
        sent_story: kept_story != Plain::Absent,
        renewed: None,
    };
    if !grants.has(Purpose::Personalization) {
        let verdict = grants.verdict(Purpose::Personalization);
        // What cannot be read says nothing of an end; and what was refused here drew its number then.
        let noted =
            verdict.standing == Standing::Refused && matches!(verdict.source, Source::OwnRecord | Source::Bridge(_));
        admitted.ended = admitted.sent_profile && !noted && !matches!(verdict.standing, Standing::Unreadable(_));
        return admitted;
    }
    match verify_profile(profile.signed(cookie::PROFILE), keys, today) {
        Err(reason) => admitted.distrust = Some(reason),
        Ok(None) => {}
        Ok(Some(remembered)) if remembered.binding != admitted.binding() => admitted.distrust = Some(Reason::Unbound),
        Ok(Some(remembered)) if !remembered.for_this_visit && !grants.keeps(Purpose::Personalization) => {
            admitted.distrust = Some(Reason::Unbound);
            admitted.ended = true;
        }
        // A visit may last past midnight, but not for days, whatever a browser restores.
        Ok(Some(remembered)) if remembered.for_this_visit && today.since(remembered.first_visit) > 1 => {
            admitted.distrust = Some(Reason::Expired);
        }
        Ok(Some(mut remembered)) => {
            remembered.audiences.retain(|audience| audience.until >= today);
            admitted.stripped = remembered.retain(|purpose| grants.has(purpose));
            admitted.ended = admitted.stripped;
            admitted.visitor.remember(remembered);
        }
    }
    admitted
}

/// What became of the ad's story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Told {
    /// None came.
    #[default]
    Not,
    /// It came in this, and counts.
    By(Carrier),
    /// It came in this, and is not believed.
    Doubted(Carrier, Reason),
    /// It came in the cookie, and there is no consent to personalization.
    Withheld,
}

/// The story that counts. That of the address is a part of this very request, so it needs no consent, and is the newer one;
/// what the browser keeps needs one.
fn tell(in_url: Plain<'_>, kept: Plain<'_>, may_keep: bool, keys: &Keys, today: Day) -> (Option<Story>, Told) {
    let by_url = Story::read(Carrier::Url, in_url, keys, today);
    if let Ok(Some(story)) = by_url {
        return (Some(story), Told::By(Carrier::Url));
    }
    let doubted = by_url.err().map(|reason| Told::Doubted(Carrier::Url, reason));
    if !may_keep {
        let withheld = if kept == Plain::Absent { Told::Not } else { Told::Withheld };
        return (None, doubted.unwrap_or(withheld));
    }
    match Story::read(Carrier::Cookie, kept, keys, today) {
        Ok(Some(story)) => (Some(story), Told::By(Carrier::Cookie)),
        Ok(None) => (None, doubted.unwrap_or_default()),
        Err(reason) => (None, doubted.unwrap_or(Told::Doubted(Carrier::Cookie, reason))),
    }
}

/// What everyone said.
fn gather(
    raw: &Raw<'_>,
    cookies: &[Plain<'_>; NAMES.len()],
    record: &RecordState,
    settings: &Settings,
    regime: Regime,
    now: Now,
) -> Vec<Statement> {
    let today = now.day();
    let opt_in = regime == Regime::OptIn;
    let [_, _, _, european, of_onetrust, gpp_string, gpp_sections, us_privacy, onetrust, closed, cookiebot, shopify] =
        *cookies;
    let reads = |platform| settings.platforms.contains(&platform);
    let mut said = Vec::new();
    said.extend(gpc::read(raw.gpc));
    said.extend(own::choice(record, today));
    said.extend(own::bridged(record, today));
    if reads(Platform::Tcf) {
        said.extend(tcf::read(european, settings.vendor, today));
        said.extend(tcf::read(of_onetrust, settings.vendor, today));
    }
    if reads(Platform::Gpp) {
        gpp::read(gpp_string, gpp_sections, settings.vendor, opt_in, today, &mut said);
    }
    if reads(Platform::Usp) {
        said.extend(usp::read(us_privacy, opt_in));
    }
    if reads(Platform::Onetrust) {
        let read =
            |consent: &str, closed| onetrust::read(consent, closed, &settings.onetrust, today).into_iter().flatten();
        match (onetrust, closed) {
            (Plain::Absent, _) => {}
            (Plain::Several, _) | (_, Plain::Several) => said.push(twice(Source::Onetrust)),
            (Plain::One(consent), Plain::One(closed)) => said.extend(read(consent, Some(closed))),
            (Plain::One(consent), Plain::Absent) => said.extend(read(consent, None)),
        }
    }
    if reads(Platform::Cookiebot) {
        let read = |value: &str| cookiebot::read(value, &settings.cookiebot, opt_in, today);
        said.extend(once(cookiebot, Source::Cookiebot, read));
    }
    if reads(Platform::Shopify) {
        said.extend(once(shopify, Source::Shopify, |value| shopify::read(value, &settings.shopify)));
    }
    if settings.unknown {
        let doubted = |statement: Statement| match statement.source.is_platform() {
            true => statement.without_yes("the shop's settings are not at hand"),
            false => statement,
        };
        said = said.into_iter().map(doubted).collect();
    }
    said
}

fn context(raw: &Raw<'_>) -> Context {
    let country = raw.country.filter(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase()));
    let primary = raw.accept_language.split([',', ';', '-']).next().unwrap_or_default().trim_matches(' ');
    let language = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
    let agent = Agent::of(raw.user_agent);
    Context {
        country: country.unwrap_or_default().to_string(),
        device: Device::of(agent),
        os: Os::of(agent),
        within_app: agent.is_within_app(),
        language: if language { primary.to_ascii_lowercase() } else { String::new() },
        search: crate::lower::lower(bounded(raw.search)),
        campaign: bounded(raw.campaign).to_string(),
        story: None,
        preview: raw.arms.cloned(),
    }
}

/// The first [`MAX_CONTEXT`] bytes, cut between characters.
fn bounded(text: &str) -> &str {
    let end = (0..=MAX_CONTEXT.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}
