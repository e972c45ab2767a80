//! `cargo xtask bench`: what Segue costs, compared with a bare Worker in the same runtime on the same machine.

mod consent;
mod encodings;
mod fresh;
mod lists;
mod load;
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

use crate::args::Args;
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::segue::{Profile, Segue};
use crate::{http, interrupt, proc, say, setup, worker_build};
use fresh::First;
use report::{Measured, Sizes};
use rows::{Prepared, ROWS, Row, YARDSTICK};
use server::Server;

/// Each row's time is cut into this many slices, which take turns, so that a busy moment of the machine hits all rows.
const ROUNDS: u32 = 5;

/// Load that is not counted, so that the code is compiled and the snapshot is read.
const WARM: Duration = Duration::from_secs(1);

/// First answers that are timed, each of a new process.
const FIRSTS: usize = 15;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    encodings: bool,
    /// How often `--publishing` runs each command.
    publishing: Option<u32>,
    /// How often `--lists` makes the lists of each file.
    lists: Option<u32>,
    json: Option<PathBuf>,
    seconds: u32,
    only: Vec<String>,
}

impl Options {
    /// Reads the words after `bench`.
    pub(crate) fn read(mut args: Args) -> Result<Self> {
        if args.flag("--encodings") {
            args.finish()?;
            return Ok(Self {
                encodings: true,
                publishing: None,
                lists: None,
                json: None,
                seconds: 0,
                only: Vec::new(),
            });
        }
        let (publishing, lists) = (args.flag("--publishing"), args.flag("--lists"));
        if publishing || lists {
            let wanted = "a number from 1 to 100";
            let usual = if lists { lists::RUNS } else { publishing::RUNS };
            let runs = args.parsed("--runs", wanted)?.unwrap_or(usual);
            args.finish()?;
            if publishing && lists {
                return Err(Error::new("`--publishing` and `--lists` are two measurements: ask for one of them"));
            }
            if !(1..=100).contains(&runs) {
                return Err(Error::new(format!("`--runs {runs}`: write {wanted}")));
            }
            let (publishing, lists) = (publishing.then_some(runs), lists.then_some(runs));
            return Ok(Self { encodings: false, publishing, lists, json: None, seconds: 0, only: Vec::new() });
        }
        let json = args.value("--json")?.map(PathBuf::from);
        let wanted = "a number of seconds from 1 to 600";
        let seconds = args.parsed("--seconds", wanted)?.unwrap_or(10);
        let only = args.list("--only")?;
        args.finish()?;
        if !(1..=600).contains(&seconds) {
            return Err(Error::new(format!("`--seconds {seconds}`: write {wanted}")));
        }
        if let Some(name) = only.iter().find(|name| !ROWS.iter().any(|row| row.name == name.as_str())) {
            let known: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
            return Err(Error::new(format!("`--only {name}`: there is no such row; they are {}", known.join(", "))));
        }
        Ok(Self { encodings: false, publishing: None, lists: None, json, seconds, only })
    }

    fn rows(&self) -> Vec<Row> {
        let named = |row: &Row| self.only.iter().any(|name| name == row.name);
        let without = ROWS.iter().any(|row| consent::is_compared(row) && named(row));
        let lists = ROWS.iter().any(|row| row.name == shelves::WITH && named(row));
        let wants = |row: &Row| {
            let beside = (without && row.name == consent::WITHOUT) || (lists && row.name == shelves::WITHOUT);
            self.only.is_empty() || row.name == YARDSTICK || named(row) || beside
        };
        ROWS.into_iter().filter(wants).collect()
    }
}

/// A row that is ready to be started.
struct Candidate {
    prepared: Prepared,
    config: PathBuf,
    port: u16,
    requests: Vec<Vec<u8>>,
}

/// Measures the rows, prints the table, and writes the JSON.
pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    if let Some(runs) = options.publishing {
        return publishing::run(paths, runs);
    }
    if let Some(runs) = options.lists {
        return lists::run(paths, runs);
    }
    setup::run(paths)?;
    if options.encodings {
        return encodings::run(paths);
    }
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    fn read(line: &str) -> Result<Options> {
        Options::read(Args::new(line.split_whitespace().map(str::to_owned)))
    }

    #[test]
    fn all_rows_by_default() {
        let options = read("").unwrap();
        assert_eq!(options.seconds, 10);
        assert_eq!(options.rows().len(), ROWS.len());
    }

    #[test]
    fn the_yardstick_is_always_there() {
        let options = read("--only pdp-full --seconds 5 --json a.json").unwrap();
        assert_eq!((options.seconds, options.json.as_deref()), (5, Some(Path::new("a.json"))));
        let names: Vec<&str> = options.rows().iter().map(|row| row.name).collect();
        assert_eq!(names, [YARDSTICK, "pdp-full"]);
    }

    #[test]
    fn what_is_compared_comes_with_what_it_is_compared_with() {
        let names: Vec<&str> = read("--only pdp-consent-tcf").unwrap().rows().iter().map(|row| row.name).collect();
        assert_eq!(names, [YARDSTICK, consent::WITHOUT, "pdp-consent-tcf"]);
        let names: Vec<&str> = read("--only pdp-full-lists").unwrap().rows().iter().map(|row| row.name).collect();
        assert_eq!(names, [YARDSTICK, shelves::WITH, shelves::WITHOUT]);
    }

    #[test]
    fn the_encodings_are_measured_alone() {
        assert!(read("--encodings").unwrap().encodings);
        assert!(!read("").unwrap().encodings);
        assert!(read("--encodings --only pdp-full").is_err());
        assert_eq!(read("--publishing").unwrap().publishing, Some(publishing::RUNS));
        assert_eq!(read("--publishing --runs 3").unwrap().publishing, Some(3));
        assert_eq!(read("--lists").unwrap().lists, Some(lists::RUNS));
        assert!(read("--lists --publishing").is_err());
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        for line in [
            "--publishing --runs 0",
            "--publishing --seconds 3",
            "--runs 3",
            "--seconds 0",
            "--seconds 601",
            "--seconds x",
            "--only nothing",
            "--json",
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
