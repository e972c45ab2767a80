//! KV as the commands use it: a few large calls rather than many small ones, each within what KV takes at once.

use crate::cli::Failure;
use crate::cli::output::plain;
use crate::cli::wrangler::{Target, Wrangler};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// Keys that are written or deleted at once, at most. KV takes 10,000; Wrangler sends 1,000 at a time.
const MOST_KEYS: usize = 1_000;
/// Bytes of values that are written at once, at most, before base64 makes them a third longer. KV takes 100 MB.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Keys that are read at once, at most, as KV bounds it.
const MOST_READ: usize = 100;
/// Bytes of values that are read at once, at most. KV gives 25 MB.
const MOST_BYTES_READ: usize = 16 * 1024 * 1024;
/// Wrangler processes at a time.
const AT_A_TIME: usize = 4;

/// A key and its value.
pub(super) type Pair<'v> = (String, &'v [u8]);

/// The namespace.
#[derive(Debug)]
pub(super) struct Store<'t> {
    wrangler: Wrangler<'t>,
    local: bool,
    dir: TempDir,
    files: AtomicUsize,
}

impl<'t> Store<'t> {
    /// Finds Wrangler.
    pub(super) fn open(target: &'t Target) -> Result<Self, Failure> {
        let dir = tempfile::tempdir().map_err(|error| unwritable(&std::env::temp_dir(), &error))?;
        Ok(Self { wrangler: Wrangler::find(target)?, local: target.local, dir, files: AtomicUsize::new(0) })
    }

    /// The value of a key, byte for byte.
    pub(super) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.wrangler.get(key)
    }

    /// The values of several keys, byte for byte, a few at a time; `each` is told of every one that arrived.
    pub(super) fn get_each(&self, keys: &[String], each: &(dyn Fn() + Sync)) -> Result<Vec<Option<Vec<u8>>>, Failure> {
        let next = AtomicUsize::new(0);
        let read = Mutex::new(vec![None; keys.len()]);
        let work = || -> Result<(), Failure> {
            while let Some((at, key)) =
                { Some(next.fetch_add(1, Ordering::Relaxed)) }.and_then(|at| Some((at, keys.get(at)?)))
            {
                let value = self.get(key)?;
                if let Ok(mut read) = read.lock()
                    && let Some(place) = read.get_mut(at)
                {
                    *place = value;
                }
                each();
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..AT_A_TIME.min(keys.len())).map(|_| scope.spawn(work)).collect();
            let done = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(broken())));
            done.fold(Ok(()), Result::and)
        })?;
        read.into_inner().map_err(|_| broken())
    }

    /// The values of several keys as text, in as few calls as KV allows; with each key, about how many bytes it has.
    pub(super) fn get_texts(&self, keys: &[(String, usize)]) -> Result<BTreeMap<String, String>, Failure> {
        let mut texts = BTreeMap::new();
        for chunk in chunks(keys, MOST_READ, MOST_BYTES_READ, |(_, bytes)| *bytes) {
            let names: Vec<&str> = chunk.iter().map(|(key, _)| key.as_str()).collect();
            let file = self.write(&serde_json::to_vec(&names).unwrap_or_default())?;
            texts.extend(self.wrangler.get_texts(&file)?);
        }
        Ok(texts)
    }

    /// The keys that begin with `prefix`.
    pub(super) fn list(&self, prefix: &str) -> Result<BTreeSet<String>, Failure> {
        self.wrangler.list(prefix)
    }

    /// Writes keys and values, in as few calls as KV allows; `each` is told how many are written.
    pub(super) fn put_all(&self, pairs: &[Pair<'_>], each: &dyn Fn(usize)) -> Result<(), Failure> {
        for chunk in chunks(pairs, MOST_KEYS, MOST_BYTES, |(_, value)| value.len()) {
            let file = self.file();
            write_bulk(&file, chunk).map_err(|error| unwritable(&file, &error))?;
            self.wrangler.put_all(&file)?;
            let _ = std::fs::remove_file(&file);
            each(chunk.len());
        }
        Ok(())
    }

    /// Writes one key.
    pub(super) fn put(&self, key: &str, value: &[u8]) -> Result<(), Failure> {
        let file = self.write(value)?;
        self.wrangler.put(key, &file)
    }

    /// Deletes keys; `each` is told how many are gone.
    pub(super) fn delete(&self, keys: &[String], each: &dyn Fn(usize)) -> Result<(), Failure> {
        for chunk in chunks(keys, MOST_KEYS, usize::MAX, |_| 0) {
            let file = self.write(&serde_json::to_vec(chunk).unwrap_or_default())?;
            self.wrangler.delete_all(&file)?;
            each(chunk.len());
        }
        Ok(())
    }

    /// Two things that do not need each other: at once in the account, where a call takes a second and more, and one after
    /// the other in local KV, which is a file that the first call makes.
    pub(super) fn both<A: Send, B: Send>(
        &self,
        first: impl FnOnce() -> Result<A, Failure> + Send,
        second: impl FnOnce() -> Result<B, Failure> + Send,
    ) -> Result<(A, B), Failure> {
        if self.local {
            return Ok((first()?, second()?));
        }
        std::thread::scope(|scope| {
            let second = scope.spawn(second);
            let first = first();
            let second = second.join().unwrap_or_else(|_| Err(broken()));
            Ok((first?, second?))
        })
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join(format!("{}.json", self.files.fetch_add(1, Ordering::Relaxed)))
    }

    fn write(&self, bytes: &[u8]) -> Result<PathBuf, Failure> {
        let file = self.file();
        std::fs::write(&file, bytes).map_err(|error| unwritable(&file, &error))?;
        Ok(file)
    }
}

fn broken() -> Failure {
    Failure::outside("a part of this program broke off; please run it again")
}

/// Cuts a list where a part would become too long or too large.
fn chunks<T>(list: &[T], most: usize, most_bytes: usize, size: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let mut rest = list;
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let mut bytes = 0_usize;
        let fits = rest.iter().take(most).take_while(|item| {
            bytes = bytes.saturating_add(size(item));
            bytes <= most_bytes
        });
        let (chunk, after) = rest.split_at(fits.count().max(1));
        chunks.push(chunk);
        rest = after;
    }
    chunks
}

/// Wrangler's bulk format. Keys are made of letters, digits and hyphens, so nothing needs escaping.
fn write_bulk(file: &Path, pairs: &[Pair<'_>]) -> std::io::Result<()> {
    let mut to = BufWriter::new(File::create(file)?);
    let mut between = "[";
    for (key, value) in pairs {
        write!(to, "{between}{{\"key\":\"{key}\",\"base64\":true,\"value\":\"{}\"}}", STANDARD.encode(value))?;
        between = ",\n";
    }
    to.write_all(b"]\n")?;
    to.flush()
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::outside(format!("`{}` cannot be written: {}", path.display(), plain(error)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use super::*;

    #[test]
    fn lists_are_cut_by_count_and_by_size() {
        let cut = |sizes: &[usize], most, bytes| -> Vec<usize> {
            chunks(sizes, most, bytes, |size| *size).iter().map(|chunk| chunk.len()).collect()
        };
        assert_eq!(cut(&[6, 6, 6], 9, 10), [1, 1, 1]);
        assert_eq!(cut(&[11, 1, 1], 9, 10), [1, 2], "what is too large for any part is a part of its own");
        assert_eq!(cut(&[1; 25], 10, 1_000), [10, 10, 5]);
        assert!(cut(&[], 1, 1).is_empty());
    }

    #[test]
    fn a_bulk_file_is_what_wrangler_reads() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("bulk.json");
        write_bulk(&file, &[("core-0".into(), b"\x00\xFFab"), ("shard-1".into(), b"")]).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let first = serde_json::json!({ "key": "core-0", "base64": true, "value": "AP9hYg==" });
        assert_eq!(read, serde_json::json!([first, { "key": "shard-1", "base64": true, "value": "" }]));
    }
}
