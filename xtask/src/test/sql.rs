//! The lists in SQL: `sql/lists.sql` on DuckDB and on Apache Spark against the builder, row by row.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::segue::{Profile, Segue};
use crate::{java, proc, python, say};

const NEEDED_FOR: &str = "running the lists' SQL";

/// A shop's clicks as nobody's are: robots, clicks sent twice, moments shared, ids with quotes and in other alphabets.
const MADE: &str = "fixtures/clicks/quirks.csv";

/// Real clicks, beside the repository.
const REAL: &str = "../shared/data/clicks-train.tsv.gz";

/// An engine and the script that runs the SQL on it.
const ENGINES: [(&str, &str); 2] = [("DuckDB", "sql/run_duckdb.py"), ("Spark", "sql/run_spark.py")];

struct Tools {
    python: PathBuf,
    java_home: PathBuf,
    segue: Segue,
}

/// Runs both engines on what is made up, and on real clicks where they are.
pub(crate) fn run(paths: &Paths) -> Result<()> {
    let python = python::ensure(paths, "sql", "sql/requirements.txt", NEEDED_FOR)?;
    let java_home = java::ensure(paths, "Apache Spark")?;
    let tools = Tools { python, java_home, segue: Segue::build(paths, Profile::Dev)? };
    tools.compare(paths, "made", &paths.at(MADE))?;
    let real = std::env::var_os("SEGUE_CLICKS").map_or_else(|| paths.at(REAL), PathBuf::from);
    if real.is_file() {
        tools.compare(paths, "real", &real)
    } else {
        say::now(&format!("skipped: `{}` is not here; made-up clicks were compared", real.display()));
        Ok(())
    }
}

impl Tools {
    fn compare(&self, paths: &Paths, name: &str, clicks: &Path) -> Result<()> {
        let out = paths.at("target/sql").join(name);
        if out.exists() {
            fs::remove_dir_all(&out).context(|| format!("cannot empty `{}`", out.display()))?;
        }
        fs::create_dir_all(&out).context(|| format!("cannot make `{}`", out.display()))?;
        let builder = out.join("builder.tsv");
        let file = File::create(&builder).context(|| format!("cannot write `{}`", builder.display()))?;
        proc::run(self.segue.call("lists").arg("--clicks").arg(clicks).stdout(file))?;
        for (engine, script) in ENGINES {
            say::now(&format!("{engine}, {} clicks", name));
            let lists = out.join(format!("{}.parquet", engine.to_lowercase()));
            let log = out.join(format!("{}.log", engine.to_lowercase()));
            let said = File::create(&log).context(|| format!("cannot write `{}`", log.display()))?;
            let mut run = proc::command(paths, &self.python);
            run.arg(script).arg(clicks).arg(&lists).env("JAVA_HOME", &self.java_home).stderr(said);
            proc::run(&mut run).map_err(|error| Error::new(format!("{error}; {}", last_words(&log))))?;
            let mut compare = proc::command(paths, &self.python);
            proc::run(compare.arg("tests/lists/compare.py").arg(&builder).arg(&lists))?;
        }
        Ok(())
    }
}

/// The end of what an engine wrote to its error output; Spark writes much when nothing is wrong.
fn last_words(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(30)..).unwrap_or_default().join("\n")
}
