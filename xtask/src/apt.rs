//! Debian's packages, for what neither cargo nor npm brings.

use std::fs;

use crate::error::{Context, Error, Result};
use crate::paths::{Paths, find_program};
use crate::{proc, say};

/// Installs Debian packages when this machine has `apt-get` and we may use it; otherwise says what to do by hand.
pub(crate) fn install(paths: &Paths, packages: &[&str], needed_for: &str) -> Result<()> {
    let list = packages.join(" ");
    if find_program("apt-get").is_none() || !is_root() {
        return Err(Error::new(format!(
            "{needed_for} needs {list}, which this machine does not have; install it (on Debian or Ubuntu: \
             `sudo apt-get install -y {list}`) and run this command again"
        )));
    }
    say::now(&format!("installing {list} with apt-get, for {needed_for}"));
    let mut update = proc::command(paths, "apt-get");
    proc::run(update.args(["-qq", "update"]).env("DEBIAN_FRONTEND", "noninteractive"))?;
    let mut install = proc::command(paths, "apt-get");
    proc::run(install.args(["-qq", "install", "-y"]).args(packages).env("DEBIAN_FRONTEND", "noninteractive"))
        .context(|| format!("{needed_for} needs {list}"))
}

/// Whether this process may install packages. The owner of `/proc/self` is who we are; where there is none, say no.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
