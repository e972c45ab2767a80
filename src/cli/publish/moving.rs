//! Moving the pointer: the one write that publishes, and how it is made sure that nobody's work is lost by it unseen.

use super::live::{Known, Live};
use super::publication::{Entry, Publication, RECORDS, read_record_key};
use super::say::{short, time, what, who};
use super::store::Store;
use super::{KeyArgs, PublisherKey};
use crate::cli::Failure;
use crate::snapshot::POINTER_KEY;
use std::collections::BTreeSet;
use std::time::Duration;

/// How often the pointer is asked for after it was written, until KV shows it.
const LOOKS: u32 = 4;

/// The key to sign with. What is live and signed is followed by nothing unsigned: a Worker that lists publishers would
/// not take it.
pub(super) fn key_for(args: &KeyArgs, base: Option<&Known>) -> Result<Option<PublisherKey>, Failure> {
    let key = args.load()?;
    match base.and_then(|base| base.signer.as_deref()) {
        Some(signer) if key.is_none() => Err(Failure::outside(format!(
            "what is live is signed by `{signer}`, and a Worker that lists publishers takes nothing unsigned after it; \
             name your key with `--key FILE` or `SEGUE_PUBLISHER_KEY`, or make one with `segue keygen NAME`"
        ))),
        _ => Ok(key),
    }
}

/// Refuses when the pointer is not where it was when the command began.
pub(super) fn still(before: &Live, found: &Live, mine: &Publication) -> Result<(), Failure> {
    if before.bytes() == found.bytes() {
        return Ok(());
    }
    let Some(other) = found.known().map(|known| known.publication.entry()) else {
        return Err(Failure::outside(
            "the pointer is not as it was when this began: it is gone or damaged; nothing was published; look at \
             `segue history`, and run this again",
        ));
    };
    let (theirs, ours) = (short(other.subject()), short(mine.entry().subject()));
    Err(Failure::outside(format!(
        "{} published {theirs} ({}) at {} while this was on its way; nothing was published; look at what differs with \
         `segue diff {theirs} {ours}`, then run this again, or with `--force` to replace it",
        who(&other.author),
        what(&other),
        time(other.published)
    )))
}

/// Writes the pointer and reads it back. Gives whether it is there for all to see.
pub(super) fn put(store: &Store<'_>, next: &Publication, bytes: &[u8], before: &Live) -> Result<(), Failure> {
    store.put(POINTER_KEY, bytes)?;
    seen(store, next, bytes, before)
}

/// Writes the pointer, reads it back, and looks for publications of others at the same moment.
pub(super) fn publish(store: &Store<'_>, next: &Publication, bytes: &[u8], before: &Live) -> Result<(), Failure> {
    store.put(POINTER_KEY, bytes)?;
    let ((), records) = store.both(|| seen(store, next, bytes, before), || store.list(RECORDS))?;
    let lost = lost(next, &records);
    for (_, key) in lost.iter().rev().take(3) {
        let Some(entry) = Live::read(store.get(key)?).known().map(|known| known.publication.entry()) else { continue };
        eprintln!("{}", said(&entry, next, before));
    }
    Ok(())
}

/// A word about a publication that is not in the chain.
fn said(lost: &Entry, live: &Publication, before: &Live) -> String {
    let (theirs, ours) = (short(lost.subject()), short(live.entry().subject()));
    let base = before.known().map_or(0, |known| known.publication.pointer.published);
    let how = if lost.published > base {
        "at the same moment; it was replaced without being looked at"
    } else {
        "and it is not in the history: it was interrupted, or replaced without being looked at"
    };
    format!(
        "{} published {theirs} at {} {how}: `segue diff {theirs} {ours}`, `segue rollback {theirs}`",
        who(&lost.author),
        time(lost.published)
    )
}

/// The records that tell of something which the chain does not know and which is not older than it, oldest first.
pub(super) fn lost(live: &Publication, keys: &BTreeSet<String>) -> Vec<(u64, String)> {
    let chain: Vec<Entry> = live.chain().collect();
    let oldest = chain.last().map_or(0, |entry| entry.published);
    let known = |id| chain.iter().any(|entry| entry.subject() == id || entry.snapshot == id);
    let lost = keys.iter().filter(|key| key.starts_with(RECORDS)).filter_map(|key| {
        let (published, id) = read_record_key(key)?;
        (published >= oldest && !known(id)).then(|| (published, key.clone()))
    });
    lost.collect()
}

/// Waits until the pointer reads as it was written.
fn seen(store: &Store<'_>, next: &Publication, bytes: &[u8], before: &Live) -> Result<(), Failure> {
    for look in 1..=LOOKS {
        let found = Live::ask(store)?;
        if found.bytes() == Some(bytes) {
            return Ok(());
        }
        let other = found.bytes() != before.bytes();
        if let Some(entry) = found.known().map(|known| known.publication.entry()).filter(|_| other) {
            let (theirs, ours) = (short(entry.subject()), short(next.entry().subject()));
            return Err(Failure::outside(format!(
                "{} published {theirs} ({}) at the same moment and it took the place of this: {ours} is uploaded and not \
                 live; `segue diff {ours} {theirs}`, then `segue rollback {ours}` to have it live after all",
                who(&entry.author),
                what(&entry)
            )));
        }
        if look < LOOKS {
            std::thread::sleep(wait() * look);
        }
    }
    eprintln!("KV does not show the new pointer yet, which may take it a minute; look again with `segue history`");
    Ok(())
}

fn wait() -> Duration {
    let told = std::env::var("SEGUE_BACKOFF_MS").ok().and_then(|text| text.parse().ok());
    Duration::from_millis(told.unwrap_or(1_000))
}
