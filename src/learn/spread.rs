//! The second step: neighbours of neighbours, and the way back.
//!
//! Most products were looked at seldom, and fewer than twenty others with them. What was looked at with those others is
//! likely all the same, and fills the list: it is the largest single gain there was (docs/recommender-experiments.md).

use super::build::{First, Lists, Row, best};
use super::evaluate::map;
use super::params::{ENOUGH, Params};

impl First {
    /// The lists that are served: `v(i→j) = w(i→j) + hop · H/(H + n_i) · Σ_k w(i→k) · w(k→j) / Σ_j' w(k→j')` over the lists as
    /// they are, and the product itself in its own list.
    pub(super) fn spread(&self, params: &Params) -> Lists {
        let sum = |list: &Vec<(u32, f64)>| list.iter().map(|(_, weight)| weight).sum::<f64>();
        let sums: Vec<f64> = self.lists.0.iter().map(sum).collect();
        let one = |row: &mut Row, item: usize| {
            let list = self.lists.0.get(item).map(Vec::as_slice).unwrap_or_default();
            let n = self.counts.get(item).copied().unwrap_or_default();
            let part = params.hop * ENOUGH / (ENOUGH + n);
            for (other, weight) in list {
                row.add(*other, *weight);
            }
            for (through, weight) in list.iter().filter(|_| part > 0.0) {
                let (Some(next), Some(sum)) = (self.lists.0.get(*through as usize), sums.get(*through as usize)) else {
                    continue;
                };
                let part = part * weight / sum;
                for (other, weight) in next.iter().filter(|(other, _)| *other as usize != item) {
                    row.add(*other, part * weight);
                }
            }
            row.add(item as u32, self.own.get(item).copied().unwrap_or_default());
            best(row.take(), params.top)
        };
        Lists(map(self.lists.0.len(), || Row::of(self.lists.0.len()), one))
    }
}
