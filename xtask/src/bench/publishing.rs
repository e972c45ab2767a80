//! `cargo xtask bench --publishing`: how long `segue check` and `segue build` take and how much memory, by the number of
//! products and of an audience's members, as multiples of reading the same files with serde alone in the same run.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::prepare::clear;
use super::server::processor_time;
use super::stats;
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::segue::{Profile, Segue};
use crate::{interrupt, proc, say};

/// Segments of each shop beyond those that it has anyway.
const SEGMENTS: u32 = 200;

/// Products and members of each row.
const SHOPS: [(u32, u32); 5] = [(1_000, 0), (10_000, 0), (100_000, 0), (100_000, 10_000), (100_000, 1_000_000)];

/// How often each command is run, in turns with the others.
pub(super) const RUNS: u32 = 7;

/// How often a running command's memory is looked at.
const GLANCE: Duration = Duration::from_millis(1);

/// What one run came to.
#[derive(Clone, Copy)]
pub(super) struct Run {
    seconds: f64,
    /// Seconds that its threads had a processor for, together; 0 where the system does not tell.
    processor: f64,
    /// The most memory that it held at once (`VmHWM`), in KiB; 0 where the system does not tell.
    peak: u64,
}

struct Row {
    products: u32,
    members: u32,
    folder: PathBuf,
    out: PathBuf,
    serde: Vec<Run>,
    check: Vec<Run>,
    build: Vec<Run>,
}

/// Measures and prints the table, in Markdown.
pub(super) fn run(paths: &Paths, runs: u32) -> Result<()> {
    let segue = Segue::build(paths, Profile::Cli)?;
    let mut rows = Vec::new();
    for (products, members) in SHOPS {
        let work = paths.at("target/bench").join(format!("publishing-{products}-{members}"));
        clear(&work)?;
        let (folder, out) = (work.join("shop"), work.join("kv"));
        say::now(&format!("making a shop of {products} products, {SEGMENTS} segments and {members} members"));
        let counts = [("--products", products), ("--segments", SEGMENTS), ("--members", members)];
        let mut synth = segue.call("synth");
        counts.iter().for_each(|(name, count)| {
            synth.args([name, count.to_string().as_str()]);
        });
        proc::run(synth.arg("--out").arg(&folder).stdout(Stdio::null()))?;
        rows.push(Row { products, members, folder, out, serde: Vec::new(), check: Vec::new(), build: Vec::new() });
    }
    for round in 0..=runs {
        say::now(&format!("round {round} of {runs}"));
        for row in &mut rows {
            let serde = timed(segue.call("yardstick").arg(&row.folder))?;
            let check = timed(segue.call("check").arg(&row.folder))?;
            let build = timed(segue.call("build").arg(&row.folder).arg("--out").arg(&row.out))?;
            // The first round reads the files into the system's memory.
            if round > 0 {
                row.serde.push(serde);
                row.check.push(check);
                row.build.push(build);
            }
        }
    }
    print!("\n{}", table(&rows)?);
    Ok(())
}

/// Runs a command to its end.
pub(super) fn timed(command: &mut Command) -> Result<Run> {
    let name = proc::shown(command);
    let started = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.context(|| format!("cannot run `{name}`"))?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let (mut peak, mut processor) = (0, 0.0);
    loop {
        peak = peak.max(high_water(&status).unwrap_or(0));
        processor = processor_time(child.id()).map_or(processor, |time| time.as_secs_f64());
        if let Some(status) = child.try_wait().context(|| format!("cannot wait for `{name}`"))? {
            if interrupt::requested() {
                return Err(Error::new("stopped"));
            }
            let seconds = started.elapsed().as_secs_f64();
            return if status.success() {
                Ok(Run { seconds, processor, peak })
            } else {
                Err(Error::new(format!("`{name}` failed")))
            };
        }
        thread::sleep(GLANCE);
    }
}

/// `VmHWM` in KiB.
fn high_water(status: &Path) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Median, least and most, of the times.
pub(super) struct Spread {
    pub(super) middle: f64,
    least: f64,
    most: f64,
    /// The median of the processor time.
    pub(super) processor: f64,
    /// The largest peak, in MiB.
    pub(super) peak: f64,
}

impl Spread {
    pub(super) fn of(runs: &[Run]) -> Self {
        let mut times: Vec<f64> = runs.iter().map(|run| run.seconds).collect();
        let middle = stats::median(&mut times).unwrap_or_default();
        let (least, most) = (times.first().copied().unwrap_or_default(), times.last().copied().unwrap_or_default());
        let peak = runs.iter().map(|run| run.peak).max().unwrap_or_default();
        let mut processor: Vec<f64> = runs.iter().map(|run| run.processor).collect();
        let processor = stats::median(&mut processor).unwrap_or_default();
        Self { middle, least, most, processor, peak: peak as f64 / 1024.0 }
    }

    pub(super) fn shown(&self) -> String {
        format!("{:.2} s ({:.2}–{:.2})", self.middle, self.least, self.most)
    }
}

/// Bytes and number of the files in a folder and below it whose names `wanted` takes.
fn held(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<(u64, u64)> {
    let mut sum = (0, 0);
    for entry in fs::read_dir(folder).context(|| format!("cannot read `{}`", folder.display()))?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            let (bytes, files) = held(&path, wanted)?;
            sum = (sum.0 + bytes, sum.1 + files);
        } else if wanted(&entry.file_name().to_string_lossy()) {
            sum = (sum.0 + entry.metadata().map_or(0, |about| about.len()), sum.1 + 1);
        }
    }
    Ok(sum)
}

fn table(rows: &[Row]) -> Result<String> {
    let mut out = String::from(
        "| products | members | files | serde alone | `check` | ratio | peak | `build` | ratio | peak | core | shards | members' file |\n\
         |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let [serde, check, build] = [&row.serde, &row.check, &row.build].map(|runs| Spread::of(runs));
        let (files, _) = held(&row.folder, &|_| true)?;
        let (core, _) = held(&row.out, &|name| name.starts_with("core-"))?;
        let (bytes, shards) = held(&row.out, &|name| name.starts_with("shard-"))?;
        let (list, _) = held(&row.folder, &|name| name.ends_with(".members"))?;
        let a_member =
            if row.members == 0 { "–".into() } else { format!("{:.3} B each", list as f64 / f64::from(row.members)) };
        // Writing to a string cannot fail.
        let _ok = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {:.1} | {:.0} MiB | {} | {:.1} | {:.0} MiB | {} | {} in {shards} | {a_member} |",
            row.products,
            row.members,
            say::bytes(files),
            serde.shown(),
            check.shown(),
            check.middle / serde.middle,
            check.peak,
            build.shown(),
            build.middle / serde.middle,
            build.peak,
            say::bytes(core),
            say::bytes(bytes),
        );
    }
    let runs = rows.first().map_or(0, |row| row.serde.len());
    let _ok = writeln!(
        out,
        "\nEach with {SEGMENTS} segments. Medians of {runs} runs in turns (least to most), whole processes, the files in the \
         system's memory. serde alone: every JSON file into a `serde_json::Value`, the members' file as bytes. Peak: VmHWM, \
         the largest of all runs."
    );
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_of_all_runs() {
        let runs = [3.0, 1.0, 2.0].map(|seconds| Run { seconds, processor: seconds * 2.0, peak: 2048 });
        let spread = Spread::of(&runs);
        assert_eq!((spread.middle, spread.least, spread.most, spread.peak), (2.0, 1.0, 3.0, 2.0));
        assert_eq!(spread.processor, 4.0);
        assert_eq!(spread.shown(), "2.00 s (1.00–3.00)");
    }

    #[test]
    fn the_memory_of_a_process_is_read() {
        if Path::new("/proc/self/status").exists() {
            assert!(high_water(Path::new("/proc/self/status")).is_some_and(|peak| peak > 100));
        }
        assert_eq!(high_water(Path::new("/nowhere")), None);
    }
}
