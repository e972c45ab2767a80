//! `cargo xtask dev`: from a clone to a shop in the browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Instant, UNIX_EPOCH};

use crate::args::Args;
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::runtime::{self, Runtime};
use crate::segue::{Profile, Segue};
use crate::{proc, publisher, say, setup, vars, worker_build};

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    port: u16,
    shop: Option<PathBuf>,
    orders: Option<PathBuf>,
    country: String,
}

impl Options {
    /// Reads the words after `dev`.
    pub(crate) fn read(mut args: Args) -> Result<Self> {
        let port = args.parsed("--port", "a number from 1 to 65535")?.unwrap_or(8787);
        let shop = args.value("--shop")?.map(PathBuf::from);
        let orders = args.value("--orders")?.map(PathBuf::from);
        let country = args.value("--country")?.unwrap_or_else(|| "DE".into());
        args.finish()?;
        if port == 0 {
            return Err(Error::new("`--port 0`: write a number from 1 to 65535"));
        }
        if shop.is_some() && orders.is_some() {
            return Err(Error::new("`--shop` and `--orders` exclude each other: leave one of them out"));
        }
        if country.len() != 2 || !country.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Err(Error::new(format!(
                "`--country {country}`: write the two capital letters of a country, such as `DE`"
            )));
        }
        Ok(Self { port, shop, orders, country })
    }
}

/// Sets everything up, serves the shop, and stays until Ctrl-C.
pub(crate) fn run(paths: &Paths, options: Options) -> Result<()> {
    let started = Instant::now();
    // A wrong path should be said now, not after the builds.
    let orders = options.orders.as_deref().map(|file| existing(file, "an order export")).transpose()?;
    let shop = options.shop.as_deref().map(|folder| existing(folder, "a shop folder")).transpose()?;
    setup::run(paths)?;
    worker_build::deployed(paths)?;
    say::now("building the segue command");
    let segue = Segue::build(paths, Profile::Cli)?;

    let work = paths.at("target/dev");
    fs::create_dir_all(&work).context(|| "cannot make `target/dev`".into())?;
    let shop = match orders {
        Some(file) => import(&segue, &file, &work)?,
        None => shop.unwrap_or_else(|| paths.at("fixtures/shop")),
    };
    vars::ensure(&paths.at(".dev.vars"))?;
    let (site, state) = (work.join("site"), work.join("state"));
    say::now(&format!("publishing {} to local KV", paths.shown(&shop)));
    proc::run(segue.call("storefront").arg(&shop).arg("--out").arg(&site))?;
    let key = work.join("dev.key");
    let publishers = publisher::ensure(&segue, &key)?;
    proc::run(segue.call("push").arg(&shop).arg("--local").arg("--persist-to").arg(&state).arg("--key").arg(&key))?;

    say::now("starting the runtime");
    let Options { port, country, .. } = options;
    let country_shown = country.clone();
    let runtime = Runtime::start(
        paths,
        runtime::Options {
            port,
            state,
            site: Some(site),
            country: Some(country),
            publishers: Some(publishers),
            vars: None,
            log: None,
        },
    )?;
    welcome(&runtime.url(), &country_shown, &say::time(started.elapsed()));
    println!(
        "  `segue preview {} --product ID --persona NAME --base {} --local --persist-to {} --key {}`\n  \
         makes a link that shows a page as somebody else.\n",
        paths.shown(&shop),
        runtime.url(),
        paths.shown(&work.join("state")),
        paths.shown(&key),
    );
    runtime.stay()
}

fn welcome(url: &str, country: &str, took: &str) {
    println!(
        "
  Ready after {took}. Open

    {url}/                  the shop: look at products, fill the cart, say yes or no, and see the pages change
    {url}/_segue/privacy    what Segue remembers about you, and how to make it forget
    {url}/_segue/health     which snapshot is served

  Visitors come from {country} (`--country US` for another law). Ctrl-C ends it.
"
    );
}

/// The whole path of something that must exist.
fn existing(path: &Path, what: &str) -> Result<PathBuf> {
    path.canonicalize().map_err(|_| Error::new(format!("`{}` is not there: write the path of {what}", path.display())))
}

/// Makes a shop of an order export, unless this file was already imported by this very command.
fn import(segue: &Segue, orders: &Path, work: &Path) -> Result<PathBuf> {
    let (out, note) = (work.join("imported"), work.join("imported.from"));
    let wanted = origin(segue, orders)?;
    if fs::read_to_string(&note).is_ok_and(|made_from| made_from == wanted) && out.join("shop.json").is_file() {
        say::now(&format!("`{}` is imported already", orders.display()));
        return Ok(out);
    }
    say::now(&format!("importing `{}`", orders.display()));
    if out.exists() {
        fs::remove_dir_all(&out).context(|| "cannot clear `target/dev/imported`".into())?;
    }
    proc::run(segue.call("import").arg("--orders").arg(orders).arg("--out").arg(&out))?;
    fs::write(&note, wanted).context(|| "cannot write `target/dev/imported.from`".into())?;
    Ok(out)
}

/// What the import depends on: which file, as it is now, and which build of the command.
fn origin(segue: &Segue, orders: &Path) -> Result<String> {
    let file = orders.metadata().context(|| format!("cannot read `{}`", orders.display()))?;
    let nanoseconds = |time: Option<std::time::SystemTime>| {
        time.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_nanos())
    };
    let (changed, built) = (nanoseconds(file.modified().ok()), nanoseconds(segue.built()));
    Ok(format!("{}\n{} bytes, changed {changed}, command built {built}\n", orders.display(), file.len()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    fn read(line: &str) -> Result<Options> {
        Options::read(Args::new(line.split_whitespace().map(str::to_owned)))
    }

    #[test]
    fn defaults() {
        let wanted = Options { port: 8787, shop: None, orders: None, country: "DE".into() };
        assert_eq!(read("").unwrap(), wanted);
    }

    #[test]
    fn all_options() {
        let options = read("--port 9001 --country US --orders a.csv.gz").unwrap();
        assert_eq!((options.port, options.country.as_str()), (9001, "US"));
        assert_eq!(options.orders.as_deref(), Some(Path::new("a.csv.gz")));
        assert_eq!(read("--shop my/shop").unwrap().shop.as_deref(), Some(Path::new("my/shop")));
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        for line in ["--port 0", "--port 70000", "--country usa", "--country de", "--shop a --orders b", "--what"] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
