//! `cargo xtask bench`: what Segue costs, compared with a bare Worker in the same runtime on the same machine.

mod consent;
mod encodings;
mod fresh;
mod instructions;
mod lists;
mod load;
mod options;
mod publishing;
mod redirects;
mod report;
mod rows;
pub(crate) mod server;
mod shelves;
mod stats;
pub(crate) mod variant;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::segue::{Profile, Segue};
use crate::{http, interrupt, proc, say, setup, worker_build};
use fresh::First;
pub(crate) use options::Options;
use options::RowOptions;
use report::{Measured, Sizes};
use rows::{Prepared, Row};
use server::Server;

/// Each row's time is cut into this many slices, which take turns, so that a busy moment of the machine hits all rows.
const ROUNDS: u32 = 5;

/// Load that is not counted, so that the code is compiled and the snapshot is read.
const WARM: Duration = Duration::from_secs(1);

/// First answers that are timed, each of a new process.
const FIRSTS: usize = 15;

/// A row that is ready to be started.
struct Candidate {
    prepared: Prepared,
    config: PathBuf,
    port: u16,
    requests: Vec<Vec<u8>>,
}

/// Measures what was asked for.
pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    match options {
        Options::Publishing(runs) => publishing::run(paths, *runs),
        Options::Lists(runs) => lists::run(paths, *runs),
        Options::Instructions => instructions::run(paths),
        Options::Encodings => setup::run(paths).and_then(|()| encodings::run(paths)),
        Options::Rows(options) => run_rows(paths, options),
    }
}

/// Measures the rows, prints the table, and writes the JSON.
fn run_rows(paths: &Paths, options: &RowOptions) -> Result<()> {
    setup::run(paths)?;
    let rows = options.rows();
    let hello = worker_build::size(&worker_build::hello(paths)?)?;
    let needs_segue = rows.iter().any(Row::needs_segue);
    let deployed = if needs_segue { Some(worker_build::deployed(paths)?) } else { None };
    let segue = if needs_segue { Some(Segue::build(paths, Profile::Cli)?) } else { None };
    let workerd = server::program(paths)?;
    let wrangler = fs::read_to_string(paths.at("wrangler.toml")).context(|| "cannot read `wrangler.toml`".into())?;
    let day = variant::day(&wrangler)?;

    let mut candidates = Vec::new();
    for row in rows {
        let prepared = row.prepare(paths, segue.as_ref())?;
        candidates.push(Candidate::lay(paths, prepared, day)?);
    }
    let measured = measure(&workerd, &candidates, options.seconds)?;
    let sizes = Sizes { hello, deployed };
    print!("\n{}", report::table(&measured, sizes));
    if let Some(file) = &options.json {
        let runtime = proc::output(proc::command(paths, &workerd).arg("--version")).unwrap_or_default();
        let text = format!("{:#}\n", report::json(&measured, sizes, runtime.trim()));
        fs::write(file, text).context(|| format!("cannot write `{}`", file.display()))?;
    }
    Ok(())
}

impl Candidate {
    fn lay(paths: &Paths, prepared: Prepared, day: &str) -> Result<Self> {
        let port = http::free_port().context(|| "cannot find a free port".into())?;
        let out = paths.at("target/bench").join(prepared.row.name).join("run");
        let config = variant::lay(&out, &prepared.code, prepared.bindings.as_ref(), day, port)?;
        let address = http::local(port);
        let requests = prepared.paths.iter().map(|path| http::get(address, path, &prepared.headers)).collect();
        Ok(Self { prepared, config, port, requests })
    }

    fn start(&self, workerd: &Path) -> Result<Server> {
        Server::start(workerd, &self.config, self.port).context(|| format!("`{}`", self.prepared.row.name))
    }

    /// Asks once and looks at the answer: a row that measures something else than it says is worse than none.
    fn inspect(&self, server: &Server) -> Result<Measured> {
        let name = self.prepared.row.name;
        let request = self.requests.first().map(Vec::as_slice).unwrap_or_default();
        let asked = http::ask(server.address, request, Duration::from_secs(30));
        let (answer, received) = asked.context(|| format!("`{name}` does not answer"))?;
        let header = |header| http::header_of(&received, header);
        let (basis, rung) = (header("segue-basis"), header("segue-rung"));
        if answer.status != self.prepared.status {
            return Err(Error::new(format!("`{name}` answered with status {}", answer.status)));
        }
        if answer.status == 302 {
            redirects::inspect(name, server.address, &self.requests)?;
        }
        if self.prepared.basis.is_some_and(|wanted| basis.as_deref() != Some(wanted)) {
            let basis = basis.unwrap_or_else(|| "none".into());
            return Err(Error::new(format!("`{name}` answered with basis `{basis}`: its cookie was not accepted")));
        }
        if rung.as_deref() == Some("baseline") {
            return Err(Error::new(format!("`{name}` answered from the baseline: its snapshot was not read")));
        }
        if let Some(words) = self.prepared.says {
            let headers = format!("Accept: application/json\r\n{}", self.prepared.headers);
            let request = http::get(server.address, "/_segue/privacy", &headers);
            let asked = http::ask(server.address, &request, Duration::from_secs(30));
            let (_, page) = asked.context(|| format!("`{name}` does not answer"))?;
            if !String::from_utf8_lossy(&page).contains(words) {
                return Err(Error::new(format!("`{name}`: the visitor's page does not say `{words}`")));
            }
        }
        Ok(Measured {
            row: self.prepared.row,
            rate: 0.0,
            p50: 0,
            p99: 0,
            answers: 0,
            processor: None,
            first: First::default(),
            bytes: answer.length,
            core: self.prepared.core,
            basis,
            rung,
        })
    }
}

/// What has been seen of a row so far.
#[derive(Default)]
struct Seen {
    rates: Vec<f64>,
    micros: Vec<u32>,
    processor: Option<Duration>,
    firsts: Vec<First>,
}

fn measure(workerd: &Path, candidates: &[Candidate], seconds: u32) -> Result<Vec<Measured>> {
    let mut seen: Vec<Seen> = candidates.iter().map(|_| Seen::default()).collect();
    say::now(&format!("timing the first answer of a fresh isolate, {FIRSTS} times each"));
    for _ in 0..FIRSTS {
        for (candidate, seen) in candidates.iter().zip(&mut seen) {
            let request = candidate.requests.first().map(Vec::as_slice).unwrap_or_default();
            let first = fresh::once(workerd, &candidate.config, candidate.port, request, candidate.prepared.status);
            seen.firsts.push(first.context(|| format!("`{}`", candidate.prepared.row.name))?);
            if interrupt::requested() {
                return Err(Error::new("stopped"));
            }
        }
    }

    let mut servers = Vec::new();
    let mut measured = Vec::new();
    for candidate in candidates {
        let server = candidate.start(workerd)?;
        load::run(server.address, &candidate.requests, candidate.prepared.status, WARM)?;
        measured.push(candidate.inspect(&server)?);
        servers.push(server);
    }
    say::now(&format!("measuring {} rows in turns, {seconds} s each", candidates.len()));
    let slice = Duration::from_secs(seconds.into()) / ROUNDS;
    for round in 0..ROUNDS {
        let mut turns: Vec<_> = candidates.iter().zip(&servers).zip(&mut seen).collect();
        if round % 2 == 1 {
            turns.reverse();
        }
        for ((candidate, server), seen) in turns {
            let before = server.processor_time();
            let load = load::run(server.address, &candidate.requests, candidate.prepared.status, slice);
            let load = load.context(|| format!("`{}`", candidate.prepared.row.name))?;
            if let (Some(before), Some(after)) = (before, server.processor_time()) {
                seen.processor = Some(seen.processor.unwrap_or_default() + after.saturating_sub(before));
            }
            seen.rates.push(load.rate);
            seen.micros.extend(load.micros);
        }
    }
    servers.into_iter().for_each(Server::stop);
    for (measured, seen) in measured.iter_mut().zip(&mut seen) {
        measured.settle(&mut seen.rates, &mut seen.micros, &seen.firsts);
        let answers = f64::from(u32::try_from(measured.answers).unwrap_or(u32::MAX));
        measured.processor = seen.processor.map(|time| time.as_secs_f64() * 1e6 / answers);
    }
    Ok(measured)
}
