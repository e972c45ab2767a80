//! A linear model instead of counting: what each viewed product adds to the next one, given that the others were viewed,
//! too. After SLIST (Choi, Kim, Lee, Shin and Lee, "Session-aware Linear Item-Item Models for Session-based Recommendation",
//! WWW 2021).
//!
//! SLIST inverts a matrix as wide as the catalogue, which a shop of 40,000 products cannot. Here each product's column is
//! its own ridge regression, on the products that it follows most often, with coefficients of at least 0 as lists have
//! them. They are pruned to lists as short as the others, and served the same.

use super::build::{First, Lists, Row, Table, best};
use super::evaluate::map;
use super::params::Params;
use super::sessions::Sessions;

/// Products that a product is explained by, at most.
const WIDTH: usize = 100;

/// Of each product so many others that it was viewed with are looked at.
const MET: usize = 200;

/// Times that every coefficient is brought up to date.
const SWEEPS: usize = 15;

/// For each item others with a number.
type Rows = Vec<Vec<(u32, f64)>>;

impl First {
    /// `min Σ (what follows - Σ_i viewed_i · b_ij)² + ridge · Σ b_ij²` for each `j`, `b` at least 0; what was viewed fades by
    /// `e^-1` a click. What follows, and what the sessions count, are those of [`Params`].
    pub(super) fn linear(sessions: &Sessions, params: &Params) -> Self {
        // The sums as they are: what follows each item. They are scaled by the regression instead.
        let sums = Params { alpha: 0.0, gamma: 0.0, top: MET, ..*params };
        let table = Table::of(sessions, &sums);
        let followed = Self::of_table(&table, &Params { alpha: 1.0, ..sums });
        let fading: Vec<f64> = (1..=super::params::REACH).map(|distance| (-(distance as f64)).exp()).collect();
        let met: Rows = map(
            sessions.catalogue(),
            || Row::of(sessions.catalogue()),
            |row, item| {
                table.add(item, row, &fading, 1.0);
                best(row.take(), MET)
            },
        );
        let mut follows: Rows = vec![Vec::new(); sessions.catalogue()];
        for (item, list) in (0_u32..).zip(&followed.lists.0) {
            for (next, sum) in list {
                follows.iter_mut().skip(*next as usize).take(1).for_each(|own| own.push((item, *sum)));
            }
        }
        let one = |place: &mut Vec<u32>, item: usize| {
            let candidates = best(follows.get(item).cloned().unwrap_or_default(), WIDTH);
            solve(&candidates, &met, &followed.counts, params.ridge, place)
        };
        let columns: Rows = map(sessions.catalogue(), || vec![0; sessions.catalogue()], one);
        let mut lists: Rows = vec![Vec::new(); sessions.catalogue()];
        for (item, column) in (0_u32..).zip(columns) {
            for (viewed, adds) in column {
                lists.iter_mut().skip(viewed as usize).take(1).for_each(|list| list.push((item, adds)));
            }
        }
        let lists = lists.into_iter().map(|list| best(list, params.top)).collect();
        Self { lists: Lists(lists), ..followed }
    }
}

/// One column. `place` is a number for each item, all 0.
fn solve(candidates: &[(u32, f64)], met: &Rows, counts: &[f64], ridge: f64, place: &mut [u32]) -> Vec<(u32, f64)> {
    let mut mark = |item: u32, value: u32| place.iter_mut().skip(item as usize).take(1).for_each(|at| *at = value);
    (1..).zip(candidates).for_each(|(nth, (item, _))| mark(*item, nth));
    let of_both = |(item, _): &(u32, f64)| {
        let row = met.get(*item as usize).map(Vec::as_slice).unwrap_or_default();
        let inside = |(other, both): &(u32, f64)| {
            let at = place.get(*other as usize).copied()?.checked_sub(1)?;
            (other != item).then_some((at as usize, *both))
        };
        row.iter().filter_map(inside).collect::<Vec<_>>()
    };
    let both: Vec<Vec<(usize, f64)>> = candidates.iter().map(of_both).collect();
    candidates.iter().for_each(|(item, _)| place.iter_mut().skip(*item as usize).take(1).for_each(|at| *at = 0));
    let mut adds = vec![0.0_f64; candidates.len()];
    for _ in 0..SWEEPS {
        for (nth, ((item, sum), both)) in candidates.iter().zip(&both).enumerate() {
            let others: f64 =
                both.iter().map(|(other, both)| both * adds.get(*other).copied().unwrap_or_default()).sum();
            let n = counts.get(*item as usize).copied().unwrap_or_default();
            let new = ((sum - others) / (n + ridge)).max(0.0);
            adds.iter_mut().skip(nth).take(1).for_each(|adds| *adds = new);
        }
    }
    let column = candidates.iter().zip(adds).map(|((item, _), adds)| (*item, adds));
    column.filter(|(_, adds)| *adds > 0.0).collect()
}
