//! HTTP in and out as plain values. Nothing here waits: where something has to be read first, [`handle`] says what, and
//! is asked again with it at hand.

mod answer;
#[cfg(feature = "pages")]
mod asset;
mod audience;
mod baseline;
mod canary;
mod configured;
pub mod counted;
mod events;
pub mod fault;
mod heads;
mod health;
mod landing;
#[cfg(feature = "pages")]
mod languages;
mod page;
mod pages;
pub mod patience;
mod posted;
#[cfg(feature = "pages")]
pub mod preview;
#[cfg(feature = "pages")]
mod privacy;
mod problem;
#[cfg(feature = "pages")]
mod promise;
mod query;
#[cfg(feature = "pages")]
mod receipt;
mod recs;
mod render;
mod request;
mod response;
mod route;
mod story;

pub use canary::Trial;
pub use configured::Configured;
pub use heads::Heads;
pub use pages::is_for_pages;
#[cfg(feature = "pages")]
pub use receipt::{receipt_json, receipt_lines as receipt};
pub use request::{Body, FIELDS, Owned, OwnedBody, Request};
pub use response::{Response, Rung};
pub use route::{BODY_SECONDS, MAX_BODY, wants_body};

use crate::consent::{Admitted, Purpose, Raw, Record, RecordState, Settings, Told, admit};
use crate::cookie::{self, Keys, Plain, Reason};
use crate::day::Now;
use crate::link::LinkKeys;
use crate::snapshot::{Lookup, Snapshot, SnapshotId};
use crate::story::Carrier;
use crate::visitor::Profile;
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
#[cfg(feature = "pages")]
use preview::Preview;
use query::Query;
use route::Route;

/// What stands behind a request: all that the Worker knows beside it.
#[derive(Clone, Copy)]
pub struct Edge<'a> {
    /// The snapshot in memory, if there is one.
    pub snapshot: Option<&'a Snapshot>,
    /// When it was published, in seconds since 1970-01-01 00:00 UTC.
    pub published: u64,
    /// Where the snapshot came from.
    pub rung: Rung,
    /// The signing keys.
    pub keys: &'a Keys,
    /// The moment.
    pub now: Now,
    /// 16 random bytes for a new visitor; `None` when there are none to be had.
    pub entropy: &'a dyn Fn() -> Option<[u8; 16]>,
    /// Where links go while there is no snapshot.
    pub fallback_url: &'a str,
    /// Milliseconds spent reading, if anything was read.
    pub read_ms: Option<u32>,
    /// Nothing more can be read for this request: answer with what is at hand.
    pub last_try: bool,
    /// What only some requests have.
    pub beside: Beside<'a>,
}

/// What stands behind some requests.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    /// A snapshot that a share of the remembered visitors gets.
    pub trial: Option<Trial<'a>>,
    /// The answer is made from the snapshot on trial; this is the live one, by whose settings about consent and sensitive
    /// categories everyone is treated.
    pub live: Option<&'a Snapshot>,
    /// The preview that the request's link asks for, signed by a publisher that this shop believes.
    #[cfg(feature = "pages")]
    pub preview: Option<Preview<'a>>,
    /// The keys that sign one-off links; without them none is believed.
    pub link_keys: Option<&'a LinkKeys>,
    /// The number that was drawn for this click before something had to be read for it.
    pub drawn: Option<u32>,
    /// The shard of audiences that was asked for, by its address, and its bytes if it could be read.
    pub audience: Option<(SnapshotId, Option<&'a [u8]>)>,
    /// Whether the shop's owner is told of clicks.
    pub tells: bool,
}

#[cfg(feature = "pages")]
impl<'a> Beside<'a> {
    fn is_preview(&self) -> bool {
        self.preview.is_some()
    }

    /// Arms of experiments that a preview asks for.
    fn arms(&self) -> Option<&'a BTreeMap<String, String>> {
        self.preview.map(|preview| preview.arms())
    }
}

#[cfg(not(feature = "pages"))]
impl Beside<'_> {
    fn is_preview(&self) -> bool {
        false
    }

    fn arms(&self) -> Option<&'static BTreeMap<String, String>> {
        None
    }
}

impl core::fmt::Debug for Edge<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Edge").field("rung", &self.rung).field("last_try", &self.last_try).finish_non_exhaustive()
    }
}

/// What has to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Need {
    /// Of which snapshot.
    pub snapshot: Option<SnapshotId>,
    /// Shards of the catalogue, by their places in the core.
    pub shards: Vec<u16>,
    /// A shard of the audiences, by its address.
    pub audience: Option<SnapshotId>,
    /// The number that was drawn for this click, to be given back with what was read ([`Beside::drawn`]).
    pub drawn: Option<u32>,
}

/// What comes next.
#[derive(Debug)]
pub enum Step {
    /// Read this, then ask again.
    Read(Need),
    /// This is the answer.
    Answer(Response),
    /// Not of the request path: the Wasm with the feature `pages` answers it. Nothing was looked at but the address.
    #[cfg(not(feature = "pages"))]
    Pages,
}

/// Answers a request, or says what has to be read first.
#[must_use]
pub fn handle(edge: &Edge<'_>, request: &Request<'_>) -> Step {
    #[cfg(not(feature = "pages"))]
    if is_for_pages(request.path, request.query) {
        return Step::Pages;
    }
    let route = match route::route(request) {
        Ok(route) => route,
        Err(mut problem) => {
            problem.finish(edge);
            return Step::Answer(problem);
        }
    };
    let mut step = routed(edge, request, &route);
    if let Step::Answer(response) = &mut step {
        response.seen.kind = route.kind();
    }
    step
}

fn routed(edge: &Edge<'_>, request: &Request<'_>, route: &Route<'_>) -> Step {
    #[cfg(feature = "pages")]
    if let Some(preview) = edge.beside.preview {
        return preview::answer(edge, request, route, &preview);
    }
    let edge = &canary::choose(edge, request, route);
    finished(edge, answer(edge, request, route))
}

/// Adds what every answer carries, and of which snapshot something has to be read.
fn finished(edge: &Edge<'_>, mut step: Step) -> Step {
    match &mut step {
        Step::Answer(response) => response.finish(edge),
        Step::Read(need) => need.snapshot = edge.snapshot.map(Snapshot::id),
        #[cfg(not(feature = "pages"))]
        Step::Pages => {}
    }
    step
}

impl Step {
    /// Shards of the catalogue are missing.
    fn missing(shards: Vec<u16>) -> Self {
        Self::Read(Need { shards, ..Need::default() })
    }
}

fn answer(edge: &Edge<'_>, request: &Request<'_>, route: &Route<'_>) -> Step {
    let query = Query::parse(request.query);
    match route {
        Route::Page { product } => page::answer(edge, request, &query, product),
        Route::Recs { set } => recs::answer(edge, request, &query, set),
        Route::Landing { campaign } => landing::answer(edge, request, &query, campaign),
        Route::Events => events::answer(edge, request),
        Route::Health => Step::Answer(health::answer(edge)),
        #[cfg(feature = "pages")]
        Route::Privacy => privacy::answer(edge, request),
        #[cfg(feature = "pages")]
        Route::Consent => Step::Answer(privacy::banner::answer(edge, request)),
        #[cfg(feature = "pages")]
        Route::Preview => Step::Answer(preview::unasked()),
        #[cfg(feature = "pages")]
        Route::Asset(asset) => Step::Answer(asset.response(request.if_none_match)),
    }
}

/// Takes the raw signals through the door.
fn admitted(edge: &Edge<'_>, request: &Request<'_>, query: &Query<'_>, campaign: Option<&str>) -> Admitted {
    let search = query.filled("q").or_else(|| query.filled("utm_term")).unwrap_or_default();
    let raw = Raw {
        cookies: request.cookies,
        gpc: request.gpc,
        user_agent: request.user_agent,
        accept_language: request.accept_language,
        country: request.country,
        region: request.region,
        search,
        campaign: campaign.or_else(|| query.first("utm_campaign")).unwrap_or_default(),
        // A click begins a story, and goes on with none.
        story: if campaign.is_none() { query.story() } else { Plain::Absent },
        arms: edge.beside.arms(),
    };
    let mut admitted = admit(raw, edge.keys, &settings(edge), edge.now);
    // Without a snapshot it is not known whose signals the shop goes by, so nothing follows from them but caution.
    if edge.snapshot.is_some() && admitted.must_renew() {
        let record = admitted.record.record().cloned();
        admitted.renewed = Some(rebound(edge, record.unwrap_or_default()));
    }
    admitted
}

/// The shop's settings about consent; the usual ones while there is no snapshot.
fn settings<'a>(edge: &Edge<'a>) -> Cow<'a, Settings> {
    edge.beside.live.or(edge.snapshot).map_or_else(
        || Cow::Owned(Settings { unknown: true, ..Settings::default() }),
        |snapshot| Cow::Borrowed(&snapshot.core().shop.consent),
    )
}

/// What a request does to the cookies by itself, whatever it asks for: a profile that came without consent or is not
/// believed is told to go, one that holds more than is still allowed is written anew, and the record gets another number
/// when a consent has ended, so that a copy of the profile is worth nothing from now on.
fn settle(edge: &Edge<'_>, admitted: &Admitted, response: &mut Response) {
    if edge.snapshot.is_none() && admitted.visitor.grants().verdict(Purpose::Personalization).source.is_platform() {
        return;
    }
    if let Some(record) = &admitted.renewed {
        response.set_record(edge, record);
    }
    if admitted.sent_profile && is_unwanted(admitted) {
        response.expire_cookie(cookie::PROFILE);
    } else if let (true, Some(profile)) = (admitted.stripped, admitted.visitor.profile()) {
        keep(edge, admitted, profile.clone(), response);
    }
    if admitted.sent_story && story_is_unwanted(admitted) && !response.sets_cookie(crate::story::COOKIE) {
        response.expire_cookie(crate::story::COOKIE);
    }
}

/// Whether the story's cookie has to go: there is no consent to it, or it is not believed.
fn story_is_unwanted(admitted: &Admitted) -> bool {
    let unsure = matches!(admitted.record, RecordState::Unreadable(reason) if reason.may_be_believed_elsewhere());
    let withheld = !admitted.visitor.grants().has(Purpose::Personalization);
    let doubted =
        matches!(admitted.story, Told::Doubted(Carrier::Cookie, reason) if !reason.may_be_believed_elsewhere());
    (withheld && !unsure) || doubted
}

/// Whether the profile's cookie has to go.
fn is_unwanted(admitted: &Admitted) -> bool {
    let elsewhere = |reason: Reason| reason.may_be_believed_elsewhere();
    let unsure = matches!(admitted.record, RecordState::Unreadable(reason) if elsewhere(reason));
    let withheld = !admitted.visitor.grants().has(Purpose::Personalization);
    (withheld && !unsure) || admitted.distrust.is_some_and(|reason| !elsewhere(reason))
}

/// The record under a number that no profile was sealed under.
fn rebound(edge: &Edge<'_>, record: Record) -> Record {
    let drawn = (edge.entropy)().map_or(0, |[first, second, ..]| u16::from_le_bytes([first, second]));
    // Zero is the number of those who never withdrew anything.
    let fresh = |number: &u16| *number != 0 && *number != record.binding;
    let binding = [drawn, record.binding.wrapping_add(1), 1].into_iter().find(fresh).unwrap_or(2);
    Record { binding, day: edge.now.day(), ..record }
}

/// Writes the profile's cookie, bound to the visitor's record, for as long as the consent goes.
fn keep(edge: &Edge<'_>, admitted: &Admitted, mut profile: Profile, response: &mut Response) {
    let for_this_visit = !admitted.visitor.grants().keeps(Purpose::Personalization);
    // On trial, what either snapshot says is sensitive.
    for snapshot in edge.snapshot.into_iter().chain(edge.beside.live) {
        forget_sensitive(snapshot, &mut profile);
    }
    response.set_profile(edge, &Profile { binding: admitted.binding(), for_this_visit, ..profile });
}

/// Drops what is of a sensitive category: it may have been remembered before the category was one. What was put in the cart
/// and bought is known by its product alone, so it goes when that product is at hand.
fn forget_sensitive(snapshot: &Snapshot, profile: &mut Profile) {
    let sensitive = &snapshot.core().sensitive;
    if sensitive.is_empty() {
        return;
    }
    profile.forget_categories(|category| sensitive.keyed(category).is_some());
    let open = |category| match category {
        Lookup::Found(category) => !sensitive.has(category),
        Lookup::Absent | Lookup::NotLoaded(_) => true,
    };
    profile.cart.retain(|line| open(snapshot.category_by_key(line.product)));
    profile.bought.retain(|bought| open(snapshot.category_by_key(bought.product)));
    profile.shown.retain(|shown| open(snapshot.category_by_short(shown.product)));
}
