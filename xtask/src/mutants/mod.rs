//! `cargo xtask mutants`: changes the code of a module in one place after the other and asks the tests whether they see it.
//! `docs/mutants.md` says how, and what came of it.

mod build;
mod list;
mod state;
mod tree;
mod trial;
mod weave;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::args::Args;
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::{say, setup};
use build::Out;
use list::Mutant;
use state::State;
use trial::{Fate, Reach, Saw};

/// What can be mutated: folders of `src`.
const MODULES: [&str; 3] = ["cookie", "consent", "engine"];

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Options {
    module: Option<String>,
    /// The K-th of N parts, dealt by turns.
    part: (usize, usize),
    /// A part of the names of mutants.
    only: Option<String>,
    /// A part of the names of tests.
    tests: Option<String>,
    /// How long the tests of one mutant may take together, in seconds.
    at_most: Option<Duration>,
    /// Whether what was built last time is run again.
    built: bool,
}

impl Options {
    /// Reads the words after `mutants`.
    pub(crate) fn read(mut args: Args) -> Result<Self> {
        let part = args.value("--part")?.unwrap_or_else(|| "0/1".to_owned());
        let (only, tests) = (args.value("--only")?, args.value("--tests")?);
        let at_most: Option<u64> = args.parsed("--at-most", "seconds such as `3`")?;
        let built = args.flag("--built");
        let module = args.command();
        args.finish()?;
        let part = part.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        let part = part.filter(|(k, n)| k < n);
        match &module {
            Some(name) if !MODULES.contains(&name.as_str()) => {
                Err(Error::new(format!("`{name}` is not mutated; there is {}", MODULES.join(", "))))
            }
            _ => Ok(Self {
                module,
                part: part.ok_or_else(|| Error::new("write `--part` as `3/48`, the fourth of 48 parts"))?,
                only,
                tests,
                at_most: at_most.map(Duration::from_secs),
                built,
            }),
        }
    }
}

impl Options {
    fn wants(&self, mutant: &Mutant) -> bool {
        let (part, parts) = self.part;
        let is_of = |module: &String| mutant.file.starts_with(&format!("src/{module}/"));
        usize::from(mutant.id) % parts == part
            && self.module.as_ref().is_none_or(is_of)
            && self.only.as_ref().is_none_or(|only| only.split('|').any(|part| mutant.name.contains(part)))
    }
}

/// What became of the mutants of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Score {
    unviable: usize,
    no_switch: usize,
    seen: usize,
    survived: usize,
}

/// Mutates, and says the score of each file.
pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    let tree = paths.at("target/mutants/tree");
    let kept = paths.at("target/mutants/state.json");
    let mut state = if options.built { State::read(&kept)? } else { prepare(paths, &tree, options)? };
    state.keep(&kept)?;
    if state.reach.tests.is_empty() {
        let began = Instant::now();
        state.reach = trial::reach(paths, &tree, &state.suites, options.tests.as_deref())?;
        say::now(&format!("{} tests come by a mutant ({})", state.reach.tests.len(), say::time(began.elapsed())));
        state.keep(&kept)?;
    }
    let began = Instant::now();
    let mut scores = BTreeMap::<&str, Score>::new();
    let file = paths.at("target/mutants/outcomes.tsv");
    let mut lines = fs::File::create(&file).context(|| format!("cannot write `{}`", file.display()))?;
    let mut saw = Saw::default();
    for mutant in state.mutants.iter().filter(|mutant| options.wants(mutant)) {
        let score = scores.entry(&mutant.file).or_default();
        let fate = match state.out.get(&mutant.id) {
            Some(Out::Unviable) => {
                score.unviable += 1;
                "does not compile".to_owned()
            }
            Some(Out::NoSwitch) => {
                score.no_switch += 1;
                "no switch".to_owned()
            }
            None => match trial::one(&tree, &state, &saw, mutant, options.at_most)? {
                Fate::Seen(test) => {
                    score.seen += 1;
                    saw.saw(&mutant.file, &test);
                    format!("seen by {test}")
                }
                Fate::Timeout => {
                    score.seen += 1;
                    "seen by time".to_owned()
                }
                fate => {
                    score.survived += 1;
                    let fate = if fate == Fate::Survived { "SURVIVED" } else { "SURVIVED, no test comes by" };
                    say::now(&format!("{fate}: {}", mutant.name));
                    fate.to_owned()
                }
            },
        };
        writeln!(lines, "{}\t{fate}", mutant.name).context(|| format!("cannot write `{}`", file.display()))?;
    }
    for (name, score) in &scores {
        say::now(&format!("{name}: {}", score.shown()));
    }
    say::now(&format!(
        "{} in {}; each is in `{}`",
        total(&scores).shown(),
        say::time(began.elapsed()),
        paths.shown(&file)
    ));
    Ok(())
}

/// Builds, and finds out which test comes by which mutant.
fn prepare(paths: &Paths, tree: &Path, options: &Options) -> Result<State> {
    let program = setup::cargo_mutants(paths)?;
    let modules: Vec<&str> =
        MODULES.into_iter().filter(|name| options.module.as_deref().is_none_or(|module| module == *name)).collect();
    let mut mutants = list::read(paths, &program, &modules)?;
    mutants.retain(|mutant| options.wants(mutant));
    say::now(&format!("{} mutants", mutants.len()));
    tree::make(paths, tree)?;
    let out = build::settle(paths, tree, &mutants)?;
    let began = Instant::now();
    let suites = build::tests(paths, tree)?;
    say::now(&format!("built the tests in {}", say::time(began.elapsed())));
    Ok(State { mutants, out, suites, reach: Reach::default() })
}

fn total(scores: &BTreeMap<&str, Score>) -> Score {
    scores.values().fold(Score::default(), |sum, one| Score {
        unviable: sum.unviable + one.unviable,
        no_switch: sum.no_switch + one.no_switch,
        seen: sum.seen + one.seen,
        survived: sum.survived + one.survived,
    })
}

impl Score {
    fn shown(self) -> String {
        let tested = self.seen + self.survived;
        let percent = (self.seen * 100).checked_div(tested).unwrap_or_default();
        format!(
            "{} of {tested} mutants were seen ({percent} %), {} do not compile, {} can't be switched",
            self.seen, self.unviable, self.no_switch
        )
    }
}

#[cfg(test)]
mod tests;
