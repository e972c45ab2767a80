//! The half of the program that runs in the Worker, with its tests, as one small package. It builds in seconds where the whole
//! takes minutes, and a mutant costs one build and one run.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};
use crate::paths::Paths;

/// What is left out of `src`: it makes snapshots, reads command lines, or knows the runtime.
const LEFT_OUT: [&str; 6] = ["cli", "learn", "lib.rs", "main.rs", "shop", "worker.rs"];

/// What is taken of `tests`: folders, and which of their files compile shops or run the command.
const FOLDERS: [(&str, &[&str]); 5] = [
    ("beside", &["canary"]),
    ("cases", &["cold", "landing"]),
    ("door", &[]),
    ("intent", &["properties"]),
    ("redirects", &[]),
];

/// And files.
const FILES: [&str; 3] = ["consent", "golden", "properties"];

/// `segue consent decode` without the command line around it: the tests of consent strings read with it.
const CLI: &str = "\
//! What the tests of consent strings read with.
pub mod consent;
mod output {
    pub(super) fn plain(error: &std::io::Error) -> String {
        error.to_string()
    }
}
/// Why a command failed.
#[derive(Debug)]
pub struct Failure(pub String);
impl Failure {
    pub(super) fn outside(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}
";

/// Makes the package anew in `tree`, but for what was built there before; `shop` holds the sample shop as it is published.
pub(super) fn make(paths: &Paths, tree: &Path, shop: &Path) -> Result<()> {
    for made in ["src", "docs", "fixtures", "wasm", "shop"] {
        // Nothing of the last time may stay: a mutant could have been left behind.
        let _not_there = fs::remove_dir_all(tree.join(made));
    }
    let sources = fs::read_dir(paths.at("src")).context(|| "cannot read `src`".into())?;
    for name in sources.flatten().map(|entry| entry.file_name()) {
        if !LEFT_OUT.iter().any(|left_out| name == *left_out) {
            copy(&paths.at("src").join(&name), &tree.join("src").join(&name))?;
        }
    }
    copy(&paths.at("src/cli/consent"), &tree.join("src/cli/consent"))?;
    write(&tree.join("src/cli/mod.rs"), CLI)?;
    // What tests read beside the code.
    for beside in ["docs", "fixtures", "wasm"] {
        copy(&paths.at(beside), &tree.join(beside))?;
    }
    copy(shop, &tree.join("shop"))?;
    copy(&paths.at("Cargo.lock"), &tree.join("Cargo.lock"))?;
    copy(&paths.at("rust-toolchain.toml"), &tree.join("rust-toolchain.toml"))?;
    write(&tree.join("Cargo.toml"), &manifest(&read(&paths.at("Cargo.toml"))?)?)?;
    // The tests of audiences take half a minute and run nothing that is mutated.
    let told = "additional_cargo_test_args = [\"--lib\", \"--\", \"--skip=snapshot::audience::tests\", \
                \"--skip=suite::redirects::judged\"]\n";
    write(&tree.join(".cargo/mutants.toml"), told)?;
    write(&tree.join("src/lib.rs"), &library(&read(&paths.at("src/lib.rs"))?)?)?;
    suite(paths, &tree.join("src/suite"))
}

/// The tests of `tests` as a module of the library, so that there is one thing to build.
fn suite(paths: &Paths, suite: &Path) -> Result<()> {
    let mut root = String::from("//! What stands in `tests/`.\n#![allow(warnings)]\n");
    let tests = paths.at("tests");
    copy(&tests.join("common"), &suite.join("common"))?;
    write(&suite.join("common/sample.rs"), include_str!("sample.rs.txt"))?;
    for (folder, left_out) in FOLDERS {
        root.push_str(&format!("mod {folder};\n"));
        let place = suite.join(folder);
        copy(&tests.join(folder), &place)?;
        for file in files(&place)? {
            let text = read(&file)?.replace("use crate::", &format!("use crate::suite::{folder}::"));
            write(&file, &text)?;
        }
        let mut text = read(&place.join("main.rs"))?;
        for name in left_out {
            text = text.replace(&format!("\nmod {name};"), "");
        }
        write(&place.join("mod.rs"), &text)?;
    }
    for file in FILES {
        root.push_str(&format!("mod {file};\n"));
        let text = read(&tests.join(format!("{file}.rs")))?.replace("(\"../fixtures", "(\"../../fixtures");
        write(&suite.join(format!("{file}.rs")), &text)?;
    }
    write(&suite.join("mod.rs"), &root)
}

/// `src/lib.rs` without the modules that are left out.
fn library(text: &str) -> Result<String> {
    let (before, rest) = text.split_once("#[cfg(target_arch = \"wasm32\")]\npub mod worker;").ok_or_else(|| {
        Error::new("`src/lib.rs` no longer names `worker` as it did; mend `xtask/src/mutants/tree.rs`")
    })?;
    let after = rest.split_once("/// The version of the program").map(|(_, after)| after).unwrap_or_default();
    let before = before.replacen(
        "extern crate alloc;",
        "extern crate alloc;\n#[cfg(test)]\nextern crate self as segue;\n#[cfg(test)]\nmod suite;",
        1,
    );
    Ok(format!(
        "{before}\n#[cfg(not(target_arch = \"wasm32\"))]\npub mod cli;\n\n/// The version of the program{after}"
    ))
}

/// The manifest of the package: the dependencies of both targets, and those few of the command that tests and schemas need.
fn manifest(text: &str) -> Result<String> {
    let section = |name: &str| {
        let (_, after) = text.split_once(&format!("\n{name}\n")).ok_or_else(|| {
            Error::new(format!("`Cargo.toml` has no section `{name}`; mend `xtask/src/mutants/tree.rs`"))
        })?;
        Ok::<&str, Error>(after.split("\n[").next().unwrap_or_default())
    };
    let native = section("[target.'cfg(not(target_arch = \"wasm32\"))'.dependencies]")?;
    let needed = ["clap ", "schemars ", "strsim ", "url ", "tempfile "];
    let native: Vec<&str> = native.lines().filter(|line| needed.iter().any(|name| line.starts_with(name))).collect();
    let proptest = section("[target.'cfg(not(target_arch = \"wasm32\"))'.dev-dependencies]")?;
    let proptest = proptest.lines().find(|line| line.starts_with("proptest ")).unwrap_or_default();
    Ok(format!(
        "[package]\nname = \"segue\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n\
         [lib]\ncrate-type = [\"rlib\"]\ndoctest = false\n\n[features]\n{}\n\n[dependencies]\n{}\n{}\n\n\
         [dev-dependencies]\n{proptest}\n\n[profile.dev]\ndebug = \"none\"\n\n[profile.dev.package.\"*\"]\nopt-level = 1\n",
        section("[features]")?,
        section("[dependencies]")?,
        native.join("\n"),
    ))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).context(|| format!("cannot read `{}`", file.display()))
}

fn write(file: &Path, text: &str) -> Result<()> {
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
