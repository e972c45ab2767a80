//! `cargo xtask soak`: many requests of good and hostile visitors at one Worker, while a new snapshot is published every few
//! seconds. Every answer has to be of exactly one snapshot that was published, none may be a 5xx, and the process may not
//! grow.

pub(crate) mod crowd;
pub(crate) mod shop;
pub(crate) mod stage;
pub(crate) mod traffic;
pub(crate) mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::args::Args;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::{say, setup, worker_build};
use crowd::{Answered, Asked, Judge};
use stage::Stage;
use traffic::Traffic;
use verdict::Source;

/// How many requests `cargo xtask soak` makes, and the step of `cargo xtask test`.
const REQUESTS: u64 = 1_000_000;
pub(crate) const SHORT: u64 = 40_000;

/// Requests on their way at once.
const VISITORS: usize = 32;
/// One request in so many is hostile.
const HOSTILE: u64 = 4;
/// How long lies between two publications.
const EVERY: Duration = Duration::from_secs(3);
/// How long an answer may take: reads end after two seconds, and the third is for a busy machine.
pub(crate) const BOUND: Duration = Duration::from_secs(3);
/// How often the memory is looked at.
const SAMPLES: u64 = 100;
/// From how many requests on growth is judged: the runtime's heap takes some 80,000 until it has the size that it keeps.
const JUDGED: u64 = 500_000;
/// What the process may hold more in the last tenth than in the second, in KB: the runtime's collector lets its heap breathe
/// by about as much, and a leak of a hundred bytes a request would be 80 MB in a million.
const BREATH: u64 = 24 * 1024;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    requests: u64,
}

impl Options {
    /// Reads the words after `soak`.
    pub(crate) fn read(mut args: Args) -> Result<Self> {
        let wanted = "a number from 1000 to 100000000";
        let requests = args.parsed("--requests", wanted)?.unwrap_or(REQUESTS);
        args.finish()?;
        if !(1_000..=100_000_000).contains(&requests) {
            return Err(Error::new(format!("`--requests {requests}`: write {wanted}")));
        }
        Ok(Self { requests })
    }
}

/// Builds the Worker and lets the crowd at it.
pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    setup::run(paths)?;
    worker_build::deployed(paths)?;
    let stage = Stage::set(paths, paths.at("target/soak"), traffic::IN_THE_SHOP, paths.at("build"))?;
    soak(&stage, options.requests)
}

/// Lets a crowd make so many requests at a Worker.
pub(crate) fn soak(stage: &Stage, requests: u64) -> Result<()> {
    let server = stage.start("soaked")?;
    let over = AtomicBool::new(false);
    let mut soaker = Soaker {
        stage,
        traffic: Traffic::to(server.address, &stage.cookies, 1),
        process: server.process(),
        requests,
        asked: 0,
        answers: BTreeMap::new(),
        closed: 0,
        runtimes: 0,
        before: stage.shop.newest(),
        seen: BTreeSet::new(),
        slowest: Duration::ZERO,
        memory: Vec::new(),
    };
    say::now(&format!("{requests} requests of {VISITORS} visitors, a new snapshot every {} s", EVERY.as_secs()));
    let started = Instant::now();
    let ended = thread::scope(|scope| {
        let publisher = scope.spawn(|| publish(stage, &over));
        let ended = crowd::run(server.address, VISITORS, &mut soaker);
        over.store(true, Ordering::Relaxed);
        let published = publisher.join().unwrap_or_else(|_| Err(Error::new("the publisher broke off")));
        ended.and(published)
    });
    let took = started.elapsed();
    server.stop();
    ended?;
    soaker.report(took)
}

/// Publishes a new snapshot every few seconds until it is over.
fn publish(stage: &Stage, over: &AtomicBool) -> Result<()> {
    loop {
        let until = Instant::now() + EVERY;
        while Instant::now() < until {
            if over.load(Ordering::Relaxed) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        stage.shop.publish(&stage.kv)?;
    }
}

struct Soaker<'a> {
    stage: &'a Stage,
    traffic: Traffic,
    process: u32,
    requests: u64,
    asked: u64,
    /// How many answers had each status.
    answers: BTreeMap<u16, u64>,
    /// How many hostile requests the runtime refused by itself.
    runtimes: u64,
    closed: u64,
    /// The number of the snapshot that was live at the beginning.
    before: u32,
    /// The numbers of the snapshots that answers were of.
    seen: BTreeSet<u32>,
    slowest: Duration,
    /// What the process held, in KB, at even distances.
    memory: Vec<u64>,
}

impl Judge for Soaker<'_> {
    fn next(&mut self) -> Asked {
        self.asked += 1;
        if self.asked.is_multiple_of((self.requests / SAMPLES).max(1)) {
            self.memory.extend(resident(self.process));
        }
        if self.traffic.below(HOSTILE) == 0 { self.traffic.hostile() } else { self.traffic.good() }
    }

    fn answered(&mut self, asked: &Asked, answer: &Answered<'_>) -> Result<()> {
        *self.answers.entry(answer.status).or_default() += 1;
        self.slowest = self.slowest.max(answer.took);
        let fits = if asked.may_close { answer.status < 500 } else { matches!(answer.status, 200 | 204 | 302) };
        if !fits {
            return Err(Error::new(format!("an answer to `{}` had status {}", asked.what, answer.status)));
        }
        match verdict::of(&self.stage.shop, asked, answer)? {
            Source::Snapshot(number) => {
                self.seen.insert(number);
            }
            Source::Nothing => return Err(Error::new(format!("`{}` was answered without a snapshot", asked.what))),
            Source::Runtime => self.runtimes += 1,
        }
        Ok(())
    }

    fn closed(&mut self, _asked: &Asked) {
        self.closed += 1;
    }

    fn goes_on(&mut self) -> bool {
        self.asked < self.requests
    }
}

impl Soaker<'_> {
    /// Says what it came to; an error when the process grew.
    fn report(&self, took: Duration) -> Result<()> {
        let statuses: Vec<String> = self.answers.iter().map(|(status, count)| format!("{count} x {status}")).collect();
        let rate = self.asked.checked_div(took.as_secs().max(1)).unwrap_or_default();
        say::now(&format!("{} requests in {}, {rate} a second: {}", self.asked, say::time(took), statuses.join(", ")));
        say::now(&format!(
            "{} were refused by the runtime itself, {} by closing the connection; the slowest answer took {} ms",
            self.runtimes,
            self.closed,
            self.slowest.as_millis()
        ));
        let published = self.stage.shop.newest() - self.before + 1;
        say::now(&format!("answers were of {} snapshots of {published} that were live", self.seen.len()));
        if self.slowest > BOUND {
            return Err(Error::new(format!("an answer took {} ms", self.slowest.as_millis())));
        }
        // Each is live for longer than the Worker goes without a look, but for the last.
        if u32::try_from(self.seen.len()).unwrap_or(u32::MAX) + 2 < published {
            return Err(Error::new("not every snapshot that was published was served"));
        }
        let tenth = self.memory.len() / 10;
        let (early, late) = (self.memory.get(tenth..tenth * 2), self.memory.get(tenth * 9..));
        let (early, late) = (middle(early.unwrap_or_default()), middle(late.unwrap_or_default()));
        say::now(&format!(
            "the process held {} MB in the second tenth and {} MB in the last",
            early / 1024,
            late / 1024
        ));
        if self.requests >= JUDGED && late > early + BREATH {
            return Err(Error::new(format!("the process grew from {early} KB to {late} KB")));
        }
        Ok(())
    }
}

/// The middle one of them.
fn middle(samples: &[u64]) -> u64 {
    let mut samples = samples.to_vec();
    samples.sort_unstable();
    samples.get(samples.len() / 2).copied().unwrap_or_default()
}

/// What a process holds in memory, in KB; nothing where the system does not tell.
fn resident(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn a_million_unless_told_otherwise() {
        let read = |line: &str| Options::read(Args::new(line.split_whitespace().map(str::to_owned)));
        assert_eq!(read("").unwrap().requests, REQUESTS);
        assert_eq!(read("--requests 5000").unwrap().requests, 5_000);
        assert!(read("--requests 10").is_err() && read("--requests x").is_err());
    }

    #[test]
    fn a_process_holds_something() {
        assert!(resident(std::process::id()).is_none_or(|kilobytes| kilobytes > 100));
        assert_eq!(middle(&[5, 1, 9]), 5);
    }
}
