//! `segue explain`: why somebody sees what they see, and what would have to change for the next rule to be chosen. The
//! decision and its receipt are made by the code that runs in the Worker.

mod came;
mod search;
pub(super) mod tree;

use super::Failure;
use super::expect::{KEYS, day, now, open};
use super::format::Format;
use super::persona::{self, one_of};
use crate::case::{Case, receipt_json_of};
use crate::cookie::Keys;
use crate::day::{Day, Now};
use crate::engine::in_path;
use crate::shop::{self, Folder};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// What `segue explain` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    visitor: persona::Flags,
    /// The day, such as 2026-12-24; without it, today
    #[arg(long, value_parser = day)]
    on: Option<Day>,
    /// Say of every rule why it was not chosen and what would have to change
    #[arg(long)]
    all: bool,
    /// A tree for people, or the JSON that the Worker returns for an authorised preview
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// The request.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The request")]
struct Asked {
    /// The page of this product, or the product that a set or a link is about
    #[arg(long, value_name = "ID", required_unless_present_any = ["set", "campaign", "path"])]
    product: Option<String>,
    /// A recommendation set
    #[arg(long, value_name = "ID", conflicts_with = "campaign")]
    set: Option<String>,
    /// Where a campaign's link lands
    #[arg(long, value_name = "ID")]
    campaign: Option<String>,
    /// What was searched for before
    #[arg(long, value_name = "WORDS")]
    q: Option<String>,
    /// The ad's link that was clicked first, such as `/r/tea-season?product=T-301`, with or without its host: the page goes
    /// on with its story
    #[arg(long, value_name = "LINK", conflicts_with = "campaign")]
    came_by: Option<String>,
    /// The path and query themselves, such as `/_segue/pdp/K-101?utm_term=limescale`
    #[arg(long, value_name = "PATH", conflicts_with_all = ["product", "set", "campaign", "q"])]
    path: Option<String>,
}

/// Explains one request of one visitor.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let folder = shop::read(&args.dir).map_err(Failure::Folder)?;
    let snapshot = open(&shop::compile(&folder).map_err(Failure::Folder)?)?;
    let keys = Keys::parse(KEYS).map_err(|error| Failure::outside(error.to_string()))?;
    let now = args.on.map_or_else(now, noon);
    let path = args.asked.path(&folder)?;
    let here = args.asked.product.as_deref();
    let who = persona::read(&args.visitor, &folder, &snapshot, here, now.day())?;
    let asks = Case { came_by: args.asked.came_by.clone(), ..who.persona.asks(&path) };
    let told = receipt_json_of(&asks, &snapshot, &keys, now);
    let told = told.map_err(|problem| Failure::Report(miette::miette!("{problem}")))?;
    let Some(json) = told else {
        return Err(Failure::Report(miette::miette!(
            help = "name a page (`/_segue/pdp/...`), a set (`/_segue/recs/...`) or a link (`/r/...`)",
            "nothing is decided at `{path}`"
        )));
    };
    let silent = came::silent(&asks, &folder, &snapshot, &keys, now)?;
    let text = match args.format {
        Format::Json => {
            if let Some(silent) = silent {
                eprintln!("note: {silent}");
            }
            json
        }
        Format::Text => {
            let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|no| no.is_empty());
            let style = tree::Style { colour, all: args.all, keep: &[], more: "; --all says why" };
            let silent = silent.map_or_else(String::new, |silent| format!("{silent}\n"));
            format!("{}{silent}{}", tree::who(&who, style), tree::draw(&json, style))
        }
    };
    let mut out = std::io::stdout().lock();
    let written = writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush());
    match written {
        // Whoever reads the beginning only, as `head` does, has what they wanted.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::outside(format!("standard output cannot be written: {}", super::output::plain(&error))))
        }
        _ => Ok(()),
    }
}

/// Noon of a day.
pub(super) fn noon(day: Day) -> Now {
    Now::from_unix_seconds(u64::from(day.0) * 86_400 + 43_200)
}

impl Asked {
    /// Path and query; every name in them is there.
    fn path(&self, folder: &Folder) -> Result<String, Failure> {
        if let Some(path) = &self.path {
            return Ok(path.clone());
        }
        if let Some(product) = &self.product {
            let known = folder.products.iter().map(|product| product.id.value.as_str());
            one_of(product, "product", known, "the folder has no products")?;
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut about = |product: &Option<String>| {
            if let Some(product) = product {
                query.append_pair("product", product);
            }
        };
        let path = if let Some(set) = &self.set {
            one_of(set, "set", folder.sets.iter().map(|set| set.id.as_str()), "the folder has no sets")?;
            about(&self.product);
            format!("/_segue/recs/{}", in_path(set))
        } else if let Some(campaign) = &self.campaign {
            let known = folder.campaigns.iter().map(|campaign| campaign.id.as_str());
            one_of(campaign, "campaign", known, "the folder has no campaigns")?;
            about(&self.product);
            format!("/r/{}", in_path(campaign))
        } else {
            format!("/_segue/pdp/{}", in_path(self.product.as_deref().unwrap_or_default()))
        };
        if let Some(words) = &self.q {
            query.append_pair("q", words);
        }
        let query = query.finish();
        Ok(if query.is_empty() { path } else { format!("{path}?{query}") })
    }
}
