//! The methods: lists as `segue import` makes them, association rules, and popularity.

use super::counts::Counts;

/// What recommends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// `c_ij / (n_i · n_j^0.25)`, at least three common baskets, the twelve best: what `segue import` writes; and what was
    /// bought comes back by how often it was, fading, times how often the product is bought again at all.
    Segue,
    /// Rules from one product to another, ranked by confidence `c_ij / n_i`.
    Rules,
    /// The number of baskets.
    Popularity,
}

impl Method {
    /// All, ours first.
    pub const ALL: [Self; 3] = [Self::Segue, Self::Rules, Self::Popularity];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Segue => "segue",
            Self::Rules => "association-rules",
            Self::Popularity => "popularity",
        }
    }
}

/// How a method is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// Fewer common baskets than these say nothing.
    pub support: u32,
    /// Rules of a product, at most.
    pub rules: usize,
    /// Whether what speaks for a product is added up over the basket, or the strongest counts.
    pub sum: bool,
    /// What buying it before speaks for buying it again, in best weights of lists; for the next basket alone. It fades by
    /// half in 60 days.
    pub again: f64,
}

/// The settings that are tried: for ours the lists are as they are served, so that only `again` is left.
#[must_use]
pub fn settings(method: Method, next: bool) -> Vec<Setting> {
    let again: &[f64] = if next { &[0.0, 1.0, 8.0, 64.0, 256.0] } else { &[0.0] };
    let all = |support, rules, sum| again.iter().map(move |again| Setting { support, rules, sum, again: *again });
    match method {
        Method::Segue => all(3, 12, true).collect(),
        Method::Popularity => all(1, 0, true).collect(),
        Method::Rules => [2, 3, 5, 10, 20]
            .into_iter()
            .flat_map(|support| [12, 50, 500].map(|rules| (support, rules)))
            .flat_map(|(support, rules)| [false, true].map(|sum| (support, rules, sum)))
            .flat_map(|(support, rules, sum)| all(support, rules, sum))
            .collect(),
    }
}

/// What each product speaks for: others with how much, most first.
pub(super) fn lists(method: Method, counts: &Counts, setting: &Setting) -> Vec<Vec<(u32, f64)>> {
    let of = |product: u32| f64::from(counts.of.get(product as usize).copied().unwrap_or_default().max(1));
    let one = |(own, pairs): (u32, &Vec<super::counts::Pair>)| {
        let score = |pair: &super::counts::Pair| match method {
            Method::Segue => pair.weight / (of(own) * of(pair.with).powf(0.25)),
            Method::Rules | Method::Popularity => f64::from(pair.baskets) / of(own),
        };
        let kept = pairs.iter().filter(|pair| pair.baskets >= setting.support && setting.rules > 0);
        let mut list: Vec<(u32, f64)> = kept.map(|pair| (pair.with, score(pair))).collect();
        list.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        list.truncate(setting.rules);
        list
    };
    (0_u32..).zip(&counts.pairs).map(one).collect()
}
