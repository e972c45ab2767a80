//! The `segue` command, built for this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Result;
use crate::paths::Paths;
use crate::proc;

/// Which build of the command.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Profile {
    /// Fast: for real order files. Takes longer to build.
    Cli,
    /// The one that the tests have built anyway.
    Dev,
}

/// The built command.
pub(crate) struct Segue {
    program: PathBuf,
    paths: Paths,
}

impl Segue {
    /// Builds it.
    pub(crate) fn build(paths: &Paths, profile: Profile) -> Result<Self> {
        let (name, folder) = match profile {
            Profile::Cli => ("cli", "cli"),
            Profile::Dev => ("dev", "debug"),
        };
        let mut cargo = proc::cargo(paths);
        proc::run(cargo.args(["build", "--quiet", "--package", "segue", "--bin", "segue", "--profile", name]))?;
        Ok(Self { program: paths.cargo_target().join(folder).join("segue"), paths: paths.clone() })
    }

    /// A call of it from the workspace root, to which arguments are added.
    pub(crate) fn call(&self, subcommand: &str) -> Command {
        let mut command = proc::command(&self.paths, &self.program);
        command.arg(subcommand);
        command
    }

    /// Where it is.
    pub(crate) fn program(&self) -> &Path {
        &self.program
    }

    /// When it was built, in seconds; a new one may write something else.
    pub(crate) fn built(&self) -> Option<std::time::SystemTime> {
        self.program.metadata().and_then(|file| file.modified()).ok()
    }
}
