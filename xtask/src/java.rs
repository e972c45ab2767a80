//! Java, which Apache Spark runs on.

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::paths::{Paths, find_program};
use crate::{apt, proc};

/// What Spark 4 needs at least.
const OLDEST: u32 = 17;

/// Debian's packages, in the order in which they are tried: older releases have the first, newer ones the second.
const PACKAGES: [&str; 2] = ["openjdk-17-jre-headless", "openjdk-21-jre-headless"];

/// The folder of a Java that is new enough, for `JAVA_HOME`; installed where there is none.
pub(crate) fn ensure(paths: &Paths, needed_for: &str) -> Result<PathBuf> {
    if let Some(home) = find(paths) {
        return Ok(home);
    }
    let mut refused = None;
    for package in PACKAGES {
        match apt::install(paths, &[package], needed_for) {
            Ok(()) => {
                let missing =
                    || Error::new(format!("apt-get installed {package}, but no Java {OLDEST} is to be found"));
                return find(paths).ok_or_else(missing);
            }
            Err(error) => {
                refused.get_or_insert(error);
            }
        }
    }
    Err(refused.unwrap_or_else(|| Error::new(format!("{needed_for} needs Java {OLDEST} or newer"))))
}

/// What `JAVA_HOME` names, what is on the search path, or what Debian has beside an older one.
fn find(paths: &Paths) -> Option<PathBuf> {
    let named = std::env::var_os("JAVA_HOME").map(|home| PathBuf::from(home).join("bin/java"));
    let installed = std::fs::read_dir("/usr/lib/jvm").into_iter().flatten().flatten();
    let beside = installed.map(|entry| entry.path().join("bin/java"));
    named
        .into_iter()
        .chain(find_program("java"))
        .chain(beside)
        .filter(|java| java.is_file())
        .find(|java| {
            let said = proc::output(proc::command(paths, java).arg("--version"));
            said.as_deref().and_then(major) >= Some(OLDEST)
        })
        .and_then(|java| Some(java.canonicalize().ok()?.parent()?.parent()?.to_owned()))
}

/// `openjdk 17.0.15 2025-04-15` is 17, `java 21 2023-09-19 LTS` is 21.
fn major(said: &str) -> Option<u32> {
    let version = said.split_whitespace().nth(1)?;
    version.split(['.', '-', '+']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_java_says_of_itself() {
        assert_eq!(major("openjdk 17.0.15 2025-04-15\nOpenJDK Runtime"), Some(17));
        assert_eq!(major("java 21 2023-09-19 LTS"), Some(21));
        assert_eq!(major("openjdk 25-ea 2025-09-16"), Some(25));
        assert_eq!([major(""), major("openjdk"), major("no such thing")], [None; 3]);
    }
}
