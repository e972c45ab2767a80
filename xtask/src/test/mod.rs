//! `cargo xtask test`: everything that must hold, step by step, with a summary at the end.

mod attacked;
mod browser;
mod chromium;
mod deny;
mod faults;
mod forgeries;
mod http;
mod native;
mod never_down;
mod oracle;
mod panics;
mod sessions;
mod sql;
mod summary;
mod told;
mod value;
mod workers;

use std::time::Instant;

use crate::args::Args;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::{fuzz, interrupt, say, setup, worker_build};
use summary::{Outcome, Summary};

/// One thing that is checked.
struct Step {
    name: &'static str,
    /// What it holds, for the person who reads the output.
    about: &'static str,
    run: fn(&Paths) -> Result<()>,
}

/// In this order: what fails fastest and explains most comes first.
const STEPS: [Step; 16] = [
    Step { name: "setup", about: "what the other steps need is there", run: setup::run },
    Step { name: "format", about: "the code is formatted", run: native::format },
    Step { name: "lints", about: "the lints, on this machine's target", run: native::lints },
    Step { name: "lints-wasm", about: "the lints, on the Worker's target", run: native::lints_wasm },
    Step { name: "deny", about: "licenses, sources and known vulnerabilities of the dependencies", run: deny::run },
    Step { name: "native", about: "unit tests, properties, case files, doctests", run: native::tests },
    Step { name: "fuzz", about: "a minute of requests that nobody wrote down, for each target", run: fuzz::step },
    Step { name: "oracle", about: "consent strings are read as the IAB's own libraries read them", run: oracle::run },
    Step { name: "value", about: "what customers are worth, as pandas and Lifetimes have it", run: value::run },
    Step { name: "sql", about: "the lists in SQL on DuckDB and Spark are the builder's, row by row", run: sql::run },
    Step { name: "wasm", about: "the case files in Wasm", run: native::tests_wasm },
    Step { name: "hello", about: "the bench's yardstick builds", run: hello },
    Step { name: "worker", about: "the release Worker builds", run: |paths| worker_build::deployed(paths).map(drop) },
    Step { name: "http", about: "requests against the running Worker", run: http::run },
    Step {
        name: "faults",
        about: "a KV that fails in every way, and 40,000 requests good and hostile",
        run: never_down::run,
    },
    Step { name: "browser", about: "visits in Chromium", run: browser::run },
];

/// What was asked for.
#[derive(Debug, Default)]
pub(crate) struct Options {
    only: Vec<String>,
    keep_going: bool,
}

impl Options {
    /// Reads the words after `test`.
    pub(crate) fn read(mut args: Args) -> Result<Self> {
        let options = Self { only: args.list("--only")?, keep_going: args.flag("--keep-going") };
        args.finish()?;
        match options.only.iter().find(|name| !STEPS.iter().any(|step| step.name == name.as_str())) {
            None => Ok(options),
            Some(name) => {
                let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
                Err(Error::new(format!("`--only {name}`: there is no such step; they are {}", known.join(", "))))
            }
        }
    }

    fn wants(&self, step: &Step) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == step.name)
    }
}

/// Runs the steps; an error when one of them failed.
pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    let mut summary = Summary::default();
    let mut go_on = true;
    for step in STEPS.iter().filter(|step| options.wants(step)) {
        if !go_on {
            summary.add(step.name, Outcome::NotRun, None);
            continue;
        }
        println!("\n== {}: {}", step.name, step.about);
        let started = Instant::now();
        let outcome = match (step.run)(paths) {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                eprintln!("error: {error}");
                Outcome::Failed
            }
        };
        go_on = !interrupt::requested() && (outcome == Outcome::Passed || options.keep_going);
        summary.add(step.name, outcome, Some(started.elapsed()));
    }
    print!("\n{summary}");
    if summary.all_passed() { Ok(()) } else { Err(Error::new("not everything passed")) }
}

fn hello(paths: &Paths) -> Result<()> {
    let wasm = worker_build::hello(paths)?;
    let size = worker_build::size(&wasm)?;
    say::now(&format!("the yardstick's Wasm is {}, {} gzipped", say::bytes(size.raw), say::bytes(size.gzipped)));
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    fn read(line: &str) -> Result<Options> {
        Options::read(Args::new(line.split_whitespace().map(str::to_owned)))
    }

    #[test]
    fn everything_by_default() {
        let options = read("").unwrap();
        assert!(!options.keep_going);
        assert!(STEPS.iter().all(|step| options.wants(step)));
    }

    #[test]
    fn only_some_steps() {
        let options = read("--only http,setup --keep-going").unwrap();
        assert!(options.keep_going);
        let wanted: Vec<&str> = STEPS.iter().filter(|step| options.wants(step)).map(|step| step.name).collect();
        assert_eq!(wanted, ["setup", "http"], "in the order of the steps");
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_known_ones() {
        let error = read("--only htp").unwrap_err().to_string();
        assert!(error.starts_with("`--only htp`: there is no such step; they are setup, format,"), "{error}");
    }
}
