//! `worker-build`, `wasm-bindgen` and other Rust tools, compiled once into `target/tools`.

use std::time::Instant;

use crate::error::{Context, Result};
use crate::paths::{Paths, find_program};
use crate::version::Version;
use crate::{apt, proc, say};

/// A Rust tool: its package, the version we want, its programs (the first says its version), and how long it takes.
struct Tool {
    package: &'static str,
    version: Version,
    programs: &'static [&'static str],
    takes: &'static str,
}

/// `wasm-bindgen` has to be exactly the library's version; `worker-build` goes with the `worker` crate.
const TOOLS: [Tool; 2] = [
    Tool {
        package: "worker-build",
        version: Version(0, 8, 7),
        programs: &["worker-build"],
        takes: "two to four minutes",
    },
    Tool {
        package: "wasm-bindgen-cli",
        version: Version(0, 2, 129),
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        takes: "one to three minutes",
    },
];

/// What only the fuzzing needs.
const FUZZING: [Tool; 1] =
    [Tool { package: "cargo-fuzz", version: Version(0, 13, 2), programs: &["cargo-fuzz"], takes: "about two minutes" }];

/// What only the check of the dependencies needs, where no ready-made one fits the machine.
const DENYING: [Tool; 1] = [Tool {
    package: "cargo-deny",
    version: Version(0, 20, 2),
    programs: &["cargo-deny"],
    takes: "four to eight minutes",
}];

/// What only mutation testing needs.
const MUTATING: [Tool; 1] = [Tool {
    package: "cargo-mutants",
    version: Version(27, 1, 0),
    programs: &["cargo-mutants"],
    takes: "about two minutes",
}];

/// Makes sure that the tools are there in the right version.
pub(crate) fn ensure(paths: &Paths) -> Result<()> {
    all(paths, &TOOLS)
}

/// The same for what only the fuzzing needs.
pub(crate) fn ensure_fuzzing(paths: &Paths) -> Result<()> {
    all(paths, &FUZZING)
}

/// The same for what only the check of the dependencies needs.
pub(crate) fn ensure_denying(paths: &Paths) -> Result<()> {
    all(paths, &DENYING)
}

/// The same for what only mutation testing needs.
pub(crate) fn ensure_mutating(paths: &Paths) -> Result<()> {
    all(paths, &MUTATING)
}

fn all(paths: &Paths, tools: &[Tool]) -> Result<()> {
    for tool in tools {
        let found = tool.found(paths);
        if found == Some(tool.version) {
            continue;
        }
        let instead = found.map_or_else(String::new, |old| format!(" in place of {old}"));
        let Tool { package, version, takes, .. } = *tool;
        say::now(&format!("compiling {package} {version}{instead} into target/tools (once, {takes})"));
        let started = Instant::now();
        if package == "worker-build" {
            openssl(paths)?;
        }
        let mut cargo = proc::cargo(paths);
        cargo.args(["install", "--locked", "--quiet", "--force", "--root"]).arg(paths.tools());
        cargo.arg(package).args(["--version", &format!("={version}")]);
        // Flags meant for our own code have no place in somebody else's.
        cargo.env_remove("RUSTFLAGS").env_remove("CARGO_BUILD_TARGET");
        proc::run(&mut cargo).context(|| format!("cannot install {package}"))?;
        say::now(&format!("{package} {version} is ready ({})", say::time(started.elapsed())));
    }
    Ok(())
}

impl Tool {
    /// The installed version, when all its programs are there.
    fn found(&self, paths: &Paths) -> Option<Version> {
        if !self.programs.iter().all(|name| paths.tool(name).is_file()) {
            return None;
        }
        let mut program = proc::command(paths, paths.tool(self.programs.first()?));
        // The one that answers only under the name by which cargo calls it.
        program.args((self.package == "cargo-mutants").then_some("mutants"));
        let text = proc::output(program.arg("--version"))?;
        Version::find(&text)
    }
}

/// On Linux `worker-build` is linked with OpenSSL, whose headers few machines have.
fn openssl(paths: &Paths) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let has_headers = proc::output(proc::command(paths, "pkg-config").args(["--exists", "openssl"])).is_some();
    let is_told_where = std::env::var_os("OPENSSL_DIR").is_some();
    if has_headers || is_told_where || find_program("apt-get").is_none() {
        return Ok(());
    }
    apt::install(paths, &["pkg-config", "libssl-dev"], "compiling worker-build")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    /// The version of a package in `Cargo.lock`.
    fn locked(package: &str) -> Version {
        let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock")).unwrap();
        let named = format!("name = \"{package}\"\nversion = \"");
        let after = lock.split(&named).nth(1).unwrap();
        Version::find(after.split('"').next().unwrap()).unwrap()
    }

    #[test]
    fn the_tools_go_with_the_libraries_in_the_lock_file() {
        let wanted = |package: &str| TOOLS.iter().find(|tool| tool.package == package).unwrap().version;
        assert_eq!(wanted("wasm-bindgen-cli"), locked("wasm-bindgen"));
        assert_eq!(wanted("worker-build"), locked("worker"));
    }
}
