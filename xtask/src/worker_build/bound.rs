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

/// Builds the Worker into the folder `out`, with these options of cargo. Gives back where its Wasm is.
pub(super) fn build(paths: &Paths, out: &Path, cargo: &[&str]) -> Result<PathBuf> {
    let mut compile = proc::cargo(paths);
    compile.args(["build", "--release", "--package", "segue-wasm", "--target", "wasm32-unknown-unknown"]).args(cargo);
    proc::run(&mut compile)?;
    let work = paths.at("target/bound").join(out.file_name().unwrap_or_default());
    fs::create_dir_all(&work).context(|| format!("cannot make `{}`", paths.shown(&work)))?;
    fs::create_dir_all(out).context(|| format!("cannot make `{}`", paths.shown(out)))?;
    let mut bind = proc::command(paths, paths.tool("wasm-bindgen"));
    bind.args(["--target", "no-modules", "--encode-into", "always", "--omit-default-module-path", "--no-typescript"]);
    bind.args(["--out-name", "segue", "--out-dir"]).arg(&work);
    proc::run(bind.arg(paths.at("target/wasm32-unknown-unknown/release/segue_wasm.wasm")))?;
    let wasm = out.join("index_bg.wasm");
    let mut shrink = proc::command(paths, paths.npm_bin("wasm-opt"));
    shrink.args(["-O3", "--strip-debug", "--strip-producers"]).args(FEATURES);
    proc::run(shrink.arg(work.join("segue_bg.wasm")).arg("-o").arg(&wasm))?;
    let glue = work.join("segue.js");
    let text = fs::read_to_string(&glue).context(|| format!("cannot read `{}`", paths.shown(&glue)))?;
    fs::write(&glue, factory(&text)?).context(|| format!("cannot write `{}`", paths.shown(&glue)))?;
    fs::copy(paths.at("wasm/shim.js"), work.join("shim.js")).context(|| "cannot copy `wasm/shim.js`".into())?;
    let mut bundle = proc::command(paths, paths.npm_bin("esbuild"));
    bundle.arg(work.join("shim.js")).args(["--bundle", "--format=esm", "--minify", "--log-level=warning"]);
    bundle.args(["--external:./index_bg.wasm", "--target=es2022"]);
    proc::run(bundle.arg(format!("--outfile={}", out.join("index.js").display())))?;
    Ok(wasm)
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
