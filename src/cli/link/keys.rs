//! Where the keys of one-off links come from.

use crate::cli::Failure;
use crate::cli::output::plain;
use crate::link::LinkKeys;
use miette::miette;
use std::path::{Path, PathBuf};

/// What Wrangler reads on this machine.
const DEV_VARS: &str = ".dev.vars";

/// With which keys something is signed.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct KeyArgs {
    /// A file with the keys that the Worker has in `SEGUE_LINK_KEYS`; without it, that variable, else `.dev.vars` here
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl KeyArgs {
    /// The keys, where there are some.
    ///
    /// # Errors
    /// When they are there and cannot be read.
    pub(super) fn find(&self) -> Result<Option<LinkKeys>, Failure> {
        if let Some(path) = &self.key_file {
            let text = read(path)?;
            // Either the value alone, or a line of a file of variables.
            let value = value(&text).unwrap_or_else(|| text.trim().to_string());
            return parsed(&value, &format!("`{}`", path.display())).map(Some);
        }
        if let Some(value) = std::env::var(LinkKeys::VARIABLE).ok().filter(|value| !value.is_empty()) {
            return parsed(&value, "the environment").map(Some);
        }
        let path = Path::new(DEV_VARS);
        if !path.is_file() {
            return Ok(None);
        }
        value(&read(path)?).map(|value| parsed(&value, "`.dev.vars`")).transpose()
    }

    /// The keys.
    ///
    /// # Errors
    /// When there are none, or they cannot be read.
    pub(super) fn load(&self) -> Result<LinkKeys, Failure> {
        self.find()?.ok_or_else(|| {
            let help = "name a file with `--key-file`, set `SEGUE_LINK_KEYS`, or make a key with `segue link key`";
            Failure::Report(miette!(help = help, "there is no key to sign with"))
        })
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|error| Failure::outside(format!("`{}` cannot be read: {}", path.display(), plain(&error))))
}

/// The value of the variable in a file of variables.
fn value(text: &str) -> Option<String> {
    let line =
        text.lines().find_map(|line| line.trim().strip_prefix(LinkKeys::VARIABLE)?.trim_start().strip_prefix('='));
    line.map(|value| value.trim().trim_matches(['"', '\'']).to_string())
}

fn parsed(value: &str, place: &str) -> Result<LinkKeys, Failure> {
    LinkKeys::parse(value).map_err(|error| Failure::Report(miette!("{place}: {}", error.of(LinkKeys::VARIABLE))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_found_in_its_file() {
        for text in [
            "SEGUE_LINK_KEYS=a:b",
            "# x\n  SEGUE_LINK_KEYS = \"a:b\"\nY=z",
            "SEGUE_KEYS=c\r\nSEGUE_LINK_KEYS='a:b'\r\n",
        ] {
            assert_eq!(value(text).as_deref(), Some("a:b"), "{text}");
        }
        assert_eq!(value("SEGUE_KEYS=a:b\n# SEGUE_LINK_KEYS=c"), None);
    }
}
