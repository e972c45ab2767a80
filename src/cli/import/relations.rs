//! What is bought together, and what sells best now.

use super::baskets::Baskets;
use super::date::Day;

/// Fewer common baskets than these say nothing.
const COMMON: u32 = 3;

/// How many companions a product gets at most.
const COMPANIONS: usize = 12;

/// A basket of more than so many different products counts less: as `20 / n` of a basket.
const FULL_BASKET: f64 = 20.0;

/// A basket of more than so many different products is no shopper's, and is left out of what is bought together.
const LARGEST_BASKET: usize = 5_000;

/// After so many days an order counts half.
const HALF_LIFE: f64 = 60.0;

/// For each product what was bought together with it, best first.
///
/// `j` is ranked for `i` by `c_ij / (n_i · n_j^0.25)`: `n` counts the baskets that hold a product, and `c_ij` sums over the
/// common baskets `min(1, 20 / size)`, so that a wholesale order of hundreds of products does not tie all of them
/// together. At least three common baskets, at most twelve companions; equals by the order of the catalogue.
pub(super) fn bought_together(baskets: &Baskets) -> Vec<Vec<u32>> {
    let products = baskets.catalogue();
    let mut weight = vec![0.0_f64; products as usize];
    let mut common = vec![0_u32; products as usize];
    let mut touched: Vec<u32> = Vec::new();
    (0..products)
        .map(|this| {
            for (_, basket) in baskets.holding(this).filter(|(_, basket)| basket.len() <= LARGEST_BASKET) {
                let counts = (FULL_BASKET / basket.len() as f64).min(1.0);
                for other in basket.iter().filter(|other| **other != this) {
                    let at = *other as usize;
                    if let (Some(weight), Some(common)) = (weight.get_mut(at), common.get_mut(at)) {
                        if *common == 0 {
                            touched.push(*other);
                        }
                        *common += 1;
                        *weight += counts;
                    }
                }
            }
            let own = baskets.count(this).max(1) as f64;
            let mut scored: Vec<(f64, u32)> = Vec::new();
            for other in touched.drain(..) {
                let at = other as usize;
                if let (Some(weight), Some(common)) = (weight.get_mut(at), common.get_mut(at)) {
                    if *common >= COMMON {
                        scored.push((*weight / (own * (baskets.count(other) as f64).powf(0.25)), other));
                    }
                    (*weight, *common) = (0.0, 0);
                }
            }
            best_first(scored, COMPANIONS)
        })
        .collect()
}

/// All products, best sellers first: each order that holds a product counts `2^(-age / 60 days)`, whatever the quantity,
/// so one wholesale order is one order. Age is counted from the last order.
pub(super) fn bestsellers(baskets: &Baskets) -> Vec<u32> {
    let last = baskets.last_day().unwrap_or(Day(0));
    let score = |product| -> f64 {
        baskets.holding(product).map(|(day, _)| (-f64::from(last.0 - day.0) / HALF_LIFE).exp2()).sum()
    };
    let scored = (0..baskets.catalogue()).map(|product| (score(product), product)).collect();
    best_first(scored, usize::MAX)
}

/// The best of them: the highest score first, equals by number.
fn best_first(mut scored: Vec<(f64, u32)>, most: usize) -> Vec<u32> {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.truncate(most);
    scored.into_iter().map(|(_, product)| product).collect()
}

#[cfg(test)]
mod tests {
    use super::super::ledger::{Line, NOBODY};
    use super::*;

    /// Baskets written as lists of products, one a day.
    fn baskets(orders: &[&[u32]], products: usize) -> Baskets {
        let lines: Vec<Line> = (0_u32..)
            .zip(orders)
            .flat_map(|(order, held)| {
                held.iter().map(move |product| Line {
                    order,
                    product: *product,
                    customer: NOBODY,
                    day: Day(order as i32),
                    price: 100,
                    value: 100,
                })
            })
            .collect();
        Baskets::of(&lines, products)
    }

    #[test]
    fn three_common_baskets_make_a_companion() {
        let baskets = baskets(&[&[0, 1], &[0, 1], &[0, 1], &[0, 2], &[0, 2], &[0, 0, 1]], 3);
        assert_eq!(bought_together(&baskets), [vec![1], vec![0], vec![]]);
    }

    #[test]
    fn what_is_in_every_basket_is_a_weaker_companion() {
        // 0 is bought three times with each of 1 and 2; 2 is also bought a hundred times without it.
        let mut orders: Vec<&[u32]> = vec![&[0, 1]; 3];
        orders.extend([&[0, 2][..]; 3]);
        orders.extend([&[2][..]; 100]);
        assert_eq!(bought_together(&baskets(&orders, 3)).first(), Some(&vec![1, 2]));
    }

    #[test]
    fn a_wholesale_order_ties_less() {
        // 1 shares four orders of 200 products with 0, 201 only three small ones.
        let large: Vec<u32> = (0..200).collect();
        let mut orders: Vec<&[u32]> = vec![&large; 4];
        orders.extend([&[0, 201][..]; 3]);
        let together = bought_together(&baskets(&orders, 202));
        assert_eq!(together.first().and_then(|companions| companions.first()), Some(&201));
        assert_eq!(together.first().map(Vec::len), Some(COMPANIONS));
    }

    #[test]
    fn bestsellers_fade() {
        // Product 0 sold three times long ago, product 1 twice just now, product 2 once just now.
        let mut orders: Vec<&[u32]> = vec![&[0]; 3];
        orders.extend([&[][..]; 200]);
        orders.extend([&[1][..], &[1, 2]]);
        assert_eq!(bestsellers(&baskets(&orders, 3)), [1, 2, 0]);
    }

    #[test]
    fn quantity_and_repetition_within_an_order_do_not_count() {
        assert_eq!(bestsellers(&baskets(&[&[1, 1, 1, 1], &[0], &[0, 1]], 2)), [0, 1]);
    }
}
