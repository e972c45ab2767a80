//! `cargo xtask bench --encodings`: the same snapshot in JSON, postcard and rkyv, each read by a Worker that does nothing
//! else. It is what the choice in `ARCHITECTURE.md` rests on.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::prepare::clear;
use super::server::{self, Server};
use super::stats;
use super::variant::{self, Bindings, Code};
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::segue::{Profile, Segue};
use crate::worker_build::{self, Size};
use crate::{http, interrupt, proc, say};

/// The encodings, as the features of `bench/encoding` name them.
const ENCODINGS: [&str; 3] = ["json", "postcard", "rkyv"];

/// How many products the shops have.
const SHOPS: [u32; 2] = [1_000, 100_000];

/// First answers of each Worker, each of a new process.
const FIRSTS: u32 = 31;

/// Slices of steady work of each Worker, and what is done in each: enough that one request's own time is lost in it.
const SLICES: u32 = 15;
const PAGES: u32 = 4_000;
const CORES: u32 = 400;

/// What the bare Worker is called, with which the others are compared.
const NONE: &str = "none (the bare Worker)";

/// One encoding of one shop, or the bare Worker, which has none. Times are in microseconds.
struct Candidate {
    encoding: &'static str,
    products: u32,
    kv: Option<PathBuf>,
    config: PathBuf,
    port: u16,
    firsts: Vec<f64>,
    processor: Vec<f64>,
    pages: Vec<f64>,
    cores: Vec<f64>,
}

/// Measures and prints the tables, in Markdown.
pub(super) fn run(paths: &Paths) -> Result<()> {
    let mut sizes = vec![(NONE, worker_build::size(&worker_build::hello(paths)?)?)];
    for encoding in ENCODINGS {
        sizes.push((encoding, worker_build::size(&worker_build::encoding(paths, encoding)?)?));
    }
    let workerd = server::program(paths)?;
    let wrangler = fs::read_to_string(paths.at("wrangler.toml")).context(|| "cannot read `wrangler.toml`".into())?;
    let mut candidates = prepare(paths, variant::day(&wrangler)?)?;
    first_answers(&workerd, &mut candidates)?;
    steady(&workerd, &mut candidates)?;
    print!("\n{}", report(&sizes, &mut candidates)?);
    Ok(())
}

/// Makes the shops and their snapshots in each encoding.
fn prepare(paths: &Paths, day: &str) -> Result<Vec<Candidate>> {
    let segue = Segue::build(paths, Profile::Cli)?;
    let mut cargo = proc::cargo(paths);
    proc::run(cargo.args(["build", "--quiet", "--package", "segue-bench-encoding", "--bins", "--profile", "cli"]))?;
    let transcode = paths.cargo_target().join("cli/segue-bench-transcode");
    let hello = paths.at("target/bench/hello");
    let run = paths.at("target/bench/encodings/run-none");
    let mut candidates = vec![Candidate::lay(NONE, 0, hello, None, &run, day)?];
    for products in SHOPS {
        say::now(&format!("making a shop of {products} products in each encoding"));
        let work = paths.at("target/bench/encodings").join(products.to_string());
        clear(&work)?;
        let (shop, built) = (work.join("shop"), work.join("built"));
        proc::run(segue.call("synth").args(["--products", &products.to_string(), "--out"]).arg(&shop))?;
        proc::run(segue.call("build").arg(&shop).arg("--out").arg(&built))?;
        proc::run(proc::command(paths, &transcode).arg(&built).arg(&work))?;
        for encoding in ENCODINGS {
            let code = paths.at(&format!("target/bench/encoding-{encoding}"));
            let run = work.join(format!("run-{encoding}"));
            candidates.push(Candidate::lay(encoding, products, code, Some(work.join(encoding)), &run, day)?);
        }
    }
    Ok(candidates)
}

/// Times the first answer of a new process, the Workers in turns, another product each time.
fn first_answers(workerd: &Path, candidates: &mut [Candidate]) -> Result<()> {
    say::now(&format!("timing the first answer of a fresh isolate, {FIRSTS} times each"));
    for round in 0..FIRSTS {
        for candidate in turns(candidates, round) {
            let server = Server::start(workerd, &candidate.config, candidate.port)?;
            let before = server.running_time();
            let first = candidate.ask(&candidate.product(round))?;
            candidate.firsts.push(first);
            if let (Some(before), Some(after)) = (before, server.running_time()) {
                candidate.processor.push(micros(after.saturating_sub(before)));
            }
            server.stop();
        }
    }
    Ok(())
}

/// Times pages and cores of a warm isolate, the Workers in turns.
fn steady(workerd: &Path, candidates: &mut [Candidate]) -> Result<()> {
    say::now(&format!("timing {PAGES} pages and {CORES} cores of a warm isolate, {SLICES} times each"));
    let start = |candidate: &Candidate| Server::start(workerd, &candidate.config, candidate.port);
    let servers = candidates.iter().map(start).collect::<Result<Vec<_>>>()?;
    // The first slice warms the code up and is not counted.
    for round in 0..=SLICES {
        for candidate in turns(candidates, round) {
            if candidate.kv.is_none() {
                continue;
            }
            let product = candidate.product(round);
            candidate.ask(&product)?;
            let page = candidate.ask(&format!("{product}?times={PAGES}"))? / f64::from(PAGES);
            let core = candidate.ask(&format!("/core?times={CORES}"))? / f64::from(CORES);
            if round > 0 {
                candidate.pages.push(page);
                candidate.cores.push(core);
            }
        }
    }
    servers.into_iter().for_each(Server::stop);
    Ok(())
}

/// All, in an order that changes with the round, so that nobody is always the first after something.
fn turns(candidates: &mut [Candidate], round: u32) -> impl Iterator<Item = &mut Candidate> {
    let first = usize::try_from(round).unwrap_or_default().checked_rem(candidates.len()).unwrap_or_default();
    let (after, before) = candidates.split_at_mut(first);
    before.iter_mut().chain(after)
}

impl Candidate {
    fn lay(
        encoding: &'static str,
        products: u32,
        code: PathBuf,
        kv: Option<PathBuf>,
        run: &Path,
        day: &str,
    ) -> Result<Self> {
        let bindings = kv.clone().map(|kv| Bindings {
            kv: kv.into(),
            keys: String::new(),
            publishers: String::new(),
            exposures: variant::Exposures::Absent,
        });
        let port = http::free_port().context(|| "cannot find a free port".into())?;
        let config = variant::lay(run, &Code::Built(code), bindings.as_ref(), day, port)?;
        let (firsts, processor, pages, cores) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Ok(Self { encoding, products, kv, config, port, firsts, processor, pages, cores })
    }

    /// The path of a product's page, another one each round, and the same in all encodings.
    fn product(&self, round: u32) -> String {
        format!("/S-{:06}", (round * 7_919).checked_rem(self.products).unwrap_or_default())
    }

    /// Asks, and gives back how long the answer took.
    fn ask(&self, path: &str) -> Result<f64> {
        if interrupt::requested() {
            return Err(Error::new("stopped"));
        }
        let address = http::local(self.port);
        let sent = Instant::now();
        let asked = http::ask(address, &http::get(address, path, ""), Duration::from_secs(60));
        let took = micros(sent.elapsed());
        match asked.context(|| format!("{} does not answer", self.encoding))? {
            (answer, _) if answer.status == 200 => Ok(took),
            (answer, _) => Err(Error::new(format!("{} answered {path} with status {}", self.encoding, answer.status))),
        }
    }

    /// Bytes of the core, bytes of all shards, and how many shards there are.
    fn bytes(kv: &Path) -> Result<(u64, u64, u64)> {
        let broken = || format!("cannot read `{}`", kv.display());
        let (mut core, mut shards, mut count) = (0, 0, 0);
        for entry in fs::read_dir(kv).context(broken)? {
            let entry = entry.context(broken)?;
            let length = entry.metadata().context(broken)?.len();
            if entry.file_name() == "core" {
                core = length;
            } else {
                shards += length;
                count += 1;
            }
        }
        Ok((core, shards, count))
    }
}

fn report(sizes: &[(&str, Size)], candidates: &mut [Candidate]) -> Result<String> {
    let mut out = String::from("| encoding | Wasm | gzipped |\n|---|--:|--:|\n");
    for (encoding, size) in sizes {
        // Writing to a string cannot fail.
        let _ok = writeln!(out, "| {encoding} | {} | {} |", say::bytes(size.raw), say::bytes(size.gzipped));
    }
    out.push_str(
        "\n| products | encoding | core | shards | a product | first answer | its CPU | reading the core | a page |\n\
         |--:|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for candidate in candidates {
        let (first, processor) =
            (shown(&mut candidate.firsts, 1_000.0, "ms"), shown(&mut candidate.processor, 1_000.0, "ms"));
        let Some(kv) = &candidate.kv else {
            let _ok = writeln!(out, "| - | {NONE} | - | - | - | {first} | {processor} | - | - |");
            continue;
        };
        let (core, shards, count) = Candidate::bytes(kv)?;
        let _ok = writeln!(
            out,
            "| {} | {} | {} | {} in {count} | {} B | {first} | {processor} | {} | {} |",
            candidate.products,
            candidate.encoding,
            say::bytes(core),
            say::bytes(shards),
            shards / u64::from(candidate.products.max(1)),
            shown(&mut candidate.cores, 1.0, "us"),
            shown(&mut candidate.pages, 1.0, "us"),
        );
    }
    let _ok = writeln!(
        out,
        "\nTimes are medians (lower to upper quartile). First answer: of a new process, {FIRSTS} times; its CPU: \
         processor time\nof the runtime meanwhile. Reading the core: from bytes to values, in Wasm. A page: one product \
         and the cards of 8\nothers, decoded and written as text, in Wasm."
    );
    Ok(out)
}

/// The median and the quartiles of some microseconds.
fn shown(times: &mut [f64], unit: f64, name: &str) -> String {
    let middle = stats::median(times).unwrap_or_default() / unit;
    let at = |percent| stats::percentile(times, percent).unwrap_or_default() / unit;
    format!("{middle:.1} {name} ({:.1} to {:.1})", at(25), at(75))
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_median_and_the_quartiles() {
        assert_eq!(shown(&mut [4000.0, 1000.0, 2000.0, 3000.0, 9000.0], 1_000.0, "ms"), "3.0 ms (2.0 to 4.0)");
        assert_eq!(shown(&mut [], 1.0, "us"), "0.0 us (0.0 to 0.0)");
    }
}
