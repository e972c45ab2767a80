//! What differs most from shop to shop is fitted to each, as a part of making its lists: how often visitors come back to
//! what they viewed, and whether neighbours of neighbours help.
//!
//! The sessions that ended last are held back, lists are made of those before, and the returns that predict the held back
//! ones best are taken. Few sessions move them little: they are mixed with the default ones.

use super::build::{First, Lists, Row};
use super::evaluate::map;
use super::params::Params;
use super::sessions::Sessions;

/// A tenth of the sessions is held back, at most so many.
const HELD: usize = 5_000;

/// With fewer predictions in what is held back nothing is fitted.
const FEWEST: usize = 50;

/// With so many predictions the fitted returns and the default ones count the same.
const PRIOR: f64 = 500.0;

/// Clicks that the lists are made of while fitting, at most: the latest say enough.
const CLICKS: usize = 2_000_000;

/// Products with fewer clicks in what comes before are not predicted. Where rare products are left out of the sessions, as
/// they are before anything is measured, those that are left in what was held back are there because somebody came back.
const SEEN: usize = 5;

/// What neighbours of neighbours may count instead of the default.
const HOPS: [f64; 3] = [0.0, 0.25, 0.5];

/// The default is left for what is better by so many standard errors only.
const SURE: f64 = 2.5;

/// A list that is judged is so long.
const MOST: usize = 20;

/// What fitting found.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Fitted {
    /// Sessions that were predicted.
    pub sessions: usize,
    /// Predictions in them: every click but the first.
    pub predictions: usize,
    /// HR@20 and MRR@20 of the default on them.
    pub before: (f64, f64),
    /// The same after fitting, on the sessions that it was fitted to.
    pub after: (f64, f64),
}

/// The parameters with `rho0`, `rho1`, `rho2` and `hop` fitted to the end of the sessions, and what that did.
#[must_use]
pub fn fit(sessions: &Sessions, params: &Params) -> (Params, Fitted) {
    let held = HeldBack::of(sessions, HELD);
    if held.predictions() < FEWEST {
        return (
            *params,
            Fitted { sessions: held.sessions.len(), predictions: held.predictions(), ..Fitted::default() },
        );
    }
    let first = First::of(&held.before, params);
    let mut best = Trial::of(&first, &held.sessions, *params);
    let before = best.score();
    best.search();
    for hop in HOPS.into_iter().filter(|hop| *hop < params.hop) {
        let mut other = Trial::of(&first, &held.sessions, Params { hop, ..best.params });
        other.search();
        if other.surely_better(&best) {
            best = other;
        }
    }
    best.mix(params);
    let fitted = Fitted { sessions: held.sessions.len(), predictions: held.predictions(), before, after: best.score() };
    (best.params, fitted)
}

/// The end of the sessions, and what comes before it.
pub(super) struct HeldBack {
    /// What lists are made of.
    pub(super) before: Sessions,
    /// What they are to predict.
    pub(super) sessions: Vec<Vec<u32>>,
}

impl HeldBack {
    /// Holds back a tenth, at most so many.
    pub(super) fn of(sessions: &Sessions, most: usize) -> Self {
        let all = sessions.len();
        let cut = all - (all / 10).min(most);
        let clicks = sessions.range(cut).start;
        let from = (0..cut).find(|session| clicks - sessions.range(*session).start <= CLICKS).unwrap_or(cut);
        let before = sessions.part(from..cut);
        let mut counts = vec![0_usize; sessions.catalogue()];
        for item in before.items() {
            counts.iter_mut().skip(*item as usize).take(1).for_each(|count| *count += 1);
        }
        let seen = |item: &&u32| counts.get(**item as usize).is_some_and(|count| *count >= SEEN);
        let known = |session| sessions.session(session).iter().filter(seen).copied().collect();
        let sessions = (cut..all).map(known).filter(|items: &Vec<u32>| items.len() > 1).collect();
        Self { before, sessions }
    }

    /// Every click but the first of a session is predicted.
    pub(super) fn predictions(&self) -> usize {
        self.sessions.iter().map(|session| session.len() - 1).sum()
    }
}

/// Lists, and what they say of each held back prediction whatever the returns are.
pub(super) struct Trial {
    pub(super) params: Params,
    points: Vec<Vec<Point>>,
}

/// A prediction before the returns are added.
struct Point {
    /// The products viewed last, the latest first: their scores by the others' lists, and what they get by their own for
    /// each that the returns count.
    viewed: Vec<(f64, f64)>,
    next: Next,
}

/// What came next.
enum Next {
    /// Something else: its score, and how many others that were not viewed are above it.
    New(f64, usize),
    /// The l-th latest again, and the best scores of what was not viewed, the best first.
    Again(usize, Vec<f64>),
}

impl Trial {
    pub(super) fn of(first: &First, held: &[Vec<u32>], params: Params) -> Self {
        let lists = first.spread(&params);
        let decay: Vec<f64> = (0..params.k).map(|l| (-(l as f64) / params.tau).exp()).collect();
        let row = || Row::of(lists.0.len());
        let points = map(held.len(), row, |row, nth| {
            let items = held.get(nth).map(Vec::as_slice).unwrap_or_default();
            let point =
                |(at, next): (usize, &u32)| Point::of(&lists, &decay, items.get(..at).unwrap_or_default(), *next, row);
            (1..).zip(items.iter().skip(1)).map(point).collect()
        });
        Self { params, points }
    }

    /// HR@20 and MRR@20.
    pub(super) fn score(&self) -> (f64, f64) {
        let (mut hits, mut reciprocal, mut all) = (0.0, 0.0, 0.0);
        for (session_hits, session_reciprocal, predictions) in self.sessions() {
            hits += session_hits;
            reciprocal += session_reciprocal;
            all += predictions;
        }
        (hits / all, reciprocal / all)
    }

    /// Of each session the hits, the sum of the reciprocal ranks, and the predictions.
    fn sessions(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let rho = [self.params.rho0, self.params.rho1, self.params.rho2];
        self.points.iter().map(move |session| {
            let places = session.iter().filter_map(|point| point.place(rho)).filter(|place| *place < MOST);
            let (hits, reciprocal) =
                places.fold((0.0, 0.0), |(hits, sum), place| (hits + 1.0, sum + 1.0 / (place as f64 + 1.0)));
            (hits, reciprocal, session.len() as f64)
        })
    }

    /// What is to be made large: a percent more of either measure is worth the same.
    pub(super) fn objective(&self) -> f64 {
        let (hits, reciprocal) = self.score();
        hits.ln() + reciprocal.ln()
    }

    /// Mixes the returns with default ones, the more the fewer predictions they were found on.
    pub(super) fn mix(&mut self, default: &Params) {
        let predictions = self.points.iter().map(Vec::len).sum::<usize>() as f64;
        let share = predictions / (predictions + PRIOR);
        // In the logarithm, since they differ by factors; a little more than 0 has one.
        let log = |rho: f64| (rho + 0.1).ln();
        let mixed = |found: f64, default: f64| {
            let mixed = (log(found) * share + log(default) * (1.0 - share)).exp() - 0.1;
            // Three digits are enough for a file that people read.
            (mixed.max(0.0) * 1e3).round() / 1e3
        };
        self.params.rho0 = mixed(self.params.rho0, default.rho0);
        self.params.rho1 = mixed(self.params.rho1, default.rho1);
        self.params.rho2 = mixed(self.params.rho2, default.rho2);
    }

    /// Finds the returns, one after the other, three times.
    pub(super) fn search(&mut self) {
        let returns: [fn(&mut Params) -> &mut f64; 3] = [|p| &mut p.rho1, |p| &mut p.rho0, |p| &mut p.rho2];
        let mut best = self.objective();
        for _ in 0..3 {
            for set in returns {
                let mut found = *set(&mut self.params);
                // From 1/8 to 64, and nothing.
                for rho in (-6..=12).map(|half| (f64::from(half) / 2.0).exp2()).chain([0.0]) {
                    *set(&mut self.params) = rho;
                    let score = self.objective();
                    if score > best + 1e-9 {
                        (best, found) = (score, rho);
                    }
                }
                *set(&mut self.params) = found;
            }
        }
    }

    /// Whether this is better by more than chance, session by session.
    fn surely_better(&self, than: &Self) -> bool {
        let gains = self.gains(than);
        let n = gains.len().max(2) as f64;
        let mean = gains.iter().sum::<f64>() / n;
        let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / (n - 1.0);
        mean > SURE * (variance / n).sqrt()
    }

    /// Session by session, what is gained: hits and reciprocal ranks, in those of the other.
    pub(super) fn gains(&self, than: &Self) -> Vec<f64> {
        let (hits, reciprocal) = than.score();
        let gain = |(one, other): ((f64, f64, f64), (f64, f64, f64))| {
            (one.0 - other.0) / hits.max(1e-9) + (one.1 - other.1) / reciprocal.max(1e-9)
        };
        self.sessions().zip(than.sessions()).map(gain).collect()
    }
}

impl Point {
    fn of(lists: &Lists, decay: &[f64], items: &[u32], next: u32, row: &mut Row) -> Self {
        let mut latest: Vec<u32> = Vec::with_capacity(decay.len());
        for item in items.iter().rev() {
            if latest.len() < decay.len() && !latest.contains(item) {
                latest.push(*item);
            }
        }
        let mut viewed = vec![(0.0, 0.0); latest.len()];
        for ((item, decay), (_, own)) in latest.iter().zip(decay).zip(&mut viewed) {
            for (other, weight) in lists.0.get(*item as usize).map(Vec::as_slice).unwrap_or_default() {
                if other == item {
                    *own = decay * weight;
                } else {
                    row.add(*other, decay * weight);
                }
            }
        }
        let mut others = row.take();
        others.retain(|(item, score)| match latest.iter().position(|viewed| viewed == item) {
            Some(place) => {
                viewed.iter_mut().skip(place).take(1).for_each(|(base, _)| *base = *score);
                false
            }
            None => true,
        });
        let next = match latest.iter().position(|item| *item == next) {
            Some(place) => {
                let mut scores: Vec<f64> = others.iter().map(|(_, score)| *score).collect();
                scores.sort_unstable_by(|a, b| b.total_cmp(a));
                scores.truncate(MOST);
                scores.shrink_to_fit();
                Next::Again(place, scores)
            }
            None => {
                let score = others.iter().find(|(item, _)| *item == next).map_or(0.0, |(_, score)| *score);
                Next::New(score, others.iter().filter(|(_, other)| *other > score).count())
            }
        };
        Self { viewed, next }
    }

    /// The place of what came next, from 0, if it is recommended at all.
    fn place(&self, rho: [f64; 3]) -> Option<usize> {
        let [latest, before, older] = rho;
        let rho = [latest, before].into_iter().chain(std::iter::repeat(older));
        let score = |((base, own), rho): (&(f64, f64), f64)| base + own * rho;
        let above = |than: f64| self.viewed.iter().zip(rho.clone()).map(score).filter(|score| *score > than).count();
        match &self.next {
            Next::New(score, others) => (*score > 0.0).then(|| others + above(*score)),
            Next::Again(place, others) => {
                let own = self.viewed.iter().zip(rho.clone()).map(score).nth(*place).filter(|score| *score > 0.0)?;
                Some(others.partition_point(|other| *other > own) + above(own))
            }
        }
    }
}
