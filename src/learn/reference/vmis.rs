//! VMIS-kNN: the method of Serenade (Kersbergen, Sprangers and Schelter, SIGMOD 2022), without its business rules.

use super::near::{gather, nearest};
use super::{Method, Trained};
use crate::learn::evaluate::Value::{Number, Word};
use crate::learn::evaluate::{Axis, Recommender, Scratch, Settings, SoFar, Space};

/// The method.
#[derive(Debug)]
pub struct Vmis;

impl Method for Vmis {
    fn name(&self) -> &'static str {
        "vmis-knn"
    }

    fn space(&self) -> Space {
        Space(&[
            Axis {
                name: "m",
                values: &[
                    Number(500.0),
                    Number(100.0),
                    Number(250.0),
                    Number(1_000.0),
                    Number(1_500.0),
                    Number(2_000.0),
                    Number(2_500.0),
                    Number(5_000.0),
                    Number(10_000.0),
                ],
            },
            Axis {
                name: "k",
                values: &[
                    Number(500.0),
                    Number(50.0),
                    Number(100.0),
                    Number(200.0),
                    Number(300.0),
                    Number(400.0),
                    Number(750.0),
                    Number(1_000.0),
                    Number(1_500.0),
                ],
            },
            Axis {
                name: "last_items",
                values: &[
                    Number(5.0),
                    Number(1.0),
                    Number(2.0),
                    Number(3.0),
                    Number(4.0),
                    Number(7.0),
                    Number(10.0),
                    Number(20.0),
                ],
            },
            Axis { name: "idf", values: &[Word("on"), Word("off")] },
            // Serenade leaves the item viewed last out of its answer. A next click on it could then not be foretold, so that
            // the method would be judged by what it does not say; the measure without what was seen leaves it out anyway.
            Axis { name: "viewed_item", values: &[Word("kept")] },
        ])
    }

    fn learn<'a>(&self, on: &'a Trained, settings: &Settings) -> Box<dyn Recommender + 'a> {
        Box::new(Learned::of(on, settings))
    }
}

pub(super) struct Learned<'a> {
    on: &'a Trained,
    m: usize,
    k: usize,
    last_items: usize,
    /// By item; 1 without.
    idf: Vec<f64>,
    keeps: bool,
}

impl<'a> Learned<'a> {
    pub(super) fn of(on: &'a Trained, settings: &Settings) -> Self {
        let clicks = (0..on.sessions().len() as u32).map(|session| on.distinct(session).len()).sum::<usize>() as f64;
        let weighs = settings.word("idf") == "on";
        let idf = |item: u32| {
            let with = on.with(item).len();
            if weighs && with > 0 { (clicks / with as f64).ln() } else { 1.0 }
        };
        Self {
            on,
            m: (settings.number("m") as usize).max(1),
            k: (settings.number("k") as usize).max(1),
            last_items: (settings.number("last_items") as usize).max(1),
            idf: (0..on.catalogue() as u32).map(idf).collect(),
            keeps: settings.word("viewed_item") == "kept",
        }
    }
}

impl Recommender for Learned<'_> {
    fn predict(&self, so_far: SoFar<'_>, most: usize, scratch: &mut Scratch) -> Vec<u32> {
        let from = so_far.items.len().saturating_sub(self.last_items);
        let window = SoFar { items: so_far.items.get(from..).unwrap_or_default() };
        let length = window.items.len();
        let distinct = window.latest().count().max(1) as f64;
        let items = window.latest().map(|(ago, item)| (ago, item, (length - ago) as f64 / distinct));
        gather(self.on, items, self.m, scratch);
        nearest(self.k, scratch);
        let Scratch { sessions, ago, items } = scratch;
        items.fit(self.on.catalogue());
        for session in std::mem::take(&mut sessions.touched) {
            let similarity = sessions.take(session);
            let ago = ago.get(session as usize).copied().unwrap_or_default();
            // As published it falls below 0 from the eleventh click on, which turns a match into a reproach.
            let matched = (1.0 - 0.1 * (f64::from(ago) + 1.0)).max(0.0);
            for item in self.on.distinct(session) {
                let idf = self.idf.get(*item as usize).copied().unwrap_or_default();
                items.add(*item, matched * idf * similarity);
            }
        }
        if let (false, Some(viewed)) = (self.keeps, so_far.items.last()) {
            items.leave_out(*viewed);
        }
        items.best(most)
    }

    fn bytes(&self) -> usize {
        self.on.bytes() + 8 * self.idf.len()
    }
}
