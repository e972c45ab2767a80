//! Finding a Chromium that is already on the machine, or getting Debian's.

use std::path::{Path, PathBuf};

use crate::apt;
use crate::error::{Error, Result};
use crate::paths::{Paths, find_program};

/// The names under which Linux has it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// Where macOS has it.
const APPLICATIONS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The program to start. `CHROMIUM` in the environment comes first.
pub(crate) fn ensure(paths: &Paths) -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        let named = PathBuf::from(named);
        if named.is_file() {
            return Ok(named);
        }
        return Err(Error::new(format!("`CHROMIUM` names `{}`, which is not there", named.display())));
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    apt::install(paths, &["chromium"], "the browser tests")?;
    find().ok_or_else(|| Error::new("apt-get installed chromium, but `chromium` is not on the search path"))
}

fn find() -> Option<PathBuf> {
    let on_path = NAMES.iter().find_map(|name| find_program(name));
    on_path.or_else(|| APPLICATIONS.iter().map(Path::new).find(|file| file.is_file()).map(Path::to_owned))
}
