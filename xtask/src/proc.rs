//! Running other programs to their end.

use std::ffi::OsStr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use crate::error::{Context, Error, Result};
use crate::interrupt;
use crate::paths::Paths;

/// How often a running program is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// A program run from the workspace root, which finds the pinned Node and Wrangler first.
pub(crate) fn command(paths: &Paths, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths.root()).env("PATH", paths.search_path());
    for (name, value) in QUIET {
        command.env(name, value);
    }
    command
}

/// `cargo` as the workspace's toolchain has it. What this very command was started with must not leak into it.
pub(crate) fn cargo(paths: &Paths) -> Command {
    let mut command = command(paths, std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(name);
    }
    command
}

/// What keeps Wrangler from asking, reporting and looking things up: nothing here needs a network.
const QUIET: [(&str, &str); 7] = [
    ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
    ("WRANGLER_HIDE_BANNER", "true"),
    ("WRANGLER_NO_SKILLS_UPDATE_PROMPTS", "true"),
    ("WRANGLER_SEND_ERROR_REPORTS", "false"),
    ("WRANGLER_SEND_METRICS", "false"),
    ("WRANGLER_WRITE_LOGS", "false"),
    ("X_LOCAL_EXPLORER", "false"),
];

/// Runs it with its output shown; anything but success is an error that names it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let name = shown(command);
    let mut child = command.stdin(Stdio::null()).spawn().context(|| format!("cannot run `{name}`"))?;
    let status = wait(&mut child).context(|| format!("cannot wait for `{name}`"))?;
    if interrupt::requested() {
        return Err(Error::new("stopped"));
    }
    if status.success() { Ok(()) } else { Err(Error::new(format!("`{name}` failed ({status})"))) }
}

/// Runs it and gives back what it wrote to standard output, `None` when it can't be run or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    if output.status.success() { String::from_utf8(output.stdout).ok() } else { None }
}

/// Waits; when somebody asks to stop, the program is ended first.
fn wait(child: &mut Child) -> std::io::Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if interrupt::requested() {
            // A terminal's Ctrl-C has reached it too; anything else has not.
            let _gone_already = child.kill();
            return child.wait();
        }
        thread::sleep(GLANCE);
    }
}

/// The command line as somebody would type it, without the way to the program.
pub(crate) fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut text = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for word in command.get_args() {
        text.push(' ');
        text.push_str(&word.to_string_lossy());
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn a_failure_names_the_command_as_typed() {
        let error = run(Command::new("/bin/sh").args(["-c", "exit 3"])).unwrap_err().to_string();
        assert!(error.starts_with("`sh -c exit 3` failed ("), "{error}");
    }

    #[test]
    fn output_is_none_when_the_program_fails_or_is_missing() {
        assert_eq!(output(Command::new("/bin/sh").args(["-c", "echo hi"])).as_deref(), Some("hi\n"));
        assert_eq!(output(Command::new("/bin/sh").args(["-c", "echo hi; exit 1"])), None);
        assert_eq!(output(&mut Command::new("no-such-program-here")), None);
    }
}
