//! `campaigns/*.json`.

use super::colleagues::Colleagues;
use super::condition::{When, parts, read as condition};
use super::goal::{self, Goal};
use super::intent::{Lists, keywords};
use super::{purposes, window};
use crate::consent::PurposeSet;
use crate::shop::fields::Reader;
use crate::shop::place::{At, Place};
use crate::snapshot::Window;
use jsonc_parser::ast::Value;

/// A campaign.
#[derive(Debug)]
pub struct CampaignFile {
    /// The whole file.
    pub place: Place,
    /// The id: the file's stem, in `/r/{campaign}`.
    pub id: String,
    /// What colleagues call it.
    pub name: At<String>,
    /// What the ad promises, to shoppers.
    pub offer: Option<At<String>>,
    /// The language of its searches.
    pub language: Option<At<String>>,
    /// The phrases of its own that tell what a search is after.
    pub keywords: Lists,
    /// The use that the ad speaks of, to shoppers.
    pub use_case: Option<At<String>>,
    /// When.
    pub window: Window,
    /// In which order candidates are tried.
    pub order: Order,
    /// Where to, in the order of the file.
    pub candidates: Vec<CandidateEntry>,
    /// The consents that it asks for, where it names them.
    pub purposes: Option<At<PurposeSet>>,
    /// For colleagues.
    pub colleagues: Colleagues,
}

/// The order in which candidates are tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// By closeness; within one step as they are written.
    #[default]
    Closest,
    /// As they are written.
    AsWritten,
}

/// Every order, by its word.
pub(in crate::shop) const ORDERS: [(&str, Order); 2] = [("closest", Order::Closest), ("as_written", Order::AsWritten)];

/// A place where a campaign may land. All that it asks for has to hold.
#[derive(Debug)]
pub struct CandidateEntry {
    /// Where it stands.
    pub place: Place,
    /// Where.
    pub to: Goal,
    /// On which condition.
    pub when: Option<When>,
    /// When.
    pub window: At<Window>,
    /// In which arm of which experiment.
    pub arm: Option<ArmOf>,
    /// Whether the shop's app opens it where it can be asked to.
    pub in_app: Option<At<bool>>,
}

/// An arm of an experiment, by name.
#[derive(Debug)]
pub struct ArmOf {
    /// The experiment.
    pub experiment: At<String>,
    /// The arm.
    pub is: At<String>,
}

impl CampaignFile {
    /// The candidates in the order in which they are tried, each with its place in the file.
    #[must_use]
    pub fn tried(&self) -> Vec<(usize, &CandidateEntry)> {
        let mut tried: Vec<(usize, &CandidateEntry)> = self.candidates.iter().enumerate().collect();
        if self.order == Order::Closest {
            // Stable: within one step the order of the file stands.
            tried.sort_by_key(|(_, candidate)| candidate.to.step());
        }
        tried
    }
}

/// Reads a campaign.
pub(in crate::shop) fn read(reader: Reader<'_>, value: &Value<'_>, id: &str) -> Option<CampaignFile> {
    let mut fields = reader.file(value, "a campaign")?;
    let place = fields.place();
    let name = fields.need("name", "\"Tea season\"", Reader::text);
    let offer = fields.may("offer", Reader::text);
    let language = fields.may("language", Reader::text);
    let keywords = fields.may("keywords", keywords).unwrap_or_default();
    let use_case = fields.may("use_case", Reader::text);
    let window = fields.may("window", window).unwrap_or_default();
    let order = fields.may("order", |r, v| r.one_of(v, "order", &ORDERS)).unwrap_or_default();
    let purposes = fields.may("purposes", purposes);
    let candidates = fields.need("candidates", "[{ \"to\": { \"product\": \"from_link\" } }]", |reader, value| {
        let candidates = reader.list(value, candidate)?;
        if candidates.is_empty() {
            reader.error(value, "this campaign has nowhere to land", "add `{ \"to\": { \"home\": true } }`");
            return None;
        }
        Some(candidates)
    });
    let colleagues = Colleagues::read(&mut fields);
    let name = fields.or_empty(name);
    fields.finish();
    Some(CampaignFile {
        place,
        id: id.into(),
        name,
        offer,
        language,
        keywords,
        use_case,
        window,
        order,
        candidates: candidates?,
        purposes,
        colleagues,
    })
}

fn candidate(reader: Reader<'_>, value: &Value<'_>) -> Option<CandidateEntry> {
    let mut fields = reader.fields(value, "a candidate")?;
    let place = fields.place();
    let to = fields.need("to", "{ \"product\": \"from_link\" }", goal::read);
    let when = fields.may("when", combined);
    let days = fields.may("window", |r, v| Some(At { value: window(r, v)?, place: r.place(v) }));
    let arm = fields.may("arm", arm);
    let in_app = fields.may("in_app", |r, v| Some(At { value: r.flag(v)?, place: r.place(v) }));
    fields.finish();
    let window = days.unwrap_or(At { value: Window::default(), place });
    Some(CandidateEntry { place, to: to?, when, window, arm, in_app })
}

/// A condition, or a list of which all have to hold.
fn combined(reader: Reader<'_>, value: &Value<'_>) -> Option<When> {
    match value {
        Value::Array(_) => parts(reader, value).map(When::All),
        one => condition(reader, one),
    }
}

fn arm(reader: Reader<'_>, value: &Value<'_>) -> Option<ArmOf> {
    let mut fields = reader.fields(value, "an arm of an experiment")?;
    let experiment = fields.need("experiment", "\"which-page\"", Reader::text);
    let is = fields.need("is", "\"control\"", Reader::text);
    fields.finish();
    Some(ArmOf { experiment: experiment?, is: is? })
}
