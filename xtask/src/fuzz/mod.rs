//! `cargo xtask fuzz`: bytes that steer themselves through the code (`fuzz/`), beginning with what the fixtures hold.
//!
//! The counters are LLVM's and come with the toolchain that is pinned here; sanitizers would need another one. What they
//! would find is unsafe code, of which Segue has none.

mod seeds;

use std::fs::{self, File};
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use crate::args::Args;
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::{proc, say, setup};

/// What is fuzzed: the files of `fuzz/fuzz_targets`.
const TARGETS: [&str; 6] = ["consent", "cookie", "events", "query", "redirect", "snapshot"];

/// How many targets run at once: six minutes of fuzzing take three then.
const AT_ONCE: usize = 2;

/// How many lines of what a target wrote are shown when it found something.
const TOLD: usize = 25;

/// How long each target runs by default, in seconds.
const SECONDS: u32 = 60;

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Options {
    target: Option<String>,
    seconds: u32,
}

impl Options {
    /// Reads the words after `fuzz`.
    pub(crate) fn read(mut args: Args) -> Result<Self> {
        let seconds = args.parsed("--seconds", "a number of seconds")?.unwrap_or(SECONDS);
        let target = args.command();
        args.finish()?;
        match &target {
            Some(name) if !TARGETS.contains(&name.as_str()) => {
                let known = TARGETS.join(", ");
                Err(Error::new(format!("`{name}` is no target in `fuzz/fuzz_targets`; there is {known}")))
            }
            _ => Ok(Self { target, seconds }),
        }
    }
}

/// Each target for a minute.
pub(crate) fn step(paths: &Paths) -> Result<()> {
    run(paths, &Options { target: None, seconds: SECONDS })
}

/// Builds the targets and runs them; an error when one of them found something.
pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    setup::cargo_fuzz(paths)?;
    let wanted = |name: &&str| options.target.as_deref().is_none_or(|target| target == *name);
    let targets: Vec<&str> = TARGETS.into_iter().filter(wanted).collect();
    // All at once: most of the time goes into what they have in common.
    let one = if let [one] = targets.as_slice() { Some(*one) } else { None };
    proc::run(&mut cargo_fuzz(paths, "build", one))?;
    say::now(&format!("fuzzing {} for {} s each, {AT_ONCE} at once", targets.join(", "), options.seconds));
    let queue = Mutex::new(targets.into_iter());
    let next = || queue.lock().ok().and_then(|mut queue| queue.next());
    let mut found = Vec::new();
    thread::scope(|scope| {
        let work = || {
            let mut found = Vec::new();
            while let Some(target) = next() {
                found.extend(fuzz(paths, target, options.seconds).err());
            }
            found
        };
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        found.extend(workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()));
    });
    let sentences: Vec<String> = found.iter().map(ToString::to_string).collect();
    if sentences.is_empty() { Ok(()) } else { Err(Error::new(sentences.join("\n"))) }
}

/// Runs a target that was built.
fn fuzz(paths: &Paths, target: &str, seconds: u32) -> Result<()> {
    let folder = paths.at("target/fuzz").join(target);
    let (seeds, found, artifacts) = (folder.join("seeds"), folder.join("corpus"), folder.join("artifacts"));
    for needed in [&seeds, &found, &artifacts] {
        fs::create_dir_all(needed).context(|| format!("cannot make `{}`", paths.shown(needed)))?;
    }
    let count = seeds::write(paths, target, &seeds)?;
    let (log, name) = (folder.join("log"), paths.shown(&folder.join("log")).to_string());
    let file = File::create(&log).context(|| format!("cannot write `{name}`"))?;
    let second = file.try_clone().context(|| format!("cannot write `{name}`"))?;
    let mut fuzz = cargo_fuzz(paths, "run", Some(target));
    fuzz.args([&found, &seeds]).arg("--").arg(format!("-max_total_time={seconds}"));
    // As long as a query that is looked at, twice; a request that takes 10 s is as bad as one that fails.
    fuzz.args(["-max_len=16384", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=1"]);
    fuzz.arg(format!("-artifact_prefix={}/", artifacts.display())).stdout(file).stderr(second);
    let ended = proc::run(&mut fuzz);
    let text = fs::read(&log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    match ended {
        Ok(()) => {
            say::now(&format!("`{target}`: {count} seeds, {}", summary(&text)));
            Ok(())
        }
        Err(error) => {
            let lines: Vec<&str> = text.lines().collect();
            let last = lines.get(lines.len().saturating_sub(TOLD)..).unwrap_or_default().join("\n");
            Err(Error::new(format!("{last}\n{error}{}", how_to_repeat(paths, target, &artifacts))))
        }
    }
}

/// What a run says of itself at its end: how many inputs, and how many places in the code they reached.
fn summary(log: &str) -> String {
    let word_after = |line: &str, word: &str| {
        line.split_whitespace().skip_while(|other| *other != word).nth(1).unwrap_or("?").to_owned()
    };
    let executed = log.lines().rev().find(|line| line.starts_with("stat::number_of_executed_units"));
    let covered = log.lines().rev().find(|line| line.contains(" cov: "));
    let executed = executed.map_or_else(|| "?".into(), |line| word_after(line, "stat::number_of_executed_units:"));
    let covered = covered.map_or_else(|| "?".into(), |line| word_after(line, "cov:"));
    format!("{executed} inputs, {covered} places in the code")
}

/// `cargo fuzz` with the toolchain that builds everything else.
fn cargo_fuzz(paths: &Paths, command: &str, target: Option<&str>) -> std::process::Command {
    let mut fuzz = proc::cargo(paths);
    let tools = std::env::join_paths(
        std::iter::once(paths.tools().join("bin")).chain(std::env::split_paths(&paths.search_path())),
    );
    fuzz.env("PATH", tools.unwrap_or_else(|_| paths.search_path()));
    fuzz.args(["fuzz", command, "--fuzz-dir", "fuzz", "--sanitizer", "none", "--target-dir", "target/fuzz/build"]);
    // Flags meant for our own code would take the place of the counters.
    fuzz.env_remove("RUSTFLAGS").env_remove("CARGO_BUILD_TARGET").args(target);
    fuzz
}

/// What to type to see it again.
fn how_to_repeat(paths: &Paths, target: &str, artifacts: &Path) -> String {
    let files = fs::read_dir(artifacts).into_iter().flatten().flatten().map(|entry| entry.path());
    let again = |file| {
        let shown = proc::shown(cargo_fuzz(paths, "run", Some(target)).arg(&file));
        format!("\n  PATH=target/tools/bin:$PATH {}", shown.replace(&format!("{}/", paths.root().display()), ""))
    };
    files.map(again).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn every_target_is_a_file_and_the_other_way_round() {
        let paths = Paths::find().unwrap();
        let files = fs::read_dir(paths.at("fuzz/fuzz_targets")).unwrap();
        let mut names: Vec<_> = files.map(|file| file.unwrap().path().file_stem().unwrap().to_owned()).collect();
        names.sort();
        assert_eq!(names, TARGETS);
    }

    #[test]
    fn every_target_has_seeds() {
        let paths = Paths::find().unwrap();
        for target in TARGETS {
            let folder = paths.at("target/fuzz/tests").join(target);
            fs::create_dir_all(&folder).unwrap();
            assert!(seeds::write(&paths, target, &folder).unwrap() >= 12, "{target}");
        }
    }

    #[test]
    fn a_run_says_how_far_it_came() {
        let log =
            "#8\tDONE   cov: 4012 ft: 9 corp: 3/2b\nstat::number_of_executed_units: 81234\nstat::peak_rss_mb: 90\n";
        assert_eq!(summary(log), "81234 inputs, 4012 places in the code");
        assert_eq!(summary(""), "? inputs, ? places in the code");
    }

    #[test]
    fn an_unknown_target_is_refused_with_the_known_ones() {
        let read = |line: &str| Options::read(Args::new(line.split_whitespace().map(str::to_owned)));
        assert_eq!(read("redirect --seconds 5").unwrap().seconds, 5);
        assert_eq!(read("").unwrap().target, None);
        assert!(read("redirects").unwrap_err().to_string().contains("there is consent, cookie,"));
    }
}
