//! VMIS-kNN: the method of Serenade (Kersbergen, Sprangers and Schelter, SIGMOD 2022), without its business rules, on the
//! data structures that were published: sessions by item with the most recent first, hash tables and heaps.

use super::{Method, Trained};
use crate::learn::evaluate::Value::{Number, Word};
use crate::learn::evaluate::{Axis, Recommender, Scratch, Settings, SoFar, Space};
use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

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

/// A session or an item with its score. Of equals the higher number is the better: the later session.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scored {
    score: f64,
    at: u32,
}

impl Eq for Scored {}

impl Ord for Scored {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then(self.at.cmp(&other.at))
    }
}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The best so many, in no order, by a heap whose top is the worst of them.
fn best(all: impl Iterator<Item = Scored>, most: usize) -> BinaryHeap<Reverse<Scored>> {
    let mut heap = BinaryHeap::with_capacity(most.min(1 << 12));
    for one in all {
        if heap.len() < most {
            heap.push(Reverse(one));
        } else if let Some(mut worst) = heap.peek_mut()
            && one > worst.0
        {
            *worst = Reverse(one);
        }
    }
    heap
}

/// A hash for numbers that are small and dense: one multiplication.
#[derive(Debug, Default, Clone)]
struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        let mixed = (self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

type Table<V> = HashMap<u32, V, BuildHasherDefault<Quick>>;

fn table<V>(capacity: usize) -> Table<V> {
    HashMap::with_capacity_and_hasher(capacity, BuildHasherDefault::default())
}

impl Learned<'_> {
    /// The `m` most recent sessions that share an item, each with its similarity and how many clicks ago the latest common
    /// click was: hash table and heap, an item's sessions left as soon as they are older than all that are held.
    fn recent(&self, so_far: SoFar<'_>) -> Table<(f64, u32)> {
        let length = so_far.items.len();
        let distinct = so_far.latest().count().max(1) as f64;
        let mut similar: Table<(f64, u32)> = table(self.m);
        let mut oldest: BinaryHeap<Reverse<u32>> = BinaryHeap::with_capacity(self.m);
        for (ago, item) in so_far.latest() {
            let weight = (length - ago) as f64 / distinct;
            for session in self.on.with(item).iter().take(self.m) {
                if let Some((similarity, _)) = similar.get_mut(session) {
                    *similarity += weight;
                    continue;
                }
                if similar.len() < self.m {
                    oldest.push(Reverse(*session));
                } else if let Some(mut top) = oldest.peek_mut()
                    && *session > top.0
                {
                    similar.remove(&top.0);
                    *top = Reverse(*session);
                } else {
                    break;
                }
                similar.insert(*session, (weight, ago as u32));
            }
        }
        similar
    }
}

impl Recommender for Learned<'_> {
    fn predict(&self, so_far: SoFar<'_>, most: usize, _: &mut Scratch) -> Vec<u32> {
        let from = so_far.items.len().saturating_sub(self.last_items);
        let similar = self.recent(SoFar { items: so_far.items.get(from..).unwrap_or_default() });
        let sessions = similar.iter().map(|(session, (score, _))| Scored { score: *score, at: *session });
        let mut scores: Table<f64> = table(1_000);
        for Reverse(session) in best(sessions, self.k) {
            let ago = similar.get(&session.at).map_or(0, |(_, ago)| *ago);
            // As published it falls below 0 from the eleventh click on, which turns a match into a reproach.
            let matched = (1.0 - 0.1 * (f64::from(ago) + 1.0)).max(0.0);
            for item in self.on.distinct(session.at) {
                let idf = self.idf.get(*item as usize).copied().unwrap_or_default();
                *scores.entry(*item).or_default() += matched * idf * session.score;
            }
        }
        if let (false, Some(viewed)) = (self.keeps, so_far.items.last()) {
            scores.remove(viewed);
        }
        // Equals by number, as in the other methods: the heap prefers the higher.
        let items = scores.iter().filter(|(_, score)| **score > 0.0);
        let items = best(items.map(|(item, score)| Scored { score: *score, at: !*item }), most);
        items.into_sorted_vec().into_iter().map(|Reverse(one)| !one.at).collect()
    }

    fn bytes(&self) -> usize {
        self.on.bytes() + 8 * self.idf.len()
    }
}
