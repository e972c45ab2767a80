//! `segue link check`: where links lead, for everybody whom the team knows by name and for somebody unknown.

use super::address::Address;
use super::keys::KeyArgs;
use super::lead::{Lead, lead, unknown};
use super::{Shop, now};
use crate::case::LINK_KEYS;
use crate::cli::Failure;
use crate::cli::format::Format;
use crate::cli::publish::diff::{Candidates, InWords};
use crate::day::{Day, Now};
use crate::link::{Judged, LinkKeys, Parameters};
use crate::shop::source::Order;
use miette::miette;
use serde::Serialize;
use std::fmt::Write;
use std::path::PathBuf;

/// What every exit code of `segue link check` means.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  every link leads everybody to a place of its campaign
  1  a link leads somebody to the fallback or to another link of a campaign, or what was given has to be mended
  2  the command line is not understood
  3  something outside the folder stood in the way";

/// What `segue link check` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// A campaign or a whole link; without one, every campaign
    #[arg(value_name = "CAMPAIGN|LINK")]
    what: Option<String>,
    /// The day, such as 2026-12-24; without it, today
    #[arg(long, value_name = "DAY", value_parser = crate::cli::expect::day)]
    on: Option<Day>,
    #[command(flatten)]
    keys: KeyArgs,
    /// For people, or one JSON object
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What was found of one link.
#[derive(Debug, Serialize)]
struct Checked {
    campaign: String,
    name: String,
    link: String,
    order: &'static str,
    /// What is to be said of a one-off destination.
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<&'static str>,
    candidates: Vec<InWords>,
    leads: Vec<Lead>,
}

/// Whom links lead to no page of their campaign.
struct Lost {
    /// Those who end at the fallback.
    fallbacks: usize,
    /// Those who come to another link, which decides anew.
    again: usize,
}

impl Lost {
    fn of(checked: &[Checked]) -> Self {
        let count = |is: fn(&&Lead) -> bool| checked.iter().flat_map(|link| &link.leads).filter(is).count();
        Self { fallbacks: count(|lead| lead.is_fallback()), again: count(|lead| !lead.is_fallback() && is_again(lead)) }
    }

    fn none(&self) -> bool {
        self.fallbacks + self.again == 0
    }

    fn words(&self) -> String {
        let leads = |count: usize, to: &str| match count {
            0 => None,
            1 => Some(format!("1 leads to {to}")),
            n => Some(format!("{n} lead to {to}")),
        };
        let said =
            [leads(self.fallbacks, "the fallback"), leads(self.again, "another link of a campaign, not to a page")];
        let said: Vec<String> = said.into_iter().flatten().collect();
        if said.is_empty() { "nobody is lost".into() } else { said.join(", ") }
    }
}

/// Whether somebody lands at a link of a campaign again.
fn is_again(lead: &Lead) -> bool {
    crate::engine::is_own_link(&lead.location)
}

/// Says where links lead.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let shop = Shop::open(&args.dir)?;
    let now = args.on.map_or_else(now, crate::cli::explain::noon);
    let hosts = &shop.snapshot.core().shop.allowed_hosts;
    let addresses = match args.what.as_deref() {
        Some(text) if Address::is_meant(text) => vec![Address::read(text, Some(hosts))?],
        Some(campaign) => vec![Address { campaign: campaign.into(), query: String::new() }],
        None => {
            let ids = shop.folder.campaigns.iter().map(|campaign| campaign.id.clone());
            ids.map(|campaign| Address { campaign, query: String::new() }).collect()
        }
    };
    if addresses.is_empty() {
        return Err(miette!(help = "write one in `campaigns/`", "the folder has no campaigns").into());
    }
    let words = Candidates::of(&shop.compiled)?;
    let checked =
        addresses.iter().map(|address| one(args, &shop, &words, address, now)).collect::<Result<Vec<_>, _>>()?;
    let lost = Lost::of(&checked);
    match args.format {
        Format::Json => {
            println!("{}", serde_json::json!({ "links": checked, "fallbacks": lost.fallbacks, "again": lost.again }))
        }
        Format::Text => print!("{}", text(&checked, &lost)),
    }
    if lost.none() { Ok(()) } else { Err(Failure::Checked) }
}

fn one(args: &Args, shop: &Shop, words: &Candidates, address: &Address, now: Now) -> Result<Checked, Failure> {
    let campaign = shop.campaign(&address.campaign)?;
    let (path, signature) = believed(args, shop, address, now)?;
    let mut leads = vec![lead(shop, "", &unknown(), &path, now)?];
    for file in &shop.folder.personas {
        leads.push(lead(shop, &file.id, &file.persona, &path, now)?);
    }
    for lead in leads.iter_mut().filter(|lead| is_again(lead)) {
        lead.why.push_str("; and that is a link of a campaign again");
    }
    Ok(Checked {
        campaign: campaign.id.clone(),
        name: campaign.name.value.clone(),
        link: address.path(),
        order: match campaign.order {
            Order::Closest => "closest",
            Order::AsWritten => "as_written",
        },
        signature,
        candidates: words.of_campaign(&campaign.id),
        leads,
    })
}

/// The path to ask for, and what is to be said of the signature. The shop's keys are a secret that may not be at hand: the
/// link is judged with those that are, and asked for under a key of this program.
fn believed(args: &Args, shop: &Shop, address: &Address, now: Now) -> Result<(String, Option<&'static str>), Failure> {
    let given = Parameters::read(&address.query);
    let (name, campaign) = (shop.name(), address.campaign.as_str());
    if LinkKeys::none().judge(name, campaign, &given, now) == Judged::Absent {
        return Ok((address.path(), None));
    }
    let keys = args.keys.find()?;
    let said = match keys.as_ref().map(|keys| keys.judge(name, campaign, &given, now)) {
        None => "not checked, since `SEGUE_LINK_KEYS` is not at hand",
        Some(Judged::Good(one_off)) if one_off.expired => "good, but expired",
        Some(Judged::Good(_)) => "good",
        // As it is: it leads to the fallback.
        Some(_) => return Ok((address.path(), Some("not good: no key at hand signed this link"))),
    };
    let pairs: Vec<_> = form_urlencoded::parse(address.query.as_bytes()).collect();
    let value = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_ref());
    let (Some(to), Some(Ok(until))) = (value("to"), value("exp").map(str::parse)) else {
        return Ok((address.path(), Some(said)));
    };
    let own = LinkKeys::parse(LINK_KEYS).unwrap_or_else(|_| LinkKeys::none());
    let Some(signed) = own.sign(name, campaign, until, to) else { return Ok((address.path(), Some(said))) };
    let rest = pairs.iter().filter(|(name, _)| !matches!(name.as_ref(), "to" | "exp" | "sig"));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(rest);
    let rest = query.finish();
    let joint = if rest.is_empty() { "" } else { "&" };
    let path = Address { query: format!("{signed}{joint}{rest}"), ..address.clone() }.path();
    Ok((path, Some(said)))
}

fn text(checked: &[Checked], lost: &Lost) -> String {
    let mut out = String::new();
    for link in checked {
        let _ = writeln!(out, "{}  {}\n", link.link, clean(&link.name));
        if let Some(said) = link.signature {
            let _ = writeln!(out, "signature: {said}\n");
        }
        tried(&mut out, link);
        leads(&mut out, &link.leads);
    }
    let noun = if checked.len() == 1 { "link" } else { "links" };
    let end = lost.words();
    let _ = writeln!(out, "{} {noun}: {end}", checked.len());
    out
}

/// The candidates, with what competes and what combines.
fn tried(out: &mut String, link: &Checked) {
    let order = if link.order == "closest" { "by closeness" } else { "as they are written" };
    let _ = writeln!(out, "candidates compete, {order}: the first that holds wins");
    for (nth, candidate) in link.candidates.iter().enumerate() {
        let asks = match candidate.asks.as_slice() {
            [] => String::new(),
            [one] => format!(", if {}", clean(one)),
            several => format!(", if all of it holds (it combines): {}", clean(&several.join(" AND "))),
        };
        let _ = writeln!(out, "  {:>2}  {:<9} {}{asks}", nth + 1, candidate.step, clean(&candidate.to));
    }
    out.push('\n');
}

fn leads(out: &mut String, leads: &[Lead]) {
    let who = |lead: &Lead| if lead.persona.is_empty() { lead.name.clone() } else { lead.persona.clone() };
    let rows = leads.iter().map(|lead| [who(lead), lead.step.clone(), lead.location.clone(), lead.why.clone()]);
    let rows = rows.map(|row| row.map(|cell| clean(&cell)));
    let heading = ["persona", "step", "destination", "why"].map(String::from);
    let table: Vec<[String; 4]> = std::iter::once(heading).chain(rows).collect();
    let width = |at: usize| table.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths = [0, 1, 2].map(|at| width(at).unwrap_or(0));
    for [who, step, place, why] in &table {
        let [first, second, third] = widths;
        let _ = writeln!(out, "  {who:<first$}  {step:<second$}  {place:<third$}  {why}");
    }
    out.push('\n');
}

/// Without what steers a terminal.
fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
