//! Runs Wrangler's KV commands, so that logging in, accounts and local storage work as everyone already knows them.

mod patience;

use super::Failure;
use patience::Patience;
pub(super) use patience::first_wait;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Where the keys are, as Wrangler is told.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Target {
    /// Work on local KV, which `wrangler dev` and `cargo xtask dev` read; without it, to the account
    #[arg(long)]
    pub(super) local: bool,
    /// Where local KV is kept, as for `wrangler dev --persist-to`
    #[arg(long, value_name = "PATH", requires = "local")]
    persist_to: Option<PathBuf>,
    /// Wrangler's configuration file
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The environment of the configuration
    #[arg(long, value_name = "NAME")]
    pub(super) env: Option<String>,
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
        let beside = target.config.as_deref().and_then(Path::parent).map(|dir| here.join(dir)).unwrap_or_default();
        let tools = here.ancestors().chain(beside.ancestors()).map(|dir| dir.join("node_modules/.bin"));
        let on_path = std::env::var_os("PATH").unwrap_or_default();
        let places: Vec<PathBuf> = tools.chain(std::env::split_paths(&on_path)).collect();
        let Some(bin) = places.iter().find(|dir| dir.join(PROGRAM).is_file()) else {
            return Err(Failure::outside(
                "wrangler was not found; call this from the directory that holds `wrangler.toml` and `node_modules`, or name that \
                 file with `--config`; `npm install` there brings wrangler",
            ));
        };
        let path = std::env::join_paths(std::iter::once(bin.clone()).chain(std::env::split_paths(&on_path)));
        let path =
            path.map_err(|_| Failure::outside("the path to `node_modules` holds a character that PATH cannot have"))?;
        Ok(Self { program: bin.join(PROGRAM), path, target })
    }

    /// The value of a key, if it has one.
    pub(super) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        let output = self.patiently(&["kv", "key", "get", key], is_missing)?;
        if !output.status.success() {
            return Ok(None);
        }
        let missing = output.stdout.trim_ascii() == b"Value not found" || output.stdout.trim_ascii().is_empty();
        Ok((!missing).then_some(output.stdout))
    }

    /// The values of the keys that a file lists, as text: bytes that are no UTF-8 come as U+FFFD. KV gives at most 100
    /// keys and 25 MB at once.
    pub(super) fn get_texts(&self, file: &Path) -> Result<BTreeMap<String, String>, Failure> {
        /// Local KV wraps each value, the account does not.
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Value {
            Wrapped { value: Option<String> },
            Plain(Option<String>),
        }
        let output = self.patiently(&["kv", "bulk", "get", &file.to_string_lossy()], |_| false)?;
        let values: BTreeMap<String, Value> = serde_json::from_slice(&output.stdout)
            .map_err(|_| failed("kv bulk get", "nothing that reads as keys and values"))?;
        let text = |(key, value): (String, Value)| match value {
            Value::Wrapped { value } | Value::Plain(value) => Some((key, value?)),
        };
        Ok(values.into_iter().filter_map(text).collect())
    }

    /// The keys that begin with `prefix`.
    pub(super) fn list(&self, prefix: &str) -> Result<BTreeSet<String>, Failure> {
        #[derive(serde::Deserialize)]
        struct Key {
            name: String,
        }
        let mut args = vec!["kv", "key", "list"];
        if !prefix.is_empty() {
            args.extend(["--prefix", prefix]);
        }
        let output = self.patiently(&args, |_| false)?;
        let keys: Vec<Key> = serde_json::from_slice(&output.stdout)
            .map_err(|_| failed("kv key list", "nothing that reads as a list of keys"))?;
        Ok(keys.into_iter().map(|key| key.name).collect())
    }

    /// Writes all keys of a file in Wrangler's bulk format.
    pub(super) fn put_all(&self, file: &Path) -> Result<(), Failure> {
        self.patiently(&["kv", "bulk", "put", &file.to_string_lossy()], |_| false).map(drop)
    }

    /// Deletes all keys that a file lists.
    pub(super) fn delete_all(&self, file: &Path) -> Result<(), Failure> {
        self.patiently(&["kv", "bulk", "delete", &file.to_string_lossy(), "--force"], |_| false).map(drop)
    }

    /// Writes one key.
    pub(super) fn put(&self, key: &str, file: &Path) -> Result<(), Failure> {
        self.patiently(&["kv", "key", "put", key, "--path", &file.to_string_lossy()], |_| false).map(drop)
    }

    /// Runs a command again when it fails as networks do, waiting longer each time. `is_answer` tells a failure that is an
    /// answer.
    fn patiently(&self, args: &[&str], is_answer: impl Fn(&str) -> bool) -> Result<Output, Failure> {
        let what = args.get(..3).unwrap_or(args).join(" ");
        let mut patience = Patience::new();
        loop {
            let output = self.run(args)?;
            if output.status.success() {
                return Ok(output);
            }
            let said = words(&output);
            if is_answer(&said) {
                return Ok(output);
            }
            let Some(wait) = patience.after(&said) else { return Err(failed(&what, &said)) };
            eprintln!("`wrangler {what}` failed; it is tried again in {} s", wait.as_secs_f32());
            std::thread::sleep(wait);
        }
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
        // It may hold the private key itself, which nothing that Wrangler runs has a use for.
        command.env_remove(super::publish::KEY_VARIABLE);
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

/// The account answers 404 for a key that is not there, which Wrangler makes an error. The digits alone say nothing: a key
/// is hexadecimal, and Wrangler repeats it in other errors.
fn is_missing(said: &str) -> bool {
    ["404: Not Found", "404 Not Found", "code: 10009"].iter().any(|words| said.contains(words))
}

fn failed(what: &str, said: &str) -> Failure {
    if patience::is_login(said) {
        return Failure::outside("you are not logged in: run `npx wrangler login`, or set `CLOUDFLARE_API_TOKEN`");
    }
    let said: String = said.lines().map(|line| format!("\n  {line}")).collect();
    Failure::outside(format!("`wrangler {what}` failed; it says:{said}"))
}
