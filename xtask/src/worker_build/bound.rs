//! The deployed Worker: the Wasm, wasm-bindgen's glue for it as a factory, and the shim (`wasm/shim.js`), in one folder.
//!
//! `worker-build` is not used for it: its glue is one for the whole isolate, and its proxies, which make the Wasm anew after a
//! panic, stand in the way of every request.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::proc;

/// The features that rustc's target has and the runtime knows; `--all-features` would use some that it refuses.
const FEATURES: [&str; 8] = [
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-reference-types",
    "--enable-exception-handling",
];

/// A function with one caller becomes a part of it only when it is this small, in instructions: the runtime compiles a function when it is
/// first called, and all of it, so that what a request does not come by should stand by itself.
const SINGLY_CALLED: &str = "--one-caller-inline-max-function-size=50";

/// How the glue begins and ends, as wasm-bindgen writes it for scripts without modules.
const BEGINS: &str = "let wasm_bindgen = (function(exports) {";
const ENDS: &str = "return Object.assign(__wbg_init, { initSync }, exports);\n})({ __proto__: null });";

/// The same as a factory: what is asked of it is one instance, which nobody shares. What goes on in the background of a request
/// begins in a microtask of the Wasm's, so that a trap there is told.
const FACTORY: &str = "export default function (of, lost) {
  const exports = {};
  const queueMicrotask = (run) => globalThis.queueMicrotask(() => {
    try {
      run();
    } catch (fault) {
      lost(fault);
    }
  });";
const MADE: &str = "initSync({ module: of });
  return { ...exports, answer: wasm.answer, baseline: wasm.baseline, memory: () => wasm.memory };
}";

/// The two Wasm files of the Worker, and cargo's options for each: what every page of the shop waits for, and everything.
const FILES: [(&str, &[&str]); 2] = [("index", &["--no-default-features"]), ("pages", &["--features", "pages"])];

/// Builds the Worker into the folder `out`. Gives back where its Wasm is, of the path and of the pages.
pub(super) fn build(paths: &Paths, out: &Path) -> Result<[PathBuf; 2]> {
    let work = work(paths, out)?;
    FILES.iter().try_for_each(|(name, cargo)| compile(paths, &work, out, name, cargo))?;
    bundle(paths, &work, out)?;
    Ok(FILES.map(|(name, _)| out.join(format!("{name}_bg.wasm"))))
}

/// Builds the Worker into the folder `out` with this feature in its request path; the pages are those of the Worker that was
/// built into `built`.
pub(super) fn build_path(paths: &Paths, built: &Path, out: &Path, feature: &str) -> Result<()> {
    let (from, to) = (work(paths, built)?, work(paths, out)?);
    for (from, to) in [(from.join("pages.glue.js"), &to), (built.join("pages_bg.wasm"), &out.to_owned())] {
        let name = from.file_name().unwrap_or_default();
        fs::copy(&from, to.join(name)).context(|| format!("cannot copy `{}`", paths.shown(&from)))?;
    }
    compile(paths, &to, out, "index", &["--no-default-features", "--features", feature])?;
    bundle(paths, &to, out)
}

/// Where it is put together. Both folders are there afterwards.
fn work(paths: &Paths, out: &Path) -> Result<PathBuf> {
    let work = paths.at("target/bound").join(out.file_name().unwrap_or_default());
    fs::create_dir_all(&work).context(|| format!("cannot make `{}`", paths.shown(&work)))?;
    fs::create_dir_all(out).context(|| format!("cannot make `{}`", paths.shown(out)))?;
    Ok(work)
}

fn compile(paths: &Paths, work: &Path, out: &Path, name: &str, cargo: &[&str]) -> Result<()> {
    let mut compile = proc::cargo(paths);
    compile.args(["build", "--release", "--package", "segue-wasm", "--target", "wasm32-unknown-unknown"]);
    proc::run(compile.args(cargo))?;
    bind(paths, work, out, name)
}

/// Puts the shim and both files' glue into one.
fn bundle(paths: &Paths, work: &Path, out: &Path) -> Result<()> {
    fs::copy(paths.at("wasm/shim.js"), work.join("shim.js")).context(|| "cannot copy `wasm/shim.js`".into())?;
    let mut bundle = proc::command(paths, paths.npm_bin("esbuild"));
    bundle.arg(work.join("shim.js")).args(["--bundle", "--format=esm", "--minify", "--log-level=warning"]);
    bundle.args(["--external:./*.wasm", "--target=es2022"]);
    proc::run(bundle.arg(format!("--outfile={}", out.join("index.js").display())))
}

/// Writes the Wasm that was just compiled as `NAME_bg.wasm` into `out`, and its glue as `NAME.glue.js` into `work`.
fn bind(paths: &Paths, work: &Path, out: &Path, name: &str) -> Result<()> {
    let mut bind = proc::command(paths, paths.tool("wasm-bindgen"));
    bind.args(["--target", "no-modules", "--encode-into", "always", "--omit-default-module-path", "--no-typescript"]);
    bind.args(["--out-name", name, "--out-dir"]).arg(work);
    proc::run(bind.arg(paths.at("target/wasm32-unknown-unknown/release/segue_wasm.wasm")))?;
    let mut shrink = proc::command(paths, paths.npm_bin("wasm-opt"));
    shrink.args(["-O3", SINGLY_CALLED, "--strip-debug", "--strip-producers"]).args(FEATURES);
    let wasm = format!("{name}_bg.wasm");
    proc::run(shrink.arg(work.join(&wasm)).arg("-o").arg(out.join(&wasm)))?;
    let glue = work.join(format!("{name}.js"));
    let text = fs::read_to_string(&glue).context(|| format!("cannot read `{}`", paths.shown(&glue)))?;
    let made = work.join(format!("{name}.glue.js"));
    fs::write(&made, factory(&text)?).context(|| format!("cannot write `{}`", paths.shown(&made)))
}

/// Makes the glue a factory.
fn factory(glue: &str) -> Result<String> {
    let inner = glue.trim().strip_prefix(BEGINS).and_then(|rest| rest.strip_suffix(ENDS));
    let inner = inner.ok_or_else(|| Error::new("wasm-bindgen's glue has another shape than the build knows"))?;
    Ok(format!("{FACTORY}{inner}{MADE}\n"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn glue_of_another_shape_is_refused() {
        assert!(factory("export function a() {}").is_err());
        let made = factory(&format!("{BEGINS}\n let wasm;\n {ENDS}\n")).unwrap();
        assert!(made.starts_with("export default function") && made.ends_with("}\n"), "{made}");
    }
}
