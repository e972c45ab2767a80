//! A search for a shop's own parameters.
//!
//! The sessions that ended last are held back, every other one to search on and the rest to confirm on: what won the
//! search by chance loses there, and then the default stays.

use super::build::First;
use super::evaluate::{Chance, Limit};
use super::fit::{HeldBack, Trial};
use super::params::Params;
use super::sessions::Sessions;
use std::time::Instant;

/// A tenth of the sessions is held back, at most so many.
const HELD: usize = 8_000;

/// With fewer predictions in each half there is nothing to go by.
const FEWEST: usize = 300;

/// Resamples of the sessions that confirm.
const RESAMPLES: usize = 1_000;

/// What wins may lose so much of either measure, as a share of it: a percent of rank is not worth a percent of hits.
const MAY_LOSE: f64 = 0.003;

/// Of the time and of the trials so much goes to settings by chance, the rest to those around the best.
const BY_CHANCE: f64 = 0.4;

/// How a parameter is set, and the values that are tried.
type Axis = (fn(&mut Params, f64), &'static [f64]);

const AXES: [Axis; 10] = [
    (|p, v| p.p = v, &[0.5, 0.7, 0.85, 1.0, 1.2, 1.4, 1.7, 2.0]),
    (|p, v| p.beta = v, &[0.1, 0.25, 0.4, 0.6, 0.8, 1.0]),
    (|p, v| p.alpha = v, &[0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
    (|p, v| p.gamma = v, &[0.0, 0.05, 0.1, 0.2, 0.3, 0.45]),
    (|p, v| p.c = v, &[0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.5]),
    (|p, v| p.sigma = v, &[0.0, 0.25, 0.5, 0.75, 1.0]),
    (|p, v| p.hop = v, &[0.0, 0.25, 0.5, 1.0, 1.5, 2.0]),
    (|p, v| p.tau = v, &[0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.5]),
    (|p, v| p.k = v as usize, &[3.0, 4.0, 6.0, 8.0]),
    // Every other try is a linear model.
    (|p, v| p.ridge = v, &[0.0, 0.0, 0.0, 0.0, 0.5, 2.0, 8.0, 30.0]),
];

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Settings that were tried.
    pub trials: usize,
    /// What the best gains over the default where it is searched, as a share: a percent more of either measure is 0.01.
    pub gain: f64,
    /// The part of the time or of the trials that is over, 0 to 1.
    pub done: f64,
}

/// What ended a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// The time.
    Time,
    /// All trials were made.
    Trials,
    /// There are too few sessions to search at all.
    TooFew,
}

/// What a search found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuned {
    /// The parameters to use: the best, or the default with fitted returns.
    pub params: Params,
    /// The best of the search, whether it was confirmed or not.
    pub best: Params,
    /// Whether it was.
    pub confirmed: bool,
    /// Settings that were tried.
    pub trials: usize,
    /// What ended it.
    pub spent: Spent,
    /// Sessions and predictions that were searched on.
    pub searched: (usize, usize),
    /// Sessions and predictions that were to confirm.
    pub confirming: (usize, usize),
    /// HR@20 and MRR@20 of the default with fitted returns, on the sessions that were to confirm.
    pub default: (f64, f64),
    /// Those of the best.
    pub found: (f64, f64),
    /// What is gained there, a percent of either measure being 0.01, and its 95 % interval.
    pub gain: (f64, f64, f64),
}

/// Searches within the limit (a trial that has begun is finished). The same seed draws the same settings; where time is scarce
/// the clock decides how many of them are drawn by chance.
pub fn tune(sessions: &Sessions, limit: Limit, seed: u64, progress: &dyn Fn(Progress)) -> Tuned {
    let begun = Instant::now();
    let held = HeldBack::of(sessions, HELD);
    let half = |rest: usize| {
        let every_other = held.sessions.iter().enumerate().filter(|(nth, _)| nth % 2 == rest);
        every_other.map(|(_, session)| session.clone()).collect::<Vec<_>>()
    };
    let (search, confirm) = (half(0), half(1));
    let count = |sessions: &[Vec<u32>]| (sessions.len(), sessions.iter().map(|items| items.len() - 1).sum::<usize>());
    let default = Params::default();
    let mut tuned = Tuned {
        params: super::fit(sessions, &default).0,
        best: default,
        confirmed: false,
        trials: 0,
        spent: Spent::TooFew,
        searched: count(&search),
        confirming: count(&confirm),
        default: (0.0, 0.0),
        found: (0.0, 0.0),
        gain: (0.0, 0.0, 0.0),
    };
    if tuned.searched.1 < FEWEST || tuned.confirming.1 < FEWEST {
        return tuned;
    }
    let try_out = |params: Params| {
        let first = First::of(&held.before, &params);
        let mut trial = Trial::of(&first, &search, params);
        trial.search();
        (trial.objective(), trial.score(), trial.params)
    };
    let (base, least, by_default) = try_out(default);
    let keeps =
        |(hits, reciprocal): (f64, f64)| hits >= least.0 * (1.0 - MAY_LOSE) && reciprocal >= least.1 * (1.0 - MAY_LOSE);
    let (mut best, mut found) = (base, by_default);
    let mut chance = Chance::of(seed, "tune");
    let mut settings: Vec<Params> = vec![default];
    tuned.trials = 1;
    tuned.spent = Spent::Trials;
    while tuned.trials < limit.trials {
        let time = begun.elapsed().as_secs_f64() / limit.time.as_secs_f64();
        let done = time.max(tuned.trials as f64 / limit.trials as f64);
        progress(Progress { trials: tuned.trials, gain: best - base, done: done.min(1.0) });
        if time >= 1.0 {
            tuned.spent = Spent::Time;
            break;
        }
        let mut params = if done < BY_CHANCE { default } else { found };
        // By chance about half of the parameters leave the default; around the best one or two change.
        let axes = if done < BY_CHANCE { AXES.len() / 2 } else { 1 + chance.below(2) };
        for _ in 0..axes {
            if let Some((set, values)) = AXES.get(chance.below(AXES.len())) {
                set(&mut params, values.get(chance.below(values.len())).copied().unwrap_or_default());
            }
        }
        if settings.contains(&params) {
            // It counts, so that a search without anything new to try ends.
            tuned.trials += 1;
            continue;
        }
        settings.push(params);
        let (score, measures, params) = try_out(params);
        tuned.trials += 1;
        if score > best && keeps(measures) {
            (best, found) = (score, params);
        }
    }
    tuned.best = found;
    let confirmed = |params: Params| Trial::of(&First::of(&held.before, &params), &confirm, params);
    let (standard, winner) = (confirmed(by_default), confirmed(found));
    (tuned.default, tuned.found) = (standard.score(), winner.score());
    tuned.gain = interval(&winner.gains(&standard), tuned.confirming.1, Chance::of(seed, "confirm"));
    let (before, after) = (tuned.default, tuned.found);
    let loses = after.0 < before.0 * (1.0 - MAY_LOSE) || after.1 < before.1 * (1.0 - MAY_LOSE);
    tuned.confirmed = tuned.gain.1 > 0.0 && !loses;
    if tuned.confirmed {
        let mut whole = Trial::of(&First::of(&held.before, &found), &held.sessions, found);
        whole.search();
        whole.mix(&default);
        tuned.params = whole.params;
    }
    tuned
}

/// The mean gain of a prediction, and the bounds between which it is for 95 of 100 draws of as many sessions.
fn interval(gains: &[f64], predictions: usize, mut chance: Chance) -> (f64, f64, f64) {
    let all = predictions.max(1) as f64;
    let mean = gains.iter().sum::<f64>() / all;
    let draw = |_| {
        let gain = |_| gains.get(chance.below(gains.len())).copied().unwrap_or_default();
        (0..gains.len()).map(gain).sum::<f64>() / all
    };
    let mut means: Vec<f64> = (0..RESAMPLES).map(draw).collect();
    means.sort_by(f64::total_cmp);
    let at = |place: usize| means.get(place).copied().unwrap_or_default();
    (mean, at(RESAMPLES / 40), at(RESAMPLES - 1 - RESAMPLES / 40))
}
