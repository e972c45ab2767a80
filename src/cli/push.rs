//! `segue push`.

use super::Failure;
use super::build::{pointer, shards};
use super::check::{compile, size};
use super::output::plain;
use super::wrangler::{Target, Wrangler};
use crate::shop::Compiled;
use crate::snapshot::{POINTER_KEY, SealedPointer, core_key, seal_pointer};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Keys in one bulk file, at most. KV takes 10,000 in one call.
const MOST_KEYS: usize = 1_000;
/// Bytes of values in one bulk file, at most, before base64 makes them a third longer. KV takes 100 MB in one call.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// With more shards than this, it is faster to ask first which are there already.
const WORTH_ASKING: usize = 50;

/// What `segue push` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    dir: PathBuf,
    #[command(flatten)]
    target: Target,
    /// What is published, in words, for the history
    #[arg(long, default_value = "")]
    message: String,
}

/// Publishes a folder.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let compiled = compile(&args.dir)?;
    let wrangler = Wrangler::find(&args.target)?;
    let live = wrangler.get(POINTER_KEY)?;
    let parent = live
        .as_deref()
        .and_then(SealedPointer::read)
        .and_then(|sealed| sealed.pointer())
        .map(|pointer| pointer.snapshot);
    if live.is_some() && parent.is_none() {
        eprintln!("the live pointer cannot be read; it is replaced");
    }
    if parent == Some(compiled.id) {
        println!("snapshot {} is live already; nothing was published", compiled.id);
        return Ok(());
    }
    let dir = tempfile::tempdir().map_err(|error| unwritable(&std::env::temp_dir(), &error))?;
    upload(&wrangler, &compiled, dir.path())?;
    // Last, and alone: from here on Workers ask for the keys above.
    let file = dir.path().join(POINTER_KEY);
    let value = seal_pointer(&pointer(compiled.id, parent, &args.message).to_json(), None);
    std::fs::write(&file, value).map_err(|error| unwritable(&file, &error))?;
    wrangler.put(POINTER_KEY, &file)?;
    println!("snapshot {} is live: {}", compiled.id, size(&compiled));
    if let Some(parent) = parent {
        println!("before it, {parent} was");
    }
    Ok(())
}

/// Writes the shards and then the core, in as few calls as KV allows.
fn upload(wrangler: &Wrangler<'_>, compiled: &Compiled, dir: &Path) -> Result<(), Failure> {
    let mut pairs: Vec<(String, &[u8])> = shards(compiled).into_iter().collect();
    if pairs.len() > WORTH_ASKING {
        // A key names its content, so what is there already needs no second writing.
        let there = wrangler.list("shard-")?;
        pairs.retain(|(key, _)| !there.contains(key));
    }
    pairs.push((core_key(compiled.id), &compiled.core));
    let file = dir.join("bulk.json");
    let mut done = 0;
    for chunk in chunks(&pairs) {
        write_bulk(&file, chunk).map_err(|error| unwritable(&file, &error))?;
        wrangler.put_all(&file)?;
        done += chunk.len();
        if done < pairs.len() {
            eprintln!("{done} of {} keys are written", pairs.len());
        }
    }
    Ok(())
}

/// Cuts the pairs where a file would become too long or too large.
fn chunks<'p>(pairs: &'p [(String, &'p [u8])]) -> Vec<&'p [(String, &'p [u8])]> {
    let mut rest = pairs;
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take(MOST_KEYS).take_while(|(_, value)| {
            bytes += value.len();
            bytes <= MOST_BYTES
        });
        let (chunk, after) = rest.split_at(fits.count().max(1));
        chunks.push(chunk);
        rest = after;
    }
    chunks
}

/// Wrangler's bulk format. Keys are made of letters, digits and hyphens, so nothing needs escaping.
fn write_bulk(file: &Path, pairs: &[(String, &[u8])]) -> std::io::Result<()> {
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
    fn files_are_cut_by_count_and_by_size() {
        let large = vec![0_u8; MOST_BYTES / 2 + 1];
        let pairs: Vec<(String, &[u8])> = (0..3).map(|n| (format!("k{n}"), large.as_slice())).collect();
        assert_eq!(chunks(&pairs).iter().map(|chunk| chunk.len()).collect::<Vec<_>>(), [1, 1, 1]);
        let small: Vec<(String, &[u8])> = (0..2_500).map(|n| (format!("k{n}"), &b"x"[..])).collect();
        assert_eq!(chunks(&small).iter().map(|chunk| chunk.len()).collect::<Vec<_>>(), [1_000, 1_000, 500]);
        assert!(chunks(&[]).is_empty());
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
