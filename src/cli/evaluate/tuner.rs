//! The searches for parameters, all on the end of the training.

use super::Args;
use super::progress::Step;
use super::run::Candidate;
use crate::learn::evaluate::{Chance, Found, Held, Limit, Settings, Validation, Value, measure, search, validation};
use crate::learn::reference::Trained;
use crate::learn::{Click, Params, Progress, Sessions, Spent, tune};
use std::time::{Duration, Instant};

/// Held-back sessions that a search predicts, at most.
const HELD: usize = 3_000;

/// What a search found.
pub(super) enum Searched {
    /// The parameters of the lists.
    Ours { params: Params, trials: usize, out_of_time: bool },
    /// The settings of a published method.
    Reference(Found),
}

impl Searched {
    pub(super) fn trials(&self) -> usize {
        match self {
            Self::Ours { trials, .. } => *trials,
            Self::Reference(found) => found.trials,
        }
    }

    pub(super) fn out_of_time(&self) -> bool {
        match self {
            Self::Ours { out_of_time, .. } => *out_of_time,
            Self::Reference(found) => found.out_of_time,
        }
    }
}

/// What `segue tune` finds.
fn ours(sessions: &Sessions, limit: Limit, seed: u64, step: &Step) -> Searched {
    let seen = std::cell::Cell::new(0);
    let progress = |at: Progress| step.add((at.trials - seen.replace(at.trials)) as u64);
    let tuned = tune(sessions, limit, seed, &progress);
    Searched::Ours { params: tuned.params, trials: tuned.trials, out_of_time: tuned.spent == Spent::Time }
}

/// The parameters under the names of the formula.
pub(super) fn written(params: &Params) -> Settings {
    let Params { p, beta, alpha, gamma, c, sigma, hop, k, tau, rho0, rho1, rho2, top, ridge } = *params;
    let all = [
        ("p", p),
        ("beta", beta),
        ("alpha", alpha),
        ("gamma", gamma),
        ("c", c),
        ("sigma", sigma),
        ("hop", hop),
        ("k", k as f64),
        ("tau", tau),
        ("rho0", rho0),
        ("rho1", rho1),
        ("rho2", rho2),
        ("top", top as f64),
        ("ridge", ridge),
    ];
    Settings(all.into_iter().map(|(name, value)| (name, Value::Number(value))).collect())
}

/// The end of the training, and until when searches on it may take.
pub(super) struct Tuner {
    pub(super) fit: Trained,
    pub(super) held: Held,
    popularity: Vec<f64>,
    trials: usize,
    until: Instant,
    seed: u64,
}

impl Tuner {
    pub(super) fn of(args: &Args, clicks: &[Click], catalogue: usize) -> Self {
        let Validation { fit, held } = validation(clicks, catalogue, HELD);
        let fit = Trained::on(fit);
        // A year is for ever, and a clock can count it.
        let until = Instant::now() + Duration::from_secs(args.seconds.min(31_536_000));
        Self { popularity: fit.popularity(), fit, held, trials: args.trials as usize, until, seed: args.seed }
    }

    /// Searches, with what is left of the time divided among the `searches` that are left.
    pub(super) fn find(&self, candidate: &Candidate, sessions: &Sessions, searches: usize) -> Searched {
        let time = self.until.saturating_duration_since(Instant::now()) / searches.max(1) as u32;
        let limit = Limit { trials: self.trials, time };
        let step = Step::begin(&format!("tuning {}", candidate.name()), self.trials as u64);
        let Candidate::Reference(method) = candidate else {
            // It holds back the end of the clicks by itself, and keeps the default where nothing better is sure.
            return ours(sessions, limit, self.seed, &step);
        };
        let score = |settings: &Settings| {
            let recommender = method.learn(&self.fit, settings);
            let measured = measure(recommender.as_ref(), &self.held, &self.popularity, &|_| {});
            step.add(1);
            measured.all.objective()
        };
        Searched::Reference(search(&method.space(), limit, Chance::of(self.seed, method.name()), score))
    }
}
