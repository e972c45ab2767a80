//! Running Workers for the tests: each with its own state, its own port and keys made for this run.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::runtime::{Options, Runtime};
use crate::segue::{Profile, Segue};
use crate::{clicks, http, proc, publisher, say, vars};

/// Where the Workers of one step keep what they write. It begins empty.
pub(crate) struct Workers<'a> {
    paths: &'a Paths,
    segue: Segue,
    folder: PathBuf,
    vars: PathBuf,
    /// The value of `SEGUE_KEYS` that the Workers have.
    pub(crate) keys: String,
}

/// What a Worker of the tests serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serves {
    /// The sample shop's snapshot.
    Shop,
    /// The sample shop's snapshot, and its development storefront.
    ShopAndStorefront,
    /// Nothing was ever published.
    Nothing,
}

impl<'a> Workers<'a> {
    /// Makes the folder and the keys.
    pub(crate) fn new(paths: &'a Paths, step: &str) -> Result<Self> {
        let folder = paths.at("target/test").join(step);
        if folder.exists() {
            fs::remove_dir_all(&folder).context(|| format!("cannot clear `{}`", paths.shown(&folder)))?;
        }
        fs::create_dir_all(&folder).context(|| format!("cannot make `{}`", paths.shown(&folder)))?;
        let vars = folder.join("vars");
        let keys = vars::for_one_run(&vars)?;
        let segue = Segue::build(paths, Profile::Dev)?;
        Ok(Self { paths, segue, folder, vars, keys })
    }

    /// The folder of a Worker's local KV.
    pub(crate) fn state(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Compiles the sample shop into files, one a key of KV.
    pub(crate) fn build_shop(&self, out: &Path) -> Result<()> {
        proc::run(self.segue.call("build").arg(self.paths.at("fixtures/shop")).arg("--out").arg(out))
    }

    /// The same, signed where there is a key.
    pub(crate) fn build_signed(&self, out: &Path, key: Option<&Path>, message: &str) -> Result<()> {
        let mut build = self.segue.call("build");
        build.arg(self.paths.at("fixtures/shop")).arg("--out").arg(out).args(["--message", message]);
        key.iter().for_each(|key| {
            build.arg("--key").arg(key);
        });
        proc::run(&mut build)
    }

    /// Makes a publisher's key unless it is there; its public half, as `SEGUE_PUBLISHERS` takes it.
    pub(crate) fn publisher(&self, key: &Path) -> Result<String> {
        publisher::ensure(&self.segue, key)
    }

    /// The same as of 31 days ago with a list of members that held for 30 days. The members are those that the tests know.
    pub(crate) fn build_ended(&self, folder: &Path, out: &Path) -> Result<()> {
        let shop = folder.join("shop");
        copy(&self.paths.at("fixtures/shop"), &shop).context(|| format!("cannot fill `{}`", shop.display()))?;
        let then = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() - 31 * 86_400;
        let call = |subcommand: &str| {
            let mut command = self.segue.call(subcommand);
            command.env("SOURCE_DATE_EPOCH", then.to_string());
            command
        };
        let ids = self.paths.at("tests/http/members.txt");
        proc::run(call("audience").args(["add", "vip", "--ids"]).arg(ids).arg("--dir").arg(&shop))?;
        proc::run(call("build").arg(&shop).arg("--out").arg(out))
    }

    /// Makes the lists of a shop folder out of these sessions.
    pub(crate) fn learn(&self, clicks: &Path, folder: &Path) -> Result<()> {
        clicks::learn(&self.segue, clicks, folder)
    }

    /// Starts a Worker that serves another shop folder; its visitors come from Germany.
    pub(crate) fn start_folder(&self, name: &str, folder: &Path) -> Result<Runtime> {
        self.publish(folder, &self.state(name), None)?;
        self.run(name, Some("DE"), None, None)
    }

    /// A preview link to a kettle's page, on what the Worker serves.
    pub(crate) fn preview(&self, shop: &Runtime, key: &Path, more: &[&str]) -> Result<String> {
        let mut preview = self.segue.call("preview");
        preview.arg(self.paths.at("fixtures/shop")).args(["--product", "K-101", "--snapshot", "live"]);
        preview.args(["--base", &shop.url()]).arg("--key").arg(key).args(more);
        let said = proc::output(&mut preview).unwrap_or_default();
        let link = said.lines().last().filter(|line| line.starts_with("http"));
        link.map(str::to_owned).ok_or_else(|| Error::new("`segue preview` gives no link".to_owned()))
    }

    /// Starts a Worker in development; its visitors come from Germany.
    pub(crate) fn start(&self, name: &str, serves: Serves) -> Result<Runtime> {
        self.start_in(name, serves, Some("DE"))
    }

    /// Starts a Worker with the sample shop that serves nothing but what `key` signed.
    pub(crate) fn start_signed(&self, name: &str, key: &Path) -> Result<Runtime> {
        let publishers = self.publisher(key)?;
        self.start_with(name, Serves::ShopAndStorefront, Some("DE"), Some((publishers, key)))
    }

    /// Starts a Worker; without a country it is as a deployed one, to which the connection says it.
    pub(crate) fn start_in(&self, name: &str, serves: Serves, country: Option<&str>) -> Result<Runtime> {
        self.start_with(name, serves, country, None)
    }

    fn start_with(
        &self,
        name: &str,
        serves: Serves,
        country: Option<&str>,
        signed: Option<(String, &Path)>,
    ) -> Result<Runtime> {
        let (shop, site) = (self.paths.at("fixtures/shop"), self.folder.join("site"));
        if serves != Serves::Nothing {
            self.publish(&shop, &self.state(name), signed.as_ref().map(|(_, key)| *key))?;
        }
        let has_site = serves == Serves::ShopAndStorefront;
        if has_site {
            proc::run(self.segue.call("storefront").arg(&shop).arg("--out").arg(&site))?;
        }
        self.run(name, country, signed.map(|(publishers, _)| publishers), has_site.then_some(site))
    }

    /// Publishes a shop folder to a Worker's local KV.
    fn publish(&self, shop: &Path, state: &Path, key: Option<&Path>) -> Result<()> {
        say::now(&format!("publishing {} to local KV", self.paths.shown(shop)));
        let mut push = self.segue.call("push");
        push.arg(shop).arg("--local").arg("--persist-to").arg(state);
        if let Some(key) = key {
            push.arg("--key").arg(key);
        }
        proc::run(&mut push)
    }

    fn run(
        &self,
        name: &str,
        country: Option<&str>,
        publishers: Option<String>,
        site: Option<PathBuf>,
    ) -> Result<Runtime> {
        let options = Options {
            port: http::free_port().context(|| "cannot find a free port".into())?,
            state: self.state(name),
            site,
            country: country.map(str::to_owned),
            publishers,
            vars: Some(self.vars.clone()),
            log: Some(self.folder.join(format!("{name}.log"))),
        };
        say::now(&format!("starting the Worker `{name}`"));
        Runtime::start(self.paths, options)
    }
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
