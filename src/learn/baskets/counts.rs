//! How often products are bought, how often together, and how often again.

use super::Basket;
use std::collections::BTreeMap;

/// A basket of more than so many products counts less for each pair: as `20 / n` of a basket.
const FULL_BASKET: f64 = 20.0;
/// Baskets by which the share of a product that is bought again is drawn towards that of all.
const PRIOR: f64 = 8.0;
/// A basket of more than so many products is no shopper's.
const LARGEST_BASKET: usize = 5_000;

/// What a product was bought with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The other product.
    pub with: u32,
    /// In how many baskets.
    pub baskets: u32,
    /// The same where a large basket counts less.
    pub weight: f64,
}

/// The counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// In how many baskets each product is.
    pub of: Vec<u32>,
    /// For each product what it was bought with, by number.
    pub pairs: Vec<Vec<Pair>>,
    /// How much more often than the mean product each is in its buyers' next basket again.
    pub again: Vec<f64>,
}

impl Counts {
    /// Counts baskets of so many products.
    #[must_use]
    pub fn of(baskets: &[Basket], products: usize) -> Self {
        let mut holding: Vec<Vec<u32>> = vec![Vec::new(); products];
        for (at, basket) in (0_u32..).zip(baskets) {
            for product in &basket.products {
                holding.get_mut(*product as usize).into_iter().for_each(|list| list.push(at));
            }
        }
        let mut row: Vec<(u32, f64)> = vec![(0, 0.0); products];
        let mut touched: Vec<u32> = Vec::new();
        let mut pairs = Vec::with_capacity(products);
        for (own, list) in (0_u32..).zip(&holding) {
            let shared = list.iter().filter_map(|at| baskets.get(*at as usize));
            for basket in shared.filter(|basket| basket.products.len() <= LARGEST_BASKET) {
                let weight = (FULL_BASKET / basket.products.len() as f64).min(1.0);
                for other in basket.products.iter().filter(|other| **other != own) {
                    let Some((count, sum)) = row.get_mut(*other as usize) else { continue };
                    if *count == 0 {
                        touched.push(*other);
                    }
                    *count += 1;
                    *sum += weight;
                }
            }
            touched.sort_unstable();
            let taken = touched.drain(..).filter_map(|with| {
                let (baskets, weight) = row.get_mut(with as usize).map(std::mem::take)?;
                Some(Pair { with, baskets, weight })
            });
            pairs.push(taken.collect());
        }
        let of = holding.iter().map(|list| u32::try_from(list.len()).unwrap_or(u32::MAX)).collect();
        Self { of, pairs, again: again(baskets, products) }
    }
}

fn again(baskets: &[Basket], products: usize) -> Vec<f64> {
    let mut by_customer: BTreeMap<u32, Vec<&Basket>> = BTreeMap::new();
    for basket in baskets {
        if let Some(customer) = basket.customer {
            by_customer.entry(customer).or_default().push(basket);
        }
    }
    // How often it was in the next basket, of how many times it could have been.
    let mut counted: Vec<(f64, f64)> = vec![(0.0, 0.0); products];
    let (mut all, mut of_all) = (0.0, 0.0_f64);
    for list in by_customer.values() {
        for (one, next) in list.iter().zip(list.iter().skip(1)) {
            for product in &one.products {
                let Some(counted) = counted.get_mut(*product as usize) else { continue };
                let came = f64::from(u8::from(next.products.binary_search(product).is_ok()));
                (counted.0, counted.1) = (counted.0 + came, counted.1 + 1.0);
                (all, of_all) = (all + came, of_all + 1.0);
            }
        }
    }
    let mean = all / of_all.max(1.0);
    let share = |(came, of): (f64, f64)| (came + PRIOR * mean) / (of + PRIOR);
    counted.into_iter().map(|counted| if mean > 0.0 { share(counted) / mean } else { 1.0 }).collect()
}
