//! Moving the pointer: the one write that publishes, and how it is made sure that nobody's work is lost by it unseen.

use super::live::Live;
use super::publication::{Entry, Publication};
use super::record::{RECORDS, newest, read_record_key};
use super::say::{short, time, what, who};
use super::signing::Signing;
use super::store::Store;
use super::trust::Form;
use crate::cli::Failure;
use crate::cli::wrangler::first_wait;
use crate::snapshot::POINTER_KEY;
use std::collections::BTreeSet;

/// How often the pointer is asked for after it was written, until KV shows it.
const LOOKS: u32 = 4;

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

/// Writes the pointer, reads it back, and looks for publications of others at the same moment. Gives the keys of the
/// records.
///
/// Where somebody's record is not older than this, Workers may have followed their pointer already and would take nothing
/// earlier after it; so this is written once more, a second later than theirs.
pub(super) fn put(
    store: &Store<'_>,
    next: &Publication,
    signing: &Signing,
    before: &Live,
) -> Result<BTreeSet<String>, Failure> {
    let bytes = next.seal(signing.key());
    store.put(POINTER_KEY, &bytes)?;
    let ((), records) = store.both(|| seen(store, next, &bytes, before), || Ok(store.list(RECORDS).ok()))?;
    let Some(records) = records else {
        eprintln!(
            "the records could not be listed; `segue history` says whether somebody published at the same moment"
        );
        return Ok(BTreeSet::new());
    };
    let (own, published) = (next.entry().record_key(), next.pointer.published);
    let late = |key: &&String| **key != own && read_record_key(key).is_some_and(|(time, _)| time >= published);
    let late: BTreeSet<String> = records.iter().filter(late).cloned().collect();
    let Some(other) = newest(store, &late, |record| Ok(signing.holds(&record.bytes, Form::Record)))? else {
        return Ok(records);
    };
    // Unless theirs is live by now: then it is theirs to stay.
    seen(store, next, &bytes, before)?;
    let mut again = next.clone();
    again.pointer.published = other.publication.pointer.published.saturating_add(1);
    let (record, later) = (again.seal_record(signing.key()), again.seal(signing.key()));
    store.put_all(&[(again.entry().record_key(), &record)], &|_| ())?;
    store.put(POINTER_KEY, &later)?;
    seen(store, &again, &later, &Live::read(Some(bytes)))?;
    Ok(records)
}

/// The same, and names what others published that the history does not know.
pub(super) fn publish(store: &Store<'_>, next: &Publication, signing: &Signing, before: &Live) -> Result<(), Failure> {
    let records = put(store, next, signing, before)?;
    let lost = lost(next, &records);
    for (_, key) in lost.iter().rev().take(3) {
        let found = Live::read(store.get(key)?);
        if let Some(known) = found.known().filter(|known| signing.holds(&known.bytes, Form::Record)) {
            eprintln!("{}", said(&known.publication.entry(), next, before));
        }
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
            std::thread::sleep(first_wait() * look);
        }
    }
    eprintln!("KV does not show the new pointer yet, which may take it a minute; look again with `segue history`");
    Ok(())
}
