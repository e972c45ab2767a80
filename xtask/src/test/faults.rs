//! Workers in which something is wrong, so that they log. They run in the runtime itself, without Wrangler, which prints a
//! line with the address of every request: what these write is what the Worker wrote.

use std::fs;
use std::path::{Path, PathBuf};

use super::workers::Workers;
use crate::bench::server::{self, Server};
use crate::bench::variant::{self, Bindings, Code};
use crate::error::{Context, Error, Result};
use crate::http;
use crate::paths::Paths;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Nothing.
    Nothing,
    /// Nothing was ever published.
    NoSnapshot,
    /// The pointer is no JSON.
    Pointer,
    /// The core is not what its name says.
    Core,
    /// No shard is there.
    Shard,
    /// `SEGUE_KEYS` cannot be read.
    Keys,
    /// The list of an audience ended yesterday, after it was published.
    Ended,
}

const FAULTS: [(&str, Fault); 7] = [
    ("nothing", Fault::Nothing),
    ("no-snapshot", Fault::NoSnapshot),
    ("pointer", Fault::Pointer),
    ("core", Fault::Core),
    ("shard", Fault::Shard),
    ("keys", Fault::Keys),
    ("ended", Fault::Ended),
];

/// The running Workers. Dropping it ends them.
pub(crate) struct Faults {
    servers: Vec<(&'static str, Server, PathBuf)>,
}

impl Faults {
    /// Starts a Worker for each fault. `build` is the folder that `worker-build` wrote.
    pub(crate) fn start(paths: &Paths, workers: &Workers<'_>, build: &Path) -> Result<Self> {
        let (program, settings) = (server::program(paths)?, paths.at("wrangler.toml"));
        let settings = fs::read_to_string(&settings).context(|| "cannot read `wrangler.toml`".into())?;
        let mut servers = Vec::new();
        for (name, fault) in FAULTS {
            let folder = workers.state("faults").join(name);
            let kv = folder.join("kv");
            if fault == Fault::Ended {
                workers.build_ended(&folder, &kv)?
            } else {
                workers.build_shop(&kv)?
            }
            damage(&kv, fault)?;
            // A secret that is too short is not a key; the test looks for it.
            let keys = if fault == Fault::Keys { unreadable(&workers.keys) } else { workers.keys.clone() };
            let port = http::free_port().context(|| "cannot find a free port".into())?;
            let bindings =
                Bindings { kv: kv.into(), keys, publishers: String::new(), exposures: variant::Exposures::Absent };
            let out = folder.join("worker");
            let code = Code::Built(build.to_owned());
            let config = variant::lay(&out, &code, Some(&bindings), variant::day(&settings)?, port)?;
            servers.push((name, Server::start(&program, &config, port)?, config.with_extension("log")));
        }
        Ok(Self { servers })
    }

    /// For the tests: a line for each Worker with its name, its address and its log.
    pub(crate) fn told(&self) -> String {
        let line = |(name, server, log): &(&str, Server, PathBuf)| {
            format!("{name} http://{} {}\n", server.address, log.display())
        };
        self.servers.iter().map(line).collect()
    }
}

/// Keys of which the first is cut, so that none can be read.
fn unreadable(keys: &str) -> String {
    keys.chars().take(keys.len() - 8).collect()
}

fn damage(kv: &Path, fault: Fault) -> Result<()> {
    let shown = || format!("cannot change `{}`", kv.display());
    let all = fs::read_dir(kv).context(shown)?.flatten().map(|entry| entry.path());
    let named =
        |file: &PathBuf, start: &str| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start));
    let of = |start: &str| all.filter(|file| named(file, start)).collect::<Vec<_>>();
    let (files, text): (Vec<PathBuf>, Option<&str>) = match fault {
        Fault::Nothing | Fault::Keys | Fault::Ended => return Ok(()),
        Fault::NoSnapshot => (of("pointer"), None),
        Fault::Pointer => (of("pointer"), Some("{")),
        Fault::Core => (of("core-"), Some("no core")),
        Fault::Shard => (of("shard-"), None),
    };
    if files.is_empty() {
        return Err(Error::new(format!("nothing to damage in `{}`", kv.display())));
    }
    for file in files {
        match text {
            Some(text) => fs::write(file, text).context(shown)?,
            None => fs::remove_file(file).context(shown)?,
        }
    }
    Ok(())
}
