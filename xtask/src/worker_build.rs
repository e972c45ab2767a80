//! The Wasm that would be deployed: compiled, bound and made small, without a download.

mod bound;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::{Compression, write::GzEncoder};

use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::{proc, say};

/// The size of a file as it is and as it travels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Bytes on disk.
    pub(crate) raw: u64,
    /// Bytes after gzip at its usual level, which is how the platform's limit counts.
    pub(crate) gzipped: u64,
}

/// The most that the request path's Wasm may weigh, in bytes gzipped: 200 KB of 1,024.
const MOST: u64 = 204_800;

/// Builds the deployed Worker into `build/` and says how large it is.
///
/// # Errors
/// Also when the request path weighs more than it may.
pub(crate) fn deployed(paths: &Paths) -> Result<Size> {
    say::now("building the release Worker");
    let [path, pages] = bound::build(paths, &paths.at("build"))?;
    let (path, pages) = (size(&path)?, size(&pages)?);
    let shown = |size: Size| format!("{}, {} gzipped", say::bytes(size.raw), say::bytes(size.gzipped));
    say::now(&format!("the Wasm of the request path is {}; that of the pages {}", shown(path), shown(pages)));
    if path.gzipped > MOST {
        let words = format!("`build/index_bg.wasm` has {} bytes gzipped, and may have {MOST}", path.gzipped);
        return Err(Error::new(words));
    }
    Ok(path)
}

/// Builds the Worker that panics for a request that says so; the deployed one has to be built. Gives back the folder that it is in.
pub(crate) fn panicking(paths: &Paths) -> Result<PathBuf> {
    say::now("building the Worker that panics on purpose");
    let out = paths.at("target/test/panicking");
    bound::build_path(paths, &paths.at("build"), &out, "panics")?;
    Ok(out)
}

/// Builds the bench's yardstick as whoever uses the `worker` crate would, with `worker-build`. Gives back where its Wasm is.
pub(crate) fn hello(paths: &Paths) -> Result<PathBuf> {
    say::now("building the bare Worker to compare with");
    build(paths, &paths.at("bench/hello"), "../../target/bench/hello")
}

/// Builds the Worker package in `package`; `out` is relative to it. Gives back where its Wasm is.
fn build(paths: &Paths, package: &Path, out: &str) -> Result<PathBuf> {
    let mut command = proc::command(paths, paths.tool("worker-build"));
    // Its errors say what is wrong; where in its own code they were made helps nobody here.
    command.env_remove("RUST_BACKTRACE");
    command.current_dir(package).args(["--release", "--out-dir", out, "."]);
    // Without these it would fetch its own copies.
    command.env("WASM_BINDGEN_BIN", paths.tool("wasm-bindgen"));
    command.env("WASM_OPT_BIN", paths.npm_bin("wasm-opt"));
    command.env("ESBUILD_BIN", paths.npm_bin("esbuild"));
    proc::run(&mut command)?;
    Ok(package.join(out).join("index_bg.wasm"))
}

/// How large the file is.
pub(crate) fn size(file: &Path) -> Result<Size> {
    let bytes = fs::read(file).context(|| format!("cannot read `{}`", file.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let gzipped = gzip.write_all(&bytes).and_then(|()| gzip.finish()).context(|| "cannot compress".into())?;
    Ok(Size { raw: length(&bytes), gzipped: length(&gzipped) })
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
