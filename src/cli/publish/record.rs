//! Records: what was published, kept beside the pointer. A record is written before the pointer moves, so it is signed as
//! a record and not as a pointer: copied to the pointer's key it moves no Worker that lists publishers.

use super::live::{Known, Live};
use super::store::Store;
use crate::cli::Failure;
use std::collections::BTreeSet;

pub(super) use super::publication::{RECORDS, read_record_key};

/// About as many bytes as a record has.
pub(super) const RECORD: usize = 8_000;
/// How many records are read at once, and how often: whoever writes more can hide an older one, and do no worse.
const AT_ONCE: usize = 100;
const TIMES: usize = 10;

/// The newest record that is wanted, of those that say what their key says.
pub(super) fn newest(
    store: &Store<'_>,
    keys: &BTreeSet<String>,
    mut wanted: impl FnMut(&Known) -> Result<bool, Failure>,
) -> Result<Option<Known>, Failure> {
    let ours = |key: &&String| key.starts_with(RECORDS) && read_record_key(key).is_some();
    let keys: Vec<(String, usize)> = keys.iter().rev().filter(ours).map(|key| (key.clone(), RECORD)).collect();
    for chunk in keys.chunks(AT_ONCE).take(TIMES) {
        let mut texts = store.get_texts(chunk)?;
        for (key, _) in chunk {
            let bytes = texts.remove(key).map(String::into_bytes);
            if let Live::Is(record) = Live::read(bytes)
                && record.publication.entry().record_key() == *key
                && wanted(&record)?
            {
                return Ok(Some(*record));
            }
        }
    }
    Ok(None)
}
