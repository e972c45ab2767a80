#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use super::vsknn::{of_click, of_match};
use super::*;
use crate::learn::evaluate::{Scratch, SoFar, Value};
use crate::learn::{Click, Sessions};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const DAY: f64 = 86_400.0;

/// Sessions in the order of their end, `days` apart.
fn trained(sessions: &[&[u32]], days: f64) -> Trained {
    let mut clicks = Vec::new();
    for (number, items) in (0_u32..).zip(sessions) {
        clicks.extend(items.iter().map(|item| Click {
            session: number,
            item: *item,
            time: f64::from(number) * days * DAY,
        }));
    }
    let catalogue = clicks.iter().map(|click| click.item + 1).max().unwrap_or_default();
    Trained::on(Sessions::of(clicks, catalogue as usize))
}

fn settings(method: &dyn Method, changed: &[(&'static str, Value)]) -> Settings {
    let mut settings = method.space().default_settings();
    for (name, value) in &mut settings.0 {
        if let Some((_, new)) = changed.iter().find(|(changed, _)| changed == name) {
            *value = *new;
        }
    }
    for (name, _) in changed {
        assert!(settings.0.iter().any(|(own, _)| own == name), "{name}");
    }
    settings
}

fn ask(method: &dyn Method, on: &Trained, changed: &[(&'static str, Value)], items: &[u32]) -> Vec<u32> {
    let learned = method.learn(on, &settings(method, changed));
    learned.predict(SoFar { items }, 20, &mut Scratch::default())
}

fn number(value: f64) -> Value {
    Value::Number(value)
}

#[test]
fn rules_as_session_rec_counts_them() {
    let on = trained(&[&[1, 2, 3], &[1, 3]], 1.0);
    assert_eq!(ask(&Sequential, &on, &[], &[9, 1]), [3, 2], "1 to 3 is 1/2 + 1, 1 to 2 is 1");
    assert_eq!(ask(&Sequential, &on, &[("weighting", Value::Word("same"))], &[1]), [3, 2]);
    assert_eq!(ask(&Sequential, &on, &[], &[3]), [0_u32; 0], "nothing came after 3");
    assert_eq!(ask(&Association, &on, &[], &[3]), [1, 2], "but 1 twice before it");
    // An item clicked again is a pair with itself, of which both directions count.
    let again = trained(&[&[1, 2, 2], &[2, 4, 4], &[2, 4]], 1.0);
    assert_eq!(ask(&Association, &again, &[], &[2]), [4, 1, 2]);
    assert_eq!(ask(&Sequential, &again, &[], &[2]), [4, 2]);
    let far = trained(&[&[1, 7, 8, 9]], 1.0);
    assert_eq!(ask(&Sequential, &far, &[("steps", number(2.0))], &[1]), [7, 8]);
}

#[test]
fn popularity_counts_clicks_of_the_latest_sessions() {
    let on = trained(&[&[1, 1, 1, 2], &[3, 2], &[3, 2]], 1.0);
    assert_eq!(ask(&Popularity, &on, &[], &[1]), [1, 2, 3]);
    assert_eq!(ask(&Popularity, &on, &[("latest_share", number(0.5))], &[1]), [2, 3]);
}

/// Similarities .75, .5 and .25 by the formula of the paper; the last session shares only the click before the last.
#[test]
fn vs_knn_by_hand() {
    let on = trained(&[&[1, 2, 3], &[2, 4], &[1, 5]], 1.0);
    assert_eq!(ask(&Vsknn, &on, &[], &[1, 2]), [2, 1, 3, 4, 5]);
    assert_eq!(ask(&Vsknn, &on, &[("k", number(1.0))], &[1, 2]), [1, 2, 3]);
    // The newest session alone is looked at.
    assert_eq!(ask(&Vsknn, &on, &[("sample", number(1.0))], &[1, 2]), [1, 5]);
    // 2 and 1 are in two of three sessions, and less is told by them than by 4.
    let idf = [("idf_weighting", number(10.0))];
    assert_eq!(ask(&Vsknn, &on, &idf, &[1, 2]), [3, 2, 4, 1, 5]);
}

#[test]
fn the_weights_of_session_rec() {
    let place = |weighting| [1, 2, 4].map(|place| of_click(weighting, place, 4));
    assert_eq!(place("same"), [1.0; 3]);
    assert_eq!(place("div"), [0.25, 0.5, 1.0]);
    assert_eq!(place("quadratic"), [0.0625, 0.25, 1.0]);
    assert!(place("linear").iter().zip([0.7, 0.8, 1.0]).all(|(a, b)| (a - b).abs() < 1e-12));
    assert!((of_click("log", 4, 4) - 1.0 / 1.7_f64.log10()).abs() < 1e-12);
    let step = |weighting| [1, 2].map(|step| of_match(weighting, step));
    assert_eq!(step("same"), [1.0; 2]);
    assert_eq!(step("div"), [1.0, 0.5]);
    assert_eq!(step("linear"), [0.9, 0.8]);
    assert_eq!(step("quadratic"), [1.0, 0.25]);
    assert!((of_match("log", 2) - 1.0 / 3.7_f64.log10()).abs() < 1e-12);
}

/// The example that Serenade's own test has: of the four other items the one that both sessions have is the first.
#[test]
fn vmis_knn_as_serenade_tests_it() {
    let on = trained(&[&[6, 5, 4], &[5, 4, 3, 2]], 0.0);
    let left_out = ask(&Vmis, &on, &[("viewed_item", Value::Word("left_out"))], &[5]);
    assert_eq!(left_out.len(), 4);
    assert_eq!(left_out[0], 4);
    assert_eq!(ask(&Vmis, &on, &[("idf", Value::Word("off"))], &[5]), [4, 5, 2, 3, 6], "and kept");
}

/// .94, .40 and twice .17 by the formulas of the paper.
#[test]
fn stan_by_hand() {
    let on = trained(&[&[1, 2, 3], &[2, 4]], 5.0);
    let lambdas = [("lambda_position", number(1.0)), ("lambda_days", number(5.0)), ("lambda_item", number(2.0))];
    assert_eq!(ask(&Stan, &on, &lambdas, &[1, 2]), [2, 4, 1, 3]);
    // Without a decay over the days the longer match is the nearer: .45 for 1 and 3 against .40.
    let [position, _, item] = lambdas;
    assert_eq!(ask(&Stan, &on, &[position, ("lambda_days", number(1e9)), item], &[1, 2]), [2, 1, 3, 4]);
    // What stands beside the common item is nearer than what stands far off.
    let row = trained(&[&[9, 1, 2, 3]], 1.0);
    assert_eq!(ask(&Stan, &row, &[], &[1]), [1, 2, 9, 3]);
}

/// How a nearest-neighbour method weighs.
struct Weights<'w> {
    sample: usize,
    k: usize,
    click: &'w dyn Fn(usize, usize) -> f64,
    matched: &'w dyn Fn(usize) -> f64,
    idf: &'w dyn Fn(u32) -> f64,
}

/// The scores by going over all sessions, as session-rec does.
fn brute(on: &Trained, items: &[u32], by: &Weights<'_>) -> BTreeMap<u32, f64> {
    let distinct = items.iter().collect::<BTreeSet<_>>().len() as f64;
    let mut near: Vec<(f64, u32, usize)> = Vec::new();
    let mut taken = 0;
    for session in (0..on.sessions().len() as u32).rev() {
        let own: BTreeSet<u32> = on.sessions().session(session as usize).iter().copied().collect();
        let mut similarity = 0.0;
        let mut latest = None;
        let mut counted = BTreeSet::new();
        for (ago, item) in items.iter().rev().enumerate() {
            if own.contains(item) && counted.insert(item) {
                similarity += (by.click)(items.len() - ago, items.len()) / distinct;
                latest = latest.or(Some(ago));
            }
        }
        if let Some(ago) = latest {
            taken += 1;
            if taken > by.sample {
                break;
            }
            near.push((similarity, session, ago));
        }
    }
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let mut scores = BTreeMap::new();
    for (similarity, session, ago) in near.into_iter().take(by.k) {
        for item in on.sessions().session(session as usize).iter().collect::<BTreeSet<_>>() {
            *scores.entry(*item).or_default() += similarity * (by.matched)(ago + 1) * (by.idf)(*item);
        }
    }
    scores.retain(|_, score| *score > 0.0);
    scores
}

/// Whether a list is the best of the scores, whatever the order of equals.
fn ranks(list: &[u32], scores: &BTreeMap<u32, f64>) -> Result<(), TestCaseError> {
    let mut best: Vec<f64> = scores.values().copied().collect();
    best.sort_by(|a, b| b.total_cmp(a));
    prop_assert_eq!(list.len(), best.len().min(20));
    prop_assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), list.len());
    for (item, score) in list.iter().zip(best) {
        let own = scores.get(item).copied().unwrap_or_default();
        prop_assert!((own / score - 1.0).abs() < 1e-9, "{item} has {own}, not {score}");
    }
    Ok(())
}

fn clicks() -> impl Strategy<Value = Vec<Vec<u32>>> {
    proptest::collection::vec(proptest::collection::vec(0..25_u32, 2..9), 1..40)
}

fn prefix() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(0..25_u32, 1..14)
}

proptest! {
    #[test]
    fn vs_knn_is_what_brute_force_finds(
        sessions in clicks(), items in prefix(), sample in 1..50_usize, k in 1..30_usize,
        weighting in 0..5_usize, score in 0..5_usize, idf in 0..3_usize,
    ) {
        let sessions: Vec<&[u32]> = sessions.iter().map(Vec::as_slice).collect();
        let on = trained(&sessions, 1.0);
        let names = ["div", "same", "linear", "quadratic", "log"];
        let all = on.sessions().len() as f64;
        let factor = |item: u32| 1.0 + idf as f64 * (all / f64::from(on.clicks(item))).ln();
        // A click that weighs nothing makes no session a candidate; only `linear` has such.
        prop_assume!(names[weighting] != "linear" || items.len() <= 9);
        let by = Weights {
            sample, k,
            click: &|place, length| of_click(names[weighting], place, length),
            matched: &|step| of_match(names[score], step),
            idf: &factor,
        };
        let changed = [
            ("sample", number(sample as f64)), ("k", number(k as f64)), ("weighting", Value::Word(names[weighting])),
            ("weighting_score", Value::Word(names[score])), ("idf_weighting", number(idf as f64)),
        ];
        let expected: BTreeMap<u32, f64> = brute(&on, &items, &by);
        prop_assume!(expected.len() < 20 || idf == 0);
        ranks(&ask(&Vsknn, &on, &changed, &items), &expected)?;
    }

    /// VMIS-kNN is VS-kNN with linear weights, whatever the order in which it finds the sessions.
    #[test]
    fn vmis_knn_is_what_brute_force_finds(
        sessions in clicks(), items in prefix(), m in 1..60_usize, k in 1..30_usize, last in 1..12_usize, idf in any::<bool>(),
    ) {
        let sessions: Vec<&[u32]> = sessions.iter().map(Vec::as_slice).collect();
        let on = trained(&sessions, 1.0);
        let window = &items[items.len().saturating_sub(last)..];
        let pairs: usize = (0..on.sessions().len() as u32).map(|session| on.distinct(session).len()).sum();
        let factor = |item: u32| if idf { (pairs as f64 / on.with(item).len() as f64).ln() } else { 1.0 };
        let by = Weights {
            sample: m, k,
            click: &|place, _| place as f64,
            matched: &|step| (1.0 - 0.1 * step as f64).max(0.0),
            idf: &factor,
        };
        let changed = [
            ("m", number(m as f64)), ("k", number(k as f64)), ("last_items", number(last as f64)),
            ("idf", Value::Word(if idf { "on" } else { "off" })),
        ];
        let scores = brute(&on, window, &by);
        ranks(&ask(&Vmis, &on, &changed, &items), &scores)?;
        let mut left_out = scores;
        left_out.remove(items.last().unwrap());
        let mut changed = changed.to_vec();
        changed.push(("viewed_item", Value::Word("left_out")));
        ranks(&ask(&Vmis, &on, &changed, &items), &left_out)?;
    }

    /// With everything as near as can be, STAN is the cosine of two sets.
    #[test]
    fn stan_without_its_lambdas_is_cosine(sessions in clicks(), items in prefix(), k in 1..30_usize) {
        let sessions: Vec<&[u32]> = sessions.iter().map(Vec::as_slice).collect();
        let on = trained(&sessions, 1.0);
        let own: BTreeSet<u32> = items.iter().copied().collect();
        let mut near: Vec<(f64, u32)> = Vec::new();
        for session in 0..on.sessions().len() as u32 {
            let shared = on.distinct(session).iter().filter(|item| own.contains(item)).count() as f64;
            if shared > 0.0 {
                near.push((shared / (own.len() as f64).sqrt() / (on.distinct(session).len() as f64).sqrt(), session));
            }
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        // Which of equals are within the k nearest is left open.
        prop_assume!(near.len() <= k || (near[k - 1].0 - near[k].0) > 1e-6);
        let mut scores: BTreeMap<u32, f64> = BTreeMap::new();
        for (similarity, session) in near.into_iter().take(k) {
            on.distinct(session).iter().for_each(|item| *scores.entry(*item).or_default() += similarity);
        }
        let all = ["lambda_position", "lambda_days", "lambda_item"].map(|name| (name, number(1e15)));
        let mut changed = all.to_vec();
        changed.push(("k", number(k as f64)));
        ranks(&ask(&Stan, &on, &changed, &items), &scores)?;
    }

    /// A longer answer begins with the shorter one, and nothing is left in the scratch from one question to the next.
    #[test]
    fn answers_are_the_same_whoever_asked_before(sessions in clicks(), questions in proptest::collection::vec(prefix(), 1..6)) {
        let sessions: Vec<&[u32]> = sessions.iter().map(Vec::as_slice).collect();
        let on = trained(&sessions, 1.0);
        for method in all() {
            let learned = method.learn(&on, &method.space().default_settings());
            let mut used = Scratch::default();
            for items in &questions {
                let fresh = learned.predict(SoFar { items }, 5, &mut Scratch::default());
                let again = learned.predict(SoFar { items }, 50, &mut used);
                prop_assert_eq!(&fresh[..], &again[..fresh.len()], "{}", method.name());
            }
        }
    }
}

/// A robot's session of 100,000 products is near to all: what is looked at of it is its end.
#[test]
fn of_a_robots_session_the_latest_products_count() {
    let robot: Vec<u32> = (0..1_000).chain(0..10).collect();
    let on = trained(&[&robot, &[1, 2]], 1.0);
    let latest: Vec<u32> = (0..10).chain(510..1_000).collect();
    assert_eq!(on.distinct(0), latest);
    assert_eq!(on.last_places(0).len(), 500);
    assert_eq!((on.last_places(0)[9], on.last_places(0)[10]), (1_010, 511));
    assert_eq!((on.with(9), on.with(509), on.with(2)), (&[0_u32][..], &[][..], &[1, 0][..]));
    assert_eq!(on.clicks(509), 1, "it was clicked all the same");
}
