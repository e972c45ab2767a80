//! `cargo xtask mutants`: changes the code of a module in one place after the other and asks the tests whether they see it.
//! `docs/mutants.md` says what came of it.

mod tree;

use std::fs;

use serde_json::Value;

use crate::args::Args;
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::segue::{Profile, Segue};
use crate::{proc, say, setup};

/// What can be mutated: folders of `src`.
const MODULES: [&str; 3] = ["cookie", "consent", "engine"];

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Options {
    module: Option<String>,
    part: String,
}

impl Options {
    /// Reads the words after `mutants`.
    pub(crate) fn read(mut args: Args) -> Result<Self> {
        let part = args.parsed("--part", "a part such as `3/48`")?.unwrap_or_else(|| "0/1".to_owned());
        let module = args.command();
        args.finish()?;
        match &module {
            Some(name) if !MODULES.contains(&name.as_str()) => {
                Err(Error::new(format!("`{name}` is not mutated; there is {}", MODULES.join(", "))))
            }
            _ => Ok(Self { module, part }),
        }
    }
}

/// Mutates, and says the score of each module.
pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    let program = setup::cargo_mutants(paths)?;
    let (tree, shop) = (paths.at("target/mutants/tree"), paths.at("target/mutants/shop"));
    let segue = Segue::build(paths, Profile::Dev)?;
    proc::run(segue.call("build").arg("fixtures/shop").arg("--out").arg(&shop))?;
    tree::make(paths, &tree, &shop)?;
    let wanted = |name: &&str| options.module.as_deref().is_none_or(|module| module == *name);
    for module in MODULES.into_iter().filter(wanted) {
        let out = paths.at("target/mutants").join(module);
        let mut mutants = proc::command(paths, &program);
        mutants.args(["mutants", "--in-place", "--timeout", "120", "--build-timeout", "300", "--colors", "never"]);
        mutants.args(["--sharding", "round-robin", "--shard", &options.part, "--file", &format!("src/{module}/**")]);
        mutants.arg("--output").arg(&out).current_dir(&tree).env("PROPTEST_CASES", "24");
        // Survivors are what it is run for, and no failure of the run; a tree that fails unmutated is one.
        let ended = proc::run(&mut mutants);
        let file = out.join("mutants.out/outcomes.json");
        let text = fs::read(&file).context(|| format!("cannot read `{}`", paths.shown(&file)))?;
        match score(&serde_json::from_slice(&text).unwrap_or_default()) {
            Some(score) => say::now(&format!("{module}: {score}")),
            None => return ended.and(Err(Error::new(format!("no mutant of `{module}` was tested")))),
        }
    }
    Ok(())
}

/// How many mutants were seen, of those that compile; `None` when none was tested.
fn score(outcomes: &Value) -> Option<String> {
    let number = |name: &str| outcomes.get(name).and_then(Value::as_u64).unwrap_or_default();
    let (seen, missed) = (number("caught") + number("timeout"), number("missed"));
    let percent = (seen * 100).checked_div(seen + missed)?;
    Some(format!("{seen} of {} mutants were seen ({percent} %), {} do not compile", seen + missed, number("unviable")))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn the_score_counts_what_compiles() {
        let outcomes = serde_json::json!({ "caught": 70, "timeout": 2, "missed": 8, "unviable": 20 });
        assert_eq!(score(&outcomes).unwrap(), "72 of 80 mutants were seen (90 %), 20 do not compile");
        assert_eq!(score(&Value::Null), None);
    }

    #[test]
    fn an_unknown_module_is_refused() {
        let read = |line: &str| Options::read(Args::new(line.split_whitespace().map(str::to_owned)));
        assert_eq!(read("cookie --part 3/48").unwrap().part, "3/48");
        assert!(read("cookies").unwrap_err().to_string().contains("there is cookie, consent, engine"));
    }
}
