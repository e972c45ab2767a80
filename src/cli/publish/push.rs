//! `segue push`: check, build, upload, read back, and only then move the pointer.

use super::live::{Known, Live};
use super::moving::{publish, still};
use super::publication::{By, DRAFTS, Kind, Publication, now};
use super::say::short;
use super::signing::{SignArgs, Signing};
use super::store::{Pair, Store};
use super::trust::Form;
use super::upload::upload;
use super::{diff, git};
use crate::cli::Failure;
use crate::cli::build::shards;
use crate::cli::check::{compile, size};
use crate::cli::wrangler::Target;
use crate::shop::Compiled;
use crate::snapshot::{Canary, SnapshotId, core_key};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What `segue push` is told.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The shop folder
    dir: PathBuf,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    sign: SignArgs,
    /// What is published, in words, for the history
    #[arg(long, default_value = "")]
    message: String,
    /// Who publishes; without it, the name that Git knows
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Give it to so many of a hundred remembered visitors, and leave the rest with what is live
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=99))]
    canary: Option<u8>,
    /// Upload everything and publish nothing, for a preview
    #[arg(long, conflicts_with = "canary")]
    draft: bool,
    /// Replace what somebody else published while this was on its way
    #[arg(long)]
    force: bool,
}

/// Publishes a folder.
pub(in crate::cli) fn run(args: &Args) -> Result<(), Failure> {
    let compiled = compile(&args.dir)?;
    let store = Store::open(&args.target)?;
    if args.draft {
        return draft(args, &compiled, &store);
    }
    let signing = args.sign.load(&args.target)?;
    let (live, keys) = store.both(|| Live::ask(&store), || store.list(""))?;
    if matches!(live, Live::Damaged(_)) {
        eprintln!("the live pointer cannot be read; it is replaced");
    }
    if nothing_to_do(&live, &signing, compiled.id, args.canary) {
        return Ok(());
    }
    if let Some(known) = live.known().filter(|_| args.canary.is_some()) {
        signing.demand(&store, known)?;
    }
    let base = signing.base(&store, &live, &keys)?;
    signing.follow(base.as_ref())?;
    let base = base.as_ref().map(|base| &base.publication);
    let (kind, snapshot, canary) = match (args.canary, live.known()) {
        (None, _) => (Kind::Push, compiled.id, None),
        (Some(percent), Some(known)) => {
            let live = known.publication.pointer.snapshot;
            (Kind::Canary, live, Some(Canary { snapshot: compiled.id, percent }))
        }
        (Some(_), None) => {
            return Err(Failure::outside("nothing is live that a canary could stand beside; push without `--canary`"));
        }
    };
    let mut next = Publication::after(base, kind, snapshot, canary, by(args), Signing::now(&live));
    let bytes = next.seal_record(signing.key());

    if let Some(line) = live.known().and_then(|known| diff::line(known.publication.pointer.snapshot, &compiled, &store))
    {
        println!("{line}");
    }
    let record = next.entry().record_key();
    let pairs = pairs(&compiled, record, &bytes);
    let read = upload(&store, &pairs, &keys)?;
    let found = match (read, live.bytes()) {
        (Some(text), Some(bytes)) if text.as_bytes() == bytes => live.clone(),
        _ => Live::ask(&store)?,
    };
    if !args.force {
        still(&live, &found, &next)?;
    } else if let Some(other) = found.known().filter(|_| found.bytes() != live.bytes()) {
        eprintln!("what somebody else published meanwhile ({}) is replaced", short(other.publication.pointer.snapshot));
        if canary.is_some() {
            signing.demand(&store, other)?;
        }
        let follows = signing.trusts(&store, other)?.then_some(&other.publication).or(base);
        let snapshot = canary.map_or(snapshot, |_| other.publication.pointer.snapshot);
        next = Publication::after(follows, kind, snapshot, canary, by(args), Signing::now(&found));
        store.put_all(&[(next.entry().record_key(), &next.seal_record(signing.key()))], &|_| ())?;
    }
    // Last, and alone: from here on Workers ask for the keys above.
    publish(&store, &next, &signing, &found)?;
    said(&next, live.known(), &compiled);
    Ok(())
}

/// Whether it is as it should be already; says so.
fn nothing_to_do(live: &Live, signing: &Signing, id: SnapshotId, percent: Option<u8>) -> bool {
    let Some(known) = live.known() else { return false };
    let pointer = &known.publication.pointer;
    let on_trial = pointer.canary.filter(|canary| canary.snapshot == id);
    let holds = signing.holds(&known.bytes, Form::Pointer);
    if pointer.snapshot == id && percent.is_none() && !holds {
        println!("the content is live already; signed anew");
        return false;
    }
    if pointer.snapshot == id {
        println!("snapshot {id} is live already; nothing was published");
        if let Some(canary) = pointer.canary {
            println!("the canary {} goes on beside it; `segue rollback` ends it", short(canary.snapshot));
        }
        return true;
    }
    match (on_trial, percent) {
        (Some(canary), Some(percent)) if holds && canary.percent == percent => {
            println!("snapshot {id} is the canary of {percent} % already; nothing was published");
            true
        }
        _ => false,
    }
}

fn by(args: &Args) -> By {
    By {
        author: args.author.clone().unwrap_or_else(git::author),
        commit: git::commit(&args.dir),
        message: args.message.clone(),
    }
}

/// All that is uploaded: the record and the core first, so that an upload that is cut off still says what it was.
fn pairs<'c>(compiled: &'c Compiled, record: String, bytes: &'c [u8]) -> Vec<Pair<'c>> {
    let first = [(record, bytes), (core_key(compiled.id), compiled.core.as_slice())];
    first.into_iter().chain(shards(compiled)).collect()
}

fn draft(args: &Args, compiled: &Compiled, store: &Store<'_>) -> Result<(), Failure> {
    upload_draft(by(args), compiled, store)?;
    println!("snapshot {} is uploaded and not published: {}", compiled.id, size(compiled));
    Ok(())
}

/// Writes what a draft is made of; one that is there already is not written again. Nothing is signed: nobody meant to
/// publish it, so there is to be nothing that a Worker would take for a publication.
fn upload_draft(by: By, compiled: &Compiled, store: &Store<'_>) -> Result<(), Failure> {
    let keys: BTreeSet<String> = store.list("")?;
    let next = Publication::after(None, Kind::Push, compiled.id, None, by, now());
    let bytes = next.seal(None);
    let record = format!("{DRAFTS}{:010}-{}", next.pointer.published, compiled.id);
    upload(store, &pairs(compiled, record, &bytes), &keys).map(drop)
}

/// Uploads a snapshot for a preview, unless it is live; whether it is.
pub(in crate::cli) fn for_preview(target: &Target, dir: &Path, compiled: &Compiled) -> Result<bool, Failure> {
    let store = Store::open(target)?;
    let live = Live::ask(&store)?;
    if live.known().is_some_and(|known| known.publication.pointer.snapshot == compiled.id) {
        return Ok(true);
    }
    let by = By { author: git::author(), commit: git::commit(dir), message: "for a preview".into() };
    upload_draft(by, compiled, &store)?;
    Ok(false)
}

fn said(next: &Publication, before: Option<&Known>, compiled: &Compiled) {
    match next.pointer.canary {
        Some(canary) => {
            println!("snapshot {} is the canary of {} %: {}", compiled.id, canary.percent, size(compiled));
            println!("{} stays live; `segue promote` or `segue rollback` ends it", short(next.pointer.snapshot));
        }
        None => {
            println!("snapshot {} is live: {}", compiled.id, size(compiled));
            if let Some(parent) = next.pointer.parent {
                println!("before it, {parent} was");
            }
            let ended = before.and_then(|before| before.publication.pointer.canary);
            if let Some(canary) = ended.filter(|canary| canary.snapshot != compiled.id) {
                println!("the canary {} ends with it", short(canary.snapshot));
            }
        }
    }
}
