//! VS-kNN: nearest sessions with weights that fall off with the position in the session (Ludewig and Jannach, 2018), as
//! session-rec has it.

use super::near::{gather, nearest};
use super::{Method, Trained};
use crate::learn::evaluate::Value::{Number, Word};
use crate::learn::evaluate::{Axis, Recommender, Scratch, Settings, SoFar, Space};

/// The method.
#[derive(Debug)]
pub struct Vsknn;

impl Method for Vsknn {
    fn name(&self) -> &'static str {
        "vs-knn"
    }

    fn space(&self) -> Space {
        Space(&[
            Axis {
                name: "k",
                values: &[
                    Number(100.0),
                    Number(50.0),
                    Number(200.0),
                    Number(300.0),
                    Number(500.0),
                    Number(750.0),
                    Number(1_000.0),
                    Number(1_500.0),
                ],
            },
            Axis {
                name: "sample",
                values: &[
                    Number(1_000.0),
                    Number(500.0),
                    Number(2_000.0),
                    Number(2_500.0),
                    Number(5_000.0),
                    Number(10_000.0),
                ],
            },
            Axis {
                name: "weighting",
                values: &[Word("div"), Word("same"), Word("linear"), Word("quadratic"), Word("log")],
            },
            Axis {
                name: "weighting_score",
                values: &[Word("div"), Word("same"), Word("linear"), Word("quadratic"), Word("log")],
            },
            Axis { name: "idf_weighting", values: &[Number(0.0), Number(1.0), Number(2.0), Number(5.0), Number(10.0)] },
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
    weighting: &'static str,
    weighting_score: &'static str,
    /// `1 + weight · idf`, by item.
    idf: Vec<f64>,
}

impl<'a> Learned<'a> {
    pub(super) fn of(on: &'a Trained, settings: &Settings) -> Self {
        let all = on.sessions().len() as f64;
        let weight = settings.number("idf_weighting");
        let idf = |item: u32| 1.0 + weight * (all / f64::from(on.clicks(item).max(1))).ln();
        Self {
            on,
            k: (settings.number("k") as usize).max(1),
            sample: (settings.number("sample") as usize).max(1),
            weighting: settings.word("weighting"),
            weighting_score: settings.word("weighting_score"),
            idf: (0..on.catalogue() as u32).map(idf).collect(),
        }
    }
}

/// The weight of the click at `place` (from 1) of `length`.
pub(super) fn of_click(weighting: &str, place: usize, length: usize) -> f64 {
    let (place, length) = (place as f64, length as f64);
    match weighting {
        "same" => 1.0,
        "linear" => (1.0 - 0.1 * (length - place)).max(0.0),
        "quadratic" => (place / length).powi(2),
        "log" => 1.0 / (length - place + 1.7).log10(),
        _ => place / length,
    }
}

/// The weight of a session whose latest common click was `step` clicks ago, from 1.
pub(super) fn of_match(weighting: &str, step: usize) -> f64 {
    let step = step as f64;
    match weighting {
        "same" => 1.0,
        "linear" => (1.0 - 0.1 * step).max(0.0),
        "quadratic" => 1.0 / (step * step),
        "log" => 1.0 / (step + 1.7).log10(),
        _ => 1.0 / step,
    }
}

impl Recommender for Learned<'_> {
    fn predict(&self, so_far: SoFar<'_>, most: usize, scratch: &mut Scratch) -> Vec<u32> {
        let length = so_far.items.len();
        let latest: Vec<(usize, u32)> = so_far.latest().collect();
        let distinct = latest.len().max(1) as f64;
        let weight = |ago: usize| of_click(self.weighting, length - ago, length) / distinct;
        let items = latest.iter().map(|(ago, item)| (*ago, *item, weight(*ago)));
        gather(self.on, items, self.sample, scratch);
        nearest(self.k, scratch);
        let Scratch { sessions, ago, items } = scratch;
        items.fit(self.on.catalogue());
        for session in std::mem::take(&mut sessions.touched) {
            let similarity = sessions.take(session);
            let ago = ago.get(session as usize).copied().unwrap_or_default() as usize;
            let matched = of_match(self.weighting_score, ago + 1);
            for item in self.on.distinct(session) {
                let idf = self.idf.get(*item as usize).copied().unwrap_or_default();
                items.add(*item, matched * idf * similarity);
            }
        }
        items.best(most)
    }

    fn bytes(&self) -> usize {
        self.on.bytes() + 8 * self.idf.len()
    }
}
