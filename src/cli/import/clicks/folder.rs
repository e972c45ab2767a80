//! Putting what clicks tell into a shop folder: of a folder that is there already only these files are replaced.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::super::args::Args;
use super::super::files::pretty;
use super::super::folder::{MADE_BY, checksum};
use super::super::problem::Problem;
use super::viewed::MOST_VIEWED;
use super::{Learned, read, report};
use crate::learn::written::{LISTS, SESSIONS};
use crate::shop::{self, plain_io};

/// What was counted, where clicks were imported without orders.
pub(in crate::cli::import) const REPORT: &str = "derived/clicks-report.json";

/// What clicks told. It is made anew or carried over whoever changed it, and `segue tune` does.
pub(in crate::cli::import) const FILES: [&str; 4] = [LISTS, SESSIONS, MOST_VIEWED, REPORT];

/// Imports clicks into a shop folder, and says what was found.
pub(in crate::cli::import) fn import(args: &Args) -> Result<String, Problem> {
    let (dir, shown) = (&args.out, args.out.display());
    if !dir.join("shop.json").exists() {
        return Err(Problem::new(format!("`{shown}` is no shop folder: it has no `shop.json`"))
            .help("name the folder of the shop, or add `--orders FILE` to make one"));
    }
    let mend = |problem: String| {
        Problem::new(format!("`{shown}` can't be used: {problem}"))
            .help(format!("mend what `segue check {shown}` says"))
    };
    let known = shop::product_ids(dir).map_err(mend)?;
    let tuned = shop::tuned(dir).map_err(mend)?;
    let log = read(&args.clicks, &args.of_clicks())?;
    let learned = Learned::of(log, &known, tuned);
    if learned.tally.sessions == 0 {
        return Err(report::nothing_left(&learned.tally, &args.clicks));
    }
    let mut files = learned.files();
    let sums: BTreeMap<&String, String> = files.iter().map(|(path, text)| (path, checksum(text.as_bytes()))).collect();
    let about = serde_json::json!({ "made_by": MADE_BY, "clicks": report::json(&learned), "files": sums });
    files.insert(REPORT.to_owned(), pretty(&about));
    write(dir, &files)?;
    let written: Vec<String> = files.keys().map(|path| format!("`{path}`")).collect();
    Ok(format!("{}\nwrote {} of `{shown}`, and nothing else\n", report::table(&learned), written.join(", ")))
}

/// The files of clicks in a folder that is imported anew without clicks: they stay.
pub(in crate::cli::import) fn carried(dir: &Path) -> Result<BTreeMap<String, String>, Problem> {
    let mut found = BTreeMap::new();
    for path in FILES {
        match fs::read_to_string(dir.join(path)) {
            Ok(text) => drop(found.insert(path.to_owned(), text)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => return Err(Problem::new(format!("`{path}` of `{}` can't be read: {error}", dir.display()))),
        }
    }
    Ok(found)
}

/// Writes each file beside its place and moves it there, so that none is ever half written.
pub(in crate::cli) fn write(dir: &Path, files: &BTreeMap<String, String>) -> Result<(), Problem> {
    let one = |path: &str, text: &str| {
        let to = dir.join(path);
        let folder = to.parent().unwrap_or(dir);
        fs::create_dir_all(folder)?;
        let mut draft = tempfile::NamedTempFile::new_in(folder)?;
        io::Write::write_all(&mut draft, text.as_bytes())?;
        #[cfg(unix)]
        {
            // A draft is its owner's alone; the file is everybody's, as others are.
            use std::os::unix::fs::PermissionsExt;
            draft.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
        }
        draft.persist(&to).map_err(|failed| failed.error).map(drop)
    };
    for (path, text) in files {
        one(path, text).map_err(|error| {
            Problem::new(format!("`{}` can't be written: {}", dir.join(path).display(), plain_io(&error)))
                .help("mend that and run the command again")
        })?;
    }
    Ok(())
}
