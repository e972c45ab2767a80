//! `cargo xtask mutants`: changes the code of a module in one place after the other and asks the tests whether they see it.
//! `docs/mutants.md` says how, and what came of it.

mod build;
mod list;
mod tree;
mod trial;
mod weave;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::time::Instant;

use crate::args::Args;
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::{say, setup};
use build::Out;
use trial::Fate;

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
}

impl Options {
    /// Reads the words after `mutants`.
    pub(crate) fn read(mut args: Args) -> Result<Self> {
        let part = args.value("--part")?.unwrap_or_else(|| "0/1".to_owned());
        let (only, tests) = (args.value("--only")?, args.value("--tests")?);
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
            }),
        }
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
    let program = setup::cargo_mutants(paths)?;
    let tree = paths.at("target/mutants/tree");
    let modules: Vec<&str> =
        MODULES.into_iter().filter(|name| options.module.as_deref().is_none_or(|module| module == *name)).collect();
    let mut mutants = list::read(paths, &program, &modules)?;
    let (part, parts) = options.part;
    mutants.retain(|mutant| {
        usize::from(mutant.id) % parts == part && options.only.as_ref().is_none_or(|only| mutant.name.contains(only))
    });
    say::now(&format!("{} mutants", mutants.len()));
    tree::make(paths, &tree)?;
    let out = build::settle(paths, &tree, &mutants)?;
    let began = Instant::now();
    let suites = build::tests(paths, &tree)?;
    say::now(&format!("built the tests in {}", say::time(began.elapsed())));
    let began = Instant::now();
    let reach = trial::reach(paths, &tree, &suites, options.tests.as_deref())?;
    say::now(&format!("{} tests come by a mutant ({})", reach.tests.len(), say::time(began.elapsed())));
    let began = Instant::now();
    let (mut lines, mut scores) = (String::new(), BTreeMap::<&str, Score>::new());
    for mutant in &mutants {
        let score = scores.entry(&mutant.file).or_default();
        let fate = match out.get(&mutant.id) {
            Some(Out::Unviable) => {
                score.unviable += 1;
                "does not compile".to_owned()
            }
            Some(Out::NoSwitch) => {
                score.no_switch += 1;
                "no switch".to_owned()
            }
            None => match trial::one(&tree, &suites, &reach, mutant.id)? {
                Fate::Seen(test) => {
                    score.seen += 1;
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
        let _never = writeln!(lines, "{}\t{fate}", mutant.name);
    }
    let file = paths.at("target/mutants/outcomes.tsv");
    fs::write(&file, lines).context(|| format!("cannot write `{}`", file.display()))?;
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
