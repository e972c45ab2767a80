//! `shop.json` and `audiences.json`.

use super::apps::AppsEntry;
use super::channels::ChannelEntry;
use super::colleagues::Colleagues;
use super::derived::{fifths, quintiles};
use super::intent::{self, Lists};
use super::{apps, channels, consent, id};
use crate::consent::Settings;
use crate::shop::code::Code;
use crate::shop::fields::Reader;
use crate::shop::place::{At, Place};
use crate::snapshot::{Cuts, Defaults, Rfm};
use crate::visitor::LifecycleDays;
use jsonc_parser::ast::Value;

/// How far a margin may move a product up, at most, in percent.
pub(in crate::shop) const MOST_NUDGE: u8 = 20;

/// `shop.json`.
#[derive(Debug)]
pub struct ShopFile {
    /// Where the file begins.
    pub place: Place,
    /// The name.
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// BCP 47.
    pub language: String,
    /// Hosts that redirects and links may leave for.
    pub allowed_hosts: Vec<At<String>>,
    /// Where a link goes when nothing better is known.
    pub fallback_url: Option<At<String>>,
    /// The pattern of product pages.
    pub product_url: Option<At<String>>,
    /// The pattern of pictures.
    pub image_url: Option<At<String>>,
    /// The version of the privacy policy, and whose signals of consent are read.
    pub consent: Settings,
    /// How much is shown.
    pub defaults: Defaults,
    /// The categories. `None` when one of them could not be read, so that none can be called unknown.
    pub categories: Option<Vec<CategoryEntry>>,
    /// The words that tell intent, in the shop's language.
    pub intent: Lists,
    /// The words for the shop itself, in every language.
    pub brand: Vec<At<String>>,
    /// Quintiles where no orders are at hand.
    pub rfm: Option<Rfm>,
    /// After how many days a customer is at risk, and lapsed.
    pub lifecycle: Option<LifecycleDays>,
    /// Where the shop also sells. `None` when one of them could not be read, so that none can be called unknown.
    pub channels: Option<Vec<ChannelEntry>>,
    /// Its apps.
    pub apps: Option<AppsEntry>,
    /// Click identifiers beyond those that are known anyway.
    pub click_ids: Vec<String>,
    /// What is added to a category's address to show one use only, with `{use_case}`.
    pub use_case_query: Option<String>,
}

/// A category of `shop.json`.
#[derive(Debug)]
pub struct CategoryEntry {
    /// The id.
    pub id: At<String>,
    /// The title.
    pub title: String,
    /// Its page.
    pub url: At<String>,
    /// Whether it is sensitive, where the marketer said so.
    pub sensitive: Option<bool>,
    /// The categories that complete it.
    pub complements: Vec<At<String>>,
}

/// Reads `shop.json`.
pub(in crate::shop) fn read(reader: Reader<'_>, value: &Value<'_>) -> Option<ShopFile> {
    let mut fields = reader.file(value, "the shop")?;
    let place = fields.place();
    let name = fields.need("name", "\"Hearth & Field\"", Reader::line);
    let currency = fields.need("currency", "\"EUR\"", currency);
    let language = fields.may("language", Reader::words);
    let allowed_hosts = fields.may("allowed_hosts", Reader::texts).unwrap_or_default();
    let fallback_url = fields.may("fallback_url", Reader::text);
    let product_url = fields.may("product_url", pattern);
    let image_url = fields.may("image_url", pattern);
    let brand = fields.may("brand_words", Reader::texts).unwrap_or_default();
    let policy_version = fields.may("policy_version", |r, v| r.whole(v, 1..=u32::from(u16::MAX)));
    let policy_version = policy_version.and_then(|version| u16::try_from(version).ok());
    let consent = fields.may("consent", consent::read).unwrap_or_default();
    let defaults = fields.may("defaults", defaults);
    let categories =
        fields.need("categories", "[{ \"id\": \"tea\", \"title\": \"Tea\", \"url\": \"/tea\" }]", |r, v| {
            r.list(v, category)
        });
    let intent = fields.may("intent", intent::of_shop).unwrap_or_default();
    let rfm = fields.may("rfm", |r, v| quintiles(r, v, "the quintiles"));
    let lifecycle = fields.may("lifecycle", lifecycle);
    let channels = match fields.take("channels") {
        Some(value) => channels::read(reader, value),
        None => Some(Vec::new()),
    };
    let apps = fields.may("apps", apps::read);
    let click_ids = fields.may("click_ids", channels::click_ids).unwrap_or_default();
    let use_case_query = fields.may("use_case_query", channels::use_case_query);
    Colleagues::read(&mut fields);
    fields.finish();
    Some(ShopFile {
        place,
        // What is missing was noted and fails the whole; the rest of the file is still worth checking.
        name: name.unwrap_or_default(),
        currency: currency.unwrap_or_default(),
        language: language.unwrap_or_else(|| "en".into()),
        allowed_hosts,
        fallback_url,
        product_url,
        image_url,
        consent: Settings { policy_version: Some(policy_version.unwrap_or(1)), ..consent },
        defaults: defaults.unwrap_or_default(),
        categories,
        intent,
        brand,
        rfm,
        lifecycle,
        channels,
        apps,
        click_ids,
        use_case_query,
    })
}

fn currency(reader: Reader<'_>, value: &Value<'_>) -> Option<String> {
    let text = reader.text(value)?;
    let code = text.value.len() == 3 && text.value.bytes().all(|b| b.is_ascii_uppercase());
    if !code {
        let message = format!("`{}` is not a currency code", text.value);
        reader.notes.error(text.place, message, "write three capital letters, such as `EUR`");
    }
    code.then_some(text.value)
}

fn pattern(reader: Reader<'_>, value: &Value<'_>) -> Option<At<String>> {
    let text = reader.text(value)?;
    if !text.value.contains("{id}") {
        let message = format!("`{}` does not say where the product's id goes", text.value);
        reader.notes.error(text.place, message, "write `{id}` in its place, such as `/products/{id}`");
        return None;
    }
    Some(text)
}

fn defaults(reader: Reader<'_>, value: &Value<'_>) -> Option<Defaults> {
    let mut fields = reader.fields(value, "the defaults")?;
    let usual = Defaults::default();
    let blocks = fields.may("blocks", |r, v| r.byte(v, 0..=12));
    let sets = fields.may("sets", |r, v| r.byte(v, 0..=6));
    let set_size = fields.may("set_size", |r, v| r.byte(v, 1..=20));
    let personal = fields.may("personalized_blocks", |r, v| r.byte(v, 0..=12));
    let margin_nudge = fields.may("margin_nudge", |r, v| r.byte(v, 0..=MOST_NUDGE));
    fields.finish();
    Some(Defaults {
        blocks: blocks.unwrap_or(usual.blocks),
        sets: sets.unwrap_or(usual.sets),
        set_size: set_size.unwrap_or(usual.set_size),
        personalized_blocks: personal.unwrap_or(usual.personalized_blocks),
        margin_nudge: margin_nudge.unwrap_or(usual.margin_nudge),
    })
}

fn category(reader: Reader<'_>, value: &Value<'_>) -> Option<CategoryEntry> {
    let mut fields = reader.fields(value, "a category")?;
    let id = fields.need("id", "\"kettles\"", id);
    let title = fields.need("title", "\"Kettles\"", Reader::line);
    let url = fields.need("url", "\"/categories/kettles\"", Reader::text);
    let sensitive = fields.may("sensitive", Reader::flag);
    let complements = fields.may("complements", Reader::texts).unwrap_or_default();
    fields.finish();
    Some(CategoryEntry { id: id?, title: title.unwrap_or_default(), url: url?, sensitive, complements })
}

fn lifecycle(reader: Reader<'_>, value: &Value<'_>) -> Option<LifecycleDays> {
    let mut fields = reader.fields(value, "the lifecycle")?;
    let at_risk = fields.need("at_risk", "90", |r, v| r.days(v, 1));
    let lapsed = fields.need("lapsed", "180", |r, v| r.days(v, 1));
    fields.finish();
    let (at_risk, lapsed) = (at_risk?, lapsed?);
    if at_risk >= lapsed {
        let message = format!("customers are lapsed after {lapsed} days, not later than at risk after {at_risk}");
        reader.error(value, message, "let `lapsed` be more than `at_risk`");
        return None;
    }
    Some(LifecycleDays { at_risk, lapsed })
}

/// Reads `audiences.json`: the names of the lists.
pub(in crate::shop) fn read_audiences(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<At<String>>> {
    let mut names = Vec::new();
    for entry in reader.file_entries(value, "the audiences by name")? {
        let name = entry.name.as_str();
        if !crate::shop::names::is_id(name) {
            let help = "write lower-case letters and digits, joined by `-` or `_`";
            reader.notes.say(Code::NotAnId, reader.place(&entry.name), format!("`{name}` is not an id"), help);
        }
        if let Some(mut fields) = reader.fields(&entry.value, "an audience") {
            fields.need("name", "\"VIP list\"", Reader::text);
            fields.may("description", Reader::text);
            Colleagues::read(&mut fields);
            fields.finish();
        }
        names.push(At { value: name.to_string(), place: reader.place(&entry.name) });
    }
    Some(names)
}

/// The quintiles of a shop that knows nothing of its orders yet.
pub(in crate::shop) fn usual_rfm() -> Rfm {
    fifths(Cuts::four([30, 60, 120, 240]), Cuts::four([1, 2, 4, 8]), Cuts::four([25, 60, 150, 400]))
}
