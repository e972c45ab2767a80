//! Runs Wrangler's KV commands, so that logging in, accounts and local storage work as everyone already knows them.

use super::Failure;
use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Where the keys are, as Wrangler is told.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Target {
    /// Publish to local KV, which `wrangler dev` and `cargo xtask dev` read; without it, to the account
    #[arg(long)]
    pub(super) local: bool,
    /// Where local KV is kept, as for `wrangler dev --persist-to`
    #[arg(long, value_name = "PATH", requires = "local")]
    persist_to: Option<PathBuf>,
    /// Wrangler's configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The environment of the configuration
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// The binding of the KV namespace
    #[arg(long, value_name = "NAME", default_value = "SEGUE")]
    binding: String,
}

/// Wrangler, and where it is to work.
#[derive(Debug)]
pub(super) struct Wrangler<'t> {
    program: PathBuf,
    /// `PATH` with the tools of `node_modules` first, since Wrangler needs the Node that is there.
    path: OsString,
    target: &'t Target,
}

const PROGRAM: &str = if cfg!(windows) { "wrangler.cmd" } else { "wrangler" };

impl<'t> Wrangler<'t> {
    /// Finds Wrangler: in `node_modules` here or in a directory above, else on `PATH`.
    pub(super) fn find(target: &'t Target) -> Result<Self, Failure> {
        let here = std::env::current_dir().unwrap_or_default();
        let tools = here.ancestors().map(|dir| dir.join("node_modules/.bin"));
        let on_path = std::env::var_os("PATH").unwrap_or_default();
        let places: Vec<PathBuf> = tools.chain(std::env::split_paths(&on_path)).collect();
        let Some(bin) = places.iter().find(|dir| dir.join(PROGRAM).is_file()) else {
            return Err(Failure::outside("wrangler was not found; run `npm install` in the project's directory first"));
        };
        let path = std::env::join_paths(std::iter::once(bin.clone()).chain(std::env::split_paths(&on_path)));
        let path =
            path.map_err(|_| Failure::outside("the path to `node_modules` holds a character that PATH cannot have"))?;
        Ok(Self { program: bin.join(PROGRAM), path, target })
    }

    /// The value of a key, if it has one.
    pub(super) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        let output = self.run(&["kv", "key", "get", key])?;
        let said = words(&output);
        if output.status.success() {
            let missing = output.stdout.trim_ascii() == b"Value not found" || output.stdout.trim_ascii().is_empty();
            return Ok((!missing).then_some(output.stdout));
        }
        // The account answers 404, which Wrangler makes an error.
        if said.contains("404") || said.to_lowercase().contains("not found") && said.contains("10009") {
            return Ok(None);
        }
        Err(failed("kv key get", &said))
    }

    /// The keys that begin with `prefix`.
    pub(super) fn list(&self, prefix: &str) -> Result<HashSet<String>, Failure> {
        #[derive(serde::Deserialize)]
        struct Key {
            name: String,
        }
        let output = self.run(&["kv", "key", "list", "--prefix", prefix])?;
        if !output.status.success() {
            return Err(failed("kv key list", &words(&output)));
        }
        let keys: Vec<Key> = serde_json::from_slice(&output.stdout)
            .map_err(|_| failed("kv key list", "nothing that reads as a list of keys"))?;
        Ok(keys.into_iter().map(|key| key.name).collect())
    }

    /// Writes all keys of a file in Wrangler's bulk format.
    pub(super) fn put_all(&self, file: &Path) -> Result<(), Failure> {
        self.done("kv bulk put", &["kv", "bulk", "put", &file.to_string_lossy()])
    }

    /// Writes one key.
    pub(super) fn put(&self, key: &str, file: &Path) -> Result<(), Failure> {
        self.done("kv key put", &["kv", "key", "put", key, "--path", &file.to_string_lossy()])
    }

    fn done(&self, what: &str, args: &[&str]) -> Result<(), Failure> {
        let output = self.run(args)?;
        if output.status.success() { Ok(()) } else { Err(failed(what, &words(&output))) }
    }

    fn run(&self, args: &[&str]) -> Result<Output, Failure> {
        let mut command = Command::new(&self.program);
        command.args(args).args(["--binding", &self.target.binding]);
        match (self.target.local, &self.target.persist_to) {
            (true, None) => command.arg("--local"),
            (true, Some(path)) => command.arg("--local").arg("--persist-to").arg(path),
            // A namespace that also has a preview asks which one is meant.
            (false, _) => command.args(["--remote", "--preview=false"]),
        };
        self.target.config.iter().for_each(|file| {
            command.arg("--config").arg(file);
        });
        self.target.env.iter().for_each(|name| {
            command.arg("--env").arg(name);
        });
        command.env("PATH", &self.path).env("WRANGLER_SEND_METRICS", "false").env("WRANGLER_HIDE_BANNER", "true");
        command.output().map_err(|error| {
            let program = self.program.display();
            Failure::outside(format!("`{program}` cannot be started: {}", super::output::plain(&error)))
        })
    }
}

fn words(output: &Output) -> String {
    let both = [output.stderr.as_slice(), b"\n", output.stdout.as_slice()].concat();
    String::from_utf8_lossy(&both).trim().to_string()
}

fn failed(what: &str, said: &str) -> Failure {
    let said: String = said.lines().map(|line| format!("\n  {line}")).collect();
    Failure::outside(format!("`wrangler {what}` failed; it says:{said}"))
}
