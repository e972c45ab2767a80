//! `segue rollback`: one write of the pointer, without a build and without a look at what is live, which may be broken.

use super::git;
use super::live::{Known, Live};
use super::moving::{put, still};
use super::named::{find, is_whole};
use super::publication::{By, Kind, Publication};
use super::say::short;
use super::signing::{SignArgs, Signing};
use super::store::Store;
use super::trust::Form;
use crate::cli::Failure;
use crate::cli::wrangler::Target;
use crate::snapshot::SnapshotId;
use std::collections::BTreeSet;

/// What `segue rollback` is told.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The snapshot to go back to, its first 6 digits or more; without it, the one before, or the end of the canary
    id: Option<String>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    sign: SignArgs,
    /// Why, in words, for the history
    #[arg(long, default_value = "")]
    message: String,
    /// Who does it; without it, the name that Git knows
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Go there though not all of it is there, or though somebody else publishes at this moment
    #[arg(long)]
    force: bool,
}

/// Goes back.
pub(in crate::cli) fn run(args: &Args) -> Result<(), Failure> {
    let signing = args.sign.load(&args.target)?;
    let store = Store::open(&args.target)?;
    let live = Live::ask(&store)?;
    if let Some(known) = live.known().filter(|_| args.id.is_none()) {
        signing.demand(&store, known)?;
    }
    let ends = args.id.is_none() && live.known().is_some_and(|known| known.publication.pointer.canary.is_some());
    let keys = if ends && live.known().is_some() { BTreeSet::new() } else { store.list("")? };
    let base = signing.base(&store, &live, &keys)?;
    let target = target(args, &live, base.as_ref(), &keys)?;
    signing.follow(base.as_ref())?;
    vouched(args, &signing, &store, target, base.as_ref(), &keys)?;
    let holds = live.known().is_some_and(|known| signing.holds(&known.bytes, Form::Pointer));
    if let Some(known) = live.known().filter(|known| holds && !ends && known.publication.pointer.snapshot == target) {
        let running = known.publication.pointer.canary.is_some();
        if !running {
            println!("snapshot {target} is live already; nothing was published");
            return Ok(());
        }
    }
    let is_live = live.known().is_some_and(|known| known.publication.pointer.snapshot == target);
    if !args.force && !is_live {
        is_whole(&store, target, &keys)?.map_err(|why| {
            Failure::outside(format!(
                "{why}; nothing was published; name another snapshot (`segue history` lists them), or go there all the \
                 same with `--force`"
            ))
        })?;
    }
    let follows_live = base.as_ref().map(|base| base.bytes.as_slice()) == live.bytes();
    let base = base.as_ref().map(|base| &base.publication);
    let commit = base.and_then(|base| base.chain().find(|entry| entry.subject() == target)).map(|entry| entry.commit);
    let by = By {
        author: args.author.clone().unwrap_or_else(git::author),
        commit: commit.unwrap_or_default(),
        message: args.message.clone(),
    };
    let next = Publication::after(base, Kind::Rollback, target, None, by, Signing::now(&live));
    if !args.force {
        still(&live, &Live::ask(&store)?, &next)?;
    }
    put(&store, &next, &signing, &live)?;
    match live.known().map(|known| &known.publication.pointer) {
        Some(before) if is_live && before.canary.is_none() => {
            println!("snapshot {target} is live as before; it is signed anew");
        }
        Some(before) if ends || is_live => {
            let canary = before.canary.map(|canary| short(canary.snapshot)).unwrap_or_default();
            println!("the canary {canary} has ended; snapshot {target} is live for everybody");
        }
        Some(before) if follows_live => {
            println!("snapshot {target} is live again");
            println!("before it, {0} was; `segue rollback {0}` goes there again", short(before.snapshot));
        }
        _ => println!("snapshot {target} is live again"),
    }
    // After the pointer, which is what matters; without its record the pointers that follow still remember it.
    let record = next.seal_record(signing.key());
    if store.put_all(&[(next.entry().record_key(), &record)], &|_| ()).is_err() {
        eprintln!("the record of it could not be written; the pointer remembers it all the same");
    }
    Ok(())
}

/// Refuses digits that may name what somebody else put there. A whole id names its content, whoever uploaded it.
fn vouched(
    args: &Args,
    signing: &Signing,
    store: &Store<'_>,
    target: SnapshotId,
    base: Option<&Known>,
    keys: &BTreeSet<String>,
) -> Result<(), Failure> {
    let whole = args.id.as_deref().is_none_or(|id| SnapshotId::parse(&id.trim().to_ascii_lowercase()).is_some());
    if whole || signing.vouched(store, target, base, keys)? {
        return Ok(());
    }
    Err(Failure::outside(format!(
        "no publication of {} carries a signature that holds, so that somebody else may have put it there under these \
         digits; nothing was published; push its folder, or write all 32 digits of an id that you know",
        short(target)
    )))
}

/// Where to go.
fn target(args: &Args, live: &Live, base: Option<&Known>, keys: &BTreeSet<String>) -> Result<SnapshotId, Failure> {
    if let Some(id) = &args.id {
        return find(id, keys, live);
    }
    let Some(known) = live.known() else {
        let last = base.map_or_else(String::new, |base| {
            format!(", such as `segue rollback {}`, which was published last", short(base.publication.pointer.snapshot))
        });
        let what = if matches!(live, Live::Nothing) { "missing" } else { "damaged" };
        return Err(Failure::outside(format!(
            "the pointer is {what}, so it does not say what was before; name the snapshot{last}"
        )));
    };
    let pointer = &known.publication.pointer;
    if pointer.canary.is_some() {
        return Ok(pointer.snapshot);
    }
    before(&known.publication).ok_or_else(|| {
        Failure::outside(format!(
            "nothing was published before {}; there is nothing to go back to",
            short(pointer.snapshot)
        ))
    })
}

/// What was live before. After a rollback that is what was live before the snapshot that it went to, so that a second
/// rollback goes further back and not forward again.
fn before(live: &Publication) -> Option<SnapshotId> {
    if live.kind != Kind::Rollback {
        return live.pointer.parent;
    }
    let here = live.pointer.snapshot;
    let came = |kind: Kind| matches!(kind, Kind::Push | Kind::Promote | Kind::Other);
    let mut past = live.past.iter().skip_while(|entry| !(entry.snapshot == here && came(entry.kind)));
    past.find(|entry| entry.snapshot != here).map(|entry| entry.snapshot)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> SnapshotId {
        SnapshotId::of(name.as_bytes())
    }

    fn then(live: &Publication, kind: Kind, name: &str) -> Publication {
        Publication::after(Some(live), kind, id(name), None, By::default(), 0)
    }

    #[test]
    fn a_second_rollback_goes_further_back() {
        let a = Publication::after(None, Kind::Push, id("a"), None, By::default(), 0);
        assert_eq!(before(&a), None);
        let b = then(&a, Kind::Push, "b");
        let c = then(&b, Kind::Push, "c");
        assert_eq!(before(&c), Some(id("b")));
        let back = then(&c, Kind::Rollback, "b");
        assert_eq!(before(&back), Some(id("a")));
        let further = then(&back, Kind::Rollback, "a");
        assert_eq!(before(&further), None);
        // And what was published since counts again.
        let d = then(&back, Kind::Push, "d");
        assert_eq!(before(&d), Some(id("b")));
        assert_eq!(before(&then(&d, Kind::Rollback, "b")), Some(id("a")));
    }
}
