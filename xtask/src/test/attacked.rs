//! Workers for hostile links: one that is well, and two whose KV is down. They run in the runtime itself, so that nothing
//! in between tidies a request or an answer.

use std::fs;
use std::path::Path;

use super::workers::Workers;
use crate::bench::server::{self, Server};
use crate::bench::variant::{self, Bindings, Code};
use crate::error::{Context, Result};
use crate::http;
use crate::paths::Paths;

/// A KV that fails.
const DOWN: &str = "export default { async fetch() { return new Response('down', { status: 500 }); } };\n";

/// A KV that does not answer for a minute.
const SLOW: &str = "export default { async fetch() { await scheduler.wait(60_000); return new Response('late'); } };\n";

/// What stands in for KV; `None` is one that is well.
const KVS: [(&str, Option<&str>); 3] = [("shop", None), ("kv-down", Some(DOWN)), ("kv-slow", Some(SLOW))];

/// The running Workers. Dropping it ends them.
pub(crate) struct Attacked {
    servers: Vec<(&'static str, Server)>,
}

impl Attacked {
    /// Starts them. `build` is the folder that `worker-build` wrote.
    pub(crate) fn start(paths: &Paths, workers: &Workers<'_>, build: &Path) -> Result<Self> {
        let (program, settings) = (server::program(paths)?, paths.at("wrangler.toml"));
        let settings = fs::read_to_string(&settings).context(|| "cannot read `wrangler.toml`".into())?;
        let mut servers = Vec::new();
        for (name, script) in KVS {
            let folder = workers.state("attacked").join(name);
            let kv = folder.join("kv");
            workers.build_shop(&kv)?;
            let port = http::free_port().context(|| "cannot find a free port".into())?;
            let bindings = Bindings {
                kv: kv.into(),
                keys: workers.keys.clone(),
                publishers: String::new(),
                exposures: variant::Exposures::Absent,
            };
            let (out, code) = (folder.join("worker"), Code::Built(build.to_owned()));
            let config = variant::lay(&out, &code, Some(&bindings), variant::day(&settings)?, port)?;
            if let Some(script) = script {
                fs::write(out.join("kv.js"), script).context(|| "cannot write `kv.js`".into())?;
            }
            servers.push((name, Server::start(&program, &config, port)?));
        }
        Ok(Self { servers })
    }

    /// For the tests: a line for each Worker with its name and its address.
    pub(crate) fn told(&self) -> String {
        self.servers.iter().map(|(name, server)| format!("{name} http://{}\n", server.address)).collect()
    }
}
