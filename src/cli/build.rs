//! `segue build`.

use super::check::{compile, size};
use super::publish::{KeyArgs, now};
use super::{Failure, output};
use crate::shop::Compiled;
use crate::snapshot::{POINTER_KEY, Pointer, SnapshotId, core_key, pointer_message, seal_pointer, shard_key};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What `segue build` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    dir: PathBuf,
    /// Where to write the snapshot: a new directory, or one that holds a snapshot
    #[arg(long)]
    out: PathBuf,
    /// What is published, in words, for the history
    #[arg(long, default_value = "")]
    message: String,
    #[command(flatten)]
    key: KeyArgs,
}

/// Builds a snapshot into a directory.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let compiled = compile(&args.dir)?;
    let json = pointer(compiled.id, &args.message).to_json();
    let signed = args.key.load()?.map(|key| (key.name().to_string(), key.sign(&pointer_message(&json))));
    let signature = signed.as_ref().map(|(name, signature)| (name.as_str(), signature.as_str()));
    let pointer = seal_pointer(&json, signature);
    let core = (core_key(compiled.id), compiled.core.as_slice());
    let files = shards(&compiled).into_iter().chain([core, (POINTER_KEY.into(), pointer.as_slice())]);
    output::write(&args.out, files)?;
    println!("snapshot {} is in `{}`: {}", compiled.id, args.out.display(), size(&compiled));
    Ok(())
}

/// The shards by key; two that are the same are one.
pub(super) fn shards(compiled: &Compiled) -> BTreeMap<String, &[u8]> {
    compiled.shards.iter().map(|(id, bytes)| (shard_key(*id), bytes.as_slice())).collect()
}

/// The pointer to a snapshot that is built now, or at `SOURCE_DATE_EPOCH` where that is set.
fn pointer(snapshot: SnapshotId, message: &str) -> Pointer {
    Pointer {
        snapshot,
        parent: None,
        published: now(),
        message: message.into(),
        author: String::new(),
        commit: String::new(),
        canary: None,
    }
}
