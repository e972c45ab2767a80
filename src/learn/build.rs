//! The lists with their weights. No table of pairs is made: each item goes over the places where it was clicked, and sums
//! up what stands around them in a row as long as the catalogue, so that memory is the clicks and a row a processor.

use super::params::{Params, REACH};
use super::sessions::Sessions;

/// For each item its neighbours with their weights, best first, equals by number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lists(pub Vec<Vec<(u32, f64)>>);

/// Items that a processor takes at a time.
const CHUNK: usize = 256;

/// What is the same for every item.
struct Table<'a> {
    sessions: &'a Sessions,
    params: &'a Params,
    /// The session of each click.
    of: Vec<u32>,
    /// What each session counts.
    weight: Vec<f64>,
    /// `d^-p`, from 1.
    near: Vec<f64>,
    /// Where the places of each item end in `places`.
    ends: Vec<usize>,
    /// The places in the clicks, item after item, ascending.
    places: Vec<u32>,
    /// `n^-alpha` and `n^-gamma`.
    own: Vec<f64>,
    other: Vec<f64>,
}

/// Makes the lists, on as many processors as there are. Their number does not change the result.
#[must_use]
pub fn build(sessions: &Sessions, params: &Params) -> Lists {
    let table = Table::of(sessions, params);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let mut lists = vec![Vec::new(); sessions.catalogue()];
    std::thread::scope(|scope| {
        let work = || {
            let mut row = Row { weights: vec![0.0; sessions.catalogue()], touched: Vec::new() };
            let mut done: Vec<(usize, Lists)> = Vec::new();
            loop {
                let from = next.fetch_add(CHUNK, std::sync::atomic::Ordering::Relaxed);
                if from >= sessions.catalogue() {
                    return done;
                }
                let to = sessions.catalogue().min(from + CHUNK);
                done.push((from, Lists((from..to).map(|item| table.list(item, &mut row)).collect())));
            }
        };
        let threads: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            let done = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            for (from, part) in done {
                lists.iter_mut().skip(from).zip(part.0).for_each(|(list, made)| *list = made);
            }
        }
    });
    Lists(lists)
}

struct Row {
    weights: Vec<f64>,
    touched: Vec<u32>,
}

impl Row {
    fn add(&mut self, item: u32, weight: f64) {
        if let Some(sum) = self.weights.get_mut(item as usize) {
            if *sum == 0.0 {
                self.touched.push(item);
            }
            *sum += weight;
        }
    }
}

impl<'a> Table<'a> {
    fn of(sessions: &'a Sessions, params: &'a Params) -> Self {
        let all = sessions.len() as f64;
        let mut of = Vec::with_capacity(sessions.clicks());
        let mut weight = Vec::with_capacity(sessions.len());
        for (nth, (_, items)) in (0_u32..).zip(sessions.iter()) {
            let age = 1.0 - (f64::from(nth) + 1.0) / all;
            weight.push((-params.c * age).exp() * (items.len() as f64).powf(-params.sigma));
            of.extend(std::iter::repeat_n(nth, items.len()));
        }
        let mut ends = vec![0_usize; sessions.catalogue()];
        let mut counts = vec![0.0_f64; sessions.catalogue()];
        for (item, session) in sessions.items().iter().zip(&of) {
            if let (Some(end), Some(count)) = (ends.get_mut(*item as usize), counts.get_mut(*item as usize)) {
                *end += 1;
                *count += weight.get(*session as usize).copied().unwrap_or_default();
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            // First where each begins; filling moves it to where it ends.
            (*end, sum) = (sum, sum + *end);
        }
        let mut places = vec![0_u32; sessions.clicks()];
        for (place, item) in (0_u32..).zip(sessions.items()) {
            if let Some(end) = ends.get_mut(*item as usize) {
                places.iter_mut().skip(*end).take(1).for_each(|slot| *slot = place);
                *end += 1;
            }
        }
        let power = |exponent: f64| counts.iter().map(|n| if *n > 0.0 { n.powf(-exponent) } else { 0.0 }).collect();
        Self {
            sessions,
            params,
            of,
            weight,
            near: (1..=REACH).map(|distance| (distance as f64).powf(-params.p)).collect(),
            places,
            own: power(params.alpha),
            other: power(params.gamma),
            ends,
        }
    }

    fn list(&self, item: usize, row: &mut Row) -> Vec<(u32, f64)> {
        let from = item.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let to = self.ends.get(item).copied().unwrap_or(from);
        for place in self.places.get(from..to).unwrap_or_default() {
            let place = *place as usize;
            let Some(session) = self.of.get(place).copied() else { continue };
            let range = self.sessions.range(session as usize);
            let counts = self.weight.get(session as usize).copied().unwrap_or_default();
            let items = self.sessions.items();
            let after = items.get(place + 1..range.end).unwrap_or_default();
            for (other, near) in after.iter().zip(&self.near) {
                row.add(*other, counts * near);
            }
            let before = items.get(range.start..place).unwrap_or_default();
            for (other, near) in before.iter().rev().zip(&self.near) {
                row.add(*other, counts * near * self.params.beta);
            }
        }
        let own = self.own.get(item).copied().unwrap_or_default();
        let mut list: Vec<(u32, f64)> = Vec::with_capacity(row.touched.len());
        for other in row.touched.drain(..) {
            let sum = row.weights.get_mut(other as usize).map(std::mem::take).unwrap_or_default();
            let weight = sum * own * self.other.get(other as usize).copied().unwrap_or_default();
            if other as usize != item && weight > 0.0 {
                list.push((other, weight));
            }
        }
        let best_first = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if list.len() > self.params.top {
            list.select_nth_unstable_by(self.params.top, best_first);
            list.truncate(self.params.top);
        }
        list.sort_unstable_by(best_first);
        list.shrink_to_fit();
        list
    }
}
