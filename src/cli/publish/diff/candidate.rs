//! The candidates of a campaign in words.

use super::rules::{destination, window};
use super::side::Side;
use super::words::condition;
use crate::cli::Failure;
use crate::shop::Compiled;
use crate::snapshot::{Candidate, Condition, Window};

/// A candidate in words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(in crate::cli) struct InWords {
    /// How close it is.
    pub(in crate::cli) step: &'static str,
    /// Where it leads.
    pub(in crate::cli) to: String,
    /// What it asks for: all of it has to hold.
    pub(in crate::cli) asks: Vec<String>,
}

/// The candidates of a folder's campaigns.
#[derive(Debug)]
pub(in crate::cli) struct Candidates(Side);

impl Candidates {
    /// Those of what was compiled of a folder.
    ///
    /// # Errors
    /// When it cannot be read back.
    pub(in crate::cli) fn of(compiled: &Compiled) -> Result<Self, Failure> {
        let mut side = Side::of(compiled)?;
        for (at, (_, bytes)) in (0_u16..).zip(&compiled.shards) {
            // A product whose shard cannot be read is called `?`.
            let _ = side.snapshot.load(at, bytes.clone(), usize::MAX);
        }
        Ok(Self(side))
    }

    /// Those of a campaign, in the order in which they are tried.
    pub(in crate::cli) fn of_campaign(&self, campaign: &str) -> Vec<InWords> {
        let body = self.0.core().campaigns.get(campaign).and_then(|rule| rule.body.as_ref());
        let candidates = body.map(|body| body.candidates.as_slice()).unwrap_or_default();
        candidates.iter().map(|candidate| in_words(candidate, &self.0)).collect()
    }
}

fn in_words(candidate: &Candidate, side: &Side) -> InWords {
    let name = |at: u16| side.segment(at);
    let mut asks: Vec<String> = match &candidate.when {
        // What stands in one list combines, as the window and the arm do.
        Some(Condition::All(parts)) => parts.iter().map(|part| condition(part, &name)).collect(),
        Some(when) => vec![condition(when, &name)],
        None => Vec::new(),
    };
    if candidate.window != Window::default() {
        asks.push(window(candidate.window));
    }
    if let Some((experiment, arm)) = candidate.arm {
        let body = side.core().experiments.get(usize::from(experiment)).and_then(|rule| rule.body.as_ref());
        let arm = body.and_then(|body| Some((&body.id, &body.arms.get(usize::from(arm))?.id)));
        asks.extend(arm.map(|(experiment, arm)| format!("arm `{arm}` of `{experiment}`")));
    }
    InWords { step: candidate.to.step().name(), to: destination(&candidate.to, side), asks }
}
