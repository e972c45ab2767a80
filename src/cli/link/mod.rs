//! `segue link`: links of campaigns, where they lead, and destinations that are signed for one mail.

mod address;
mod bulk;
mod check;
mod key;
mod keys;
mod lead;
mod make;
mod qr;
mod sign;
mod signing;
mod until;

use super::Failure;
use super::expect::open;
use super::persona::one_of;
use crate::day::Now;
use crate::engine::allowed;
use crate::shop::source::CampaignFile;
use crate::shop::{self, Compiled, Folder, Problem, Severity, instead};
use crate::snapshot::Snapshot;
use std::path::Path;

/// What `segue link` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a link of a campaign, and say where it leads now
    #[command(after_help = super::EXIT_CODES)]
    Make(make::Args),
    /// Say where links lead for every persona, and why
    #[command(after_help = check::EXIT_CODES)]
    Check(check::Args),
    /// Draw a link as a QR code
    #[command(after_help = super::EXIT_CODES)]
    Qr(qr::Args),
    /// Sign a destination for one mail: a link of a campaign that leads there until it expires
    #[command(after_help = super::EXIT_CODES)]
    Sign(sign::Args),
    /// Make or sign a link for every row of a table
    #[command(after_help = bulk::EXIT_CODES)]
    Bulk(bulk::Args),
    /// Make a key that signs destinations, for `SEGUE_LINK_KEYS`
    #[command(after_help = super::EXIT_CODES)]
    Key(key::Args),
}

/// Does what it is told.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    match &args.action {
        Action::Make(args) => make::run(args),
        Action::Check(args) => check::run(args),
        Action::Qr(args) => qr::run(args),
        Action::Sign(args) => sign::run(args),
        Action::Bulk(args) => bulk::run(args),
        Action::Key(args) => key::run(args),
    }
}

/// A shop folder and its snapshot with every shard at hand.
struct Shop {
    folder: Folder,
    compiled: Compiled,
    snapshot: Snapshot,
}

impl Shop {
    fn open(dir: &Path) -> Result<Self, Failure> {
        let errors = |problems: Vec<Problem>| {
            Failure::Folder(problems.into_iter().filter(|problem| problem.severity() == Severity::Error).collect())
        };
        let folder = shop::read(dir).map_err(errors)?;
        let compiled = shop::compile(&folder).map_err(errors)?;
        let snapshot = open(&compiled)?;
        Ok(Self { folder, compiled, snapshot })
    }

    /// The shop's name, as its snapshots have it.
    fn name(&self) -> &str {
        &self.snapshot.core().shop.name
    }

    /// The campaign of this id.
    ///
    /// # Errors
    /// That there is none, with the nearest.
    fn campaign(&self, id: &str) -> Result<&CampaignFile, Failure> {
        let known = self.folder.campaigns.iter().map(|campaign| campaign.id.as_str());
        one_of(id, "campaign", known, "the folder has no campaigns")?;
        let found = self.folder.campaigns.iter().find(|campaign| campaign.id == id);
        found.ok_or_else(|| Failure::outside(format!("there is no campaign `{id}`")))
    }

    /// The origin, where the shop does not say that it is elsewhere. `http` is this machine.
    fn own(&self, origin: String) -> Result<String, Failure> {
        let hosts = &self.snapshot.core().shop.allowed_hosts;
        let lower = origin.to_ascii_lowercase();
        if hosts.is_empty() || lower.starts_with("http://") || allowed(&lower, hosts) {
            return Ok(origin);
        }
        let name = lower.trim_start_matches("https://");
        let help = instead(name, hosts.iter().map(String::as_str), "");
        let help = format!("{help} or add the host to `allowed_hosts`");
        Err(Failure::Report(miette::miette!(help = help, "`{origin}` is no host of this shop")))
    }

    /// Two products that one link names are of one family.
    fn one_family(&self, product: &str, variant: &str) -> Result<(), Failure> {
        let head = |id| {
            let found = self.folder.products.iter().find(|product| product.id.value == id);
            found.map(|product| product.variant_of.as_ref().map_or(id, |head| head.value.as_str()))
        };
        if product.is_empty() || variant.is_empty() || head(product) == head(variant) {
            return Ok(());
        }
        let help = "name a variant of the product, as `variant_of` says, or leave one of the two out";
        Err(Failure::Report(miette::miette!(help = help, "`{variant}` is no variant of `{product}`")))
    }

    /// Where the shop is: what `--host` says, else `https` on the first of its hosts.
    fn host(&self, said: Option<&str>) -> Result<String, Failure> {
        if let Some(said) = said {
            return self.own(address::host(said).map_err(Failure::Report)?);
        }
        let hosts = self.folder.shop.allowed_hosts.iter().map(|host| host.value.as_str());
        let first = hosts.into_iter().find(|host| !host.starts_with("*."));
        first.map(|host| format!("https://{host}")).ok_or_else(|| {
            let help = "say `--host https://shop.example`, or add the host to `allowed_hosts`";
            Failure::Report(miette::miette!(help = help, "it is not known where the shop is"))
        })
    }
}

/// This moment, or that of `SOURCE_DATE_EPOCH` where it is set.
fn now() -> Now {
    Now::from_unix_seconds(super::publish::now())
}

/// A moment as people read it.
fn clock(seconds: u64) -> String {
    let day = Now::from_unix_seconds(seconds).day();
    format!("{day} {:02}:{:02} UTC", seconds / 3_600 % 24, seconds / 60 % 60)
}
