//! `segue synth`: a made-up shop folder. Hidden, since it is for tests and measurements alone.

use super::Failure;
use super::output::plain;
use crate::shop::synth;
use std::path::PathBuf;

/// What `segue synth` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How many products
    #[arg(long, default_value_t = 1_000)]
    products: u32,
    /// How many segments beyond those that are used
    #[arg(long, default_value_t = 0)]
    segments: u32,
    /// How many members of an audience
    #[arg(long, default_value_t = 0)]
    members: u32,
    /// How many campaigns of 20 candidates each
    #[arg(long, default_value_t = 0)]
    campaigns: u32,
    /// With a list of what is looked at next for each product
    #[arg(long)]
    lists: bool,
    /// Instead of a folder: a file of so many clicks
    #[arg(long)]
    clicks: Option<u64>,
    /// Where to write the folder, or the file of clicks
    #[arg(long)]
    out: PathBuf,
}

/// Writes the folder.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| {
        Failure::outside(format!("`{}` cannot be written: {}", args.out.display(), plain(&error)))
    };
    if let Some(clicks) = args.clicks {
        synth::write_clicks(&args.out, clicks).map_err(cannot)?;
        println!("{clicks} clicks are in `{}`", args.out.display());
        return Ok(());
    }
    let members = |()| if args.members == 0 { Ok(()) } else { synth::write_members(&args.out, args.members) };
    let campaigns = |()| match args.campaigns {
        0 => Ok(()),
        many => synth::write_campaigns(&args.out, args.products, args.segments, many),
    };
    let lists = |()| if args.lists { synth::write_lists(&args.out, args.products) } else { Ok(()) };
    synth::write(&args.out, args.products, args.segments)
        .and_then(members)
        .and_then(campaigns)
        .and_then(lists)
        .map_err(cannot)?;
    println!("{} products are in `{}`", args.products, args.out.display());
    Ok(())
}
