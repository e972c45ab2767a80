//! Workers that believe one publisher, and whose KV somebody else has written to: they run in the runtime itself, each
//! freshly started, so that none has a good snapshot to fall back to.

use std::fs;
use std::path::{Path, PathBuf};

use super::workers::Workers;
use crate::bench::server::{self, Server};
use crate::bench::variant::{self, Bindings, Code};
use crate::error::{Context, Error, Result};
use crate::http;
use crate::paths::Paths;

/// What is in KV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Forgery {
    /// What the publisher signed.
    None,
    /// Nothing is signed.
    Unsigned,
    /// Another key signed, under the publisher's name.
    Foreign,
    /// The publisher signed, and a letter of the pointer was changed with its digest made to fit.
    Changed,
    /// The signature of one pointer stands under another.
    Moved,
    /// The publisher signed, and the core is another, under the name of the one that was signed.
    Core,
    /// The same with a shard.
    Shard,
}

const FORGERIES: [(&str, Forgery); 7] = [
    ("none", Forgery::None),
    ("unsigned", Forgery::Unsigned),
    ("foreign", Forgery::Foreign),
    ("changed", Forgery::Changed),
    ("moved", Forgery::Moved),
    ("core", Forgery::Core),
    ("shard", Forgery::Shard),
];

/// The running Workers. Dropping it ends them.
pub(crate) struct Forgeries {
    servers: Vec<(&'static str, Server)>,
}

impl Forgeries {
    /// Starts a Worker for each; all believe the publisher of `key`. `build` is the folder that `worker-build` wrote.
    pub(crate) fn start(paths: &Paths, workers: &Workers<'_>, key: &Path, build: &Path) -> Result<Self> {
        let (program, settings) = (server::program(paths)?, paths.at("wrangler.toml"));
        let settings = fs::read_to_string(&settings).context(|| "cannot read `wrangler.toml`".into())?;
        let other = workers.state("forger.key");
        workers.publisher(&other)?;
        let publishers = workers.publisher(key)?;
        let mut servers = Vec::new();
        for (name, forgery) in FORGERIES {
            let folder = workers.state("forgeries").join(name);
            let kv = folder.join("kv");
            let signed_by = match forgery {
                Forgery::Unsigned => None,
                Forgery::Foreign => Some(other.as_path()),
                _ => Some(key),
            };
            workers.build_signed(&kv, signed_by, "as it was signed")?;
            if forgery == Forgery::Moved {
                workers.build_signed(&folder.join("second"), Some(key), "another one")?;
            }
            forge(&folder, forgery)?;
            let port = http::free_port().context(|| "cannot find a free port".into())?;
            let bindings = Bindings {
                kv: kv.into(),
                keys: workers.keys.clone(),
                publishers: publishers.clone(),
                exposures: variant::Exposures::Absent,
            };
            let code = Code::Built(build.to_owned());
            let config = variant::lay(&folder.join("worker"), &code, Some(&bindings), variant::day(&settings)?, port)?;
            servers.push((name, Server::start(&program, &config, port)?));
        }
        Ok(Self { servers })
    }

    /// For the tests: a line for each Worker with its name and its address.
    pub(crate) fn told(&self) -> String {
        self.servers.iter().map(|(name, server)| format!("{name} http://{}\n", server.address)).collect()
    }
}

fn forge(folder: &Path, forgery: Forgery) -> Result<()> {
    let kv = folder.join("kv");
    let pointer = kv.join("pointer");
    match forgery {
        Forgery::None | Forgery::Unsigned | Forgery::Foreign => Ok(()),
        Forgery::Changed => {
            let text = read(&pointer)?;
            write(&pointer, &resealed(&text.replace("as it was signed", "as it was forged"))?)
        }
        Forgery::Moved => {
            let (ours, theirs) = (read(&pointer)?, read(&folder.join("second/pointer"))?);
            let body = ours.split("ed25519 ").next().unwrap_or_default();
            let seal = theirs.split("ed25519 ").nth(1).unwrap_or_default();
            write(&pointer, &resealed(&format!("{body}ed25519 {seal}"))?)
        }
        Forgery::Core => swap_a_letter(&named(&kv, "core-")?),
        Forgery::Shard => swap_a_letter(&named(&kv, "shard-")?),
    }
}

/// The pointer with the digest of what it says now.
fn resealed(text: &str) -> Result<String> {
    let before = text.rsplit_once("sha256 ").map(|(before, _)| before);
    let before = before.ok_or_else(|| Error::new("the pointer has no digest".to_owned()))?;
    Ok(format!("{before}sha256 {}\n", sha256(before)?))
}

fn sha256(text: &str) -> Result<String> {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let missing = || "`sha256sum` cannot be started".to_owned();
    let mut child = Command::new("sha256sum").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context(missing)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_bytes()).context(missing)?;
    }
    let output = child.wait_with_output().context(missing)?;
    let line = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(line.split_whitespace().next().unwrap_or_default().to_owned())
}

/// Changes one byte in the middle.
fn swap_a_letter(files: &[PathBuf]) -> Result<()> {
    for file in files {
        let mut bytes = fs::read(file).context(|| format!("cannot read `{}`", file.display()))?;
        let middle = bytes.len() / 2;
        if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 1;
        }
        fs::write(file, bytes).context(|| format!("cannot write `{}`", file.display()))?;
    }
    Ok(())
}

fn named(kv: &Path, start: &str) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(kv).context(|| format!("cannot read `{}`", kv.display()))?;
    let is = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start));
    let files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is).collect();
    if files.is_empty() { Err(Error::new(format!("no `{start}` in `{}`", kv.display()))) } else { Ok(files) }
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).context(|| format!("cannot read `{}`", file.display()))
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).context(|| format!("cannot write `{}`", file.display()))
}
