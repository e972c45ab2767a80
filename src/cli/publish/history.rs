//! `segue history`: who published what, when, from which commit, with which words.

use super::live::Live;
use super::moving::lost;
use super::publication::{DRAFTS, Entry, Publication, RECORDS, now, read_record_key};
use super::record::{RECORD, newest};
use super::say::{ago, printable, short, time, what, who};
use super::store::Store;
use super::trust::{Form, Trust, check, publishers};
use crate::cli::Failure;
use crate::cli::format::Format;
use crate::cli::wrangler::Target;
use crate::snapshot::SnapshotId;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What `segue history` is told.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    target: Target,
    /// Whose signatures are good, as `SEGUE_PUBLISHERS` lists them; without it, those of `wrangler.toml`
    #[arg(long, value_name = "NAME:KEY,...")]
    publishers: Option<String>,
    /// How to write it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// A line of the history.
#[derive(Debug, Serialize)]
struct Line {
    #[serde(flatten)]
    entry: Entry,
    /// The snapshot that it was about: for a canary, the one on trial.
    about: SnapshotId,
    /// Whether its snapshot is served, to all but a canary's share.
    live: bool,
    /// Whether the pointer is this publication's.
    pointer: bool,
    /// The share of visitors that it has now, where it is on trial.
    #[serde(skip_serializing_if = "Option::is_none")]
    canary_percent: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<Trust>,
    /// Whether the chain of the live pointer knows it. One that it does not know was interrupted, or replaced unseen.
    in_chain: bool,
}

/// All of it.
#[derive(Debug, Serialize)]
struct History {
    pointer: &'static str,
    publications: Vec<Line>,
    drafts: Vec<Line>,
}

/// Prints the history.
pub(in crate::cli) fn run(args: &Args) -> Result<(), Failure> {
    let publishers = publishers(args.publishers.as_deref(), &args.target)?;
    let store = Store::open(&args.target)?;
    let (live, keys) = store.both(|| Live::ask(&store), || store.list(""))?;
    let base = match live.known() {
        Some(known) => Some(known.clone()),
        None => newest(&store, &keys, |_| Ok(true))?,
    };
    let base = base.map(|known| known.publication);
    let records = records(&store, &keys)?;
    let signed = |(bytes, form): (&[u8], Form)| {
        check(bytes, &publishers, form).map_or((None, None), |(name, trust)| (Some(name), Some(trust)))
    };

    let known = live.known();
    let is_live = |entry: &Entry| known.is_some_and(|known| known.publication.pointer.published == entry.published);
    let line = |entry: Entry, in_chain: bool, bytes: Option<(&[u8], Form)>| {
        let live = in_chain && is_live(&entry);
        let (signed_by, signature) = bytes.map_or((None, None), &signed);
        let canary = known.and_then(|known| known.publication.pointer.canary).filter(|_| live);
        let canary_percent = canary.map(|canary| canary.percent);
        Line {
            about: entry.subject(),
            entry,
            live: false,
            pointer: live,
            canary_percent,
            signed_by,
            signature,
            in_chain,
        }
    };
    let mut lines: Vec<Line> = Vec::new();
    if let Some(base) = &base {
        for entry in base.chain() {
            let own = known.filter(|_| is_live(&entry)).map(|known| (known.bytes.as_slice(), Form::Pointer));
            let record = records.get(&entry.record_key()).map(|bytes| (bytes.as_slice(), Form::Record));
            lines.push(line(entry, true, own.or(record)));
        }
        for (_, key) in lost(base, &keys) {
            let read = records.get(&key).and_then(|bytes| Some((Publication::read(bytes)?.0.entry(), bytes)));
            lines.extend(read.map(|(entry, bytes)| line(entry, false, Some((bytes, Form::Record)))));
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.entry.published));
    // What is live is the snapshot, whichever publication of the chain brought it; a canary beside it is on trial.
    let served = known.map(|known| known.publication.pointer.snapshot);
    if let Some(line) = lines.iter_mut().find(|line| line.in_chain && Some(line.about) == served) {
        line.live = true;
    }
    let drafts = records.iter().filter(|(key, _)| key.starts_with(DRAFTS)).rev();
    let drafts = drafts
        .filter_map(|(_, bytes)| Some(line(Publication::read(bytes)?.0.entry(), false, Some((bytes, Form::Record)))));
    let pointer = match &live {
        Live::Nothing => "missing",
        Live::Damaged(_) => "damaged",
        Live::Is(_) => "ok",
    };
    let history = History { pointer, publications: lines, drafts: drafts.collect() };
    match args.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&history).unwrap_or_default()),
        Format::Text => print(&history),
    }
    Ok(())
}

/// The records, by key.
fn records(store: &Store<'_>, keys: &BTreeSet<String>) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let ours = keys.iter().filter(|key| key.starts_with(RECORDS) || key.starts_with(DRAFTS));
    let mut wanted: Vec<(u64, &String)> = ours.filter_map(|key| Some((read_record_key(key)?.0, key))).collect();
    wanted.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    let wanted: Vec<(String, usize)> = wanted.into_iter().take(100).map(|(_, key)| (key.clone(), RECORD)).collect();
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    // They are JSON, so that nothing is lost by reading them as text.
    Ok(store.get_texts(&wanted)?.into_iter().map(|(key, text)| (key, text.into_bytes())).collect())
}

fn print(history: &History) {
    match history.pointer {
        "missing" if history.publications.is_empty() => println!("nothing was published yet"),
        "missing" => println!("the pointer is missing; `segue rollback ID` makes one of these live:"),
        "damaged" => println!("the pointer is damaged; `segue rollback ID` makes one of these live:"),
        _ => (),
    }
    for line in &history.publications {
        let mark = match (line.live, line.in_chain) {
            (true, _) => "live",
            (_, true) if line.canary_percent.is_some() => "trial",
            (_, true) => "",
            _ => "lost",
        };
        said(line, mark, &what(&line.entry));
        if let Some(percent) = line.canary_percent
            && let Some(canary) = line.entry.canary
        {
            println!("        {percent} % of the remembered visitors get {} instead", short(canary.snapshot));
        }
        if !line.in_chain {
            let id = short(line.about);
            println!(
                "        interrupted, or replaced without being looked at: `segue diff live {id}`, `segue rollback {id}`"
            );
        }
    }
    for line in &history.drafts {
        said(line, "draft", "draft");
    }
}

fn said(line: &Line, mark: &str, what: &str) {
    let entry = &line.entry;
    let commit = match entry.commit.split_once('-') {
        _ if entry.commit.is_empty() => String::new(),
        Some((commit, rest)) => format!(", commit {}-{rest}", cut(commit)),
        None => format!(", commit {}", cut(&entry.commit)),
    };
    let signed = match (&line.signed_by, line.signature) {
        (Some(name), Some(Trust::Valid)) => format!(", signed by `{name}`"),
        (Some(name), Some(Trust::Invalid)) => format!(", SIGNATURE OF `{name}` IS NOT VALID"),
        (Some(name), _) => format!(", signed by `{name}` (not checked: no publishers are listed)"),
        _ => String::new(),
    };
    let (id, when, ago) = (short(line.about), time(entry.published), ago(entry.published, now()));
    let who = who(&entry.author);
    println!("{mark:<6}  {id}  {when} ({ago})  {what} by {who}{}{signed}", printable(&commit));
    if !entry.message.is_empty() {
        println!("        {}", printable(&entry.message));
    }
}

fn cut(commit: &str) -> String {
    commit.chars().take(10).collect()
}
