//! `segue diff`: what changed between two snapshots, in the marketer's words.

mod candidate;
mod change;
mod intent;
mod products;
mod rules;
mod shop;
mod side;
mod words;

pub(in crate::cli) use candidate::{Candidates, InWords};

use super::say::{count, short};
use super::store::Store;
use crate::cli::Failure;
use crate::cli::format::Format;
use crate::cli::wrangler::Target;
use crate::shop::Compiled;
use crate::snapshot::SnapshotId;
use change::{Change, Group, summary};
use serde::Serialize;
use side::{Side, is_folder, read_shards};

/// So many shards are read from KV for the one line that `segue push` says.
const FEW_SHARDS: usize = 6;

/// What `segue diff` is told.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// What was: a shop folder, a snapshot's id or `live`; with one name alone, this is `live`
    #[arg(value_name = "A")]
    first: String,
    /// What is now: a shop folder, a snapshot's id or `live`
    #[arg(value_name = "B")]
    second: Option<String>,
    #[command(flatten)]
    target: Target,
    /// How to write it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Serialize)]
struct Report<'c> {
    from: SnapshotId,
    to: SnapshotId,
    same: bool,
    summary: String,
    changes: &'c [Change],
}

/// Compares.
pub(in crate::cli) fn run(args: &Args) -> Result<(), Failure> {
    let (from, to) = match &args.second {
        Some(second) => (args.first.as_str(), second.as_str()),
        None => ("live", args.first.as_str()),
    };
    // Two folders need no KV.
    let store = match is_folder(from) && is_folder(to) {
        true => None,
        false => Some(Store::open(&args.target)?),
    };
    let mut live = None;
    let mut old = Side::open(from, store.as_ref(), &mut live)?;
    let mut new = Side::open(to, store.as_ref(), &mut live)?;
    old.call_segments_as(&new);
    let left = read_shards(&mut [&mut old, &mut new], store.as_ref(), usize::MAX)?;
    let changes = changes(&old, &new, left);
    let (from, to) = (old.snapshot.id(), new.snapshot.id());
    let summary = said(&changes, from, to);
    match args.format {
        Format::Json => {
            let report = Report { from, to, same: from == to, summary, changes: &changes };
            println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
        }
        Format::Text => print(&changes, &summary, from, to),
    }
    Ok(())
}

/// What a push of this folder changes of what is live, in one line; `None` when that cannot be told.
pub(super) fn line(live: SnapshotId, compiled: &Compiled, store: &Store<'_>) -> Option<String> {
    let mut old = Side::published(live, store).ok()?;
    let mut new = Side::of(compiled).ok()?;
    old.call_segments_as(&new);
    let left = read_shards(&mut [&mut old, &mut new], Some(store), FEW_SHARDS).ok()?;
    let changes = changes(&old, &new, left);
    let more = if left > 0 { format!("{} with other products", count(left, "shard")) } else { String::new() };
    let rest: Vec<Change> = changes.into_iter().filter(|change| change.count > 0).collect();
    let parts = [said(&rest, live, compiled.id), more];
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    Some(parts.join(", "))
}

fn said(changes: &[Change], from: SnapshotId, to: SnapshotId) -> String {
    match changes.is_empty() && from != to {
        true => "nothing that is compared changed; derived lists did".into(),
        false => summary(changes),
    }
}

fn changes(old: &Side, new: &Side, left: usize) -> Vec<Change> {
    if old.snapshot.id() == new.snapshot.id() {
        return Vec::new();
    }
    // With a part of the products on one side alone, what is not read would look as if it were gone.
    let mut changes = if left == 0 { products::changes(old, new) } else { vec![products::uncompared(left)] };
    changes.extend(shop::categories(old, new));
    changes.extend(rules::changes(old, new));
    changes.extend(shop::audiences(old, new));
    changes.extend(shop::settings(old, new));
    changes.extend(intent::changes(old, new));
    changes
}

fn print(changes: &[Change], summary: &str, from: SnapshotId, to: SnapshotId) {
    println!("from {} to {}: {summary}", short(from), short(to));
    let mut group: Option<Group> = None;
    for change in changes {
        if group != Some(change.group) {
            println!("\n{}", change.group.heading());
            group = Some(change.group);
        }
        println!("  {}", change.text);
    }
}
