//! The lists in SQL: `sql/lists.sql` on DuckDB and on Apache Spark against the builder, row by row.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};

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
        let shop = shop_of(&builder, &out.join("shop"))?;
        let written = self.imported(&shop, "--clicks", clicks)?;
        for (engine, script) in ENGINES {
            say::now(&format!("{engine}, {name} clicks"));
            let lists = out.join(format!("{}.parquet", engine.to_lowercase()));
            let log = out.join(format!("{}.log", engine.to_lowercase()));
            let said = File::create(&log).context(|| format!("cannot write `{}`", log.display()))?;
            let mut run = proc::command(paths, &self.python);
            run.arg(script).arg(clicks).arg(&lists).env("JAVA_HOME", &self.java_home).stderr(said);
            proc::run(&mut run).map_err(|error| Error::new(format!("{error}; {}", last_words(&log))))?;
            let mut compare = proc::command(paths, &self.python);
            proc::run(compare.arg("tests/lists/compare.py").arg(&builder).arg(&lists))?;
            if self.imported(&shop, "--lists", &lists)? != written {
                let lists = paths.shown(&lists);
                return Err(Error::new(format!("`segue import --lists {lists}` writes other lists than `--clicks`")));
            }
        }
        Ok(())
    }

    /// The lists that an import writes into a shop folder.
    fn imported(&self, shop: &Path, option: &str, file: &Path) -> Result<Vec<u8>> {
        let mut import = self.segue.call("import");
        proc::run(import.arg(option).arg(file).arg("--out").arg(shop).stdout(Stdio::null()))?;
        let lists = shop.join("derived/viewed-next.tsv");
        fs::read(&lists).context(|| format!("cannot read `{}`", lists.display()))
    }
}

/// A shop folder with the products of the builder's lists.
fn shop_of(builder: &Path, folder: &Path) -> Result<PathBuf> {
    let lists = fs::read_to_string(builder).context(|| format!("cannot read `{}`", builder.display()))?;
    let ids: BTreeSet<&str> = lists.lines().filter_map(|line| line.split('\t').next()).collect();
    let product = |id: &&str| json!({ "id": id, "title": id, "category": "all", "price": 1 });
    let products: Vec<Value> = ids.iter().map(product).collect();
    let shop = json!({ "name": "Clicks", "currency": "EUR", "allowed_hosts": ["shop.example"],
        "categories": [{ "id": "all", "title": "All", "url": "/" }] });
    fs::create_dir_all(folder).context(|| format!("cannot make `{}`", folder.display()))?;
    for (name, value) in [("shop.json", shop), ("products.json", Value::Array(products))] {
        let file = folder.join(name);
        fs::write(&file, value.to_string()).context(|| format!("cannot write `{}`", file.display()))?;
    }
    Ok(folder.to_owned())
}

/// The end of what an engine wrote to its error output; Spark writes much when nothing is wrong.
fn last_words(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(30)..).unwrap_or_default().join("\n")
}
