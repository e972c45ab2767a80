//! Lets everyone come: several threads, each with snapshots of its own, taking the next few visitors as they get free.

use super::args::Args;
use super::chance::Chance;
use super::compare::Changes;
use super::open::Source;
use super::pages::Catalogue;
use super::population::{Population, choice};
use super::progress::Progress;
use super::tally::Tally;
use super::visit::Stage;
use crate::cli::Failure;
use crate::cli::simulate::keys;
use crate::day::Now;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Visitors that a thread takes at once.
const AT_ONCE: usize = 16;

/// What came of it.
pub(super) struct Outcome {
    pub(super) tally: Tally,
    /// Against another snapshot, if there is one.
    pub(super) changes: Option<Changes>,
}

/// Lets the population visit `source`, and `other`.
pub(super) fn run(
    args: &Args,
    now: Now,
    population: &Population,
    source: &Source,
    other: Option<&Source>,
) -> Result<Outcome, Failure> {
    let usual = || std::thread::available_parallelism().map_or(2, NonZero::get).max(2);
    let threads = args.threads.map_or_else(usual, usize::from);
    let catalogue = Catalogue::of(&source.open()?);
    let progress = Progress::new(population.people.len() as u64);
    let next = AtomicUsize::new(0);
    let job = Job { args, now, population, source, other, catalogue: &catalogue, next: &next, progress: &progress };
    let done: Vec<Result<Outcome, Failure>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(|| job.work())).collect();
        let died = || Err(Failure::outside("a thread of the simulation died; please report this"));
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| died())).collect()
    });
    progress.finish();
    let mut all: Option<Outcome> = None;
    for one in done {
        let one = one?;
        match &mut all {
            None => all = Some(one),
            Some(all) => {
                all.tally.join(one.tally);
                if let (Some(all), Some(one)) = (&mut all.changes, one.changes) {
                    all.join(one);
                }
            }
        }
    }
    all.ok_or_else(|| Failure::outside("nothing was simulated"))
}

struct Job<'a> {
    args: &'a Args,
    now: Now,
    population: &'a Population,
    source: &'a Source,
    other: Option<&'a Source>,
    catalogue: &'a Catalogue,
    next: &'a AtomicUsize,
    progress: &'a Progress,
}

impl Job<'_> {
    fn work(&self) -> Result<Outcome, Failure> {
        let keys = keys()?;
        let snapshot = self.source.open()?;
        let other = self.other.map(Source::open).transpose()?;
        let stage = Stage { snapshot: &snapshot, keys: &keys, now: self.now };
        let before = other.as_ref().map(|snapshot| Stage { snapshot, keys: &keys, now: self.now });
        let mut tally = Tally::new(snapshot.core());
        let mut changes = before.map(|_| Changes::default());
        let nothing = choice(false);
        loop {
            let from = self.next.fetch_add(AT_ONCE, Ordering::Relaxed);
            let some: Vec<_> = self.population.people.iter().enumerate().skip(from).take(AT_ONCE).collect();
            if some.is_empty() {
                return Ok(Outcome { tally, changes });
            }
            for (at, person) in &some {
                let who = *at as u64;
                let pages = self.catalogue.pages(person, Chance { seed: self.args.seed, who }, self.args.pages);
                let visit = |stage: &Stage<'_>, consent| {
                    stage
                        .visit((who, person), consent, &pages)
                        .map_err(|problem| Failure::outside(format!("visitor {}: {problem}", at + 1)))
                };
                let seen = visit(&stage, None)?;
                tally.add(&snapshot, &seen, &visit(&stage, Some(&nothing))?, person.weight);
                if let (Some(before), Some(changes)) = (&before, &mut changes) {
                    changes.add(who, person.weight, (before.snapshot, &visit(before, None)?), (&snapshot, &seen));
                }
            }
            self.progress.add(some.len() as u64);
        }
    }
}
