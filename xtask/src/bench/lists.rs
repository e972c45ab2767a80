//! `cargo xtask bench --lists`: how long the making of lists from a file of clicks takes and what it holds, by the number
//! of clicks, as a multiple of what pandas and SciPy need for the same step in the same run.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use super::prepare::clear;
use super::publishing::{Run, Spread, timed};
use crate::error::Result;
use crate::paths::Paths;
use crate::segue::{Profile, Segue};
use crate::{proc, python, say};

/// Made-up clicks of each row, in millions.
const SIZES: [u64; 3] = [1, 3, 10];

/// How often each is run, in turns.
pub(super) const RUNS: u32 = 3;

struct Row {
    millions: u64,
    clicks: PathBuf,
    segue: Vec<Run>,
    scipy: Vec<Run>,
}

/// Measures and prints the table, in Markdown.
pub(super) fn run(paths: &Paths, runs: u32) -> Result<()> {
    let python = python::ensure(paths, "lists", "bench/lists/requirements.txt", "comparing with pandas and SciPy")?;
    let segue = Segue::build(paths, Profile::Cli)?;
    let work = paths.at("target/bench/lists");
    clear(&work)?;
    let mut rows = Vec::new();
    for millions in SIZES {
        say::now(&format!("making up {millions} million clicks"));
        let clicks = work.join(format!("clicks-{millions}.csv"));
        let many = (millions * 1_000_000).to_string();
        let mut synth = segue.call("synth");
        proc::run(synth.args(["--clicks", &many, "--out"]).arg(&clicks).stdout(Stdio::null()))?;
        rows.push(Row { millions, clicks, segue: Vec::new(), scipy: Vec::new() });
    }
    for round in 1..=runs {
        for row in &mut rows {
            say::now(&format!("round {round} of {runs}, {} million clicks", row.millions));
            row.segue.push(timed(segue.call("lists").arg("--clicks").arg(&row.clicks))?);
            let mut scipy = proc::command(paths, &python);
            scipy.arg("bench/lists/lists.py").arg(&row.clicks).arg(work.join("lists.npz"));
            row.scipy.push(timed(&mut scipy)?);
        }
    }
    print!("\n{}", table(&rows));
    Ok(())
}

fn table(rows: &[Row]) -> String {
    let mut out = String::from(
        "| clicks | file | segue | processor | peak | pandas and SciPy | processor | peak | time, of theirs | processor | memory |\n\
         |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let (segue, scipy) = (Spread::of(&row.segue), Spread::of(&row.scipy));
        let bytes = fs::metadata(&row.clicks).map_or(0, |about| about.len());
        // Writing to a string cannot fail.
        let _ok = writeln!(
            out,
            "| {} million | {} | {} | {:.2} s | {:.0} MiB | {} | {:.2} s | {:.0} MiB | {:.2} | {:.2} | {:.2} |",
            row.millions,
            say::bytes(bytes),
            segue.shown(),
            segue.processor,
            segue.peak,
            scipy.shown(),
            scipy.processor,
            scipy.peak,
            segue.middle / scipy.middle,
            segue.processor / scipy.processor,
            segue.peak / scipy.peak,
        );
    }
    let runs = rows.first().map_or(0, |row| row.segue.len());
    let _ok = writeln!(
        out,
        "\nMedians of {runs} runs in turns (least to most), whole processes from the CSV file on: segue prints every list as \
         text, pandas writes arrays. Peak: VmHWM, the largest of all runs."
    );
    out
}
