#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use super::*;
use crate::learn::reference::{Trained, all};
use crate::learn::{Click, Params, Sessions};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

fn log(clicks: &[(&str, u32, f64)]) -> Log {
    let mut log = Log::default();
    for (session, item, time) in clicks {
        let at = log.sessions.iter().position(|name| name == session).unwrap_or_else(|| {
            log.sessions.push((*session).to_owned());
            log.sessions.len() - 1
        });
        log.clicks.push(Click { session: at as u32, item: *item, time: *time });
    }
    log
}

fn items(split: &Split) -> Vec<(u32, u32)> {
    split.clicks.iter().map(|click| (click.session, click.item)).collect()
}

/// `a` has five clicks in sessions of two and more, `b` has five of which one is alone, `c` has four.
#[test]
fn the_protocol_drops_rare_items_and_short_sessions() {
    let names = ["c", "b", "a", "new"].map(str::to_owned);
    let (c, b, a, new) = (0, 1, 2, 3);
    let train = log(&[
        ("s2", a, 20.0),
        ("s2", a, 20.0),
        ("s1", b, 12.0),
        ("s1", a, 11.0),
        ("s3", b, 30.0),
        ("s3", b, 31.0),
        ("s3", c, 32.0),
        ("s4", b, 40.0),
        ("s5", a, 50.0),
        ("s5", a, 51.0),
        ("s6", c, 60.0),
        ("s6", c, 61.0),
        ("s7", b, 70.0),
        ("s7", b, 71.0),
        ("s8", c, 72.0),
        ("s8", a, 73.0),
    ]);
    let test = log(&[
        ("t1", a, 90.0),
        ("t1", new, 91.0),
        ("t1", b, 92.0),
        ("t2", a, 93.0),
        ("t2", c, 94.0),
        ("s8", b, 73.0),
        ("s8", b, 72.0),
    ]);
    let cleaned = clean(train, test, &names, false);
    assert_eq!(cleaned.items, ["a", "b"]);
    assert_eq!(cleaned.train.read, Counted { clicks: 16, sessions: 8, items: 3 });
    // s4 is alone from the beginning; s6 has nothing left without `c`, and s8 one click.
    assert_eq!(items(&cleaned.train), [(0, 0), (0, 1), (1, 0), (1, 0), (2, 1), (2, 1), (4, 0), (4, 0), (6, 1), (6, 1)]);
    assert_eq!(cleaned.train.left, Counted { clicks: 10, sessions: 5, items: 2 });
    let dropped = Dropped { short_sessions: 3, items: 1, clicks_on_items: 4, robots: 0 };
    assert_eq!(cleaned.train.dropped, dropped);
    assert_eq!((cleaned.train.out_of_order, cleaned.train.duplicates), (1, 1), "both are kept");
    assert_eq!(items(&cleaned.test), [(0, 1), (0, 1), (1, 0), (1, 1)], "{:?}", cleaned.test);
    assert_eq!(cleaned.test.dropped, Dropped { short_sessions: 1, items: 2, clicks_on_items: 2, robots: 0 });
    assert_eq!((cleaned.in_both, cleaned.later, cleaned.test.out_of_order), (1, 2, 1));
}

#[test]
fn robots_are_left_out_only_when_asked() {
    let mut clicks: Vec<(&str, u32, f64)> = (0..=ROBOT).map(|nth| ("robot", 0, nth as f64)).collect();
    clicks.extend((0..6).map(|nth| ("person", 0, f64::from(nth))));
    let names = ["a".to_owned()];
    let kept = clean(log(&clicks), log(&clicks), &names, false);
    assert_eq!((kept.train.robots, kept.train.left.sessions, kept.test.left.sessions), (1, 2, 2));
    let left = clean(log(&clicks), log(&clicks), &names, true);
    assert_eq!(
        (left.train.robots, left.train.dropped.robots, left.train.left.clicks, left.test.left.clicks),
        (1, 1, 6, 6)
    );
}

/// Names the same items always, in order.
struct Always(Vec<u32>);

impl Recommender for Always {
    fn predict(&self, _: SoFar<'_>, most: usize, _: &mut Scratch) -> Vec<u32> {
        self.0.iter().copied().take(most).collect()
    }

    fn bytes(&self) -> usize {
        4
    }

    fn request_bytes(&self, so_far: SoFar<'_>) -> Option<usize> {
        Some(so_far.items.len() * 10)
    }
}

fn held(sessions: &[&[u32]]) -> Held {
    let clicks = (0_u32..)
        .zip(sessions)
        .flat_map(|(session, items)| items.iter().map(move |item| Click { session, item: *item, time: 0.0 }));
    Held::of(&clicks.collect::<Vec<_>>())
}

#[test]
fn the_measures_by_hand() {
    let recommender = Always((0..30).collect());
    // Predicted are 3 (fourth), 3 again, 25 (not within 20); and 1 (second).
    let held = held(&[&[0, 3, 3, 25], &[9, 1], &[5]]);
    assert_eq!((held.len(), held.predictions()), (2, 4));
    let mut popularity = vec![0.0; 40];
    popularity[0] = 1.0;
    let measured = measure(&recommender, &held, &popularity, &|_| {});
    assert_eq!(measured.all, Accuracy { predictions: 4, hits: 3, reciprocal: 0.25 + 0.25 + 0.5 });
    // Without what was seen: 3 is third after 1 and 2; 3 again is not counted; 25 is 24th; 1 is second.
    assert_eq!(measured.new, Accuracy { predictions: 3, hits: 2, reciprocal: 1.0 / 3.0 + 0.5 });
    assert_eq!((measured.coverage, measured.popularity), (0.5, 0.05));
    assert_eq!(measured.request_bytes, Some(((10 + 20 + 30 + 10) as f64 / 4.0, 30)));
    assert_eq!((measured.all.hit_rate(), measured.all.reciprocal_rank()), (0.75, 0.25));
    // Place 22 of all is place 20 of what is new, once two of those before it were seen.
    let new = measure(&recommender, &self::held(&[&[0, 1, 21]]), &popularity, &|_| {});
    assert_eq!((new.all.hits, new.new.hits), (1, 2));
}

#[test]
fn intervals_tell_a_difference_from_chance() {
    let one = |hits| {
        let all = Accuracy { predictions: 10, hits, reciprocal: hits as f64 / 2.0 };
        OfSession { all, new: all }
    };
    let ours: Vec<OfSession> = (0..200).map(|nth| one(3 + nth % 4)).collect();
    let worse: Vec<OfSession> = (0..200).map(|nth| one(2 + nth % 4)).collect();
    let other: Vec<OfSession> = (0..200).map(|nth| one(3 + (nth + 2) % 4)).collect();
    let found = differences(&ours, &[&worse, &ours, &other], 7);
    let tenth =
        |interval: Interval| [interval.low, interval.difference, interval.high].map(|at| (at * 1e9).round() / 1e9);
    assert_eq!(tenth(found[0].hit_rate), [0.1; 3], "one more of ten in every session");
    assert_eq!(tenth(found[0].reciprocal_rank), [0.05; 3]);
    assert_eq!(found[1], Difference::default());
    let Interval { difference, low, high } = found[2].hit_rate;
    assert!(difference.abs() < 1e-9 && low < -0.01 && high > 0.01 && high < 0.05, "{found:?}");
    // The standard error of the mean of differences of two tenths is .0141.
    assert!((high - low - 2.0 * 1.96 * 0.2 / 200_f64.sqrt()).abs() < 0.005, "{low} {high}");
    assert_eq!(found, differences(&ours, &[&worse, &ours, &other], 7));
}

const SPACE: Space = Space(&[
    Axis { name: "x", values: &[Value::Number(0.0), Value::Number(1.0), Value::Number(2.0), Value::Number(3.0)] },
    Axis { name: "y", values: &[Value::Word("no"), Value::Word("yes")] },
]);

#[test]
fn a_search_begins_with_the_default_and_tries_nothing_twice() {
    let limit = Limit { trials: 50, time: Duration::from_secs(60) };
    let mut tried = Vec::new();
    let found = search(&SPACE, limit, Chance::of(1, "test"), |settings| {
        tried.push(settings.clone());
        settings.number("x") + if settings.word("y") == "yes" { 0.5 } else { 0.0 }
    });
    assert_eq!(tried[0], SPACE.default_settings());
    assert_eq!((tried.len(), found.trials), (SPACE.size(), SPACE.size()));
    assert!((1..tried.len()).all(|nth| !tried[..nth].contains(&tried[nth])));
    assert_eq!((found.score, found.default_score, found.out_of_time), (3.5, 0.0, false));
    assert_eq!((found.settings.number("x"), found.settings.word("y")), (3.0, "yes"));
    let none = search(&SPACE, Limit { trials: 50, time: Duration::ZERO }, Chance::of(1, "test"), |_| 1.0);
    assert_eq!((none.trials, none.out_of_time), (1, true));
}

#[test]
fn what_is_held_back_is_the_end_and_what_is_learned_from_comes_before() {
    let clicks: Vec<Click> = (0..3_000_u32)
        .flat_map(|session| {
            [0, 1].map(|nth| Click { session: 2_999 - session, item: (session + nth) % 7, time: f64::from(session) })
        })
        .collect();
    let mut ordered = clicks;
    ordered.sort_by_key(|click| click.session);
    let Validation { fit, held } = validation(&ordered, 7, 100);
    assert_eq!((fit.len(), held.len()), (2_400, 100), "a fifth is less than a thousand, and of it a hundred");
    assert!(fit.iter().all(|(time, _)| time < 2_400.0));
}

/// Asks on, and writes down what was asked and answered.
struct Recorder<'r>(&'r dyn Recommender, Mutex<BTreeMap<Vec<u32>, Vec<u32>>>);

impl Recommender for Recorder<'_> {
    fn predict(&self, so_far: SoFar<'_>, most: usize, scratch: &mut Scratch) -> Vec<u32> {
        let list = self.0.predict(so_far, most, scratch);
        let before = self.1.lock().unwrap().insert(so_far.items.to_vec(), list.clone());
        assert!(before.is_none_or(|before| before == list), "the same clicks, another answer");
        list
    }

    fn bytes(&self) -> usize {
        0
    }
}

fn sessions() -> impl Strategy<Value = Vec<Vec<u32>>> {
    proptest::collection::vec(proptest::collection::vec(0..15_u32, 2..8), 4..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever comes after a prediction in the test, and whoever else comes, the prediction is the same.
    #[test]
    fn no_prediction_knows_what_comes_next(train in sessions(), test in sessions(), tails in sessions(), cut in 1..4_usize) {
        let clicks = (0_u32..).zip(&train).flat_map(|(session, items)| {
            items.iter().map(move |item| Click { session, item: *item, time: f64::from(session) })
        });
        let on = Trained::on(Sessions::of(clicks.collect(), 15));
        let popularity = on.popularity();
        let changed: Vec<Vec<u32>> = test
            .iter()
            .zip(tails.iter().cycle())
            .map(|(items, tail)| items.iter().take(cut).chain(tail).copied().collect())
            .chain(tails.iter().cloned())
            .collect();
        let mut recommenders: Vec<Box<dyn Recommender + '_>> = all().iter().map(|method| method.learn(&on, &method.space().default_settings())).collect();
        recommenders.push(Box::new(Served::learn(on.sessions(), &Params::default())));
        for recommender in &recommenders {
            let run = |sessions: &[Vec<u32>]| {
                let recorder = Recorder(recommender.as_ref(), Mutex::default());
                let sessions: Vec<&[u32]> = sessions.iter().map(Vec::as_slice).collect();
                measure(&recorder, &held(&sessions), &popularity, &|_| {});
                recorder.1.into_inner().unwrap()
            };
            let (before, after) = (run(&test), run(&changed));
            for items in &test {
                for at in 1..=cut.min(items.len() - 1) {
                    prop_assert_eq!(before.get(&items[..at]), after.get(&items[..at]));
                }
            }
        }
    }

    /// Ours is the formula: the lists in floats, combined in a table, rank as the encoded bytes do, up to what rounding
    /// to a byte makes equal.
    #[test]
    fn what_is_served_is_the_formula(train in sessions(), question in proptest::collection::vec(0..15_u32, 1..10)) {
        let clicks = (0_u32..).zip(&train).flat_map(|(session, items)| {
            items.iter().map(move |item| Click { session, item: *item, time: f64::from(session) })
        });
        let sessions = Sessions::of(clicks.collect(), 15);
        let params = Params::default();
        let lists = crate::learn::build(&sessions, &params);
        let mut scores: BTreeMap<u32, f64> = BTreeMap::new();
        let so_far = SoFar { items: &question };
        for (l, (_, item)) in so_far.latest().take(params.k).enumerate() {
            let decay = (-(l as f64) / params.tau).exp();
            let back = [params.rho0, params.rho1].get(l).copied().unwrap_or(params.rho2);
            for (other, weight) in &lists.0[item as usize] {
                *scores.entry(*other).or_default() += decay * weight * if *other == item { back } else { 1.0 };
            }
        }
        let served = Served::of(&lists, params.blend()).predict(so_far, 20, &mut Scratch::default());
        let most = scores.values().copied().fold(0.0, f64::max);
        let own = |item: &u32| scores.get(item).copied().unwrap_or_default();
        prop_assert!(served.len() <= scores.len());
        prop_assert!(served.is_sorted_by(|a, b| own(a) >= own(b) - most * 0.02), "{:?} {:?}", served, scores);
    }
}

proptest! {
    /// However long the session is, each product comes once, where it was clicked last.
    #[test]
    fn the_latest_of_a_session_are_those_that_are_seen_first_from_its_end(
        items in proptest::collection::vec(0..90_u32, 1..160),
    ) {
        let mut expected: Vec<(usize, u32)> = Vec::new();
        for (ago, item) in items.iter().rev().enumerate() {
            if expected.iter().all(|(_, seen)| seen != item) {
                expected.push((ago, *item));
            }
        }
        prop_assert_eq!(SoFar { items: &items }.latest().collect::<Vec<_>>(), expected);
    }
}
