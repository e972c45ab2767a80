//! Workers that tell of clicks and of how many requests there were: each by the runtime's own binding of Workers Analytics
//! Engine, and one by bindings that take nothing. They run in the runtime itself, which gives what arrives to a stand-in.

use std::fs;

use super::workers::Workers;
use crate::bench::server::{self, Server};
use crate::bench::variant::{self, Bindings, Code, Exposures};
use crate::error::{Context, Result};
use crate::http;
use crate::paths::Paths;

/// The running Workers. Dropping it ends them.
pub(crate) struct Told {
    servers: Vec<(&'static str, Server)>,
    arrived: u16,
    counts: u16,
}

impl Told {
    /// Starts them.
    pub(crate) fn start(paths: &Paths, workers: &Workers<'_>) -> Result<Self> {
        let (program, settings) = (server::program(paths)?, paths.at("wrangler.toml"));
        let settings = fs::read_to_string(&settings).context(|| "cannot read `wrangler.toml`".into())?;
        let free = || http::free_port().context(|| "cannot find a free port".into());
        let (arrived, counts) = (free()?, free()?);
        let mut servers = Vec::new();
        let all = [Exposures::Kept(arrived), Exposures::Counted(counts), Exposures::Broken];
        for (name, exposures) in ["kept", "counted", "broken"].into_iter().zip(all) {
            let folder = workers.state("told").join(name);
            let kv = folder.join("kv");
            workers.build_shop(&kv)?;
            let port = free()?;
            let bindings = Bindings { kv: kv.into(), keys: workers.keys.clone(), publishers: String::new(), exposures };
            let code = Code::Built(paths.at("build"));
            let config = variant::lay(&folder.join("worker"), &code, Some(&bindings), variant::day(&settings)?, port)?;
            servers.push((name, Server::start(&program, &config, port)?));
        }
        Ok(Self { servers, arrived, counts })
    }

    /// For the tests: a line for each Worker with its name and its address, and one for where to read what arrived.
    pub(crate) fn told(&self) -> String {
        let workers = self.servers.iter().map(|(name, server)| format!("{name} http://{}\n", server.address));
        let arrived = [("arrived", self.arrived), ("counts", self.counts)];
        workers.chain(arrived.map(|(name, port)| format!("{name} http://{}\n", http::local(port)))).collect()
    }
}
