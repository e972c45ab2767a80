//! Rules of two items, applied to the item clicked last (Kamehkhosh, Jannach and Ludewig, 2017; session-rec's `ar` and
//! `sr`).

use super::vsknn::of_match;
use super::{Method, Trained};
use crate::learn::evaluate::Value::{Number, Word};
use crate::learn::evaluate::{Axis, Recommender, Scratch, Settings, SoFar, Space, Sparse, map};

/// Clicks of a session further apart are no pair. Only a robot's session is longer; its pairs would be its clicks squared.
const FURTHEST: usize = 500;

/// How often two items were clicked in one session.
#[derive(Debug)]
pub struct Association;

/// How often an item was clicked soon after another.
#[derive(Debug)]
pub struct Sequential;

/// Rules of an item that are kept. Twenty answer the usual question; the others take the place of what was seen already.
const KEPT: usize = 100;

impl Method for Association {
    fn name(&self) -> &'static str {
        "association-rules"
    }

    fn space(&self) -> Space {
        Space(&[])
    }

    fn learn<'a>(&self, on: &'a Trained, _: &Settings) -> Box<dyn Recommender + 'a> {
        let both = |_: usize| (1.0, 1.0);
        Box::new(Rules::of(on, FURTHEST, &both))
    }
}

impl Method for Sequential {
    fn name(&self) -> &'static str {
        "sequential-rules"
    }

    fn space(&self) -> Space {
        Space(&[
            Axis {
                name: "steps",
                values: &[
                    Number(10.0),
                    Number(2.0),
                    Number(3.0),
                    Number(4.0),
                    Number(5.0),
                    Number(6.0),
                    Number(8.0),
                    Number(15.0),
                    Number(20.0),
                    Number(25.0),
                    Number(30.0),
                ],
            },
            Axis {
                name: "weighting",
                values: &[Word("div"), Word("linear"), Word("quadratic"), Word("log"), Word("same")],
            },
        ])
    }

    fn learn<'a>(&self, on: &'a Trained, settings: &Settings) -> Box<dyn Recommender + 'a> {
        let weighting = settings.word("weighting");
        let after = |distance: usize| (of_match(weighting, distance), 0.0);
        Box::new(Rules::of(on, settings.number("steps") as usize, &after))
    }
}

struct Rules(Vec<Vec<u32>>);

impl Rules {
    /// `weight` says what a pair of this distance counts for the rule from the former to the latter, and back.
    fn of(on: &Trained, furthest: usize, weight: &(dyn Fn(usize) -> (f64, f64) + Sync)) -> Self {
        let weights: Vec<(f64, f64)> = (1..=furthest).map(weight).collect();
        let rules = |row: &mut Sparse, item: usize| {
            row.fit(on.catalogue());
            for session in on.with(item as u32) {
                let clicks = on.sessions().session(*session as usize);
                for (place, _) in clicks.iter().enumerate().filter(|(_, clicked)| **clicked as usize == item) {
                    let after = clicks.get(place + 1..).unwrap_or_default();
                    after.iter().zip(&weights).for_each(|(other, (to, _))| _ = row.add(*other, *to));
                    let before = clicks.get(..place).unwrap_or_default();
                    before.iter().rev().zip(&weights).for_each(|(other, (_, back))| _ = row.add(*other, *back));
                }
            }
            row.best(KEPT)
        };
        Self(map(on.catalogue(), Sparse::default, rules))
    }
}

impl Recommender for Rules {
    fn predict(&self, so_far: SoFar<'_>, most: usize, _: &mut Scratch) -> Vec<u32> {
        let rules = so_far.items.last().and_then(|item| self.0.get(*item as usize));
        rules.map(|rules| rules.get(..most).unwrap_or(rules).to_vec()).unwrap_or_default()
    }

    fn bytes(&self) -> usize {
        self.0.iter().map(|rules| 4 * rules.len()).sum()
    }
}
