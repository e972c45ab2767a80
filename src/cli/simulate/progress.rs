//! How far the simulation is: a bar at a terminal, and elsewhere a line now and then.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time between two lines.
const EVERY: Duration = Duration::from_secs(5);

/// The progress of one run, for all its threads.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    all: u64,
    done: AtomicU64,
    begun: Instant,
    lines: AtomicU64,
}

impl Progress {
    pub(super) fn new(all: u64) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("simulating {bar:40} {pos} of {len} visitors {eta}");
            ProgressBar::new(all).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, all, done: AtomicU64::new(0), begun: Instant::now(), lines: AtomicU64::new(0) }
    }

    pub(super) fn add(&self, visitors: u64) {
        let done = self.done.fetch_add(visitors, Ordering::Relaxed) + visitors;
        match &self.bar {
            Some(bar) => bar.inc(visitors),
            None => {
                let due = (self.begun.elapsed().as_secs_f64() / EVERY.as_secs_f64()) as u64;
                if due > 0 && self.lines.fetch_max(due, Ordering::Relaxed) < due {
                    eprintln!("simulated {done} of {} visitors", self.all);
                }
            }
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
