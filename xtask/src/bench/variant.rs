//! A Worker to be measured, and the folder from which the runtime starts it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};

/// What the Worker's code is.
#[derive(Clone, Debug)]
pub(crate) enum Code {
    /// One JavaScript module: this file.
    Script(PathBuf),
    /// A folder with `index.js` and the Wasm files that it names.
    Built(PathBuf),
}

/// What a Worker of ours is given besides its code.
#[derive(Clone, Debug)]
pub(crate) struct Bindings {
    /// What answers for KV.
    pub(crate) kv: Store,
    /// The value of `SEGUE_KEYS`.
    pub(crate) keys: String,
    /// The value of `SEGUE_PUBLISHERS`; empty for a Worker that asks for no signature.
    pub(crate) publishers: String,
    /// Where clicks are told to.
    pub(crate) exposures: Exposures,
}

/// What stands where KV stands.
#[derive(Clone, Debug)]
pub(crate) enum Store {
    /// A Worker beside ours, in the same process, that answers from the files of this folder.
    Folder(PathBuf),
    /// A service on this port of this machine (`crate::kv`).
    Port(u16),
}

impl From<PathBuf> for Store {
    fn from(folder: PathBuf) -> Self {
        Self::Folder(folder)
    }
}

/// What stands behind `SEGUE_EXPOSURES`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exposures {
    /// Nothing is bound.
    Absent,
    /// The runtime's own binding, and a stand-in for what is behind it that gives back on this port what arrived.
    Kept(u16),
    /// The same for `SEGUE_COUNTS`, and nothing for clicks.
    Counted(u16),
    /// Something that takes no data points, for both.
    Broken,
}

/// Writes the folder `out`: the modules, and the runtime's configuration for a Worker on this port.
pub(crate) fn lay(out: &Path, code: &Code, bindings: Option<&Bindings>, day: &str, port: u16) -> Result<PathBuf> {
    fs::create_dir_all(out).context(|| format!("cannot make `{}`", out.display()))?;
    let write = |name: &str, text: &str| {
        fs::write(out.join(name), text).context(|| format!("cannot write `{}`", out.join(name).display()))
    };
    let copy = |from: &Path, name: &str| {
        fs::copy(from, out.join(name)).map(drop).context(|| format!("cannot copy `{}`", from.display()))
    };
    let mut wasm = Vec::new();
    match code {
        Code::Script(file) => copy(file, "index.js")?,
        Code::Built(folder) => {
            copy(&folder.join("index.js"), "index.js")?;
            let files = fs::read_dir(folder).context(|| format!("cannot read `{}`", folder.display()))?;
            wasm.extend(files.flatten().filter_map(|file| file.file_name().into_string().ok()));
            wasm.retain(|name| name.ends_with(".wasm"));
            wasm.sort();
            for name in &wasm {
                copy(&folder.join(name), name)?;
            }
        }
    }
    if bindings.is_some() {
        write("kv.js", include_str!("kv.js"))?;
        write("exposures.js", include_str!("exposures.js"))?;
    }
    let file = out.join("config.capnp");
    write("config.capnp", &config(&wasm, bindings, day, port))?;
    Ok(file)
}

/// The configuration, in the runtime's own language. Strings are written as JSON writes them, which it reads as well.
fn config(wasm: &[String], bindings: Option<&Bindings>, day: &str, port: u16) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let module = |name: &String| format!("\n    (name = {0}, wasm = embed {0}),", quoted(name));
    let wasm: String = wasm.iter().map(module).collect();
    let exposures = bindings.map_or(Exposures::Absent, |bindings| bindings.exposures);
    let (told, keeps, socket) = match exposures {
        Exposures::Absent => ("", "", String::new()),
        Exposures::Broken => (
            "\n    (name = \"SEGUE_EXPOSURES\", json = \"{}\"),\n    (name = \"SEGUE_COUNTS\", json = \"{}\"),",
            "",
            String::new(),
        ),
        Exposures::Kept(port) | Exposures::Counted(port) => (
            match exposures {
                Exposures::Kept(_) => "\n    (name = \"SEGUE_EXPOSURES\", analyticsEngine = \"exposures\"),",
                _ => "\n    (name = \"SEGUE_COUNTS\", analyticsEngine = \"exposures\"),",
            },
            "\n    (name = \"exposures\", worker = .exposures),",
            format!("\n    (name = \"told\", address = \"127.0.0.1:{port}\", http = (), service = \"exposures\"),\n  "),
        ),
    };
    let (bound, services) = match bindings {
        None => (String::new(), String::new()),
        Some(Bindings { kv, keys, publishers, exposures: _ }) => (
            format!(
                r#"bindings = [
    (name = "SEGUE", kvNamespace = "kv"),
    (name = "SEGUE_KEYS", text = {}),
    (name = "SEGUE_PUBLISHERS", text = {}),
    (name = "SEGUE_COUNTRY", text = "DE"),{told}
  ],"#,
                quoted(keys),
                quoted(publishers)
            ),
            match kv {
                Store::Folder(folder) => format!(
                    r#"
    (name = "kv", worker = .kv),
    (name = "files", disk = {}),"#,
                    quoted(&folder.display().to_string())
                ),
                Store::Port(port) => {
                    format!("\n    (name = \"kv\", external = (address = \"127.0.0.1:{port}\", http = ())),")
                }
            } + keeps,
        ),
    };
    let kv = if bindings.is_some_and(|bindings| matches!(bindings.kv, Store::Folder(_))) {
        format!(
            r#"
const kv :Workerd.Worker = (
  modules = [ (name = "kv.js", esModule = embed "kv.js") ],
  compatibilityDate = "{day}",
  bindings = [ (name = "FILES", service = "files") ],
);
"#
        )
    } else {
        String::new()
    };
    let exposures = if bindings.is_some() {
        format!(
            r#"
const exposures :Workerd.Worker = (
  modules = [ (name = "exposures.js", esModule = embed "exposures.js") ],
  compatibilityDate = "{day}",
);
"#
        )
    } else {
        String::new()
    };
    format!(
        r#"using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),{services}
  ],
  sockets = [ (name = "http", address = "127.0.0.1:{port}", http = (), service = "main"),{socket} ],
);

const main :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "index.js"),{wasm}
  ],
  compatibilityDate = "{day}",
  {bound}
);
{kv}{exposures}"#
    )
}

/// The compatibility date of the deployed Worker, so that what is measured is what is deployed.
pub(crate) fn day(wrangler_toml: &str) -> Result<&str> {
    wrangler_toml
        .lines()
        .find_map(|line| line.trim().strip_prefix("compatibility_date")?.trim_start().strip_prefix('='))
        .map(|value| value.trim().trim_matches('"'))
        .ok_or_else(|| Error::new("`wrangler.toml` has no `compatibility_date`"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn the_day_is_the_deployed_ones() {
        assert_eq!(day("# x\nname = \"a\"\ncompatibility_date = \"2026-01-02\"\n").unwrap(), "2026-01-02");
        assert!(day("name = \"a\"").is_err());
    }

    #[test]
    fn only_a_worker_with_kv_gets_its_services() {
        let bindings = Bindings {
            kv: PathBuf::from("/a \"b\"").into(),
            keys: "d1:x".into(),
            publishers: String::new(),
            exposures: Exposures::Absent,
        };
        let with = config(&["index_bg.wasm".into()], Some(&bindings), "2026-01-02", 1234);
        assert!(with.contains(r#"disk = "/a \"b\"""#), "{with}");
        assert!(with.contains(r#"text = "d1:x""#), "{with}");
        assert!(with.contains(r#"address = "127.0.0.1:1234""#), "{with}");
        let service = Bindings { kv: Store::Port(77), ..bindings };
        let with = config(&["index_bg.wasm".into()], Some(&service), "2026-01-02", 1234);
        assert!(with.contains(r#"external = (address = "127.0.0.1:77", http = ())"#), "{with}");
        assert!(!with.contains("disk") && !with.contains("kv.js"), "{with}");
        let without = config(&[], None, "2026-01-02", 1234);
        assert!(!without.contains("kv") && !without.contains("wasm"), "{without}");
    }
}
