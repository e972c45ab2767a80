//! `campaigns/*.json`.

use super::colleagues::Colleagues;
use super::condition::{When, read as condition};
use super::intent::{Lists, keywords};
use super::{purposes, window};
use crate::consent::PurposeSet;
use crate::shop::fields::{Reader, quoted};
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
    /// When.
    pub window: Window,
    /// Where to, in the order of the file.
    pub candidates: Vec<CandidateEntry>,
    /// The consents that it asks for, where it names them.
    pub purposes: Option<At<PurposeSet>>,
    /// For colleagues.
    pub colleagues: Colleagues,
}

/// A place where a campaign may land.
#[derive(Debug)]
pub struct CandidateEntry {
    /// Where.
    pub to: Goal,
    /// On which condition.
    pub when: Option<When>,
}

/// A destination whose products and categories are still names. `None` means those of the link.
#[derive(Debug)]
pub enum Goal {
    /// A product's page.
    Product(Option<At<String>>),
    /// Its variant in stock.
    Variant(Option<At<String>>),
    /// The bundle that holds it.
    Bundle(Option<At<String>>),
    /// What replaces it.
    Successor(Option<At<String>>),
    /// A category's page.
    Category(Option<At<String>>),
    /// A page.
    Url(At<String>),
    /// The shop's front page.
    Home,
}

/// Reads a campaign.
pub(in crate::shop) fn read(reader: Reader<'_>, value: &Value<'_>, id: &str) -> Option<CampaignFile> {
    let mut fields = reader.file(value, "a campaign")?;
    let place = fields.place();
    let name = fields.need("name", "\"Tea season\"", Reader::text);
    let offer = fields.may("offer", Reader::text);
    let language = fields.may("language", Reader::text);
    let keywords = fields.may("keywords", keywords).unwrap_or_default();
    let window = fields.may("window", window).unwrap_or_default();
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
        window,
        candidates: candidates?,
        purposes,
        colleagues,
    })
}

fn candidate(reader: Reader<'_>, value: &Value<'_>) -> Option<CandidateEntry> {
    let mut fields = reader.fields(value, "a candidate")?;
    let to = fields.need("to", "{ \"product\": \"from_link\" }", goal);
    let when = fields.may("when", condition);
    fields.finish();
    Some(CandidateEntry { to: to?, when })
}

const GOALS: [&str; 7] = ["product", "variant", "bundle", "successor", "category", "url", "home"];

fn goal(reader: Reader<'_>, value: &Value<'_>) -> Option<Goal> {
    let mut fields = reader.fields(value, "a destination")?;
    let named: Vec<&str> = fields.names().filter(|name| GOALS.contains(name)).collect();
    if named.len() > 1 {
        let message = format!("this candidate leads to several places: {}", quoted(&named));
        reader.error(value, message, "write one candidate for each");
        return None;
    }
    let product = fields.may("product", from_link).map(Goal::Product);
    let variant = fields.may("variant", from_link).map(Goal::Variant);
    let bundle = fields.may("bundle", from_link).map(Goal::Bundle);
    let successor = fields.may("successor", from_link).map(Goal::Successor);
    let category = fields.may("category", from_link).map(Goal::Category);
    let url = fields.may("url", Reader::text).map(Goal::Url);
    let home = fields.may("home", home).map(|()| Goal::Home);
    fields.finish();
    if named.is_empty() {
        reader.error(value, "this candidate does not say where it leads", format!("write one of {}", quoted(&GOALS)));
    }
    product.or(variant).or(bundle).or(successor).or(category).or(url).or(home)
}

fn from_link(reader: Reader<'_>, value: &Value<'_>) -> Option<Option<At<String>>> {
    let text = reader.text(value)?;
    Some((text.value != "from_link").then_some(text))
}

fn home(reader: Reader<'_>, value: &Value<'_>) -> Option<()> {
    if reader.flag(value)? {
        return Some(());
    }
    reader.error(value, "`home` is `false`", "write `true`, or take the candidate away");
    None
}
