//! Where things are. Everything is under the workspace root, wherever the command was typed.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::{Context, Result};

/// The workspace root and what is known by its place in it.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    root: PathBuf,
}

impl Paths {
    /// The root is the parent of this package's own folder.
    pub(crate) fn find() -> Result<Self> {
        let package =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = package.join("..");
        let root = root.canonicalize().context(|| format!("cannot find the workspace at `{}`", root.display()))?;
        Ok(Self { root })
    }

    /// The workspace root.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A file or folder by its place in the repository.
    pub(crate) fn at(&self, place: &str) -> PathBuf {
        self.root.join(place)
    }

    /// Where cargo puts what it builds.
    pub(crate) fn cargo_target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.at("target"), |folder| self.root.join(folder))
    }

    /// Where the Rust tools are installed.
    pub(crate) fn tools(&self) -> PathBuf {
        self.at("target/tools")
    }

    /// One of the installed Rust tools.
    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        self.tools().join("bin").join(name)
    }

    /// A program that came with the npm packages.
    pub(crate) fn npm_bin(&self, name: &str) -> PathBuf {
        self.at("node_modules/.bin").join(name)
    }

    /// `PATH` with the pinned programs first, so that Wrangler finds the Node it wants.
    pub(crate) fn search_path(&self) -> OsString {
        let mut places = vec![self.at("node_modules/.bin")];
        if let Some(path) = env::var_os("PATH") {
            places.extend(env::split_paths(&path));
        }
        env::join_paths(&places).unwrap_or_else(|_| env::var_os("PATH").unwrap_or_default())
    }

    /// A path as people would type it: from the root when it is inside.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

/// Whether `PATH` has a program of this name.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
