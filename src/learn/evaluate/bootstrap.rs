//! How sure a difference is: the sessions are drawn again and again with replacement, for all recommenders the same.

use super::chance::Chance;
use super::measure::{Accuracy, OfSession};
use super::parallel::map;

/// So often the sessions are drawn.
pub const RESAMPLES: usize = 2_000;

/// A difference, and between what it lies in 95 % of the draws.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Interval {
    /// As measured.
    pub difference: f64,
    /// 2.5 % of the draws lie below.
    pub low: f64,
    /// 2.5 % of the draws lie above.
    pub high: f64,
}

/// One recommender minus another.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Difference {
    /// Of HR@20.
    pub hit_rate: Interval,
    /// Of MRR@20.
    pub reciprocal_rank: Interval,
}

/// The first minus each of the others, over the same sessions in the same order.
#[must_use]
pub fn differences(ours: &[OfSession], others: &[&[OfSession]], seed: u64) -> Vec<Difference> {
    let all: Vec<&[OfSession]> = std::iter::once(ours).chain(others.iter().copied()).collect();
    let of = |sums: &[Accuracy]| -> Vec<(f64, f64)> {
        let own = sums.first().copied().unwrap_or_default();
        let minus =
            |other: &Accuracy| (own.hit_rate() - other.hit_rate(), own.reciprocal_rank() - other.reciprocal_rank());
        sums.iter().skip(1).map(minus).collect()
    };
    let measured = of(&all.iter().map(|one| sum(one.iter())).collect::<Vec<_>>());
    let drawn: Vec<Vec<(f64, f64)>> = map(RESAMPLES, Vec::new, |numbers: &mut Vec<u32>, nth| {
        let mut chance = Chance::of(seed ^ nth as u64, "bootstrap");
        numbers.clear();
        numbers.extend((0..ours.len()).map(|_| chance.below(ours.len()) as u32));
        let draw = |one: &&[OfSession]| sum(numbers.iter().filter_map(|at| one.get(*at as usize)));
        of(&all.iter().map(draw).collect::<Vec<_>>())
    });
    let difference = |(nth, (hit_rate, reciprocal_rank)): (usize, (f64, f64))| {
        let of_draws = |pick: fn(&(f64, f64)) -> f64, difference| {
            let values = drawn.iter().filter_map(|draw| draw.get(nth)).map(pick);
            interval(difference, values.collect())
        };
        Difference {
            hit_rate: of_draws(|pair| pair.0, hit_rate),
            reciprocal_rank: of_draws(|pair| pair.1, reciprocal_rank),
        }
    };
    measured.into_iter().enumerate().map(difference).collect()
}

fn sum<'a>(sessions: impl Iterator<Item = &'a OfSession>) -> Accuracy {
    let mut all = Accuracy::default();
    sessions.for_each(|session| all.add(&session.all));
    all
}

fn interval(difference: f64, mut draws: Vec<f64>) -> Interval {
    draws.sort_unstable_by(f64::total_cmp);
    let cut = draws.len() / 40;
    let low = draws.get(cut).copied().unwrap_or(difference);
    let high = draws.iter().rev().nth(cut).copied().unwrap_or(difference);
    Interval { difference, low, high }
}
