//! `segue gc`: deletes what nothing names any more. When in doubt it deletes nothing.

use super::live::Live;
use super::named::{core, find, keys_of};
use super::publication::{DRAFTS, Publication, RECORDS, now, read_record_key};
use super::say::{Progress, count, short};
use super::store::Store;
use crate::cli::Failure;
use crate::cli::preview::MOST_HOURS;
use crate::cli::wrangler::Target;
use crate::snapshot::{SnapshotId, core_key};
use std::collections::BTreeSet;
use std::io::{IsTerminal as _, Write as _};

/// How many snapshots of the history are kept.
const KEPT: usize = 10;
/// How long an unfinished push is kept, in seconds.
const DAY: u64 = 86_400;
/// How long a draft is kept, in seconds: as long as a preview link may show it, and the day that it took to make the link.
const DRAFT: u64 = MOST_HOURS * 3_600 + DAY;

/// What `segue gc` is told.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    target: Target,
    /// Say what would be deleted, and delete nothing
    #[arg(long)]
    dry_run: bool,
    /// Delete without asking
    #[arg(long)]
    yes: bool,
    /// A snapshot of the history that is not kept, because it is no longer whole
    #[arg(long, value_name = "ID")]
    forget: Vec<String>,
}

/// Deletes.
pub(in crate::cli) fn run(args: &Args) -> Result<(), Failure> {
    let store = Store::open(&args.target)?;
    let (live, keys) = store.both(|| Live::ask(&store), || store.list(""))?;
    let Some(known) = live.known() else {
        return Err(Failure::outside(
            "the pointer is missing or damaged, so it is not known what is in use; nothing was deleted; `segue rollback \
             ID` mends it",
        ));
    };
    let forgotten = args.forget.iter().map(|id| find(id, &keys, &live)).collect::<Result<BTreeSet<_>, _>>()?;
    let kept = kept(&known.publication, &keys, &forgotten, now());
    let kept_keys = named(&store, &kept)?;
    let doomed: Vec<String> =
        keys.iter().filter(|key| is_ours(key) && !is_kept(key, &kept, &kept_keys)).cloned().collect();
    if doomed.is_empty() {
        println!("nothing to delete: all of {} is in use", count(keys.len(), "key"));
        return Ok(());
    }
    let of = |prefix: &str| doomed.iter().filter(|key| key.starts_with(prefix)).count();
    let (cores, shards) = (count(of("core-"), "snapshot"), count(of("shard-"), "shard"));
    let notes = count(of(RECORDS) + of(DRAFTS), "record");
    println!("{cores}, {shards} and {notes} are named by nothing in use; {} kept", is(kept.len(), "snapshot"));
    if args.dry_run {
        doomed.iter().for_each(|key| println!("  {key}"));
        println!("nothing was deleted");
        return Ok(());
    }
    if !args.yes && !agreed()? {
        println!("nothing was deleted");
        return Ok(());
    }
    // Somebody may have gone back to one of them while the question stood, or begun a push that found it there.
    let (found, keys_now) = store.both(|| Live::ask(&store), || store.list(""))?;
    if found.bytes() != live.bytes() || records(&keys_now) != records(&keys) {
        return Err(Failure::outside("somebody published meanwhile; nothing was deleted; run it again"));
    }
    let progress = Progress::new(doomed.len(), "keys are deleted");
    // Records and cores first: what is cut off here leaves shards that nothing names, for the next time.
    let order = |key: &String| u8::from(key.starts_with("shard-"));
    let mut doomed = doomed;
    doomed.sort_by_key(order);
    store.delete(&doomed, &|keys| progress.step(keys))?;
    let left: BTreeSet<String> = records(&keys).difference(&doomed.iter().cloned().collect()).cloned().collect();
    if !records(&store.list("")?).is_subset(&left) {
        eprintln!("somebody pushes at this moment; they should push again, which uploads what was deleted under it");
    }
    println!("{} deleted", is(doomed.len(), "key"));
    Ok(())
}

fn is(n: usize, noun: &str) -> String {
    format!("{} {}", count(n, noun), if n == 1 { "is" } else { "are" })
}

fn records(keys: &BTreeSet<String>) -> BTreeSet<String> {
    keys.iter().filter(|key| read_record_key(key).is_some()).cloned().collect()
}

/// Only these are looked at: what another version of this program keeps beside them is not ours to delete.
fn is_ours(key: &str) -> bool {
    ["core-", "shard-", RECORDS, DRAFTS].iter().any(|prefix| key.starts_with(prefix))
}

fn is_kept(key: &str, snapshots: &BTreeSet<SnapshotId>, keys: &BTreeSet<String>) -> bool {
    keys.contains(key) || read_record_key(key).is_some_and(|(_, id)| snapshots.contains(&id))
}

/// The snapshots that are kept: the live one, its parent, the canary, those of the last publications, and what was
/// uploaded a short time ago.
fn kept(
    live: &Publication,
    keys: &BTreeSet<String>,
    forgotten: &BTreeSet<SnapshotId>,
    now: u64,
) -> BTreeSet<SnapshotId> {
    let pointer = &live.pointer;
    let mut last = BTreeSet::new();
    for entry in live.chain() {
        if last.len() < KEPT {
            last.extend([entry.snapshot, entry.subject()]);
        }
    }
    let recent = keys.iter().filter_map(|key| {
        let (time, id) = read_record_key(key)?;
        let long = if key.starts_with(DRAFTS) { DRAFT } else { DAY };
        (time.saturating_add(long) > now).then_some(id)
    });
    let past = last.into_iter().chain(pointer.parent);
    let kept = past.chain(recent).filter(|id| !forgotten.contains(id));
    // Whatever is to be forgotten, what is served is not.
    kept.chain([pointer.snapshot]).chain(pointer.canary.map(|canary| canary.snapshot)).collect()
}

/// The keys of the kept snapshots. Every one of their cores has to be read for that.
fn named(store: &Store<'_>, kept: &BTreeSet<SnapshotId>) -> Result<BTreeSet<String>, Failure> {
    let cores: Vec<String> = kept.iter().map(|id| core_key(*id)).collect();
    let progress = Progress::new(cores.len(), "kept snapshots are read");
    let values = store.get_each(&cores, &|| progress.step(1))?;
    let mut named: BTreeSet<String> = cores.into_iter().collect();
    for (id, value) in kept.iter().zip(values) {
        let snapshot = core(value, *id).map_err(|why| {
            Failure::outside(format!(
                "{why}, so it is not known which shards it needs; nothing was deleted; if that snapshot may be lost, say \
                 `--forget {}`",
                short(*id)
            ))
        })?;
        named.extend(keys_of(snapshot.core()));
    }
    Ok(named)
}

fn agreed() -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::outside(
            "nothing was deleted: there is nobody to ask; say `--yes` to delete without asking",
        ));
    }
    print!("delete them? [y/N] ");
    let _ = std::io::stdout().flush();
    let mut answer = String::new();
    let _ = std::io::stdin().read_line(&mut answer);
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
