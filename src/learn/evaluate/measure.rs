//! Hit rates and the like.

use super::held::Held;
use super::parallel::map;
use super::recommender::{Recommender, Scratch};
use std::collections::HashSet;

/// Length of the lists that are judged.
pub const MOST: usize = 20;

/// So many items seen before are made room for when they are to be left out; only a robot has seen more.
const SEEN: usize = 1_000;

/// How often the next item was among the first 20, and where.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Accuracy {
    /// Predictions that were made.
    pub predictions: u64,
    /// Those in which the next item was among the first 20.
    pub hits: u64,
    /// The sum of one over the place of the next item, where it was among them.
    pub reciprocal: f64,
}

impl Accuracy {
    /// HR@20: the share of predictions in which the next item was among the first 20.
    #[must_use]
    pub fn hit_rate(&self) -> f64 {
        self.hits as f64 / self.predictions.max(1) as f64
    }

    /// MRR@20: the mean of one over the place of the next item, 0 where it was not among them.
    #[must_use]
    pub fn reciprocal_rank(&self) -> f64 {
        self.reciprocal / self.predictions.max(1) as f64
    }

    /// What a search makes as large as it can: the geometric mean of both, so that a percent more of either is worth the
    /// same.
    #[must_use]
    pub fn objective(&self) -> f64 {
        (self.hit_rate() * self.reciprocal_rank()).sqrt()
    }

    /// Takes in another's predictions.
    pub fn add(&mut self, other: &Self) {
        self.predictions += other.predictions;
        self.hits += other.hits;
        self.reciprocal += other.reciprocal;
    }

    fn predicted(&mut self, place: Option<usize>) {
        self.predictions += 1;
        if let Some(place) = place {
            self.hits += 1;
            self.reciprocal += 1.0 / (place as f64 + 1.0);
        }
    }
}

/// What was measured on one session.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct OfSession {
    /// Every next item counts, also one that was seen before.
    pub all: Accuracy,
    /// Without what was seen before: as next item it is not counted, and in the list it is left out.
    pub new: Accuracy,
}

/// What else is summed up over a session's predictions.
#[derive(Debug, Default)]
struct Sums {
    popularity: f64,
    bytes: u64,
    most_bytes: u64,
    /// The items that were recommended, each once.
    recommended: Vec<u32>,
}

/// What was measured on all sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The sum of all sessions.
    pub all: Accuracy,
    /// The sum of all sessions without what was seen before.
    pub new: Accuracy,
    /// The share of the catalogue that was recommended at least once among the first 20; 0 to 1.
    pub coverage: f64,
    /// Mean clicks of the recommended items in the training, relative to the most clicked; 0 to 1.
    pub popularity: f64,
    /// Mean and largest number of bytes of the records that a prediction read, where it reads any.
    pub request_bytes: Option<(f64, u64)>,
    /// Session by session, for [`super::differences`].
    pub sessions: Vec<OfSession>,
}

/// Predicts every next item of the sessions, on all processors. `popularity` is each item's share of the clicks of the most
/// clicked, and as long as the catalogue. `done` is told how many sessions were done.
pub fn measure(
    recommender: &dyn Recommender,
    held: &Held,
    popularity: &[f64],
    done: &(dyn Fn(u64) + Sync),
) -> Measured {
    let one = |scratch: &mut Scratch, nth: usize| {
        let scored = session(recommender, held, nth, popularity, scratch);
        done(1);
        scored
    };
    let scored = map(held.len(), Scratch::default, one);
    let mut covered = vec![false; popularity.len()];
    let mut measured = Measured {
        all: Accuracy::default(),
        new: Accuracy::default(),
        coverage: 0.0,
        popularity: 0.0,
        request_bytes: None,
        sessions: Vec::with_capacity(scored.len()),
    };
    let (mut bytes, mut most_bytes) = (0, 0);
    for (session, sums) in scored {
        measured.all.add(&session.all);
        measured.new.add(&session.new);
        measured.popularity += sums.popularity;
        bytes += sums.bytes;
        most_bytes = sums.most_bytes.max(most_bytes);
        for item in sums.recommended {
            covered.iter_mut().skip(item as usize).take(1).for_each(|covered| *covered = true);
        }
        measured.sessions.push(session);
    }
    let predictions = measured.all.predictions.max(1) as f64;
    measured.popularity /= predictions;
    measured.coverage = covered.iter().filter(|covered| **covered).count() as f64 / covered.len().max(1) as f64;
    measured.request_bytes = (bytes > 0).then_some((bytes as f64 / predictions, most_bytes));
    measured
}

fn session(
    recommender: &dyn Recommender,
    held: &Held,
    nth: usize,
    popularity: &[f64],
    scratch: &mut Scratch,
) -> (OfSession, Sums) {
    let mut scored = OfSession::default();
    let mut sums = Sums::default();
    let mut seen: HashSet<u32> = HashSet::new();
    for (so_far, next) in held.points(nth) {
        seen.extend(so_far.items.last());
        let longer = recommender.predict(so_far, MOST + seen.len().min(SEEN), scratch);
        let list = longer.get(..MOST).unwrap_or(&longer);
        scored.all.predicted(list.iter().position(|item| *item == next));
        if !seen.contains(&next) {
            let mut unseen = longer.iter().filter(|item| !seen.contains(item)).take(MOST);
            scored.new.predicted(unseen.position(|item| *item == next));
        }
        let share = |item: &u32| popularity.get(*item as usize).copied().unwrap_or_default();
        sums.popularity += list.iter().map(share).sum::<f64>() / list.len().max(1) as f64;
        let bytes = recommender.request_bytes(so_far).unwrap_or_default() as u64;
        sums.bytes += bytes;
        sums.most_bytes = sums.most_bytes.max(bytes);
        sums.recommended.extend_from_slice(list);
    }
    sums.recommended.sort_unstable();
    sums.recommended.dedup();
    (scored, sums)
}
