//! Writing the shop folder: all of it or nothing. The files are written to a folder beside it, which then takes its
//! name, so an import that is interrupted leaves the old folder as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use xxhash_rust::xxh64::xxh64;

use super::clicks;
use super::problem::Problem;

/// The report that an import leaves; it says that the folder was made by one, and how each file was written.
pub(super) const REPORT: &str = "derived/import-report.json";

/// What `made_by` says in it.
pub(super) const MADE_BY: &str = "segue import";

/// So many changed files are named in a message.
const NAMED: usize = 3;

/// A draft of this age was left by an import that was killed.
const OLD_DRAFT: Duration = Duration::from_secs(60);

/// What is to become of the folder that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Old {
    /// There is none, or an empty one, or one that import made and nobody changed.
    Replace,
    /// It holds something of somebody's: it is kept beside the new one.
    Keep,
}

/// The checksum of a file's text, as the report notes it.
pub(super) fn checksum(text: &[u8]) -> String {
    format!("{:016x}", xxh64(text, 0))
}

/// Whether an import may write to `dir`, looked at before the orders are read.
pub(super) fn may_write(dir: &Path, force: bool) -> Result<Old, Problem> {
    let shown = dir.display();
    if !dir.exists() {
        return Ok(Old::Replace);
    }
    if !dir.is_dir() {
        return Err(Problem::new(format!("`{shown}` is a file")).help("name a folder to write the shop to"));
    }
    let unreadable = |error: io::Error| Problem::new(format!("`{shown}` can't be read: {error}"));
    if fs::read_dir(dir).map_err(unreadable)?.next().is_none() {
        return Ok(Old::Replace);
    }
    let Some(written) = made_by_import(dir) else {
        return allowed(force, || {
            Problem::new(format!("`{shown}` is not empty and was not made by `segue import`"))
                .help("name a new or an empty folder, or add `--force`: the old folder is then kept beside the new one")
        });
    };
    let there = listed(dir).map_err(unreadable)?;
    let as_written =
        |(path, sum): &(&String, &String)| fs::read(dir.join(path)).is_ok_and(|bytes| checksum(&bytes) == **sum);
    let mut changed: Vec<&String> = written.iter().filter(|file| !as_written(file)).map(|(path, _)| path).collect();
    changed.extend(there.iter().filter(|path| *path != REPORT && !written.contains_key(*path)));
    changed.retain(|path| !clicks::FILES.contains(&path.as_str()));
    if changed.is_empty() {
        return Ok(Old::Replace);
    }
    let mut names: Vec<String> = changed.iter().take(NAMED).map(|path| format!("`{path}`")).collect();
    if changed.len() > NAMED {
        names.push(format!("and {} more", changed.len() - NAMED));
    }
    allowed(force, || {
        Problem::new(format!("`{shown}` was changed since it was imported: {}", names.join(", "))).help(
            "import into another folder and copy over what you want, or add `--force`: the old folder is then kept beside \
             the new one",
        )
    })
}

/// Writes the folder; says where the old one is now, if it was kept.
pub(super) fn write(dir: &Path, files: &BTreeMap<String, String>, old: Old) -> Result<Option<PathBuf>, Problem> {
    swap(dir, files, old).map_err(|error| {
        Problem::new(format!("`{}` can't be written: {error}", dir.display()))
            .help("nothing was changed; mend that and import again")
    })
}

fn allowed(force: bool, problem: impl FnOnce() -> Problem) -> Result<Old, Problem> {
    if force { Ok(Old::Keep) } else { Err(problem()) }
}

/// Path and checksum of what an import wrote; nothing if none did.
fn made_by_import(dir: &Path) -> Option<BTreeMap<String, String>> {
    let report: Value = serde_json::from_str(&fs::read_to_string(dir.join(REPORT)).ok()?).ok()?;
    if report.get("made_by")?.as_str()? != MADE_BY {
        return None;
    }
    let files = report.get("files")?.as_object()?;
    Some(files.iter().filter_map(|(path, sum)| Some((path.clone(), sum.as_str()?.to_owned()))).collect())
}

/// Every file below `dir`, by its path with `/`.
fn listed(dir: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut open = vec![(dir.to_path_buf(), String::new())];
    while let Some((folder, before)) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                open.push((entry.path(), format!("{path}/")));
            } else {
                found.insert(path);
            }
        }
    }
    Ok(found)
}

/// A folder that is removed again unless it was given its name.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        // Nothing can be done about a draft that does not go; it is beside the shop, not in it.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes what an import that was killed while writing left beside the folder. A draft is written in less than a
/// second, so one that is older than a minute is nobody's.
fn sweep(parent: &Path, name: &str) {
    let leftover = |entry: &fs::DirEntry| {
        let found = entry.file_name().to_string_lossy().into_owned();
        let number = [".import-", ".old-"].iter().find_map(|after| found.strip_prefix(&format!(".{name}{after}")));
        let age = entry.metadata().and_then(|about| about.modified()).ok().and_then(|then| then.elapsed().ok());
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
            && age.is_some_and(|age| age > OLD_DRAFT)
    };
    for entry in fs::read_dir(parent).into_iter().flatten().flatten().filter(leftover) {
        // What does not go is in nobody's way.
        let _ = fs::remove_dir_all(entry.path());
    }
}

fn swap(dir: &Path, files: &BTreeMap<String, String>, old: Old) -> io::Result<Option<PathBuf>> {
    let dir = if dir.exists() { fs::canonicalize(dir)? } else { std::path::absolute(dir)? };
    let name = dir.file_name().ok_or_else(|| io::Error::other("it has no name"))?.to_owned();
    let parent = dir.parent().ok_or_else(|| io::Error::other("it has no parent"))?.to_path_buf();
    fs::create_dir_all(&parent)?;
    let beside = |before: &str, after: &str| {
        let mut beside = OsString::from(before);
        beside.push(&name);
        beside.push(after);
        parent.join(beside)
    };
    sweep(&parent, &name.to_string_lossy());
    let draft = Draft(beside(".", &format!(".import-{}", std::process::id())));
    fs::create_dir(&draft.0)?;
    for (path, text) in files {
        let path = draft.0.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text)?;
    }
    if !dir.exists() {
        fs::rename(&draft.0, &dir)?;
        return Ok(None);
    }
    let aside = match old {
        Old::Replace => beside(".", &format!(".old-{}", std::process::id())),
        Old::Keep => (1..)
            .map(|n| beside("", &format!(".before-import-{n}")))
            .find(|path| !path.exists())
            .ok_or_else(|| io::Error::other("there is no free name beside it"))?,
    };
    fs::rename(&dir, &aside)?;
    if let Err(error) = fs::rename(&draft.0, &dir) {
        fs::rename(&aside, &dir)?;
        return Err(error);
    }
    match old {
        Old::Replace => Ok(fs::remove_dir_all(&aside).err().map(|_| aside)),
        Old::Keep => Ok(Some(aside)),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use super::*;

    fn shop(text: &str) -> BTreeMap<String, String> {
        let mut files = BTreeMap::from([("shop.json".to_owned(), text.to_owned())]);
        let report = serde_json::json!({ "made_by": MADE_BY, "files": { "shop.json": checksum(text.as_bytes()) } });
        files.insert(REPORT.to_owned(), report.to_string());
        files
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_import_replaces_an_import_that_nobody_changed() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("deep/shop");
        assert_eq!(may_write(&dir, false).unwrap(), Old::Replace);
        write(&dir, &shop("one"), Old::Replace).unwrap();
        assert_eq!(may_write(&dir, false).unwrap(), Old::Replace);
        write(&dir, &shop("two"), Old::Replace).unwrap();
        assert_eq!(fs::read_to_string(dir.join("shop.json")).unwrap(), "two");
        assert_eq!(names(dir.parent().unwrap()), ["shop"], "no draft and no old folder is left");
    }

    #[test]
    fn what_somebody_wrote_is_not_replaced() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("shop");
        write(&dir, &shop("one"), Old::Replace).unwrap();
        fs::write(dir.join("mine.json"), "mine").unwrap();
        assert!(may_write(&dir, false).unwrap_err().to_string().contains("changed since it was imported: `mine.json`"));
        fs::remove_file(dir.join("mine.json")).unwrap();
        fs::write(dir.join("shop.json"), "edited").unwrap();
        assert!(may_write(&dir, false).unwrap_err().to_string().contains("`shop.json`"));
        fs::remove_file(dir.join("shop.json")).unwrap();
        assert!(may_write(&dir, false).unwrap_err().to_string().contains("`shop.json`"));

        fs::remove_file(dir.join(REPORT)).unwrap();
        fs::write(dir.join("letter.txt"), "dear").unwrap();
        assert!(may_write(&dir, false).unwrap_err().to_string().contains("was not made by `segue import`"));
        assert_eq!(may_write(&dir, true).unwrap(), Old::Keep);
        let kept = write(&dir, &shop("two"), Old::Keep).unwrap().unwrap();
        assert_eq!(fs::read_to_string(kept.join("letter.txt")).unwrap(), "dear");
        assert_eq!(names(parent.path()), ["shop", "shop.before-import-1"]);
    }

    #[test]
    fn leftovers_of_a_killed_import_are_swept() {
        let parent = tempfile::tempdir().unwrap();
        for (name, age) in
            [(".shop.import-12", 120), (".shop.old-12", 120), (".shop.import-13", 0), (".other.import-1", 120)]
        {
            let path = parent.path().join(name);
            fs::create_dir(&path).unwrap();
            let then = std::time::SystemTime::now() - Duration::from_secs(age);
            fs::File::open(&path).unwrap().set_modified(then).unwrap();
        }
        write(&parent.path().join("shop"), &shop("one"), Old::Replace).unwrap();
        assert_eq!(names(parent.path()), [".other.import-1", ".shop.import-13", "shop"]);
    }

    #[test]
    fn empty_folders_are_free_and_files_are_not_folders() {
        let parent = tempfile::tempdir().unwrap();
        assert_eq!(may_write(parent.path(), false).unwrap(), Old::Replace);
        let file = parent.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(may_write(&file, true).is_err());
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_left_as_it_was() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("shop");
        write(&dir, &shop("one"), Old::Replace).unwrap();
        let mut broken = shop("two");
        broken.insert("shop.json/not-a-folder".to_owned(), String::new());
        assert!(write(&dir, &broken, Old::Replace).is_err());
        assert_eq!(fs::read_to_string(dir.join("shop.json")).unwrap(), "one");
        assert_eq!(names(parent.path()), ["shop"]);
    }
}
