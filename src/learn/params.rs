//! The parameters of the lists.

use crate::neighbours::{Blend, MOST, VIEWS, WHOLE};

/// Clicks of a session that are further apart than this say nothing of one another.
pub const REACH: usize = 20;

/// What shapes the lists, and how they are combined.
///
/// `w(i→j) = n_i^-alpha · n_j^-gamma · Σ_s e^(-c(1 - rank_s/S)) · |s|^-sigma · Σ_(0 < b-a ≤ 20) (b-a)^-p ·
/// ([s_a=i, s_b=j] + beta·[s_b=i, s_a=j])`, where `n_i` is the sum over the clicks on `i` of the same weights of their
/// sessions, and `score(j) = Σ_(l<k) e^(-l/tau) · (w(i_l→j) + rho · max w(i_l→·) · [j = i_l])`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Params {
    /// How fast a pair counts less with its distance in the session; 0 and more.
    pub p: f64,
    /// What a pair counts backwards, 0 to 1.
    pub beta: f64,
    /// How much a much-viewed product's own list is scaled down, 0 to 1.
    pub alpha: f64,
    /// How much a much-viewed neighbour is scaled down, 0 to 1.
    pub gamma: f64,
    /// How much less an older session counts: the oldest counts `e^-c` of the newest; 0 and more.
    pub c: f64,
    /// How much less a pair of a long session counts; 0 and more.
    pub sigma: f64,
    /// How many of the products viewed last are combined, 1 to [`VIEWS`].
    pub k: usize,
    /// How slowly their weights fall off; more than 0.
    pub tau: f64,
    /// How much a product that was viewed is itself recommended, in best weights of its list; 0 to 16.
    pub rho: f64,
    /// Neighbours of a product, 1 to [`MOST`].
    pub top: usize,
}

impl Default for Params {
    /// What did best on average over four shops' clicks, without being fitted to any of them.
    fn default() -> Self {
        Self { p: 1.0, beta: 0.6, alpha: 0.7, gamma: 0.1, c: 1.5, sigma: 0.25, k: 6, tau: 1.5, rho: 1.0, top: MOST }
    }
}

impl Params {
    /// The part of them that the edge needs.
    #[must_use]
    pub fn blend(&self) -> Blend {
        let places = 0..self.k.clamp(1, VIEWS);
        let whole = f64::from(WHOLE);
        let decay = places.clone().map(|l| (whole * (-(l as f64) / self.tau).exp()).round().min(whole) as u16);
        let back = (whole * self.rho).round().clamp(0.0, f64::from(u16::MAX)) as u16;
        Blend { decay: decay.collect(), returns: places.map(|_| back).collect() }
    }
}
