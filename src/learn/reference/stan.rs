//! STAN: sequence and time aware neighbourhood (Garg, Gupta, Malhotra, Vig and Shroff, SIGIR 2019).

use super::near::{gather, nearest};
use super::{Method, Trained};
use crate::learn::evaluate::Value::Number;
use crate::learn::evaluate::{Axis, Recommender, Scratch, Settings, SoFar, Space};

const DAY: f64 = 86_400.0;

/// The method.
#[derive(Debug)]
pub struct Stan;

impl Method for Stan {
    fn name(&self) -> &'static str {
        "stan"
    }

    fn space(&self) -> Space {
        Space(&[
            Axis {
                name: "k",
                values: &[
                    Number(500.0),
                    Number(100.0),
                    Number(200.0),
                    Number(1_000.0),
                    Number(1_500.0),
                    Number(2_000.0),
                ],
            },
            Axis { name: "sample", values: &[Number(5_000.0), Number(1_000.0), Number(2_500.0), Number(10_000.0)] },
            Axis {
                name: "lambda_position",
                values: &[
                    Number(1.02),
                    Number(0.000_01),
                    Number(0.45),
                    Number(0.905),
                    Number(1.81),
                    Number(3.62),
                    Number(7.24),
                ],
            },
            Axis {
                name: "lambda_days",
                values: &[
                    Number(5.0),
                    Number(2.5),
                    Number(10.0),
                    Number(20.0),
                    Number(40.0),
                    Number(80.0),
                    Number(200.0),
                ],
            },
            Axis {
                name: "lambda_item",
                values: &[
                    Number(2.05),
                    Number(0.000_01),
                    Number(0.45),
                    Number(0.905),
                    Number(1.81),
                    Number(3.62),
                    Number(7.24),
                ],
            },
        ])
    }

    fn learn<'a>(&self, on: &'a Trained, settings: &Settings) -> Box<dyn Recommender + 'a> {
        Box::new(Learned::of(on, settings))
    }
}

pub(super) struct Learned<'a> {
    on: &'a Trained,
    k: usize,
    sample: usize,
    position: f64,
    seconds: f64,
    /// `e^(-d / lambda_item)` for distances from 0.
    near: Vec<f64>,
}

impl<'a> Learned<'a> {
    pub(super) fn of(on: &'a Trained, settings: &Settings) -> Self {
        let lambda = settings.number("lambda_item");
        let longest = (0..on.sessions().len()).map(|session| on.sessions().range(session).len()).max();
        Self {
            on,
            k: (settings.number("k") as usize).max(1),
            sample: (settings.number("sample") as usize).max(1),
            position: settings.number("lambda_position"),
            seconds: settings.number("lambda_days") * DAY,
            near: (0..longest.unwrap_or_default()).map(|distance| (-(distance as f64) / lambda).exp()).collect(),
        }
    }
}

impl Recommender for Learned<'_> {
    fn predict(&self, so_far: SoFar<'_>, most: usize, scratch: &mut Scratch) -> Vec<u32> {
        // A weight too small to be told from 0 still makes a session a candidate.
        let weight = |ago: usize| (-(ago as f64) / self.position).exp().max(f64::MIN_POSITIVE);
        let latest: Vec<(usize, u32)> = so_far.latest().collect();
        let norm = latest.iter().map(|(ago, _)| weight(*ago).powi(2)).sum::<f64>().sqrt();
        let items = latest.iter().map(|(ago, item)| (*ago, *item, weight(*ago)));
        gather(self.on, items, self.sample, scratch);
        // How late it is now weighs on all sessions alike, so that the newest of them may count whole.
        let newest = scratch.sessions.touched.iter().map(|session| self.on.time(*session)).fold(f64::MIN, f64::max);
        let touched = std::mem::take(&mut scratch.sessions.touched);
        for session in &touched {
            let length = (self.on.distinct(*session).len() as f64).sqrt();
            let age = ((self.on.time(*session) - newest) / self.seconds).exp();
            let shared = scratch.sessions.get(*session);
            scratch.sessions.set(*session, (shared / (norm * length) * age).max(f64::MIN_POSITIVE));
        }
        scratch.sessions.touched = touched;
        nearest(self.k, scratch);
        let Scratch { sessions, items, .. } = scratch;
        items.fit(self.on.catalogue());
        let mut seen: Vec<u32> = latest.iter().map(|(_, item)| *item).collect();
        seen.sort_unstable();
        for session in std::mem::take(&mut sessions.touched) {
            let similarity = sessions.take(session);
            let (distinct, places) = (self.on.distinct(session), self.on.last_places(session));
            let common = distinct.iter().zip(places).filter(|(item, _)| seen.binary_search(item).is_ok());
            let star = common.map(|(_, place)| *place).max().unwrap_or_default();
            for (item, place) in distinct.iter().zip(places) {
                let near = self.near.get(place.abs_diff(star) as usize).copied().unwrap_or_default();
                items.add(*item, similarity * near);
            }
        }
        items.best(most)
    }

    fn bytes(&self) -> usize {
        self.on.bytes() + 4 * self.on.sessions().clicks() + 8 * self.on.sessions().len()
    }
}
