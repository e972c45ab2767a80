#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The formula as it is written, pair by pair.
fn brute(sessions: &Sessions, params: &Params) -> Vec<Vec<(u32, f64)>> {
    let all = sessions.len() as f64;
    let mut n: BTreeMap<u32, f64> = BTreeMap::new();
    let mut sums: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for (nth, (_, items)) in sessions.iter().enumerate() {
        let counts = (-params.c * (1.0 - (nth as f64 + 1.0) / all)).exp() * (items.len() as f64).powf(-params.sigma);
        for (a, first) in items.iter().enumerate() {
            *n.entry(*first).or_default() += counts;
            for (b, second) in items.iter().enumerate().skip(a + 1).take(REACH) {
                let near = counts * ((b - a) as f64).powf(-params.p);
                *sums.entry((*first, *second)).or_default() += near;
                *sums.entry((*second, *first)).or_default() += near * params.beta;
            }
        }
    }
    let mut lists = vec![Vec::new(); sessions.catalogue()];
    for ((i, j), sum) in sums {
        if i != j {
            let weight = sum * n.get(&i).unwrap().powf(-params.alpha) * n.get(&j).unwrap().powf(-params.gamma);
            lists.get_mut(i as usize).unwrap().push((j, weight));
        }
    }
    lists
}

proptest! {
    #[test]
    fn lists_are_the_formula(clicks in proptest::collection::vec((0..12_u32, 0..9_u32, 0..50_u32), 0..200)) {
        let clicks = clicks.into_iter().map(|(session, item, time)| Click { session, item, time: f64::from(time) });
        let sessions = Sessions::of(clicks.collect(), 9);
        let params = Params::default();
        let expected = brute(&sessions, &params);
        for (list, expected) in build(&sessions, &params).0.into_iter().zip(expected) {
            prop_assert!(list.is_sorted_by(|a, b| a.1 >= b.1));
            let mut list = list;
            list.sort_by_key(|(item, _)| *item);
            prop_assert_eq!(list.len(), expected.len());
            for ((item, weight), (other, wanted)) in list.into_iter().zip(expected) {
                prop_assert_eq!(item, other);
                prop_assert!((weight / wanted - 1.0).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn sessions_stand_in_the_order_of_their_end() {
    let click = |session, item, time| Click { session, item, time };
    let clicks = vec![click(1, 0, 5.0), click(0, 1, 9.0), click(0, 2, 1.0), click(1, 3, 6.0), click(2, 4, 7.0)];
    let sessions = Sessions::of(clicks, 5);
    let all: Vec<(f64, Vec<u32>)> = sessions.iter().map(|(time, items)| (time, items.to_vec())).collect();
    assert_eq!(all, [(6.0, vec![0, 3]), (9.0, vec![2, 1])], "and one click is no session");
    assert_eq!(sessions.part(1..2).session(0), [2, 1]);
}

#[test]
fn the_best_weight_is_a_whole_byte() {
    let lists = Lists(vec![vec![(1, 2.0), (2, 0.5), (3, 1e-9)], vec![(0, 1.0)], vec![]]);
    let quantized = lists.quantize();
    assert_eq!(quantized.first().unwrap().neighbours, [(1, 255), (2, 128)]);
    let values: Vec<u32> = quantized.iter().map(|list| list.scale.value()).collect();
    assert_eq!(values.get(1).unwrap().abs_diff(values.first().unwrap() / 2) >> 18, 0, "half as much");
    assert!(quantized.get(2).unwrap().encode().is_empty());
}
