//! Uploads values and reads them back. What is there already is not written again, for a key names its content; what is
//! there and differs is.

use super::say::{Progress, count};
use super::store::{Pair, Store};
use crate::cli::Failure;
use crate::cli::wrangler::first_wait;
use crate::snapshot::POINTER_KEY;
use std::collections::BTreeSet;

/// So few values are read back byte for byte. More are read many at a time, which KV does as text, and so are those in
/// local KV, a file of this machine, where every call takes Wrangler a second.
const FEW: usize = 4;
/// How often what differs is written again.
const ROUNDS: u32 = 4;

/// Writes what is not `there`, and reads everything back until it is as it was given. Gives the pointer as text where it
/// was read along, with the last values.
pub(super) fn upload(
    store: &Store<'_>,
    pairs: &[Pair<'_>],
    there: &BTreeSet<String>,
) -> Result<Option<String>, Failure> {
    let mut missing: Vec<Pair<'_>> = pairs.iter().filter(|(key, _)| !there.contains(key)).cloned().collect();
    if missing.len() < pairs.len() && !missing.is_empty() {
        let kept = pairs.len() - missing.len();
        eprintln!("{} {} there already", count(kept, "key"), if kept == 1 { "is" } else { "are" });
    }
    let mut unsure: Vec<Pair<'_>> = pairs.to_vec();
    for round in 0..ROUNDS {
        let progress = Progress::new(missing.len(), "keys are written");
        store.put_all(&missing, &|keys| progress.step(keys))?;
        if round > 0 {
            // KV may show for a while what was there before.
            std::thread::sleep(first_wait() * round);
        }
        let (differ, pointer) = differing(store, &unsure)?;
        if differ.is_empty() {
            return Ok(pointer);
        }
        eprintln!("{} not there as written; written again", count(differ.len(), "key"));
        missing.clone_from(&differ);
        unsure = differ;
    }
    let first = unsure.first().map(|(key, _)| key.as_str()).unwrap_or_default();
    Err(Failure::outside(format!(
        "{} cannot be read back as written, `{first}` first; nothing was published; run it again, which writes only what \
         is not there",
        count(unsure.len(), "key")
    )))
}

/// The pairs whose value in KV is another, and the pointer where it came along.
fn differing<'v>(store: &Store<'_>, pairs: &[Pair<'v>]) -> Result<(Vec<Pair<'v>>, Option<String>), Failure> {
    if pairs.len() <= FEW && !store.is_local() {
        let keys: Vec<String> = pairs.iter().map(|(key, _)| key.clone()).collect();
        return Ok((unequal(pairs, store.get_each(&keys, &|| ())?), None));
    }
    let mut wanted: Vec<(String, usize)> = pairs.iter().map(|(key, value)| (key.clone(), value.len())).collect();
    wanted.push((POINTER_KEY.into(), 0));
    let mut texts = store.get_texts(&wanted)?;
    let doubtful: Vec<Pair<'v>> = pairs
        .iter()
        .filter(|(key, value)| texts.get(key).is_none_or(|text| *text != String::from_utf8_lossy(value)))
        .cloned()
        .collect();
    if doubtful.is_empty() {
        return Ok((doubtful, texts.remove(POINTER_KEY)));
    }
    // Whether it is the text that is given otherwise or the value that differs, the bytes tell.
    let some: Vec<Pair<'v>> = doubtful.iter().filter(|(key, _)| texts.contains_key(key)).cloned().collect();
    let keys: Vec<String> = some.iter().map(|(key, _)| key.clone()).collect();
    let progress = Progress::new(keys.len(), "keys are read once more");
    let wrong = unequal(&some, store.get_each(&keys, &|| progress.step(1))?);
    let absent = doubtful.into_iter().filter(|(key, _)| !texts.contains_key(key));
    Ok((absent.chain(wrong).collect(), None))
}

fn unequal<'v>(pairs: &[Pair<'v>], values: Vec<Option<Vec<u8>>>) -> Vec<Pair<'v>> {
    let differs =
        |(pair, value): (&Pair<'v>, Option<Vec<u8>>)| (value.as_deref() != Some(pair.1)).then(|| pair.clone());
    pairs.iter().zip(values).filter_map(differs).collect()
}
