//! `cargo xtask fuzz`: bytes that steer themselves through the code (`fuzz/`), with the hostile texts of
//! `fixtures/redirects` and the links of the case files to begin with.
//!
//! The counters are LLVM's and come with the toolchain that is pinned here; sanitizers would need another one. What they
//! would find is unsafe code, of which Segue has none.

#[path = "../../tests/redirects/corpus.rs"]
mod corpus;
#[path = "../../tests/redirects/inputs.rs"]
mod inputs;

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::args::Args;
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::{proc, say, setup};

/// What is fuzzed: the files of `fuzz/fuzz_targets`.
const TARGETS: [&str; 1] = ["redirect"];

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

/// Runs the targets; an error when one of them found something.
pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    setup::cargo_fuzz(paths)?;
    let wanted = |name: &&str| options.target.as_deref().is_none_or(|target| target == *name);
    for target in TARGETS.into_iter().filter(wanted) {
        let folder = paths.at("target/fuzz").join(target);
        let (seeds, found, artifacts) = (folder.join("seeds"), folder.join("corpus"), folder.join("artifacts"));
        for needed in [&seeds, &found, &artifacts] {
            fs::create_dir_all(needed).context(|| format!("cannot make `{}`", paths.shown(needed)))?;
        }
        let count = write_seeds(paths, &seeds)?;
        say::now(&format!("fuzzing `{target}` for {} s, beginning with {count} requests", options.seconds));
        let mut fuzz = cargo_fuzz(paths, "run", target);
        fuzz.args([&found, &seeds]).arg("--").arg(format!("-max_total_time={}", options.seconds));
        // As long as a query that is looked at, twice; a request that takes 5 s is as bad as one that fails.
        fuzz.args(["-max_len=16384", "-timeout=5", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0"]);
        fuzz.arg(format!("-artifact_prefix={}/", artifacts.display()));
        proc::run(&mut fuzz)
            .map_err(|error| Error::new(format!("{error}{}", how_to_repeat(paths, target, &artifacts))))?;
    }
    Ok(())
}

/// `cargo fuzz` with the toolchain that builds everything else.
fn cargo_fuzz(paths: &Paths, command: &str, target: &str) -> std::process::Command {
    let mut fuzz = proc::cargo(paths);
    let tools = std::env::join_paths(
        std::iter::once(paths.tools().join("bin")).chain(std::env::split_paths(&paths.search_path())),
    );
    fuzz.env("PATH", tools.unwrap_or_else(|_| paths.search_path()));
    fuzz.args(["fuzz", command, "--fuzz-dir", "fuzz", "--sanitizer", "none", "--target-dir", "target/fuzz/build"]);
    // Flags meant for our own code would take the place of the counters.
    fuzz.env_remove("RUSTFLAGS").env_remove("CARGO_BUILD_TARGET").arg(target);
    fuzz
}

/// What to type to see it again.
fn how_to_repeat(paths: &Paths, target: &str, artifacts: &Path) -> String {
    let files = fs::read_dir(artifacts).into_iter().flatten().flatten().map(|entry| entry.path());
    let again = |file| {
        let shown = proc::shown(cargo_fuzz(paths, "run", target).arg(&file));
        format!("\n  PATH=target/tools/bin:$PATH {}", shown.replace(&format!("{}/", paths.root().display()), ""))
    };
    files.map(again).collect()
}

/// Writes the requests to begin with, one a file, as `fuzz/fuzz_targets` reads them. How many there are.
fn write_seeds(paths: &Paths, folder: &Path) -> Result<usize> {
    let mut seeds = Vec::new();
    let payloads = corpus::payloads(&paths.at("fixtures/redirects")).map_err(Error::new)?;
    for (number, payload) in payloads.into_iter().enumerate() {
        // Every text in a few inputs, every input with a few texts: the fuzzer carries them on from there.
        let campaigns = ["gifts", "tea-season", "sharpening-week"];
        let campaign = campaigns.get(number % campaigns.len()).copied().unwrap_or_default();
        let attacks = inputs::attacks(&payload.bytes, campaign, "K-101");
        let step = attacks.len() / 2;
        for attack in attacks.into_iter().skip(number % step).step_by(step) {
            let Some(rest) = attack.target.strip_prefix(b"/r/") else { continue };
            if attack.may_leave && rest.starts_with(b".") {
                continue;
            }
            let chosen = u8::try_from(number % 8).unwrap_or_default() | if attack.method == "HEAD" { 2 } else { 0 };
            let mut seed = [&[chosen], rest].concat();
            for (name, value) in &attack.headers {
                seed.extend([b"\n".as_slice(), name.to_ascii_lowercase().as_bytes(), b":", value].concat());
            }
            seeds.push((format!("{}-{}-{}", payload.family, payload.line, attack.input.replace(' ', "-")), seed));
        }
    }
    let cases = paths.at("fixtures/cases");
    for file in fs::read_dir(&cases).context(|| "cannot read `fixtures/cases`".into())?.flatten() {
        let text = fs::read(file.path()).context(|| format!("cannot read `{}`", paths.shown(&file.path())))?;
        let case: Value = serde_json::from_slice(&text).unwrap_or_default();
        let path = case.pointer("/request/path").and_then(Value::as_str).unwrap_or_default();
        if let Some(link) = path.strip_prefix("/r/") {
            let headers = case.pointer("/request/headers").and_then(Value::as_object);
            let lines = headers.into_iter().flatten();
            let lines = lines.map(|(name, value)| format!("\n{name}:{}", value.as_str().unwrap_or_default()));
            let seed = format!("\u{1}{link}{}", lines.collect::<String>());
            seeds.push((file.file_name().to_string_lossy().into_owned(), seed.into_bytes()));
        }
    }
    for (name, seed) in &seeds {
        fs::write(folder.join(name), seed).context(|| format!("cannot write to `{}`", paths.shown(folder)))?;
    }
    Ok(seeds.len())
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
    fn an_unknown_target_is_refused_with_the_known_ones() {
        let read = |line: &str| Options::read(Args::new(line.split_whitespace().map(str::to_owned)));
        assert_eq!(read("redirect --seconds 5").unwrap().seconds, 5);
        assert_eq!(read("").unwrap().target, None);
        assert!(read("redirects").unwrap_err().to_string().contains("there is redirect"));
    }
}
