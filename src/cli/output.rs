//! Writes a directory whole or not at all.

use super::Failure;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes `files` as the directory `out`: into a neighbour first, which then takes its place.
pub(super) fn write<'f>(out: &Path, files: impl Iterator<Item = (String, &'f [u8])>) -> Result<(), Failure> {
    refuse_others(out)?;
    let next = neighbour(out, "next");
    let last = neighbour(out, "last");
    let fail = |what: &str, path: &Path, error: &std::io::Error| {
        Failure::outside(format!("`{}` cannot be {what}: {}", path.display(), plain(error)))
    };
    clear(&next).and_then(|()| fs::create_dir_all(&next)).map_err(|error| fail("written", &next, &error))?;
    for (name, bytes) in files {
        let path = next.join(name);
        fs::write(&path, bytes).map_err(|error| fail("written", &path, &error))?;
    }
    if out.exists() {
        clear(&last).and_then(|()| fs::rename(out, &last)).map_err(|error| fail("replaced", out, &error))?;
    }
    fs::rename(&next, out).map_err(|error| fail("written", out, &error))?;
    clear(&last).map_err(|error| fail("taken away", &last, &error))
}

/// What the system says, without its error number.
pub(super) fn plain(error: &std::io::Error) -> String {
    crate::shop::plain_io(error)
}

/// Refuses to replace a directory that holds anything but a snapshot.
fn refuse_others(out: &Path) -> Result<(), Failure> {
    let Ok(entries) = fs::read_dir(out) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = name == "pointer" || name.starts_with("core-") || name.starts_with("shard-");
        if !ours {
            let message = format!("`{}` holds `{name}`, which is no part of a snapshot", out.display());
            return Err(Failure::outside(format!("{message}; name an empty or a new directory with `--out`")));
        }
    }
    Ok(())
}

fn neighbour(out: &Path, what: &str) -> PathBuf {
    let name = out.file_name().map_or_else(|| "snapshot".into(), |name| name.to_string_lossy().into_owned());
    out.with_file_name(format!(".{name}.{what}-{}", std::process::id()))
}

fn clear(dir: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
