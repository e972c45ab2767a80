//! What moves a product up or down, and how far.

use crate::engine::Tie;
use crate::engine::recommend::candidate::{Candidate, FIRST};
use crate::engine::recommend::order::{Found, Variety, take};
use crate::snapshot::{ProductRef, Strategy};
use crate::visitor::Band;
use proptest::prelude::{Just, Strategy as _, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

fn one(product: u32, score: u32) -> Found {
    let candidate = Candidate {
        product: ProductRef(product),
        strategy: Strategy::ViewedNext,
        score,
        because: None,
        tie: Tie::Next,
    };
    let (category, band, family) = (0, Band::Mid, ProductRef(product));
    Found { candidate, category, band, family, nudge: 0, shown: 0, fits: false, faded: false }
}

/// In the order in which they are shown, with whether their margin moved them up.
fn all(mut found: Vec<Found>, variety: Variety) -> Vec<(Found, bool)> {
    let mut placed = Vec::new();
    let mut shown = Vec::new();
    while let Some((next, moved)) = take(&mut found, variety, &placed) {
        placed.push((next.category, next.band));
        shown.push((next, moved.margin));
    }
    shown
}

fn order(shown: &[(Found, bool)]) -> Vec<u32> {
    shown.iter().map(|(one, _)| one.candidate.product.0).collect()
}

/// What a strategy found, best first, in categories and bands.
fn found() -> impl proptest::strategy::Strategy<Value = Vec<Found>> {
    let band = prop_oneof![Just(Band::Value), Just(Band::Mid), Just(Band::Premium)];
    let some = (1..=FIRST, 0_u16..4, band, 0_u16..=2_000, 0_u8..9, any::<bool>());
    prop::collection::vec(some, 0..16).prop_map(|mut all| {
        all.sort_by_key(|one| std::cmp::Reverse(one.0));
        let made = (0..).zip(all).map(|(at, (score, category, band, nudge, shown, fits))| Found {
            category,
            band,
            nudge,
            shown,
            fits,
            ..one(at, score)
        });
        made.collect()
    })
}

proptest! {
    #[test]
    fn what_nothing_moves_keeps_its_order(found in found()) {
        let plain: Vec<Found> = found.into_iter().map(|found| one(found.candidate.product.0, found.candidate.score)).collect();
        let shown = all(plain.clone(), Variety::None);
        prop_assert!(shown.iter().map(|(one, _)| one.candidate.product.0).eq(0..plain.len() as u32));
        prop_assert!(shown.iter().all(|(one, margin)| !margin && !one.faded));
    }

    /// Nothing moves above what scores more than the nudge better.
    #[test]
    fn a_margin_moves_up_by_its_nudge_at_most(found in found(), most in 0_u16..=2_000) {
        let nudged = found.into_iter().map(|found| Found { nudge: found.nudge.min(most), ..one(found.candidate.product.0, found.candidate.score) });
        let shown = all(nudged.collect(), Variety::None);
        for (at, (above, _)) in shown.iter().enumerate() {
            for (below, _) in &shown[at + 1..] {
                let (above, below) = (u64::from(above.candidate.score), u64::from(below.candidate.score));
                prop_assert!(below * 10_000 <= above * (10_000 + u64::from(most)));
            }
        }
        if most == 0 {
            prop_assert!(shown.iter().all(|(_, margin)| !margin));
        }
    }

    /// A product that stands where it would not have stood without its margin says so.
    #[test]
    fn whatever_a_margin_moved_says_so(found in found()) {
        let plain = found.iter().map(|found| Found { nudge: 0, ..*found }).collect();
        let (nudged, without) = (all(found, Variety::None), all(plain, Variety::None));
        let moved = nudged.iter().any(|(_, margin)| *margin);
        prop_assert_eq!(moved, order(&nudged) != order(&without));
    }

    /// All moves together: what comes first has at least a third of the best's score.
    #[test]
    fn nothing_comes_first_that_little_speaks_for(found in found()) {
        let best = found.first().map(|one| u64::from(one.candidate.score));
        let shown = all(found, Variety::Both);
        let first = shown.first().map(|(one, _)| u64::from(one.candidate.score));
        if let (Some(best), Some(first)) = (best, first) {
            prop_assert!(first * 3 >= best);
        }
    }

    #[test]
    fn variety_alone_moves_by_a_quarter_at_most(found in found()) {
        let varied = found.into_iter().map(|found| Found { category: found.category, band: found.band, ..one(found.candidate.product.0, found.candidate.score) });
        let varied: Vec<Found> = varied.collect();
        let first = varied.first().map(|one| one.candidate.product);
        let shown = all(varied, Variety::Both);
        prop_assert_eq!(shown.first().map(|(one, _)| one.candidate.product), first, "the best comes first");
        for (at, (above, _)) in shown.iter().enumerate() {
            for (below, _) in &shown[at + 1..] {
                prop_assert!(u64::from(below.candidate.score) * 76 <= u64::from(above.candidate.score) * 100);
            }
        }
    }
}

#[test]
fn what_was_shown_and_not_looked_at_moves_down_and_says_so() {
    let mut found = vec![one(0, 1_000), one(1, 950), one(2, 900), one(3, 500)];
    found[0].shown = 1;
    let shown = all(found.clone(), Variety::None);
    assert_eq!(order(&shown), [1, 2, 0, 3], "12 percent for each time");
    assert!(shown.iter().map(|(one, _)| one.faded).eq([false, false, true, false]));
    // However often it was shown, it keeps about half.
    found[0].shown = 200;
    assert_eq!(order(&all(found, Variety::None)), [1, 2, 0, 3]);
}

#[test]
fn a_margin_that_changes_nothing_is_not_spoken_of() {
    let mut found = vec![one(0, 1_000), one(1, 900)];
    found[0].nudge = 2_000;
    assert!(all(found.clone(), Variety::None).iter().all(|(_, margin)| !margin));
    found[0].nudge = 0;
    found[1].nudge = 2_000;
    let shown = all(found, Variety::None);
    assert_eq!(order(&shown), [1, 0]);
    assert!(shown.iter().map(|(_, margin)| *margin).eq([true, false]));
}

#[test]
fn the_usual_price_band_tips_the_balance() {
    let mut found = vec![one(0, 1_000), one(1, 980), one(2, 900)];
    found[1].fits = true;
    found[2].fits = true;
    assert_eq!(order(&all(found, Variety::None)), [1, 0, 2]);
}
