//! A process that starts others (Wrangler starts workerd), and the certainty that all of them end with it.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use crate::error::{Context, Result};

/// How long the leader may take to end by itself, and then what it has started.
const PATIENCE: Duration = Duration::from_secs(3);
const AFTERWARDS: Duration = Duration::from_millis(300);

/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(10);

/// A running process with all that it starts. Dropping it ends them all.
pub(crate) struct Group {
    child: Child,
    leader: Option<Pid>,
}

impl Group {
    /// Starts it as the leader of a process group of its own.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child =
            command.stdin(Stdio::null()).process_group(0).spawn().context(|| format!("cannot start `{name}`"))?;
        let leader = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        Ok(Self { child, leader })
    }

    /// The process id of the leader.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The exit status when the leader has ended by itself.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Ends them all at once, whatever they are doing.
    pub(crate) fn kill(mut self) {
        if let Some(leader) = self.leader.take() {
            let _gone_already = kill_process_group(leader, Signal::KILL);
            let _reaped = self.child.wait();
        }
    }

    fn end(&mut self) {
        let Some(leader) = self.leader.take() else { return };
        let _gone_already = kill_process_group(leader, Signal::TERM);
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE && self.ended().is_none() {
            thread::sleep(GLANCE);
        }
        let ended = Instant::now();
        while ended.elapsed() < AFTERWARDS && test_kill_process_group(leader).is_ok() {
            thread::sleep(GLANCE);
        }
        // Who is still there did not want to go. (The dead whom nobody collected are counted as well; it doesn't hurt.)
        let _gone_already = kill_process_group(leader, Signal::KILL);
        let _reaped = self.child.wait();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use std::io::Read;

    use super::*;

    /// Starts a shell script and ends it; whoever of its processes lives on would keep the pipe open.
    fn start_and_end(script: &str) {
        let mut group = Group::start(Command::new("/bin/sh").args(["-c", script]).stdout(Stdio::piped())).unwrap();
        let mut pipe = group.child.stdout.take().unwrap();
        let mut ready = [0; 6];
        pipe.read_exact(&mut ready).unwrap();
        assert!(group.ended().is_none(), "it runs");
        drop(group);
        let mut rest = String::new();
        pipe.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "it ended before it could say more");
    }

    #[test]
    fn what_it_started_ends_with_it() {
        start_and_end("(sleep 20; echo late) & echo ready; wait");
    }

    #[test]
    fn one_that_ignores_the_request_ends_all_the_same() {
        start_and_end("trap '' TERM; echo ready; sleep 20; echo late");
    }
}
