//! What the steps came to.

use std::fmt;
use std::time::Duration;

use crate::say;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    Failed,
    /// A step before it failed.
    NotRun,
}

/// The steps in order, each with how it ended and how long it took.
#[derive(Debug, Default)]
pub(crate) struct Summary(Vec<(&'static str, Outcome, Option<Duration>)>);

impl Summary {
    /// Adds the next step.
    pub(crate) fn add(&mut self, name: &'static str, outcome: Outcome, took: Option<Duration>) {
        self.0.push((name, outcome, took));
    }

    /// Whether every step ran and passed.
    pub(crate) fn all_passed(&self) -> bool {
        self.count(Outcome::Passed) == self.0.len()
    }

    fn count(&self, wanted: Outcome) -> usize {
        self.0.iter().filter(|(_, outcome, _)| *outcome == wanted).count()
    }
}

impl fmt::Display for Summary {
    /// A line for each step, and last the plain line that continuous integration reads.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, outcome, took) in &self.0 {
            let outcome = match outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "FAILED",
                Outcome::NotRun => "not run",
            };
            let took = took.map(say::time).unwrap_or_default();
            writeln!(out, "{name:<12} {outcome:<8} {took:>12}")?;
        }
        let (passed, failed, not_run) =
            (self.count(Outcome::Passed), self.count(Outcome::Failed), self.count(Outcome::NotRun));
        write!(out, "\n{passed} passed, {failed} failed")?;
        if not_run > 0 {
            write!(out, ", {not_run} skipped")?;
        }
        writeln!(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts() {
        let mut summary = Summary::default();
        summary.add("one", Outcome::Passed, Some(Duration::from_secs(61)));
        assert!(summary.all_passed());
        assert!(summary.to_string().ends_with("\n\n1 passed, 0 failed\n"), "{summary}");

        summary.add("two", Outcome::Failed, Some(Duration::from_millis(200)));
        summary.add("three", Outcome::NotRun, None);
        assert!(!summary.all_passed());
        assert!(summary.to_string().ends_with("\n\n1 passed, 1 failed, 1 skipped\n"), "{summary}");
        assert!(summary.to_string().contains("two          FAILED          0.2 s\n"), "{summary}");
    }

    #[test]
    fn a_step_that_did_not_run_did_not_pass() {
        let mut summary = Summary::default();
        summary.add("one", Outcome::NotRun, None);
        assert!(!summary.all_passed());
    }
}
