//! How long a prediction takes.

use super::held::Held;
use super::measure::MOST;
use super::recommender::{Recommender, Scratch, SoFar};
use std::hint::black_box;
use std::time::Instant;

/// Each prediction is made so often, the recommenders taking turns, and the quickest counts: what else the machine does
/// disturbs none more than another.
pub const ROUNDS: usize = 3;

/// Microseconds that a prediction takes on one thread.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Time {
    /// On average.
    pub mean: f64,
    /// Nine of ten take no longer.
    pub p90: f64,
}

/// Times the recommenders on the same `sample` predictions at most, spread evenly over the sessions, one after the other
/// on this thread. `done` is told each time that a recommender has made them all, [`ROUNDS`] times for each.
pub fn time(recommenders: &[&dyn Recommender], held: &Held, sample: usize, done: &dyn Fn()) -> Vec<Time> {
    let every = held.predictions().div_ceil(sample.max(1)).max(1);
    let points = (0..held.len()).flat_map(|nth| held.points(nth));
    let points: Vec<SoFar<'_>> = points.step_by(every).map(|(so_far, _)| so_far).collect();
    let mut scratches: Vec<Scratch> = recommenders.iter().map(|_| Scratch::default()).collect();
    let mut quickest = vec![vec![f64::INFINITY; points.len()]; recommenders.len()];
    for _ in 0..ROUNDS {
        for ((recommender, scratch), times) in recommenders.iter().zip(&mut scratches).zip(&mut quickest) {
            for (so_far, quickest) in points.iter().zip(times) {
                let begun = Instant::now();
                black_box(recommender.predict(black_box(*so_far), MOST, scratch));
                *quickest = quickest.min(begun.elapsed().as_secs_f64() * 1e6);
            }
            done();
        }
    }
    quickest.into_iter().map(of).collect()
}

fn of(mut times: Vec<f64>) -> Time {
    times.sort_unstable_by(f64::total_cmp);
    let p90 = times.get(times.len() * 9 / 10).copied().unwrap_or_default();
    Time { mean: times.iter().sum::<f64>() / times.len().max(1) as f64, p90 }
}
