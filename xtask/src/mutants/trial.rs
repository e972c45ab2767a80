//! Runs the tests: once with every mutant off, to see which test comes by which mutant, and then those tests with it on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::build::Suite;
use super::list::Mutant;
use super::state::State;
use crate::error::{Context, Error, Result};
use crate::group::Group;
use crate::paths::Paths;
use crate::{interrupt, proc, say};

/// A test that takes longer is not run: what it sees, quicker ones have to.
const LONGEST: Duration = Duration::from_secs(20);

/// The tests of a mutant run from the quickest on, as many at once as take this many milliseconds together; the rest last.
const STEPS: [u128; 4] = [100, 600, 3_000, u128::MAX];

/// The test that says most about everything: it comes before quicker ones.
const CASES: &str = "files::cases_hold_natively";

/// How often a running program is looked at.
const GLANCE: Duration = Duration::from_millis(2);

/// A test that holds while no mutant is on.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub(super) suite: usize,
    pub(super) name: String,
    pub(super) took: Duration,
}

/// The tests, and which of them come by each mutant.
#[derive(Debug, Default)]
pub(super) struct Reach {
    pub(super) tests: Vec<Test>,
    pub(super) by: BTreeMap<u16, Vec<usize>>,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// A test failed; the name of the first.
    Seen(String),
    /// The tests did not end.
    Timeout,
    /// No test that comes by it failed.
    Survived,
    /// No test comes by it.
    NotReached,
}

/// How many mutants of a file each test saw.
#[derive(Debug, Default)]
pub(super) struct Saw(BTreeMap<(String, String), usize>);

impl Saw {
    /// Another one.
    pub(super) fn saw(&mut self, file: &str, test: &str) {
        *self.0.entry((file.to_owned(), test.to_owned())).or_default() += 1;
    }

    /// Of all files, if it is more than a few.
    fn anywhere(&self, suites: &[Suite], test: &Test) -> usize {
        let suite = suites.get(test.suite).map_or("", |suite| suite.name.as_str());
        let name = format!("{suite}::{}", test.name);
        let all: usize = self.0.iter().filter(|((_, other), _)| *other == name).map(|(_, count)| count).sum();
        if all > 5 { all } else { 0 }
    }

    fn others(&self, file: &str, suites: &[Suite], test: &Test) -> usize {
        let suite = suites.get(test.suite).map_or("", |suite| suite.name.as_str());
        self.0.get(&(file.to_owned(), format!("{suite}::{}", test.name))).copied().unwrap_or_default()
    }
}

/// How a run of tests ended.
enum Ended {
    Well,
    Badly(String),
    Late,
}

/// Runs every test by itself and notes which mutants it comes by. `only` is a part of the names of those to run.
pub(super) fn reach(paths: &Paths, tree: &Path, suites: &[Suite], only: Option<&str>) -> Result<Reach> {
    let told = paths.at("target/mutants/reached");
    let (mut reach, mut left_out) = (Reach::default(), Vec::new());
    // How long it takes to begin.
    let mut floors: Vec<Duration> = Vec::new();
    for (suite, built) in suites.iter().enumerate() {
        let listed = proc::output(Command::new(&built.program).current_dir(tree).args(["--list", "--format", "terse"]))
            .ok_or_else(|| Error::new(format!("cannot list the tests of `{}`", built.name)))?;
        let began = Instant::now();
        let _none = run(&mut command(tree, &built.program, &["no such test"]), LONGEST)?;
        floors.push(began.elapsed());
        let names = listed.lines().filter_map(|line| line.strip_suffix(": test"));
        for name in names.filter(|name| only.is_none_or(|part| format!("{}::{name}", built.name).contains(part))) {
            let _not_there = fs::remove_file(&told);
            let began = Instant::now();
            let mut command = command(tree, &built.program, &[name]);
            command.env("SEGUE_MUTANTS_REACHED", &told);
            let ended = run(&mut command, LONGEST)?;
            let took = began.elapsed();
            let Ok(text) = fs::read_to_string(&told) else { continue };
            if !matches!(ended, Ended::Well) {
                left_out.push(format!("{}::{name}", built.name));
                continue;
            }
            let began = floors.get(suite).copied().unwrap_or_default();
            let took = took.saturating_sub(began);
            for id in text.lines().filter_map(|line| line.parse().ok()) {
                reach.by.entry(id).or_default().push(reach.tests.len());
            }
            reach.tests.push(Test { suite, name: name.to_owned(), took });
        }
    }
    for ids in reach.by.values_mut() {
        ids.sort_by_key(|test| reach.tests.get(*test).map(|test| test.took));
    }
    if !left_out.is_empty() {
        say::now(&format!("not run, since they fail in the copy or take over 20 s: {}", left_out.join(", ")));
    }
    Ok(reach)
}

/// Turns one on and runs the tests that come by it, until one fails: those that saw others of its file first (`saw`), then
/// the quickest; of them as many as take no longer together than `at_most`.
pub(super) fn one(tree: &Path, state: &State, saw: &Saw, mutant: &Mutant, at_most: Option<Duration>) -> Result<Fate> {
    let (suites, reach) = (&state.suites, &state.reach);
    let Some(tests) = reach.by.get(&mutant.id) else { return Ok(Fate::NotReached) };
    let mut tests: Vec<&Test> = tests.iter().filter_map(|test| reach.tests.get(*test)).collect();
    let others = |test: &Test| (saw.others(&mutant.file, suites, test), saw.anywhere(suites, test), test.name == CASES);
    tests.sort_by_key(|test| core::cmp::Reverse(others(test)));
    if let Some(at_most) = at_most {
        let mut together = Duration::ZERO;
        tests.retain(|test| {
            let fits = together + test.took <= at_most;
            together += if fits { test.took } else { Duration::ZERO };
            fits
        });
    }
    let mut tests = tests.into_iter().peekable();
    for step in STEPS {
        let mut chosen: BTreeMap<usize, (Vec<&str>, Duration)> = BTreeMap::new();
        let mut together = 0;
        while let Some(test) = tests.next_if(|test| together == 0 || together + test.took.as_millis() <= step) {
            together += test.took.as_millis();
            let (names, took) = chosen.entry(test.suite).or_default();
            names.push(&test.name);
            *took += test.took;
        }
        for (suite, (names, took)) in chosen {
            let Some(suite) = suites.get(suite) else { continue };
            let mut command = command(tree, &suite.program, &names);
            command.env("SEGUE_MUTANT", mutant.id.to_string());
            match run(&mut command, took * 4 + Duration::from_secs(5))? {
                Ended::Well => {}
                Ended::Badly(first) => return Ok(Fate::Seen(format!("{}::{first}", suite.name))),
                Ended::Late => return Ok(Fate::Timeout),
            }
        }
    }
    Ok(Fate::Survived)
}

/// These tests, with properties at fewer cases, and with no more memory than a mutant may eat.
fn command(tree: &Path, program: &PathBuf, names: &[&str]) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "ulimit -v 6000000; exec \"$0\" \"$@\""]).arg(program);
    command.args(names).args(["--exact", "--test-threads", "1"]).current_dir(tree);
    for (name, value) in [
        ("PROPTEST_CASES", "24"),
        ("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "true"),
        ("PROPTEST_MAX_SHRINK_ITERS", "0"),
        ("RUST_BACKTRACE", "0"),
    ] {
        command.env(name, value);
    }
    command
}

fn run(command: &mut Command, longest: Duration) -> Result<Ended> {
    let said = std::env::temp_dir().join(format!("segue-mutants-{}", std::process::id()));
    let file = fs::File::create(&said).context(|| format!("cannot write `{}`", said.display()))?;
    let mut group = Group::start(command.stdout(file).stderr(Stdio::null()))?;
    let began = Instant::now();
    loop {
        if let Some(status) = group.ended() {
            group.kill();
            if status.success() {
                return Ok(Ended::Well);
            }
            let text = fs::read_to_string(&said).unwrap_or_default();
            let failed = text.lines().find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
            return Ok(Ended::Badly(failed.unwrap_or("crashed").to_owned()));
        }
        if interrupt::requested() {
            group.kill();
            return Err(Error::new("stopped"));
        }
        if began.elapsed() > longest {
            group.kill();
            return Ok(Ended::Late);
        }
        thread::sleep(GLANCE);
    }
}
