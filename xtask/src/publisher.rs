//! The key with which this machine publishes to its own Workers. `segue keygen` makes it.

use std::path::Path;

use crate::error::{Error, Result};
use crate::proc;
use crate::segue::Segue;

/// Makes the key unless it is there, and gives its public half as `SEGUE_PUBLISHERS` takes it.
pub(crate) fn ensure(segue: &Segue, file: &Path) -> Result<String> {
    if !file.exists() {
        let output = segue.call("keygen").args(["dev", "--out"]).arg(file).output();
        let output = output.map_err(|error| Error::new(format!("`segue keygen` cannot be started: {error}")))?;
        if !output.status.success() {
            return Err(Error::new(format!("`segue keygen` failed: {}", String::from_utf8_lossy(&output.stderr))));
        }
    }
    let line = proc::output(segue.call("keygen").arg("--public").arg(file));
    line.map(|line| line.trim().to_owned()).ok_or_else(|| Error::new(format!("`{}` is no key", file.display())))
}
