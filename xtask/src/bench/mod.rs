//! `cargo xtask bench`: what Segue costs, compared with bare Workers, one written by hand and other people's SDKs in the
//! same runtime on the same machine.

mod cells;
mod consent;
mod figures;
mod fresh;
mod inspect;
mod instructions;
mod lists;
mod load;
mod machine;
mod markdown;
mod measure;
mod options;
mod prepare;
mod publishing;
mod ratios;
mod redirects;
mod report;
mod rows;
mod script;
pub(crate) mod server;
mod shelves;
mod stats;
pub(crate) mod variant;

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::segue::{Profile, Segue};
use crate::{proc, say, setup, worker_build};
use figures::{Figures, Sizes};
use instructions::Counted;
use machine::Machine;
use measure::Candidate;
pub(crate) use options::Options;
use options::RowOptions;
use prepare::Preparing;
use rows::Row;

/// Measures what was asked for.
pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    match options {
        Options::Publishing(runs) => publishing::run(paths, *runs),
        Options::Lists(runs) => lists::run(paths, *runs),
        Options::Instructions => instructions::run(paths),
        Options::Rows(options) => run_rows(paths, options),
    }
}

/// Measures the rows, prints the table, and writes, stores or compares what was asked for.
fn run_rows(paths: &Paths, options: &RowOptions) -> Result<()> {
    let stored = if options.checks { Some(stored(paths)?) } else { None };
    setup::run(paths)?;
    let bench = Bench::prepare(paths, &options.rows())?;
    let started = Instant::now();
    let counted = if options.checks || options.stores { bench.count(paths)? } else { Vec::new() };
    let figures = bench.measure(&|_| true, options.seconds, &counted)?;
    print!("\n{}", report::table(&figures, bench.sizes));
    say::now(&format!("measured in {}", say::time(started.elapsed())));
    if let Some(file) = &options.json {
        let json = report::json(&figures, bench.sizes, &bench.machine, options.seconds);
        fs::write(file, format!("{json:#}\n")).context(|| format!("cannot write `{}`", file.display()))?;
    }
    if options.stores {
        bench.store(paths, &figures, options.seconds)?;
    }
    stored.map_or(Ok(()), |stored| bench.check(&stored, &figures, options.seconds))
}

/// The ratios that were stored.
fn stored(paths: &Paths) -> Result<ratios::Ratios> {
    let file = ratios::FILE;
    let text = fs::read_to_string(paths.at(file));
    let text = text.context(|| format!("cannot read `{file}`; `cargo xtask bench --store` writes it"))?;
    ratios::read(&text)
        .ok_or_else(|| Error::new(format!("`{file}` holds no ratios; `cargo xtask bench --store` writes it")))
}

/// Everything that is measured, ready to be started.
struct Bench {
    workerd: PathBuf,
    machine: Machine,
    sizes: Sizes,
    candidates: Vec<Candidate>,
}

impl Bench {
    fn prepare(paths: &Paths, rows: &[Row]) -> Result<Self> {
        let hello = worker_build::size(&worker_build::hello(paths)?)?;
        let deployed = if rows.iter().any(Row::is_ours) { Some(worker_build::deployed(paths)?) } else { None };
        let segue = Segue::build(paths, Profile::Cli)?;
        let workerd = server::program(paths)?;
        let wrangler =
            fs::read_to_string(paths.at("wrangler.toml")).context(|| "cannot read `wrangler.toml`".into())?;
        let day = variant::day(&wrangler)?;
        let preparing = Preparing::new(paths, segue);
        let lay = |row: &Row| Candidate::lay(paths, preparing.row(*row)?, day);
        let candidates = rows.iter().map(lay).collect::<Result<_>>()?;
        let runtime = proc::output(proc::command(paths, &workerd).arg("--version")).unwrap_or_default();
        Ok(Self { workerd, machine: Machine::look(&runtime), sizes: Sizes { hello, deployed }, candidates })
    }

    /// Measures those rows of which `wanted` holds.
    fn measure(&self, wanted: &dyn Fn(&Row) -> bool, seconds: u32, counted: &[Counted]) -> Result<Vec<Figures>> {
        let chosen: Vec<&Candidate> = self.candidates.iter().filter(|one| wanted(&one.prepared.row)).collect();
        let measured = measure::measure(&self.workerd, &chosen, seconds)?;
        Ok(figures::figures(&measured, self.sizes, counted))
    }

    /// Counts instructions, if there is a row that has some.
    fn count(&self, paths: &Paths) -> Result<Vec<Counted>> {
        let has = |name: &str| self.candidates.iter().any(|one| one.prepared.row.name == name);
        if instructions::ROWS.into_iter().any(has) { instructions::count(paths, &has) } else { Ok(Vec::new()) }
    }

    /// Writes the ratios and the table of the documentation.
    fn store(&self, paths: &Paths, figures: &[Figures], seconds: u32) -> Result<()> {
        let write =
            |file: &str, text: &str| fs::write(paths.at(file), text).context(|| format!("cannot write `{file}`"));
        write(ratios::FILE, &ratios::text(&ratios::of(figures), &self.machine))?;
        let page = fs::read_to_string(paths.at(markdown::FILE));
        let page = page.context(|| format!("cannot read `{}`", markdown::FILE))?;
        let table = markdown::table(figures, self.sizes, &self.machine, seconds);
        let page = markdown::within(&page, &table)
            .ok_or_else(|| Error::new(format!("`{}` has no markers for the table", markdown::FILE)))?;
        write(markdown::FILE, &page)?;
        say::now(&format!("stored in {} and {}", ratios::FILE, markdown::FILE));
        Ok(())
    }

    /// Compares with what was stored. A row that is worse is measured once more, with what it is compared with, and the
    /// better of both counts: a busy moment makes a row worse, and never better.
    fn check(&self, stored: &ratios::Ratios, figures: &[Figures], seconds: u32) -> Result<()> {
        let mut now = ratios::of(figures);
        let mut worse = ratios::worse(stored, &now);
        let again: Vec<String> = worse.iter().filter(|one| one.may_be_noise()).map(|one| one.row.clone()).collect();
        if !again.is_empty() {
            worse.iter().for_each(|one| say::now(&one.to_string()));
            say::now("measuring what is worse once more");
            let rows = rows::chosen(&again);
            let is_wanted = |row: &Row| rows.iter().any(|wanted| wanted.name == row.name);
            for (name, second) in ratios::of(&self.measure(&is_wanted, seconds, &[])?) {
                if let Some(first) = now.get_mut(&name) {
                    *first = first.better(&second);
                }
            }
            worse = ratios::worse(stored, &now);
        }
        if worse.is_empty() {
            let compared = now.keys().filter(|name| stored.contains_key(*name)).count();
            say::now(&format!("{compared} rows are not worse than {} says", ratios::FILE));
            return Ok(());
        }
        let lines: Vec<String> = worse.iter().map(ToString::to_string).collect();
        Err(Error::new(format!(
            "worse than `{}` says:\n  {}\nmend it, or, if it is worth that, store it with `cargo xtask bench --store`",
            ratios::FILE,
            lines.join("\n  ")
        )))
    }
}
