//! `cargo xtask bench --instructions`: how many instructions the edge itself takes for one request, natively and under
//! callgrind. Other than times, the numbers are the same on a busy machine and on a quiet one.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Context, Error, Result};
use crate::paths::{Paths, find_program};
use crate::{apt, proc, say};

/// What is asked, as `bench/decision` names it. A row of the same name over HTTP does the same.
pub(crate) const ROWS: [&str; 7] =
    ["pdp-full", "pdp-anonymous", "recs", "redirect", "redirect-full", "event", "privacy"];

/// How often all requests of a row are answered in its two runs: what they differ by is the work of the requests alone.
const ROUNDS: [u64; 2] = [1, 5];

/// The function that is counted in, with all that it calls.
const COUNTED: &str = "--toggle-collect=*segue_bench_decision*measured*";

/// Instructions of one request, on average over the row's requests.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Counted {
    pub(crate) name: &'static str,
    pub(crate) instructions: u64,
    /// What callgrind wrote, for `callgrind_annotate`.
    pub(crate) file: PathBuf,
}

/// Counts and prints.
pub(crate) fn run(paths: &Paths) -> Result<()> {
    let counted = count(paths, &|_| true)?;
    print!("\n{}", table(paths, &counted));
    Ok(())
}

/// Counts those rows of which `wanted` holds.
pub(crate) fn count(paths: &Paths, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Counted>> {
    if find_program("valgrind").is_none() {
        apt::install(paths, &["valgrind"], "counting instructions")?;
    }
    say::now("building what counts (a few minutes the first time)");
    let mut cargo = proc::cargo(paths);
    cargo.args(["build", "--quiet", "--package", "segue-bench-decision", "--profile", "instructions"]);
    proc::run(&mut cargo)?;
    let program = paths.cargo_target().join("instructions/segue-bench-decision");
    let out = paths.at("target/bench/decision");
    fs::create_dir_all(&out).context(|| format!("cannot make `{}`", out.display()))?;
    say::now("counting instructions");
    ROWS.into_iter().filter(|name| wanted(name)).map(|name| one(paths, &program, &out, name)).collect()
}

fn one(paths: &Paths, program: &Path, out: &Path, name: &'static str) -> Result<Counted> {
    let file = out.join(format!("{name}.callgrind"));
    let mut totals = [0; 2];
    let mut requests = 0;
    for (total, rounds) in totals.iter_mut().zip(ROUNDS) {
        let mut command = Command::new("valgrind");
        command.args(["--tool=callgrind", "--collect-atstart=no", COUNTED]);
        command.arg(format!("--callgrind-out-file={}", file.display())).arg(program);
        command.arg(paths.at("fixtures/shop")).args([name, &rounds.to_string()]);
        let output = command.output().context(|| "cannot run `valgrind`".into())?;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            let wrong = String::from_utf8_lossy(&output.stderr);
            return Err(Error::new(format!("`{}` failed: {}", proc::shown(&command), wrong.trim())));
        }
        requests = first_number(&said).ok_or_else(|| Error::new(format!("`{name}` does not say what it asked")))?;
        let text = fs::read_to_string(&file).context(|| format!("cannot read `{}`", file.display()))?;
        *total = collected(&text).ok_or_else(|| Error::new(format!("`{}` has no total", file.display())))?;
    }
    match per_request(totals, requests) {
        Some(instructions) => Ok(Counted { name, instructions, file }),
        None => Err(Error::new(format!("`{name}`: callgrind counted nothing; its file is `{}`", file.display()))),
    }
}

/// What the two runs differ by, for one request.
fn per_request([fewer, more]: [u64; 2], requests: u64) -> Option<u64> {
    let [first, second] = ROUNDS;
    let counted = more.checked_sub(fewer)?.checked_div(requests * (second - first))?;
    (counted > 0).then_some(counted)
}

/// The total in what callgrind wrote.
fn collected(text: &str) -> Option<u64> {
    text.lines().rev().find_map(|line| line.strip_prefix("totals:")).and_then(first_number)
}

fn first_number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}

fn table(paths: &Paths, counted: &[Counted]) -> String {
    let mut out = String::new();
    for Counted { name, instructions, file } in counted {
        // Writing to a string cannot fail.
        let _ok = writeln!(out, "{name:<20} {instructions:>10}   {}", paths.shown(file));
    }
    out.push_str("\ninstructions of one request; where they are: callgrind_annotate FILE\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read_and_shared_out() {
        assert_eq!(collected("events: Ir\nfn=(1) a\n12 34\n\ntotals: 4900\n"), Some(4900));
        assert_eq!(collected("events: Ir\n"), None);
        assert_eq!(first_number("49 requests, 5508 bytes"), Some(49));
        // Five rounds less one of 10 requests.
        assert_eq!(per_request([1_000, 41_000], 10), Some(1_000));
        assert_eq!(per_request([0, 0], 10), None, "nothing was counted");
        assert_eq!(per_request([5, 4], 10), None);
        assert_eq!(per_request([1, 9], 0), None);
    }
}
