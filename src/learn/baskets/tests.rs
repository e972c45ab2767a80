#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use super::*;

fn basket(customer: Option<u32>, day: i32, products: &[u32]) -> Basket {
    Basket { customer, day, products: products.to_vec() }
}

#[test]
fn the_last_basket_of_who_bought_twice_is_held_out() {
    let all = [
        basket(Some(1), 1, &[1]),
        basket(None, 2, &[2]),
        basket(Some(2), 3, &[3]),
        basket(Some(1), 4, &[4]),
        basket(Some(1), 5, &[5]),
        basket(Some(3), 6, &[6]),
        basket(Some(3), 7, &[7]),
    ];
    let of = |split: &Split| {
        let train: Vec<u32> = split.train.iter().flat_map(|basket| basket.products.clone()).collect();
        let held: Vec<(u32, usize)> =
            split.held.iter().map(|held| (held.basket.products[0], held.before.len())).collect();
        (train, held)
    };
    assert_eq!(of(&split(&all, 0)), (vec![1, 2, 3, 4, 6], vec![(5, 2), (7, 1)]));
    // The one before it; what came after it is not looked at, also of those who have no earlier one.
    assert_eq!(of(&split(&all, 1)), (vec![1, 2, 3, 6], vec![(4, 1)]));
}

#[test]
fn pairs_are_counted_once_a_basket_and_a_large_one_counts_less() {
    let large: Vec<u32> = (0..40).collect();
    let counts = Counts::of(&[basket(None, 1, &[0, 1]), basket(None, 2, &large)], 40);
    let pair = |own: usize, with: u32| *counts.pairs[own].iter().find(|pair| pair.with == with).unwrap();
    assert_eq!((counts.of[0], counts.of[39]), (2, 1));
    assert_eq!((pair(0, 1).baskets, pair(0, 1).weight), (2, 1.5));
    assert_eq!((pair(1, 0).baskets, pair(39, 0).weight), (2, 0.5));
}

#[test]
fn what_comes_back_is_known_by_its_buyers_next_baskets() {
    // Of 0 each purchase is followed by another, of 1 none: half of all are, and the mean counts as eight more.
    let baskets: Vec<Basket> =
        (0..8).flat_map(|customer| [basket(Some(customer), 1, &[0, 1]), basket(Some(customer), 2, &[0])]).collect();
    let counts = Counts::of(&baskets, 3);
    assert_eq!(counts.again, [1.5, 0.5, 1.0]);
}

/// Customers who buy a pair of their own again and again, and the same two bestsellers each time.
fn habits() -> Vec<Basket> {
    let mut all = Vec::new();
    for day in 0..4 {
        for customer in 0..40_u32 {
            let own = 2 + customer % 10 * 2;
            all.push(basket(Some(customer), day, &[0, 1, own, own + 1]));
        }
    }
    all
}

#[test]
fn what_belongs_together_is_found_and_popularity_does_not_find_it() {
    for next in [false, true] {
        let (held, measured) = compare(&habits(), 22, next, 1).unwrap();
        assert_eq!(held, 40);
        let of = |method| {
            let mean = measured.iter().find(|it| it.method == method).unwrap().mean;
            (mean.found, mean.reciprocal)
        };
        let (ours, popular) = (of(Method::Segue), of(Method::Popularity));
        assert!(ours.0 >= 0.999 && (next || ours.1 > popular.1), "{next}: {ours:?} {popular:?}");
    }
    assert_eq!(compare(&[basket(Some(1), 1, &[0, 1])], 2, false, 1), None);
}

#[test]
fn the_interval_holds_the_difference() {
    let (_, measured) = compare(&habits(), 22, false, 1).unwrap();
    for it in measured {
        let (difference, low, high) = it.ours_minus;
        assert!(low <= difference && difference <= high, "{it:?}");
    }
}
