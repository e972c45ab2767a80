//! Python with pinned packages, in a place of its own under `target/python`, for what is compared with the field's libraries.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::error::{Context, Error, Result};
use crate::paths::{Paths, find_program};
use crate::version::Version;
use crate::{apt, proc, say};

/// The oldest Python whose packages are pinned.
const OLDEST: Version = Version(3, 11, 0);

/// Under which names Python may be there, the one that people use first.
const NAMES: [&str; 5] = ["python3", "python3.13", "python3.12", "python3.11", "python3.14"];

/// The list of packages that was installed, kept beside what it installed.
const INSTALLED: &str = "segue-requirements.txt";

/// A Python that has exactly the packages of `requirements`, a place in the repository; made where it is not there yet.
/// `name` is its folder under `target/python`, `needed_for` what messages say.
pub(crate) fn ensure(paths: &Paths, name: &str, requirements: &str, needed_for: &str) -> Result<PathBuf> {
    let place = paths.at("target/python").join(name);
    let (python, stamp) = (place.join("bin/python"), place.join(INSTALLED));
    let list = paths.at(requirements);
    let wanted = fs::read(&list).context(|| format!("cannot read `{requirements}`"))?;
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) && python.is_file() {
        return Ok(python);
    }
    say::now(&format!("installing the Python packages of {requirements} into {} (once)", paths.shown(&place)));
    let started = Instant::now();
    make(paths, &place, needed_for)?;
    let mut pip = proc::command(paths, &python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--requirement"])
        .arg(list);
    proc::run(&mut pip).context(|| format!("cannot install the Python packages of `{requirements}`"))?;
    fs::write(&stamp, wanted).context(|| format!("cannot write `{}`", paths.shown(&stamp)))?;
    say::now(&format!("the Python packages are ready ({})", say::time(started.elapsed())));
    Ok(python)
}

/// Makes an empty place for packages. Debian's Python can't until `python3-venv` is there.
fn make(paths: &Paths, place: &Path, needed_for: &str) -> Result<()> {
    let make = |python: &Path| {
        let mut venv = proc::command(paths, python);
        proc::output(venv.args(["-m", "venv", "--clear"]).arg(place)).is_some()
    };
    if find(paths).is_some_and(|python| make(&python)) {
        return Ok(());
    }
    apt::install(paths, &["python3", "python3-venv"], needed_for)?;
    match find(paths) {
        Some(python) if make(&python) => Ok(()),
        Some(_) => Err(Error::new(format!("`python3 -m venv` fails, and {needed_for} needs it: install Python anew"))),
        None => Err(Error::new(format!(
            "{needed_for} needs Python {}.{} or newer, which this machine does not have; install it as `python3` and run \
             this command again",
            OLDEST.0, OLDEST.1
        ))),
    }
}

/// A Python that is new enough.
fn find(paths: &Paths) -> Option<PathBuf> {
    let version = |python: &PathBuf| Version::find(&proc::output(proc::command(paths, python).arg("--version"))?);
    NAMES.iter().filter_map(|name| find_program(name)).find(|python| version(python) >= Some(OLDEST))
}
