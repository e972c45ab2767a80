//! The deployed Worker in the runtime itself, a KV that can fail, and a shop of which every snapshot is numbered.

use std::fs;
use std::path::{Path, PathBuf};

use super::shop::Shop;
use crate::bench::server::{self, Server};
use crate::bench::variant::{self, Bindings, Code, Exposures, Store};
use crate::error::{Context, Error, Result};
use crate::kv::Kv;
use crate::paths::Paths;
use crate::{http, proc, vars};

/// How often the Workers look at the pointer, in seconds.
pub(crate) const LOOK_EVERY: u64 = 1;

/// All of it. Dropping it ends the KV.
pub(crate) struct Stage {
    pub(crate) shop: Shop,
    pub(crate) kv: Kv,
    /// The cookies of a visitor about whom everything that can be known is known.
    pub(crate) cookies: String,
    keys: String,
    work: PathBuf,
    program: PathBuf,
    build: PathBuf,
    day: String,
}

impl Stage {
    /// Sets it up in this folder, of which nothing stays, with a shop of so many products and the Worker that was built into
    /// the folder `build`.
    pub(crate) fn set(paths: &Paths, work: PathBuf, products: u64, build: PathBuf) -> Result<Self> {
        let shop = Shop::make(paths, &work, products)?;
        let kv = Kv::serve(shop.next()?)?;
        let keys = vars::for_one_run(&work.join("vars"))?;
        let mut cookie = shop.segue().call("cookie");
        cookie.args(["--full", "--shop"]).arg(shop.folder()).args(["--keys", &keys]);
        let cookies = proc::output(&mut cookie).ok_or_else(|| Error::new("`segue cookie --full` failed"))?;
        let settings =
            fs::read_to_string(paths.at("wrangler.toml")).context(|| "cannot read `wrangler.toml`".into())?;
        let (program, day) = (server::program(paths)?, variant::day(&settings)?.to_owned());
        Ok(Self { shop, kv, cookies: cookies.trim().to_owned(), keys, work, program, build, day })
    }

    /// The folder of a Worker.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.work.join(name)
    }

    /// Starts the Worker.
    pub(crate) fn start(&self, name: &str) -> Result<Server> {
        self.start_built(name, &self.build)
    }

    /// Starts the Worker that was built into this folder.
    pub(crate) fn start_built(&self, name: &str, build: &Path) -> Result<Server> {
        let port = http::free_port().context(|| "cannot find a free port".into())?;
        let bindings = Bindings {
            kv: Store::Port(self.kv.port()),
            keys: self.keys.clone(),
            publishers: String::new(),
            exposures: Exposures::Absent,
        };
        let code = Code::Built(build.to_owned());
        let config = variant::lay(&self.folder(name), &code, Some(&bindings), &self.day, port)?;
        let shown = || format!("cannot change `{}`", config.display());
        let text = fs::read_to_string(&config).context(shown)?;
        let country = "(name = \"SEGUE_COUNTRY\", text = \"DE\"),";
        let more = format!("{country}\n    (name = \"SEGUE_LOOK_EVERY\", text = \"{LOOK_EVERY}\"),");
        if !text.contains(country) {
            return Err(Error::new(format!("`{}` has no place for a setting", config.display())));
        }
        fs::write(&config, text.replacen(country, &more, 1)).context(shown)?;
        Server::start(&self.program, &config, port)
    }
}
