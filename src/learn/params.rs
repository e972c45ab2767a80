//! The parameters of the lists.

use crate::neighbours::{Blend, MOST, ONCE, VIEWS, WHOLE};

/// Clicks of a session that are further apart than this say nothing of one another.
pub const REACH: usize = 20;

/// So many weighted clicks on a product the shop's own rate of coming back counts as, when it is mixed with the product's.
pub(super) const PRIOR: f64 = 10.0;

/// With so many weighted clicks on a product, neighbours of neighbours count half in its list.
pub(super) const ENOUGH: f64 = 100.0;

/// What shapes the lists, and how they are combined.
///
/// `w(i→j) = n_i^-alpha · n_j^-gamma · Σ_s e^(-c(1 - rank_s/S)) · |s|^-sigma · Σ_(0 < b-a ≤ 20) (b-a)^-p ·
/// ([s_a=i, s_b=j] + beta·[s_b=i, s_a=j])` for `j ≠ i`, where `n_i` is the sum over the clicks on `i` of the same weights of
/// their sessions; the best of them are `L(i)`.
///
/// `v(i→j) = w(i→j) + hop · H/(H + n_i) · Σ_(k in L(i)) w(i→k) · w(k→j) / Σ_(j' in L(k)) w(k→j')`, and
/// `v(i→i) = n_i^-alpha · n_i/(n_i + M) · (S_i + M · S/N)`, where `S_i` is the same sum over sessions as in `w` for pairs of `i`
/// with itself, `S` the sum of all `S_i` and `N` that of all `n_i`; H is 100, M is 10. The best of them are the list.
///
/// `score(j) = Σ_(l<k) e^(-l/tau) · v(i_l→j) · (rho_l where j = i_l, else 1)`, `i_l` the l-th latest distinct product.
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
    /// What the neighbours of neighbours count, 0 to 4.
    pub hop: f64,
    /// How many of the products viewed last are combined, 1 to [`VIEWS`].
    pub k: usize,
    /// How slowly their weights fall off; more than 0.
    pub tau: f64,
    /// How much somebody's coming back counts to the latest product; 0 to 64.
    pub rho0: f64,
    /// To the one before it; 0 to 64.
    pub rho1: f64,
    /// To any before that; 0 to 64.
    pub rho2: f64,
    /// Neighbours of a product, 1 to [`MOST`].
    pub top: usize,
    /// Above 0 the lists are those of a linear model, whose coefficients are held down as if a product had so many more
    /// weighted clicks; at most 1,000.
    pub ridge: f64,
}

impl Default for Params {
    /// What did well on average over several shops' clicks, without being fitted to any of them.
    fn default() -> Self {
        Self {
            p: 1.0,
            beta: 0.6,
            alpha: 0.7,
            gamma: 0.1,
            c: 1.5,
            sigma: 0.25,
            hop: 1.0,
            k: 6,
            tau: 1.5,
            rho0: 2.0,
            rho1: 6.0,
            rho2: 6.0,
            top: MOST,
            ridge: 0.0,
        }
    }
}

/// What a shop's `derived/sessions.json` says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kept {
    /// The parameters that its lists were made with.
    pub params: Params,
    /// Whether `segue tune` found them: then the next import takes them as they are, instead of fitting the default ones.
    pub tuned: bool,
}

impl Params {
    /// The part of them that the edge needs.
    #[must_use]
    pub fn blend(&self) -> Blend {
        let places = 0..self.k.clamp(1, VIEWS);
        let whole = f64::from(WHOLE);
        let decay = places.clone().map(|l| (whole * (-(l as f64) / self.tau).exp()).round().min(whole) as u16);
        let back = |rho: f64| (f64::from(ONCE) * rho).round().clamp(0.0, f64::from(u16::MAX)) as u16;
        let returns = [self.rho0, self.rho1].into_iter().chain(std::iter::repeat(self.rho2)).map(back);
        Blend { decay: decay.collect(), returns: places.zip(returns).map(|(_, back)| back).collect() }
    }
}
