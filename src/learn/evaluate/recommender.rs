//! What is asked of a recommender.

use std::collections::HashSet;

/// So many clicks are compared with each other.
const FEW: usize = 48;

/// A session as far as it has come. There is no more in it, so that nobody can look ahead.
#[derive(Debug, Clone, Copy)]
pub struct SoFar<'a> {
    /// The items clicked, the latest last. Never empty.
    pub items: &'a [u32],
}

impl<'a> SoFar<'a> {
    /// The distinct items, the latest first, each with how many clicks ago it was last clicked: 0 is the latest click.
    pub fn latest(self) -> impl Iterator<Item = (usize, u32)> + use<'a> {
        let items = self.items;
        let mut seen = HashSet::new();
        items.iter().rev().enumerate().filter_map(move |(ago, item)| {
            // Short sessions are looked through, which is quicker than to remember them.
            let again = if ago < FEW {
                items.iter().rev().take(ago).any(|later| later == item)
            } else {
                if ago == FEW {
                    seen.extend(items.iter().rev().take(FEW));
                }
                !seen.insert(item)
            };
            (!again).then_some((ago, *item))
        })
    }
}

/// Names the items that are likely next.
pub trait Recommender: Sync {
    /// At most `most` items, the likeliest first, each once. What was clicked already may be among them. The first of a
    /// longer answer are the shorter answer.
    fn predict(&self, so_far: SoFar<'_>, most: usize, scratch: &mut Scratch) -> Vec<u32>;

    /// Bytes of all that it has to keep at hand.
    fn bytes(&self) -> usize;

    /// Bytes of the records that this prediction reads, where it reads records and is no service with all of them in memory.
    fn request_bytes(&self, so_far: SoFar<'_>) -> Option<usize> {
        let _ = so_far;
        None
    }
}

/// What a thread keeps from one prediction to the next so as not to ask for memory each time.
#[derive(Debug, Default)]
pub struct Scratch {
    /// A number for each session of the training.
    pub sessions: Sparse,
    /// How many clicks ago the latest common click was; by session.
    pub ago: Vec<u32>,
    /// A number for each item.
    pub items: Sparse,
}

/// Sums by number, most of which are 0.
#[derive(Debug, Default)]
pub struct Sparse {
    sums: Vec<f64>,
    /// The numbers whose sum is above 0.
    pub touched: Vec<u32>,
}

impl Sparse {
    /// Makes room for the numbers below `length`.
    pub fn fit(&mut self, length: usize) {
        if self.sums.len() < length {
            self.sums.resize(length, 0.0);
        }
    }

    /// Adds what is above 0, and says whether it was the first for this number.
    pub fn add(&mut self, at: u32, value: f64) -> bool {
        let Some(sum) = self.sums.get_mut(at as usize).filter(|_| value > 0.0) else { return false };
        let first = *sum == 0.0;
        *sum += value;
        if first {
            self.touched.push(at);
        }
        first
    }

    /// The sum of a number.
    #[must_use]
    pub fn get(&self, at: u32) -> f64 {
        self.sums.get(at as usize).copied().unwrap_or_default()
    }

    /// Replaces a sum that is above 0 by one that is above 0.
    pub fn set(&mut self, at: u32, value: f64) {
        self.sums.iter_mut().skip(at as usize).take(1).for_each(|sum| *sum = value);
    }

    /// Takes a number away altogether.
    pub fn leave_out(&mut self, at: u32) {
        if self.take(at) > 0.0 {
            self.touched.retain(|touched| *touched != at);
        }
    }

    /// Takes a sum away; its number stays among the touched.
    pub fn take(&mut self, at: u32) -> f64 {
        self.sums.get_mut(at as usize).map(std::mem::take).unwrap_or_default()
    }

    /// Takes all sums away and gives the numbers of the largest, the largest first, equals by number.
    pub fn best(&mut self, most: usize) -> Vec<u32> {
        let mut touched = std::mem::take(&mut self.touched);
        let mut best: Vec<(f64, u32)> = touched.drain(..).map(|at| (self.take(at), at)).collect();
        self.touched = touched;
        let order = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if best.len() > most {
            best.select_nth_unstable_by(most, order);
            best.truncate(most);
        }
        best.sort_unstable_by(order);
        best.into_iter().map(|(_, at)| at).collect()
    }
}
