//! `segue promote`: what is on trial becomes what is live.

use super::git;
use super::live::Live;
use super::moving::{publish, still};
use super::named::is_whole;
use super::publication::{By, Kind, Publication, now};
use super::say::short;
use super::signing::SignArgs;
use super::store::Store;
use crate::cli::Failure;
use crate::cli::wrangler::Target;

/// What `segue promote` is told.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    sign: SignArgs,
    /// Why, in words, for the history; without it, what was said when it was put on trial
    #[arg(long)]
    message: Option<String>,
    /// Who does it; without it, the name that Git knows
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
}

/// Promotes.
pub(in crate::cli) fn run(args: &Args) -> Result<(), Failure> {
    let signing = args.sign.load(&args.target)?;
    let store = Store::open(&args.target)?;
    let (live, keys) = store.both(|| Live::ask(&store), || store.list(""))?;
    let trial = live.known().and_then(|known| Some((known, known.publication.pointer.canary?)));
    let Some((known, canary)) = trial else {
        return Err(Failure::outside(
            "there is no canary to promote; `segue push DIR --canary 5` starts one, `segue history` says what is live",
        ));
    };
    signing.follow(Some(known))?;
    signing.demand(&store, known)?;
    if let Err(why) = is_whole(&store, canary.snapshot, &keys)? {
        return Err(Failure::outside(format!("{why}; push the folder again, which uploads it anew")));
    }
    let began = known.publication.chain().find(|entry| entry.subject() == canary.snapshot);
    let (commit, message) = began.map(|entry| (entry.commit, entry.message)).unwrap_or_default();
    let author = args.author.clone().unwrap_or_else(git::author);
    let by = By { author, commit, message: args.message.clone().unwrap_or(message) };
    let next = Publication::after(Some(&known.publication), Kind::Promote, canary.snapshot, None, by, now());
    let record = next.seal_record(signing.key());
    store.put_all(&[(next.entry().record_key(), &record)], &|_| ())?;
    still(&live, &Live::ask(&store)?, &next)?;
    publish(&store, &next, &signing, &live)?;
    println!("snapshot {} is live for everybody; it was the canary of {} %", canary.snapshot, canary.percent);
    println!("before it, {} was; `segue rollback` goes back", short(known.publication.pointer.snapshot));
    Ok(())
}
