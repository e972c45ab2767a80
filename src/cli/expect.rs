//! `segue test`: the marketer's expectations, in the format of Segue's own case files.

use super::Failure;
use super::check::compile;
use super::explain::tree;
use crate::case::{Case, receipt_json_of, receipt_of, run_with};
use crate::cookie::Keys;
use crate::day::{Day, Now};
use crate::shop::Compiled;
use crate::snapshot::{Snapshot, SnapshotId};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// A key that signs nothing but the cookies of tests, which never leave this program.
pub(super) const KEYS: &str = "test:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";

/// What `segue test` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The day on which to test, such as 2026-12-24; without it, today
    #[arg(long, value_parser = day)]
    on: Option<Day>,
    /// Say of every rule what became of it, also where an expectation holds
    #[arg(long)]
    explain: bool,
    /// Only tests whose file name holds this
    #[arg(long, default_value = "")]
    only: String,
}

/// A day of the calendar, as flags say it.
pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "no such day; write it as `2026-12-24`".into())
}

/// Runs the tests of a folder.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let compiled = compile(&args.dir)?;
    let snapshot = open(&compiled)?;
    let audience = |id| audience_shard(&compiled, id);
    let keys = Keys::parse(KEYS).map_err(|error| Failure::outside(error.to_string()))?;
    let now = args.on.map_or_else(now, |day| Now::from_unix_seconds(u64::from(day.0) * 86_400 + 43_200));
    let tests = files(&args.dir.join("tests"))?;
    let chosen: Vec<&PathBuf> = tests.iter().filter(|file| name(file).contains(&args.only)).collect();
    if tests.is_empty() {
        return Err(Failure::Report(miette::miette!(
            help = "write what should hold into a file there; docs/shop-folder.md has an example under `Tests`",
            "`{}` holds no tests",
            args.dir.join("tests").display()
        )));
    }
    if chosen.is_empty() {
        let (only, dir) = (&args.only, args.dir.join("tests"));
        return Err(Failure::Report(miette::miette!(
            help = "write a part of a file's name, or leave `--only` out",
            "no test in `{}` has `{only}` in its name",
            dir.display()
        )));
    }
    let mut broken = 0;
    let mut held = 0;
    for file in chosen {
        let case = read(file)?;
        let wrong = run_with(&case, Some(&snapshot), &audience, &keys, now);
        let mark = if wrong.is_empty() { "ok  " } else { "FAIL" };
        println!("{mark}  {}  {}", name(file), case.name);
        wrong.iter().for_each(|sentence| println!("      - {sentence}"));
        if args.explain || !wrong.is_empty() {
            explain(&case, &snapshot, &keys, now);
        }
        if wrong.is_empty() { held += 1 } else { broken += 1 }
    }
    println!("{held} passed, {broken} failed");
    if broken == 0 { Ok(()) } else { Err(Failure::Expectations(broken)) }
}

/// Prints what became of the rules: as a tree where something is decided, in which what the test names is never folded,
/// else as lines.
fn explain(case: &Case, snapshot: &Snapshot, keys: &Keys, now: Now) {
    if let Ok(Some(json)) = receipt_json_of(case, snapshot, keys, now) {
        let keep = case.expect.names();
        let style = tree::Style { keep: &keep, ..tree::Style::default() };
        tree::draw(&json, style).lines().for_each(|line| println!("{}", format!("      {line}").trim_end()));
        return;
    }
    for line in receipt_of(case, snapshot, keys, now).unwrap_or_default() {
        let mark = if line.chosen { '+' } else { ' ' };
        println!("      {mark} {} `{}`: {} ({})", line.kind, line.id, line.words, line.code);
    }
}

/// The snapshot with every shard at hand.
pub(super) fn open(compiled: &Compiled) -> Result<Snapshot, Failure> {
    let damaged = |what: &str| Failure::outside(format!("the compiled {what} cannot be read back; please report this"));
    let (mut snapshot, _) = Snapshot::open(&compiled.core).map_err(|_| damaged("core"))?;
    for (at, (_, bytes)) in (0_u16..).zip(&compiled.shards) {
        snapshot.load(at, bytes.clone(), usize::MAX).map_err(|_| damaged("shard"))?;
    }
    Ok(snapshot)
}

/// A shard of the audiences by its address.
pub(super) fn audience_shard(compiled: &Compiled, id: SnapshotId) -> Option<Vec<u8>> {
    compiled.audience_shards.iter().find(|(shard, _)| *shard == id).map(|(_, bytes)| bytes.clone())
}

/// This moment.
pub(super) fn now() -> Now {
    Now::from_unix_seconds(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

fn name(file: &Path) -> String {
    file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn files(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::outside(format!("cannot read `{}`: {error}", dir.display()))),
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<Case, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::outside(format!("cannot read `{}`: {error}", file.display())))?;
    let value = jsonc_parser::parse_to_serde_value::<serde_json::Value>(&text, &jsonc_parser::ParseOptions::default());
    let problem = |error: String| Failure::outside(format!("`{}` is no test: {error}", file.display()));
    let value = value.map_err(|error| problem(error.to_string()))?;
    serde_json::from_value(value).map_err(|error| problem(error.to_string()))
}
