//! `segue check`.

mod formats;
mod position;

use super::publish::now;
use super::{Failure, style};
use crate::day::{Day, Now};
use crate::shop::{self, Compiled, Problem, Severity, Spent, render};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What every exit code of `segue check` means.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  no errors (with `--strict`: no warnings either; notes never count)
  1  errors (with `--strict`: or warnings)
  2  the command line is not understood
  3  something outside the folder stood in the way

Every problem has a code, such as `unknown-product`; docs/check.md explains each. A warning that is meant is
allowed in its file: \"allow\": [\"sold-out\"].";

/// What `segue check` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// How problems are said: for people, as one JSON object, or as annotations of GitHub Actions
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// End with 1 where there are warnings too
    #[arg(long)]
    strict: bool,
    /// The day by which review dates and windows are judged, as YYYY-MM-DD [default: today, in UTC]
    #[arg(long, value_name = "DAY", value_parser = day)]
    on: Option<Day>,
    /// Say on standard error how long each part took
    #[arg(long, hide = true)]
    timings: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// With the line, a caret and the mend
    Text,
    /// One object with every problem, on standard output
    Json,
    /// One workflow command a problem, on standard output
    Github,
}

/// Checks a folder.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let (checked, mut spent) = shop::read_timed(&args.dir, Some(args.on.unwrap_or_else(today)));
    let begun = Instant::now();
    let (problems, compiled) = match checked {
        Err(problems) => (problems, None),
        Ok(folder) => match shop::compile(&folder) {
            Ok(compiled) => (compiled.warnings.clone(), Some(compiled)),
            Err(mut problems) => {
                problems.extend(folder.warnings);
                (problems, None)
            }
        },
    };
    spent.compile = begun.elapsed();
    let count = |severity| problems.iter().filter(|problem| problem.severity() == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    match args.format {
        Format::Text => text(args, &problems, errors, warnings, compiled.as_ref()),
        Format::Json => println!("{}", formats::json(&problems, compiled.as_ref().map(|compiled| compiled.id))),
        Format::Github => print!("{}", formats::github(&args.dir, &problems)),
    }
    if args.timings {
        let Spent { read, check, compile } = spent;
        eprintln!("read {} ms, check {} ms, compile {} ms", read.as_millis(), check.as_millis(), compile.as_millis());
    }
    if errors > 0 || (args.strict && warnings > 0) { Err(Failure::Checked) } else { Ok(()) }
}

fn text(args: &Args, problems: &[Problem], errors: usize, warnings: usize, compiled: Option<&Compiled>) {
    eprint!("{}", render(problems, style()));
    let count = |n: usize, noun: &str| match n {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    };
    let notes = problems.len() - errors - warnings;
    let mut summary = format!("{}, {}", count(errors, "error"), count(warnings, "warning"));
    if notes > 0 {
        summary = format!("{summary}, {}", count(notes, "note"));
    }
    match compiled {
        Some(compiled) => {
            println!("`{}` is in order: {}, snapshot {}", args.dir.display(), size(compiled), compiled.id);
            println!("{summary}");
        }
        None => eprintln!("{summary} in `{}`: nothing of it can be published", args.dir.display()),
    }
}

/// Reads, checks and compiles a folder, and says what is hardly as it was meant.
pub(super) fn compile(dir: &Path) -> Result<Compiled, Failure> {
    let folder = shop::read_on(dir, Some(today())).map_err(Failure::Folder)?;
    let compiled = shop::compile(&folder).map_err(Failure::Folder)?;
    // Notes are for who asks what to look at.
    let warnings: Vec<_> =
        compiled.warnings.iter().filter(|problem| problem.severity() != Severity::Note).cloned().collect();
    if !warnings.is_empty() {
        eprint!("{}", render(&warnings, style()));
    }
    Ok(compiled)
}

/// How large a snapshot is, in words.
pub(super) fn size(compiled: &Compiled) -> String {
    let bytes: usize = compiled.shards.iter().map(|(_, shard)| shard.len()).sum();
    let count = |n: usize, noun: &str| if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") };
    let shards = count(compiled.shards.len(), "shard");
    let kib = |bytes: usize| bytes.div_ceil(1024);
    let core = kib(compiled.core.len());
    format!("{}, a core of {core} KiB, {shards} of {} KiB in all", count(compiled.products, "product"), kib(bytes))
}

/// Today, or the day of `SOURCE_DATE_EPOCH` where that is set.
pub(super) fn today() -> Day {
    Now::from_unix_seconds(now()).day()
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write a day of the calendar, such as `2026-03-31`".into())
}
