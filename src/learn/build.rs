//! The lists with their weights. No table of pairs is made: each item goes over the places where it was clicked, and sums
//! up what stands around them in a row as long as the catalogue, so that memory is the clicks and a row a processor.

use super::evaluate::map;
use super::params::{PRIOR, Params, REACH};
use super::sessions::Sessions;

/// For each item its neighbours with their weights, best first, equals by number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lists(pub Vec<Vec<(u32, f64)>>);

/// What is the same for every item.
pub(super) struct Table<'a> {
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
    /// `n^-alpha` and `n^-gamma` of each item.
    own: Vec<f64>,
    other: Vec<f64>,
    /// `n`: the weighted clicks on each item.
    counts: Vec<f64>,
}

/// Makes the lists, on as many processors as there are. Their number does not change the result.
#[must_use]
pub fn build(sessions: &Sessions, params: &Params) -> Lists {
    First::of(sessions, params).spread(params)
}

/// What the clicks say, before it is spread over neighbours of neighbours.
#[derive(Debug)]
pub(super) struct First {
    /// Of each item the neighbours, without itself.
    pub(super) lists: Lists,
    /// What somebody's coming back to each item weighs in its own list.
    pub(super) own: Vec<f64>,
    /// The weighted clicks on each item.
    pub(super) counts: Vec<f64>,
}

impl First {
    pub(super) fn of(sessions: &Sessions, params: &Params) -> Self {
        if params.ridge > 0.0 {
            return Self::linear(sessions, params);
        }
        Self::of_table(&Table::of(sessions, params), params)
    }

    /// Of a table; what comes back is scaled by the parameters.
    pub(super) fn of_table(table: &Table<'_>, params: &Params) -> Self {
        let all = table.sessions.catalogue();
        let made = map(all, || Row::of(all), |row, item| table.list(item, row));
        let (lists, again): (_, Vec<f64>) = made.into_iter().unzip();
        let counts = table.counts.clone();
        // Few clicks say little of how often somebody comes back, so that the whole shop has a say.
        let shop = again.iter().sum::<f64>() / counts.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let own = |(n, again): (&f64, f64)| {
            if *n > 0.0 { n.powf(-params.alpha) * n / (n + PRIOR) * (again + PRIOR * shop) } else { 0.0 }
        };
        let own = counts.iter().zip(again).map(own).collect();
        Self { lists: Lists(lists), own, counts }
    }
}

/// Sums by item, most of which are 0.
pub(super) struct Row {
    weights: Vec<f64>,
    touched: Vec<u32>,
}

impl Row {
    pub(super) fn of(catalogue: usize) -> Self {
        Self { weights: vec![0.0; catalogue], touched: Vec::new() }
    }

    /// Takes all sums that are above 0.
    pub(super) fn take(&mut self) -> Vec<(u32, f64)> {
        let mut sums = Vec::with_capacity(self.touched.len());
        for item in self.touched.drain(..) {
            sums.push((item, self.weights.get_mut(item as usize).map(std::mem::take).unwrap_or_default()));
        }
        sums
    }

    pub(super) fn add(&mut self, item: u32, weight: f64) {
        if let Some(sum) = self.weights.get_mut(item as usize).filter(|_| weight > 0.0) {
            if *sum == 0.0 {
                self.touched.push(item);
            }
            *sum += weight;
        }
    }
}

impl<'a> Table<'a> {
    pub(super) fn of(sessions: &'a Sessions, params: &'a Params) -> Self {
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
            counts,
        }
    }

    /// Adds up what stands around the places of an item; what stands before it counts `back`.
    pub(super) fn add(&self, item: usize, row: &mut Row, near: &[f64], back: f64) {
        let from = item.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let to = self.ends.get(item).copied().unwrap_or(from);
        for place in self.places.get(from..to).unwrap_or_default() {
            let place = *place as usize;
            let Some(session) = self.of.get(place).copied() else { continue };
            let range = self.sessions.range(session as usize);
            let counts = self.weight.get(session as usize).copied().unwrap_or_default();
            let items = self.sessions.items();
            let after = items.get(place + 1..range.end).unwrap_or_default();
            for (other, near) in after.iter().zip(near) {
                row.add(*other, counts * near);
            }
            let before = items.get(range.start..place).unwrap_or_default();
            for (other, near) in before.iter().rev().zip(near) {
                row.add(*other, counts * near * back);
            }
        }
    }

    /// The list of an item, and the sum of its pairs with itself.
    fn list(&self, item: usize, row: &mut Row) -> (Vec<(u32, f64)>, f64) {
        self.add(item, row, &self.near, self.params.beta);
        let own = self.own.get(item).copied().unwrap_or_default();
        let mut again = 0.0;
        let mut list = row.take();
        list.retain_mut(|(other, weight)| {
            if *other as usize == item {
                again = *weight;
                return false;
            }
            *weight *= own * self.other.get(*other as usize).copied().unwrap_or_default();
            *weight > 0.0
        });
        (best(list, self.params.top), again)
    }
}

/// The best of a list, best first, equals by number.
pub(super) fn best(mut list: Vec<(u32, f64)>, most: usize) -> Vec<(u32, f64)> {
    let best_first = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if list.len() > most {
        list.select_nth_unstable_by(most, best_first);
        list.truncate(most);
    }
    list.sort_unstable_by(best_first);
    list.shrink_to_fit();
    list
}
