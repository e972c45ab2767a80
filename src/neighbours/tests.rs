#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use super::*;
use crate::snapshot::ProductRef;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn list() -> impl Strategy<Value = (Scale, Vec<(ProductRef, u8)>)> {
    let neighbours = proptest::collection::btree_map(0..300_u32, any::<u8>(), 0..MOST);
    (1..Scale::MAX.value(), neighbours).prop_map(|(scale, list)| {
        (Scale::of(scale), list.into_iter().map(|(product, weight)| (ProductRef(product), weight)).collect())
    })
}

fn blend() -> impl Strategy<Value = Blend> {
    let weights = || proptest::collection::vec(0..=WHOLE, 0..=VIEWS);
    (weights(), weights()).prop_map(|(decay, returns)| Blend { decay, returns })
}

proptest! {
    #[test]
    fn a_list_comes_back_as_it_was((scale, neighbours) in list()) {
        let bytes = encode(scale, &neighbours);
        prop_assert!(bytes.len() <= 2 + MOST * 6);
        let read = decode(&bytes);
        if !neighbours.is_empty() {
            prop_assert_eq!(read.scale(), scale);
        }
        prop_assert_eq!(read.collect::<Vec<_>>(), neighbours);
    }

    #[test]
    fn any_bytes_are_a_list(bytes in proptest::collection::vec(any::<u8>(), 0..400), blend in blend()) {
        let read: Vec<_> = decode(&bytes).collect();
        prop_assert!(read.len() <= MOST);
        prop_assert!(read.is_sorted_by_key(|(product, _)| *product));
        let best = Combined::of(&blend, [(ProductRef(1), &bytes[..]), (ProductRef(2), &bytes[..])]).best(20, |_| true);
        prop_assert!(best.len() <= 20);
        prop_assert!(best.is_sorted_by(|a, b| (b.score, a.product) <= (a.score, b.product)));
    }

    /// Merging is adding up in a table.
    #[test]
    fn the_merge_adds_up(lists in proptest::collection::vec((0..300_u32, list()), 0..10), blend in blend()) {
        let mut seen = BTreeSet::new();
        let lists: Vec<_> = lists.into_iter().filter(|(own, _)| seen.insert(*own)).collect();
        let bytes: Vec<(ProductRef, Vec<u8>)> =
            lists.iter().map(|(own, (scale, list))| (ProductRef(*own), encode(*scale, list))).collect();
        let mut sums: BTreeMap<u32, u64> = BTreeMap::new();
        for (nth, (own, (scale, list))) in lists.iter().enumerate().take(blend.decay.len()) {
            let factor = u64::from(scale.value()) * u64::from(*blend.decay.get(nth).unwrap());
            let back = factor / 1024 * u64::from(blend.returns.get(nth).copied().unwrap_or_default());
            for (product, weight) in list {
                let factor = if product.0 == *own { back } else { factor };
                *sums.entry(product.0).or_default() += u64::from(*weight).pow(2) * factor;
            }
        }
        let mut expected: Vec<(u64, u32)> = sums.into_iter().filter(|(_, score)| *score > 0).map(|(at, score)| (score, at)).collect();
        expected.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
        let latest = || bytes.iter().map(|(own, bytes)| (*own, bytes.as_slice()));
        let all = Combined::of(&blend, latest()).best(usize::MAX, |_| true);
        prop_assert_eq!(all.iter().map(|one| (one.score, one.product.0)).collect::<Vec<_>>(), expected);
        let best = Combined::of(&blend, latest()).best(20, |_| true);
        prop_assert_eq!(best.as_slice(), all.get(..20).unwrap_or(&all));
    }

    #[test]
    fn a_scale_is_near_what_it_is_of(value in 1..=Scale::MAX.value()) {
        let near = Scale::of(value).value();
        prop_assert!(near <= value && value - near <= value >> 10);
    }
}

#[test]
fn what_was_viewed_comes_back_and_can_be_left_out() {
    let after_kettle = encode(Scale::MAX, &[(ProductRef(3), 200), (ProductRef(7), 255), (ProductRef(9), 128)]);
    let after_tea = encode(Scale::MAX, &[(ProductRef(4), 60), (ProductRef(9), 255)]);
    let latest = || [(ProductRef(3), after_kettle.as_slice()), (ProductRef(4), after_tea.as_slice())];
    let best = Combined::of(&Blend::default(), latest()).best(10, |_| true);
    assert_eq!(
        best.iter().map(|one| (one.product.0, one.by, one.viewed)).collect::<Vec<_>>(),
        [(3, 0, true), (7, 0, false), (9, 1, false), (4, 1, true)]
    );
    let never = Blend { returns: Vec::new(), ..Blend::default() };
    let best = Combined::of(&never, latest()).best(10, |_| true);
    assert_eq!(best.iter().map(|one| one.product.0).collect::<Vec<_>>(), [7, 9], "what gets nothing is not there");
    let new = Combined::of(&Blend::default(), latest()).best(10, |at| at.0 > 4);
    assert_eq!(new.iter().map(|one| one.product.0).collect::<Vec<_>>(), [7, 9]);
}

#[test]
fn no_answer_reads_more_bytes_than_it_may() {
    // Far apart, so that each takes four bytes for its place.
    let far = |from: u32| (0..50).map(|nth| (ProductRef((nth + 1) * 3_000_000 + from), 255)).collect::<Vec<_>>();
    let lists: Vec<Vec<u8>> = (0..6).map(|from| encode(Scale::MAX, &far(from))).collect();
    let used = MOST_BYTES / lists[0].len();
    assert!(used < 6, "{}", lists[0].len());
    let latest = (0_u32..).zip(&lists).map(|(at, list)| (ProductRef(at), list.as_slice()));
    let found = Combined::of(&Blend::default(), latest).best(usize::MAX, |at| at.0 > 6);
    assert_eq!(found.len(), used * 50);
}

#[test]
fn the_largest_numbers_do_not_overflow() {
    let list = encode(Scale::MAX, &[(ProductRef(1), 255), (ProductRef(2), 255)]);
    let blend = Blend { decay: vec![u16::MAX; VIEWS], returns: vec![u16::MAX; VIEWS] };
    let latest = (0..VIEWS as u32).map(|own| (ProductRef(own), list.as_slice()));
    let best = Combined::of(&blend, latest).best(2, |_| true);
    assert_eq!(best.iter().map(|one| one.product.0).collect::<Vec<_>>(), [1, 2]);
}
