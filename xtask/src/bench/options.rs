//! What `cargo xtask bench` was asked for.

use std::path::PathBuf;

use super::rows::{self, Row};
use super::{lists, publishing};
use crate::args::Args;
use crate::error::{Error, Result};

/// One of the measurements.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Options {
    /// Rows over HTTP.
    Rows(RowOptions),
    /// Instructions of the edge alone.
    Instructions,
    /// `segue check` and `segue build`, so many runs each.
    Publishing(u32),
    /// The making of lists, so many runs each.
    Lists(u32),
}

/// How the rows are measured.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct RowOptions {
    pub(crate) json: Option<PathBuf>,
    pub(crate) seconds: u32,
    pub(crate) only: Vec<String>,
    /// Compare with the stored ratios.
    pub(crate) checks: bool,
    /// Store the ratios, and the table of the documentation.
    pub(crate) stores: bool,
}

/// The measurements that are asked for by name, in place of the rows.
const OTHERS: [&str; 3] = ["--instructions", "--publishing", "--lists"];

impl Options {
    /// Reads the words after `bench`.
    pub(crate) fn read(mut args: Args) -> Result<Self> {
        let asked: Vec<&str> = OTHERS.into_iter().filter(|name| args.flag(name)).collect();
        let other = match asked.as_slice() {
            [] => return RowOptions::read(args).map(Self::Rows),
            [other] => *other,
            [one, another, ..] => {
                return Err(Error::new(format!("`{one}` and `{another}` are two measurements: ask for one of them")));
            }
        };
        let runs = |args: &mut Args, usual: u32| {
            let wanted = "a number from 1 to 100";
            let runs = args.parsed("--runs", wanted)?.unwrap_or(usual);
            if (1..=100).contains(&runs) {
                Ok(runs)
            } else {
                Err(Error::new(format!("`--runs {runs}`: write {wanted}")))
            }
        };
        let options = match other {
            "--instructions" => Self::Instructions,
            "--publishing" => Self::Publishing(runs(&mut args, publishing::RUNS)?),
            _ => Self::Lists(runs(&mut args, lists::RUNS)?),
        };
        args.finish()?;
        Ok(options)
    }
}

impl RowOptions {
    fn read(mut args: Args) -> Result<Self> {
        let json = args.value("--json")?.map(PathBuf::from);
        let wanted = "a number of seconds from 1 to 600";
        let seconds = args.parsed("--seconds", wanted)?.unwrap_or(8);
        let only = args.list("--only")?;
        let (checks, stores) = (args.flag("--check"), args.flag("--store"));
        args.finish()?;
        if stores && (checks || !only.is_empty()) {
            return Err(Error::new("`--store` stores all rows as they are now: leave out `--check` and `--only`"));
        }
        if !(1..=600).contains(&seconds) {
            return Err(Error::new(format!("`--seconds {seconds}`: write {wanted}")));
        }
        if let Some(name) = only.iter().find(|name| !rows::ROWS.iter().any(|row| row.name == name.as_str())) {
            let known: Vec<&str> = rows::ROWS.iter().map(|row| row.name).collect();
            return Err(Error::new(format!("`--only {name}`: there is no such row; they are {}", known.join(", "))));
        }
        Ok(Self { json, seconds, only, checks, stores })
    }

    /// The rows that are measured: those named, or all, with those that they are compared with.
    pub(crate) fn rows(&self) -> Vec<Row> {
        rows::chosen(&self.only)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

    use std::path::Path;

    use super::super::rows::{CONSTANT, EMPTY, ROWS, YARDSTICK};
    use super::super::{consent, shelves};
    use super::*;

    fn read(line: &str) -> Result<Options> {
        Options::read(Args::new(line.split_whitespace().map(str::to_owned)))
    }

    fn rows(line: &str) -> RowOptions {
        match read(line).unwrap() {
            Options::Rows(options) => options,
            other => panic!("`{line}` is {other:?}"),
        }
    }

    fn names(line: &str) -> Vec<&'static str> {
        rows(line).rows().iter().map(|row| row.name).collect()
    }

    #[test]
    fn all_rows_by_default() {
        let options = rows("");
        assert_eq!(options.seconds, 8);
        assert_eq!(options.rows().len(), ROWS.len());
    }

    #[test]
    fn what_all_are_compared_with_is_always_there() {
        let options = rows("--only pdp-full --seconds 5 --json a.json");
        assert_eq!((options.seconds, options.json.as_deref()), (5, Some(Path::new("a.json"))));
        assert_eq!(names("--only pdp-full"), [EMPTY, CONSTANT, YARDSTICK, "pdp-full"]);
    }

    #[test]
    fn what_is_compared_comes_with_what_it_is_compared_with() {
        assert_eq!(names("--only pdp-consent-tcf"), [EMPTY, CONSTANT, YARDSTICK, consent::WITHOUT, "pdp-consent-tcf"]);
        assert_eq!(names("--only pdp-full-lists"), [EMPTY, CONSTANT, YARDSTICK, shelves::WITH, shelves::WITHOUT]);
    }

    #[test]
    fn stores_all_or_compares_some() {
        assert!(rows("--store").stores && !rows("--store").checks);
        assert!(rows("--check --only pdp-full").checks && !rows("--check").stores);
    }

    #[test]
    fn the_others_are_measured_alone() {
        assert_eq!(read("--instructions").unwrap(), Options::Instructions);
        assert_eq!(read("--publishing").unwrap(), Options::Publishing(publishing::RUNS));
        assert_eq!(read("--publishing --runs 3").unwrap(), Options::Publishing(3));
        assert_eq!(read("--lists").unwrap(), Options::Lists(lists::RUNS));
        let both = read("--lists --publishing").unwrap_err().to_string();
        assert_eq!(both, "`--publishing` and `--lists` are two measurements: ask for one of them");
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        for line in [
            "--instructions --only pdp-full",
            "--instructions --seconds 3",
            "--store --only pdp-full",
            "--store --check",
            "--instructions --store",
            "--publishing --runs 0",
            "--publishing --seconds 3",
            "--runs 3",
            "--seconds 0",
            "--seconds 601",
            "--seconds x",
            "--only nothing",
            "--json",
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
