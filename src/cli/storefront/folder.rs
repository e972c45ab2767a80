//! The folder of the site. It is made anew each time: beside the old one, which it then replaces.

use super::Failure;
use crate::shop::plain_io;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file by which a folder is known to be ours. Wrangler reads it as a list of what is not to be served.
const MARK: &str = ".assetsignore";

/// What it holds.
const MARKED: &str = "# Written by `segue storefront`, which replaces this whole folder.\n";

/// The folder while it is written.
pub(super) struct Folder {
    out: PathBuf,
    draft: PathBuf,
    written: HashSet<String>,
}

impl Folder {
    /// Begins a folder that will take the place of `out`.
    pub(super) fn begin(out: &Path) -> Result<Self, Failure> {
        let out = std::path::absolute(out).map_err(|error| failure(out, &error))?;
        let used = fs::read_dir(&out).is_ok_and(|mut entries| entries.next().is_some());
        if used && !fs::read_to_string(out.join(MARK)).is_ok_and(|text| text == MARKED) {
            return Err(Failure::outside(format!(
                "`{}` holds files that `segue storefront` did not write; name an empty or a new folder with `--out`",
                out.display()
            )));
        }
        let draft = beside(&out, "next");
        clear(&draft).and_then(|()| fs::create_dir_all(&draft)).map_err(|error| failure(&draft, &error))?;
        let mut folder = Self { out, draft, written: HashSet::new() };
        folder.write(MARK, MARKED)?;
        Ok(folder)
    }

    /// Writes a file, unless one of this name was written before. `name` has `/` between its parts.
    pub(super) fn write(&mut self, name: &str, text: &str) -> Result<(), Failure> {
        self.place(name).map_or(Ok(()), |path| fs::write(&path, text).map_err(|error| failure(&path, &error)))
    }

    /// Copies a file, unless one of this name was written before.
    pub(super) fn copy(&mut self, from: &Path, name: &str) -> Result<(), Failure> {
        self.place(name).map_or(Ok(()), |path| fs::copy(from, &path).map(drop).map_err(|error| failure(from, &error)))
    }

    fn place(&mut self, name: &str) -> Option<PathBuf> {
        let path = self.draft.join(name);
        if !self.written.insert(name.into()) {
            return None;
        }
        // What cannot be made is said when the file is written.
        let _ = path.parent().map(fs::create_dir_all);
        Some(path)
    }

    /// Puts the folder in its place; gives back how many files it holds.
    pub(super) fn finish(self) -> Result<usize, Failure> {
        let old = beside(&self.out, "last");
        let swap = || {
            if self.out.exists() {
                clear(&old)?;
                fs::rename(&self.out, &old)?;
            }
            fs::rename(&self.draft, &self.out)?;
            clear(&old)
        };
        swap().map_err(|error| failure(&self.out, &error))?;
        Ok(self.written.len())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Only there when something failed. Nothing can be done about a draft that does not go.
        let _ = clear(&self.draft);
    }
}

fn beside(out: &Path, what: &str) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!(".{name}.{what}-{}", std::process::id()))
}

fn clear(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn failure(path: &Path, error: &io::Error) -> Failure {
    Failure::outside(format!("`{}` cannot be written: {}", path.display(), plain_io(error)))
}
