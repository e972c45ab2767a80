//! Times, counts and names as people read them.

use super::publication::{Entry, Kind};
use crate::day::Day;
use crate::snapshot::SnapshotId;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use std::io::IsTerminal as _;

/// The first digits of an id, enough to name it.
pub(super) fn short(id: SnapshotId) -> String {
    id.to_string().chars().take(10).collect()
}

/// A time in UTC: `2026-11-22 19:05 UTC`.
pub(super) fn time(seconds: u64) -> String {
    let (year, month, day) = Day(u16::try_from(seconds / 86_400).unwrap_or(u16::MAX)).civil();
    let minutes = seconds % 86_400 / 60;
    format!("{year}-{month:02}-{day:02} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// How long ago something was: `3 hours ago`.
pub(super) fn ago(then: u64, now: u64) -> String {
    let seconds = now.saturating_sub(then);
    let said = |n: u64, unit: &str| format!("{n} {unit}{} ago", if n == 1 { "" } else { "s" });
    match seconds {
        _ if then > now.saturating_add(60) => "in the future".into(),
        0..60 => "just now".into(),
        60..3_600 => said(seconds / 60, "minute"),
        3_600..86_400 => said(seconds / 3_600, "hour"),
        _ => said(seconds / 86_400, "day"),
    }
}

/// `1 product`, `3 products`.
pub(super) fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// Who did something: a name, or that none is known.
pub(super) fn who(author: &str) -> String {
    if author.is_empty() { "somebody".into() } else { format!("`{}`", printable(author)) }
}

/// Text from KV or a file for a terminal: without anything that would steer it.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What was done, as a line of the history begins.
pub(super) fn what(entry: &Entry) -> String {
    match (entry.kind, entry.canary) {
        (Kind::Canary, Some(canary)) => format!("canary of {} %", canary.percent),
        (Kind::Push, _) => "push".into(),
        (Kind::Canary, None) => "canary".into(),
        (Kind::Promote, _) => "promote".into(),
        (Kind::Rollback, _) => "rollback".into(),
        (Kind::Other, _) => "change".into(),
    }
}

/// Progress: a bar at a terminal; elsewhere a line now and then.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    terminal: bool,
    what: &'static str,
}

impl Progress {
    /// `what` says what happens to so many of so many keys: `keys are written`.
    pub(super) fn new(total: usize, what: &'static str) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = ProgressBar::new(total as u64).with_finish(ProgressFinish::AndClear);
        if !terminal {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let style = "{bar:40} {pos} of {len} {msg} {eta}";
        bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what);
        Self { bar, terminal, what }
    }

    /// So many more are done.
    pub(super) fn step(&self, more: usize) {
        self.bar.inc(more as u64);
        let (done, total) = (self.bar.position(), self.bar.length().unwrap_or_default());
        // Where nobody watches: only what takes long, and not every key of it.
        let tenth = (total / 10).max(1);
        if !self.terminal && total > 50 && (done / tenth != (done - more as u64) / tenth || done == total) {
            eprintln!("{done} of {total} {}", self.what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said() {
        assert_eq!(time(1_767_225_600), "2026-01-01 00:00 UTC");
        assert_eq!(time(1_767_225_600 + 86_399), "2026-01-01 23:59 UTC");
        let cases =
            [(0, "just now"), (59, "just now"), (60, "1 minute ago"), (7_200, "2 hours ago"), (90_000, "1 day ago")];
        for (seconds, wanted) in cases {
            assert_eq!(ago(1_000_000, 1_000_000 + seconds), wanted);
        }
        assert_eq!(ago(2_000, 1_000), "in the future");
        assert_eq!(printable("a\u{1b}[31mb\nc"), "a [31mb c");
    }
}
