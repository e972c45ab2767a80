//! The runtime itself, without Wrangler in between: one process for each Worker that is measured.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Context, Error, Result};
use crate::group::Group;
use crate::http;
use crate::paths::Paths;

/// How long a process may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running runtime with one Worker.
pub(crate) struct Server {
    group: Group,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// When it was started.
    pub(crate) started: Instant,
}

impl Server {
    /// Starts the runtime with this configuration and waits until it listens.
    pub(crate) fn start(workerd: &Path, config: &Path, port: u16) -> Result<Self> {
        let log = config.with_extension("log");
        let file = fs::File::create(&log).context(|| format!("cannot write `{}`", log.display()))?;
        let again = file.try_clone().context(|| format!("cannot write `{}`", log.display()))?;
        let address = http::local(port);
        let started = Instant::now();
        let mut command = Command::new(workerd);
        command.arg("serve");
        // The runtime has this binding for tests alone, and wants to be asked for it.
        if fs::read_to_string(config).is_ok_and(|text| text.contains("analyticsEngine")) {
            command.arg("--experimental");
        }
        let group = Group::start(command.arg(config).stdout(file).stderr(again))?;
        let mut server = Self { group, address, started };
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.group.ended() {
                let log = fs::read_to_string(&log).unwrap_or_default();
                return Err(Error::new(format!("workerd ended at once ({status}): {}", log.trim())));
            }
            if started.elapsed() > PATIENCE {
                return Err(Error::new(format!("workerd did not listen within {} s", PATIENCE.as_secs())));
            }
            thread::sleep(Duration::from_micros(200));
        }
        Ok(server)
    }

    /// Processor time that the process has used so far, to the nanosecond, as the scheduler counts it; threads that have
    /// ended are not in it. `None` where the system does not tell.
    pub(crate) fn running_time(&self) -> Option<Duration> {
        let threads = fs::read_dir(format!("/proc/{}/task", self.group.id())).ok()?;
        let of_thread = |thread: fs::DirEntry| {
            let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
            text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
        };
        Some(threads.flatten().filter_map(of_thread).sum())
    }

    /// The number of the process.
    pub(crate) fn process(&self) -> u32 {
        self.group.id()
    }

    /// Bytes of memory that the process has to itself now; `None` where the system does not tell. The program's own pages are not in it:
    /// all isolates of a process share them, and more of them are in use where there is Wasm to compile.
    pub(crate) fn memory(&self) -> Option<u64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.group.id())).ok()?;
        own(&text)
    }

    /// Ends it without waiting for what it is doing.
    pub(crate) fn stop(self) {
        self.group.kill();
    }
}

/// The time that a process and its threads have had a processor for.
pub(super) fn processor_time(process: u32) -> Option<Duration> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    ticks(&text).map(|ticks| Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second()))
}

/// User and system time in `/proc/PID/stat`, in the system's ticks. The name in parentheses may hold anything.
fn ticks(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// `RssAnon` in `/proc/PID/status`, which is in KiB, as bytes.
fn own(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

/// The runtime's program for this machine, from the npm packages.
pub(crate) fn program(paths: &Paths) -> Result<PathBuf> {
    let system = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let processor = if cfg!(target_arch = "aarch64") { "arm64" } else { "64" };
    let program = paths.at(&format!("node_modules/@cloudflare/workerd-{system}-{processor}/bin/workerd"));
    if program.is_file() {
        return Ok(program);
    }
    Err(Error::new(format!(
        "`{}` is missing: the npm packages have no runtime for this machine",
        paths.shown(&program)
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_processor_time_behind_any_name() {
        let stat = "42 (a ) b) S 1 42 42 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 1 0 100 1 1";
        assert_eq!(ticks(stat), Some(200));
        assert_eq!(ticks("42 (a) S 1"), None);
    }

    #[test]
    fn reads_the_memory() {
        assert_eq!(own("Name:\ta\nVmRSS:\t  300 kB\nRssAnon:\t  120 kB\nThreads: 1\n"), Some(122_880));
        assert_eq!(own("Name:\ta\n"), None);
    }
}
