//! A visitor from the command line: a persona of the folder or of a file, and flags that add to it.

mod history;

use super::Failure;
use crate::case::{Brought, Persona, Visitor};
use crate::day::Day;
use crate::shop::{Folder, instead};
use crate::snapshot::Snapshot;
use std::collections::BTreeMap;
use std::path::Path;

pub(super) use history::unknown;

/// The flags that describe a visitor.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "The visitor")]
pub(super) struct Flags {
    /// A persona of the folder (the stem of its file in `personas/`), or a persona's file
    #[arg(long, value_name = "NAME|FILE")]
    persona: Option<String>,
    /// Viewed: so many products of a category, as in `kettles:4`, or a product, with the days since as in `K-101:2`
    #[arg(long, value_name = "WHAT")]
    viewed: Vec<String>,
    /// In the cart, with the days since as in `K-101:2`
    #[arg(long, value_name = "PRODUCT[:DAYS]")]
    cart: Vec<String>,
    /// Bought so many days ago
    #[arg(long, value_name = "PRODUCT:DAYS")]
    bought: Vec<String>,
    /// So many orders in all
    #[arg(long, value_name = "N")]
    orders: Option<u8>,
    /// Orders that make it so under the shop's own days
    #[arg(long, value_name = "LIFECYCLE", value_parser = ["new_visitor", "first_time_buyer", "repeat_buyer", "at_risk", "lapsed"])]
    lifecycle: Option<String>,
    /// In this audience
    #[arg(long, value_name = "NAME")]
    audience: Vec<String>,
    /// An earlier visit came from this campaign
    #[arg(long, value_name = "CAMPAIGN")]
    brought_by: Option<String>,
    /// The country of the connection, as in `DE`
    #[arg(long, value_name = "CODE", value_parser = country)]
    country: Option<String>,
    /// `mobile`, `tablet` or `desktop`
    #[arg(long, value_name = "DEVICE", value_parser = ["mobile", "tablet", "desktop"])]
    device: Option<String>,
    /// The language of the browser, as in `de`
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Refused personalization
    #[arg(long, conflicts_with = "no_consent")]
    no_personalization: bool,
    /// Refused advertising
    #[arg(long, conflicts_with = "no_consent")]
    no_advertising: bool,
    /// Has chosen nothing yet: the country's default applies
    #[arg(long)]
    no_consent: bool,
    /// The browser sends Global Privacy Control
    #[arg(long)]
    gpc: bool,
}

/// A country's code, as flags say it.
fn country(text: &str) -> Result<String, String> {
    let code = text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if code { Ok(text.to_uppercase()) } else { Err("write two capital letters, such as `DE`".into()) }
}

/// Who asks.
#[derive(Debug)]
pub(super) struct Who {
    /// The visitor.
    pub(super) persona: Persona,
    /// Everything was granted because neither a persona nor a flag spoke of consent.
    pub(super) granted_unasked: bool,
}

/// The purposes that somebody chooses about.
const PURPOSES: [&str; 4] = ["preferences", "analytics", "personalization", "advertising"];

/// The visitor that the flags describe. `here` is the product of the page, which counts of views pass over.
///
/// # Errors
/// When something is named that the folder does not have, or the flags contradict one another.
pub(super) fn read(
    flags: &Flags,
    folder: &Folder,
    snapshot: &Snapshot,
    here: Option<&str>,
    today: Day,
) -> Result<Who, Failure> {
    let named = flags.persona.as_deref().map(|name| persona(name, folder)).transpose()?;
    let had_persona = named.is_some();
    let mut persona = named.unwrap_or_else(|| Persona { name: "Somebody".into(), ..Persona::default() });
    let mut visitor = persona.visitor.clone();
    history::add(flags, folder, snapshot, here, today, &mut visitor)?;
    for name in &flags.audience {
        let known = folder.audiences.iter().map(|known| known.value.as_str());
        let name = one_of(name, "audience", known, "the folder has no audiences.json")?;
        visitor.get_or_insert_with(Visitor::default).audiences.push(name.into());
    }
    if let Some(name) = &flags.brought_by {
        let known = folder.campaigns.iter().map(|campaign| campaign.id.as_str());
        let id = one_of(name, "campaign", known, "the folder has no campaigns")?.into();
        visitor.get_or_insert_with(Visitor::default).campaign = Some(Brought { id, days_ago: 1 });
    }
    persona.visitor = visitor;
    persona.country = flags.country.clone().or(persona.country);
    persona.device = flags.device.clone().or(persona.device);
    persona.language = flags.language.clone().or(persona.language);
    persona.gpc |= flags.gpc;
    let refuses = flags.no_personalization || flags.no_advertising;
    let granted_unasked = !had_persona && !refuses && !flags.no_consent;
    if flags.no_consent {
        persona.consent = None;
    } else if !had_persona || refuses {
        let all = || PURPOSES.iter().map(|purpose| ((*purpose).to_string(), true)).collect::<BTreeMap<_, _>>();
        let mut choice = persona.consent.take().unwrap_or_else(all);
        for (refused, purpose) in [(flags.no_personalization, "personalization"), (flags.no_advertising, "advertising")]
        {
            if refused {
                choice.insert(purpose.into(), false);
            }
        }
        persona.consent = Some(choice);
    }
    Ok(Who { persona, granted_unasked })
}

/// A persona by its name in the folder, or of a file.
fn persona(name: &str, folder: &Folder) -> Result<Persona, Failure> {
    if let Some(file) = folder.personas.iter().find(|file| file.id == name) {
        return Ok(file.persona.clone());
    }
    let is_file = Path::new(name).extension().is_some_and(|ending| ending == "json");
    if !is_file {
        let known = folder.personas.iter().map(|file| file.id.as_str());
        return Err(unknown(
            "persona",
            name,
            instead(name, known, "write one in `personas/`, or describe it by flags"),
        ));
    }
    let text = std::fs::read_to_string(name)
        .map_err(|error| Failure::outside(format!("cannot read `{name}`: {}", super::output::plain(&error))))?;
    let bad = |why: String| Failure::Report(miette::miette!("`{name}` is no persona: {why}"));
    let options = jsonc_parser::ParseOptions::default();
    let value = jsonc_parser::parse_to_serde_value::<serde_json::Value>(&text, &options);
    serde_json::from_value(value.map_err(|error| bad(error.to_string()))?).map_err(|error| bad(error.to_string()))
}

/// `name`, where it is one of `known`.
///
/// # Errors
/// That it is not, with the nearest.
pub(super) fn one_of<'n, 'k>(
    name: &'n str,
    what: &str,
    known: impl Iterator<Item = &'k str> + Clone,
    none: &str,
) -> Result<&'n str, Failure> {
    if known.clone().any(|known| known == name) {
        Ok(name)
    } else {
        Err(unknown(what, name, instead(name, known, none)))
    }
}
