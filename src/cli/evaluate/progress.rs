//! What the evaluation is at: a bar at a terminal, and elsewhere a line for each step.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal as _;

/// One step, until it is dropped.
pub(super) struct Step(Option<ProgressBar>);

impl Step {
    /// Begins a step of `all` parts.
    pub(super) fn begin(what: &str, all: u64) -> Self {
        if !std::io::stderr().is_terminal() {
            eprintln!("{what}");
            return Self(None);
        }
        let style = ProgressStyle::with_template(&format!("{what} {{bar:40}} {{pos}} of {{len}} {{eta}}"));
        Self(Some(ProgressBar::new(all).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))))
    }

    /// So many more parts are done.
    pub(super) fn add(&self, parts: u64) {
        if let Some(bar) = &self.0 {
            bar.inc(parts);
        }
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
