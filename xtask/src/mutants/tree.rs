//! A copy of the package in which the changes are woven.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::list::Mutant;
use super::weave::{self, Woven};
use crate::error::{Context, Error, Result};
use crate::paths::Paths;

/// What the tests read beside the code, and the code.
const COPIED: [&str; 12] = [
    ".cargo",
    "Cargo.lock",
    "docs",
    "fixtures",
    "proptest-regressions",
    "rust-toolchain.toml",
    "schemas",
    "shop",
    "sql",
    "src",
    "tests",
    "wasm",
];

/// Makes the copy anew; what was built of it before is elsewhere.
pub(super) fn make(paths: &Paths, tree: &Path) -> Result<()> {
    let _not_there = fs::remove_dir_all(tree);
    for name in COPIED {
        let from = paths.at(name);
        if from.exists() {
            copy(&from, &tree.join(name))?;
        }
    }
    let manifest = read(&paths.at("Cargo.toml"))?;
    write(&tree.join("Cargo.toml"), &alone(&manifest)?)?;
    let library = read(&tree.join("src/lib.rs"))?;
    let library =
        library.replacen("extern crate alloc;", "extern crate alloc;\n#[doc(hidden)]\npub(crate) mod mutant;", 1);
    write(&tree.join("src/lib.rs"), &library)?;
    write(&tree.join("src/mutant.rs"), include_str!("switch.rs.txt"))
}

/// The manifest of the package without the workspace around it and without its lints, and somewhat optimised, since each
/// test runs many times. Its dependencies are those that are built already.
fn alone(text: &str) -> Result<String> {
    let (_, package) = text.split_once("\n[package]\n").ok_or_else(|| Error::new("`Cargo.toml` has no `[package]`"))?;
    let set = |name: &str| {
        let (_, after) = text.split_once("[workspace.package]\n")?;
        let line = after.lines().find(|line| line.starts_with(&format!("{name} = ")))?;
        Some((format!("\n{name}.workspace = true"), format!("\n{line}")))
    };
    let mut made = format!("[workspace]\n\n[package]\n{package}").replace("[lints]\nworkspace = true\n", "");
    for (from, to) in ["version", "edition", "rust-version", "license", "repository"].into_iter().filter_map(set) {
        made = made.replace(&from, &to);
    }
    let profile = "[profile.dev]\ndebug = \"line-tables-only\"\n";
    Ok(made.replace(profile, &format!("{profile}\n[profile.dev.package.segue]\nopt-level = 1\ndebug = \"none\"\n")))
}

/// Weaves these changes into the copy, whatever was woven before.
pub(super) fn weave_all(
    paths: &Paths,
    tree: &Path,
    mutants: &[Mutant],
    computed: &BTreeSet<String>,
) -> Result<BTreeMap<String, Woven>> {
    let mut by_file: BTreeMap<String, Vec<&Mutant>> = BTreeMap::new();
    for mutant in mutants {
        by_file.entry(mutant.file.clone()).or_default().push(mutant);
    }
    let mut woven = BTreeMap::new();
    for (file, mutants) in by_file {
        let done = weave::weave(&read(&paths.at(&file))?, &mutants, computed)?;
        write(&tree.join(&file), &done.text)?;
        woven.insert(file, done);
    }
    Ok(woven)
}

pub(super) fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).context(|| format!("cannot read `{}`", file.display()))
}

/// Writes a file, unless it says so already: then nothing is built anew for it.
fn write(file: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(file).is_ok_and(|before| before == text) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).context(|| format!("cannot make `{}`", folder.display()))?;
    }
    fs::write(file, text).context(|| format!("cannot write `{}`", file.display()))
}

/// The files below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).context(|| format!("cannot read `{}`", folder.display()))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    Ok(found)
}

/// A file, or a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let whole = if from.is_dir() { files(from)? } else { vec![from.to_owned()] };
    for file in whole {
        let to = match file.strip_prefix(from) {
            Ok(rest) if !rest.as_os_str().is_empty() => to.join(rest),
            _ => to.to_owned(),
        };
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).context(|| format!("cannot make `{}`", folder.display()))?;
        }
        fs::copy(&file, &to).context(|| format!("cannot copy `{}`", file.display()))?;
    }
    Ok(())
}
