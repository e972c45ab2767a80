//! `segue link sign`.

use super::address::Says;
use super::keys::KeyArgs;
use super::signing::Signer;
use super::until::until;
use super::{Shop, clock, now};
use crate::cli::Failure;
use crate::cli::format::Format;
use miette::miette;
use std::path::PathBuf;

/// What `segue link sign` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    dir: PathBuf,
    /// The campaign: the stem of its file. When the link has expired, it leads where this campaign leads
    campaign: String,
    /// Where it leads: a path of the shop, or `https` on one of its `allowed_hosts`
    #[arg(long, value_name = "URL")]
    to: String,
    /// Until when: `30d`, `12h`, or the end of a day such as `2026-12-24` (UTC)
    #[arg(long, value_name = "30d|DAY")]
    expires: String,
    #[command(flatten)]
    keys: KeyArgs,
    /// Where the shop is; without it, `https` on the first of its `allowed_hosts`
    #[arg(long, value_name = "URL")]
    host: Option<String>,
    /// For people, or one JSON object
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Prints a signed link.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let shop = Shop::open(&args.dir)?;
    shop.campaign(&args.campaign)?;
    let now = now();
    let until = until(&args.expires, now).map_err(|why| miette!("{why}"))?;
    let host = shop.host(args.host.as_deref())?;
    let signer = Signer { shop: &shop, keys: args.keys.load()?, now };
    let path = signer.sign(&args.campaign, &Says::default(), &args.to, until).map_err(|why| miette!("{why}"))?;
    if args.format == Format::Json {
        println!("{}", serde_json::json!({ "link": format!("{host}{path}"), "to": args.to, "expires": until }));
        return Ok(());
    }
    println!("{host}{path}\n");
    println!("it leads to {} until {}, then where `{}` leads", args.to, clock(until), args.campaign);
    Ok(())
}
