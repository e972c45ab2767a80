//! `segue tune`: a shop's own parameters of what is looked at next.

mod said;

use super::Failure;
use super::import::{Problem, clicks};
use crate::learn::clicks::clean;
use crate::learn::evaluate::Limit;
use crate::learn::written::{Counted, SESSIONS, sessions};
use crate::learn::{Kept, Progress, tune};
use crate::shop;
use indicatif::{ProgressBar, ProgressStyle};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Time between two lines where there is no terminal.
const EVERY: Duration = Duration::from_secs(10);

/// What `segue tune` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A log of clicks, as `segue import --clicks` takes it (may be repeated)
    #[arg(long, value_name = "FILE", required = true)]
    clicks: Vec<PathBuf>,
    /// The shop folder whose `derived/sessions.json` is written; without it nothing is
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Time for the search
    #[arg(long, default_value_t = 120)]
    seconds: u64,
    /// Settings that are tried, at most
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..))]
    trials: u32,
    /// What the search draws by
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let known = args.out.as_deref().map(known).transpose()?;
    let log = clicks::read(&args.clicks, &[]).map_err(refused)?;
    let cleaned = clean(log, known.as_deref());
    if cleaned.tally.sessions == 0 {
        return Err(refused(clicks::nothing_left(&cleaned.tally, &args.clicks)));
    }
    let progress = Shown::begin();
    let limit = Limit { trials: args.trials as usize, time: Duration::from_secs(args.seconds.max(1)) };
    let tuned = tune(&cleaned.sessions, limit, args.seed, &|progress_of| progress.tell(progress_of));
    drop(progress);
    print!("{}", said::of(&tuned, cleaned.sessions.len()));
    let Some(dir) = &args.out else { return Ok(()) };
    let kept = Kept { params: tuned.params, tuned: tuned.confirmed };
    let files = BTreeMap::from([(SESSIONS.to_owned(), sessions(&kept, &Counted::default()))]);
    clicks::write(dir, &files).map_err(refused)?;
    println!(
        "wrote `{}`; run `segue import --clicks` with these clicks to make the lists with it",
        dir.join(SESSIONS).display()
    );
    Ok(())
}

/// The products of a folder.
fn known(dir: &Path) -> Result<Vec<String>, Failure> {
    shop::product_ids(dir).map_err(|problem| {
        let help = format!("mend what `segue check {}` says", dir.display());
        Failure::from(miette::miette!(help = help, "`{}` can't be used: {problem}", dir.display()))
    })
}

/// As an import refuses it.
fn refused(problem: Problem) -> Failure {
    Failure::from(miette::Report::from(problem))
}

/// A bar at a terminal, and elsewhere a line now and then.
struct Shown {
    bar: Option<ProgressBar>,
    said: Cell<Instant>,
}

impl Shown {
    fn begin() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("searching {bar:40} {msg}");
            ProgressBar::new(1_000).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, said: Cell::new(Instant::now()) }
    }

    fn tell(&self, Progress { trials, gain, done }: Progress) {
        let said = format!("{trials} settings, the best {:+.1} %", gain * 100.0);
        if let Some(bar) = &self.bar {
            bar.set_position((done * 1_000.0) as u64);
            bar.set_message(said);
        } else if self.said.get().elapsed() >= EVERY {
            self.said.set(Instant::now());
            eprintln!("{said}, {:.0} % over", done * 100.0);
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
