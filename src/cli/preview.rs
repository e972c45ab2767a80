//! `segue preview`: links that show the real page as a persona, on a snapshot that is published or not.

use super::Failure;
use super::expect::{now, open};
use super::publish::KeyArgs;
use super::publish::push::for_preview;
use super::wrangler::Target;
use crate::case::{Persona, parts};
use crate::cookie::Keys;
use crate::day::Now;
use crate::edge::preview::{LONGEST_TOKEN, PARAMETER, PREVIEW_KEYS, Seen, Token};
use crate::engine::{allowed, fill_pattern, in_path};
use crate::shop::{self, Compiled, Folder};
use crate::snapshot::{Lookup, Snapshot, SnapshotId};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The longest that a link may work, in hours; `segue gc` keeps drafts for as long.
pub(super) const MOST_HOURS: u64 = 24 * 31;

/// What `segue preview` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// As whom to look: the name of a file in `personas/`; several, or none for all of them, make a gallery
    #[arg(long, value_name = "NAME")]
    persona: Vec<String>,
    /// The product whose page to look at
    #[arg(long, value_name = "ID")]
    product: String,
    /// The snapshot to look at: an id, or `live`; without it the folder as it is now, uploaded as a draft where it is not live
    #[arg(long, value_name = "ID")]
    snapshot: Option<String>,
    /// An arm of an experiment to look at, such as `set-or-parts=silent`
    #[arg(long, value_name = "EXPERIMENT=ARM")]
    arm: Vec<String>,
    /// How many hours the link works
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u64).range(1..=MOST_HOURS))]
    hours: u64,
    /// Where the shop is; without it, `https` on the first of its `allowed_hosts`
    #[arg(long, value_name = "URL")]
    base: Option<String>,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    target: Target,
}

/// Prints a link.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let key = args.key.load()?.ok_or_else(|| {
        Failure::outside(
            "a preview link is signed with a publisher's key; name it with `--key FILE`, or make one with `segue keygen NAME`",
        )
    })?;
    let folder = shop::read(&args.dir).map_err(Failure::Folder)?;
    let compiled = shop::compile(&folder).map_err(Failure::Folder)?;
    let snapshot = open(&compiled)?;
    let (chosen, state) = which(args, &compiled)?;
    let token = Token {
        shop: folder.shop.name.clone(),
        until: now().unix_seconds + args.hours * 3_600,
        snapshot: chosen,
        personas: personas(args, &folder, &snapshot)?,
    };
    let text = token.signed(|message| (key.name().to_string(), key.sign(message)));
    if text.len() > LONGEST_TOKEN {
        let message = format!("{} personas do not fit one link; name fewer with `--persona`", token.personas.len());
        return Err(Failure::outside(message));
    }
    let base = base(args, &folder)?;
    let Lookup::Found(product) = snapshot.by_id(&args.product) else {
        return Err(Failure::outside(format!("there is no product `{}` in the folder; name another", args.product)));
    };
    let until = Now::from_unix_seconds(token.until);
    let clock = format!("{} {:02}:{:02} UTC", until.day(), token.until / 3_600 % 24, token.until / 60 % 60);
    let url = match token.personas.as_slice() {
        [one] => {
            let page = fill_pattern(product.card.url, &snapshot.core().shop.product_url, product.card.id);
            let page = if allowed(&page, &[]) { format!("{base}{page}") } else { page };
            let joint = if page.contains('?') { '&' } else { '?' };
            println!("{} on {} ({state}); the link works until {clock}\n", one.name, product.card.title);
            format!("{page}{joint}{PARAMETER}={text}")
        }
        several => {
            let (count, title) = (several.len(), product.card.title);
            println!("{count} personas on {title}, side by side ({state}); the link works until {clock}\n");
            format!("{base}/_segue/preview?product={}&{PARAMETER}={text}", in_path(&args.product))
        }
    };
    println!("{url}");
    Ok(())
}

/// The snapshot that the link names, none for whichever is live, and what it is in words.
fn which(args: &Args, compiled: &Compiled) -> Result<(Option<SnapshotId>, String), Failure> {
    match args.snapshot.as_deref() {
        Some("live") => Ok((None, "whichever snapshot is live".into())),
        Some(text) => match SnapshotId::parse(text) {
            Some(id) => Ok((Some(id), format!("snapshot {id}"))),
            None => Err(Failure::outside(format!(
                "`{text}` is no snapshot; write 32 digits as `segue history` lists them, or `live`"
            ))),
        },
        None => {
            let id = compiled.id;
            let live = for_preview(&args.target, &args.dir, compiled)?;
            let state = if live { "which is live" } else { "a draft that is not live" };
            Ok((Some(id), format!("snapshot {id}, {state}")))
        }
    }
}

fn personas(args: &Args, folder: &Folder, snapshot: &Snapshot) -> Result<Vec<Seen>, Failure> {
    let arms = arms(args, snapshot)?;
    let mut seen = Vec::new();
    for name in &args.persona {
        let found = folder.personas.iter().find(|file| file.id == *name || file.persona.name == *name);
        let found = found.ok_or_else(|| {
            let known: Vec<String> = folder.personas.iter().map(|file| format!("`{}`", file.id)).collect();
            Failure::outside(format!("there is no persona `{name}` in `personas/`; there are {}", known.join(", ")))
        })?;
        seen.push(one(&found.persona, snapshot, &arms)?);
    }
    if args.persona.is_empty() {
        seen = folder.personas.iter().map(|file| one(&file.persona, snapshot, &arms)).collect::<Result<_, _>>()?;
    }
    if seen.is_empty() {
        return Err(Failure::outside("there is nobody in `personas/`; write one, or see `docs/shop-folder.md`"));
    }
    Ok(seen)
}

/// A persona as a link carries it.
fn one(persona: &Persona, snapshot: &Snapshot, arms: &BTreeMap<String, String>) -> Result<Seen, Failure> {
    let keys = Keys::parse(PREVIEW_KEYS).map_err(|error| Failure::outside(error.to_string()))?;
    let today = now().day();
    let parts = parts(&persona.asks("/"), Some(snapshot), &keys, today)
        .map_err(|problem| Failure::outside(format!("the persona `{}` cannot be made: {problem}", persona.name)))?;
    let header = |name: &str| parts.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone());
    Ok(Seen {
        name: persona.name.clone(),
        cookies: header("cookie").unwrap_or_default(),
        country: persona.country.clone(),
        language: header("accept-language").unwrap_or_default(),
        agent: header("user-agent").unwrap_or_default(),
        gpc: persona.gpc,
        arms: arms.clone(),
    })
}

fn arms(args: &Args, snapshot: &Snapshot) -> Result<BTreeMap<String, String>, Failure> {
    let mut arms = BTreeMap::new();
    for text in &args.arm {
        let known = text.split_once('=').filter(|(experiment, arm)| {
            let bodies = snapshot.core().experiments.iter().filter_map(|rule| rule.body.as_ref());
            bodies.into_iter().any(|body| body.id == *experiment && body.arms.iter().any(|other| other.id == *arm))
        });
        let Some((experiment, arm)) = known else {
            let message = format!("there is no arm `{text}`; write `experiment=arm` as in `experiments/`");
            return Err(Failure::outside(message));
        };
        arms.insert(experiment.to_string(), arm.to_string());
    }
    Ok(arms)
}

/// Where the shop is.
fn base(args: &Args, folder: &Folder) -> Result<String, Failure> {
    if let Some(base) = &args.base {
        let plain = base.starts_with("https://") || base.starts_with("http://");
        return match plain {
            true => Ok(base.trim_end_matches('/').into()),
            false => Err(Failure::outside(format!("`{base}` is no address; write it as `https://shop.example`"))),
        };
    }
    let hosts = folder.shop.allowed_hosts.iter().map(|host| host.value.as_str());
    hosts.into_iter().find(|host| !host.starts_with("*.")).map(|host| format!("https://{host}")).ok_or_else(|| {
        Failure::outside(
            "it is not known where the shop is; say `--base https://shop.example`, or add the host to `allowed_hosts`",
        )
    })
}
