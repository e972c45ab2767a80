#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The formula as it is written, pair by pair.
fn brute(sessions: &Sessions, params: &Params) -> Vec<BTreeMap<u32, f64>> {
    let all = sessions.len() as f64;
    let mut n = vec![0.0; sessions.catalogue()];
    let mut sums: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for (nth, (_, items)) in sessions.iter().enumerate() {
        let counts = (-params.c * (1.0 - (nth as f64 + 1.0) / all)).exp() * (items.len() as f64).powf(-params.sigma);
        for (a, first) in items.iter().enumerate() {
            *n.get_mut(*first as usize).unwrap() += counts;
            for (b, second) in items.iter().enumerate().skip(a + 1).take(REACH) {
                let near = counts * ((b - a) as f64).powf(-params.p);
                *sums.entry((*first, *second)).or_default() += near;
                *sums.entry((*second, *first)).or_default() += near * params.beta;
            }
        }
    }
    let n = |item: u32| *n.get(item as usize).unwrap();
    let mut w = vec![BTreeMap::new(); sessions.catalogue()];
    for ((i, j), sum) in &sums {
        if i != j {
            w.get_mut(*i as usize).unwrap().insert(*j, sum * n(*i).powf(-params.alpha) * n(*j).powf(-params.gamma));
        }
    }
    let again = |i: u32| sums.get(&(i, i)).copied().unwrap_or_default();
    let items = 0..sessions.catalogue() as u32;
    let rate = items.clone().map(again).sum::<f64>() / items.map(n).sum::<f64>();
    let mut v = w.clone();
    for (i, list) in v.iter_mut().enumerate() {
        let own = n(i as u32);
        for (k, through) in w.get(i).unwrap() {
            let next = w.get(*k as usize).unwrap();
            let part = params.hop * 100.0 / (100.0 + own) * through / next.values().sum::<f64>();
            for (j, weight) in next.iter().filter(|(j, _)| **j as usize != i) {
                *list.entry(*j).or_default() += part * weight;
            }
        }
        let back = own.powf(-params.alpha) * own / (own + 10.0) * (again(i as u32) + 10.0 * rate);
        if back > 0.0 {
            list.insert(i as u32, back);
        }
    }
    v
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

/// Sessions of two products; in some of them the first comes again after the second, and in some at once.
fn coming_back(sessions: u32, back: u32, at_once: u32) -> Sessions {
    let mut clicks = Vec::new();
    for session in 0..sessions {
        let mut push = |item, at: u32| clicks.push(Click { session, item, time: f64::from(session * 10 + at) });
        let first = session % 7;
        let hash = session.wrapping_mul(2_654_435_761) >> 16;
        push(first, 0);
        if hash % 100 < at_once {
            push(first, 1);
        }
        push(7 + hash % 3, 2);
        if hash / 100 % 100 < back {
            push(first, 3);
        }
        push(10 + hash % 5, 4);
    }
    Sessions::of(clicks, 15)
}

#[test]
fn returns_are_fitted_to_the_shop() {
    let (often, fitted) = fit(&coming_back(20_000, 80, 0), &Params::default());
    assert!(fitted.predictions > 1_000 && fitted.sessions == 2_000);
    assert!(fitted.after.1 >= fitted.before.1);
    let (seldom, _) = fit(&coming_back(20_000, 5, 0), &Params::default());
    let best = |params: &Params, sessions: &Sessions| {
        let lists = build(sessions, params).quantize();
        let bytes: Vec<Vec<u8>> = lists.iter().map(Quantized::encode).collect();
        let latest =
            [8_u32, 3].map(|item| (crate::snapshot::ProductRef(item), bytes.get(item as usize).unwrap().as_slice()));
        let best = crate::neighbours::Combined::of(&params.blend(), latest).best(20, |_| true);
        best.iter().position(|one| one.product.0 == 3)
    };
    assert_eq!(best(&often, &coming_back(20_000, 80, 0)), Some(0), "most go back");
    assert!(best(&seldom, &coming_back(20_000, 5, 0)).is_none_or(|place| place > 2), "hardly anybody does");
    let again = fit(&coming_back(20_000, 80, 0), &Params::default());
    assert_eq!(again.0, often, "the same clicks give the same");
}

#[test]
fn few_sessions_fit_nothing() {
    let (params, fitted) = fit(&coming_back(100, 80, 0), &Params::default());
    assert_eq!((params, fitted.predictions < 50), (Params::default(), true));
    assert_eq!(fit(&Sessions::default(), &Params::default()).0, Params::default());
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

#[test]
fn few_sessions_are_not_tuned() {
    let limit = evaluate::Limit { trials: 5, time: std::time::Duration::from_secs(60) };
    let sessions = coming_back(2_000, 50, 10);
    let tuned = tune(&sessions, limit, 1, &|_| {});
    assert_eq!((tuned.spent, tuned.confirmed, tuned.trials), (Spent::TooFew, false, 0));
    assert_eq!(tuned.params, fit(&sessions, &Params::default()).0);
}

#[test]
fn what_is_chance_is_not_kept_and_the_seed_decides() {
    let limit = evaluate::Limit { trials: 6, time: std::time::Duration::from_secs(600) };
    let sessions = coming_back(8_000, 50, 10);
    let said = std::sync::atomic::AtomicUsize::new(0);
    let tuned = tune(&sessions, limit, 7, &|progress| {
        assert!((0.0..=1.0).contains(&progress.done) && progress.gain >= 0.0);
        said.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    });
    assert_eq!((tuned.spent, tuned.trials), (Spent::Trials, 6));
    assert!(said.into_inner() > 0);
    // What comes next is drawn evenly here, so that nothing can predict it better.
    assert!(!tuned.confirmed, "{tuned:?}");
    assert_eq!(tuned.params, fit(&sessions, &Params::default()).0);
    assert_eq!(tune(&sessions, limit, 7, &|_| {}).best, tuned.best);
}

#[test]
fn a_linear_model_tells_what_a_product_adds() {
    // Whoever sees 0 sees 1, which is followed by 2; 0 is followed by 3 as well.
    let mut clicks = Vec::new();
    for session in 0..300_u32 {
        for (at, item) in [0_u32, 1, if session % 3 == 0 { 3 } else { 2 }].into_iter().enumerate() {
            clicks.push(Click { session, item, time: f64::from(session) * 10.0 + at as f64 });
        }
    }
    let sessions = Sessions::of(clicks, 4);
    let params = Params { ridge: 2.0, hop: 0.0, beta: 0.0, ..Params::default() };
    let lists = build(&sessions, &params);
    let weight = |from: usize, to: u32| {
        let list = lists.0.get(from).unwrap();
        list.iter().find(|(item, _)| *item == to).map_or(0.0, |(_, weight)| *weight)
    };
    assert!(weight(1, 2) > 1.5 * weight(1, 3));
    let counted = build(&sessions, &Params { ridge: 0.0, ..params });
    let share = |lists: &Lists| lists.0.first().unwrap().iter().find(|(item, _)| *item == 2).map_or(0.0, |(_, w)| *w);
    let of_one = |lists: &Lists| lists.0.get(1).unwrap().iter().find(|(item, _)| *item == 2).map_or(0.0, |(_, w)| *w);
    assert!(share(&lists) / of_one(&lists) < share(&counted) / of_one(&counted), "the latest explains it");
}
