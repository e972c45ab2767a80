//! Measures rows against each other: first answers of fresh processes, then slices of load that take turns.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::fresh::{self, First};
use super::inspect::{self, Inspected};
use super::prepare::Prepared;
use super::rows::{EMPTY, Row};
use super::server::Server;
use super::{load, stats, variant};
use crate::error::{Context, Error, Result};
use crate::kv::Kv;
use crate::paths::Paths;
use crate::{http, interrupt, say};

/// Each row's time is cut into this many slices, which take turns, so that a busy moment of the machine hits all rows.
const ROUNDS: u32 = 8;

/// Load that is not counted, so that the code is compiled and the snapshot is read.
const WARM: Duration = Duration::from_secs(3);

/// First answers that are timed, each of a new process.
const FIRSTS: usize = 15;

/// How many requests a process has answered when its memory is looked at. All rows answer as many, since what the runtime
/// has not cleared away yet grows with them, by some 5 KB each.
pub(super) const ASKED: usize = 4_000;

/// What a row came to.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) row: Row,
    /// Requests answered a second: the median of the slices, as of the next three.
    pub(crate) rate: f64,
    /// How long answers took under load, in microseconds.
    pub(crate) p50: u32,
    pub(crate) p99: u32,
    /// Processor time of the runtime for one request, in microseconds; `None` where the system does not tell.
    pub(crate) processor: Option<f64>,
    /// Answers that were timed.
    pub(crate) answers: usize,
    /// Reads of KV while they were.
    pub(crate) reads: Option<u64>,
    /// The first answer of a fresh isolate: the medians.
    pub(crate) first: First,
    /// Bytes of memory of a process that has answered as many requests as that of the emptiest Worker, beyond what that
    /// one has.
    pub(crate) memory: Option<i64>,
    /// What the answers are like.
    pub(crate) inspected: Inspected,
    /// Bytes of the snapshot's core.
    pub(crate) core: Option<u64>,
}

/// A row that is ready to be started.
pub(crate) struct Candidate {
    pub(crate) prepared: Prepared,
    config: PathBuf,
    port: u16,
    requests: Vec<Vec<u8>>,
}

impl Candidate {
    pub(crate) fn lay(paths: &Paths, prepared: Prepared, day: &str) -> Result<Self> {
        let port = http::free_port().context(|| "cannot find a free port".into())?;
        let out = paths.at("target/bench").join(prepared.row.name).join("run");
        let config = variant::lay(&out, &prepared.code, prepared.bindings.as_ref(), day, port)?;
        let address = http::local(port);
        let requests = prepared.asked.iter().map(|asked| asked.request(address, &prepared.headers)).collect();
        Ok(Self { prepared, config, port, requests })
    }

    fn name(&self) -> &'static str {
        self.prepared.row.name
    }

    fn first(&self, workerd: &Path) -> Result<First> {
        let request = self.requests.first().map(Vec::as_slice).unwrap_or_default();
        let first = fresh::once(workerd, &self.config, self.port, request, self.prepared.wanted.status);
        first.context(|| format!("`{}`", self.name()))
    }

    /// The memory of a fresh process after [`ASKED`] requests.
    fn held(&self, workerd: &Path) -> Result<Option<u64>> {
        let doing = || format!("`{}`", self.name());
        let server = Server::start(workerd, &self.config, self.port).context(doing)?;
        let spread: Vec<_> =
            self.prepared.spread.iter().map(|asked| asked.request(server.address, &self.prepared.headers)).collect();
        let requests = if spread.is_empty() { &self.requests } else { &spread };
        // One by itself first: what many requests of a cold isolate read at once is another question.
        load::count(server.address, requests.get(..1).unwrap_or_default(), self.prepared.wanted.status, 1)
            .context(doing)?;
        load::count(server.address, requests, self.prepared.wanted.status, ASKED).context(doing)?;
        let held = server.memory();
        server.stop();
        Ok(held)
    }

    /// A warm Worker whose answers are what they have to be.
    fn running(&self, workerd: &Path) -> Result<Running<'_>> {
        let server = Server::start(workerd, &self.config, self.port).context(|| format!("`{}`", self.name()))?;
        load::run(server.address, &self.requests, self.prepared.wanted.status, WARM)
            .context(|| format!("`{}`", self.name()))?;
        let inspected = inspect::inspect(&self.prepared, server.address, &self.requests)?;
        let reads = self.prepared.kv.as_ref().map(Kv::asked);
        Ok(Running { candidate: self, server, inspected, reads, slices: Vec::new() })
    }
}

/// A row that is being measured.
struct Running<'a> {
    candidate: &'a Candidate,
    server: Server,
    inspected: Inspected,
    /// Reads of KV until it was warm.
    reads: Option<u64>,
    slices: Vec<Slice>,
}

/// What one slice came to.
struct Slice {
    rate: f64,
    p50: u32,
    p99: u32,
    processor: Option<f64>,
    answers: usize,
}

impl Running<'_> {
    fn slice(&mut self, time: Duration) -> Result<()> {
        let Candidate { prepared, requests, .. } = self.candidate;
        let before = self.server.running_time();
        let load = load::run(self.server.address, requests, prepared.wanted.status, time);
        let mut load = load.context(|| format!("`{}`", self.candidate.name()))?;
        let spent = before.zip(self.server.running_time()).map(|(before, after)| after.saturating_sub(before));
        let answers = load.micros.len();
        let each = f64::from(u32::try_from(answers.max(1)).unwrap_or(u32::MAX));
        load.micros.sort_unstable();
        self.slices.push(Slice {
            rate: load.rate,
            p50: stats::percentile(&load.micros, 50).unwrap_or_default(),
            p99: stats::percentile(&load.micros, 99).unwrap_or_default(),
            processor: spent.map(|spent| spent.as_secs_f64() * 1e6 / each),
            answers,
        });
        Ok(())
    }

    /// Puts everything together, and ends the process.
    fn end(self, firsts: &[First]) -> Result<Measured> {
        let Candidate { prepared, .. } = self.candidate;
        let reads = prepared.kv.as_ref().map(Kv::asked).zip(self.reads).map(|(now, before)| now - before);
        self.server.stop();
        let middle = |of: fn(&First) -> Duration| {
            stats::median(&mut firsts.iter().map(of).collect::<Vec<_>>()).unwrap_or_default()
        };
        let first = First { answer: middle(|first| first.answer), from_start: middle(|first| first.from_start) };
        Ok(Measured {
            row: prepared.row,
            rate: median(&self.slices, |slice| slice.rate),
            p50: median(&self.slices, |slice| slice.p50),
            p99: median(&self.slices, |slice| slice.p99),
            processor: stats::median(&mut self.slices.iter().filter_map(|slice| slice.processor).collect::<Vec<_>>()),
            answers: self.slices.iter().map(|slice| slice.answers).sum(),
            reads,
            first,
            memory: None,
            inspected: self.inspected,
            core: prepared.core,
        })
    }
}

fn median<T: Copy + Default + PartialOrd>(slices: &[Slice], of: fn(&Slice) -> T) -> T {
    stats::median(&mut slices.iter().map(of).collect::<Vec<_>>()).unwrap_or_default()
}

/// Measures these rows, `seconds` of load each.
pub(crate) fn measure(workerd: &Path, candidates: &[&Candidate], seconds: u32) -> Result<Vec<Measured>> {
    let mut firsts: Vec<Vec<First>> = candidates.iter().map(|_| Vec::new()).collect();
    say::now(&format!("timing the first answer of a fresh isolate, {FIRSTS} times each of {} rows", candidates.len()));
    for _ in 0..FIRSTS {
        for (candidate, firsts) in candidates.iter().zip(&mut firsts) {
            firsts.push(candidate.first(workerd)?);
            if interrupt::requested() {
                return Err(Error::new("stopped"));
            }
        }
    }
    let mut running = candidates.iter().map(|candidate| candidate.running(workerd)).collect::<Result<Vec<_>>>()?;
    say::now(&format!("measuring {} rows in turns, {seconds} s each", candidates.len()));
    let slice = Duration::from_secs(seconds.into()) / ROUNDS;
    for round in 0..ROUNDS {
        let mut turns: Vec<_> = running.iter_mut().collect();
        if round % 2 == 1 {
            turns.reverse();
        }
        for running in turns {
            running.slice(slice)?;
        }
    }
    let mut measured =
        running.into_iter().zip(&firsts).map(|(running, firsts)| running.end(firsts)).collect::<Result<Vec<_>>>()?;
    if let Some(empty) = candidates.iter().find(|candidate| candidate.name() == EMPTY) {
        let memory = memory(workerd, empty, candidates)?;
        measured.iter_mut().zip(memory).for_each(|(measured, memory)| measured.memory = memory);
    }
    Ok(measured)
}

/// The memory of a fresh process of each row, beyond that of the emptiest Worker's, after as many requests.
fn memory(workerd: &Path, empty: &Candidate, candidates: &[&Candidate]) -> Result<Vec<Option<i64>>> {
    say::now(&format!("looking at the memory of {} rows", candidates.len()));
    let bytes = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    let floor = empty.held(workerd)?;
    let beyond = |held: Option<u64>| held.zip(floor).map(|(held, floor)| bytes(held) - bytes(floor));
    candidates.iter().map(|candidate| candidate.held(workerd).map(beyond)).collect()
}
